// Question: are pop-ins found when they are over, once, and written down with
// depth and size?

#include <gtest/gtest.h>
#include <vitriflow/output/event_log.h>
#include <vitriflow/output/indentation_results.h>

namespace vitriflow
{
  namespace
  {
    Record at(const double depth, const double load)
    {
      Record r;
      r.time          = 10. * depth;
      r.strain        = depth / 64.; // of a block that high
      r.contact.depth = depth;
      r.contact.load  = load;
      return r;
    }

    class PopIns : public testing::Test
    {
    protected:
      const Scales scales_ = {2., 3., 5., 7., 1., true};
      const std::unique_ptr<Indenter> indenter_ =
        make_indenter({"sphere", 1., 70.});
      IndentationResults results_{scales_, false, *indenter_, false};
    };

    TEST_F(PopIns, AreToldOnceWhenTheyAreOver)
    {
      for (const double depth : {0.1, 0.2, 0.3})
        {
          results_.add(at(depth, depth));
          EXPECT_TRUE(results_.new_pop_ins().empty());
        }
      results_.add(at(0.31, 0.25));
      results_.add(at(0.32, 0.2));
      EXPECT_TRUE(results_.new_pop_ins().empty());
      results_.add(at(0.33, 0.22));
      const std::vector<PopIn> found = results_.new_pop_ins();
      ASSERT_EQ(found.size(), 1u);
      EXPECT_DOUBLE_EQ(found[0].time, 3.);
      EXPECT_DOUBLE_EQ(found[0].depth, 0.3);
      EXPECT_DOUBLE_EQ(found[0].load, 0.3);
      EXPECT_DOUBLE_EQ(found[0].drop, 0.3 - 0.2);
      EXPECT_TRUE(results_.new_pop_ins().empty());
    }

    TEST_F(PopIns, SmallDropsAndUnloadingAreNone)
    {
      results_.add(at(0.1, 1.));
      results_.add(at(0.2, 0.9995));
      results_.add(at(0.3, 1.));
      results_.add(at(0.2, 0.5));
      results_.add(at(0.3, 1.));
      results_.finish();
      EXPECT_TRUE(results_.new_pop_ins().empty());
    }

    TEST_F(PopIns, AtTheEndAreOver)
    {
      results_.add(at(0.1, 1.));
      results_.add(at(0.2, 0.5));
      EXPECT_TRUE(results_.new_pop_ins().empty());
      results_.finish();
      EXPECT_EQ(results_.new_pop_ins().size(), 1u);
    }

    TEST_F(PopIns, InterruptedInTheirMiddleAreTheSame)
    {
      results_.add(at(0.1, 1.));
      results_.add(at(0.2, 0.8));
      IndentationResults rest(scales_, false, *indenter_, false);
      rest.load(results_.save());
      rest.add(at(0.3, 0.9));
      const std::vector<PopIn> found = rest.new_pop_ins();
      ASSERT_EQ(found.size(), 1u);
      EXPECT_DOUBLE_EQ(found[0].time, 1.);
      EXPECT_DOUBLE_EQ(found[0].drop, 1. - 0.8);
    }

    TEST_F(PopIns, AreEventsWithTheirDepthAndForce)
    {
      const Material material(MaterialParameters(), 3., 3., 0., 60., 2.);
      for (const bool plane : {false, true})
        {
          EventLog log("",
                       material,
                       scales_,
                       {Loading::indentation, 64., plane});
          const Record now = at(0.4, 0.2);
          log.observe({now,
                       {},
                       {},
                       {{3., 0.3 / 64., 0.3, 0.3, 0.1}},
                       []() { return std::vector<double>(); }},
                      MPI_COMM_SELF);
          const nlohmann::json events = log.report()["events"];
          ASSERT_EQ(events.size(), 1u);
          EXPECT_EQ(events[0]["event"], "pop_in");
          EXPECT_DOUBLE_EQ(events[0]["depth"]["value"], 0.3 * 2.);
          EXPECT_EQ(events[0]["depth"]["unit"], "m");
          EXPECT_DOUBLE_EQ(events[0]["time"]["value"], 3. * 3.);
          // force = stress length^2, of a line stress length
          EXPECT_DOUBLE_EQ(events[0]["value"],
                           0.1 * 5. * 2. * (plane ? 1. : 2.));
          EXPECT_EQ(events[0]["unit"], plane ? "N/m" : "N");
        }
    }
  } // namespace
} // namespace vitriflow
