#!/usr/bin/env python3
"""Angles of what flows under an indenter: a picture, and a table of a run.

Around the point of first contact, displaced with the indenter, a field (by
default flow_strain; plastic_rate is what flows now) is averaged over the
distances from half to one and a half contact radii and resolved by the angle
from the axis of loading,

    f(angle) = sum_k c_k cos(2 k angle),

whose term k = 1 tells below from beside. The same series describes its spectrum
in a square below the contact by the angle of lines from the axis: k = 2, the
quadrupole, is negative where lines lie at 45 degrees. Lines are also compared
with the directions of the largest shear stress where they are.
"""

import argparse
import pathlib

import matplotlib
import numpy as np
from indented_glass import (
    ZONE_RADII,
    alignment,
    draw_field,
    harmonics,
    interpolator,
    read_glass,
    spectrum,
)

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

INNER_RADII = 0.5
# Beside the contact the surface is near; there is no glass to average over.
LARGEST_ANGLE = np.radians(80.0)
STRAIN_COLOUR, SPECTRUM_COLOUR = "#1f4e79", "#c8641e"


def by_angle(glass):
    """Angles and the mean of the field over the distances, per angle."""
    angles = np.linspace(0.0, LARGEST_ANGLE, 81)
    distances = glass.radius * np.linspace(INNER_RADII, ZONE_RADII, 101)
    angle, distance = np.meshgrid(angles, distances)
    field = interpolator(glass, glass.field, 2.0 * distances[-1])
    sides = (1.0, -1.0) if glass.whole else (1.0,)
    sampled = [
        field(
            glass.tip[0] + side * distance * np.sin(angle),
            glass.tip[1] - distance * np.cos(angle),
        )
        for side in sides
    ]
    return angles, np.nanmean(sampled, axis=(0, 1))


def draw(path, glass, name, means, waves):
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13, 4.0))
    figure.colorbar(draw_field(left, glass), ax=left, label=name)
    for reach in (INNER_RADII, ZONE_RADII):
        arc = np.linspace(0.0, LARGEST_ANGLE, 60)
        left.plot(reach * np.sin(arc), -reach * np.cos(arc), "w:", lw=0.8)
    angles, values, coefficients = means
    middle.plot(np.degrees(angles), values, color=STRAIN_COLOUR)
    fine = np.linspace(0.0, LARGEST_ANGLE, 200)
    series = np.cos(2.0 * np.outer(fine, np.arange(len(coefficients))))
    middle.plot(
        np.degrees(fine),
        series @ coefficients,
        "--",
        color=SPECTRUM_COLOUR,
        label="harmonics",
    )
    middle.set_xlabel("angle of the place from the axis (degrees)")
    middle.set_ylabel(f"mean {name}")
    middle.legend()
    angles, power, _ = waves
    right.step(np.degrees(angles), power, where="mid", color=SPECTRUM_COLOUR)
    right.axhline(1.0, color="0.6", lw=0.8)
    right.set_xlabel("angle of lines from the axis (degrees)")
    right.set_ylabel("power of the spectrum over its mean")
    for axes in (middle, right):
        axes.set_ylim(bottom=0.0)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def print_harmonics(title, coefficients):
    print(title)
    for k, c in enumerate(coefficients):
        print(f"  cos({2 * k} angle)  {c / coefficients[0]:+.3f}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=pathlib.Path, help="output of a run")
    parser.add_argument("--field", default="flow_strain")
    parser.add_argument("--output", type=pathlib.Path, help="picture to draw")
    parser.add_argument(
        "--whole", action="store_true", help="the block has no symmetry"
    )
    options = parser.parse_args()
    glass = read_glass(options.folder, options.field, options.whole)
    angles, values = by_angle(glass)
    coefficients = harmonics(angles, values)
    waves = spectrum(glass)
    print_harmonics("mean by angle, harmonics over the mean:", coefficients)
    print(f"largest at {np.degrees(angles[np.nanargmax(values)]):.0f} degrees")
    print_harmonics("spectrum, harmonics over the mean:", waves[2])
    mean, close = alignment(glass)
    print(
        f"lines to directions of largest shear: {mean:.1f} degrees in the mean, "
        f"{100 * close:.0f} % within 15 (at random 22.5, 33 %)"
    )
    if options.output:
        draw(
            options.output,
            glass,
            options.field,
            (angles, values, coefficients),
            waves,
        )


if __name__ == "__main__":
    main()
