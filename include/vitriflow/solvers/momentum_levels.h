#pragma once

#include <deal.II/multigrid/mg_transfer_global_coarsening.h>

#include <vitriflow/discretization/discretization.h>
#include <vitriflow/operators/momentum_operator.h>
#include <vitriflow/operators/momentum_spaces.h>
#include <vitriflow/solvers/contact_levels.h>

namespace vitriflow
{
  /** Averages over the box of what determines the spectrum of the momentum
   * operator. */
  struct MomentumAverages
  {
    double viscosity = 0.;
    double inertia   = 0.;
    /** Nodal r^2 k. */
    double stiffness = 0.;
    /** Nodal r^2. */
    double density_squared = 0.;
  };

  /**
   * The momentum operator in single precision on a sequence of globally
   * coarsened meshes: rediscretised on each with averages of the coefficients
   * (constant in cells) and of the nodal values, and the transfer between them.
   */
  template <int dim>
  class MomentumLevels
  {
  public:
    using Operator = MomentumOperator<dim, float>;
    using Transfer = dealii::MGTransferGlobalCoarsening<dim, FloatVector>;

    explicit MomentumLevels(const Discretization<dim> &discretization);

    /** Takes over the coefficients of the operator on the finest mesh. */
    void update(const MomentumOperator<dim, double> &fine);

    unsigned int finest() const
    {
      return levels_.max_level();
    }

    const dealii::MGLevelObject<Operator> &operators() const
    {
      return operators_;
    }

    const Transfer &transfer() const
    {
      return *transfer_;
    }

    const dealii::DoFHandler<dim> &velocity(const unsigned int level) const
    {
      return levels_[level].velocity;
    }

    const dealii::AffineConstraints<double> &
    velocity_constraints(const unsigned int level) const
    {
      return levels_[level].velocity_constraints;
    }

    MomentumAverages averages() const;

  private:
    using TwoLevels = dealii::MGTwoLevelTransfer<dim, FloatVector>;

    struct Level
    {
      std::shared_ptr<const dealii::Triangulation<dim>> triangulation;
      dealii::MappingQ1<dim> mapping;
      dealii::DoFHandler<dim> velocity, density, coefficient;
      dealii::AffineConstraints<double> velocity_constraints,
        density_constraints;
      dealii::AffineConstraints<float> velocity_float, density_float, none;
      MomentumSpaces<dim, float> spaces;
      std::vector<unsigned int> entries;
      FloatVector coefficients;
      FloatVector child_shares; // of a cell's children in its averages
      FloatVector weights;      // restricted lumped mass

      void reinit(std::shared_ptr<const dealii::Triangulation<dim>> tria,
                  const Geometry geometry,
                  const Axisymmetry &axisymmetry,
                  const unsigned int density_degree,
                  const std::optional<CellLattice<dim>> &lattice);
    };

    void take_coefficients(const MomentumOperator<dim, double> &fine);
    void restrict_coefficients(const unsigned int from);
    void restrict_nodal(const unsigned int from,
                        const FloatVector &fine,
                        FloatVector &coarse);
    void write_coefficients(const unsigned int level);

    double largest_side_ = 1.;
    bool has_contact_    = false;
    ContactLevels<dim> contact_;
    std::vector<unsigned int> fine_entries_;
    dealii::MGLevelObject<Level> levels_;
    dealii::MGLevelObject<Operator> operators_;
    dealii::MGLevelObject<TwoLevels> velocity_transfers_;
    dealii::MGLevelObject<TwoLevels> density_transfers_;
    dealii::MGLevelObject<TwoLevels> coefficient_transfers_;
    std::unique_ptr<Transfer> transfer_;
    FloatVector weighted_;
  };
} // namespace vitriflow
