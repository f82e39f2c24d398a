#pragma once

#include <vitriflow/structure/field.h>

#include <algorithm>
#include <vector>

namespace vitriflow
{
  /** Points in a periodic box, sorted into bins so that those near a place are
   * found without looking at all. */
  template <int dim>
  class PeriodicBins
  {
  public:
    PeriodicBins(const std::array<double, dim> &box_size, const double bin_size)
      : box_size_(box_size)
    {
      std::size_t n = 1;
      for (int d = 0; d < dim; ++d)
        {
          n_bins_[d] = static_cast<int>(
            std::clamp(box_size[d] / bin_size, 1., max_bins_per_direction));
          n *= n_bins_[d];
        }
      bins_.resize(n);
    }

    /** Add the point number size(). */
    void insert(const dealii::Point<dim> &point)
    {
      std::array<int, dim> bin;
      for (int d = 0; d < dim; ++d)
        bin[d] = wrapped(bin_of(point, d), d);
      bins_[slot(bin)].push_back(points_.size());
      points_.push_back(point);
    }

    std::size_t size() const
    {
      return points_.size();
    }

    const std::vector<dealii::Point<dim>> &points() const
    {
      return points_;
    }

    /**
     * Calls @p visit(number, vector from @p center to the point) for all
     * images of all points within @p radius (or max_images boxes), and perhaps
     * some more, each once.
     */
    template <typename Visit>
    void for_each_within(const dealii::Point<dim> &center,
                         const double radius,
                         const Visit &visit) const
    {
      std::array<int, 3> first = {{0, 0, 0}}, n = {{1, 1, 1}};
      for (int d = 0; d < dim; ++d)
        {
          const double boxes = std::min(radius / box_size_[d], max_images);
          const int reach    = static_cast<int>(std::ceil(boxes * n_bins_[d]));
          first[d]           = bin_of(center, d) - reach;
          n[d]               = 2 * reach + 1;
        }
      std::array<int, dim> bin;
      for (int k = 0; k < n[2]; ++k)
        for (int j = 0; j < n[1]; ++j)
          for (int i = 0; i < n[0]; ++i)
            {
              bin[0] = first[0] + i;
              bin[1] = first[1] + j;
              if constexpr (dim == 3)
                bin[2] = first[2] + k;
              visit_bin(center, bin, visit);
            }
    }

  private:
    static constexpr double max_bins_per_direction = 256.;
    static constexpr double max_images             = 8.;

    int bin_of(const dealii::Point<dim> &point, const int d) const
    {
      return static_cast<int>(std::floor(point[d] / box_size_[d] * n_bins_[d]));
    }

    int wrapped(const int i, const int d) const
    {
      return (i % n_bins_[d] + n_bins_[d]) % n_bins_[d];
    }

    std::size_t slot(const std::array<int, dim> &bin) const
    {
      std::size_t place = 0;
      for (int d = dim - 1; d >= 0; --d)
        place = place * n_bins_[d] + bin[d];
      return place;
    }

    /** The images in a bin that may be outside of the box. */
    template <typename Visit>
    void visit_bin(const dealii::Point<dim> &center,
                   const std::array<int, dim> &bin,
                   const Visit &visit) const
    {
      std::array<int, dim> inside;
      for (int d = 0; d < dim; ++d)
        inside[d] = wrapped(bin[d], d);
      for (const std::size_t number : bins_[slot(inside)])
        {
          dealii::Tensor<1, dim> r = points_[number] - center;
          for (int d = 0; d < dim; ++d)
            r[d] +=
              (bin[d] - bin_of(points_[number], d)) / n_bins_[d] * box_size_[d];
          visit(number, r);
        }
    }

    std::array<double, dim> box_size_;
    std::array<int, dim> n_bins_;
    std::vector<std::vector<std::size_t>> bins_;
    std::vector<dealii::Point<dim>> points_;
  };
} // namespace vitriflow
