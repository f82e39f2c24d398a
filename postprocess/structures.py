#!/usr/bin/env python3
"""Thumbnails of drawn structures.

Draws the fields of parameter files with `vitriflow structure` and makes one
small picture of each: the first field that is not uniform, in three dimensions
a section. Works without a display.

    python3 postprocess/structures.py build/vitriflow prm/structure/*.prm \
        --output prm/structure/images
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOXML import vtkXMLImageDataReader

INCHES = 1.6
DOTS_PER_INCH = 100

# Colours end at these percentiles, so that single points do not flatten them.
COLOUR_PERCENTILES = (0.5, 99.5)


def read_section(path):
    """Name and values of a .vti file in the plane z = 0."""
    reader = vtkXMLImageDataReader()
    reader.SetFileName(str(path))
    reader.Update()
    image = reader.GetOutput()
    array = image.GetPointData().GetArray(0)
    n_x, n_y, n_z = image.GetDimensions()
    values = vtk_to_numpy(array).reshape(n_z, n_y, n_x)
    return array.GetName(), values[0]


def draw_thumbnail(values, path):
    low, high = np.percentile(values, COLOUR_PERCENTILES)
    if high <= low:  # one of two values fills nearly all
        low, high = values.min(), values.max()
    height = INCHES * values.shape[0] / values.shape[1]
    figure = plt.figure(figsize=(INCHES, height))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.imshow(
        values, origin="lower", cmap="cividis", vmin=low, vmax=high, aspect="auto"
    )
    figure.savefig(path, dpi=DOTS_PER_INCH)
    plt.close(figure)


def picture_of(program, parameter_file, folder):
    """Draws the fields and the picture; returns the drawn property."""
    with tempfile.TemporaryDirectory() as results:
        subprocess.run(
            [program, "structure", parameter_file, "--output", results],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        numbers = json.loads((Path(results) / "statistics.json").read_text())
        drawn = sorted(numbers)[0]
        name, values = read_section(Path(results) / f"{drawn}.vti")
    draw_thumbnail(values, folder / f"{parameter_file.stem}.png")
    return name


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the executable, build/vitriflow")
    parser.add_argument("files", nargs="+", type=Path, help="parameter files")
    parser.add_argument("--output", type=Path, required=True, help="folder")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    for file in arguments.files:
        print(file.stem, picture_of(arguments.program, file, arguments.output))
    return 0


if __name__ == "__main__":
    sys.exit(main())
