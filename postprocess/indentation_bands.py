#!/usr/bin/env python3
"""From flow everywhere to shear bands: indented glasses side by side.

Prints a row per run: load and mean pressure at the end; the share of the zone
around the contact that flows (participation ratio of the field: 1 where all of
it flows alike); the quadrupole c_2/c_0 of its spectrum by the angle of lines
from the axis (-2: all at 45 degrees, 0: at random); the mean angle between
lines and the nearest direction of the largest shear stress, and the share
within 15 degrees (22.5 and 33 % at random). Draws the fields on one scale.
"""

import argparse
import pathlib

import matplotlib
from indented_glass import (
    alignment,
    draw_field,
    participation,
    read_glass,
    spectrum,
)
from labels import scale_to_prefix

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

# Of the brightest colour: where bands cross little glass flows more than this.
BRIGHTEST_SHARE = 0.5


def at_end(glass, name):
    column = glass.columns[name]
    factor, unit = scale_to_prefix(column.values, column.unit)
    return f"{factor * column.values:.3g} {unit}"


def row(name, glass):
    mean, close = alignment(glass)
    quadrupole = spectrum(glass)[2][2]
    cells = (
        name,
        at_end(glass, "load"),
        at_end(glass, "mean_pressure"),
        f"{participation(glass):.2f}",
        f"{quadrupole:+.2f}",
        f"{mean:.1f} degrees, {100 * close:.0f} %",
    )
    return "| " + " | ".join(cells) + " |"


def draw(path, glasses, field):
    figure, panels = plt.subplots(
        1, len(glasses), figsize=(3.4 * len(glasses) + 0.8, 3.9), squeeze=False
    )
    panels = panels[0]
    highest = BRIGHTEST_SHARE * max(glass.field.max() for _, glass in glasses)
    for axes, (name, glass) in zip(panels, glasses):
        colours = draw_field(axes, glass, highest)
        axes.set_title(name, fontsize=10)
    for axes in panels[1:]:
        axes.set_ylabel("")
    figure.tight_layout()
    figure.colorbar(colours, ax=list(panels), label=field, pad=0.02)
    figure.savefig(path, dpi=100, bbox_inches="tight")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folders",
        nargs="+",
        metavar="[TITLE=]FOLDER",
        help="outputs of runs, and what the picture calls them",
    )
    parser.add_argument("--field", default="flow_strain")
    parser.add_argument("--output", type=pathlib.Path, help="picture to draw")
    parser.add_argument(
        "--whole", action="store_true", help="the blocks have no symmetry"
    )
    options = parser.parse_args()
    glasses = []
    for argument in options.folders:
        title, _, folder = argument.rpartition("=")
        if pathlib.Path(argument).is_dir():
            title, folder = "", argument
        path = pathlib.Path(folder).resolve()
        glass = read_glass(path, options.field, options.whole)
        glasses.append((title or path.name, glass))
    print("| run | load | mean pressure | flows | c_2/c_0 | lines to shear |")
    print("|---|---|---|---|---|---|")
    for name, glass in glasses:
        print(row(name, glass))
    if options.output:
        draw(options.output, glasses, options.field)


if __name__ == "__main__":
    main()
