#!/usr/bin/env python3
"""Writes the tables of tests/benchmark/RESULTS.md from runs of one binary.

usage: tests/benchmark/report.py [--program build/tests/benchmark/vitriflow-bench]
                                 [--quick] [--no-ranks]
                                 > tests/benchmark/RESULTS.md

Run from the top of the tree; --quick takes smaller meshes. Nothing is typed:
every number comes from a run of vitriflow-bench started here. Two ranks need two
idle processors, since a rank that waits for the other is busy: --no-ranks
leaves that table out.
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

BOX = "tests/benchmark/box.prm"
# In 3D a box of 16 gradient lengths with density nodes half a length apart.
THREE_DIMENSIONS = ["--set", "Mesh/Dimension=3", "--set", "Mesh/Size=32"]
# Steps that start a run are small; from here on their size is chosen.
SHORT = ["--strain", "0.05", "--steps-only"]


class Bench:
    """Runs the program and keeps nothing but the lines."""

    def __init__(self, program, folder):
        self.program = program
        self.output = pathlib.Path(folder) / "table.json"

    def run(self, arguments, ranks=1):
        """The report of one run."""
        command = [self.program, BOX, *arguments, "--json", str(self.output)]
        if ranks > 1:
            command = ["mpirun", "--allow-run-as-root", "--oversubscribe",
                       "--bind-to", "none", "-n", str(ranks), *command]
        print(" ".join(command), file=sys.stderr)
        result = subprocess.run(
            command,
            env=dict(os.environ, OMP_NUM_THREADS="1"),
            stdout=sys.stderr,
            check=False,
        )
        if result.returncode != 0:
            sys.exit(f"vitriflow-bench ended with status {result.returncode}")
        with open(self.output, encoding="utf-8") as stream:
            return json.load(stream)


def number(value):
    """Three digits."""
    return f"{value:.3g}"


def print_table(title, lines, columns):
    """A Markdown table; columns are pairs of heading and function of a line."""
    print(f"\n## {title}\n")
    print("| " + " | ".join(heading for heading, _ in columns) + " |")
    print("|" + "---|" * len(columns))
    for line in lines:
        print("| " + " | ".join(str(value(line)) for _, value in columns) + " |")


def operation_columns(triad):
    """Columns of the table of parts."""
    return [
        ("dim", lambda line: line["dimension"]),
        ("cells", lambda line: line["cells"]),
        ("operation", lambda line: line["operation"]),
        ("us/DoF", lambda line: number(line["us_per_dof"])),
        ("triads", lambda line: number(line["triads"])),
        ("bytes/DoF", lambda line: number(line["bytes_per_dof"])
            if "bytes_per_dof" in line else ""),
        (f"share of {triad:.1f} GB/s", lambda line:
            f"{100 * line['share_of_triad']:.0f} %"
            if "share_of_triad" in line else ""),
        ("iterations", lambda line: line.get("iterations", "")),
        ("residual", lambda line: number(line["residual"])
            if "residual" in line else ""),
    ]


STEP_COLUMNS = [
    ("cells", lambda line: line["cells"]),
    ("h/ell", lambda line: number(line["spacing"])),
    ("operation", lambda line: line["operation"]),
    ("steps", lambda line: line["steps"]),
    ("iterations", lambda line: number(line["iterations_per_step"])),
    ("contrast of tau", lambda line: number(line["contrast"])),
    ("us/DoF", lambda line: number(line["us_per_dof"])),
    ("triads", lambda line: number(line["triads"])),
    ("peak stress", lambda line: f"{line['peak_stress']:.5f}"
        if "peak_stress" in line else ""),
]


def ranks_lines(bench, sizes):
    """Strong and weak scaling on two ranks: rows of (name, 1 rank, 2 ranks)."""
    side = sizes["ranks"]
    length = str(side)  # density nodes half a gradient length apart

    def time(cells, size, ranks):
        arguments = ["--set", f"Mesh/Cells={cells}",
                     "--set", f"Mesh/Size={size}", *SHORT]
        return bench.run(arguments, ranks)["lines"][0]["us_per_dof"]

    one = time(side, length, 1)
    return [
        (f"strong, {side}^2 cells", one, time(side, length, 2)),
        (f"weak, {side}^2 cells a rank", one,
         time(f"{side},{2 * side}", f"{length},{2 * side}", 2)),
    ]


def main():
    """Runs everything and prints the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--program", default="build/tests/benchmark/vitriflow-bench"
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-ranks", action="store_true")
    options = parser.parse_args()
    sizes = {"parts": 256, "parts3": 32, "grow": [64, 128, 256, 512],
             "fixed": [32, 64, 128, 256], "bands": [64, 128], "ranks": 256}
    if options.quick:
        sizes = {"parts": 64, "parts3": 8, "grow": [32, 64, 128],
                 "fixed": [32, 64, 128], "bands": [32], "ranks": 64}
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.program, folder)
        parts = bench.run(["--cells", str(sizes["parts"]), "--spacing", "0.5"])
        parts3 = bench.run(["--cells", str(sizes["parts3"]), "--spacing", "0.5",
                            *THREE_DIMENSIONS])
        grow = bench.run(["--spacing", "0.5", *SHORT, "--cells",
                          *map(str, sizes["grow"])])
        fixed = bench.run([*SHORT, "--cells", *map(str, sizes["fixed"])])
        bands = bench.run(["--strain", "0.5", "--steps-only", "--spacing",
                           "0.5", "--cells", *map(str, sizes["bands"])])
        ranks = [] if options.no_ranks else ranks_lines(bench, sizes)
    print("# Measured speed\n")
    print(f"Written on {datetime.date.today()} by tests/benchmark/report.py, "
          "one rank unless said otherwise, processor time. Triad "
          f"{parts['triad_GB_per_s']:.1f} GB/s, "
          f"{parts['lanes_of_double']} doubles in a register.")
    print_table("Parts of a step, density nodes half a gradient length apart",
                parts["lines"] + parts3["lines"],
                operation_columns(parts["triad_GB_per_s"]))
    print_table("Whole steps, box growing with the mesh", grow["lines"],
                STEP_COLUMNS)
    print_table("Whole steps, one box, finer and finer meshes", fixed["lines"],
                STEP_COLUMNS)
    print_table("Whole steps through localisation", bands["lines"],
                STEP_COLUMNS)
    if ranks:
        print_table("Two ranks", ranks, [
            ("whole steps", lambda row: row[0]),
            ("1 rank, us/DoF", lambda row: number(row[1])),
            ("2 ranks, us/DoF and rank", lambda row: number(row[2])),
            ("speed-up", lambda row: f"{2 * row[1] / row[2]:.2f}"),
        ])


if __name__ == "__main__":
    main()
