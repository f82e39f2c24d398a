#!/usr/bin/env python3
"""Shears glasses with different soft regions: as cast, annealed, nanoglass.

usage: postprocess/soft_regions.py [--seeds 10] [--cells 32] [--end 0.1]
                                   [--picture FILE]

Runs prm/shear/stz_as_cast.prm with the presets "as cast" and "annealed" on the
effective temperature, and with grains of 15, 10 and 5 nm whose interfaces,
1.5 nm wide, are 120 K hotter. Prints a table in Markdown, mean and standard
deviation over the seeds, and draws all stress-strain curves. Localised is flow
whose participation ratio has fallen below 1/2. Run from the top of the tree.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from verification_table import interpolate, read_columns

FILE = "prm/shear/stz_as_cast.prm"
FIELD = "Structure/Effective temperature/"


def grains(size):
    return {
        "Preset": "none",
        "Type": "grains",
        "Grains/Amplitude": 0.2,
        "Grains/Grain size": size,
        "Grains/Interface width": 1.5e-9,
    }


CASES = {
    "as cast": {"Preset": "as cast"},
    "annealed": {"Preset": "annealed"},
    "grains of 15 nm": grains(15e-9),
    "grains of 10 nm": grains(10e-9),
    "grains of 5 nm": grains(5e-9),
}


def run(case, seed, arguments, folder):
    """Results of one glass."""
    command = ["build/vitriflow", FILE, "--output", str(folder), "--overwrite"]
    settings = {FIELD + name: value for name, value in CASES[case].items()}
    settings[FIELD + "Seed"] = seed
    settings["Mesh/Cells"] = arguments.cells
    settings["Loading/End strain"] = arguments.end
    settings["Output/Number of field outputs"] = 0
    for name, value in settings.items():
        command += ["--set", f"{name}={value}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    columns = read_columns(folder / "timeseries.csv")
    with open(folder / "summary.json", encoding="utf-8") as stream:
        summary = json.load(stream)
    strain = summary["localisation_strain"]
    at = strain["value"] if strain else float("nan")
    return {
        "curve": (columns["strain"], columns["shear_stress"]),
        "peak stress [MPa]": summary["peak_stress"]["value"] / 1e6,
        "its strain": summary["peak_strain"]["value"],
        "localised at strain": at,
        "and stress [MPa]": interpolate(
            at, columns["strain"], columns["shear_stress"]
        )
        / 1e6,
        "bands": summary["band_count"]["value"],
        "largest rate ratio": max(columns["max_rate_ratio"]),
    }


def row(case, results):
    cells = [case, str(len(results))]
    for name in results[0]:
        if name == "curve":
            continue
        values = [result[name] for result in results]
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        cells.append(f"{statistics.mean(values):.4g} +- {spread:.1g}")
    return "| " + " | ".join(cells) + " |"


def draw(all_results, picture):
    figure, axes = plt.subplots(figsize=(6.4, 4.4), constrained_layout=True)
    for i, (case, results) in enumerate(all_results.items()):
        for k, result in enumerate(results):
            strain, stress = result["curve"]
            axes.plot(
                strain,
                [value / 1e9 for value in stress],
                color=f"C{i}",
                lw=0.8,
                label=case if k == 0 else None,
            )
    axes.set_xlabel("shear strain")
    axes.set_ylabel("mean shear stress (GPa)")
    axes.legend()
    figure.savefig(picture, dpi=120)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--cells", type=int, default=32)
    parser.add_argument("--end", type=float, default=0.1)
    parser.add_argument("--picture", type=pathlib.Path)
    arguments = parser.parse_args()
    all_results = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "run"
        for case in CASES:
            all_results[case] = [
                run(case, seed, arguments, folder)
                for seed in range(1, arguments.seeds + 1)
            ]
    names = [n for n in all_results["as cast"][0] if n != "curve"]
    print("| glass | seeds | " + " | ".join(names) + " |")
    print("|" + "---|" * (len(names) + 2))
    for case, results in all_results.items():
        print(row(case, results), flush=True)
    if arguments.picture:
        draw(all_results, arguments.picture)


if __name__ == "__main__":
    main()
