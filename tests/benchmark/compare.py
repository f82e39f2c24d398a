#!/usr/bin/env python3
"""Compares the speed of two builds, pair by pair.

usage: tests/benchmark/compare.py OLD NEW [--pairs 5] -- ARGUMENTS

OLD and NEW are two vitriflow-bench programs. They run in turns, old new old
new ..., with the same ARGUMENTS (a parameter file and options), so that what
else the machine does meets both. Printed is for every line of their tables the
median over the pairs of new time / old time, in units of the triad of each
run, and the smallest and largest of these ratios; below 1 the new build is
faster.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile


def run(program, arguments, folder):
    """Times of one run by (dimension, cells, operation), in triads."""
    output = pathlib.Path(folder) / "table.json"
    command = [program, *arguments, "--json", str(output)]
    result = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with status {result.returncode}")
    with open(output, encoding="utf-8") as stream:
        lines = json.load(stream)["lines"]
    return {
        (line["dimension"], line["cells"], line["operation"]): line["triads"]
        for line in lines
    }


def main():
    """Runs the pairs and prints the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("arguments", nargs="+")
    options = parser.parse_args()
    ratios = {}
    with tempfile.TemporaryDirectory() as folder:
        for pair in range(options.pairs):
            print(f"pair {pair + 1} of {options.pairs}", file=sys.stderr)
            old = run(options.old, options.arguments, folder)
            new = run(options.new, options.arguments, folder)
            for key in old.keys() & new.keys():
                ratios.setdefault(key, []).append(new[key] / old[key])
    print("| dim | cells | operation | new/old | smallest | largest |")
    print("|---|---|---|---|---|---|")
    for (dimension, cells, operation), values in sorted(ratios.items()):
        print(
            f"| {dimension} | {cells} | {operation} "
            f"| {statistics.median(values):.3f} "
            f"| {min(values):.3f} | {max(values):.3f} |"
        )


if __name__ == "__main__":
    main()
