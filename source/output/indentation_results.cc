#include <deal.II/base/numbers.h>

#include <vitriflow/output/indentation_results.h>
#include <vitriflow/output/quantity.h>

namespace vitriflow
{
  using nlohmann::json;

  namespace
  {
    /** Smaller drops are not events. */
    constexpr double smallest_drop = 1e-3;

    json saved_form(const PopIn &p)
    {
      return {p.time, p.strain, p.depth, p.load, p.drop};
    }

    PopIn loaded(const json &saved)
    {
      return {saved.at(0), saved.at(1), saved.at(2), saved.at(3), saved.at(4)};
    }
  } // namespace

  IndentationResults::IndentationResults(const Scales &scales,
                                         const bool plane,
                                         const Indenter &indenter,
                                         const bool flat)
    : scales_(scales)
    , plane_(plane)
    , indenter_(indenter)
    , flat_(flat)
  {
  }

  void IndentationResults::follow_pop_ins(const PopIn &newest)
  {
    if (newest.depth > last_.depth && newest.load < last_.load)
      {
        if (!falls_)
          pop_ins_.push_back(last_);
        falls_               = true;
        pop_ins_.back().drop = pop_ins_.back().load - newest.load;
      }
    else
      end_fall();
    last_ = newest;
  }

  void IndentationResults::end_fall()
  {
    if (falls_ && pop_ins_.back().drop < smallest_drop * pop_ins_.back().load)
      pop_ins_.pop_back();
    falls_ = false;
  }

  void IndentationResults::finish()
  {
    end_fall();
  }

  std::vector<PopIn> IndentationResults::new_pop_ins()
  {
    const std::size_t first = n_told_;
    n_told_                 = pop_ins_.size() - (falls_ ? 1 : 0);
    return {pop_ins_.begin() + first, pop_ins_.begin() + n_told_};
  }

  void IndentationResults::add(const Record &record)
  {
    const LoadPoint newest = {record.contact.depth, record.contact.load};
    if (unloading_.empty() || newest.load >= unloading_.front().load)
      unloading_.clear();
    unloading_.push_back(newest);
    follow_pop_ins({record.time, record.strain, newest.depth, newest.load, 0.});
  }

  json IndentationResults::report() const
  {
    const std::string metre = scales_.unit("m");
    const double area       = scales_.length * scales_.length;
    const double force      = scales_.stress * (plane_ ? scales_.length : area);
    const std::string newton = scales_.unit(plane_ ? "N/m" : "N");
    const std::string pascal = scales_.unit("Pa");
    json r;
    if (!unloading_.empty())
      {
        r["max_load"] = quantity(unloading_.front().load * force, newton);
        r["depth_at_max_load"] =
          quantity(unloading_.front().depth * scales_.length, metre);
      }
    json events = json::array();
    for (const PopIn &event : pop_ins_)
      if (event.drop >= smallest_drop * event.load)
        events.push_back(
          {{"depth", quantity(event.depth * scales_.length, metre)},
           {"load", quantity(event.load * force, newton)},
           {"load_drop", quantity(event.drop * force, newton)}});
    r["pop_ins"] = events;
    if (plane_)
      return r;
    const auto section = [this](const double depth) {
      const double radius = depth > 0. ? indenter_.section_radius(depth) : 0.;
      return dealii::numbers::PI * radius * radius;
    };
    const double epsilon = flat_ ? 1. : 0.75;
    if (const auto result = oliver_pharr(unloading_, section, epsilon))
      {
        r["hardness"] = quantity(result->hardness * scales_.stress, pascal);
        r["reduced_modulus"] =
          quantity(result->reduced_modulus * scales_.stress, pascal);
        r["unloading_stiffness"] =
          quantity(result->stiffness * scales_.stress * scales_.length,
                   scales_.unit("N/m"));
        r["oliver_pharr_contact_depth"] =
          quantity(result->contact_depth * scales_.length, metre);
      }
    return r;
  }

  json IndentationResults::save() const
  {
    json points = json::array(), events = json::array();
    for (const LoadPoint &p : unloading_)
      points.push_back({p.depth, p.load});
    for (const PopIn &p : pop_ins_)
      events.push_back(saved_form(p));
    return {{"unloading", points},
            {"pop_ins", events},
            {"told", n_told_},
            {"last", saved_form(last_)},
            {"falls", falls_}};
  }

  void IndentationResults::load(const json &saved)
  {
    unloading_.clear();
    pop_ins_.clear();
    for (const json &p : saved.at("unloading"))
      unloading_.push_back({p.at(0), p.at(1)});
    for (const json &p : saved.at("pop_ins"))
      pop_ins_.push_back(loaded(p));
    last_   = loaded(saved.at("last"));
    falls_  = saved.at("falls");
    n_told_ = saved.at("told");
  }
} // namespace vitriflow
