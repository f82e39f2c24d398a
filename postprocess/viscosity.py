#!/usr/bin/env python3
"""Draws the viscosity before the instability against stress.

Every folder is a run; summary.json holds the stress over the rate at its onset
of instability, or at its end when there was none. Reads like figure 75 of Qiao
et al., Progress in Materials Science 104, 250 (2019). Works without a display.
"""

import argparse
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from plot import DOTS_PER_INCH, with_unit
from results import read_json

MARKERS = {
    "stable": "o",
    "liquid": "s",
    "viscoelastic": "^",
    "solid": "D",
    "plastic": "P",
}


def main():
    """Draws one point for each folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", help="output folders")
    parser.add_argument("--output", type=Path, default=Path("viscosity.png"))
    arguments = parser.parse_args()
    points = {}
    units = None
    for folder in arguments.folders:
        summary = read_json(folder / "summary.json")
        viscosity = summary.get("effective_viscosity")
        if not viscosity:
            sys.exit(f"viscosity.py: {folder} holds no effective viscosity")
        stress = summary["effective_viscosity_stress"]
        units = stress["unit"], viscosity["unit"]
        points.setdefault(summary["instability_type"], []).append(
            (abs(stress["value"]), viscosity["value"])
        )
    figure, axes = plt.subplots(figsize=(5.2, 4.2), constrained_layout=True)
    for kind, values in points.items():
        axes.loglog(
            *zip(*values), MARKERS.get(kind, "x"), label=kind, mfc="none", ms=7
        )
    axes.set_xlabel(with_unit("mean shear stress", units[0]))
    axes.set_ylabel(with_unit("effective viscosity before instability", units[1]))
    axes.grid(alpha=0.25, lw=0.6, which="both")
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0))
    figure.savefig(arguments.output, dpi=DOTS_PER_INCH)
    print(arguments.output)


if __name__ == "__main__":
    main()
