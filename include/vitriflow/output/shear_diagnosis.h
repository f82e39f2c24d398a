#pragma once

#include <vitriflow/output/band_watch.h>
#include <vitriflow/output/density_waves.h>
#include <vitriflow/output/diagnosis.h>
#include <vitriflow/output/event_log.h>
#include <vitriflow/output/onset.h>

#include <optional>

namespace vitriflow
{
  /**
   * Of homogeneous shear: how homogeneous flow was lost, the bands and the
   * events. Writes bands.csv and events.csv.
   */
  template <int dim>
  class ShearDiagnosis : public Diagnosis
  {
  public:
    /** @param directory of the files, empty writes none;
     * @param band_interval steps between measurements of bands. References
     * must stay but for the last. */
    ShearDiagnosis(const std::string &directory,
                   const Discretization<dim> &discretization,
                   const Material &material,
                   const Vector &lumped_mass,
                   const Scales &scales,
                   unsigned int band_interval,
                   const OnsetWatch &onset);

    void begin() override;
    void resume(double time) override;
    void
    observe(const Record &record, const State &state, bool is_end) override;
    void finish() override;
    nlohmann::json report(const State &state) const override;
    nlohmann::json save() const override;
    void load(const nlohmann::json &saved) override;

  private:
    const Discretization<dim> &discretization_;
    const Scales &scales_;
    /** In a periodic box. */
    std::optional<DensityWaves<dim>> waves_;
    OnsetWatch onset_;
    BandWatch<dim> bands_;
    EventLog events_;
  };
} // namespace vitriflow
