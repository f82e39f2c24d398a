#include <vitriflow/statistics/box_counting.h>
#include <vitriflow/statistics/histogram.h>
#include <vitriflow/statistics/power_spectrum.h>
#include <vitriflow/statistics/report.h>
#include <vitriflow/statistics/structure_function.h>

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    using nlohmann::json;

    constexpr unsigned int n_histogram_bins = 64;

    /** Smaller clusters say nothing about the shape and tail of sizes. */
    constexpr double smallest_cluster = 8.;

    /** Columns of equal length as comma-separated text. */
    std::string table(const std::string &header,
                      const std::vector<std::vector<double>> &columns)
    {
      std::ostringstream out;
      out << header << "\n" << std::setprecision(10);
      for (std::size_t row = 0; row < columns[0].size(); ++row)
        for (std::size_t c = 0; c < columns.size(); ++c)
          out << columns[c][row] << (c + 1 < columns.size() ? "," : "\n");
      return out.str();
    }

    template <int dim>
    void add_histogram(const GriddedField<dim> &field, FieldReport &report)
    {
      const Histogram h      = make_histogram(field.values(), n_histogram_bins);
      report.numbers["mean"] = h.mean;
      report.numbers["deviation"] = h.deviation;
      report.numbers["skewness"]  = h.skewness;
      report.numbers["minimum"]   = h.minimum;
      report.numbers["maximum"]   = h.maximum;
      report.tables["histogram"] =
        table("value,probability_density", {h.value, h.density});
    }

    template <int dim>
    void add_structure_function(const GriddedField<dim> &field,
                                FieldReport &report)
    {
      const RadialFunction s               = structure_function(field);
      const StructureFunctionFit fit       = fit_structure_function(s);
      report.numbers["structure_function"] = {
        {"deviation", fit.deviation},
        {"correlation_length", fit.correlation_length},
        {"roughness_exponent", fit.roughness_exponent},
        {"misfit", fit.misfit}};
      std::vector<double> fitted;
      for (const double r : s.r)
        fitted.push_back(fit.deviation > 0. ? fit.value(r) : 0.);
      report.tables["structure_function"] =
        table("distance,structure_function,fit", {s.r, s.value, fitted});
    }

    template <int dim>
    void add_power_spectrum(const GriddedField<dim> &field, FieldReport &report)
    {
      const PowerSpectrum spectrum     = power_spectrum(field);
      report.numbers["power_spectrum"] = {
        {"mean_wave_number", spectrum.mean_wave_number},
        {"quadrupole", spectrum.total_quadrupole.strength},
        {"quadrupole_angle", spectrum.total_quadrupole.angle}};
      std::vector<double> strength, angle;
      for (const Quadrupole &q : spectrum.quadrupole)
        {
          strength.push_back(q.strength);
          angle.push_back(q.angle);
        }
      report.tables["power_spectrum"] =
        table("wave_number,spectral_density,quadrupole,quadrupole_angle",
              {spectrum.k, spectrum.density, strength, angle});
    }

    json cluster_numbers(const std::vector<Cluster> &clusters,
                         const double cell)
    {
      std::vector<double> sizes;
      double sum_radius = 0., sum_aspect = 0.;
      std::size_t n_shaped = 0, n_spanning = 0;
      for (const Cluster &cluster : clusters)
        {
          sizes.push_back(cluster.size);
          n_spanning += cluster.spans;
          if (cluster.spans || cluster.size < smallest_cluster * cell)
            continue;
          ++n_shaped;
          sum_radius += cluster.equivalent_radius;
          sum_aspect += cluster.aspect_ratio;
        }
      const PowerLawFit fit =
        fit_power_law(sizes, smallest_cluster * cell, cell);
      json numbers = {{"count", clusters.size()},
                      {"spanning", n_spanning},
                      {"shaped", n_shaped},
                      {"size_exponent", fit.exponent},
                      {"size_exponent_error", fit.error},
                      {"size_exponent_clusters", fit.n}};
      if (n_shaped > 0)
        {
          numbers["mean_equivalent_radius"] = sum_radius / n_shaped;
          numbers["mean_aspect_ratio"]      = sum_aspect / n_shaped;
        }
      if (!clusters.empty())
        numbers["largest_size"] = clusters.front().size;
      return numbers;
    }

    template <int dim>
    void add_clusters(const GriddedField<dim> &field,
                      const ReportOptions &options,
                      FieldReport &report)
    {
      const Grid<dim> &grid = field.grid();
      double cell           = 1.;
      for (int d = 0; d < dim; ++d)
        cell *= grid.size[d] /
                (grid.periodic[d] ? grid.n_points[d] : grid.n_points[d] - 1.);
      const auto marked =
        marked_points(field.values(), options.fraction, options.tail);
      const auto clusters = find_clusters<dim>(grid, marked);

      report.numbers["clusters"] = cluster_numbers(clusters, cell);
      report.numbers["clusters"]["tail"] =
        options.tail == Tail::high ? "high" : "low";
      report.numbers["clusters"]["fraction"] = options.fraction;
      std::vector<std::vector<double>> columns(5);
      for (const Cluster &cluster : clusters)
        {
          columns[0].push_back(cluster.size);
          columns[1].push_back(cluster.equivalent_radius);
          columns[2].push_back(cluster.aspect_ratio);
          columns[3].push_back(cluster.orientation);
          columns[4].push_back(cluster.spans);
        }
      report.tables["clusters"] =
        table("size,equivalent_radius,aspect_ratio,orientation,spans", columns);

      const BoxCount boxes           = count_boxes<dim>(grid, marked);
      report.numbers["box_counting"] = {{"dimension", boxes.dimension},
                                        {"error", boxes.error}};
      std::vector<double> side, n;
      for (std::size_t i = 0; i < boxes.side.size(); ++i)
        {
          side.push_back(boxes.side[i]);
          n.push_back(static_cast<double>(boxes.n_boxes[i]));
        }
      report.tables["box_counting"] = table("side,boxes", {side, n});
    }
  } // namespace

  template <int dim>
  FieldReport report(const GriddedField<dim> &field,
                     const ReportOptions &options)
  {
    FieldReport result;
    add_histogram(field, result);
    add_structure_function(field, result);
    add_power_spectrum(field, result);
    add_clusters(field, options, result);
    return result;
  }

  template FieldReport report<2>(const GriddedField<2> &,
                                 const ReportOptions &);
  template FieldReport report<3>(const GriddedField<3> &,
                                 const ReportOptions &);
} // namespace vitriflow
