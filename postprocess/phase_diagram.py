#!/usr/bin/env python3
"""Draws the dynamic phase diagram that `vitriflow stability` computed.

Temperature against shear rate: a colour for each way homogeneous flow is lost,
and the critical rate, the relaxation rate and the solid rate as curves. Works
without a display.
"""

import argparse
import csv
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.patches
import matplotlib.pyplot as plt
import numpy as np

DOTS_PER_INCH = 150

# From flow that stays homogeneous to failure within elastic strain. "slow" is
# the part of "stable" that lies above the critical rate.
TYPES = {
    "stable": ("stable", "#eef2f5"),
    "slow": ("unstable, but growth\ntoo small to be seen", "#cfd8cf"),
    "liquid": ("liquid", "#9ecae1"),
    "viscoelastic": ("viscoelastic", "#fdbf6f"),
    "solid": ("solid", "#e07b6a"),
    "plastic": ("plastic", "#b39ddb"),
    "undetermined": ("undetermined", "#bbbbbb"),
}

CURVES = {
    "critical_rate": (r"$\dot\gamma_c = (d\eta/dp)^{-1}$", "-"),
    "critical_rate_numerical": (r"$\dot\gamma_c$ from eigenvalues", ":"),
    "relaxation_rate": (r"$1/\tau_0$", "--"),
    "solid_rate": (r"$\dot\gamma_{\mathrm{solid}} = (\tau_0\, dG/dp)^{-1}$", "-."),
}


def read_columns(path):
    """Columns as lists of strings by name without unit."""
    with open(path, newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    names = [head.split("[")[0] for head in rows[0]]
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(names)}


def numbers(texts):
    return np.array([float(text) if text else np.nan for text in texts])


def read_map(path):
    """Temperatures, rates and types[temperature, rate]."""
    columns = read_columns(path)
    temperatures = np.unique(numbers(columns["temperature"]))
    rates = np.unique(numbers(columns["shear_rate"]))
    types = np.array(columns["type"]).reshape(len(temperatures), len(rates))
    return temperatures, rates, types


def edges(centres):
    """Boundaries of the cells around evenly spaced centres."""
    if len(centres) == 1:
        return centres[0] + np.array([-0.5, 0.5])
    half = 0.5 * np.diff(centres)
    inner = centres[:-1] + half
    return np.concatenate(([centres[0] - half[0]], inner, [centres[-1] + half[-1]]))


def mark_slow_growth(types, rates, critical_rates):
    """Linear theory is unstable above the critical rate, visibly or not."""
    above = rates[np.newaxis, :] > critical_rates[:, np.newaxis]
    return np.where((types == "stable") & above, "slow", types)


def draw_types(axes, temperatures, rates, types):
    names = list(TYPES)
    index = np.vectorize(names.index)(types)
    axes.pcolormesh(
        edges(temperatures),
        10.0 ** edges(np.log10(rates)),
        index.T,
        cmap=matplotlib.colors.ListedColormap([TYPES[name][1] for name in names]),
        vmin=-0.5,
        vmax=len(names) - 0.5,
    )


def type_patches(types):
    """Legend entries of the types that occur."""
    return [
        matplotlib.patches.Patch(facecolor=colour, edgecolor="0.4", label=label)
        for name, (label, colour) in TYPES.items()
        if np.any(types == name)
    ]


def draw(folder, picture):
    temperatures, rates, types = read_map(folder / "phase_diagram.csv")
    curves = read_columns(folder / "phase_curves.csv")
    types = mark_slow_growth(
        types, rates, numbers(curves["critical_rate_numerical"])
    )
    figure, axes = plt.subplots(figsize=(6.4, 4.8), layout="constrained")
    draw_types(axes, temperatures, rates, types)
    for name, (label, style) in CURVES.items():
        axes.plot(
            numbers(curves["temperature"]),
            numbers(curves[name]),
            style,
            color="black",
            linewidth=1.0 if style == ":" else 1.5,
            label=label,
        )
    axes.set_yscale("log")
    axes.set_xlim(edges(temperatures)[[0, -1]])
    axes.set_ylim(10.0 ** edges(np.log10(rates))[[0, -1]])
    axes.set_xlabel("temperature (K)")
    axes.set_ylabel("shear rate (1/s)")
    lines, _ = axes.get_legend_handles_labels()
    axes.legend(
        handles=type_patches(types) + lines, loc="lower right", framealpha=0.95
    )
    figure.savefig(picture, dpi=DOTS_PER_INCH)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="output folder")
    parser.add_argument(
        "--output", type=Path, help="picture (default: phase_diagram.png in folder)"
    )
    arguments = parser.parse_args()
    picture = arguments.output or arguments.folder / "phase_diagram.png"
    try:
        draw(arguments.folder, picture)
    except OSError as error:
        sys.exit(f"phase_diagram.py: {error}")
    print(picture)


if __name__ == "__main__":
    main()
