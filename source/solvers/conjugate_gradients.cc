#include <vitriflow/base/exceptions.h>
#include <vitriflow/solvers/conjugate_gradients.h>

#include <cmath>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    [[noreturn]] void
    fail(const char *reason, const unsigned int iteration, const double share)
    {
      std::ostringstream message;
      message << "the linear solver failed in iteration " << iteration << ": "
              << reason << ", residual " << share << " of the right-hand side";
      throw StepFailed(message.str());
    }
  } // namespace

  unsigned int ConjugateGradients::solve(const Operator &A,
                                         const Operator &preconditioner,
                                         Vector &x,
                                         const Vector &b,
                                         const double tolerance,
                                         const unsigned int max_iterations)
  {
    x                  = 0.;
    const double scale = b.l2_norm();
    if (scale == 0.)
      return 0;
    if (!std::isfinite(scale))
      fail("the right-hand side is not finite", 0, scale);
    for (Vector *v : {&residual_, &preconditioned_, &direction_, &image_})
      v->reinit(x, true);
    residual_.equ(1. / scale, b);
    double norm = 1.;

    for (unsigned int i = 1; i <= max_iterations; ++i)
      {
        preconditioner(preconditioned_, residual_);
        if (i == 1)
          direction_ = preconditioned_;
        else
          // image_ and curvature are those of the last direction
          direction_.sadd(-(preconditioned_ * image_) / (direction_ * image_),
                          1.,
                          preconditioned_);
        const double descent = preconditioned_ * residual_;
        if (!(descent > 0.) || !std::isfinite(descent))
          fail("the preconditioner is not positive definite", i, norm);
        A(image_, direction_);
        const double curvature = direction_ * image_;
        if (!(curvature > 0.) || !std::isfinite(curvature))
          fail("the momentum operator is not positive definite", i, norm);
        const double step = (direction_ * residual_) / curvature;
        x.add(step * scale, direction_);
        residual_.add(-step, image_);
        norm = residual_.l2_norm();
        if (norm <= tolerance)
          return i;
      }
    fail("too many iterations", max_iterations, norm);
  }
} // namespace vitriflow
