#include <vitriflow/base/exceptions.h>
#include <vitriflow/operators/contact.h>

#include <boost/math/tools/toms748_solve.hpp>

#include <limits>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Of a cell, in a depth: overlaps are much larger. */
    constexpr double depth_tolerance = 1e-12;

    /** In the share of a step: a node that comes into contact stops it within
     * its overlap, which can be 1e-4 of the step. */
    constexpr double share_tolerance = 1e-8;

    /** A step that leaves no more than this share of its power, with the
     * opposite sign, has not gone too far. */
    constexpr double largest_overshoot = 0.1;

    constexpr std::uintmax_t max_iterations = 100;

    /** A bracket of the zero of a function by the method of Alefeld, Potra &
     * Shi, ACM Trans. Math. Softw. 21, 327 (1995). */
    template <typename Function>
    std::pair<double, double> zero_of(const Function &function,
                                      const double low,
                                      const double high,
                                      const double tolerance)
    {
      std::uintmax_t iterations = max_iterations;
      return boost::math::tools::toms748_solve(
        function,
        low,
        high,
        [&](const double a, const double b) { return b - a <= tolerance; },
        iterations);
    }
  } // namespace

  /** The distance of the nearest node falls with depth: bracketed from both
   * sides of the depth before. */
  template <int dim>
  double Contact<dim>::touching_depth(const Vector &v) const
  {
    const double height  = discretization_.size()[1];
    const auto clearance = [&](const double depth) {
      double nearest = std::numeric_limits<double>::max();
      for (const std::vector<Node> *nodes : {&nodes_, &on_axis_})
        for (const Node &node : *nodes)
          nearest =
            std::min(nearest, gap_at(place_of(node, v), depth).distance);
      return Utilities::MPI::min(nearest, discretization_.communicator());
    };
    double low = depth_before_, high = depth_before_;
    for (double step = discretization_.cell_size()[1]; !(clearance(low) > 0.);
         step *= 2.)
      low -= step;
    for (double step = discretization_.cell_size()[1]; !(clearance(high) < 0.);
         step *= 2.)
      {
        if (!(high < height))
          throw StepFailed("the indenter finds no surface");
        high += step;
      }
    // the end where nothing is inside
    return zero_of(clearance,
                   low,
                   high,
                   depth_tolerance * discretization_.cell_size()[1])
      .first;
  }

  template <int dim>
  double Contact<dim>::depth_of_load(const Vector &v, const double load) const
  {
    const double cell = discretization_.cell_size()[1];
    const auto excess = [&](const double depth) {
      double sum = 0.;
      for (const Node &node : nodes_)
        {
          const Point<dim> place = place_of(node, v);
          const Gap gap          = gap_at(place, depth);
          if (gap.distance < 0.)
            sum -= push_on(node, place, gap, depth).force[1];
        }
      return discretization_.n_images() *
               Utilities::MPI::sum(sum, discretization_.communicator()) -
             load;
    };
    const double low = touching_depth(v);
    double high      = low;
    for (double step = 1e-3 * cell; !(excess(high) > 0.); step *= 2.)
      high += step;
    return zero_of(excess, low, high, depth_tolerance * cell).second;
  }

  template <int dim>
  double Contact<dim>::power(const Vector &velocity) const
  {
    double power = 0.;
    for (const Node &node : nodes_)
      if (node.in_contact)
        for (unsigned int d = 0; d < dim; ++d)
          power += node.force[d] * velocity.local_element(node.entries[d]);
    return Utilities::MPI::sum(power, discretization_.communicator());
  }

  template <int dim>
  double Contact<dim>::balanced_share(const Vector &v,
                                      const Vector &step,
                                      const double descent,
                                      const std::array<double, 2> &glass,
                                      const Control &control) const
  {
    // of glass, contact, and under a given load its weight
    const auto power = [&](const double share) {
      const double depth = control.depth + share * descent;
      double work = 0., load = 0.;
      for (const Node &node : nodes_)
        {
          Tensor<1, dim> change;
          for (unsigned int d = 0; d < dim; ++d)
            change[d] = step.local_element(node.entries[d]);
          const Point<dim> place = place_of(node, v) + share * weight_ * change;
          const Gap gap          = gap_at(place, depth);
          if (!(gap.distance < 0.))
            continue;
          const Push push = push_on(node, place, gap, depth);
          work += push.force * change;
          load -= push.force[1];
        }
      if (control.load)
        work -= load * descent / weight_;
      work = Utilities::MPI::sum(work, discretization_.communicator());
      if (control.load)
        work += *control.load / discretization_.n_images() * descent / weight_;
      return (1. - share) * glass[0] + share * glass[1] + work;
    };
    const double at_begin = power(0.);
    if (!(at_begin > 0.) || !(power(1.) < -largest_overshoot * at_begin))
      return 1.;
    // the end beyond, where such a node is in contact
    return zero_of(power, 0., 1., share_tolerance).second;
  }

  template double Contact<2>::touching_depth(const Vector &) const;
  template double Contact<3>::touching_depth(const Vector &) const;
  template double Contact<2>::depth_of_load(const Vector &, const double) const;
  template double Contact<3>::depth_of_load(const Vector &, const double) const;
  template double Contact<2>::power(const Vector &) const;
  template double Contact<3>::power(const Vector &) const;
  template double Contact<2>::balanced_share(const Vector &,
                                             const Vector &,
                                             const double,
                                             const std::array<double, 2> &,
                                             const Control &) const;
  template double Contact<3>::balanced_share(const Vector &,
                                             const Vector &,
                                             const double,
                                             const std::array<double, 2> &,
                                             const Control &) const;
} // namespace vitriflow
