// Question: does a load program with an oscillation on top give the loads it
// says, in any units, and is what makes no sense refused?

#include <gtest/gtest.h>
#include <vitriflow/base/exceptions.h>
#include <vitriflow/loading/program.h>

#include <cmath>

namespace vitriflow
{
  namespace
  {
    const char *const oscillating =
      "load 2 duration 3 rise 1 amplitude 0.1 frequency 10";

    TEST(IndenterProgram, OscillationIsOnTopOfTheLoad)
    {
      const LoadingProgram program(parse_program(oscillating));
      for (const double t : {0.1, 0.7, 1.3, 2.9})
        {
          const double slow = 2. * std::min(t, 1.);
          EXPECT_NEAR(program.stress(0, t, 0.),
                      slow + 0.1 * std::sin(10. * t),
                      1e-14);
        }
    }

    TEST(IndenterProgram, LoadDoesNotPull)
    {
      const LoadingProgram program(
        parse_program("load 0.1 duration 2 rise 1 amplitude 0.2 frequency 1"));
      // a negative half wave on a small load
      const LoadingProgram fast(
        parse_program("load 0.1 duration 2 rise 1 amplitude 0.2 frequency 6"));
      double lowest = 1.;
      for (double t = 0.; t < 2.; t += 0.01)
        lowest = std::min(lowest, fast.stress(0, t, 0.));
      EXPECT_EQ(lowest, 0.);
      EXPECT_GT(program.stress(0, 1., 0.), 0.1);
    }

    /** Lengths in 2, loads in 3 times the unit of stress 5 (an area of 3). */
    TEST(IndenterProgram, AmplitudeIsScaledAsALoad)
    {
      auto segments = parse_program(oscillating);
      scale_indentation(segments, 2., 3.);
      scale(segments, 7., 5.);
      EXPECT_NEAR(segments[0].amplitude, 0.1 / 15., 1e-15);
      EXPECT_NEAR(segments[0].target_stress, 2. / 15., 1e-15);
      EXPECT_NEAR(segments[0].frequency, 70., 1e-12);
    }

    TEST(IndenterProgram, HalfAnOscillationIsRefused)
    {
      for (const char *program :
           {"load 1 duration 1 rise 1 amplitude 0.1",
            "load 1 duration 1 rise 1 frequency 3",
            "load 1 duration 1 rise 1 amplitude -0.1 frequency 3",
            "load -1 duration 1 rise 1"})
        EXPECT_THROW(parse_program(program), BadInput) << program;
    }
  } // namespace
} // namespace vitriflow
