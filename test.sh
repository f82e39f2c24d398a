#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=.setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/.setup.sh"

usage() {
  cat <<EOF
usage: ./test.sh [--all] [--no-install] [ctest options]

Installs what is missing, builds everything and runs the tests.

  --all           also the slow tests (label "slow")
  --no-install    install no packages
  -h, --help      this text

Other options are ctest's, for example -R NAME. The exit status is ctest's.
EOF
}

install=yes
selection=(-LE slow)
ctest_options=()
for option in "$@"; do
  case $option in
    -h | --help) usage && exit 0 ;;
    --all) selection=() ;;
    --no-install) install=no ;;
    *) ctest_options+=("$option") ;;
  esac
done

if [ $install = yes ]; then install_missing_packages; fi
configure_and_build all

export OMP_NUM_THREADS=1
# Tests with several MPI ranks declare how many processors they occupy.
status=0
ctest --test-dir "$build_dir" --output-on-failure --no-tests=error \
  -j "$(physical_cores)" ${selection[@]+"${selection[@]}"} \
  ${ctest_options[@]+"${ctest_options[@]}"} || status=$?
exit $status
