#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/checkpoint.h>
#include <vitriflow/output/write_file.h>
#include <vitriflow/base/version.h>

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/crc.hpp>
#include <boost/serialization/array_wrapper.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace vitriflow
{
  namespace fs = std::filesystem;
  using dealii::Utilities::MPI::n_mpi_processes;
  using dealii::Utilities::MPI::this_mpi_process;
  using Json = nlohmann::json;

  namespace
  {
    constexpr char format[]       = "vitriflow checkpoint";
    constexpr int format_version  = 1;
    constexpr char header_file[]  = "header.json";
    constexpr char current_name[] = "checkpoint";
    constexpr char new_name[]     = "checkpoint.new";
    constexpr char old_name[]     = "checkpoint.old";

    std::string state_file(const unsigned int rank)
    {
      return "state_" + std::to_string(rank) + ".bin";
    }

    /** Runs an action on files; returns what went wrong. */
    template <typename Action>
    std::string failure_of(const Action &action)
    {
      try
        {
          action();
        }
      catch (const std::exception &e)
        {
          return e.what();
        }
      return "";
    }

    /** The states of one rank, for both directions. */
    template <typename Archive, typename AnyState>
    void exchange(Archive &archive, AnyState &state)
    {
      archive &state.time &state.strain;
      archive &state.frame.tilt &state.frame.shear_rate;
      for (auto *v : {&state.velocity, &state.density, &state.stress})
        archive &boost::serialization::make_array(v->begin(),
                                                  v->locally_owned_size());
    }
  } // namespace
} // namespace vitriflow
