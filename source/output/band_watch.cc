#include <deal.II/base/numbers.h>

#include <vitriflow/output/band_watch.h>
#include <vitriflow/output/quantity.h>
#include <vitriflow/output/write_file.h>

#include <iomanip>
#include <limits>
#include <sstream>

namespace vitriflow
{
  using nlohmann::json;

  namespace
  {
    constexpr double degrees = 180. / dealii::numbers::PI;

    template <int dim>
    std::string header(const Scales &scales)
    {
      const std::string m = "[" + scales.unit("m") + "],";
      std::string text    = "time[" + scales.unit("s") + "],strain[-],band[-],";
      for (const char *direction : {"x", "y", "z"})
        if (direction[0] != 'z' || dim == 3)
          text += std::string("position_") + direction + m;
      for (const char *direction : {"x", "y", "z"})
        if (direction[0] != 'z' || dim == 3)
          text += std::string("normal_") + direction + "[-],";
      text += "angle[deg],width" + m + "length" + m;
      if (dim == 3)
        text += "area[" + scales.unit("m^2") + "],";
      return text + "spacing" + m + "shear_rate[" + scales.unit("1/s") +
             "],strain_rate_share[-],strain_share[-],density[" +
             scales.unit("kg/m^3") + "],relaxation_time[" + scales.unit("s") +
             "],age_strain[-],spans[-]";
    }

    template <int dim>
    std::vector<double> coordinates(const dealii::Point<dim> &p)
    {
      return std::vector<double>(p.begin_raw(), p.end_raw());
    }

    template <int dim>
    json position(const Band<dim> &band, const Scales &scales)
    {
      json values = json::array();
      for (const double x : coordinates(band.position))
        values.push_back(x * scales.length);
      return {{"value", values}, {"unit", scales.unit("m")}};
    }

    template <int dim>
    json present_band(const Band<dim> &band, const Scales &scales)
    {
      const std::string metre = scales.unit("m");
      json b;
      b["position"] = position(band, scales);
      b["angle"]    = quantity(band.angle * degrees, "deg");
      b["width"]    = quantity(band.width * scales.length, metre);
      b["length"]   = quantity(band.length * scales.length, metre);
      if (dim == 3)
        {
          b["area"]   = quantity(band.area * scales.length * scales.length,
                               scales.unit("m^2"));
          b["normal"] = {{"value",
                          coordinates(dealii::Point<dim>(band.normal))},
                         {"unit", "-"}};
        }
      b["shear_rate"] = quantity(band.rate * scales.rate(), scales.unit("1/s"));
      b["strain_rate_share"] = quantity(band.strain_rate_share, "-");
      b["density"] =
        quantity(band.density * scales.density, scales.unit("kg/m^3"));
      b["relaxation_time"] =
        quantity(band.relaxation_time * scales.time, scales.unit("s"));
      b["spans"] = band.spans;
      return b;
    }

    template <int dim>
    json life(const TrackedBand<dim> &t, const Scales &scales)
    {
      json b;
      b["band"]            = t.id;
      b["birth_strain"]    = quantity(t.birth_strain, "-");
      b["last_strain"]     = quantity(t.last_strain, "-");
      b["lifetime_strain"] = quantity(t.lifetime_strain(), "-");
      b["lifetime"] =
        quantity((t.last_time - t.birth_time) * scales.time, scales.unit("s"));
      b["strain_share"] = quantity(t.strain_share, "-");
      b["position"]     = position(t.band, scales);
      b["fate"] = t.merged_into ? "merged" : t.is_over ? "arrested" : "present";
      if (t.merged_into)
        b["merged_into"] = *t.merged_into;
      return b;
    }

    template <int dim>
    BandNews news(const BandChange<dim> &change)
    {
      using Kind                = typename BandChange<dim>::Kind;
      const TrackedBand<dim> &t = change.band;
      const bool is_birth       = change.kind == Kind::birth;
      return {is_birth                      ? "band_birth"
              : change.kind == Kind::arrest ? "band_arrest"
                                            : "band_merger",
              is_birth ? t.birth_time : t.last_time,
              is_birth ? t.birth_strain : t.last_strain,
              t.band.strain_rate_share,
              t.lifetime_strain(),
              coordinates(t.band.position)};
    }
  } // namespace

  template <int dim>
  BandWatch<dim>::BandWatch(const std::string &directory,
                            const Discretization<dim> &discretization,
                            const Material &material,
                            const Scales &scales,
                            const unsigned int interval)
    : discretization_(discretization)
    , material_(material)
    , scales_(scales)
    , interval_(interval)
    , writes_(!directory.empty() && interval > 0)
    , file_(directory, "bands.csv", header<dim>(scales))
  {
  }

  template <int dim>
  void BandWatch<dim>::begin()
  {
    if (writes_)
      file_.create();
  }

  template <int dim>
  void BandWatch<dim>::resume(const double time)
  {
    if (writes_)
      file_.resume(0, time * scales_.time);
  }

  template <int dim>
  std::vector<BandNews> BandWatch<dim>::observe(const Record &record,
                                                const State &state,
                                                const bool is_end)
  {
    if (interval_ == 0 || (record.step % interval_ != 0 && !is_end))
      return {};
    const auto lattice = sample_shear_rate(state, discretization_, material_);
    const auto bands   = find_bands(lattice);
    const auto changes =
      tracker_.update(record.time, record.strain, lattice, bands);
    if (writes_ && !bands.empty())
      on_root(discretization_.communicator(), [&]() {
        file_.append(rows(record, band_spacing(lattice, bands)));
      });
    std::vector<BandNews> result;
    for (const BandChange<dim> &change : changes)
      result.push_back(news(change));
    return result;
  }

  template <int dim>
  std::string BandWatch<dim>::rows(const Record &record,
                                   const double spacing) const
  {
    const Scales &s = scales_;
    std::ostringstream out;
    out << std::setprecision(std::numeric_limits<double>::max_digits10);
    for (const TrackedBand<dim> &t : tracker_.present())
      {
        const Band<dim> &b = t.band;
        out << record.time * s.time << ',' << record.strain << ',' << t.id;
        for (unsigned int d = 0; d < dim; ++d)
          out << ',' << b.position[d] * s.length;
        for (unsigned int d = 0; d < dim; ++d)
          out << ',' << b.normal[d];
        out << ',' << b.angle * degrees << ',' << b.width * s.length << ','
            << b.length * s.length;
        if (dim == 3)
          out << ',' << b.area * s.length * s.length;
        out << ',' << spacing * s.length << ',' << b.rate * s.rate() << ','
            << b.strain_rate_share << ',' << t.strain_share << ','
            << b.density * s.density << ',' << b.relaxation_time * s.time << ','
            << t.lifetime_strain() << ',' << b.spans << '\n';
      }
    return out.str();
  }

  template <int dim>
  json BandWatch<dim>::report(const State &state) const
  {
    if (discretization_.follows_material())
      return json::object(); // no lattice of equal cells
    const auto lattice = sample_shear_rate(state, discretization_, material_);
    const auto bands   = find_bands(lattice);
    json r;
    r["band_count"] = {{"value", bands.size()}, {"unit", "-"}};
    r["band_spacing"] =
      bands.empty() ? json(nullptr)
                    : quantity(band_spacing(lattice, bands) * scales_.length,
                               scales_.unit("m"));
    r["bands"] = json::array();
    for (const Band<dim> &band : bands)
      r["bands"].push_back(present_band(band, scales_));
    r["band_history"] = json::array();
    for (const TrackedBand<dim> &t : tracker_.history())
      r["band_history"].push_back(life(t, scales_));
    return r;
  }

  template class BandWatch<2>;
  template class BandWatch<3>;
} // namespace vitriflow
