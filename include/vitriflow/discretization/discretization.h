#pragma once

#include <deal.II/base/function.h>

#include <deal.II/distributed/tria.h>

#include <deal.II/dofs/dof_handler.h>

#include <deal.II/fe/fe_system.h>
#include <deal.II/fe/mapping_q1.h>
#include <deal.II/fe/mapping_q_cache.h>

#include <deal.II/lac/affine_constraints.h>

#include <vitriflow/discretization/axisymmetry.h>
#include <vitriflow/discretization/cell_rows.h>
#include <vitriflow/discretization/nodal_evaluation.h>
#include <vitriflow/geometry/mesh_parameters.h>

#include <memory>

namespace vitriflow
{
  /** Position of a finite element space in the MatrixFree object. */
  enum Space : unsigned int
  {
    /** Continuous Q2 vectors, periodic and zero on walls. */
    velocity_space = 0,
    /** Continuous scalars on Gauss-Lobatto nodes. */
    density_space = 1,
    /** Discontinuous Q2 stresses, nodes = Gauss points of the velocity. */
    stress_space = 2,
    /** As velocity_space, but free on walls: yields their reaction. */
    free_velocity_space = 3
  };

  /**
   * Constraints of one space: hanging nodes, equal values on periodic sides,
   * regularity of scalars on the axis of an axisymmetric block; and, if asked
   * for, zero velocity on the walls of a channel, and at the bottom of a block
   * and through its sides.
   */
  template <int dim>
  void make_constraints(const dealii::DoFHandler<dim> &dof_handler,
                        const Geometry geometry,
                        const bool zero_on_walls,
                        dealii::AffineConstraints<double> &constraints,
                        const Axisymmetry &axisymmetry = Axisymmetry());

  /** Mesh, finite element spaces and matrix-free data of a run. */
  template <int dim>
  class Discretization
  {
  public:
    /**
     * @param parameters in reduced units;
     * @param block_has_faces whether integrals over the faces of a block are
     *        needed; on other meshes they always are.
     */
    Discretization(const MeshParameters &parameters,
                   const MPI_Comm &comm,
                   const bool block_has_faces = false);

    const MatrixFree<dim, double> &matrix_free() const
    {
      return matrix_free_;
    }

    /** Of a space of continuous functions. */
    const RowAccess<dim, double> &rows(const Space space) const
    {
      Assert(space != stress_space, dealii::ExcInternalError());
      return rows_[space];
    }

    const dealii::DoFHandler<dim> &dof_handler(const Space space) const;

    const dealii::AffineConstraints<double> &
    constraints(const Space space) const;

    const dealii::parallel::distributed::Triangulation<dim> &
    triangulation() const
    {
      return triangulation_;
    }

    Geometry geometry() const
    {
      return geometry_;
    }

    const std::array<double, dim> &size() const
    {
      return size_;
    }

    const std::array<unsigned int, dim> &n_cells() const
    {
      return n_cells_;
    }

    /** Of the cells of a box. */
    CellLattice<dim> lattice() const
    {
      return {n_cells_, size_};
    }

    /** Edge lengths of a cell; in a block, which has cells of many sizes, of
     * the smallest. */
    dealii::Tensor<1, dim> cell_size() const;

    Axisymmetry axisymmetry() const
    {
      return axisymmetry_;
    }

    /** Whether the mesh moves with the material: nothing then flows from cell
     * to cell. */
    bool follows_material() const
    {
      return geometry_ == Geometry::indentation;
    }

    /** Whether nothing holds the material in place. */
    bool can_translate() const
    {
      return geometry_ == Geometry::periodic_box;
    }

    /** Point of the top of a block that an indenter touches first. */
    dealii::Point<dim> contact_point() const
    {
      return contact_point_;
    }

    /** Number of copies of the block that make up the glass: images in the
     * planes of symmetry. */
    unsigned int n_images() const
    {
      return n_images_;
    }

    /**
     * Moves the nodes of the mesh by a vector of the free velocity space from
     * where they were when the mesh was made; what depends on the geometry has
     * to be computed anew. Collective. Throws StepFailed, and leaves the mesh
     * there, if a cell is turned inside out.
     */
    void move(const Vector &displacement);

    /** A vector that refine() carries along. */
    struct Field
    {
      Space space;
      Vector *vector;
    };

    /**
     * Halves these cells of a block, in order and from all ranks, and others so
     * that neighbours differ by one halving, and interpolates the fields. The
     * mesh is back at where it was when it was made; what refers to its cells
     * or to the length of its vectors has to be made anew. Collective.
     */
    void refine(const std::vector<dealii::CellId> &cells,
                const std::vector<Field> &fields);

    /** The cells of all calls of refine(). */
    const std::vector<std::vector<dealii::CellId>> &refinements() const
    {
      return refinements_;
    }

    /** Level of the smallest cells that there may be. */
    unsigned int finest_level() const
    {
      return finest_level_;
    }

    /** At the start. */
    double volume() const;

    unsigned int density_degree() const
    {
      return density_degree_;
    }

    const dealii::Mapping<dim> &mapping() const
    {
      return moved_ ? static_cast<const dealii::Mapping<dim> &>(*moved_)
                    : mapping_;
    }

    MPI_Comm communicator() const
    {
      return triangulation_.get_communicator();
    }

    void initialize(Vector &vector, const Space space) const
    {
      matrix_free_.initialize_dof_vector(vector, space);
    }

  private:
    void place_contact(const BlockParameters &block);
    /** On the cells that there are. */
    void make_spaces();

    Geometry geometry_;
    bool has_faces_;
    Axisymmetry axisymmetry_;
    unsigned int n_refinements_ = 0;
    unsigned int n_images_      = 1;
    unsigned int finest_level_  = 0;
    std::vector<std::vector<dealii::CellId>> refinements_;
    dealii::Point<dim> contact_point_;
    std::array<double, dim> size_;
    std::array<unsigned int, dim> n_cells_;
    unsigned int density_degree_;
    dealii::MappingQ1<dim> mapping_;
    std::unique_ptr<dealii::MappingQCache<dim>> moved_;
    dealii::parallel::distributed::Triangulation<dim> triangulation_;
    dealii::DoFHandler<dim> velocity_dofs_;
    dealii::DoFHandler<dim> density_dofs_;
    dealii::DoFHandler<dim> stress_dofs_;
    dealii::AffineConstraints<double> velocity_constraints_;
    dealii::AffineConstraints<double> free_constraints_;
    dealii::AffineConstraints<double> density_constraints_;
    dealii::AffineConstraints<double> stress_constraints_;
    MatrixFree<dim, double> matrix_free_;
    std::array<RowAccess<dim, double>, 4> rows_; // by Space
  };
} // namespace vitriflow
