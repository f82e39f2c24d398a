"""What flows under an indenter: where, along which lines, how concentrated.

A line of a field runs where the field changes across it: perpendicular to its
gradient. Where lines are looked for, the logarithm of the field is taken, cut off
at a fiftieth of its maximum, so that weak lines count like strong ones.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.tri import Triangulation
from results import Column, read_fields, read_timeseries
from scipy.interpolate import LinearNDInterpolator

# Of the largest value of a field: less is none.
SMALLEST_SHARE = 0.02
CLOSE_DEGREES = 15.0
# Means are taken within so many contact radii of the tip.
ZONE_RADII = 1.5
# The spectrum is that of a square of two contact radii, on this many points, by
# waves that fit so often into it.
SPECTRUM_TOP_RADII = 0.5
SPECTRUM_POINTS = 128
SPECTRUM_WAVES = (3.0, 25.0)
N_HARMONICS = 4


class IndentedGlass(NamedTuple):
    """A field of the last output of a run, the contact, and the time series
    then: one number per column."""

    mesh: Triangulation
    field: np.ndarray
    stress: np.ndarray
    tip: tuple
    radius: float
    whole: bool
    columns: dict


def read_glass(folder, name, whole):
    """The last output of a run; SystemExit says what is missing."""
    fields = read_fields(folder, None)
    columns = read_timeseries(folder / "timeseries.csv")
    if fields is None or "contact_radius" not in columns:
        raise SystemExit(f"{folder} holds no indentation with fields")
    if name not in fields.values:
        raise SystemExit(
            f"there is no field {name}; there are "
            + ", ".join(sorted(fields.values))
        )
    mesh = fields.triangles
    times = columns["time"].values
    columns = {
        key: Column(np.interp(fields.time, times, column.values), column.unit)
        for key, column in columns.items()
    }
    radius = columns["contact_radius"].values
    if not radius > 0.0:
        raise SystemExit(f"there is no contact at the end of {folder}")
    if not np.max(fields.values[name]) > 0.0:
        raise SystemExit(f"{name} of {folder} is zero")
    far = mesh.x > np.max(mesh.x) - 1e-6 * np.ptp(mesh.x)
    left = np.min(mesh.x)
    middle = 0.5 * (left + np.max(mesh.x))
    height = np.max(mesh.y[far]) - columns["depth"].values
    return IndentedGlass(
        mesh,
        fields.values[name],
        fields.values["stress"],
        (middle if whole else left, height),
        radius,
        whole,
        columns,
    )


def logarithm(field):
    return np.log(np.maximum(field, SMALLEST_SHARE * np.max(field)))


def interpolator(glass, values, reach):
    """Values at any point that is not farther than `reach` from the tip."""
    mesh = glass.mesh
    near = np.hypot(mesh.x - glass.tip[0], mesh.y - glass.tip[1]) < reach
    points = np.column_stack([mesh.x[near], mesh.y[near]])
    # Cells have their own values of what is discontinuous: their mean.
    grid = np.round(points / (1e-6 * glass.radius)).astype(np.int64)
    _, first, place = np.unique(
        grid, axis=0, return_index=True, return_inverse=True
    )
    place = place.ravel()
    means = np.bincount(place, values[near]) / np.bincount(place)
    return LinearNDInterpolator(points[first], means)


def harmonics(angles, values):
    """Coefficients c_k of sum_k c_k cos(2 k angle) by least squares."""
    known = np.isfinite(values)
    basis = np.cos(2.0 * np.outer(angles[known], np.arange(N_HARMONICS + 1)))
    return np.linalg.lstsq(basis, values[known], rcond=None)[0]


def spectrum(glass):
    """Power of the field by the angle of its lines from the axis of loading.

    Returns angles (the middles of bins from 0 to 90 degrees, in radians), power
    per bin over its mean, and its harmonics c_k/c_0, k = 0, 1, ...: lines at 45
    degrees have c_2 < 0, -2 if there are no others.
    """
    n, a = SPECTRUM_POINTS, glass.radius
    along = (np.arange(n) + 0.5) / n
    x, down = np.meshgrid(
        (2.0 * along - 1.0) * a, (SPECTRUM_TOP_RADII + 2.0 * along) * a
    )
    places = x if glass.whole else np.abs(x)
    sampled = interpolator(glass, logarithm(glass.field), 5.0 * a)(
        glass.tip[0] + places, glass.tip[1] - down
    )
    window = np.outer(np.hanning(n), np.hanning(n))
    known = np.isfinite(sampled)
    mean = np.average(sampled[known], weights=window[known])
    waves = np.where(known, sampled - mean, 0.0) * window
    power = np.abs(np.fft.fft2(waves)) ** 2
    across = np.fft.fftfreq(n, 1.0 / n)
    k_x, k_y = np.meshgrid(across, across)
    lowest, highest = SPECTRUM_WAVES
    used = (np.hypot(k_x, k_y) >= lowest) & (np.hypot(k_x, k_y) < highest)
    # A line is perpendicular to its wave vector.
    angle = np.arctan2(np.abs(k_y), np.abs(k_x))[used]
    power = power[used] / np.sum(power[used])
    coefficients = [
        (2.0 if k else 1.0) * np.sum(power * np.cos(2 * k * angle))
        for k in range(N_HARMONICS + 1)
    ]
    edges = np.radians(np.linspace(0.0, 90.0, 19))
    total, _ = np.histogram(angle, edges, weights=power)
    number, _ = np.histogram(angle, edges)
    per_wave = total / number
    middles = 0.5 * (edges[1:] + edges[:-1])
    return middles, per_wave / np.mean(per_wave), coefficients


def shear_directions(stress):
    """Angle of one of the two directions of largest in-plane shear."""
    stress = stress.reshape(-1, 3, 3)
    difference = 0.5 * (stress[:, 0, 0] - stress[:, 1, 1])
    return 0.5 * np.arctan2(stress[:, 0, 1], difference) + 0.25 * np.pi


def triangle_areas(mesh, corners):
    x, y = mesh.x[corners], mesh.y[corners]
    return 0.5 * (
        (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0])
        - (x[:, 2] - x[:, 0]) * (y[:, 1] - y[:, 0])
    )


def alignment(glass):
    """Mean angle between lines of the field and the nearest direction of the
    largest shear stress in degrees, and the share within 15 degrees, weighted
    by the square of the gradient, where the field is above the cut-off. Lines
    of any direction: 22.5 degrees, a third."""
    mesh, field = glass.mesh, glass.field
    used = np.min(field[mesh.triangles], axis=1) > SMALLEST_SHARE * np.max(field)
    corners = mesh.triangles[used]
    area = triangle_areas(mesh, corners)
    corners, area = corners[area != 0.0], area[area != 0.0]
    x, y, f = mesh.x[corners], mesh.y[corners], logarithm(field)[corners]

    def slope(other, sign):
        difference = np.roll(other, -1, 1) - np.roll(other, -2, 1)
        return sign * np.sum(f * difference, axis=1) / (2.0 * area)

    along_x, along_y = slope(y, 1.0), slope(x, -1.0)
    line = np.arctan2(along_y, along_x) + 0.5 * np.pi
    shear = shear_directions(glass.stress)[corners[:, 0]]
    apart = np.abs((line - shear + 0.25 * np.pi) % (0.5 * np.pi) - 0.25 * np.pi)
    weights = (along_x**2 + along_y**2) * np.abs(area)
    close = np.average(apart < np.radians(CLOSE_DEGREES), weights=weights)
    return np.degrees(np.average(apart, weights=weights)), close


def participation(glass):
    """(int f dA)^2 / (A int f^2 dA) of the field in the zone around the tip: 1
    where all of it flows alike, the share that flows where the rest does
    not."""
    mesh, corners = glass.mesh, glass.mesh.triangles
    x = np.mean(mesh.x[corners], axis=1) - glass.tip[0]
    y = np.mean(mesh.y[corners], axis=1) - glass.tip[1]
    near = np.hypot(x, y) < ZONE_RADII * glass.radius
    area = np.abs(triangle_areas(mesh, corners[near]))
    f = np.mean(glass.field[corners[near]], axis=1)
    return np.sum(f * area) ** 2 / (np.sum(area) * np.sum(f**2 * area))


def draw_field(axes, glass, highest=None):
    """The field around the contact, on a logarithmic scale up to `highest` (its
    maximum); returns what a colour bar needs."""
    x = (glass.mesh.x - glass.tip[0]) / glass.radius
    y = (glass.mesh.y - glass.tip[1]) / glass.radius
    highest = highest or np.max(glass.field)
    lowest = SMALLEST_SHARE * highest
    colours = axes.tripcolor(
        x,
        y,
        glass.mesh.triangles,
        np.clip(glass.field, lowest, highest),
        shading="gouraud",
        cmap="inferno",
        norm=LogNorm(lowest, highest),
    )
    window = 1.1 * ZONE_RADII
    axes.set_aspect("equal")
    axes.set_xlim(-window if glass.whole else 0.0, window)
    axes.set_ylim(-window, 0.5)
    axes.set_xlabel("x / contact radius")
    axes.set_ylabel("y / contact radius")
    return colours
