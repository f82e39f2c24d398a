#include <vitriflow/structure/connected_components.h>
#include <vitriflow/structure/generator_parameters.h>
#include <vitriflow/structure/generators.h>
#include <vitriflow/structure/random_numbers.h>

#include <numeric>

namespace vitriflow
{
  namespace
  {
    using dealii::Point;

    /** More sites than this are a mistake in the site size. */
    constexpr double max_n_sites = 1e8;

    /** Occupied sites of a lattice, their edges smeared. */
    template <int dim>
    class Sites : public Field<dim>
    {
    public:
      Sites(const Grid<dim> &lattice,
            std::vector<char> occupied,
            const double interface_width)
        : lattice_(lattice)
        , occupied_(std::move(occupied))
        , interface_width_(interface_width)
      {
      }

      double value(const Point<dim> &point) const override
      {
        // per direction: the site the point is in, its two neighbours, and
        // how much of each is seen there
        std::array<std::array<int, 3>, 3> site{};
        std::array<std::array<double, 3>, 3> weight{};
        for (int d = 0; d < dim; ++d)
          {
            const int n    = static_cast<int>(lattice_.n_points[d]);
            const double a = lattice_.size[d] / n;
            const double s = point[d] / a;
            const double i = std::floor(s);
            for (int m = 0; m < 3; ++m)
              {
                const int j = static_cast<int>(i) + m - 1;
                site[d][m]  = (j % n + n) % n;
              }
            weight[d][0] = smooth_step((s - i) * a, interface_width_);
            weight[d][2] = smooth_step((i + 1. - s) * a, interface_width_);
            weight[d][1] = 1. - weight[d][0] - weight[d][2];
          }
        if (dim == 2)
          weight[2] = {{1., 0., 0.}};

        double sum = 0.;
        for (int k = 0; k < (dim == 3 ? 3 : 1); ++k)
          for (int j = 0; j < 3; ++j)
            for (int i = 0; i < 3; ++i)
              {
                const std::size_t place =
                  (std::size_t(site[2][k]) * lattice_.n_points[1] +
                   site[1][j]) *
                    lattice_.n_points[0] +
                  site[0][i];
                if (occupied_[place] != 0)
                  sum += weight[0][i] * weight[1][j] * weight[2][k];
              }
        return sum;
      }

    private:
      const Grid<dim> lattice_;
      const std::vector<char> occupied_;
      const double interface_width_;
    };

    /**
     * Site percolation: the fraction of the sites of a square or cubic
     * lattice, chosen at random, is occupied; neighbours sharing a side form
     * clusters. At the threshold, 0.592746 in two and 0.311608 in three
     * dimensions, the largest cluster has the fractal dimension 91/48 or 2.52.
     */
    class ClusterGenerator : public ShapeGenerator<ClusterGenerator>
    {
    public:
      void add_shape_parameters(dealii::ParameterHandler &prm)
      {
        using namespace dealii::Patterns;
        prm.add_parameter("Fraction",
                          fraction_,
                          "Share of occupied sites; the percolation threshold "
                          "is 0.5927 in two, 0.3116 in three dimensions [-].");
        prm.add_parameter("Site size",
                          site_size_,
                          "Side of a site; adjusted so that whole numbers of "
                          "them fill the box [m].");
        prm.add_parameter("Keep",
                          keep_,
                          "all occupied sites, or those of the largest "
                          "cluster only.",
                          Selection("all|largest"));
        prm.add_parameter("Interface width",
                          interface_width_,
                          "Width of the edges of sites, at most half a site; "
                          "0 is sharp [m].");
      }

      void validate_shape(const std::string &section) const
      {
        require_fraction(section, fraction_);
        require_positive(section, "Site size", site_size_);
        if (!(interface_width_ >= 0.) || !(interface_width_ <= site_size_ / 2.))
          reject_parameter(section,
                           "Interface width",
                           interface_width_,
                           "must not be negative nor exceed half a site.");
      }

      template <int dim>
      FieldPointer<dim> shape(const FieldRequest<dim> &request) const
      {
        const Grid<dim> lattice    = checked_lattice(request);
        std::vector<char> occupied = occupy(lattice.n_values(), request.seed);
        if (keep_ == "largest")
          {
            const Components components =
              connected_components<dim>(lattice, occupied);
            const std::uint32_t largest = components.largest();
            for (std::size_t i = 0; i < occupied.size(); ++i)
              occupied[i] = occupied[i] != 0 && components.label[i] == largest;
          }
        return std::make_unique<Sites<dim>>(lattice,
                                            std::move(occupied),
                                            interface_width_);
      }

    private:
      template <int dim>
      Grid<dim> checked_lattice(const FieldRequest<dim> &request) const
      {
        Grid<dim> lattice;
        double n_sites = 1.;
        for (int d = 0; d < dim; ++d)
          {
            const double n = std::round(request.box_size[d] / site_size_);
            n_sites *= n;
            if (!(n >= 3.) || !(n_sites <= max_n_sites))
              reject_parameter(request.section,
                               "Site size",
                               site_size_,
                               "the box, " +
                                 std::to_string(request.box_size[d]) +
                                 " long, would hold too few or too many "
                                 "sites: at least 3 per direction and at most "
                                 "1e8 in all are possible.");
            lattice.n_points[d] = static_cast<unsigned int>(n);
            lattice.size[d]     = request.box_size[d];
            lattice.periodic[d] = true;
          }
        return lattice;
      }

      /** Exactly the fraction of n sites, up to rounding, by a random draw
       * without repetition. */
      std::vector<char> occupy(const std::size_t n,
                               const std::uint64_t seed) const
      {
        RandomNumbers random(seed);
        std::size_t wanted =
          static_cast<std::size_t>(std::llround(fraction_ * n));
        std::vector<char> occupied(n, 0);
        for (std::size_t i = 0; i < n; ++i)
          if (random.uniform() * (n - i) < wanted)
            {
              occupied[i] = 1;
              --wanted;
            }
        return occupied;
      }

      double fraction_        = 0.3;
      double site_size_       = 2.;
      std::string keep_       = "all";
      double interface_width_ = 0.5;
    };
  } // namespace

  std::unique_ptr<FieldGenerator> make_clusters()
  {
    return std::make_unique<ClusterGenerator>();
  }
} // namespace vitriflow
