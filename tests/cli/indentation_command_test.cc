// Question: is an indentation that was interrupted, or computed on two ranks,
// the same, and what does it leave in its folder?

#include "table.h"

#include <vtkDataArray.h>
#include <vtkPointData.h>
#include <vtkSmartPointer.h>
#include <vtkUnstructuredGrid.h>
#include <vtkXMLPUnstructuredGridReader.h>

namespace
{
  using namespace cli;

  /** A sphere loaded, left, and loaded again; contact radius 1, cells 1/4. */
  const char *const indentation = R"(
subsection Mesh
  set Geometry = indentation
  set Cells    = 4
  set Size     = 64
  subsection Indentation
    set Coordinates       = axisymmetric
    set Refinement levels = 6
    set Refined radius    = 1.5
  end
end
subsection Material
  set Bulk modulus                     = 3
  set Gradient length                  = 0
  set Relaxation time                  = 1e9
  set Relaxation time density exponent = 0
  set Shear modulus density exponent   = 0
  set Stress source                    = deviatoric
end
subsection Indentation
  set Indenter = sphere
  set Radius   = 31.6
end
subsection Loading
  set Program = load 0.13 duration 1 rise 1; load 0 duration 1 rise 1; load 0.13 duration 1 rise 1
end
subsection Time
  set Maximum strain step        = 0.1
  set Maximum local strain step  = 1
  set Maximum volume strain step = 1
end
subsection Solver
  set Linear tolerance    = 1e-4
  set Maximum corrections = 30
end
subsection Output
  set Number of field outputs = 2
end
)";

  class IndentationRanks : public Command
  {
  protected:
    /**
     * Forces are balanced to 1e-4 of themselves and mostly far better; a depth
     * goes like the power 2/3 of the load, and the stiffness is one of the
     * nodes in contact. Overlaps are a ten-thousandth of the depth.
     */
    void expect_same_contact(const std::string &a, const std::string &b) const
    {
      const Table first  = read_table(folder_ / a / "timeseries.csv");
      const Table second = read_table(folder_ / b / "timeseries.csv");
      ASSERT_EQ(first.rows.size(), second.rows.size());
      for (const char *name : {"time", "load", "depth", "contact_stiffness"})
        {
          const std::size_t c = first.column(name);
          double scale        = 0.;
          for (const auto &row : first.rows)
            scale = std::max(scale, row[c]);
          for (std::size_t i = 0; i < first.rows.size(); ++i)
            EXPECT_NEAR(first.rows[i][c], second.rows[i][c], 1e-4 * scale)
              << name << " in row " << i;
        }
    }

    /** The top of the whole block, and on the axis Hertz's largest pressure:
     * 2 P/(pi a^2) 3/4, where a is found up to a quarter of the nodes' spacing
     * 1/8. */
    void expect_hertz_surface(const std::string &file) const
    {
      const auto reader = vtkSmartPointer<vtkXMLPUnstructuredGridReader>::New();
      reader->SetFileName((folder_ / file).c_str());
      reader->Update();
      vtkUnstructuredGrid *top = reader->GetOutput();
      EXPECT_NEAR(top->GetBounds()[0], 0., 1e-5);
      EXPECT_NEAR(top->GetBounds()[1], 64., 1e-5);
      vtkDataArray *pressure =
        top->GetPointData()->GetArray("contact_pressure");
      ASSERT_NE(pressure, nullptr);
      const vtkIdType axis = top->FindPoint(0., top->GetBounds()[2], 0.);
      const double highest = 1.5 * 0.13 / 3.14159;
      EXPECT_NEAR(pressure->GetTuple1(axis), highest, highest / 16.);
    }
  };
} // namespace

TEST_F(IndentationRanks, OneAndTwoRanksAgree)
{
  write("a.prm", indentation);
  for (const char *n : {"1", "2"})
    {
      const Outcome run =
        shell("mpirun --oversubscribe --bind-to none -n " + std::string(n) +
              " " + vitriflow_executable + " a.prm --output ranks" + n);
      ASSERT_EQ(run.status, 0) << run.err;
    }
  expect_same_contact("ranks1", "ranks2");
  // on every rank a piece of the surface
  EXPECT_TRUE(
    contains(read(folder_ / "ranks2/contact.pvd"), "contact_00002.pvtu"));
  const std::string piece = read(folder_ / "ranks2/contact_00002.pvtu");
  EXPECT_TRUE(contains(piece, "contact_00002.1.vtu"));
  expect_hertz_surface("ranks2/contact_00002.pvtu");
}

// Relaxation and modulus depend on density, which varies; depth by depth.
TEST_F(IndentationRanks, AFurukawaTanakaGlassOnOneAndTwoRanksAgrees)
{
  write("a.prm", indentation);
  for (const char *n : {"1", "2"})
    {
      const Outcome run =
        shell("mpirun --oversubscribe --bind-to none -n " + std::string(n) +
              " " + vitriflow_executable + " a.prm --output glass" + n +
              " --set \"Material/Relaxation time=1\""
              " --set \"Material/Relaxation time density exponent=30\""
              " --set \"Material/Shear modulus density exponent=2\""
              " --set \"Material/Gradient length=1\""
              " --set \"Material/Stress source=full\""
              " --set \"Mesh/Density degree=2\""
              " --set \"Structure/Density/Type=noise\""
              " --set \"Structure/Density/Amplitude=0.005\""
              " --set \"Structure/Density/Correlation length=4\""
              " --set \"Loading/Program=depth 0.1 duration 1\"");
      ASSERT_EQ(run.status, 0) << run.err;
    }
  expect_same_contact("glass1", "glass2");
  // it has relaxed: an elastic one would carry Hertz's 0.73
  const Table series = read_table(folder_ / "glass1/timeseries.csv");
  EXPECT_LT(series.rows.back()[series.column("load")], 0.6);
}

TEST_F(IndentationRanks, RestartedInMidUnloadingIsTheWholeRun)
{
  write("a.prm", indentation);
  ASSERT_EQ(vitriflow("a.prm --output whole").status, 0);
  ASSERT_EQ(vitriflow("a.prm --output part --set \"Time/Maximum number of "
                      "steps=35\"")
              .status,
            0);
  const Table part = read_table(folder_ / "part/timeseries.csv");
  const double at  = part.rows.back()[part.column("time")];
  ASSERT_GT(at, 1.);
  ASSERT_LT(at, 2.);
  const Outcome rest =
    vitriflow("--restart part --set \"Time/Maximum number of steps=0\"");
  ASSERT_EQ(rest.status, 0) << rest.err;
  expect_same_contact("whole", "part");
}
