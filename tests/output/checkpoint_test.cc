#include <vitriflow/base/exceptions.h>
#include <vitriflow/output/checkpoint.h>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>

#include <sys/resource.h>

using namespace vitriflow;
namespace fs = std::filesystem;

namespace
{
  const MPI_Comm comm = MPI_COMM_WORLD;

  bool is_root()
  {
    return dealii::Utilities::MPI::this_mpi_process(comm) == 0;
  }

  /** Rank 0 does it, the others wait. */
  template <typename Action>
  void on_root(const Action &action)
  {
    if (is_root())
      action();
    MPI_Barrier(comm);
  }

  Vector random_vector(const unsigned int n_owned, std::mt19937 &random)
  {
    const unsigned int n_ranks = dealii::Utilities::MPI::n_mpi_processes(comm);
    const unsigned int rank    = dealii::Utilities::MPI::this_mpi_process(comm);
    dealii::IndexSet owned(n_owned * n_ranks);
    owned.add_range(n_owned * rank, n_owned * (rank + 1));
    Vector v(owned, comm);
    std::normal_distribution<double> normal;
    for (unsigned int i = 0; i < n_owned; ++i)
      v.local_element(i) = normal(random);
    return v;
  }

  State random_state(const unsigned int seed,
                     const unsigned int n       = 20,
                     const unsigned int n_modes = 3)
  {
    std::mt19937 random(seed);
    State state;
    state.time             = 1. / 3. + seed;
    state.strain           = 2. / 3.;
    state.frame.tilt       = -0.1;
    state.frame.shear_rate = 1e-300;
    state.velocity         = random_vector(2 * n, random);
    state.density          = random_vector(n, random);
    for (unsigned int mode = 0; mode < n_modes; ++mode)
      state.stress.push_back(random_vector(4 * n, random));
    return state;
  }

  /** Backwards, for states of random_state(). */
  EntryOrder reversed_order(const unsigned int n = 20)
  {
    EntryOrder order;
    for (const auto &[list, size] : {std::pair{&order.velocity, 2 * n},
                                     std::pair{&order.density, n},
                                     std::pair{&order.stress, 4 * n}})
      for (unsigned int i = size; i > 0; --i)
        list->push_back(i - 1);
    return order;
  }

  /** Equal bits; a NaN is equal to itself. */
  bool identical(const Vector &a, const Vector &b)
  {
    return a.locally_owned_size() == b.locally_owned_size() &&
           std::memcmp(a.begin(),
                       b.begin(),
                       a.locally_owned_size() * sizeof(double)) == 0;
  }

  bool identical(const State &a, const State &b)
  {
    return a.time == b.time && a.strain == b.strain &&
           a.frame.tilt == b.frame.tilt &&
           a.frame.shear_rate == b.frame.shear_rate &&
           identical(a.velocity, b.velocity) &&
           identical(a.density, b.density) &&
           std::equal(a.stress.begin(),
                      a.stress.end(),
                      b.stress.begin(),
                      b.stress.end(),
                      [](const Vector &v, const Vector &w) {
                        return identical(v, w);
                      });
  }

  /** Two states, some data and a folder of its own. */
  class Checkpoint : public testing::Test
  {
  protected:
    Checkpoint()
      : directory_(
          (fs::temp_directory_path() /
           (std::string("vitriflow_checkpoint_") +
            testing::UnitTest::GetInstance()->current_test_info()->name()))
            .string())
      , current_(random_state(1))
      , previous_(random_state(2))
    {
      data_.step                    = 17;
      data_.previous_dt             = 0.1;
      data_.next_dt                 = 1. / 7.;
      data_.segment                 = 3;
      data_.segment_strain_begin    = -0.;
      data_.initial_mass            = std::nextafter(1024., 2000.);
      data_.wall_seconds            = std::numeric_limits<double>::infinity();
      data_.total_linear_iterations = 1ull << 60;
      data_.field_records           = {{0., "fields_00000.pvtu"},
                                       {0.1 + 0.2, "fields_00001.pvtu"}};
      data_.summary_state           = R"({"peak": 1.5})";
      data_.has_history             = true;
      on_root([&]() {
        fs::remove_all(directory_);
        fs::create_directory(directory_);
      });
    }

    ~Checkpoint() override
    {
      MPI_Barrier(comm);
      on_root([&]() { fs::remove_all(directory_); });
    }

    void write() const
    {
      write_checkpoint(
        directory_, current_, previous_, data_, reversed_order(), comm);
    }

    fs::path path(const std::string &file) const
    {
      return fs::path(directory_) / file;
    }

    /** Message of the BadInput of reading; empty if it succeeds. */
    std::string refusal(const unsigned int n_entries = 20,
                        const unsigned int n_modes   = 3) const
    {
      State a = random_state(3, n_entries, n_modes);
      State b = random_state(4, n_entries, n_modes);
      std::string message;
      try
        {
          read_checkpoint(directory_, a, b, reversed_order(n_entries), comm);
        }
      catch (const BadInput &e)
        {
          message = e.what();
          EXPECT_TRUE(identical(a, random_state(3, n_entries, n_modes)));
          EXPECT_TRUE(identical(b, random_state(4, n_entries, n_modes)));
        }
      MPI_Barrier(comm);
      return message;
    }

    void edit_header(const std::string &key, const int value) const
    {
      on_root([&]() {
        const fs::path header = path("checkpoint/header.json");
        auto json             = nlohmann::json::parse(std::ifstream(header));
        json[key]             = value;
        std::ofstream(header) << json;
      });
    }

    void expect_restored(const State &current) const
    {
      State a = random_state(3), b = random_state(4);
      read_checkpoint(directory_, a, b, reversed_order(), comm);
      EXPECT_TRUE(identical(a, current));
      EXPECT_TRUE(identical(b, previous_));
      MPI_Barrier(comm);
    }

    std::string directory_;
    State current_;
    State previous_;
    CheckpointData data_;
  };

  bool contains(const std::string &text, const std::string &part)
  {
    return text.find(part) != std::string::npos;
  }

  TEST_F(Checkpoint, KeepsEveryBit)
  {
    current_.density.local_element(0) =
      std::numeric_limits<double>::quiet_NaN();
    current_.density.local_element(1) = -0.;
    current_.stress[0].local_element(0) =
      std::numeric_limits<double>::infinity();
    current_.stress[2].local_element(1) =
      std::numeric_limits<double>::denorm_min();
    EXPECT_FALSE(has_checkpoint(directory_));
    MPI_Barrier(comm);
    write();
    EXPECT_TRUE(has_checkpoint(directory_));

    State a = random_state(3), b = random_state(4);
    const CheckpointData data =
      read_checkpoint(directory_, a, b, reversed_order(), comm);
    EXPECT_TRUE(identical(a, current_));
    EXPECT_TRUE(identical(b, previous_));
    EXPECT_EQ(data.step, data_.step);
    EXPECT_EQ(data.previous_dt, data_.previous_dt);
    EXPECT_EQ(data.next_dt, data_.next_dt);
    EXPECT_EQ(data.segment, data_.segment);
    EXPECT_TRUE(std::signbit(data.segment_strain_begin));
    EXPECT_EQ(data.initial_mass, data_.initial_mass);
    EXPECT_EQ(data.wall_seconds, data_.wall_seconds);
    EXPECT_EQ(data.total_linear_iterations, data_.total_linear_iterations);
    EXPECT_EQ(data.field_records, data_.field_records);
    EXPECT_EQ(data.summary_state, data_.summary_state);
    EXPECT_TRUE(data.has_history);
    EXPECT_EQ(data.n_ranks, int(dealii::Utilities::MPI::n_mpi_processes(comm)));
  }

  TEST_F(Checkpoint, ReplacesTheEarlierOne)
  {
    write();
    current_ = random_state(5);
    write();
    expect_restored(random_state(5));
    EXPECT_FALSE(fs::exists(path("checkpoint.old")));
    EXPECT_FALSE(fs::exists(path("checkpoint.new")));
  }

  TEST_F(Checkpoint, FallsBackToTheOldOne)
  {
    write();
    on_root([&]() {
      fs::rename(path("checkpoint"), path("checkpoint.old"));
      fs::create_directory(path("checkpoint.new"));
    });
    EXPECT_TRUE(has_checkpoint(directory_));
    expect_restored(current_);
    // and the next one is written over what the interruption left
    current_ = random_state(5);
    write();
    expect_restored(random_state(5));
    EXPECT_FALSE(fs::exists(path("checkpoint.old")));
  }

  TEST_F(Checkpoint, RefusesMissingOnes)
  {
    EXPECT_TRUE(contains(refusal(), "There is no checkpoint in"));
  }

  TEST_F(Checkpoint, RefusesDamagedStates)
  {
    write();
    const fs::path file = path("checkpoint/state_0.bin");
    on_root([&]() {
      std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
      out.seekp(200);
      out.put('x').put('y');
    });
    EXPECT_TRUE(contains(refusal(), "checksum"));
    on_root([&]() { fs::resize_file(file, fs::file_size(file) - 1); });
    EXPECT_TRUE(contains(refusal(), "incomplete"));
    on_root([&]() { fs::remove(file); });
    EXPECT_TRUE(contains(refusal(), "missing"));
  }

  TEST_F(Checkpoint, RefusesDamagedHeaders)
  {
    write();
    const fs::path file = path("checkpoint/header.json");
    on_root([&]() { fs::resize_file(file, fs::file_size(file) / 2); });
    EXPECT_TRUE(contains(refusal(), "damaged"));
    on_root([&]() {
      std::ofstream(file) << R"({"format": "vitriflow checkpoint",
        "format_version": 4, "n_ranks": )"
                          << dealii::Utilities::MPI::n_mpi_processes(comm)
                          << "}";
    });
    EXPECT_TRUE(contains(refusal(), "damaged"));
  }

  TEST_F(Checkpoint, RefusesOtherVersionsAndMeshes)
  {
    write();
    EXPECT_TRUE(contains(refusal(21), "of the earlier run"));
    EXPECT_TRUE(contains(refusal(20, 2), "relaxation modes of the earlier"));
    edit_header("n_ranks", 1000);
    EXPECT_TRUE(contains(refusal(), "files of all ranks"));
    edit_header("format_version", 99);
    EXPECT_TRUE(contains(refusal(), "format version 99"));
  }

  /** Lets files of this rank grow to that size only, like a full disk. */
  class FileSizeLimit
  {
  public:
    explicit FileSizeLimit(const rlim_t n_bytes)
      : handler_(std::signal(SIGXFSZ, SIG_IGN))
    {
      getrlimit(RLIMIT_FSIZE, &former_);
      const rlimit limit = {n_bytes, former_.rlim_max};
      setrlimit(RLIMIT_FSIZE, &limit);
    }

    ~FileSizeLimit()
    {
      setrlimit(RLIMIT_FSIZE, &former_);
      std::signal(SIGXFSZ, handler_);
    }

  private:
    void (*handler_)(int);
    rlimit former_;
  };

  TEST_F(Checkpoint, KeepsTheEarlierOneWhenWritingFails)
  {
    write();
    // the limits stop the states, of about 2000 bytes, or only the header
    data_.summary_state = std::string(20000, ' ');
    for (const rlim_t n_bytes : {100, 10000})
      {
        std::string message;
        {
          const FileSizeLimit limit(is_root() ? n_bytes : RLIM_INFINITY);
          try
            {
              write_checkpoint(directory_,
                               random_state(5),
                               previous_,
                               data_,
                               reversed_order(),
                               comm);
            }
          catch (const ComputationStopped &e)
            {
              message = e.what();
            }
        }
        MPI_Barrier(comm);
        EXPECT_TRUE(contains(message, "Cannot write the checkpoint"));
        EXPECT_TRUE(contains(message, n_bytes == 100 ? "state_0" : "header"))
          << message;
        EXPECT_TRUE(contains(message, std::strerror(EFBIG))) << message;
        EXPECT_FALSE(fs::exists(path("checkpoint.new")));
        expect_restored(current_);
      }
  }

  TEST_F(Checkpoint, NeedsAFolder)
  {
    EXPECT_THROW(write_checkpoint(directory_ + "/missing",
                                  current_,
                                  previous_,
                                  data_,
                                  reversed_order(),
                                  comm),
                 ComputationStopped);
  }
} // namespace
