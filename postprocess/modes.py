#!/usr/bin/env python3
"""Draws the modes that `vitriflow modes` found: the density of the state, and
the changes of density by its fastest modes. Works without a display.
"""

import argparse
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from results import read_json, read_plane

DOTS_PER_INCH = 150
MOST_MODES = 3


def draw_field(figure, axes, fields, name, title, symmetric):
    values = fields.values[name]
    limits = {}
    if symmetric:
        largest = np.max(np.abs(values))
        limits = {"vmin": -largest, "vmax": largest, "cmap": "RdBu_r"}
    drawn = axes.tripcolor(fields.triangles, values, shading="gouraud", **limits)
    if not symmetric:
        figure.colorbar(drawn, ax=axes, shrink=0.5)
    axes.set_title(title, fontsize=9)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])


def title_of(number, mode):
    rate = mode["growth_rate"]
    unit = "" if rate["unit"] == "-" else f" {rate['unit']}"
    return (
        f"mode {number}: growth {rate['value']:.3g}{unit},\n"
        f"normal at {mode['density_wave_angle']['value']:.0f}$^\\circ$"
    )


def draw(folder, picture):
    report = read_json(folder / "modes.json")
    fields = read_plane(folder / "modes.pvtu")
    if not report or fields is None:
        sys.exit(f"modes.py: {folder} holds no modes")
    modes = report["modes"][:MOST_MODES]
    figure, panels = plt.subplots(
        1,
        1 + len(modes),
        figsize=(3.0 * (1 + len(modes)), 2.6),
        layout="constrained",
    )
    draw_field(
        figure,
        panels[0],
        fields,
        "density",
        f"density at strain {report['strain']:.3g}",
        False,
    )
    for number, (axes, mode) in enumerate(zip(panels[1:], modes), start=1):
        name = f"mode_{number}_density"
        draw_field(figure, axes, fields, name, title_of(number, mode), True)
    figure.savefig(picture, dpi=DOTS_PER_INCH)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="output folder of the modes")
    parser.add_argument(
        "--output", type=Path, help="picture (default: modes.png in folder)"
    )
    arguments = parser.parse_args()
    picture = arguments.output or arguments.folder / "modes.png"
    try:
        draw(arguments.folder, picture)
    except OSError as error:
        sys.exit(f"modes.py: {error}")
    print(picture)


if __name__ == "__main__":
    main()
