#pragma once

#include <deal.II/base/aligned_vector.h>
#include <deal.II/base/subscriptor.h>

#include <vitriflow/discretization/axisymmetry.h>
#include <vitriflow/discretization/nodal_evaluation.h>
#include <vitriflow/operators/nodal_blocks.h>

#include <vector>

namespace vitriflow
{
  /**
   * Coefficients of the momentum operator at one point (of a batch of cells),
   * in reduced units; c is the implicit weight of the time step.
   */
  template <int dim, typename Number>
  struct MomentumCoefficients
  {
    /** c G / (1 + c/tau): viscosity of the elastic step. */
    Simd<Number> viscosity;
    /** c / (1 + c/tau) times the (positive part of the) stress. */
    dealii::SymmetricTensor<2, dim, Simd<Number>> stretch;
    /** M rho / c. */
    Simd<Number> inertia;
  };

  /**
   * The symmetric positive definite operator of an implicit velocity step,
   *
   *   inertia v - div[ 2 viscosity (D(v) - s/3 tr D I) - m (m:D(v)) ]
   *     - div[ L(v) stretch ]
   *     + B^T M_l^-1 r [ k M_l + C Lap ] r M_l^-1 B v,     (B v)_i = (phi_i,
   * div v),
   *
   * with the lumped mass M_l, the stiffness matrix Lap of the density space,
   * nodal densities r, nodal bulk stiffness k = c max(f'', 0) and the gradient
   * coefficient C times c. It is the linearised Furukawa-Tanaka momentum
   * balance with density and stress of the new time level eliminated. The
   * softening m, a tensor along the deviator of a plastically flowing stress,
   * is there only if allowed for.
   * Applied matrix-free on the Cartesian mesh of the sheared frame, or on the
   * mesh of a block, with the terms of Axisymmetry (but no stretch along the
   * hoops, which the defect correction accounts for) and the stiffness of a
   * contact at single nodes.
   *
   * @tparam Number double for the solve, float on multigrid levels.
   */
  template <int dim, typename Number>
  class MomentumOperator : public dealii::Subscriptor
  {
  public:
    using VectorType   = dealii::LinearAlgebra::distributed::Vector<Number>;
    using Coefficients = MomentumCoefficients<dim, Number>;

    /**
     * @param velocity,density two spaces of one MatrixFree object; they
     * must stay where they are;
     * @param coefficients_per_cell either the number of quadrature points or 1
     *        for coefficients constant in each cell (multigrid levels).
     */
    void reinit(const RowAccess<dim, Number> &velocity,
                const RowAccess<dim, Number> &density,
                const unsigned int coefficients_per_cell,
                const Axisymmetry &axisymmetry = Axisymmetry());

    /** Computes the lumped mass anew: the mesh has moved. */
    void update_masses();

    /** Stiffness of a contact; its force per velocity. */
    NodalBlocks<dim, Number> &contact()
    {
      return contact_;
    }
    const NodalBlocks<dim, Number> &contact() const
    {
      return contact_;
    }

    Coefficients &coefficients(const unsigned int cell, const unsigned int q)
    {
      return coefficients_[cell * per_cell_ + (per_cell_ == 1 ? 0 : q)];
    }
    const Coefficients &coefficients(const unsigned int cell,
                                     const unsigned int q) const
    {
      return coefficients_[cell * per_cell_ + (per_cell_ == 1 ? 0 : q)];
    }

    /** Makes room for the softening m at every point, zero at first. */
    void allow_softening();

    dealii::SymmetricTensor<2, dim, Simd<Number>> &
    softening(const unsigned int cell, const unsigned int q)
    {
      return softening_[cell * per_cell_ + q];
    }

    /** One viscosity that stands for those with and against the softening:
     * their geometric mean. */
    Simd<Number> isotropic_viscosity(const unsigned int cell,
                                     const unsigned int q) const
    {
      const Simd<Number> &viscosity = coefficients(cell, q).viscosity;
      if (softening_.empty())
        return viscosity;
      const auto &m = softening_[cell * per_cell_ + q];
      return std::sqrt(viscosity * (viscosity - Number(0.5) * (m * m)));
    }

    /** Nodal density r and stiffness k; constrained entries are ignored. */
    VectorType &nodal_density()
    {
      return nodal_density_;
    }
    VectorType &nodal_stiffness()
    {
      return nodal_stiffness_;
    }
    const VectorType &nodal_density() const
    {
      return nodal_density_;
    }
    const VectorType &nodal_stiffness() const
    {
      return nodal_stiffness_;
    }
    const VectorType &lumped_mass() const
    {
      return lumped_mass_;
    }

    /** Scalars: tilt of the frame, C times c, 1 for deviatoric sources. */
    void set_scalars(const double tilt,
                     const double capillarity,
                     const double deviatoric);
    double tilt() const
    {
      return tilt_;
    }
    double capillarity() const
    {
      return capillarity_;
    }
    double deviatoric() const
    {
      return deviatoric_;
    }

    /** What capillarity adds to the bulk stiffness k of a disturbance as short
     * as the smallest spacing of density nodes. */
    double capillary_stiffness() const;

    void vmult(VectorType &dst, const VectorType &src) const;

    /** The operator is symmetric. */
    void Tvmult(VectorType &dst, const VectorType &src) const
    {
      vmult(dst, src);
    }

    dealii::types::global_dof_index m() const
    {
      return matrix_free_->get_dof_handler(velocity_->space()).n_dofs();
    }
    Number el(const unsigned int, const unsigned int) const
    {
      AssertThrow(false, dealii::ExcNotImplemented());
      return Number();
    }

    void initialize_dof_vector(VectorType &vector) const
    {
      matrix_free_->initialize_dof_vector(vector, velocity_->space());
    }

    /**
     * Inverse of an approximate diagonal: exact for the local terms, element
     * by element estimate for the volumetric ones. Ones where constrained.
     */
    void compute_inverse_diagonal(VectorType &diagonal) const;

    const MatrixFree<dim, Number> &matrix_free() const
    {
      return *matrix_free_;
    }

  private:
    /** A batch of cells, axis-aligned as they are at the start. */
    struct CellShape
    {
      dealii::Tensor<1, dim, Simd<Number>> inverse_size;
      Simd<Number> volume;
      /** Mean of 1/r^2 in an axisymmetric block, otherwise 0. */
      Simd<Number> inverse_radius_squared;
    };

    void compute_shapes();
    void apply_volumetric(const VectorType &src) const;
    template <bool softened, bool axisymmetric>
    void apply_cells(VectorType &dst,
                     const VectorType &src,
                     const std::pair<unsigned int, unsigned int> &range) const;

    const MatrixFree<dim, Number> *matrix_free_ = nullptr;
    const RowAccess<dim, Number> *velocity_     = nullptr;
    const RowAccess<dim, Number> *density_      = nullptr;
    unsigned int per_cell_;
    dealii::AlignedVector<Coefficients> coefficients_;
    dealii::AlignedVector<dealii::SymmetricTensor<2, dim, Simd<Number>>>
      softening_;
    VectorType nodal_density_;
    VectorType nodal_stiffness_;
    VectorType lumped_mass_;
    VectorType inverse_lumped_mass_;
    double tilt_        = 0.;
    double capillarity_ = 0.;
    double deviatoric_  = 0.;
    Axisymmetry axisymmetry_;
    NodalBlocks<dim, Number> contact_;

    /** Integrals of d_k phi_a d_l phi_a over the unit cell, a in kernel
     * order. */
    std::vector<dealii::SymmetricTensor<2, dim, Number>> gradient_products_;
    /** Integrals of phi_a^2 over the unit cell. */
    std::vector<Number> value_products_;
    dealii::AlignedVector<CellShape> shapes_;
    /** Of all cells and directions. */
    double largest_inverse_size_ = 1.;

    mutable VectorType divergence_;
    mutable VectorType volumetric_;
  };
} // namespace vitriflow
