#pragma once

#include <deal.II/base/function.h>

#include <deal.II/dofs/dof_tools.h>

#include <deal.II/numerics/vector_tools_interpolate.h>

#include <vitriflow/output/field_output.h>

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

/** Known fields on a small sheared box, to be written and read back. */
namespace field_output_sample
{
  using namespace vitriflow;
  namespace fs = std::filesystem;

  inline const MPI_Comm comm = MPI_COMM_WORLD;

  /** The files hold single precision; the values derived from it at points
   * known to that precision lose some more digits. */
  constexpr double tolerance = 3e-6;

  constexpr double box_length = 4.;
  constexpr double tilt       = 0.5;
  constexpr double base_rate  = 0.2;

  /** A wave of parabolas with nodes of the mesh where they meet: periodic,
   * smooth and yet exact with quadratic elements. */
  inline double wave(double x)
  {
    x -= box_length * std::floor(x / box_length);
    return x < 2. ? x * (2. - x) : -(x - 2.) * (4. - x);
  }

  inline double wave_slope(double x)
  {
    x -= box_length * std::floor(x / box_length);
    return x < 2. ? 2. - 2. * x : 2. * x - 6.;
  }

  /** The fields below, at mesh coordinates, in reduced units. */
  template <int dim>
  double velocity(const dealii::Point<dim> &p, const unsigned int c)
  {
    return c == 1 ? 0.1 * wave(p[0]) : 0.05 * c;
  }

  template <int dim>
  double density(const dealii::Point<dim> &p, const unsigned int = 0)
  {
    return 1. + 0.01 * wave(p[0]);
  }

  /** Not periodic, which discontinuous elements do not mind. */
  template <int dim>
  double stress(const dealii::Point<dim> &p, const unsigned int c)
  {
    return 0.1 * (c + 1.) + 0.02 * p[1];
  }

  template <int dim>
  class Field : public dealii::Function<dim>
  {
  public:
    using Values = double (&)(const dealii::Point<dim> &, unsigned int);

    Field(Values values, const unsigned int n_components)
      : dealii::Function<dim>(n_components)
      , values_(values)
    {
    }

    double value(const dealii::Point<dim> &p,
                 const unsigned int component) const override
    {
      return values_(p, component);
    }

  private:
    Values values_;
  };

  inline MeshParameters mesh_parameters(const unsigned int dim)
  {
    MeshParameters mesh;
    mesh.dimension = dim;
    mesh.cells     = {4};
    mesh.size      = {box_length};
    return mesh;
  }

  inline Scales si_scales()
  {
    Scales scales;
    scales.length  = 1e-9;
    scales.time    = 1e-3;
    scales.stress  = 3e10;
    scales.density = 6125.;
    scales.si      = true;
    return scales;
  }

  /** Mesh, material, the state of the fields above and a folder. */
  template <int dim>
  struct Sample
  {
    Sample()
      : discretization(mesh_parameters(dim), comm)
      , material(MaterialParameters(), 3., 3., 1e-3, 60., 2.)
      , scales(si_scales())
      , directory(
          (fs::temp_directory_path() /
           (std::string("vitriflow_fields_") +
            testing::UnitTest::GetInstance()->current_test_info()->name()))
            .string())
    {
      state.template initialize<dim>(discretization);
      state.time  = 2.5;
      state.frame = {tilt, base_rate};
      interpolate(state.velocity, velocity<dim>, velocity_space, dim);
      interpolate(state.density, density<dim>, density_space, 1);
      interpolate(state.stress[0],
                  stress<dim>,
                  stress_space,
                  n_stress_components<dim>);
      if (is_root())
        {
          fs::remove_all(directory);
          fs::create_directory(directory);
        }
      MPI_Barrier(comm);
    }

    ~Sample()
    {
      MPI_Barrier(comm);
      if (is_root())
        fs::remove_all(directory);
      MPI_Barrier(comm);
    }

    static bool is_root()
    {
      return dealii::Utilities::MPI::this_mpi_process(comm) == 0;
    }

    /** Constrained entries are filled with nonsense: a State may do so. */
    void interpolate(Vector &vector,
                     typename Field<dim>::Values values,
                     const Space space,
                     const unsigned int n_components)
    {
      const auto &dofs = discretization.dof_handler(space);
      dealii::IndexSet relevant;
      dealii::DoFTools::extract_locally_relevant_dofs(dofs, relevant);
      Vector nodal(dofs.locally_owned_dofs(), relevant, comm);
      dealii::VectorTools::interpolate(discretization.mapping(),
                                       dofs,
                                       Field<dim>(values, n_components),
                                       nodal);
      vector.copy_locally_owned_data_from(nodal);
      const auto &constraints = discretization.constraints(space);
      for (const auto i : dofs.locally_owned_dofs())
        if (constraints.is_constrained(i))
          vector(i) = 1e10;
    }

    std::string path(const std::string &file) const
    {
      return (fs::path(directory) / file).string();
    }

    std::string piece() const
    {
      return path(
        "fields_00000." +
        std::to_string(dealii::Utilities::MPI::this_mpi_process(comm)) +
        ".vtu");
    }

    Discretization<dim> discretization;
    Material material;
    Scales scales;
    std::string directory;
    State state;
  };

  inline std::string text_of(const std::string &path)
  {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  inline bool contains(const std::string &text, const std::string &part)
  {
    return text.find(part) != std::string::npos;
  }
} // namespace field_output_sample
