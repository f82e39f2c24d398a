#pragma once

#include <vitriflow/operators/contact.h>

#include "cases.h"

#include <cmath>
#include <sstream>

/** An elastic block and an indenter, in units of a contact radius and G. */
namespace vitriflow::indentation
{
  /** That of nu = 0.35: K/G, and E/(1 - nu^2)/G. */
  constexpr double bulk_modulus    = 3.;
  constexpr double reduced_modulus = 2. / (1. - 0.35);

  /** Width and height of the block. */
  constexpr double block_size = 64.;

  using Settings = std::vector<std::string>;

  inline std::string text(const double value)
  {
    std::ostringstream out;
    out.precision(15);
    out << value;
    return out.str();
  }

  inline Settings together(Settings a, const Settings &b)
  {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }

  /** Cells of 16, halved towards the contact: 7 times is 1/8. */
  inline Settings elastic_block(const unsigned int levels)
  {
    return {"Mesh/Geometry=indentation",
            "Mesh/Cells=4",
            "Mesh/Size=" + text(block_size),
            "Mesh/Indentation/Refinement levels=" + std::to_string(levels),
            "Mesh/Indentation/Refined radius=1.5",
            "Material/Bulk modulus=" + text(bulk_modulus),
            "Material/Gradient length=0",
            "Material/Relaxation time=1e9",
            "Material/Relaxation time density exponent=0",
            "Material/Shear modulus density exponent=0",
            "Material/Stress source=deviatoric",
            "Time/Maximum strain step=0.1",
            "Time/Maximum local strain step=1",
            "Time/Maximum volume strain step=1",
            "Solver/Linear tolerance=1e-4",
            "Solver/Maximum corrections=30"};
  }

  inline Settings axisymmetric(const Settings &block)
  {
    return together(block, {"Mesh/Indentation/Coordinates=axisymmetric"});
  }

  /** The last state of an indentation; lengths of the settings, stress in G. */
  struct Indent
  {
    double load, depth, radius, stiffness, penetration, mass_error;
    std::vector<Contact<2>::SurfacePoint> surface;
    std::vector<Record> records;
    double length; // unit of the lengths in the records
    nlohmann::json summary;
    unsigned int n_cells;

    /** The last record of a segment of the program. */
    const Record &end_of(const std::size_t segment) const
    {
      const Record *last = &records.front();
      for (const Record &r : records)
        if (r.segment == segment)
          last = &r;
      return *last;
    }
  };

  template <int dim = 2>
  Indent press(const Settings &settings)
  {
    const Parameters parameters = case_parameters(settings);
    Simulation<dim> simulation(parameters, "", MPI_COMM_WORLD);
    EXPECT_EQ(simulation.run().status, "finished");
    const double length = simulation.reduced().scales.length;
    const double area   = parameters.mesh.is_plane() ? length : length * length;
    const Record &last  = simulation.records().back();
    const ContactRecord &c = last.contact;
    Indent indent          = {
               c.load * area,
               c.depth * length,
               c.radius * length,
               c.stiffness * area / length,
               c.penetration * length,
               last.mass_error,
               {},
               simulation.records(),
               length,
               simulation.summary(),
               simulation.discretization().triangulation().n_global_active_cells()};
    for (const auto &point : simulation.contact()->surface())
      indent.surface.push_back(
        {point.radius * length, point.pressure, point.distance * length});
    return indent;
  }

  /** Load of Hertz's sphere with the contact radius 1. */
  inline double hertz_load(const double radius)
  {
    return 4. / 3. * reduced_modulus / radius;
  }

  inline Settings sphere(const unsigned int levels, const double depth)
  {
    return together(axisymmetric(elastic_block(levels)),
                    {"Indentation/Indenter=sphere",
                     "Indentation/Radius=" + text(1. / depth),
                     "Loading/Program=depth " + text(depth) + " duration 1"});
  }

  /**
   * Hertz's p = p0 sqrt(1 - r^2/a^2) within 0.95 a, up to a share @p error of
   * p0 and what it takes to find the edge no closer than within a quarter of
   * the @p spacing of nodes.
   */
  inline void expect_hertz_pressure(const Indent &indent,
                                    const double a,
                                    const double p0,
                                    const double spacing,
                                    const double error)
  {
    for (const auto &point : indent.surface)
      if (point.radius < 0.95 * a)
        {
          const double x = point.radius / a, profile = std::sqrt(1. - x * x);
          EXPECT_NEAR(point.pressure / p0,
                      profile,
                      error + x / profile * spacing / (4. * a))
            << "at " << x << " contact radii";
        }
  }
} // namespace vitriflow::indentation
