#!/usr/bin/env python3
"""Angles of what flows under an indenter: a picture, and a table of a run.

Around the point of first contact, displaced with the indenter, a field (by
default flow_strain; plastic_rate is what flows now) is averaged over the
distances from half to one and a half contact radii and resolved by the angle
from the axis of loading,

    f(angle) = sum_k c_k cos(2 k angle),

whose term k = 1 tells below from beside and k = 2, the quadrupole, what flows
along the directions at 45 degrees (negative) from what does not. Lines of the
field are compared with the directions of the largest shear stress: where the
field changes across a line, its direction is perpendicular to the gradient.
Directions at random are 22.5 degrees away in the mean, and a third of them
within 15 degrees.
"""

import argparse
import pathlib

import matplotlib
import numpy as np
from matplotlib.colors import LogNorm
from results import read_fields, read_timeseries
from scipy.interpolate import LinearNDInterpolator

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

INNER_RADII, OUTER_RADII = 0.5, 1.5
# Beside the contact the surface is near; there is no glass to average over.
LARGEST_ANGLE = np.radians(80.0)
N_HARMONICS = 4
# Of the largest value of a field: less is none.
SMALLEST_SHARE = 0.02


def contact_geometry(columns, mesh, whole):
    """Tip of the indenter, and contact radius, at the end."""
    radius = columns["contact_radius"].values[-1]
    depth = columns["depth"].values[-1]
    if not radius > 0.0:
        raise SystemExit("there is no contact at the end of this run")
    far = mesh.x > np.max(mesh.x) - 1e-6 * np.ptp(mesh.x)
    surface = np.max(mesh.y[far])
    left = np.min(mesh.x)
    middle = 0.5 * (left + np.max(mesh.x))
    return middle if whole else left, surface - depth, radius


def by_angle(mesh, values, tip, radius):
    """Angles and the mean of the field over the distances, per angle."""
    angles = np.linspace(0.0, LARGEST_ANGLE, 81)
    distances = radius * np.linspace(INNER_RADII, OUTER_RADII, 101)
    angle, distance = np.meshgrid(angles, distances)
    # Cells have their own values of what is discontinuous: their mean.
    near = np.hypot(mesh.x - tip[0], mesh.y - tip[1]) < 2.0 * distances[-1]
    points = np.column_stack([mesh.x[near], mesh.y[near]])
    grid = np.round(points / (1e-6 * radius)).astype(np.int64)
    _, first, place = np.unique(
        grid, axis=0, return_index=True, return_inverse=True
    )
    place = place.ravel()
    means = np.bincount(place, values[near]) / np.bincount(place)
    sampled = LinearNDInterpolator(points[first], means)(
        tip[0] + distance * np.sin(angle), tip[1] - distance * np.cos(angle)
    )
    return angles, np.nanmean(sampled, axis=0)


def harmonics(angles, values):
    """Coefficients c_k by least squares."""
    known = np.isfinite(values)
    basis = np.cos(2.0 * np.outer(angles[known], np.arange(N_HARMONICS + 1)))
    return np.linalg.lstsq(basis, values[known], rcond=None)[0]


def shear_directions(stress):
    """Angle of one of the two directions of largest in-plane shear."""
    stress = stress.reshape(-1, 3, 3)
    difference = 0.5 * (stress[:, 0, 0] - stress[:, 1, 1])
    return 0.5 * np.arctan2(stress[:, 0, 1], difference) + 0.25 * np.pi


def alignment(mesh, field, stress):
    """Mean angle between lines of the field and the nearest direction of the
    largest shear stress in degrees, and the share within 15 degrees, weighted
    by the square of the gradient of its logarithm, where the field is above a
    fiftieth of its maximum."""
    corners = mesh.triangles
    lowest = SMALLEST_SHARE * np.max(field)
    logarithm = np.log(np.maximum(field, lowest))
    x, y, f = mesh.x[corners], mesh.y[corners], logarithm[corners]
    area = (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]) - (x[:, 2] - x[:, 0]) * (
        y[:, 1] - y[:, 0]
    )
    used = (np.min(field[corners], axis=1) > lowest) & (area != 0.0)
    x, y, f, area = x[used], y[used], f[used], area[used]
    along_x = np.sum(f * (np.roll(y, -1, 1) - np.roll(y, -2, 1)), axis=1) / area
    along_y = np.sum(f * (np.roll(x, -2, 1) - np.roll(x, -1, 1)), axis=1) / area
    line = np.arctan2(along_y, along_x) + 0.5 * np.pi
    shear = shear_directions(stress)[corners[used][:, 0]]
    apart = np.abs((line - shear + 0.25 * np.pi) % (0.5 * np.pi) - 0.25 * np.pi)
    weights = (along_x**2 + along_y**2) * np.abs(area)
    near = np.average(apart < np.radians(15.0), weights=weights)
    return np.degrees(np.average(apart, weights=weights)), near


def draw(path, mesh, field, name, tip, radius, angles, values, coefficients):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2))
    window = 1.1 * OUTER_RADII
    colours = left.tripcolor(
        (mesh.x - tip[0]) / radius,
        (mesh.y - tip[1]) / radius,
        mesh.triangles,
        np.maximum(field, SMALLEST_SHARE * np.max(field)),
        shading="gouraud",
        cmap="inferno",
        norm=LogNorm(SMALLEST_SHARE * np.max(field), np.max(field)),
    )
    for reach in (INNER_RADII, OUTER_RADII):
        arc = np.linspace(0.0, LARGEST_ANGLE, 60)
        left.plot(reach * np.sin(arc), -reach * np.cos(arc), "w:", lw=0.8)
    left.set_aspect("equal")
    left.set_xlim(0.0, window)
    left.set_ylim(-window, 0.5)
    left.set_xlabel("x / contact radius")
    left.set_ylabel("y / contact radius")
    figure.colorbar(colours, ax=left, label=name)
    right.plot(np.degrees(angles), values, color="#1f4e79")
    fine = np.linspace(0.0, LARGEST_ANGLE, 200)
    right.plot(
        np.degrees(fine),
        np.cos(2.0 * np.outer(fine, np.arange(N_HARMONICS + 1))) @ coefficients,
        "--",
        color="#c8641e",
        label="harmonics",
    )
    right.set_xlabel("angle from the axis (degrees)")
    right.set_ylabel(f"mean {name}")
    right.set_ylim(bottom=0.0)
    right.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)


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
    fields = read_fields(options.folder, None)
    columns = read_timeseries(options.folder / "timeseries.csv")
    if fields is None or "contact_radius" not in columns:
        raise SystemExit(f"{options.folder} holds no indentation with fields")
    if options.field not in fields.values:
        raise SystemExit(
            f"there is no field {options.field}; there are "
            + ", ".join(sorted(fields.values))
        )
    mesh, field = fields.triangles, fields.values[options.field]
    x, y, radius = contact_geometry(columns, mesh, options.whole)
    angles, values = by_angle(mesh, field, (x, y), radius)
    coefficients = harmonics(angles, values)
    mean, near = alignment(mesh, field, fields.values["stress"])
    print("harmonics over the mean:")
    for k, c in enumerate(coefficients):
        print(f"  cos({2 * k} angle)  {c / coefficients[0]:+.3f}")
    print(f"largest at {np.degrees(angles[np.nanargmax(values)]):.0f} degrees")
    print(
        f"lines to directions of largest shear: {mean:.1f} degrees in the mean, "
        f"{100 * near:.0f} % within 15 (at random 22.5, 33 %)"
    )
    if options.output:
        draw(
            options.output,
            mesh,
            field,
            options.field,
            (x, y),
            radius,
            angles,
            values,
            coefficients,
        )


if __name__ == "__main__":
    main()
