"""Numbers and units as they appear in pictures."""

import numpy as np

SI_PREFIXES = {-9: "n", -6: "µ", -3: "m", 0: "", 3: "k", 6: "M", 9: "G"}

UNITS_WITH_PREFIX = ("Pa", "Pa s", "m", "s", "N", "N/m")


def scale_to_prefix(values, unit):
    """Factor and unit that make the largest value lie between 1 and 1000."""
    largest = np.max(np.abs(values), initial=0.0)
    if unit not in UNITS_WITH_PREFIX or not 0.0 < largest < np.inf:
        return 1.0, unit
    exponent = int(3 * np.floor(np.log10(largest * (1 + 1e-9)) / 3))
    exponent = min(max(exponent, min(SI_PREFIXES)), max(SI_PREFIXES))
    if unit == "s" and exponent > 0:
        exponent = 0
    return 10.0**-exponent, SI_PREFIXES[exponent] + unit


def with_unit(name, unit):
    return name if unit == "-" else f"{name} ({unit})"
