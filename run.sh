#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=.setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/.setup.sh"

usage() {
  cat <<EOF
usage: ./run.sh [FILE.prm] [-n N] [--no-install] [--output DIR] [options]
       ./run.sh stability FILE.prm [-n N] [--no-install] [options]
       ./run.sh map FILE.prm [-n N] [--no-install] [options]
       ./run.sh --restart DIR

Installs what is missing, builds the program, runs FILE (default: the quick
start, prm/shear/vitreloy1_643K.prm) on all cores and draws a picture.
With "stability" in front: linear stability of FILE, no mesh; a picture of the
phase diagram if FILE asks for one.
With "map" in front: how the sample fails over two parameters of FILE, by many
runs, N at a time; a picture of the map.

  -n N            number of MPI ranks (default: the machine's physical cores)
  --no-install    install no packages
  --output DIR    folder of the results (default: output/<name of FILE>)
  -h, --help      this text

All other options are the program's:
  --set "Section/Sub/Name=value"   change a parameter
  --overwrite                      replace the results in the output folder
  --restart DIR                    continue the run whose results are in DIR
  --check                          say what the run means, compute nothing
  --defaults                       print all parameters with their meaning
  --version

The exit status is the program's: 0 done, 2 bad input, 3 had to stop,
128 + signal when interrupted (the state is saved).
EOF
}

file=
command=    # a subcommand of the program, before the file
ranks=
output=
restart=
install=yes
draws=yes   # no: the options ask for text only
runs=yes    # no: not even for a parameter file
program_options=()

needs_value() {
  [ "$1" -ge 2 ] || fail 2 "$2 needs a value; see ./run.sh --help"
}

case ${1:-} in
  stability | map)
    command=$1
    shift
    ;;
esac
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --no-install) install=no ;;
    -n)
      needs_value $# "$1"
      ranks=$2
      shift
      ;;
    --output)
      needs_value $# "$1"
      output=$2
      shift
      ;;
    --output=*) output=${1#*=} ;;
    --set)
      needs_value $# "$1"
      program_options+=("$1" "$2")
      shift
      ;;
    --restart)
      needs_value $# "$1"
      restart=$2
      shift
      ;;
    --restart=*) restart=${1#*=} ;;
    --check | --slurm)
      draws=no
      program_options+=("$1")
      ;;
    --defaults | --version)
      draws=no
      runs=no
      program_options+=("$1")
      ;;
    -*) program_options+=("$1") ;;
    *) if [ -z "$file" ]; then file=$1; else program_options+=("$1"); fi ;;
  esac
  shift
done

if [ -n "$ranks" ] && ! [[ $ranks =~ ^[1-9][0-9]*$ ]]; then
  fail 2 "-n $ranks: the number of ranks is a whole number from 1"
fi
if [ -n "$command" ] && [ -z "$file" ]; then
  fail 2 "$command needs a parameter file; see ./run.sh --help"
fi
if [ -z "$restart" ]; then file=${file:-$root/prm/shear/vitreloy1_643K.prm}; fi
if [ $runs = yes ] && [ -n "$file" ]; then
  if [ ! -f "$file" ] && [ -f "$root/$file" ]; then file=$root/$file; fi
  [ -f "$file" ] || fail 2 "$file: there is no such parameter file"
fi
if [ -n "$restart" ]; then
  results=${output:-$restart}
else
  name=$(basename "$file" .prm)${command:+_$command}
  results=$(shorten "${output:-$root/output/$name}")
  output=$results
fi
file=$(shorten "$file")

if [ $install = yes ]; then install_missing_packages >&2; fi
# On standard error, so that "--defaults >FILE" holds the parameters only.
configure_and_build vitriflow >&2

program=$build_dir/vitriflow
if [ $runs = no ]; then
  exec "$program" "${program_options[@]}"
fi
ranks=${ranks:-$(physical_cores)}

# --- run ------------------------------------------------------------------

# mpirun answers signals by killing the ranks before they can save their
# state. So it runs in a process group of its own, out of reach of Ctrl-C, and
# the first signal goes to the ranks themselves; the second one ends the run.
launcher=
interrupted=
n_signals=0
# shellcheck disable=SC2317  # called by trap
pass_signal() {
  interrupted=yes
  n_signals=$((n_signals + 1))
  local rank_ids=()
  if [ "$command" = map ]; then
    kill -s "$1" "$launcher" 2>/dev/null || true
    return 0 # without a number it would be the status before the trap
  fi
  read -r -a rank_ids -d '' < <(cat /proc/"$launcher"/task/*/children \
    2>/dev/null) || true
  if [ "$n_signals" -eq 1 ] && [ ${#rank_ids[@]} -gt 0 ]; then
    kill -s "$1" "${rank_ids[@]}" 2>/dev/null || true
  else
    kill -s TERM "$launcher" 2>/dev/null || true
  fi
}

launch() {
  local flags=(-n "$ranks")
  if mpirun --version 2>/dev/null | grep -q 'Open MPI'; then
    # No binding: two runs side by side would be bound to the same cores.
    flags+=(--quiet --oversubscribe --bind-to none)
    if [ "$(id -u)" -eq 0 ]; then
      flags+=(--allow-run-as-root)
      export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    fi
  fi
  export OMP_NUM_THREADS=1
  # The ranks write to mpirun and cannot see whether a terminal is behind it.
  if [ -t 1 ]; then
    export VITRIFLOW_PROGRESS=terminal
  else
    export VITRIFLOW_PROGRESS=plain
  fi

  set -m
  if [ "$command" = map ]; then
    # It starts its runs itself.
    "$program" map "$file" --output "$output" \
      --set "Map/Jobs=$ranks" \
      ${program_options[@]+"${program_options[@]}"} </dev/null &
    launcher=$!
    set +m
    return
  fi
  mpirun "${flags[@]}" "$program" ${command:+"$command"} ${file:+"$file"} \
    ${restart:+--restart "$restart"} ${output:+--output "$output"} \
    ${program_options[@]+"${program_options[@]}"} </dev/null &
  launcher=$!
  set +m
}

wait_for_launcher() {
  local status
  while true; do
    interrupted=
    status=0
    wait "$launcher" || status=$?
    if [ -z "$interrupted" ]; then return $status; fi
  done
}

command -v mpirun >/dev/null || fail 1 "mpirun is missing"
had_results=no
if [ -e "$results/parameters.prm" ] || [ -e "$results/run.json" ]; then
  had_results=yes
fi

say "Running ${file:-$restart} on $ranks rank(s); results go to $results"
launch
trap 'pass_signal INT' INT
trap 'pass_signal TERM' TERM HUP
status=0
wait_for_launcher || status=$?
trap - INT TERM HUP

# --- picture --------------------------------------------------------------

if [ $draws = no ]; then exit $status; fi
case $status in
  0 | 3) ;;
  2)
    if [ $had_results = yes ] && [ -z "$restart" ]; then
      say "$results holds results: --overwrite replaces them," \
        "--output DIR puts the new ones elsewhere." >&2
    fi
    exit 2
    ;;
  130 | 143)
    if [ "$command" = map ]; then
      say "Interrupted. The same command again goes on." >&2
      exit $status
    fi
    say "Interrupted. To continue: ./run.sh --restart $results -n $ranks" >&2
    exit $status
    ;;
  *) exit $status ;;
esac

case $command in
  stability)
    script=phase_diagram.py
    picture=$results/phase_diagram.png
    ;;
  map)
    script=failure_map.py
    picture=$results/map.png
    if grep -qs "Geometry *= indentation" "$results/parameters.prm"; then
      script=indentation_map.py
    fi
    ;;
  *)
    script=plot.py
    picture=$results/overview.png
    ;;
esac
python=$(find_python)
if [ "$command" = stability ] && [ ! -f "$results/phase_diagram.csv" ]; then
  picture=
elif [ -z "$python" ]; then
  say "No picture: no Python with numpy, matplotlib and vtk was found." >&2
  picture=
elif ! "$python" "$root/postprocess/$script" "$results" --output "$picture" \
  >/dev/null; then
  say "No picture: postprocess/$script failed; the results are complete." >&2
  picture=
fi
say "Results: $results"
if [ -n "$picture" ]; then say "Picture: $picture"; fi
exit $status
