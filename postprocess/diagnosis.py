#!/usr/bin/env python3
"""Draws what a run says about itself: local instability, bands and events.

Left: the field `instability_type` at one time, with the bands found next to it.
Right: stress against strain with the events of events.csv. Works without a
display.
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
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.tri import Triangulation
from phase_diagram import TYPES
from plot import (
    DOTS_PER_INCH,
    describe,
    draw_response,
    length_unit,
    scale_to_prefix,
    with_unit,
)
from results import read_fields, read_timeseries

# In the order of the field's values.
NAMES = ["stable", "liquid", "viscoelastic", "solid", "plastic"]

EVENT_COLOUR = "#7a1f3d"


def read_rows(path):
    """Rows by column name, units dropped."""
    if not path.is_file():
        return []
    with open(path, newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    names = [head.split("[")[0] for head in rows[0]]
    return [dict(zip(names, row)) for row in rows[1:]]


def draw_types(axes, fields, unit):
    """The categorical field; returns the factor of lengths."""
    mesh = fields.triangles
    factor, unit = scale_to_prefix(np.r_[np.ptp(mesh.x), np.ptp(mesh.y)], unit)
    values = np.rint(fields.values["instability_type"].ravel())
    # a triangle has the type of most of its corners, not their mean
    corners = np.median(values[mesh.triangles], axis=1)
    axes.tripcolor(
        Triangulation(factor * mesh.x, factor * mesh.y, mesh.triangles),
        facecolors=corners,
        cmap=ListedColormap([TYPES[name][1] for name in NAMES]),
        norm=BoundaryNorm(np.arange(len(NAMES) + 1) - 0.5, len(NAMES)),
        rasterized=True,
    )
    axes.set_aspect("equal")
    axes.set_xlabel(with_unit("$x$, flow direction", unit))
    axes.set_ylabel(with_unit("$y$, gradient direction", unit))
    shares = [np.mean(corners == i) for i in range(len(NAMES))]
    axes.legend(
        handles=[
            matplotlib.patches.Patch(
                facecolor=TYPES[name][1],
                edgecolor="0.6",
                label=f"{name} ({100.0 * share:.0f} %)",
            )
            for name, share in zip(NAMES, shares)
            if name != "plastic" or share > 0.0
        ],
        loc="upper center",
        bbox_to_anchor=(0.5, 1.17),
        ncols=2,
        fontsize="small",
        frameon=False,
    )
    return factor


def draw_bands(axes, rows, time, factor):
    """Middles of the bands of the measurement nearest to the time."""
    times = [float(row["time"]) for row in rows]
    if not times:
        return
    nearest = min(times, key=lambda t: abs(t - time))
    limits = axes.get_xlim(), axes.get_ylim()
    for row in rows:
        if float(row["time"]) != nearest:
            continue
        angle = np.deg2rad(float(row["angle"]))
        along = 0.5 * float(row["length"]) * np.array([np.cos(angle), np.sin(angle)])
        middle = np.array([float(row["position_x"]), float(row["position_y"])])
        ends = factor * np.array([middle - along, middle + along])
        axes.plot(ends[:, 0], ends[:, 1], "k--", lw=1.0)
        axes.annotate(f"band {row['band']}", factor * middle, fontsize="small")
    axes.set_xlim(limits[0])
    axes.set_ylim(limits[1])


def draw_events(axes, rows):
    """A line for each strain at which something happened."""
    names = {}
    for row in rows:
        strain = round(float(row["strain"]), 3)
        names.setdefault(strain, []).append(row["event"].replace("_", " "))
    low, high = axes.get_ylim()
    middle = np.mean(axes.get_xlim())
    for i, (strain, kinds) in enumerate(sorted(names.items())):
        axes.axvline(strain, color=EVENT_COLOUR, lw=0.7, ls=":")
        text = ", ".join(dict.fromkeys(kinds))
        on_the_right = strain > middle
        axes.annotate(
            text,
            (strain, low + (0.04 + 0.07 * (i % 6)) * (high - low)),
            xytext=(-3 if on_the_right else 3, 0),
            textcoords="offset points",
            ha="right" if on_the_right else "left",
            color=EVENT_COLOUR,
            fontsize="x-small",
        )


def main():
    """Draws the picture of one folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="output folder of a run")
    parser.add_argument("--output", type=Path, help="picture to write")
    parser.add_argument("--time", type=float, help="default: the last fields")
    arguments = parser.parse_args()
    folder = arguments.folder
    columns = read_timeseries(folder / "timeseries.csv")
    fields = read_fields(folder, arguments.time)
    if not columns or fields is None:
        sys.exit(f"diagnosis.py: {folder} holds no time series or no fields")
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(10.5, 5.2), constrained_layout=True
    )
    factor = draw_types(left, fields, length_unit(columns))
    draw_bands(left, read_rows(folder / "bands.csv"), fields.time, factor)
    draw_response(right, columns)
    draw_events(right, read_rows(folder / "events.csv"))
    figure.suptitle("\n".join(describe(folder, columns, fields.time)), fontsize=11)
    picture = arguments.output or folder / "diagnosis.png"
    figure.savefig(picture, dpi=DOTS_PER_INCH)
    print(picture)


if __name__ == "__main__":
    main()
