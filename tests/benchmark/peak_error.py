#!/usr/bin/env python3
"""What does accuracy cost? Error of the peak stress against processor time.

usage: tests/benchmark/peak_error.py [--cells 32] [--program build/vitriflow]
                                     > tests/benchmark/PEAK_ERROR.md

Runs prm/verification/race_viscoelastic.prm with steps of fixed size, by
backward Euler and by BDF2, and with the steps that the program chooses.
Columns: error against the same mesh with the smallest BDF2 step (the error of
time integration alone) and against the limit of an independent spectral code
(mesh included). Prints Markdown. Run from the top of the tree.
"""

import argparse
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile

# The sheared boxes of prm/verification/README.md, extrapolated.
REFERENCE_PEAK = 0.31078
STRAIN_STEPS = (0.02, 0.01, 0.005, 0.0025, 0.00125)
SHEAR_RATE = 2


def run(program, settings, folder):
    """Peak stress, steps and processor time of a run."""
    output = pathlib.Path(folder) / "run"
    command = [program, "prm/verification/race_viscoelastic.prm"]
    command += ["--output", str(output), "--overwrite"]
    for setting in settings:
        command += ["--set", setting]
    result = subprocess.run(
        command,
        env=dict(os.environ, OMP_NUM_THREADS="1"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        return None
    with open(output / "timeseries.csv", newline="", encoding="utf-8") as rows:
        table = list(csv.DictReader(rows))
    column = next(name for name in table[0] if name.startswith("shear_stress"))
    stress = [float(row[column]) for row in table]
    i = max(range(1, len(stress) - 1), key=lambda k: stress[k])
    # the vertex of the parabola through the largest value and its neighbours
    strain = [float(row["strain[-]"]) for row in table[i - 1 : i + 2]]
    peak = vertex(strain, stress[i - 1 : i + 2])
    with open(output / "run.json", encoding="utf-8") as stream:
        report = json.load(stream)
    return peak, report["steps"], report["cpu_seconds"]


def vertex(x, y):
    """Largest value of the parabola through three points."""
    left = (y[1] - y[0]) / (x[1] - x[0])
    right = (y[2] - y[1]) / (x[2] - x[1])
    bend = (right - left) / (x[2] - x[0])
    slope = left + bend * (x[1] - x[0])  # at the point in the middle
    return y[1] - slope**2 / (4 * bend) if bend < 0 else y[1]


def fixed(scheme, strain_step):
    """Settings of steps of one size."""
    step = strain_step / SHEAR_RATE
    return [
        f"Time/Scheme={scheme}",
        f"Time/Initial step={step}",
        f"Time/Maximum step={step}",
        "Time/Maximum strain step=1",
        "Time/Maximum relaxation step=1",
        "Time/Maximum local strain step=1",
        "Time/Maximum volume strain step=1",
        "Time/Courant number=2",
    ]


def main():
    """Runs all and prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cells", type=int, default=32)
    parser.add_argument("--program", default="build/vitriflow")
    options = parser.parse_args()
    cases = [
        (scheme, f"{step:g}", fixed(scheme, step))
        for scheme in ("backward Euler", "BDF2")
        for step in STRAIN_STEPS
    ]
    cases.append(("BDF2", "chosen", []))
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for scheme, step, settings in cases:
            settings = [f"Mesh/Cells={options.cells}", *settings]
            results.append((scheme, step, run(options.program, settings, folder)))
    finest = next(r for s, e, r in reversed(results) if e != "chosen")
    if finest is None:
        sys.exit("the run with the smallest steps failed")
    print(f"""# What accuracy costs

Written by tests/benchmark/peak_error.py: the viscoelastic box of
prm/verification/race_viscoelastic.prm on {options.cells}^2 cells, whole process, one
rank. The error in time is that of the peak stress against the smallest BDF2
step on the same mesh; the error also counts the mesh, against the limit of an
independent spectral code, {REFERENCE_PEAK}. "Chosen" are the steps of the program's
defaults. After the peak steps are shortened where bands move (by the limits on
local strain, volume and Courant number), so that large steps do not save as
much as they promise.
""")
    print("| scheme | strain per step | steps | CPU s | error in time | error |")
    print("|---|---|---|---|---|---|")
    for scheme, step, result in results:
        if result is None:
            print(f"| {scheme} | {step} | stopped | | | |")
            continue
        peak, steps, seconds = result
        print(
            f"| {scheme} | {step} | {steps} | {seconds:.2f} "
            f"| {100 * (peak / finest[0] - 1):+.3f} % "
            f"| {100 * (peak / REFERENCE_PEAK - 1):+.3f} % |"
        )


if __name__ == "__main__":
    main()
