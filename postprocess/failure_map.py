#!/usr/bin/env python3
"""Draws the map that `vitriflow map` computed.

Two parameters as axes, a marker for the mode in which the sample fails, filled
in red as far as seeds are brittle, and the transition from ductile to brittle
with its errors. Of temperature and shear rate: over 1000/T, with the Arrhenius
fit and its activation energy beside that of slow beta relaxation, as in figure
76 of Qiao et al., Progress in Materials Science 104, 250 (2019). Works without
a display.
"""

import argparse
import csv
import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.lines
import matplotlib.pyplot as plt
import numpy as np

DOTS_PER_INCH = 150
GAS_CONSTANT = 8.31446261815324  # J/(mol K)

MARKERS = {
    "homogeneous": "o",
    "many bands": "^",
    "one band": "s",
    "fracture": "P",
    "cavitation": "X",
}
DUCTILE = np.array(matplotlib.colors.to_rgb("#9ecae1"))
BRITTLE = np.array(matplotlib.colors.to_rgb("#d7301f"))


def read_points(path):
    """Rows with results, as (first, second, mode, share of brittle seeds)."""
    with open(path, newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    names = list(rows[0]) if rows else []
    return [
        (
            float(row[names[0]]),
            float(row[names[1]]),
            row["mode"],
            int(row["brittle"]) / int(row["judged"]),
        )
        for row in rows
        if int(row["judged"]) > 0
    ]


def is_thermal(report):
    return (
        report["first_parameter"] == "Material/Temperature"
        and report["second_parameter"] == "Loading/Shear rate"
    )


def inverse(value):
    """1000/T of T and T of 1000/T; the axis asks for zero as well."""
    return 1e3 / np.maximum(value, 1e-9)


def draw_points(axes, points, abscissa):
    for first, second, mode, brittle in points:
        axes.plot(
            abscissa(first),
            second,
            MARKERS[mode],
            color=DUCTILE + brittle * (BRITTLE - DUCTILE),
            markeredgecolor="0.25",
            markersize=9,
        )


def draw_transitions(axes, report, abscissa):
    rows = [row for row in report["transitions"] if row["second"] is not None]
    if not rows:
        return
    where = [abscissa(row["first"]) for row in rows]
    values = np.array([row["second"] for row in rows])
    errors = np.array([row["standard_error"] for row in rows])
    if report["transition_of"] == "ln(second)":
        bars = values * np.array([1 - np.exp(-errors), np.exp(errors) - 1])
    else:
        bars = np.array([errors, errors])
    axes.errorbar(
        where, values, bars, fmt="_", color="black", markersize=14, capsize=4
    )


def draw_line(axes, report, temperatures):
    """The Arrhenius fit; returns what it says in words."""
    fit = report["arrhenius"]
    if fit is None:
        return "no Arrhenius fit"
    T = np.linspace(min(temperatures), max(temperatures), 50)
    energy = fit["activation_energy"]["value"]
    axes.plot(
        1e3 / T, np.exp(fit["log_prefactor"] - energy / (GAS_CONSTANT * T)), "k-"
    )
    words = f"E = {energy / 1e3:.0f}"
    if fit["confidence_interval"] is not None:
        low, high = fit["confidence_interval"]["value"]
        words += f" ({low / 1e3:.0f} ... {high / 1e3:.0f})"
    words += " kJ/mol"
    if "slow_beta_energy" in fit:
        words += (
            f" = {fit['activation_energy_over_R_Tg']:.0f} $R T_g$\n"
            f"slow $\\beta$: {fit['slow_beta_energy']['value'] / 1e3:.0f} kJ/mol"
            f" = {fit['slow_beta_energy_over_R_Tg']:.0f} $R T_g$"
        )
    return words


def legend(points, thermal):
    modes = [mode for mode in MARKERS if any(p[2] == mode for p in points)]
    handles = [
        matplotlib.lines.Line2D(
            [], [], marker=MARKERS[mode], linestyle="", color="0.6",
            markeredgecolor="0.25", markersize=9, label=mode,
        )
        for mode in modes
    ]
    for label, colour in (("ductile", DUCTILE), ("brittle", BRITTLE)):
        handles.append(
            matplotlib.lines.Line2D(
                [], [], marker="o", linestyle="", color=colour, markersize=9,
                label=label,
            )
        )
    handles.append(
        matplotlib.lines.Line2D(
            [], [], color="black", marker="_", markersize=12,
            linestyle="-" if thermal else "", label="transition",
        )
    )
    return handles


def draw(folder, picture):
    points = read_points(folder / "map_points.csv")
    report = json.loads((folder / "map.json").read_text(encoding="utf-8"))
    thermal = is_thermal(report)

    def abscissa(value):
        return inverse(value) if thermal else value

    figure, axes = plt.subplots(figsize=(6.4, 4.8), layout="constrained")
    draw_points(axes, points, abscissa)
    draw_transitions(axes, report, abscissa)
    if thermal:
        axes.set_title(
            draw_line(axes, report, [p[0] for p in points] or [1.0]), fontsize=10
        )
        axes.set_xlabel("1000/T (1/K)")
        axes.set_ylabel("shear rate (1/s)")
        kelvin = axes.secondary_xaxis(-0.16, functions=(inverse, inverse))
        kelvin.set_xlabel("T (K)")
    else:
        axes.set_xlabel(report["first_parameter"])
        axes.set_ylabel(report["second_parameter"])
    if report["transition_of"] == "ln(second)":
        axes.set_yscale("log")
    axes.legend(
        handles=legend(points, thermal),
        loc="upper left",
        bbox_to_anchor=(1.02, 1.0),
    )
    figure.savefig(picture, dpi=DOTS_PER_INCH)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="output folder")
    parser.add_argument(
        "--output", type=Path, help="picture (default: map.png in folder)"
    )
    arguments = parser.parse_args()
    picture = arguments.output or arguments.folder / "map.png"
    try:
        draw(arguments.folder, picture)
    except OSError as error:
        sys.exit(f"failure_map.py: {error}")
    print(picture)


if __name__ == "__main__":
    main()
