// How fast the parts of a time step are, beside the memory bandwidth of the
// same minute; README.md explains the table.

#include <boost/program_options.hpp>

#include <iostream>

#include "box.h"
#include "timing.h"

namespace vitriflow
{
  namespace benchmark
  {
    namespace
    {
      struct Options
      {
        std::string file;
        std::vector<unsigned int> cells;
        std::vector<std::string> settings;
        double spacing = 0.;
        double strain  = 0.;
        double peak    = 0.;
        bool parts     = true;
        std::string json;
      };

      /** False if there is nothing to do but help. */
      bool read(const int argc, char **argv, Options &options)
      {
        namespace po = boost::program_options;
        po::options_description list(
          "usage: [mpirun -n N] vitriflow-bench FILE.prm [options]\n\n"
          "Times operators, solves, the parts of a time step and, with "
          "--strain, whole steps");
        list.add_options()("cells",
                           po::value(&options.cells)->multitoken(),
                           "cells per direction, one table part for each "
                           "(default: those of the file)")(
          "spacing",
          po::value(&options.spacing),
          "density nodes so many gradient lengths apart: the box grows with "
          "the cells (default: the box of the file)")(
          "strain",
          po::value(&options.strain),
          "time whole steps from rest up to this strain")(
          "peak",
          po::value(&options.peak),
          "expected peak of the shear stress, to print its error")(
          "steps-only", "no parts, whole steps only")(
          "set",
          po::value(&options.settings)->composing(),
          "Section/Name=value: change a parameter of the file")(
          "json",
          po::value(&options.json),
          "write the table to this file")("help", "this text");
        po::options_description all(list);
        all.add_options()("file", po::value(&options.file));
        po::positional_options_description positional;
        positional.add("file", 1);
        po::variables_map values;
        po::store(po::command_line_parser(argc, argv)
                    .options(all)
                    .positional(positional)
                    .run(),
                  values);
        po::notify(values);
        options.parts = values.count("steps-only") == 0;
        if (values.count("help") == 0 && !options.file.empty())
          return true;
        std::cout << list;
        return false;
      }

      Parameters read_parameters(const Options &options,
                                 const unsigned int cells)
      {
        std::vector<std::string> settings = options.settings;
        if (cells > 0)
          settings.push_back("Mesh/Cells=" + std::to_string(cells));
        Parameters parameters;
        const auto read = [&] {
          dealii::ParameterHandler prm;
          parameters = Parameters();
          read_run(parameters, prm, options.file, settings);
        };
        read();
        if (options.spacing > 0.)
          {
            const double ratio =
              options.spacing /
              ReducedRun(parameters).mesh.density_node_spacing();
            std::string sizes;
            for (const double side : parameters.mesh.size)
              sizes +=
                (sizes.empty() ? "" : ",") + std::to_string(ratio * side);
            settings.push_back("Mesh/Size=" + sizes);
            read();
          }
        return parameters;
      }

      template <int dim>
      void time_box(Table &table,
                    const Parameters &parameters,
                    const Options &options)
      {
        Box<dim> box(parameters);
        table.begin(box.description());
        if (options.strain > 0.)
          time_steps(table, box, options.strain, options.peak);
        if (options.parts)
          {
            Box<dim> rested(parameters);
            time_parts(table, rested);
          }
      }

      /** Bytes per second of a = b + s c with arrays beyond all caches. */
      double triad_bandwidth()
      {
        constexpr std::size_t n = 30000000;
        std::vector<double> a(n, 0.), b(n, 1.), c(n, 2.);
        double s          = 0.5;
        const double time = shortest([&] {
          for (std::size_t i = 0; i < n; ++i)
            a[i] = b[i] + s * c[i];
          s = a[n / 2] > 0. ? 0.5 : 0.25; // the result is needed
        });
        return 3. * sizeof(double) * n / time;
      }

      void run(const Options &options)
      {
        std::vector<Parameters> cases;
        if (options.cells.empty())
          cases.push_back(read_parameters(options, 0));
        for (const unsigned int cells : options.cells)
          cases.push_back(read_parameters(options, cells));
        Table table(triad_bandwidth());
        for (const Parameters &parameters : cases)
          if (parameters.mesh.dimension == 2)
            time_box<2>(table, parameters, options);
          else
            time_box<3>(table, parameters, options);
        table.write(options.json);
      }
    } // namespace
  }   // namespace benchmark
} // namespace vitriflow

int
main(int argc, char **argv)
{
  dealii::Utilities::MPI::MPI_InitFinalize mpi(argc, argv, 1);
  try
    {
      vitriflow::benchmark::Options options;
      if (!vitriflow::benchmark::read(argc, argv, options))
        return 2;
      vitriflow::benchmark::run(options);
      return 0;
    }
  catch (const std::exception &error)
    {
      std::cerr << error.what() << std::endl;
      return 2;
    }
}
