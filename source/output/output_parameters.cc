#include <vitriflow/output/output_parameters.h>

namespace vitriflow
{
  void OutputParameters::add_to(dealii::ParameterHandler &prm)
  {
    using namespace dealii::Patterns;
    prm.enter_subsection("Output");
    prm.add_parameter("Directory",
                      directory,
                      "Folder for the results; empty takes output/ and the "
                      "name of the parameter file. --output goes before.",
                      Anything());
    prm.add_parameter("Number of field outputs",
                      n_fields,
                      "ParaView files over the run, evenly spaced in time, "
                      "besides the initial one; 0 writes none.",
                      Integer(0, 99999)); // five digits in their names
    prm.add_parameter("Record every",
                      record_every,
                      "Steps between rows of timeseries.csv.",
                      Integer(1));
    prm.add_parameter("Bands every",
                      band_interval,
                      "Steps between measurements of the shear bands, rows of "
                      "bands.csv; 0 follows none.",
                      Integer(0));
    prm.add_parameter("Checkpoint interval",
                      checkpoint_interval,
                      "Wall-clock time between checkpoints [s]; 0 writes only "
                      "the one at the end or when stopped.",
                      Double(0.));
    prm.leave_subsection();
  }
} // namespace vitriflow
