#pragma once

#include <vitriflow/base/types.h>

#include <functional>

namespace vitriflow
{
  /**
   * Preconditioned conjugate gradients for symmetric positive definite
   * operators, with the new direction made conjugate to the last one
   * explicitly (Golub & Ye, SIAM J. Sci. Comput. 21, 1305 (1999)), which
   * tolerates a preconditioner in single precision down to the round-off of
   * the operator.
   *
   * The right-hand side is scaled to unit norm, so that intermediate results
   * stay within the range of single precision however small it is.
   */
  class ConjugateGradients
  {
  public:
    using Operator = std::function<void(Vector &, const Vector &)>;

    /**
     * Solves A x = b from x = 0 until |b - A x| <= tolerance |b|.
     *
     * @return number of iterations. Throws StepFailed, and leaves x finite,
     *         when the tolerance is not met or an operator proves not to be
     *         positive definite.
     */
    unsigned int solve(const Operator &A,
                       const Operator &preconditioner,
                       Vector &x,
                       const Vector &b,
                       const double tolerance,
                       const unsigned int max_iterations);

  private:
    Vector residual_, preconditioned_, direction_, image_;
  };
} // namespace vitriflow
