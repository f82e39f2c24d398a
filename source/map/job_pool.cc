#include <vitriflow/map/job_pool.h>

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <map>
#include <thread>

namespace vitriflow
{
  namespace
  {
    constexpr int not_started = 127;

    /** Short beside any run. */
    constexpr std::chrono::milliseconds polling_interval(50);

    bool makes_a_rank(const char *variable)
    {
      for (const char *start : {"OMPI_", "PMIX_", "PMI_", "PRTE_"})
        if (std::strncmp(variable, start, std::strlen(start)) == 0)
          return true;
      return false;
    }

    /** Pointers to texts, ended by a null pointer, as exec expects. */
    std::vector<char *> pointers(std::vector<std::string> &texts)
    {
      std::vector<char *> result;
      for (std::string &text : texts)
        result.push_back(text.data());
      result.push_back(nullptr);
      return result;
    }

    std::vector<std::string> environment_of_jobs()
    {
      // one thread per process, and lines instead of a line that is rewritten
      std::vector<std::string> result = {"OMP_NUM_THREADS=1",
                                         "VITRIFLOW_PROGRESS=plain"};
      for (char **variable = environ; *variable != nullptr; ++variable)
        if (!makes_a_rank(*variable) &&
            std::strncmp(*variable, "OMP_NUM_THREADS=", 16) != 0 &&
            std::strncmp(*variable, "VITRIFLOW_PROGRESS=", 19) != 0)
          result.emplace_back(*variable);
      return result;
    }

    /** The process's number; 0 if it could not be started. */
    pid_t start(const Job &job)
    {
      std::vector<std::string> command     = job.command;
      std::vector<std::string> environment = environment_of_jobs();
      posix_spawn_file_actions_t files;
      posix_spawn_file_actions_init(&files);
      posix_spawn_file_actions_addopen(
        &files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
      posix_spawn_file_actions_addopen(&files,
                                       STDOUT_FILENO,
                                       job.log.c_str(),
                                       O_WRONLY | O_CREAT | O_APPEND,
                                       0666);
      posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
      // a group of its own: Ctrl-C reaches it through us, once
      posix_spawnattr_t attributes;
      posix_spawnattr_init(&attributes);
      posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
      posix_spawnattr_setpgroup(&attributes, 0);
      pid_t process    = 0;
      const int failed = posix_spawn(&process,
                                     command[0].c_str(),
                                     &files,
                                     &attributes,
                                     pointers(command).data(),
                                     pointers(environment).data());
      posix_spawnattr_destroy(&attributes);
      posix_spawn_file_actions_destroy(&files);
      return failed == 0 ? process : 0;
    }

    int exit_status(const int status)
    {
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
  } // namespace

  int run_jobs(const std::vector<Job> &jobs,
               const unsigned int n_parallel,
               const std::function<int()> &signal,
               const std::function<void(std::size_t, int)> &on_end)
  {
    std::map<pid_t, std::size_t> running;
    std::size_t next = 0;
    int caught       = 0;
    while (!running.empty() || (caught == 0 && next < jobs.size()))
      {
        if (caught == 0 && (caught = signal()) != 0)
          for (const auto &[process, index] : running)
            kill(process, SIGTERM);
        while (caught == 0 && next < jobs.size() && running.size() < n_parallel)
          {
            if (const pid_t process = start(jobs[next]))
              running.emplace(process, next);
            else
              on_end(next, not_started);
            ++next;
          }
        for (auto job = running.begin(); job != running.end();)
          {
            int status = 0;
            if (waitpid(job->first, &status, WNOHANG) == job->first)
              {
                on_end(job->second, exit_status(status));
                job = running.erase(job);
              }
            else
              ++job;
          }
        if (!running.empty())
          std::this_thread::sleep_for(polling_interval);
      }
    return caught;
  }

  unsigned int n_usable_cores()
  {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    return sched_getaffinity(0, sizeof(cores), &cores) == 0
             ? std::max(1, CPU_COUNT(&cores))
             : 1;
  }
} // namespace vitriflow
