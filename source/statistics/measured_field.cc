#include <vtkDoubleArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkXMLImageDataReader.h>
#include <vtkXMLImageDataWriter.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/statistics/measured_field.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    const std::string parameter = "statistics";

    /** Dimension and box of a text file from its header, without looking at
     * the rest: read_gridded_field() complains about what is wrong. */
    std::vector<double> text_box(const std::string &file)
    {
      std::ifstream in(file);
      std::string line;
      std::getline(in, line);
      std::istringstream words(
        line.substr(line.empty() || line[0] != '#' ? 0 : 1));
      std::vector<double> numbers;
      for (double number; words >> number;)
        numbers.push_back(number);
      return {numbers.begin() + numbers.size() / 2, numbers.end()};
    }

    std::vector<double> image_box(const std::string &file)
    {
      vtkNew<vtkXMLImageDataReader> reader;
      if (reader->CanReadFile(file.c_str()) == 0)
        throw BadInput(file + ": is not readable as VTK image data (.vti).");
      reader->SetFileName(file.c_str());
      reader->Update();
      vtkImageData &image = *reader->GetOutput();
      const int *const n  = image.GetDimensions();
      std::vector<double> box;
      for (int d = 0; d < (n[2] > 1 ? 3 : 2); ++d)
        box.push_back(n[d] * image.GetSpacing()[d]);
      return box;
    }
  } // namespace

  MeasuredField read_measured_field(const std::string &file)
  {
    if (!std::filesystem::is_regular_file(file))
      throw BadInput(file + ": there is no such file.");
    const auto box = std::filesystem::path(file).extension() == ".vti"
                       ? image_box(file)
                       : text_box(file);
    if (box.size() == 3)
      return read_gridded_field<3>(file, {{box[0], box[1], box[2]}}, parameter);
    const std::array<double, 2> box2 = {
      {box.size() == 2 ? box[0] : 1., box.size() == 2 ? box[1] : 1.}};
    return read_gridded_field<2>(file, box2, parameter);
  }

  template <int dim>
  void write_vti(const std::string &file,
                 const Grid<dim> &grid,
                 const std::vector<double> &values,
                 const std::string &name)
  {
    vtkNew<vtkImageData> image;
    int n[3]          = {1, 1, 1};
    double spacing[3] = {1., 1., 1.};
    for (int d = 0; d < dim; ++d)
      {
        n[d]       = static_cast<int>(grid.n_points[d]);
        spacing[d] = grid.size[d] / grid.n_points[d];
      }
    image->SetDimensions(n);
    image->SetSpacing(spacing);
    vtkNew<vtkDoubleArray> array;
    array->SetName(name.c_str());
    array->SetNumberOfTuples(static_cast<vtkIdType>(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i)
      array->SetValue(static_cast<vtkIdType>(i), values[i]);
    image->GetPointData()->AddArray(array);
    image->GetPointData()->SetActiveScalars(name.c_str());

    vtkNew<vtkXMLImageDataWriter> writer;
    writer->SetFileName(file.c_str());
    writer->SetInputData(image);
    if (writer->Write() != 1)
      throw BadInput(file + ": cannot be written; choose another folder with "
                            "--output.");
  }

  template void write_vti<2>(const std::string &,
                             const Grid<2> &,
                             const std::vector<double> &,
                             const std::string &);
  template void write_vti<3>(const std::string &,
                             const Grid<3> &,
                             const std::vector<double> &,
                             const std::string &);
} // namespace vitriflow
