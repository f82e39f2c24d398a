// Question: is an indentation whose mesh follows the plastic zone the same on
// two ranks, and when it was interrupted after cells were halved?

#include "table.h"

namespace
{
  using namespace cli;

  /** A sphere on a glass that yields; the plastic zone outgrows the cells that
   * are small from the start. */
  const char *const indentation = R"(
subsection Mesh
  set Geometry = indentation
  set Cells    = 4
  set Size     = 64
  subsection Indentation
    set Coordinates       = axisymmetric
    set Refinement levels = 5
    set Refined radius    = 1.2
    set Refined strain    = 0.005
  end
end
subsection Material
  set Bulk modulus                   = 3
  set Gradient length                = 0
  set Relaxation time model          = none
  set Shear modulus density exponent = 0
  subsection Plastic flow
    set Mechanism      = power law
    set Yield stress   = 0.01
    set Reference rate = 0.01
    set Exponent       = 20
  end
end
subsection Structure
  subsection Yield stress
    set Type               = noise
    set Amplitude          = 0.1
    set Correlation length = 2
  end
end
subsection Indentation
  set Indenter = sphere
  set Radius   = 31.6
end
subsection Loading
  set Program = depth 0.1 duration 1
end
subsection Time
  set Maximum strain step        = 0.05
  set Maximum local strain step  = 1
  set Maximum volume strain step = 1
end
subsection Solver
  set Linear tolerance    = 1e-4
  set Maximum corrections = 60
end
subsection Output
  set Number of field outputs = 1
end
)";

  class RefinementRanks : public Command
  {
  protected:
    /** Forces are balanced to 1e-4 of themselves. */
    void expect_same_load(const std::string &a, const std::string &b) const
    {
      const Table first  = read_table(folder_ / a / "timeseries.csv");
      const Table second = read_table(folder_ / b / "timeseries.csv");
      ASSERT_EQ(first.rows.size(), second.rows.size());
      const std::size_t load = first.column("load");
      const double largest   = first.rows.back()[load];
      ASSERT_GT(largest, 0.);
      for (std::size_t i = 0; i < first.rows.size(); ++i)
        EXPECT_NEAR(first.rows[i][load], second.rows[i][load], 1e-4 * largest)
          << "in row " << i;
    }

    std::size_t n_halvings(const std::string &output) const
    {
      std::size_t n = 0;
      for (std::size_t at = output.find("cells halved"); at != output.npos;
           at             = output.find("cells halved", at + 1))
        ++n;
      return n;
    }
  };
} // namespace

TEST_F(RefinementRanks, OneAndTwoRanksAgree)
{
  write("a.prm", indentation);
  for (const char *n : {"1", "2"})
    {
      const Outcome run =
        shell("mpirun --oversubscribe --bind-to none -n " + std::string(n) +
              " " + vitriflow_executable + " a.prm --output ranks" + n);
      ASSERT_EQ(run.status, 0) << run.err;
      EXPECT_GT(n_halvings(run.out), 1u);
    }
  expect_same_load("ranks1", "ranks2");
  const std::string fields = read(folder_ / "ranks2/fields_00001.pvtu");
  EXPECT_TRUE(contains(fields, "flow_strain"));
}

TEST_F(RefinementRanks, RestartedAfterCellsWereHalvedIsTheWholeRun)
{
  write("a.prm", indentation);
  const Outcome whole = vitriflow("a.prm --output whole");
  ASSERT_EQ(whole.status, 0) << whole.err;
  const Outcome part =
    vitriflow("a.prm --output part --set \"Time/Maximum number of steps=30\"");
  ASSERT_EQ(part.status, 0);
  // before the interruption and after it
  ASSERT_GT(n_halvings(part.out), 0u);
  const Outcome rest =
    shell("mpirun --oversubscribe --bind-to none -n 2 " + vitriflow_executable +
          " --restart part --set \"Time/Maximum number of steps=0\"");
  ASSERT_EQ(rest.status, 0) << rest.err;
  EXPECT_GT(n_halvings(rest.out), 0u);
  // the cells stay, also when no others are to follow
  ASSERT_EQ(vitriflow("a.prm --output again --set \"Time/Maximum number of "
                      "steps=30\"")
              .status,
            0);
  const Outcome stays =
    vitriflow("--restart again --set \"Mesh/Indentation/Refined strain=0\" "
              "--set \"Time/Maximum number of steps=32\"");
  ASSERT_EQ(stays.status, 0) << stays.err;
  EXPECT_EQ(n_halvings(stays.out), 0u);
  EXPECT_EQ(n_halvings(part.out) + n_halvings(rest.out), n_halvings(whole.out));
  expect_same_load("whole", "part");
}
