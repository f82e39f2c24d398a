// Question: is a glass of shear-transformation zones with a drawn effective
// temperature that diffuses the same on any number of ranks, between walls and
// in two and three dimensions?

#include "table.h"

namespace
{
  using namespace cli;

  /** Past yield; the zones of 600 K are stiff when they begin to flow. */
  const char *const zones = R"(
subsection Units
  set System = SI
end
subsection Mesh
  set Cells = 8
  set Size  = 16e-9
end
subsection Material
  set Preset = Vitreloy 1 STZ
  subsection Plastic flow
    set Effective temperature = 600
    set Diffusion length      = 2e-9
  end
end
subsection Structure
  subsection Density
    set Type = uniform
  end
  subsection Effective temperature
    set Preset = as cast
  end
end
subsection Loading
  set Shear rate = 0.01
  set End strain = 0.04
end
subsection Time
  set Maximum strain step = 0.002
end
subsection Solver
  set Linear tolerance     = 1e-6
  set Correction tolerance = 1e-6
end
subsection Output
  set Number of field outputs = 0
end
)";

  class PlasticFlowRanks : public Command
  {
  protected:
    void expect_same_on_ranks(const std::string &settings,
                              const std::string &name)
    {
      write("a.prm", zones);
      Table one;
      for (const char *n : {"1", "2"})
        {
          const std::string folder = name + n;
          const Outcome run =
            shell("mpirun --oversubscribe --bind-to none -n " + std::string(n) +
                  " " + vitriflow_executable + " a.prm " + settings +
                  " --output " + folder);
          ASSERT_EQ(run.status, 0) << run.err;
          const Table table = read_table(folder_ / folder / "timeseries.csv");
          if (one.rows.empty())
            one = table;
          else
            // what corrections leave, 1e-6 of the first residual, and through
            // the exponential law up to 40 times that in a local rate
            expect_same(name, one, table, 4e-5);
        }
    }
  };
} // namespace

TEST_F(PlasticFlowRanks, Box)
{
  expect_same_on_ranks("", "box");
}

TEST_F(PlasticFlowRanks, Channel)
{
  expect_same_on_ranks("--set Mesh/Geometry=channel --set \"Mesh/Cells=8,6\"",
                       "channel");
}

TEST_F(PlasticFlowRanks, ThreeDimensions)
{
  expect_same_on_ranks("--set Mesh/Dimension=3 --set Mesh/Cells=4 --set "
                       "\"Loading/End strain=0.03\"",
                       "solid");
}
