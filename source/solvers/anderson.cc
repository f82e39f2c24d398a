#include <vitriflow/solvers/anderson.h>

namespace vitriflow
{
  namespace
  {
    /** A change that lies in the span of earlier ones up to this share tells
     * nothing new but round-off. */
    constexpr double dependent = 1e-8;
  } // namespace

  Anderson::Anderson(const unsigned int depth)
    : depth_(depth)
  {
  }

  void Anderson::clear()
  {
    pairs_.clear();
  }

  void Anderson::add(Vector step, Vector change)
  {
    const double before = change.l2_norm();
    for (const Pair &p : pairs_)
      {
        const double share = change * p.change;
        change.add(-share, p.change);
        step.add(-share, p.step);
      }
    const double norm = change.l2_norm();
    if (!(norm > dependent * before))
      return;
    change *= 1. / norm;
    step *= 1. / norm;
    if (pairs_.size() == depth_)
      pairs_.pop_front();
    pairs_.push_back({std::move(step), std::move(change)});
  }

  void Anderson::minimise(Vector &iterate, Vector &residual) const
  {
    for (const Pair &p : pairs_)
      {
        const double share = residual * p.change;
        residual.add(-share, p.change);
        iterate.add(-share, p.step);
      }
  }
} // namespace vitriflow
