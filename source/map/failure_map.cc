#include <vitriflow/map/failure_map.h>

#include <algorithm>
#include <cmath>

namespace vitriflow
{
  bool MapRun::is_judged() const
  {
    return failure && (folder.state == RunState::finished || failure->strain);
  }

  bool FailureMap::has_result(const MapRun &run) const
  {
    return judges ? run.is_judged() : run.folder.state == RunState::finished;
  }

  bool has_logarithmic_transition(const FailureMap &map)
  {
    return std::all_of(map.runs.begin(), map.runs.end(), [](const MapRun &run) {
      return run.second > 0.;
    });
  }

  std::vector<MapTransition> find_transitions(const FailureMap &map)
  {
    const bool logarithmic = has_logarithmic_transition(map);
    std::vector<MapTransition> result;
    std::vector<Trial> trials;
    for (auto run = map.runs.begin(); run != map.runs.end();)
      {
        MapTransition row{run->first, 0, 0, {}};
        trials.clear();
        for (; run != map.runs.end() && run->first == row.first; ++run)
          if (run->is_judged())
            {
              trials.push_back(
                {logarithmic ? std::log(run->second) : run->second,
                 run->failure->brittle});
              ++row.n_judged;
              row.n_brittle += run->failure->brittle;
            }
        row.transition = find_transition(trials);
        result.push_back(row);
      }
    return result;
  }

  std::optional<ArrheniusFit>
  fit_transitions(const FailureMap &map,
                  const std::vector<MapTransition> &transitions)
  {
    if (map.parameters.first.parameter != "Material/Temperature" ||
        map.parameters.second.parameter != "Loading/Shear rate")
      return {};
    std::vector<RateAtTemperature> points;
    for (const MapTransition &row : transitions)
      if (row.transition)
        points.push_back(
          {row.first, row.transition->x, row.transition->standard_error});
    return fit_arrhenius(points, map.parameters.confidence);
  }
} // namespace vitriflow
