#!/usr/bin/env python3
"""Runs the sheared boxes of prm/verification and prints a table of results.

usage: postprocess/verification_table.py [--cells 16 32 64] [--ranks N]
                                         [--cases stable liquid viscoelastic]

Every number comes from running build/vitriflow; nothing is typed. The table
compares with tests/data/sheared_box_*.csv, the curves of an independent
pseudo-spectral code, and is in Markdown. Where each of the three finest meshes
halves the cells of the one before, a row "limit" has the values Richardson
extrapolation makes of them. Run from the top of the tree.
"""

import argparse
import csv
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

# Case and the strain up to which the reference curves can be compared.
CASES = {"stable": 0.4, "liquid": 1.0, "viscoelastic": 0.35}
CURVES = {
    "shear_stress": "sxy",
    "density_std": "rho_std",
    "participation_ratio": "pr_rate",
}


def read_columns(path):
    """Columns of a CSV file by name, units in brackets dropped."""
    with open(path, newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    names = [name.split("[")[0] for name in rows[0]]
    return {
        name: [float(row[i]) for row in rows[1:]]
        for i, name in enumerate(names)
    }


def interpolate(x, xs, ys):
    """Linear interpolation in an increasing table."""
    for i in range(1, len(xs)):
        if xs[i] >= x:
            share = (x - xs[i - 1]) / (xs[i] - xs[i - 1])
            return (1 - share) * ys[i - 1] + share * ys[i]
    return ys[-1]


def curve_distance(run, reference, ours, theirs, end):
    """Largest difference over the largest value of the reference."""
    pairs = [
        (interpolate(strain, run["strain"], run[ours]), value)
        for strain, value in zip(reference["strain"], reference[theirs])
        if 0 < strain <= end
    ]
    scale = max(abs(value) for _, value in pairs)
    return max(abs(a - b) for a, b in pairs) / scale


def run_case(name, cells, ranks, folder):
    """Output folder of a run of the case with so many cells a side."""
    output = pathlib.Path(folder) / f"{name}_{cells}"
    command = [
        "build/vitriflow",
        f"prm/verification/box_{name}.prm",
        "--output",
        str(output),
        "--set",
        f"Mesh/Cells={cells}",
        "--set",
        "Output/Number of field outputs=0",
    ]
    if ranks > 1:
        command = ["mpirun", "--bind-to", "none", "-n", str(ranks)] + command
    environment = dict(
        os.environ,
        OMPI_ALLOW_RUN_AS_ROOT="1",
        OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
        VITRIFLOW_PROGRESS="plain",
    )
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, env=environment
    )
    return output


def richardson(coarse, middle, fine):
    """Limit for h -> 0 and order, from values with h halved twice.

    None without convergence; the order is not taken to be above that of the
    elements, three, since differences at round-off would make it so.
    """
    if (coarse - middle) * (middle - fine) <= 0:
        return None
    order = min(math.log2((coarse - middle) / (middle - fine)), 3.0)
    if order <= 0:
        return None
    return fine + (fine - middle) / (2**order - 1), order


def limit_row(name, cells, peaks, strains, reference_peak):
    """Row of the extrapolated peak, if the meshes allow for one."""
    last = cells[-3:]
    if len(last) < 3 or any(b != 2 * a for a, b in zip(last, last[1:])):
        return None
    stress, strain = richardson(*peaks[-3:]), richardson(*strains[-3:])
    text = f"| {name} | limit | 0 | "
    if stress is None:
        return text + "not monotonic | | | | | | | | |"
    text += f"{stress[0]:.6f} (order {stress[1]:.1f}) | "
    text += f"{strain[0]:.4f} | " if strain else "| "
    return text + f"{stress[0] / reference_peak - 1:+.2e} | | | | | | |"


def main():
    """Run all cases and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cells", type=int, nargs="+", default=[16, 32, 64])
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--cases", nargs="+", default=list(CASES))
    arguments = parser.parse_args()
    if not pathlib.Path("build/vitriflow").is_file():
        sys.exit("build/vitriflow is missing: build with ./run.sh first")
    print(
        "| case | cells | node spacing | peak stress | its strain | "
        "peak error | stress curve | density_std curve | participation curve "
        "| mass error | steps | CPU s |"
    )
    print("|---" * 12 + "|")
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.cases:
            end = CASES[name]
            peaks, strains = [], []
            reference = read_columns(f"tests/data/sheared_box_{name}.csv")
            peak = max(reference["sxy"])
            for cells in arguments.cells:
                output = run_case(name, cells, arguments.ranks, folder)
                run = read_columns(output / "timeseries.csv")
                summary = json.loads((output / "summary.json").read_text())
                info = json.loads((output / "run.json").read_text())
                stress = summary["peak_stress"]["value"]
                peaks.append(stress)
                strains.append(summary["peak_strain"]["value"])
                distances = [
                    curve_distance(run, reference, ours, theirs, end)
                    for ours, theirs in CURVES.items()
                ]
                print(
                    f"| {name} | {cells}^2 | {32 / cells:g} | {stress:.6f} | "
                    f"{strains[-1]:.4f} | "
                    f"{stress / peak - 1:+.2e} | "
                    + " | ".join(f"{d:.2e}" for d in distances)
                    + f" | {summary['max_mass_error']['value']:.0e} | "
                    f"{info['steps']} | {info['cpu_seconds']:.1f} |",
                    flush=True,
                )
            row = limit_row(name, arguments.cells, peaks, strains, peak)
            if row:
                print(row, flush=True)


if __name__ == "__main__":
    main()
