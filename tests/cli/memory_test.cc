// Question: does the memory of a run stay the same however long it is?

#include "command.h"

namespace
{
  using namespace cli;

  /** All kinds of output every few steps; the frame is returned once. */
  const char *const long_run = R"(
subsection Mesh
  set Cells = 8
  set Size  = 8
end
subsection Structure
  subsection Density
    set Type      = noise
    set Amplitude = 0.001
  end
end
subsection Loading
  set Shear rate = 0.5
  set End strain = 4
end
subsection Time
  set Maximum strain step = 0.002
end
subsection Output
  set Number of field outputs = 80
  set Checkpoint interval = 0.1
end
)";
} // namespace

/**
 * From step 200, when everything has been allocated, to step 1000. A vector
 * of velocities lost in each step would be 4 kB * 800 = 3 MB; the allocator
 * was seen to take up to 0.1 MB more.
 */
TEST_F(Command, MemoryDoesNotGrow)
{
  write("a.prm", long_run);
  const auto peak = [this](const unsigned int n_steps) {
    const std::string folder = std::to_string(n_steps);
    const Outcome run =
      vitriflow("a.prm --output " + folder +
                " --set \"Time/Maximum number of steps=" + folder + "\"");
    EXPECT_EQ(run.status, 0) << run.err;
    const auto report =
      nlohmann::json::parse(read(folder_ / folder / "run.json"));
    EXPECT_EQ(report["steps"], n_steps);
    return report["peak_memory_bytes"].get<double>();
  };
  EXPECT_LT(peak(1000) - peak(200), 1e6);
}
