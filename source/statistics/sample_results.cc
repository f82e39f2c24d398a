#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>

#include <vtkDataArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkProbeFilter.h>
#include <vtkUnstructuredGrid.h>
#include <vtkXMLPUnstructuredGridReader.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/statistics/measured_field.h>
#include <vitriflow/structure/sample.h>

#include <cmath>
#include <filesystem>
#include <limits>

namespace vitriflow
{
  namespace
  {
    namespace fs = std::filesystem;

    /** Relative to the box: how far a corner may be from where it belongs. */
    constexpr double corner_tolerance = 1e-6;

    struct Output
    {
      double time;
      std::string file;
    };

    std::vector<Output> read_collection(const fs::path &folder)
    {
      const fs::path collection = folder / "fields.pvd";
      if (!fs::is_regular_file(collection))
        throw BadInput(folder.string() + ": has no fields.pvd; give the output "
                                         "folder of a run or a .vti file.");
      std::vector<Output> outputs;
      try
        {
          boost::property_tree::ptree tree;
          boost::property_tree::read_xml(collection.string(), tree);
          for (const auto &[key, node] : tree.get_child("VTKFile.Collection"))
            if (key == "DataSet")
              outputs.push_back(
                {node.get<double>("<xmlattr>.timestep"),
                 (folder / node.get<std::string>("<xmlattr>.file")).string()});
        }
      catch (const boost::property_tree::ptree_error &error)
        {
          throw BadInput(collection.string() + ": " + error.what());
        }
      if (outputs.empty())
        throw BadInput(collection.string() + ": holds no outputs.");
      return outputs;
    }

    /** A sheared box: x from left(y) to left(y) + size[0]. */
    struct ShearedBox
    {
      std::array<double, 3> origin, size;
      /** Of the upper side against the lower one, along x. */
      double shift;
      bool flat;

      explicit ShearedBox(vtkUnstructuredGrid &grid)
      {
        const double *const bounds = grid.GetBounds();
        for (int d = 0; d < 3; ++d)
          {
            origin[d] = bounds[2 * d];
            size[d]   = bounds[2 * d + 1] - bounds[2 * d];
          }
        flat = size[2] <= 0.;
        // corners: the ends of x on the lower and the upper side
        double lower_left  = std::numeric_limits<double>::max();
        double lower_right = -lower_left, upper_left = lower_left;
        for (vtkIdType i = 0; i < grid.GetNumberOfPoints(); ++i)
          {
            const double *const x = grid.GetPoint(i);
            const double y        = (x[1] - origin[1]) / size[1];
            if (y < corner_tolerance)
              {
                lower_left  = std::min(lower_left, x[0]);
                lower_right = std::max(lower_right, x[0]);
              }
            if (y > 1. - corner_tolerance)
              upper_left = std::min(upper_left, x[0]);
          }
        origin[0] = lower_left;
        size[0]   = lower_right - lower_left;
        shift     = upper_left - lower_left;
        if (std::abs(shift) < corner_tolerance * size[0])
          shift = 0.;
      }

      /** The periodic image of x, relative to the origin, in the box. */
      double wrapped(const double x, const double y) const
      {
        const double left = shift * y / size[1];
        const double s    = (x - left) / size[0];
        return left + (s - std::floor(s)) * size[0];
      }
    };

    template <int dim>
    GriddedField<dim> probe(vtkUnstructuredGrid &data,
                            const ShearedBox &box,
                            const std::string &name,
                            const unsigned int n_longest,
                            const bool walls)
    {
      std::array<double, dim> size;
      for (int d = 0; d < dim; ++d)
        size[d] = box.size[d];
      Grid<dim> grid = sampling_grid<dim>(size, n_longest);

      vtkNew<vtkPoints> points;
      points->SetDataTypeToDouble();
      for (std::size_t i = 0; i < grid.n_values(); ++i)
        {
          std::size_t rest        = i;
          std::array<double, 3> x = {{0., 0., 0.}};
          for (int d = 0; d < dim; ++d)
            {
              x[d] =
                (rest % grid.n_points[d] + 0.5) * size[d] / grid.n_points[d];
              rest /= grid.n_points[d];
            }
          points->InsertNextPoint(box.origin[0] + box.wrapped(x[0], x[1]),
                                  box.origin[1] + x[1],
                                  box.origin[2] + x[2]);
        }
      vtkNew<vtkPolyData> places;
      places->SetPoints(points);
      vtkNew<vtkProbeFilter> filter;
      filter->SetInputData(places);
      filter->SetSourceData(&data);
      filter->Update();

      auto &found                = *filter->GetOutput()->GetPointData();
      vtkDataArray *const values = found.GetArray(name.c_str());
      vtkDataArray *const valid  = found.GetArray("vtkValidPointMask");
      std::vector<double> result(grid.n_values());
      for (std::size_t i = 0; i < result.size(); ++i)
        {
          if (values == nullptr || valid == nullptr ||
              valid->GetComponent(static_cast<vtkIdType>(i), 0) != 1.)
            throw BadInput("The fields do not fill the box: no cell was found "
                           "at a point of the sampling grid.");
          result[i] = values->GetComponent(static_cast<vtkIdType>(i), 0);
        }
      if (walls || box.shift != 0.)
        make_open(grid, 1);
      return GriddedField<dim>(grid, std::move(result));
    }

    FieldAtTime sample_output(const Output &output,
                              const std::string &name,
                              const unsigned int n_longest,
                              const bool walls)
    {
      vtkNew<vtkXMLPUnstructuredGridReader> reader;
      if (!fs::is_regular_file(output.file) ||
          reader->CanReadFile(output.file.c_str()) == 0)
        throw BadInput(output.file + ": cannot be read as .pvtu.");
      reader->SetFileName(output.file.c_str());
      reader->Update();
      vtkUnstructuredGrid &data = *reader->GetOutput();
      vtkDataArray *const array = data.GetPointData()->GetArray(name.c_str());
      if (array == nullptr || array->GetNumberOfComponents() != 1)
        {
          std::string names;
          for (int i = 0; i < data.GetPointData()->GetNumberOfArrays(); ++i)
            if (data.GetPointData()->GetArray(i) != nullptr &&
                data.GetPointData()->GetArray(i)->GetNumberOfComponents() == 1)
              names += (names.empty() ? "" : ", ") +
                       std::string(data.GetPointData()->GetArrayName(i));
          throw BadInput("--field = " + name + ": " + output.file +
                         " has no such scalar; give one of " + names + ".");
        }
      const ShearedBox box(data);
      if (box.flat)
        return {output.time, probe<2>(data, box, name, n_longest, walls)};
      return {output.time, probe<3>(data, box, name, n_longest, walls)};
    }
  } // namespace

  std::vector<FieldAtTime> sample_results(const std::string &folder,
                                          const std::string &name,
                                          const unsigned int n_longest,
                                          const bool walls)
  {
    const auto outputs = read_collection(folder);
    std::vector<FieldAtTime> result;
    result.push_back(sample_output(outputs.front(), name, n_longest, walls));
    if (outputs.size() > 1)
      result.push_back(sample_output(outputs.back(), name, n_longest, walls));
    return result;
  }
} // namespace vitriflow
