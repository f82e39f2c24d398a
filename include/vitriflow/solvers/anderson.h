#pragma once

#include <vitriflow/base/types.h>

#include <deque>

namespace vitriflow
{
  /**
   * Anderson acceleration of a fixed-point iteration  v <- v + A^-1 R(v):
   * from the changes of v and R seen so far it finds the combination of
   * iterates with the smallest linearly predicted residual, from which the
   * next correction starts. For an affine R this is GMRES, which needs no
   * contraction; Walker & Ni, SIAM J. Numer. Anal. 49, 1715 (2011).
   */
  class Anderson
  {
  public:
    /** @param depth number of changes that are remembered. */
    explicit Anderson(const unsigned int depth);

    void clear();

    /** Remembers that moving by @p step has changed the residual by
     * @p change. */
    void add(Vector step, Vector change);

    /** Replaces an iterate and its residual by the best combination. */
    void minimise(Vector &iterate, Vector &residual) const;

  private:
    struct Pair
    {
      Vector step, change;
    };
    unsigned int depth_;
    std::deque<Pair> pairs_; // changes are orthonormal
  };
} // namespace vitriflow
