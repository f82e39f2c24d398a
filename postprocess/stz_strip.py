#!/usr/bin/env python3
"""Refines prm/verification/stz_strip.prm and prints what its curve changes by.

usage: postprocess/stz_strip.py [--end 0.2] [16x16:1e-5 ... 96x96:2.5e-6]

Each run is cells along x times cells along y, and Time/Maximum stress
deviation, which decides the steps, on one core. The table, in Markdown, compares wall_traction over strain with that
of the last run: largest distance over the largest traction, both interpolated
linearly. CPU seconds are those of the whole process. Run from the top of the
tree.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

from verification_table import curve_distance, read_columns

FILE = "prm/verification/stz_strip.prm"
RUNS = [
    "8x8:4e-5",
    "16x8:1e-5",
    "16x16:4e-5",
    "16x16:1e-5",
    "32x16:1e-5",
    "24x24:1e-5",
    "32x32:4e-5",
    "32x32:1e-5",
    "32x64:1e-5",
    "64x32:1e-5",
    "48x48:1e-5",
    "64x64:1e-5",
    "96x96:2.5e-6",
]


def run(cells, deviation, end, folder):
    """Columns of the time series and run.json of one run."""
    settings = {
        "Mesh/Cells": cells.replace("x", ","),
        "Time/Maximum stress deviation": deviation,
        "Output/Number of field outputs": 0,
        "Loading/Program": "ramp from 0 to 0.02471 duration 0.0405; "
        f"rate 0.02471 strain {end}",
    }
    command = ["build/vitriflow", FILE, "--output", str(folder), "--overwrite"]
    for name, value in settings.items():
        command += ["--set", f"{name}={value}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(folder / "run.json", encoding="utf-8") as stream:
        return read_columns(folder / "timeseries.csv"), json.load(stream)


def peak(columns):
    """Largest traction and its strain, by a parabola through three records."""
    stress, strain = columns["wall_traction"], columns["strain"]
    i = max(range(1, len(stress) - 1), key=lambda k: stress[k])
    a, b = strain[i] - strain[i - 1], strain[i + 1] - strain[i]
    left = (stress[i] - stress[i - 1]) / a
    right = (stress[i + 1] - stress[i]) / b
    curvature = (right - left) / (a + b)
    slope = (left * b + right * a) / (a + b)
    if curvature >= 0:
        return stress[i], strain[i]
    shift = -slope / (2 * curvature)
    return stress[i] + shift * (slope + curvature * shift), strain[i] + shift


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("runs", nargs="*", default=RUNS)
    parser.add_argument("--end", type=float, default=0.2)
    arguments = parser.parse_args()
    pairs = [run.split(":") for run in arguments.runs]
    with tempfile.TemporaryDirectory() as scratch:
        results = [
            run(n, s, arguments.end, pathlib.Path(scratch) / n / s)
            for n, s in pairs
        ]
    reference = results[-1][0]
    print(
        "| cells | deviation | steps | peak [MPa] | its strain "
        "| traction curve | CPU s |"
    )
    print("|---|---|---|---|---|---|---|")
    for (n, s), (columns, info) in zip(pairs, results):
        distance = curve_distance(
            columns, reference, "wall_traction", "wall_traction", arguments.end
        )
        stress, strain = peak(columns)
        print(
            f"| {n} | {s} | {info['steps']} | {stress / 1e6:.2f} "
            f"| {strain:.5f} | {distance:.2e} | {info['cpu_seconds']:.1f} |"
        )


if __name__ == "__main__":
    main()
