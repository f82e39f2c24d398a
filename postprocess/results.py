"""Reads the files of an output folder: time series, results, fields."""

import csv
import json
import re
import xml.etree.ElementTree as ElementTree
from typing import NamedTuple

import numpy as np
from matplotlib.tri import Triangulation
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkPlane
from vtkmodules.vtkFiltersCore import (
    vtkCellDataToPointData,
    vtkCutter,
    vtkTriangleFilter,
)
from vtkmodules.vtkFiltersGeometry import vtkDataSetSurfaceFilter
from vtkmodules.vtkIOXML import (
    vtkXMLPUnstructuredGridReader,
    vtkXMLUnstructuredGridReader,
)

# Curved interpolation inside a cell is drawn with straight triangles. Two
# subdivisions show it well; above this many cells a cell is a few dots wide.
MAX_CELLS_SUBDIVIDED_TWICE = 20_000


class Column(NamedTuple):
    """One column of timeseries.csv."""

    values: np.ndarray
    unit: str


class PlanarFields(NamedTuple):
    """Point values on triangles, at one time."""

    time: float
    triangles: Triangulation
    values: dict


def read_timeseries(path):
    """Columns by name; the header row says name[unit]."""
    if not path.is_file():
        return {}
    with open(path, newline="", encoding="utf-8") as stream:
        rows = [row for row in csv.reader(stream) if row]
    if len(rows) < 2:
        return {}
    # A run that was killed may leave an incomplete last row.
    complete = [row for row in rows[1:] if len(row) == len(rows[0])]
    table = np.array(complete, dtype=float)
    columns = {}
    for i, head in enumerate(rows[0]):
        name, unit = re.fullmatch(r"\s*(.*?)\s*(?:\[(.*)\])?\s*", head).groups()
        columns[name] = Column(table[:, i], unit or "-")
    return columns


def read_json(path):
    """The object in the file, or an empty one."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return {}


def choose_field_file(folder, time):
    """Path and time of the output nearest to `time` (None: the last one)."""
    collection = folder / "fields.pvd"
    if not collection.is_file():
        return None
    entries = [
        (float(entry.get("timestep")), folder / entry.get("file"))
        for entry in ElementTree.parse(collection).iter("DataSet")
    ]
    entries = [entry for entry in entries if entry[1].is_file()]
    if not entries:
        return None
    if time is None:
        return max(entries, key=lambda entry: entry[0])
    return min(entries, key=lambda entry: abs(entry[0] - time))


def read_grid(path):
    """The unstructured grid of a .vtu or .pvtu file, all data on points."""
    parallel = path.suffix == ".pvtu"
    reader = (
        vtkXMLPUnstructuredGridReader()
        if parallel
        else vtkXMLUnstructuredGridReader()
    )
    reader.SetFileName(str(path))
    to_points = vtkCellDataToPointData()
    to_points.SetInputConnection(reader.GetOutputPort())
    to_points.Update()
    return to_points.GetOutput()


def cut_to_plane(grid):
    """Linear cells of a 2D grid, or of a 3D grid's slice at half depth."""
    bounds = grid.GetBounds()
    depth = bounds[5] - bounds[4]
    if depth > 0.0:
        # Not exactly in the middle: that is a plane of cell faces, and every
        # face would be cut twice.
        plane = vtkPlane()
        plane.SetOrigin(0.0, 0.0, bounds[4] + (0.5 + 1e-6) * depth)
        plane.SetNormal(0.0, 0.0, 1.0)
        flat = vtkCutter()
        flat.SetCutFunction(plane)
    else:
        flat = vtkDataSetSurfaceFilter()
        many = grid.GetNumberOfCells() > MAX_CELLS_SUBDIVIDED_TWICE
        flat.SetNonlinearSubdivisionLevel(1 if many else 2)
    flat.SetInputData(grid)
    triangles = vtkTriangleFilter()
    triangles.PassLinesOff()
    triangles.PassVertsOff()
    triangles.SetInputConnection(flat.GetOutputPort())
    triangles.Update()
    return triangles.GetOutput()


def read_fields(folder, time):
    """The fields nearest to `time`, or None when there are none."""
    chosen = choose_field_file(folder, time)
    if chosen is None:
        return None
    return read_plane(chosen[1], chosen[0])


def read_plane(path, time=0.0):
    """The fields of a .vtu or .pvtu file in a plane, or None without cells."""
    surface = cut_to_plane(read_grid(path))
    if surface.GetNumberOfCells() == 0:
        return None
    points = vtk_to_numpy(surface.GetPoints().GetData())
    corners = vtk_to_numpy(surface.GetPolys().GetConnectivityArray())
    data = surface.GetPointData()
    values = {
        data.GetArrayName(i): vtk_to_numpy(data.GetArray(i))
        for i in range(data.GetNumberOfArrays())
    }
    triangles = Triangulation(points[:, 0], points[:, 1], corners.reshape(-1, 3))
    return PlanarFields(time, triangles, values)
