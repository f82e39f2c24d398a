#pragma once

#include <deal.II/lac/diagonal_matrix.h>

#include <vitriflow/discretization/state.h>
#include <vitriflow/material/material.h>

#include <limits>
#include <utility>

namespace vitriflow
{
  /**
   * Diffusion of the structural variable w that plastic flow itself drives,
   *
   *   Dw/Dt = ... + div(D grad w),   D = (l^2/c_0) d
   *
   * (Rycroft, Sui & Bouchbinder, J. Comput. Phys. 300, 136 (2015), eq. for
   * chi), by symmetric interior penalties on the discontinuous elements of the
   * stress (Arnold et al., SIAM J. Numer. Anal. 39, 1749 (2002)): with the mean
   * {} of two cells, their difference [] and the normal n,
   *
   *   (D grad w, grad t)_K - <{D grad w}.n, [t]> - <{D grad t}.n, [w]>
   *                        + <penalty max(D) [w], [t]>.
   *
   * D is constant in a cell, so that the form is positive however steep the
   * flow law is: the mean of (left + 2 own + right)/4, of the direction where
   * that is largest. Cells may have hanging nodes, and move between calls of
   * set_diffusivity(). A band spreads as a front into glass that hardly flows;
   * with the D of the glass ahead, or a harmonic mean, the front would stop at
   * the next face. The integral of w stays, nothing leaves through walls.
   */
  template <int dim>
  class StructureDiffusion
  {
  public:
    explicit StructureDiffusion(const Discretization<dim> &discretization);

    /** Sets D to that of the flow at a stress and structural variables, in the
     * frame of the @p tilt. Collective. */
    void set_diffusivity(const Vector &stress,
                         const Vector &structure,
                         const Material &material,
                         const double tilt);

    /** div(D grad w), cut off where it is more than @p most times w; zero in
     * the other components. Collective. */
    void
    rate(Vector &rate,
         const Vector &structure,
         const double most = std::numeric_limits<double>::infinity()) const;

    /**
     * Changes w into that of w - weight div(D grad w) = w_given; the other
     * components stay. Collective. Throws StepFailed if that does not
     * converge.
     */
    void
    solve(Vector &structure, const Vector &given, const double weight) const;

    /** Smallest and largest w of all points. Collective. */
    std::pair<double, double> range(const Vector &structure) const;

  private:
    /** Integrals of weight D grad w . grad t, and of mass w t. */
    void integrate(Vector &dst,
                   const Vector &src,
                   const double mass,
                   const double weight) const;
    void integrate_cells(Vector &dst,
                         const Vector &src,
                         const double mass,
                         const double weight,
                         const std::pair<unsigned int, unsigned int> &) const;
    void integrate_faces(Vector &dst,
                         const Vector &src,
                         const double weight,
                         const std::pair<unsigned int, unsigned int> &) const;
    void update_masses();
    void average(const Vector &stress,
                 const Vector &structure,
                 const Material &material);
    void spread();

    const Discretization<dim> &discretization_;
    double tilt_ = 0.;
    // of one component, like what they act on
    Vector mass_;
    dealii::DiagonalMatrix<Vector> inverse_mass_;
    Vector diffusivity_, change_;
    dealii::AlignedVector<Simd<double>> cell_diffusivity_;
    /** What a face knows of the cell on one side. */
    struct Side
    {
      Simd<double> diffusivity;
      /** Largest volume per reference volume in the cell, times its ratio to
       * the smallest. */
      Simd<double> distortion;
    };
    dealii::AlignedVector<std::array<Side, 2>> sides_;
  };
} // namespace vitriflow
