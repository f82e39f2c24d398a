#!/usr/bin/env python3
"""Maps what an array of indents, computed by `vitriflow map`, tells of a glass.

The creep of every indent is fitted like that of one (anelastic_fit.py) for its
local relaxed shear modulus G, retardation time t_c and viscosity G t_c. Writes
indents.csv, indents.json (means, deviations) and indents.png, maps and histograms
with the Gaussian of the same mean and deviation, as in figure 36 of Qiao et al.,
Progress in Materials Science 104, 250 (2019). With --drawn, the folder of
`vitriflow structure` for the same file, also how the maps correlate with the
drawn fields. Works without a display.
"""

import argparse
import csv
import json
import re
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import anelastic_fit
import matplotlib.pyplot as plt
import numpy as np
from labels import scale_to_prefix, with_unit
from scipy.stats import norm
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOXML import vtkXMLImageDataReader

DOTS_PER_INCH = 150
FITTED = (("G", "Pa"), ("t_c", "s"), ("viscosity", "Pa s"))
DRAWN = {"G": "shear_modulus", "t_c": "relaxation_time"}


def read_parameter(text, section, name):
    """A number of a parameter file whose sections are not indented deeper."""
    body = re.search(rf"^subsection {section}$(.*?)^end$", text, re.M | re.S).group(1)
    value = re.search(rf"^  set {name}\s*=\s*(\S+)", body, re.M).group(1)
    return float(value)


def read_runs(folder):
    """Names of the axes, and for each finished run its place and folder."""
    with open(folder / "map.csv", newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    places = [
        (float(row[1]), float(row[2]), folder / "map_runs" / row[0])
        for row in rows[1:]
        if row[4] == "finished"
    ]
    return rows[0][1:3], places


def fit_all(folder, places):
    """Rows x, y, G, t_c, viscosity, misfit; runs that cannot be fitted are
    left out with a message."""
    text = (folder / "parameters.prm").read_text(encoding="utf-8")
    radius = read_parameter(text, "Indentation", "Radius")
    bulk = read_parameter(text, "Material", "Bulk modulus")
    rows = []
    for x, y, run in places:
        try:
            relaxed, _, delay, misfit = anelastic_fit.fit_folder(run, radius, bulk)
        except (RuntimeError, KeyError, ValueError) as error:
            print(f"{run.name}: no fit: {error}", file=sys.stderr)
            continue
        rows.append((x, y, relaxed, delay, relaxed * delay, misfit))
    return np.array(rows)


def drawn_values(folder, name, x, y):
    """The drawn field at the surface points, or None if it was not drawn."""
    path = folder / f"{name}.vti"
    if not path.is_file():
        return None
    reader = vtkXMLImageDataReader()
    reader.SetFileName(str(path))
    reader.Update()
    image = reader.GetOutput()
    data = image.GetPointData()
    values = vtk_to_numpy(data.GetArray(data.GetArrayName(0)))
    points = [image.FindPoint(a, 0.0, b) for a, b in zip(x, y)]
    return values[points]


def summarise(table, drawn):
    results = {"indents": len(table), "largest_misfit": table[:, 5].max()}
    for column, (name, unit) in enumerate(FITTED, start=2):
        mean, deviation = norm.fit(table[:, column])
        results[name] = {"mean": mean, "deviation": deviation, "unit": unit}
        field = None
        if drawn and name in DRAWN:
            field = drawn_values(drawn, DRAWN[name], table[:, 0], table[:, 1])
        if field is not None:
            results[name]["drawn_relative_deviation"] = np.std(field) / np.mean(field)
            results[name]["correlation_with_drawn"] = np.corrcoef(
                table[:, column], field
            )[0, 1]
    return results


def draw(table, axes, results, path):
    figure, panels = plt.subplots(2, 3, figsize=(11, 6.4), constrained_layout=True)
    length, length_unit = scale_to_prefix(table[:, :2], "m")
    for column, (name, unit) in enumerate(FITTED):
        values = table[:, column + 2]
        factor, label = scale_to_prefix(values, unit)
        above, below = panels[:, column]
        marks = above.scatter(
            length * table[:, 0], length * table[:, 1], c=factor * values, s=150, marker="s"
        )
        figure.colorbar(marks, ax=above, label=with_unit(name, label))
        above.set_aspect("equal")
        above.set_xlabel(with_unit(axes[0].split("/")[-1], length_unit))
        above.set_ylabel(with_unit(axes[1].split("/")[-1], length_unit))
        below.hist(factor * values, bins=12, density=True, color="0.8")
        mean, deviation = results[name]["mean"], results[name]["deviation"]
        at = np.linspace(mean - 3.5 * deviation, mean + 3.5 * deviation, 200)
        below.plot(factor * at, norm.pdf(at, mean, deviation) / factor, color="#d7301f")
        below.set_xlabel(with_unit(name, label))
        below.set_yticks([])
        below.set_title(f"{factor * mean:.3g} ± {factor * deviation:.2g} {label}", fontsize=10)
    figure.savefig(path, dpi=DOTS_PER_INCH)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="output folder of the map")
    parser.add_argument("--drawn", type=Path, help="folder of the drawn fields")
    parser.add_argument("--output", type=Path, help="picture; FOLDER/indents.png")
    options = parser.parse_args()
    axes, places = read_runs(options.folder)
    if len(places) < 2:
        sys.exit(f"{options.folder}: fewer than two finished indents")
    table = fit_all(options.folder, places)
    if len(table) < 2:
        sys.exit(f"{options.folder}: fewer than two indents could be fitted")
    results = summarise(table, options.drawn)
    with open(options.folder / "indents.csv", "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        heads = [f"{name}[{unit}]" for name, unit in FITTED]
        writer.writerow([*axes, *heads, "misfit[-]"])
        writer.writerows(table.tolist())
    (options.folder / "indents.json").write_text(
        json.dumps(results, indent=2) + "\n", encoding="utf-8"
    )
    picture = options.output or options.folder / "indents.png"
    draw(table, axes, results, picture)
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
