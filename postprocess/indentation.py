"""What the picture of an indentation shows: the surroundings of the contact and
the load against the depth."""

import numpy as np
from labels import scale_to_prefix, with_unit

LOAD_COLOUR = "#1f4e79"
RADIUS_COLOUR = "#c8641e"

# The fields are shown this many of the largest contact radii around it.
WINDOW_RADII = 3.0

# Stresses flatter than this are drawn flat instead of showing rounding errors.
SMALLEST_STRESS_RANGE = 1e-12


def is_indentation(columns):
    return "load" in columns and "depth" in columns


def contact_window(fields, columns):
    """Limits of x and y around the contact; None without any contact."""
    radius = np.max(columns["contact_radius"].values, initial=0.0)
    if not radius > 0.0:
        return None
    mesh = fields.triangles
    reach = WINDOW_RADII * radius
    top = np.max(mesh.y)
    # The deepest point of the surface tells where the indenter is.
    pressed = mesh.x[np.argmax(np.abs(fields.values["stress"][:, 4]))]
    left = np.min(mesh.x)
    if pressed - left > reach:
        left = pressed - reach
    return (left, pressed + reach), (top - reach, top + 0.1 * reach)


def shear_stress_panel(fields, _columns):
    """Largest shear stress in the plane over the largest of all."""
    if fields is None or "stress" not in fields.values:
        return None
    stress = fields.values["stress"].reshape(-1, 3, 3)
    difference = stress[:, 0, 0] - stress[:, 1, 1]
    shear = np.hypot(0.5 * difference, stress[:, 0, 1])
    largest = np.max(shear, initial=0.0)
    if not largest > 0.0:
        return None
    label = "largest in-plane shear stress over its maximum"
    return shear / largest, "inferno", SMALLEST_STRESS_RANGE, label


def draw_load(axes, columns, field_time):
    """Load and contact radius against depth."""
    depth, load = columns["depth"], columns["load"]
    along, depth_unit = scale_to_prefix(depth.values, depth.unit)
    up, load_unit = scale_to_prefix(load.values, load.unit)
    axes.plot(along * depth.values, up * load.values, color=LOAD_COLOUR, lw=1.8)
    axes.set_xlabel(with_unit("depth", depth_unit))
    axes.set_ylabel(with_unit("load", load_unit), color=LOAD_COLOUR)
    axes.tick_params(axis="y", labelcolor=LOAD_COLOUR)
    axes.grid(alpha=0.25, lw=0.6)
    if field_time is not None:
        now = np.interp(field_time, columns["time"].values, depth.values)
        axes.axvline(along * now, color="0.45", lw=0.8, ls=":", zorder=0)
    radius = columns["contact_radius"]
    factor, unit = scale_to_prefix(radius.values, radius.unit)
    twin = axes.twinx()
    twin.plot(
        along * depth.values,
        factor * radius.values,
        color=RADIUS_COLOUR,
        lw=1.4,
        ls="--",
    )
    twin.set_ylabel(with_unit("contact radius", unit), color=RADIUS_COLOUR)
    twin.tick_params(axis="y", labelcolor=RADIUS_COLOUR)
    twin.set_ylim(bottom=0.0)
