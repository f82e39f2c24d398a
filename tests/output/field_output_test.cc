#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/field_output.h>
#include <vitriflow/stability/local_instability.h>

#include <gtest/gtest.h>

#include <vtkCell.h>
#include <vtkCellType.h>
#include <vtkDataArray.h>
#include <vtkFieldData.h>
#include <vtkIdList.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkUnstructuredGrid.h>
#include <vtkXMLPUnstructuredGridReader.h>
#include <vtkXMLUnstructuredGridReader.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "field_output_sample.h"

using namespace vitriflow;
using namespace field_output_sample;

namespace
{
  /** L of the fields above; the gradient is that of physical coordinates. */
  template <int dim>
  dealii::Tensor<2, dim> velocity_gradient(const dealii::Point<dim> &p)
  {
    const double slope = 0.1 * wave_slope(p[0]);
    dealii::Tensor<2, dim> L;
    L[0][1] = base_rate;
    L[1][0] = slope;
    L[1][1] = -tilt * slope;
    return L;
  }

  /** g of it. */
  template <int dim>
  double expected_rate(const dealii::Point<dim> &p)
  {
    const auto D = symmetrize(velocity_gradient(p));
    if (dim == 2)
      return std::sqrt(std::pow(D[0][0] - D[1][1], 2) +
                       4. * std::pow(D[0][1], 2));
    const double expansion = trace(D);
    return std::sqrt(2. * (D * D) - 2. / 3. * expansion * expansion);
  }

  /** Drives of the fields above differ much from each other and from the
   * stiffness: no type is a matter of rounding. */
  template <int dim>
  int expected_type(const dealii::Point<dim> &p, const Material &material)
  {
    LocalState state;
    state.density = density<dim>(p);
    state.time    = 2.5;
    const auto L  = velocity_gradient(p);
    for (unsigned int i = 0; i < dim; ++i)
      for (unsigned int j = 0; j < dim; ++j)
        state.velocity_gradient[i][j] = L[i][j];
    for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
      state.stress[stress_index(c)] = stress<dim>(p, c);
    return static_cast<int>(local_growth<dim>(material, state).type);
  }

  /** All values of a point in the order of VTK, by name. */
  template <int dim>
  std::map<std::string, std::vector<double>>
  expected(const dealii::Point<dim> &p, const Material &material)
  {
    const Scales s   = si_scales();
    const double rho = density<dim>(p);
    std::map<std::string, std::vector<double>> values;
    values["density"]         = {s.density * rho};
    values["pressure"]        = {s.stress *
                                 material.equation_of_state().pressure(rho)};
    values["relaxation_time"] = {s.time *
                                 material.relaxation_time().factor(rho)};
    values["shear_modulus"] = {s.stress * material.shear_modulus().factor(rho)};
    values["shear_rate"]    = {s.rate() * expected_rate<dim>(p)};

    auto &v = values["velocity"];
    v.assign(3, 0.);
    for (unsigned int c = 0; c < dim; ++c)
      v[c] = s.velocity() * velocity<dim>(p, c);
    v[0] += s.velocity() * base_rate * p[1];

    auto &t = values["stress"];
    t.assign(9, 0.);
    for (unsigned int c = 0; c < n_stress_components<dim>; ++c)
      {
        const auto index   = stress_index(c);
        const double value = s.stress * stress<dim>(p, c);
        if (index[0] < dim && index[1] < dim)
          t[3 * index[0] + index[1]] = t[3 * index[1] + index[0]] = value;
      }
    if (dim == 2)
      values["stress_zz"] = {s.stress * stress<dim>(p, 2)};
    return values;
  }

  /** The largest magnitude, to which errors are compared. */
  double magnitude(vtkDataArray &array)
  {
    double largest = 0.;
    for (vtkIdType i = 0; i < array.GetNumberOfTuples(); ++i)
      for (int c = 0; c < array.GetNumberOfComponents(); ++c)
        largest = std::max(largest, std::abs(array.GetComponent(i, c)));
    return largest;
  }

  /** Reduced coordinates of a point of the file on the mesh. */
  template <int dim>
  dealii::Point<dim> on_mesh(vtkUnstructuredGrid &grid, const vtkIdType i)
  {
    dealii::Point<dim> p;
    for (unsigned int d = 0; d < dim; ++d)
      p[d] = grid.GetPoint(i)[d] / si_scales().length;
    p[0] -= tilt * p[1];
    return p;
  }

  /** One type per cell: that in its middle. */
  template <int dim>
  void check_types(vtkUnstructuredGrid &grid, const Material &material)
  {
    vtkDataArray &types = *grid.GetPointData()->GetArray("instability_type");
    for (vtkIdType c = 0; c < grid.GetNumberOfCells(); ++c)
      {
        vtkIdList &points = *grid.GetCell(c)->GetPointIds();
        const double n    = points.GetNumberOfIds();
        dealii::Point<dim> middle;
        for (vtkIdType i = 0; i < n; ++i)
          middle += on_mesh<dim>(grid, points.GetId(i)) / n;
        for (vtkIdType i = 0; i < n; ++i)
          EXPECT_EQ(types.GetTuple1(points.GetId(i)),
                    expected_type<dim>(middle, material))
            << "in the cell around " << middle;
      }
  }

  template <int dim>
  void check_values(vtkUnstructuredGrid &grid, const Material &material)
  {
    check_types<dim>(grid, material);
    std::map<std::string, double> magnitudes;
    for (int i = 0; i < grid.GetPointData()->GetNumberOfArrays(); ++i)
      magnitudes[grid.GetPointData()->GetArrayName(i)] =
        magnitude(*grid.GetPointData()->GetArray(i));
    for (vtkIdType i = 0; i < grid.GetNumberOfPoints(); ++i)
      {
        dealii::Point<dim> p = on_mesh<dim>(grid, i);
        for (unsigned int d = 0; d < dim; ++d)
          {
            // on the mesh again: a node of a quadratic element
            const double node = std::round(2. * p[d]) / 2.;
            ASSERT_NEAR(p[d], node, tolerance * box_length);
            p[d] = node;
          }
        for (const auto &[name, values] : expected<dim>(p, material))
          {
            vtkDataArray &array = *grid.GetPointData()->GetArray(name.c_str());
            for (unsigned int c = 0; c < values.size(); ++c)
              ASSERT_NEAR(array.GetComponent(i, c),
                          values[c],
                          tolerance * magnitudes[name])
                << name << " " << c << " at " << p;
          }
      }
  }

  /** Cells are parallelepipeds, right-handed, and their nodes where VTK has
   * them: 0, 1, 3 and 4 are corners. Coordinates are in single precision. */
  template <int dim>
  void check_nodes(vtkUnstructuredGrid &grid)
  {
    for (vtkIdType c = 0; c < grid.GetNumberOfCells(); ++c)
      {
        vtkCell &cell    = *grid.GetCell(c);
        const auto point = [&](const vtkIdType node) {
          dealii::Tensor<1, 3> x;
          grid.GetPoint(cell.GetPointId(node), &x[0]);
          return x;
        };
        dealii::Tensor<2, 3> side;
        side[0] = point(1) - point(0);
        side[1] = point(3) - point(0);
        if (dim == 3)
          side[2] = point(4) - point(0);
        EXPECT_GT(side[0][0] * side[1][1], 0.);
        EXPECT_GE(side[2][2], 0.);
        const double *unit = cell.GetParametricCoords();
        for (vtkIdType node = 0; node < cell.GetNumberOfPoints(); ++node)
          {
            dealii::Tensor<1, 3> expected = point(0);
            for (unsigned int d = 0; d < 3; ++d)
              expected += unit[3 * node + d] * side[d];
            EXPECT_LT((point(node) - expected).norm(), 1e-5 * side[0].norm())
              << "node " << node;
          }
      }
  }

  template <int dim>
  void check_piece(const Sample<dim> &run)
  {
    vtkNew<vtkXMLUnstructuredGridReader> reader;
    reader->SetFileName(run.piece().c_str());
    reader->Update();
    vtkUnstructuredGrid &grid = *reader->GetOutput();

    const auto values = expected<dim>(dealii::Point<dim>(), run.material);
    // and the type of every cell
    EXPECT_EQ(grid.GetPointData()->GetNumberOfArrays(), int(values.size()) + 1);
    for (const auto &[name, components] : values)
      {
        vtkDataArray *array = grid.GetPointData()->GetArray(name.c_str());
        ASSERT_TRUE(array) << name;
        EXPECT_EQ(array->GetNumberOfComponents(), int(components.size()))
          << name;
      }
    EXPECT_EQ(grid.GetNumberOfCells(),
              vtkIdType(run.discretization.triangulation()
                          .n_locally_owned_active_cells()));
    EXPECT_EQ(grid.GetNumberOfPoints(),
              grid.GetNumberOfCells() * vtkIdType(std::pow(3, dim)));
    EXPECT_EQ(grid.GetCellType(0),
              dim == 2 ? VTK_LAGRANGE_QUADRILATERAL : VTK_LAGRANGE_HEXAHEDRON);
    ASSERT_TRUE(grid.GetFieldData()->GetArray("TIME"));
    EXPECT_NEAR(grid.GetFieldData()->GetArray("TIME")->GetComponent(0, 0),
                2.5e-3,
                1e-9);
    check_nodes<dim>(grid);
    check_values<dim>(grid, run.material);
  }

  template <int dim>
  void check_box()
  {
    Sample<dim> run;
    FieldOutput<dim> output(run.directory,
                            run.discretization,
                            run.material,
                            run.scales);
    output.write(run.state);
    // VTK does not like pieces without cells when they stand alone
    if (run.discretization.triangulation().n_locally_owned_active_cells() > 0)
      check_piece(run);

    MPI_Barrier(comm);
    vtkNew<vtkXMLPUnstructuredGridReader> reader;
    reader->SetFileName(run.path("fields_00000.pvtu").c_str());
    reader->Update();
    EXPECT_EQ(reader->GetOutput()->GetNumberOfCells(), std::pow(4, dim));
  }

  TEST(FieldOutput, WritesTheShearedBox2d)
  {
    check_box<2>();
  }

  TEST(FieldOutput, WritesTheShearedBox3d)
  {
    check_box<3>();
  }

  TEST(FieldOutput, ListsItsFilesAndContinuesTheList)
  {
    Sample<2> run;
    {
      FieldOutput<2> output(run.directory,
                            run.discretization,
                            run.material,
                            run.scales);
      output.write(run.state);
      run.state.time = 3.5;
      output.write(run.state);
      EXPECT_EQ(output.n_written(), 2u);
    }
    FieldOutput<2> output(run.directory,
                          run.discretization,
                          run.material,
                          run.scales);
    output.set_records({{2.5e-3, "fields_00000.pvtu"}});
    run.state.time = 4.5;
    output.write(run.state);
    ASSERT_EQ(output.n_written(), 2u);
    EXPECT_EQ(output.records()[1].second, "fields_00001.pvtu");
    EXPECT_DOUBLE_EQ(output.records()[1].first, 4.5e-3);

    MPI_Barrier(comm);
    const std::string pvd = text_of(run.path("fields.pvd"));
    EXPECT_TRUE(contains(pvd, "timestep=\"0.0025\"")) << pvd;
    EXPECT_TRUE(contains(pvd, "timestep=\"0.0045\"")) << pvd;
    EXPECT_FALSE(contains(pvd, "0.0035")) << pvd;
    EXPECT_TRUE(contains(pvd, "file=\"fields_00001.pvtu\"")) << pvd;
    EXPECT_TRUE(
      contains(text_of(run.path("fields_00001.pvtu")), "fields_00001.0.vtu"));
  }

  TEST(FieldOutput, LeavesReducedUnitsAsTheyAre)
  {
    Sample<2> run;
    FieldOutput<2> output(run.directory,
                          run.discretization,
                          run.material,
                          Scales());
    output.write(run.state);
    vtkNew<vtkXMLUnstructuredGridReader> reader;
    reader->SetFileName(run.piece().c_str());
    reader->Update();
    for (vtkIdType i = 0; i < reader->GetOutput()->GetNumberOfPoints(); ++i)
      {
        const double *point = reader->GetOutput()->GetPoint(i);
        const double x      = point[0] - tilt * point[1];
        EXPECT_NEAR(reader->GetOutput()
                      ->GetPointData()
                      ->GetArray("density")
                      ->GetComponent(i, 0),
                    1. + 0.01 * wave(x),
                    tolerance);
      }
  }

  TEST(FieldOutput, WritesSeveralModesAndTheirSum)
  {
    Sample<2> run;
    run.state.stress.push_back(run.state.stress[0]);
    run.state.stress[1] *= 2.;
    FieldOutput<2> output(run.directory,
                          run.discretization,
                          run.material,
                          run.scales);
    output.write(run.state);
    vtkNew<vtkXMLUnstructuredGridReader> reader;
    reader->SetFileName(run.piece().c_str());
    reader->Update();
    vtkPointData &data = *reader->GetOutput()->GetPointData();
    for (const std::string component : {"", "_zz"})
      {
        vtkDataArray *sum = data.GetArray(("stress" + component).c_str());
        vtkDataArray *one =
          data.GetArray(("stress_mode_1" + component).c_str());
        vtkDataArray *two =
          data.GetArray(("stress_mode_2" + component).c_str());
        ASSERT_TRUE(sum && one && two);
        const double error = tolerance * magnitude(*sum);
        for (vtkIdType i = 0; i < sum->GetNumberOfTuples(); ++i)
          for (int c = 0; c < sum->GetNumberOfComponents(); ++c)
            {
              const double mode = one->GetComponent(i, c);
              EXPECT_NEAR(two->GetComponent(i, c), 2. * mode, error);
              EXPECT_NEAR(sum->GetComponent(i, c), 3. * mode, error);
            }
      }
    EXPECT_FALSE(data.GetArray("stress_mode_3"));
  }

  /** Message of the failure to write, on every rank. */
  template <int dim>
  std::string failure(FieldOutput<dim> &output, const State &state)
  {
    try
      {
        output.write(state);
      }
    catch (const ComputationStopped &e)
      {
        return e.what();
      }
    return "";
  }

  TEST(FieldOutput, ReportsMissingFolders)
  {
    Sample<2> run;
    FieldOutput<2> output(run.directory + "/missing",
                          run.discretization,
                          run.material,
                          run.scales);
    const std::string message = failure(output, run.state);
    EXPECT_TRUE(contains(message, "missing/fields_00000.0.vtu")) << message;
    EXPECT_TRUE(contains(message, "No such file")) << message;
    EXPECT_EQ(output.n_written(), 0u);
  }

  TEST(FieldOutput, ReportsFullDisksAndKeepsItsList)
  {
    Sample<2> run;
    FieldOutput<2> output(run.directory,
                          run.discretization,
                          run.material,
                          run.scales);
    output.write(run.state);
    MPI_Barrier(comm);
    const std::string pvd = text_of(run.path("fields.pvd"));
    for (const std::string file : {"fields_00001.0.vtu", "fields.pvd"})
      {
        // a device that is always full takes the place of the new file
        if (run.is_root())
          fs::create_symlink("/dev/full", run.path(file + ".tmp"));
        MPI_Barrier(comm);
        const std::string message = failure(output, run.state);
        EXPECT_TRUE(contains(message, file)) << message;
        EXPECT_TRUE(contains(message, "No space left")) << message;
        EXPECT_EQ(output.n_written(), 1u);
        EXPECT_EQ(text_of(run.path("fields.pvd")), pvd);
        EXPECT_FALSE(fs::exists(run.path(file + ".tmp")));
        MPI_Barrier(comm);
      }
    EXPECT_EQ(failure(output, run.state), "");
    EXPECT_EQ(output.n_written(), 2u);
  }
} // namespace
