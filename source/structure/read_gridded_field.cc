#include <vitriflow/base/exceptions.h>
#include <vitriflow/structure/gridded_field.h>

#include <vtkCallbackCommand.h>
#include <vtkDataArray.h>
#include <vtkExecutive.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkSmartPointer.h>
#include <vtkXMLImageDataReader.h>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    /** How far the lengths of a file may be from those of the box. */
    constexpr double box_tolerance = 1e-6;

    /** What is being read, to be named when it is malformed. */
    struct Source
    {
      std::string file;
      std::string parameter;

      [[noreturn]] void reject(const std::string &complaint) const
      {
        throw BadInput(parameter + " = " + file + ": " + complaint);
      }

      [[noreturn]] void reject_line(const unsigned int line,
                                    const std::string &complaint) const
      {
        reject("line " + std::to_string(line) + ": " + complaint);
      }
    };

    template <int dim>
    std::string lengths_to_string(const std::array<double, dim> &lengths)
    {
      std::ostringstream out;
      out << std::setprecision(10);
      for (int d = 0; d < dim; ++d)
        out << (d > 0 ? " x " : "") << lengths[d];
      return out.str();
    }

    /** A grid that holds something, fits into memory and fills the box. */
    template <int dim>
    void check_grid(const Grid<dim> &grid,
                    const std::array<double, dim> &box_size,
                    const Source &source)
    {
      double n = 1;
      for (int d = 0; d < dim; ++d)
        {
          n *= grid.n_points[d];
          if (grid.n_points[d] < (grid.periodic[d] ? 1 : 2))
            source.reject("direction " + std::to_string(d + 1) + " has " +
                          std::to_string(grid.n_points[d]) +
                          " points; give at least 1, or 2 when nonperiodic.");
        }
      if (n > max_n_grid_points)
        source.reject("the grid has more than " +
                      std::to_string(max_n_grid_points) +
                      " points; sample the field more coarsely.");
      for (int d = 0; d < dim; ++d)
        // negated, so that lengths which are not a number fail too
        if (!(std::abs(grid.size[d] - box_size[d]) <=
              box_tolerance * std::abs(box_size[d])))
          source.reject("the field fills a box of " +
                        lengths_to_string<dim>(grid.size) +
                        " but the box of the run (Mesh/Size) is " +
                        lengths_to_string<dim>(box_size) +
                        "; make the two equal to a relative 1e-6.");
    }

    /** Whether all of @p word is a number of the type of @p number. */
    template <typename Number>
    bool parse(const std::string &word, Number &number)
    {
      const char *const end = word.data() + word.size();
      const auto result     = std::from_chars(word.data(), end, number);
      return result.ec == std::errc() && result.ptr == end;
    }

    std::vector<std::string> split(const std::string &line)
    {
      std::istringstream in(line);
      std::vector<std::string> words;
      for (std::string word; in >> word;)
        words.push_back(word);
      return words;
    }

    template <int dim>
    Grid<dim> parse_header(const std::string &line, const Source &source)
    {
      const std::string expected =
        std::string("expected the header `# ") +
        (dim == 2 ? "nx ny Lx Ly" : "nx ny nz Lx Ly Lz") + "` of a " +
        std::to_string(dim) + "-dimensional field (integers >= 1, lengths " +
        "> 0, optionally the word `nonperiodic`), found `" +
        line.substr(0, 80) + "`.";

      // the # may touch the first number
      if (line.empty() || line[0] != '#')
        source.reject_line(1, expected);
      std::vector<std::string> words = split(line.substr(1));

      const bool periodic = words.empty() || words.back() != "nonperiodic";
      if (!periodic)
        words.pop_back();
      if (words.size() != 2 * dim)
        source.reject_line(1, expected);

      Grid<dim> grid;
      for (int d = 0; d < dim; ++d)
        {
          grid.periodic[d] = periodic;
          if (!parse(words[d], grid.n_points[d]) || grid.n_points[d] < 1 ||
              !parse(words[dim + d], grid.size[d]) || !(grid.size[d] > 0.))
            source.reject_line(1, expected);
        }
      return grid;
    }

    double parse_value(const std::string &word,
                       const unsigned int line,
                       const Source &source)
    {
      double value = 0.;
      if (!parse(word, value))
        source.reject_line(line,
                           "expected a number in double precision, found `" +
                             word.substr(0, 40) + "`.");
      if (!std::isfinite(value))
        source.reject_line(line,
                           "expected a finite number, found `" + word + "`.");
      return value;
    }

    template <int dim>
    GriddedField<dim> read_text(const std::array<double, dim> &box_size,
                                const Source &source)
    {
      std::ifstream in(source.file);
      std::string line;
      if (!in)
        source.reject("cannot be opened; give the path of a readable file.");
      std::getline(in, line);

      const Grid<dim> grid = parse_header<dim>(line, source);
      check_grid<dim>(grid, box_size, source);

      const std::size_t n = grid.n_values();
      std::vector<double> values;
      values.reserve(n);
      unsigned int line_number = 1;
      while (std::getline(in, line))
        {
          ++line_number;
          const std::vector<std::string> words = split(line);
          if (words.empty() || words[0][0] == '#')
            continue;
          for (const std::string &word : words)
            values.push_back(parse_value(word, line_number, source));
          if (values.size() > n)
            source.reject_line(line_number,
                               "more values than the " + std::to_string(n) +
                                 " which line 1 announces; correct one or "
                                 "the other.");
        }
      if (values.size() < n)
        source.reject_line(line_number,
                           "the file ends after " +
                             std::to_string(values.size()) + " of the " +
                             std::to_string(n) +
                             " values which line 1 announces.");
      return GriddedField<dim>(grid, std::move(values));
    }

    /** The first array with one component, or a null pointer. */
    vtkDataArray *first_scalar_array(vtkPointData &data)
    {
      for (int i = 0; i < data.GetNumberOfArrays(); ++i)
        if (vtkDataArray *const array = data.GetArray(i))
          if (array->GetNumberOfComponents() == 1)
            return array;
      return nullptr;
    }

    /**
     * Collects the messages of VTK instead of printing them, without the place
     * in VTK's source, which comes first and ends with "): ".
     */
    void collect_message(vtkObject *, unsigned long, void *messages, void *data)
    {
      const std::string text  = static_cast<const char *>(data);
      const std::size_t place = text.find("): ");
      const std::size_t begin = place == std::string::npos ? 0 : place + 3;
      *static_cast<std::string *>(messages) +=
        " " + text.substr(begin, text.find('\n', begin) - begin);
    }

    /** Let @p reader load the file or reject it with VTK's own words. */
    void load(vtkXMLImageDataReader &reader, const Source &source)
    {
      if (!reader.CanReadFile(source.file.c_str()))
        source.reject("is not readable as VTK image data (.vti).");

      std::string messages, pipeline_messages;
      const auto collect_into = [](std::string &target) {
        const auto command = vtkSmartPointer<vtkCallbackCommand>::New();
        command->SetCallback(collect_message);
        command->SetClientData(&target);
        return command;
      };
      const auto collector = collect_into(messages);
      const auto tag = reader.AddObserver(vtkCommand::ErrorEvent, collector);
      reader.SetReaderErrorObserver(collector);
      reader.SetParserErrorObserver(collector);

      // the pipeline only repeats that the reader failed
      vtkExecutive &pipeline = *reader.GetExecutive();
      const auto pipeline_tag =
        pipeline.AddObserver(vtkCommand::ErrorEvent,
                             collect_into(pipeline_messages));

      reader.SetFileName(source.file.c_str());
      reader.Update();

      // reader and pipeline outlive the strings
      reader.RemoveObserver(tag);
      reader.SetReaderErrorObserver(nullptr);
      reader.SetParserErrorObserver(nullptr);
      pipeline.RemoveObserver(pipeline_tag);

      if (!messages.empty() || !pipeline_messages.empty() ||
          reader.GetErrorCode() != 0)
        source.reject("the VTK image data is malformed." + messages);
    }

    template <int dim>
    GriddedField<dim> read_vti(const std::array<double, dim> &box_size,
                               const Source &source)
    {
      vtkNew<vtkXMLImageDataReader> reader;
      load(*reader, source);
      vtkImageData &image = *reader->GetOutput();

      const int *const n_points   = image.GetDimensions();
      const double *const spacing = image.GetSpacing();
      if (dim == 2 && n_points[2] != 1)
        source.reject("has " + std::to_string(n_points[2]) +
                      " layers in z; expected one in two dimensions.");
      Grid<dim> grid;
      for (int d = 0; d < dim; ++d)
        {
          grid.n_points[d] = n_points[d];
          grid.size[d]     = n_points[d] * spacing[d];
          grid.periodic[d] = true;
        }
      check_grid<dim>(grid, box_size, source);

      const std::size_t n       = grid.n_values();
      vtkDataArray *const array = first_scalar_array(*image.GetPointData());
      if (array == nullptr ||
          static_cast<std::size_t>(array->GetNumberOfTuples()) != n)
        source.reject("expected an array of " + std::to_string(n) +
                      " scalars at the points (PointData), found none.");

      std::vector<double> values(n);
      for (std::size_t i = 0; i < n; ++i)
        {
          values[i] = array->GetComponent(i, 0);
          if (!std::isfinite(values[i]))
            source.reject("expected finite numbers, but the value at point " +
                          std::to_string(i) + " is not.");
        }
      return GriddedField<dim>(grid, std::move(values));
    }
  } // namespace

  template <int dim>
  GriddedField<dim> read_gridded_field(const std::string &file,
                                       const std::array<double, dim> &box_size,
                                       const std::string &parameter)
  {
    const Source source{file, parameter};
    if (!std::filesystem::is_regular_file(file))
      source.reject("there is no such file; give the path of one.");
    return std::filesystem::path(file).extension() == ".vti"
             ? read_vti<dim>(box_size, source)
             : read_text<dim>(box_size, source);
  }

  template GriddedField<2> read_gridded_field<2>(const std::string &,
                                                 const std::array<double, 2> &,
                                                 const std::string &);
  template GriddedField<3> read_gridded_field<3>(const std::string &,
                                                 const std::array<double, 3> &,
                                                 const std::string &);
} // namespace vitriflow
