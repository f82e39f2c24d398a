#!/usr/bin/env python3
"""Fits the creep of an anelastic glass under a sphere to a run's timeseries.csv.

Loading and hold are compared with

    h^(3/2) = 3/(8 sqrt(R)) int_0^t J(t - t') P'(t') dt'

(Lee & Radok, J. Appl. Mech. 27, 438 (1960)), J that of a standard linear solid
in shear whose bulk modulus does not relax. Printed are the relaxed shear
modulus G, the retardation time t_c, the instantaneous modulus, their effective
viscosity G t_c, and how far the fit is from the curve.
"""

import argparse
import pathlib

import numpy as np
from results import read_timeseries
from scipy.optimize import curve_fit


def creep(time, bulk, relaxed, instantaneous, retardation):
    """(1 - nu)/G of a step of load, a function of time: half of 1/G + 3/(3K + G)
    with every G replaced by the standard linear solid. Any units."""
    relaxation = retardation * relaxed / instantaneous
    total = np.zeros_like(time)
    for stiff, weight in ((0.0, 0.5), (3.0 * bulk, 1.5)):
        now, late = 1.0 / (stiff + instantaneous), 1.0 / (stiff + relaxed)
        delay = relaxation * (stiff + instantaneous) / (stiff + relaxed)
        total += weight * (now + (late - now) * -np.expm1(-time / delay))
    return total


def depth(time, load, radius, *solid):
    """Depth at all times of a load that is linear in between and 0 at first."""
    # Two points of Gauss in every interval; J is smooth within one.
    nodes, weights = np.polynomial.legendre.leggauss(2)
    result = np.zeros_like(time)
    for begin, end, rise in zip(time[:-1], time[1:], np.diff(load)):
        for node, weight in zip(nodes, weights):
            at = 0.5 * (begin + end) + 0.5 * node * (end - begin)
            later = time >= end
            result[later] += 0.5 * weight * rise * creep(time[later] - at, *solid)
    return (3.0 / (8.0 * np.sqrt(radius)) * np.maximum(result, 0.0)) ** (2.0 / 3.0)


def fit(time, load, measured, radius, bulk):
    """Relaxed and instantaneous modulus, retardation time, and the largest
    distance of curve and fit, relative to the largest depth."""
    largest = np.max(measured)
    elastic = 3.0 * np.max(load) / (16.0 * np.sqrt(radius) * largest**1.5)
    guess = np.log([elastic, 2.0 * elastic, 0.3 * time[-1]])

    def model(_, *logarithms):
        return depth(time, load, radius, bulk, *np.exp(logarithms)) / largest

    found, _ = curve_fit(model, time, measured / largest, p0=guess)
    misfit = np.max(np.abs(model(time, *found) - measured / largest))
    return (*np.exp(found), misfit)


def fit_folder(folder, radius, bulk):
    """The fit of the loading and hold in an output folder."""
    columns = read_timeseries(folder / "timeseries.csv")
    time, load, measured = (
        columns[name].values for name in ("time", "load", "depth")
    )
    # From the first fall of the load on, the contact shrinks.
    falls = np.flatnonzero(np.diff(load) < -1e-6 * np.max(load))
    last = falls[0] + 1 if len(falls) else len(load)
    return fit(time[:last], load[:last], measured[:last], radius, bulk)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="an output folder")
    parser.add_argument("--radius", type=float, required=True, help="[m]")
    parser.add_argument("--bulk-modulus", type=float, required=True, help="[Pa]")
    options = parser.parse_args()
    relaxed, now, retardation, misfit = fit_folder(
        options.folder, options.radius, options.bulk_modulus
    )
    print(f"relaxed shear modulus G  {relaxed:.4g} Pa")
    print(f"instantaneous modulus    {now:.4g} Pa")
    print(f"retardation time t_c     {retardation:.4g} s")
    print(f"effective viscosity      {relaxed * retardation:.4g} Pa s")
    print(f"largest misfit           {100 * misfit:.2f} % of the depth")


if __name__ == "__main__":
    main()
