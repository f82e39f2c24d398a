#include <gtest/gtest.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/loading/program.h>

#include <cmath>

using namespace vitriflow;

namespace
{
  const double pi = std::acos(-1.);

  const std::string all_kinds =
    "rate 0.5 strain 2; ramp from 1 to -3 duration 2;step strain 0.1 duration "
    "0.001; hold duration 5; oscillation amplitude 0.02 frequency 3 cycles 2; "
    "rate -0.25 duration 8; stress 4 duration 6 rise 2; stress 1 rise 0 "
    "duration 1;";

  LoadingProgram program(const std::string &text)
  {
    return LoadingProgram(parse_program(text));
  }

  std::string failure(const std::string &text)
  {
    try
      {
        parse_program(text);
      }
    catch (const BadInput &error)
      {
        return error.what();
      }
    ADD_FAILURE() << "accepted: " << text;
    return "";
  }

  void expect_word(const std::string &message, const std::string &word)
  {
    EXPECT_NE(message.find(word), std::string::npos)
      << "'" << word << "' is missing in: " << message;
  }

  /** Simpson's rule on many intervals: its error, (h^4/180) times the
   * interval and the fourth derivative, is below 1e-12 here. */
  template <typename Function>
  double integral(const Function &f, const double a, const double b)
  {
    const int n    = 2000;
    const double h = (b - a) / n;
    double sum     = f(a) + f(b);
    for (int i = 1; i < n; ++i)
      sum += (i % 2 == 1 ? 4. : 2.) * f(a + i * h);
    return sum * h / 3.;
  }
} // namespace

TEST(LoadingProgram, segments_follow_each_other)
{
  const auto p              = program(all_kinds);
  const double durations[8] = {4., 2., 1e-3, 5., 4. * pi / 3., 8., 6., 1.};
  ASSERT_EQ(p.n_segments(), 8U);
  double begin = 0.;
  for (std::size_t i = 0; i < 8; ++i)
    {
      EXPECT_NEAR(p.segment_begin(i), begin, 1e-13);
      begin += durations[i];
      EXPECT_NEAR(p.segment_end(i), begin, 1e-13);
      EXPECT_EQ(p.stress_controlled(i), i >= 6);
    }
  EXPECT_EQ(p.end_time(), p.segment_end(7));
  EXPECT_EQ(p.segment(1).text, "ramp from 1 to -3 duration 2");
  EXPECT_EQ(p.reference_rate(), 100.);
}

TEST(LoadingProgram, boundaries_belong_to_the_segment_that_ends)
{
  const auto p = program("rate 1 duration 0.1; hold duration 0.2; rate 2 "
                         "duration 0.3");
  EXPECT_EQ(p.segment_at(-1.), 0U);
  EXPECT_EQ(p.segment_at(0.), 0U);
  EXPECT_EQ(p.segment_at(0.1), 0U);
  EXPECT_EQ(p.segment_at(0.1 + 1e-9), 1U);
  EXPECT_EQ(p.segment_at(0.3), 1U); // 0.1 + 0.2 is not 0.3 in binary
  EXPECT_EQ(p.segment_at(0.1 + 0.2), 1U);
  EXPECT_EQ(p.segment_at(0.3 + 1e-9), 2U);
  EXPECT_EQ(p.segment_at(p.end_time()), 2U);
  EXPECT_EQ(p.segment_at(7.), 2U);

  EXPECT_EQ(p.rate(0, 0.1), 1.);
  EXPECT_EQ(p.rate(1, 0.1), 0.);
  EXPECT_EQ(p.rate(2, 0.3), 2.);
  // times beyond a segment by rounding give its end values
  EXPECT_EQ(p.strain(0, 0.1 + 1e-16), p.strain(0, 0.1));
}

TEST(LoadingProgram, strain_is_the_integral_of_the_rate)
{
  const auto p = program(all_kinds);
  for (std::size_t i = 0; i < 6; ++i)
    {
      const double begin = p.segment_begin(i), end = p.segment_end(i);
      EXPECT_EQ(p.strain(i, begin), 0.);
      for (const double part : {0.3, 0.77, 1.})
        {
          const double t = begin + part * (end - begin);
          EXPECT_NEAR(p.strain(i, t),
                      integral([&](double s) { return p.rate(i, s); },
                               begin,
                               t),
                      1e-11)
            << "segment " << i;
        }
    }
}

TEST(LoadingProgram, passed_strain_counts_both_directions)
{
  for (const std::string text : {"rate 0.5 strain 2",
                                 "rate -0.5 strain -2",
                                 "ramp from 1 to -3 duration 2",
                                 "ramp from -1 to 0 duration 2",
                                 "ramp from 0 to 0 duration 2",
                                 "step strain -0.1 duration 0.001",
                                 "oscillation amplitude -0.02 frequency 3 "
                                 "cycles 2"})
    {
      const auto p = program(text);
      // |rate| has kinks, where the rule is of second order only
      EXPECT_NEAR(p.end_strain(),
                  integral([&](double t) { return std::abs(p.rate(0, t)); },
                           0.,
                           p.end_time()),
                  1e-5)
        << text;
    }
  EXPECT_DOUBLE_EQ(program("rate 1 strain 2; stress 3 duration 1 rise 0; rate "
                           "-1 strain -2")
                     .end_strain(),
                   4.);
}

TEST(LoadingProgram, stress_rises_linearly)
{
  const auto p   = program(all_kinds);
  const double b = p.segment_begin(6);
  EXPECT_EQ(p.stress(6, b), 0.);
  EXPECT_NEAR(p.stress(6, b + 0.5), 1., 1e-12);
  EXPECT_NEAR(p.stress(6, b + 0.5, 2.), 2.5, 1e-12);
  EXPECT_EQ(p.stress(6, b + 2.1), 4.);
  EXPECT_EQ(p.stress(7, p.segment_end(7)), 1.);

  const auto q = program("stress 4 duration 2 rise 1; stress 2 duration 2 "
                         "rise 1");
  EXPECT_NEAR(q.stress(1, 2.), 4., 1e-12);
  EXPECT_NEAR(q.stress(1, 2.5), 3., 1e-12);
  EXPECT_EQ(q.reference_rate(), 0.);
}

TEST(LoadingProgram, scaling_keeps_the_strains)
{
  auto scaled  = parse_program(all_kinds);
  const auto p = program(all_kinds);
  scale(scaled, 10., 4.);
  const LoadingProgram q(scaled);
  EXPECT_NEAR(q.end_time(), p.end_time() / 10., 1e-13);
  EXPECT_NEAR(q.end_strain(), p.end_strain(), 1e-13);
  EXPECT_NEAR(q.reference_rate(), p.reference_rate() * 10., 1e-10);
  for (std::size_t i = 0; i < 6; ++i)
    {
      const double t = 0.4 * p.segment_begin(i) + 0.6 * p.segment_end(i);
      EXPECT_NEAR(q.rate(i, t / 10.), 10. * p.rate(i, t), 1e-9);
      EXPECT_NEAR(q.strain(i, t / 10.), p.strain(i, t), 1e-12);
    }
  const double t = p.segment_begin(6) + 0.5;
  EXPECT_NEAR(q.stress(6, t / 10.), p.stress(6, t) / 4., 1e-12);
}

TEST(LoadingProgram, parameters_without_program)
{
  LoadingParameters parameters;
  const auto p = LoadingProgram(segments(parameters));
  EXPECT_EQ(p.n_segments(), 1U);
  EXPECT_EQ(p.rate(0, 3.), 0.1);
  EXPECT_DOUBLE_EQ(p.end_time(), 10.);

  parameters.shear_rate = -2.;
  const auto q          = LoadingProgram(segments(parameters));
  EXPECT_DOUBLE_EQ(q.strain(0, q.end_time()), -1.);

  parameters.program = "hold duration 3";
  EXPECT_EQ(LoadingProgram(segments(parameters)).end_time(), 3.);
  EXPECT_THROW(LoadingProgram({}), std::exception);
}

TEST(LoadingProgram, parameters_are_validated)
{
  const auto message = [](const double rate,
                          const double strain,
                          const std::string &text) -> std::string {
    try
      {
        LoadingParameters{rate, strain, text}.validate();
      }
    catch (const BadInput &error)
      {
        return error.what();
      }
    return "";
  };
  EXPECT_EQ(message(-1., 1., ""), "");
  EXPECT_EQ(message(0., 0., "rate 1 strain 1"), "");
  expect_word(message(0., 1., ""), "Loading/Shear rate = 0");
  expect_word(message(std::nan(""), 1., ""), "Loading/Shear rate");
  expect_word(message(1., 0., ""), "Loading/End strain = 0");
  expect_word(message(1., -1., ""), "Loading/End strain = -1");
  expect_word(message(1e-300, 1e300, ""), "duration");
  expect_word(message(1., 1., "wait 3"), "Loading/Program");
}

TEST(LoadingProgram, parameters_are_declared_and_bound)
{
  LoadingParameters parameters;
  dealii::ParameterHandler prm;
  parameters.add_to(prm);
  prm.enter_subsection("Loading");
  prm.set("Shear rate", "-3");
  prm.set("End strain", "4");
  prm.set("Program", "hold duration 2");
  EXPECT_EQ(parameters.shear_rate, -3.);
  EXPECT_EQ(parameters.end_strain, 4.);
  EXPECT_EQ(parameters.program, "hold duration 2");
}

TEST(LoadingProgram, mistakes_name_segment_position_and_grammar)
{
  const std::string message =
    failure("rate 1 strain 2;  ramp from 1 too 2 duration 3");
  expect_word(message, "Loading/Program, segment 2 at character 19");
  expect_word(message, "'ramp from 1 too 2 duration 3'");
  expect_word(message, "nearest known one is 'to'");
  expect_word(message, "hold duration <time>");
  expect_word(failure("hold duration 1; ; hold duration 1"), "segment 2");
}

TEST(LoadingProgram, mistakes_are_explained)
{
  expect_word(failure(""), "empty");
  expect_word(failure(";"), "empty");
  expect_word(failure("ramps from 1"), "nearest known one is 'ramp'");
  expect_word(failure("hold duraton 1"), "nearest known one is 'duration'");
  expect_word(failure("hold duration"), "number after 'duration' is missing");
  expect_word(failure("hold"), "'duration' is missing");
  expect_word(failure("hold 3"), "unknown word '3'");
  expect_word(failure("hold duration 1 duration 2"), "twice");
  for (const std::string bad :
       {"x", "1x", "nan", "inf", "1e999", "0x1g", "1,5"})
    expect_word(failure("hold duration " + bad), "'" + bad + "'");
  expect_word(failure("hold duration 0"), "greater than 0");
  expect_word(failure("hold duration -1"), "greater than 0");
  expect_word(failure("rate 1"), "either 'strain' or 'duration'");
  expect_word(failure("rate 1 strain 1 duration 1"), "either");
  expect_word(failure("rate 1 strain -1"), "same sign");
  expect_word(failure("rate -1 strain 1"), "same sign");
  expect_word(failure("rate 0 strain 1"), "rate 0");
  expect_word(failure("rate 1 strain 0"), "must not be 0");
  expect_word(failure("rate 1e-300 strain 1e300"), "infinite");
  expect_word(failure("step strain 1e300 duration 1e-300"), "infinite");
  expect_word(failure("rate 1e300 strain 1e-300"), "no duration");
  expect_word(failure("ramp from 1 duration 2"), "'to' is missing");
  expect_word(failure("step strain 1 duration 0"), "greater than 0");
  const std::string oscillation = "oscillation amplitude 1 frequency ";
  expect_word(failure(oscillation + "0 cycles 1"), "greater than 0");
  expect_word(failure(oscillation + "1 cycles 1.5"), "whole number");
  expect_word(failure(oscillation + "1 cycles 1e10"), "whole number");
  expect_word(failure("oscillation amplitude 0 frequency 1 cycles 1"),
              "'amplitude'");
  expect_word(failure("stress 1 duration 1"), "'rise' is missing");
  expect_word(failure("stress 1 duration 1 rise 2"), "'rise' must lie");
  expect_word(failure("stress 1 duration 1 rise -1"), "'rise' must lie");
}

TEST(LoadingProgram, rate_jumps_only_where_it_is_not_continuous)
{
  const LoadingProgram p = program("ramp from 0 to 2 duration 0.3; rate 2 "
                                   "duration 1; ramp from 2 to 0 duration 1; "
                                   "hold duration 1; rate 1 duration 1; stress "
                                   "1 duration 1 rise 0; hold duration 1");
  const bool expected[]  = {true, false, false, false, true, true, true};
  for (std::size_t i = 0; i < p.n_segments(); ++i)
    EXPECT_EQ(p.jumps(i), expected[i]) << i;
  EXPECT_EQ(p.last_jump(3), 0.);
  EXPECT_EQ(p.last_jump(4), p.segment_begin(4));
}
