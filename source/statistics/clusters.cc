#include <deal.II/base/numbers.h>
#include <deal.II/base/symmetric_tensor.h>

#include <vitriflow/statistics/clusters.h>
#include <vitriflow/structure/connected_components.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitriflow
{
  namespace
  {
    using dealii::SymmetricTensor;
    using dealii::Tensor;

    constexpr double pi = dealii::numbers::PI;

    template <int dim>
    std::array<double, dim> spacings(const Grid<dim> &grid)
    {
      std::array<double, dim> h;
      for (int d = 0; d < dim; ++d)
        h[d] = grid.size[d] /
               (grid.periodic[d] ? grid.n_points[d] : grid.n_points[d] - 1.);
      return h;
    }

    /**
     * Walks through a cluster from neighbour to neighbour. Places are counted
     * without wrapping around, relative to the first point; a cluster that
     * meets itself with another count goes around the box.
     */
    template <int dim>
    class Walk
    {
    public:
      using Place = std::array<int, dim>;

      Walk(const Grid<dim> &grid, const Components &components)
        : grid_(grid)
        , components_(components)
        , place_(components.label.size())
        , visited_(components.label.size(), 0)
      {
      }

      /** Calls @p visit(place) for all points; whether the cluster spans. */
      template <typename Visit>
      bool through(const std::size_t first, const Visit &visit)
      {
        bool spans = false;
        std::vector<std::size_t> front{first};
        place_[first]   = Place{};
        visited_[first] = 1;
        while (!front.empty())
          {
            const std::size_t i = front.back();
            front.pop_back();
            visit(place_[i]);
            for (int d = 0; d < dim; ++d)
              for (const int step : {-1, 1})
                {
                  std::size_t j;
                  if (!neighbour(i, d, step, j) ||
                      components_.label[j] != components_.label[i])
                    continue;
                  Place next = place_[i];
                  next[d] += step;
                  if (visited_[j] == 0)
                    {
                      visited_[j] = 1;
                      place_[j]   = next;
                      front.push_back(j);
                    }
                  else
                    spans = spans || place_[j] != next;
                }
          }
        return spans;
      }

    private:
      bool neighbour(const std::size_t i,
                     const int direction,
                     const int step,
                     std::size_t &result) const
      {
        std::size_t stride = 1;
        for (int d = 0; d < direction; ++d)
          stride *= grid_.n_points[d];
        const int n     = static_cast<int>(grid_.n_points[direction]);
        const int here  = static_cast<int>(i / stride % n);
        const int there = here + step;
        if ((there < 0 || there >= n) && !grid_.periodic[direction])
          return false;
        result = i + stride * ((there + n) % n) - stride * here;
        return true;
      }

      const Grid<dim> &grid_;
      const Components &components_;
      std::vector<Place> place_;
      std::vector<char> visited_;
    };

    /** First and second moments of places. */
    template <int dim>
    struct Moments
    {
      double n = 0.;
      Tensor<1, dim> first;
      SymmetricTensor<2, dim> second;

      void add(const Tensor<1, dim> &x)
      {
        n += 1.;
        first += x;
        second += dealii::symmetrize(dealii::outer_product(x, x));
      }

      /** About the centre; a point is a cell of its own extent. */
      SymmetricTensor<2, dim>
      gyration(const std::array<double, dim> &spacing) const
      {
        SymmetricTensor<2, dim> result =
          second / n -
          dealii::symmetrize(dealii::outer_product(first / n, first / n));
        for (int d = 0; d < dim; ++d)
          result[d][d] += spacing[d] * spacing[d] / 12.;
        return result;
      }
    };

    template <int dim>
    void set_shape(Cluster &cluster, const SymmetricTensor<2, dim> &gyration)
    {
      // in descending order
      const auto pairs = dealii::eigenvectors(gyration);
      double others    = 0.;
      for (int d = 1; d < dim; ++d)
        others += pairs[d].first / (dim - 1);
      cluster.aspect_ratio = std::sqrt(pairs[0].first / others);
      const auto &axis     = pairs[0].second;
      double angle         = std::atan2(axis[1], axis[0]) * 180. / pi;
      if (angle > 90.)
        angle -= 180.;
      if (angle <= -90.)
        angle += 180.;
      cluster.orientation = angle;
    }
  } // namespace

  std::vector<char> marked_points(const std::vector<double> &values,
                                  const double fraction,
                                  const Tail tail)
  {
    const double sign = tail == Tail::high ? 1. : -1.;
    // by rank, so that equal values do not change the number of points
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), 0u);
    const std::size_t n =
      std::min<std::size_t>(static_cast<std::size_t>(
                              std::llround(fraction * values.size())),
                            values.size());
    const auto before = [&](const std::size_t i, const std::size_t j) {
      const double a = sign * values[i], b = sign * values[j];
      return a > b || (a == b && i < j);
    };
    std::nth_element(order.begin(), order.begin() + n, order.end(), before);
    std::vector<char> marked(values.size(), 0);
    for (std::size_t i = 0; i < n; ++i)
      marked[order[i]] = 1;
    return marked;
  }

  template <int dim>
  std::vector<Cluster> find_clusters(const Grid<dim> &grid,
                                     const std::vector<char> &marked)
  {
    const Components components = connected_components<dim>(grid, marked);
    const auto spacing          = spacings(grid);
    double cell                 = 1.;
    for (const double h : spacing)
      cell *= h;

    Walk<dim> walk(grid, components);
    std::vector<Cluster> clusters;
    for (std::size_t i = 0; i < components.label.size(); ++i)
      {
        // clusters are numbered by their first points
        if (components.label[i] != clusters.size())
          continue;
        Moments<dim> moments;
        Cluster cluster;
        cluster.spans = walk.through(i, [&](const std::array<int, dim> &place) {
          Tensor<1, dim> x;
          for (int d = 0; d < dim; ++d)
            x[d] = place[d] * spacing[d];
          moments.add(x);
        });
        cluster.size  = moments.n * cell;
        cluster.equivalent_radius = dim == 2
                                      ? std::sqrt(cluster.size / pi)
                                      : std::cbrt(0.75 * cluster.size / pi);
        set_shape<dim>(cluster, moments.gyration(spacing));
        clusters.push_back(cluster);
      }
    std::stable_sort(clusters.begin(),
                     clusters.end(),
                     [](const Cluster &a, const Cluster &b) {
                       return a.size > b.size;
                     });
    return clusters;
  }

  PowerLawFit fit_power_law(const std::vector<double> &sizes,
                            const double smallest,
                            const double unit)
  {
    PowerLawFit fit;
    double sum = 0.;
    for (const double size : sizes)
      if (size >= smallest - 0.25 * unit)
        {
          sum += std::log(size / (smallest - 0.5 * unit));
          ++fit.n;
        }
    if (fit.n < 2 || !(sum > 0.))
      return {};
    fit.exponent = 1. + fit.n / sum;
    fit.error    = (fit.exponent - 1.) / std::sqrt(double(fit.n));
    return fit;
  }

  template std::vector<Cluster> find_clusters<2>(const Grid<2> &,
                                                 const std::vector<char> &);
  template std::vector<Cluster> find_clusters<3>(const Grid<3> &,
                                                 const std::vector<char> &);
} // namespace vitriflow
