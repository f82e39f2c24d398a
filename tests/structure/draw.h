#pragma once

#include <vitriflow/statistics/clusters.h>
#include <vitriflow/structure/sample.h>
#include <vitriflow/structure/structure_parameters.h>

#include <string>

/** Draws a density from the lines of subsection Structure/Density. */
template <int dim>
vitriflow::FieldPointer<dim>
draw_field(const std::string &lines,
           const std::array<double, dim> &box_size,
           const unsigned int seed = 1)
{
  vitriflow::FieldParameters parameters;
  dealii::ParameterHandler prm;
  parameters.add_to(prm);
  prm.parse_input_from_string("subsection Density\n" + lines + "\nset Seed = " +
                              std::to_string(seed) + "\nend\n");
  return vitriflow::make_field<dim>(parameters, {}, box_size);
}

/** Deviations from the mean on a grid of @p n points along each side. */
template <int dim>
vitriflow::GriddedField<dim>
deviations(const vitriflow::Field<dim> &field,
           const std::array<double, dim> &box_size,
           const unsigned int n)
{
  vitriflow::Grid<dim> grid;
  grid.size = box_size;
  grid.n_points.fill(n);
  grid.periodic.fill(true);
  auto values = vitriflow::sample<dim>(field, grid, 0, grid.n_values());
  for (double &value : values)
    value -= 1.;
  return vitriflow::GriddedField<dim>(grid, std::move(values));
}

/** Lines that choose a kind of structure and set its parameters. */
inline std::string
of_kind(const std::string &type, const std::string &lines)
{
  return "set Type = " + type + "\nsubsection " +
         vitriflow::FieldGenerators::subsection(type) + "\n" + lines + "\nend";
}

/** Sharp shapes of amplitude 1: the field is their indicator plus 1. */
inline std::string
sharp(const std::string &type, const std::string &lines)
{
  return of_kind(type, "set Amplitude = 1\nset Interface width = 0\n" + lines);
}

/** Clusters of the points where an indicator is above 1/2. */
template <int dim>
std::vector<vitriflow::Cluster>
clusters(const vitriflow::GriddedField<dim> &indicator)
{
  std::vector<char> marked;
  for (const double value : indicator.values())
    marked.push_back(value > 0.5);
  return vitriflow::find_clusters<dim>(indicator.grid(), marked);
}

inline double
mean(const std::vector<double> &values)
{
  double sum = 0.;
  for (const double value : values)
    sum += value;
  return sum / values.size();
}

inline double
deviation(const std::vector<double> &values)
{
  const double m = mean(values);
  double sum     = 0.;
  for (const double value : values)
    sum += (value - m) * (value - m);
  return std::sqrt(sum / values.size());
}

/** Mean over samples and its standard error. */
struct Estimate
{
  explicit Estimate(const std::vector<double> &samples)
    : value(mean(samples))
    , error(deviation(samples) / std::sqrt(samples.size() - 1.))
  {
  }

  double value, error;
};
