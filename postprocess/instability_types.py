#!/usr/bin/env python3
"""Compares simulated and predicted types of instability, prints tables.

usage: postprocess/instability_types.py [--quick] [--cells 24] [--jobs 2]

Every row is a small box with density noise of 1e-6 (so that its growth is
linear), sheared from rest by build/vitriflow until summary.json tells the type
from the growth of the density waves, or to strain 4. The prediction is that of
"vitriflow stability" for the same glass and rate; rates a factor 1.1 and 1.5
to either side tell how near a boundary between types is. Tables are in
Markdown. Run from the top of the tree; nothing is typed but the points.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TYPES = ["stable", "liquid", "viscoelastic", "solid"]

# kappa, a, b: shear rates (Wi).
POINTS = {
    (3, 0, 0): [1],
    (3, 60, 2): [0.02, 0.03, 0.05, 0.08, 0.1, 0.2, 0.5, 0.85, 1, 3],
    (3, 120, 2): [0.1, 1, 3],
    (3.6, 75, 2.5): [0.04, 0.08, 2],
    (2, 12, 12): [0.05, 0.1, 0.2, 0.4, 1.1, 3, 20],
    (2, 12, 16): [0.55, 0.8, 0.95, 3, 10],
    (2, 24, 16): [1.1],
    (3, 20, 5): [0.05, 0.13, 0.2, 0.5, 3],
    (5, 60, 6): [0.07, 0.3, 3],
    (2, 40, 16): [0.03, 0.15, 1.1, 1.6, 1.8, 5],
    (3, 30, 10): [0.4, 0.65, 1, 1.7, 2.5, 4, 5, 10],
    (3, 60, 20): [0.9, 1.3, 1.9, 2.2, 5],
}
QUICK = {(3, 60, 2): [0.02, 0.2, 1], (2, 12, 12): [3]}

# In 2 pi/0.0707, waves with two periods along the flow have k ell = 0.2 at 45
# degrees, the wave number of the prediction, and those with one 0.1.
SETTINGS = {
    "Mesh/Size": 88.86,
    "Structure/Density/Type": "noise",
    "Structure/Density/Amplitude": 1e-6,
    "Structure/Density/Correlation length": 4,
    "Structure/Density/Seed": 1,
    # a hundredth of ln A at most
    "Material/Inertia number": 1e-5,
    # what a step leaves of its residual grows on the grid at so small M
    "Solver/Linear tolerance": 1e-4,
    "Solver/Correction tolerance": 1e-3,
    "Time/Maximum strain step": 0.01,
    "Output/Number of field outputs": 0,
    "Output/Bands every": 0,
}
END_STRAINS = [1, 2, 4]


def run(arguments):
    """Output of the program; 3 is a run that had to stop, with results."""
    done = subprocess.run(
        ["build/vitriflow"] + [str(a) for a in arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 3):
        sys.exit(f"{arguments}: {done.stderr}")
    return done.stdout


def options(settings):
    """The settings as arguments."""
    pairs = [("--set", f"{name}={value}") for name, value in settings.items()]
    return [part for pair in pairs for part in pair]


def glass(kappa, a, b, rate):
    """Settings of one point."""
    return {
        "Material/Bulk modulus": kappa,
        "Material/Relaxation time density exponent": a,
        "Material/Shear modulus density exponent": b,
        "Loading/Shear rate": rate,
    }


def predict(point, factor):
    """Type of the theory at the rate times the factor."""
    kappa, a, b, rate = point
    table = run(
        ["stability", "prm/stability/reduced.prm", "--check"]
        + options(glass(kappa, a, b, rate * factor))
        + ["--set", "Material/Inertia number=0"]
    )
    return table.split("type: ")[1].split()[0]


def simulate(point, cells, folder):
    """Summary of the run, continued until its type shows."""
    output = folder / "_".join(f"{number:g}" for number in point)
    settings = dict(SETTINGS, **glass(*point), **{"Mesh/Cells": cells})
    for end in END_STRAINS:
        settings["Loading/End strain"] = end
        start = ["--restart", output] if output.exists() else [
            "prm/stability/reduced.prm", "--output", output]
        run(start + options(settings))
        summary = json.loads((output / "summary.json").read_text())
        if summary["instability_type"] != "undetermined":
            break
    return summary


def value(entry):
    """A quantity of summary.json as text."""
    return f"{entry['value']:.3g}" if entry else ""


def distance(point, predicted):
    """The least factor on the rate, 1.1 or 1.5, that changes the type; or 2."""
    least = 2.0
    for factor in (1.5, 1.1):
        if {predict(point, factor), predict(point, 1 / factor)} == {predicted}:
            return least
        least = factor
    return least


def row(point, cells, folder):
    """One line of the table, and what it says."""
    predicted = predict(point, 1)
    boundary = distance(point, predicted)
    summary = simulate(point, cells, folder)
    simulated = summary["instability_type"]
    line = [f"{number:g}" for number in point]
    line += [
        predicted,
        simulated,
        value(summary["onset_time"]),
        value(summary["onset_strain"]),
        "" if boundary == 2.0 else f"{boundary:g}",
    ]
    return "| " + " | ".join(line) + " |", (predicted, simulated, boundary)


def print_confusion(title, pairs):
    """Counts of predicted (rows) against simulated (columns) types."""
    columns = TYPES + ["undetermined"]
    print(f"\n{title}\n\n| predicted \\ simulated | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for kind in TYPES:
        counts = [pairs.count((kind, other)) for other in columns]
        print(f"| {kind} | " + " | ".join(map(str, counts)) + " |")


def main():
    """Runs all points and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="four points only")
    parser.add_argument("--cells", type=int, default=24)
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    arguments = parser.parse_args()
    print("| kappa | a | b | Wi | predicted | simulated | onset time | "
          "onset strain | boundary within |\n" + "|---" * 9 + "|")
    points = [
        (*constants, rate)
        for constants, rates in (QUICK if arguments.quick else POINTS).items()
        for rate in rates
    ]
    results = []
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(
        arguments.jobs
    ) as pool:
        folder = pathlib.Path(name)
        for line, result in pool.map(
            lambda point: row(point, arguments.cells, folder), points
        ):
            print(line, flush=True)
            results.append(result)
    far = [(p, s) for p, s, boundary in results if boundary > 1.1]
    near = [(p, s) for p, s, boundary in results if boundary < 2.0]
    print_confusion("All points:", [(p, s) for p, s, _ in results])
    print_confusion("Within a factor 1.5 of a boundary:", near)
    wrong = sum(p != s for p, s in far)
    print(f"\n{len(far)} points further than 10 % from a boundary, "
          f"{wrong} of them of another type than predicted.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
