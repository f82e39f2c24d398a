#pragma once

#include <deal.II/base/aligned_vector.h>

#include <vitriflow/boundary/frame.h>
#include <vitriflow/discretization/discretization.h>

#include <array>
#include <vector>

namespace vitriflow
{
  /**
   * Advection of fields of the stress space on the Cartesian mesh of a box or
   * channel by upwind discontinuous Galerkin elements,
   *
   *   (t, w . grad sigma)_K + <t, min(w . n, 0) (sigma_outside - sigma)>_dK.
   *
   * The nodes are the quadrature points and all cells are alike. So the mass
   * drops out, derivatives act along lines of nodes, and the velocity at faces
   * is that of the nodes continued along these lines (it is a polynomial of
   * their degree). Each cell reads its neighbours and writes itself: one pass
   * through memory for each application.
   */
  template <int dim>
  class StressAdvection
  {
  public:
    explicit StressAdvection(const Discretization<dim> &discretization);

    /**
     * Freezes the velocity w relative to the mesh of the frame, of the free
     * velocity space. Collective.
     *
     * @return largest sum over the directions of |w_d| / h_d: cells per time.
     */
    double freeze(const Vector &velocity, const Frame &frame);

    /** result = begin - span w . grad stress. @p result is neither of the
     * others. Collective. */
    void advance(Vector &result,
                 const Vector &begin,
                 const double span,
                 const Vector &stress) const;

  private:
    static constexpr unsigned int n_sides = 2 * dim;
    static constexpr unsigned int lanes   = Simd<double>::size();
    using Entries                         = std::array<unsigned int, lanes>;

    /** Where the values of the cells of a batch and of their neighbours begin
     * in a vector; idle lanes repeat the first cell. */
    struct Batch
    {
      Entries inside;
      std::array<Entries, n_sides> outside;
      unsigned int n_cells;
    };

    void find_neighbours();

    /** Asks for the upper neighbours, which lie ahead in memory and at places
     * that no processor guesses: a quarter of the time where vectors do not fit
     * into its caches. */
    void prefetch(const Batch &batch, const Vector &stress) const;

    const Discretization<dim> &discretization_;
    std::vector<Batch> batches_;
    /** w_d / h_d at the nodes of each batch, direction by direction. */
    dealii::AlignedVector<Simd<double>> speeds_;
  };
} // namespace vitriflow
