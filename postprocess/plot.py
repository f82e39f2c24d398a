#!/usr/bin/env python3
"""Draws one picture of a run: fields at one time and the stress-strain curve.

Left: density deviation, or the effective temperature if there is one. Middle:
local shear rate over the applied rate. Right: stress and participation ratio
against strain. Of an indentation: density and shear stress around the contact,
and load against depth. Works without a display. Panels whose data are missing
are left out.
"""

import argparse
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from indentation import (
    contact_window,
    draw_load,
    is_indentation,
    shear_stress_panel,
)
from labels import scale_to_prefix, with_unit
from matplotlib.tri import Triangulation
from results import read_fields, read_json, read_timeseries

DOTS_PER_INCH = 150

# Colours end at these percentiles, so that one extreme node does not
# flatten the picture. The colour bar shows an arrow where values go on.
COLOUR_PERCENTILES = (0.2, 99.8)

# Fields flatter than this are drawn flat instead of showing rounding errors.
SMALLEST_DENSITY_RANGE = 1e-7  # per cent
SMALLEST_RATE_RANGE = 1e-2  # decades
SMALLEST_TEMPERATURE_RANGE = 1e-2  # kelvin

# Below this fraction of the largest rate the loading is a hold.
HOLD_FRACTION = 1e-6

# A curve that falls by less from its maximum has a plateau, not a peak.
SMALLEST_OVERSHOOT = 1e-3

# Stress that varies by less than this was held: the run is a creep test.
CREEP_VARIATION = 1e-2

STRESS_COLOUR = "#1f4e79"
PARTICIPATION_COLOUR = "#c8641e"


# --- numbers and their labels -------------------------------------------------


def length_unit(columns):
    """SI runs measure lengths in metres, reduced ones have no unit."""
    time = columns.get("time")
    return "m" if time is not None and time.unit == "s" else "-"


def applied_rate(columns, time):
    """Rate of the mean strain at `time` and the words that describe it.

    In a hold nothing is applied; the largest rate of the run then serves as
    the measure. None when the strain never changes.
    """
    if "time" not in columns or "strain" not in columns:
        return None
    times, first = np.unique(columns["time"].values, return_index=True)
    if len(times) < 2:
        return None
    rates = np.abs(np.gradient(columns["strain"].values[first], times))
    largest = np.max(rates)
    if not largest > 0.0:
        return None
    now = np.interp(time, times, rates)
    if now > HOLD_FRACTION * largest:
        return now, "applied rate"
    return largest, "largest applied rate"


def colour_limits(values, smallest_range, shown=slice(None)):
    values = values[shown]
    low, high = np.percentile(values, COLOUR_PERCENTILES)
    lack = smallest_range - (high - low)
    if lack > 0.0:
        low, high = low - 0.5 * lack, high + 0.5 * lack
    return low, high


def text_result(results, name):
    """A result of summary.json that is a word, bare or in {"value": ...}."""
    value = results.get(name)
    if isinstance(value, dict):
        value = value.get("value")
    return value if isinstance(value, str) else None


# --- panels -------------------------------------------------------------------


def density_panel(fields, columns):
    """Values, colour map, smallest range and label; None without data."""
    if fields is None or "density" not in fields.values:
        return None
    density = fields.values["density"].ravel()
    # Mass is conserved, so the mean of the first record is that of all times.
    mean = (
        columns["mean_density"].values[0]
        if "mean_density" in columns
        else np.mean(density)
    )
    deviation = 100.0 * (density / mean - 1.0)
    label = r"density deviation  $\rho/\langle\rho\rangle - 1$  (%)"
    return deviation, "viridis", SMALLEST_DENSITY_RANGE, label


def temperature_panel(fields, columns):
    """As density_panel, for the effective temperature of soft regions."""
    if fields is None or "effective_temperature" not in fields.values:
        return None
    values = fields.values["effective_temperature"].ravel()
    return values, "viridis", SMALLEST_TEMPERATURE_RANGE, r"$\chi$ (K)"


def rate_panel(fields, columns):
    """As density_panel, for log10 of the local over the applied rate."""
    if fields is None or "shear_rate" not in fields.values:
        return None
    rate = np.abs(fields.values["shear_rate"].ravel())
    reference = applied_rate(columns, fields.time)
    if reference is None or not np.any(rate > 0.0):
        return None
    rate = np.maximum(rate, np.min(rate[rate > 0.0]))
    label = rf"$\log_{{10}}$ (local shear rate / {reference[1]})"
    return np.log10(rate / reference[0]), "inferno", SMALLEST_RATE_RANGE, label


def draw_field(axes, fields, unit, panel, window=None):
    """@param window: limits of x and y to show, or None for all."""
    values, colour_map, smallest_range, label = panel
    mesh = fields.triangles
    shown = slice(None)
    extent = np.r_[np.ptp(mesh.x), np.ptp(mesh.y)]
    if window is not None:
        (left, right), (bottom, top) = window
        shown = (mesh.x >= left) & (mesh.x <= right)
        shown &= (mesh.y >= bottom) & (mesh.y <= top)
        extent = np.r_[right - left, top - bottom]
    low, high = colour_limits(values, smallest_range, shown)
    below, above = np.min(values[shown]) < low, np.max(values[shown]) > high
    extend = ("neither", "min", "max", "both")[below + 2 * above]
    factor, unit = scale_to_prefix(extent, unit)
    image = axes.tripcolor(
        Triangulation(factor * mesh.x, factor * mesh.y, mesh.triangles),
        values,
        shading="gouraud",
        cmap=colour_map,
        vmin=low,
        vmax=high,
        rasterized=True,
    )
    axes.set_aspect("equal")
    axes.margins(0.0)
    if window is None:
        axes.set_xlabel(with_unit("$x$, flow direction", unit))
        axes.set_ylabel(with_unit("$y$, gradient direction", unit))
    else:
        axes.set_xlim(factor * left, factor * right)
        axes.set_ylim(factor * bottom, factor * top)
        axes.set_xlabel(with_unit("$x$", unit))
        axes.set_ylabel(with_unit("$y$, loading direction", unit))
    bar = axes.figure.colorbar(
        image, ax=axes, location="top", extend=extend, shrink=0.9, aspect=30
    )
    bar.set_label(label)
    bar.ax.locator_params(nbins=6)


def curve_abscissa(columns):
    """Strain where it grows all the time, otherwise time."""
    strain = columns.get("strain")
    if strain is not None and "time" in columns:
        steps = np.diff(strain.values)
        holds = np.count_nonzero(steps <= 0.0) > 0.05 * max(len(steps), 1)
        if holds:
            strain = None
    if strain is not None:
        return strain.values, "shear strain", "strain"
    time = columns["time"]
    factor, unit = scale_to_prefix(time.values, time.unit)
    return factor * time.values, with_unit("time", unit), "time"


def mark_peak(axes, abscissa, stress, name, unit):
    """A stress overshoot gets a mark; a curve that only rises has none."""
    peak = int(np.argmax(np.nan_to_num(stress, nan=-np.inf)))
    if not stress[-1] < (1.0 - SMALLEST_OVERSHOOT) * stress[peak]:
        return
    value = f"{stress[peak]:.3g}" + ("" if unit == "-" else f" {unit}")
    axes.plot(abscissa[peak], stress[peak], "o", color=STRESS_COLOUR, ms=5)
    on_the_right = abscissa[peak] > np.mean(axes.get_xlim())
    axes.annotate(
        f"peak {value}\nat {name} {abscissa[peak]:.3g}",
        (abscissa[peak], stress[peak]),
        xytext=(-8 if on_the_right else 8, 10),
        textcoords="offset points",
        ha="right" if on_the_right else "left",
        color=STRESS_COLOUR,
        fontsize="small",
    )


def is_creep(columns):
    stress = columns["shear_stress"].values[1:]
    spread = np.ptp(stress) if len(stress) > 0 else 0.0
    return "strain" in columns and 0.0 < np.max(
        np.abs(stress), initial=0.0
    ) > spread / CREEP_VARIATION


def draw_response(axes, columns):
    """Stress against strain or time; in creep the strain against time."""
    if is_creep(columns):
        time = columns["time"]
        factor, unit = scale_to_prefix(time.values, time.unit)
        abscissa, label = factor * time.values, with_unit("time", unit)
        axes.plot(abscissa, columns["strain"].values, color=STRESS_COLOUR, lw=1.8)
        ordinate_label = "shear strain"
    else:
        abscissa, label, name = curve_abscissa(columns)
        stress = columns["shear_stress"]
        factor, unit = scale_to_prefix(stress.values, stress.unit)
        axes.plot(abscissa, factor * stress.values, color=STRESS_COLOUR, lw=1.8)
        mark_peak(axes, abscissa, factor * stress.values, name, unit)
        ordinate_label = with_unit("mean shear stress", unit)
    axes.set_xlabel(label)
    axes.set_ylabel(ordinate_label, color=STRESS_COLOUR)
    axes.tick_params(axis="y", labelcolor=STRESS_COLOUR)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.15 * (high - low))  # room for the peak's label
    axes.grid(alpha=0.25, lw=0.6)
    return abscissa


def draw_participation(axes, abscissa, ratio):
    twin = axes.twinx()
    twin.plot(abscissa, ratio, color=PARTICIPATION_COLOUR, lw=1.4, ls="--")
    twin.set_ylim(0.0, 1.19)
    twin.set_yticks(np.arange(0.0, 1.01, 0.2))
    twin.set_ylabel(
        r"participation ratio  $\langle g^2\rangle^2/\langle g^4\rangle$",
        color=PARTICIPATION_COLOUR,
    )
    twin.tick_params(axis="y", labelcolor=PARTICIPATION_COLOUR)


def draw_curve(axes, columns, field_time):
    axes.margins(x=0.01)
    abscissa = draw_response(axes, columns)
    if field_time is not None:
        shown = np.interp(field_time, columns["time"].values, abscissa)
        axes.axvline(shown, color="0.45", lw=0.8, ls=":", zorder=0)
    if "participation_ratio" in columns:
        ratio = columns["participation_ratio"].values
        draw_participation(axes, abscissa, ratio)


# --- the picture --------------------------------------------------------------


def describe(folder, columns, field_time):
    """Title and subtitle."""
    run = read_json(folder / "run.json")
    summary = read_json(folder / "summary.json")
    title = run.get("title") or run.get("name") or folder.resolve().name
    parts = []
    time = columns.get("time")
    if time is not None and field_time is not None:
        if is_indentation(columns):
            depth = columns["depth"]
            factor, unit = scale_to_prefix(depth.values, depth.unit)
            now = factor * np.interp(field_time, time.values, depth.values)
            parts.append(f"fields at depth {now:.3g} {unit}")
        elif "strain" in columns:
            strain = np.interp(field_time, time.values, columns["strain"].values)
            parts.append(f"fields at strain {strain:.3g}")
        value = f"time {field_time:.4g}"
        parts.append(value if time.unit == "-" else f"{value} {time.unit}")
        rate = applied_rate(columns, field_time)
        if rate is not None and not is_indentation(columns):
            unit = "" if time.unit == "-" else f" /{time.unit}"
            parts.append(f"{rate[1]} {rate[0]:.3g}{unit}")
    instability = text_result(summary, "instability_type")
    if instability:
        parts.append(f"instability: {instability}")
    status = run.get("status", "finished")
    if status != "finished":
        parts.append(str(status))
    return title, ", ".join(parts)


def draw(folder, picture, time):
    columns = read_timeseries(folder / "timeseries.csv")
    fields = read_fields(folder, time)
    structure = temperature_panel(fields, columns) or density_panel(
        fields, columns
    )
    indents = is_indentation(columns)
    second = shear_stress_panel if indents else rate_panel
    panels = [structure, second(fields, columns)]
    panels = [panel for panel in panels if panel is not None]
    shown_time = fields.time if panels else None
    has_curve = "shear_stress" in columns and "time" in columns
    n_panels = len(panels) + has_curve
    if n_panels == 0:
        sys.exit(f"plot.py: {folder} holds neither fields nor a time series")

    figure, grid = plt.subplots(
        1,
        n_panels,
        figsize=(4.6 * n_panels + 0.6, 4.9),
        squeeze=False,
        constrained_layout=True,
    )
    window = contact_window(fields, columns) if indents and panels else None
    for axes, panel in zip(grid[0], panels):
        draw_field(axes, fields, length_unit(columns), panel, window)
    if indents:
        draw_load(grid[0][-1], columns, shown_time)
    elif has_curve:
        draw_curve(grid[0][-1], columns, shown_time)
    title, subtitle = describe(folder, columns, shown_time)
    figure.suptitle(f"{title}\n{subtitle}" if subtitle else title, fontsize=12)
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, dpi=DOTS_PER_INCH)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="output folder of a run")
    parser.add_argument(
        "--output",
        type=Path,
        help="picture to write (default: overview.png in the folder)",
    )
    parser.add_argument(
        "--time",
        type=float,
        help="draw the fields nearest to this time (default: the last ones)",
    )
    arguments = parser.parse_args()
    if not arguments.folder.is_dir():
        sys.exit(f"plot.py: {arguments.folder}: there is no such folder")
    picture = arguments.output or arguments.folder / "overview.png"
    draw(arguments.folder, picture, arguments.time)
    print(picture)


if __name__ == "__main__":
    main()
