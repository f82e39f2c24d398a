# Sourced by run.sh and test.sh: what the project needs from the machine, and
# how it is configured and built. Sourcing it defines names and does nothing.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build_dir=$root/build
readonly root build_dir

# The one list of Debian packages. libdeal.ii-dev brings MPI, p4est and VTK's
# companions.
readonly packages=(
  g++ cmake ninja-build ccache
  libdeal.ii-dev libvtk9-dev libfftw3-dev nlohmann-json3-dev
  libboost-program-options-dev libboost-serialization-dev libgtest-dev
  python3-vtk9 python3-numpy python3-scipy python3-matplotlib
)

# The heaviest source files take this much memory while they compile.
readonly compile_job_kb=$((3 * 1024 * 1024))

say() { printf '%s\n' "$*"; }

# fail STATUS MESSAGE...: end with this exit status.
fail() {
  local status=$1
  shift
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit "$status"
}

# A path as the user would type it from here.
shorten() { printf '%s' "${1#"$PWD"/}"; }

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Run a command as administrator; sudo may ask for a password only when
# somebody is there to type it.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif ! command -v sudo >/dev/null; then
    return 1
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

install_missing_packages() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "This system has no apt-get. Vitriflow needs what Debian calls:" >&2
    say "  ${packages[*]}" >&2
    say "Going on with what is here." >&2
    return
  fi

  local missing=() package
  for package in "${packages[@]}"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  say "Installing: ${missing[*]}"
  if ! { as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
      --no-install-recommends "${missing[@]}"; }; then
    fail 1 "could not install the packages. As administrator, type
  apt-get install --no-install-recommends ${missing[*]}
or use --no-install to go on without."
  fi
}

smaller() { if [ "$1" -lt "$2" ]; then say "$1"; else say "$2"; fi; }

# Processors this process may use: affinity and the container's quota count.
available_processors() {
  local count quota period
  count=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)
  if read -r quota period 2>/dev/null </sys/fs/cgroup/cpu.max &&
    [ "$quota" != max ]; then
    count=$(smaller "$count" $(((quota + period - 1) / period)))
  fi
  say "$count"
}

# Cores without their second hardware threads: those share one vector unit
# and one memory path, so a rank on each does not pay.
physical_cores() {
  local cores
  cores=$(lscpu -p=CORE,SOCKET 2>/dev/null | grep -v '^#' | sort -u | wc -l) ||
    cores=0
  [ "$cores" -gt 0 ] || cores=$(available_processors)
  smaller "$cores" "$(available_processors)"
}

build_jobs() {
  local free_kb limit jobs
  free_kb=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null) ||
    free_kb=
  if read -r limit 2>/dev/null </sys/fs/cgroup/memory.max &&
    [ "$limit" != max ]; then
    free_kb=$(smaller "${free_kb:-$((limit / 1024))}" $((limit / 1024)))
  fi
  jobs=$((${free_kb:-$compile_job_kb} / compile_job_kb))
  [ "$jobs" -ge 1 ] || jobs=1
  smaller "$jobs" "$(available_processors)"
}

# configure_and_build TARGET...: an optimised build; "all" builds everything.
configure_and_build() {
  command -v cmake >/dev/null ||
    fail 1 "cmake is missing; without --no-install it would be installed."

  local generator=() log=$build_dir/configure.log
  if [ ! -f "$build_dir/CMakeCache.txt" ]; then
    say "First build: this takes a few minutes."
    if command -v ninja >/dev/null; then generator=(-G Ninja); fi
  fi
  mkdir -p "$build_dir"
  cmake -S "$root" -B "$build_dir" ${generator[@]+"${generator[@]}"} \
    -DCMAKE_BUILD_TYPE=Release >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    fail 1 "cmake could not configure the build; all it said is in $(shorten "$log")"
  }

  cmake --build "$build_dir" --parallel "$(build_jobs)" --target "$@" ||
    fail 1 "the build failed; the first error is above."
}

# A Python that has what the pictures need; nothing when there is none. The
# first python3 on the path is often not the one the packages belong to.
find_python() {
  local python
  for python in ${PYTHON:+"$PYTHON"} python3 /usr/bin/python3; do
    if "$python" -c 'import matplotlib, numpy, vtkmodules.vtkIOXML' \
      >/dev/null 2>&1; then
      say "$python"
      return
    fi
  done
}
