#include <vitriflow/base/exceptions.h>
#include <vitriflow/structure/gridded_field.h>

#include <deal.II/base/numbers.h>

#include <gtest/gtest.h>
#include <unistd.h>
#include <vtkDoubleArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkXMLImageDataWriter.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>

#include "paths.h"

namespace
{
  using namespace vitriflow;
  using dealii::Point;
  using dealii::numbers::PI;

  const std::array<double, 2> unit_box = {{1., 1.}};

  /** A file of this process, deleted at the end of the test. */
  class TemporaryFile
  {
  public:
    explicit TemporaryFile(const std::string &suffix,
                           const std::string &content = "")
      : path_((std::filesystem::temp_directory_path() /
               ("vitriflow_" + std::to_string(getpid()) + suffix))
                .string())
    {
      std::ofstream(path_) << content;
    }

    ~TemporaryFile()
    {
      std::filesystem::remove(path_);
    }

    const std::string &path() const
    {
      return path_;
    }

  private:
    const std::string path_;
  };

  /** The message with which reading fails, or an empty string. */
  template <int dim>
  std::string complaint(const std::string &file,
                        const std::array<double, dim> &box)
  {
    try
      {
        read_gridded_field<dim>(file, box);
      }
    catch (const BadInput &error)
      {
        return error.what();
      }
    return "";
  }

  /** Expect that the message names parameter, file and @p words. */
  template <int dim>
  void expect_complaint(const std::string &file,
                        const std::array<double, dim> &box,
                        const std::vector<std::string> &words)
  {
    const std::string message = complaint<dim>(file, box);
    EXPECT_NE(message.find("Structure/Density/File = " + file),
              std::string::npos)
      << message;
    for (const std::string &word : words)
      EXPECT_NE(message.find(word), std::string::npos) << message;
  }

  void expect_text_complaint(const std::string &content,
                             const std::vector<std::string> &words)
  {
    const TemporaryFile file(".txt", content);
    expect_complaint<2>(file.path(), unit_box, words);
  }

  TEST(ReadGriddedField, SmallTextFile)
  {
    const auto field =
      read_gridded_field<2>(test_data_dir + "/density_8x8.txt", {{4., 4.}});
    EXPECT_EQ(field.values().size(), 64u);
    EXPECT_TRUE(field.grid().periodic[0] && field.grid().periodic[1]);
    // interpolation of order 8 with 8 points per wave: (pi/4)^8 1.07e-3 =
    // 1.6e-4 of the amplitudes 0.1 and 0.05
    for (double x = -1.; x < 5.; x += 0.17)
      EXPECT_NEAR(field.value(Point<2>(x, 2. * x)),
                  1. + 0.1 * std::cos(2. * PI * x / 4.) +
                    0.05 * std::sin(2. * PI * 2. * x / 4.),
                  0.15 * 1.6e-4);
  }

  TEST(ReadGriddedField, ReferenceNoiseHasMeanOneAndDeviationOnePercent)
  {
    const auto field =
      read_gridded_field<2>(test_data_dir + "/density_noise.txt", {{64., 64.}});
    const auto &values = field.values();
    const double mean =
      std::accumulate(values.begin(), values.end(), 0.) / values.size();
    double square = 0.;
    for (const double value : values)
      square += (value - mean) * (value - mean);
    ASSERT_EQ(values.size(), 128u * 128u);
    // rounding of sums of 16384 terms
    EXPECT_NEAR(mean, 1., 1e-12);
    EXPECT_NEAR(std::sqrt(square / values.size()), 0.01, 1e-12);
    EXPECT_NEAR(field.value(Point<2>(0.5, 0.)), values[1], 1e-14);
    EXPECT_NEAR(field.value(Point<2>(0., 0.5)), values[128], 1e-14);
  }

  TEST(ReadGriddedField, TextLayoutIsFree)
  {
    const TemporaryFile file(".txt",
                             "#2 3 1 1 nonperiodic\r\n\n1 2 3\r\n# note\n4\n"
                             "5 6e0\n");
    const auto field = read_gridded_field<2>(file.path(), unit_box);
    EXPECT_EQ(field.values(), (std::vector<double>{1., 2., 3., 4., 5., 6.}));
    EXPECT_FALSE(field.grid().periodic[0] || field.grid().periodic[1]);
    EXPECT_DOUBLE_EQ(field.value(Point<2>(1., 1.)), 6.);
  }

  TEST(ReadGriddedField, ThreeDimensionalText)
  {
    const TemporaryFile file(".txt", "# 2 1 2 1 2 3\n1 2 3 4\n");
    const auto field = read_gridded_field<3>(file.path(), {{1., 2., 3.}});
    EXPECT_DOUBLE_EQ(field.value(Point<3>(0.5, 0.3, 1.5)), 4.);
    EXPECT_DOUBLE_EQ(field.value(Point<3>(0.5, 0.3, 0.)), 2.);
  }

  TEST(ReadGriddedField, MissingFile)
  {
    expect_complaint<2>("/nowhere/density.txt", unit_box, {"no such file"});
    expect_complaint<2>("/nowhere/density.vti", unit_box, {"no such file"});
    expect_complaint<2>(std::filesystem::temp_directory_path().string(),
                        unit_box,
                        {"no such file"});
  }

  TEST(ReadGriddedField, BadHeader)
  {
    for (const std::string header : {"",
                                     "2 2 1 1",
                                     "#",
                                     "# 2 2",
                                     "# 2 2 1",
                                     "# 2 2 2 1 1 1",
                                     "# 2 2 1 1 periodic",
                                     "# 2.5 2 1 1",
                                     "# 0 2 1 1",
                                     "# -2 2 1 1",
                                     "# 2 2 1 0",
                                     "# 2 2 1 nan",
                                     "# two 2 1 1"})
      expect_text_complaint(header + "\n1 2 3 4\n",
                            {"line 1", "nx ny Lx Ly", "`" + header + "`"});
  }

  TEST(ReadGriddedField, ImpossibleGrid)
  {
    expect_text_complaint("# 1 2 1 1 nonperiodic\n1 2\n",
                          {"direction 1 has 1 points"});
    expect_text_complaint("# 100000 100000 1 1\n1 2\n", {"more coarsely"});
  }

  TEST(ReadGriddedField, TwoDimensionalFileInThreeDimensions)
  {
    expect_complaint<3>(test_data_dir + "/density_8x8.txt",
                        {{4., 4., 4.}},
                        {"line 1", "nx ny nz Lx Ly Lz", "# 8 8 4 4"});
  }

  TEST(ReadGriddedField, WrongNumberOfValues)
  {
    expect_text_complaint("# 2 2 1 1\n1 2\n3\n",
                          {"line 3", "after 3 of the 4 values"});
    expect_text_complaint("# 2 2 1 1\n1 2\n3 4\n5 6\n",
                          {"line 4", "more values than the 4"});
    expect_text_complaint("# 2 2 1 1\n", {"after 0 of the 4 values"});
  }

  TEST(ReadGriddedField, ValuesThatAreNoFiniteNumbers)
  {
    expect_text_complaint("# 2 2 1 1\n1 2\n3 4x\n",
                          {"line 3", "number", "`4x`"});
    expect_text_complaint("# 2 2 1 1\n1 2\nthree 4\n", {"line 3", "`three`"});
    expect_text_complaint("# 2 2 1 1\n1 nan\n3 4\n",
                          {"line 2", "finite", "`nan`"});
    expect_text_complaint("# 2 2 1 1\n1 2\n-inf 4\n",
                          {"line 3", "finite", "`-inf`"});
    expect_text_complaint("# 2 2 1 1\n1 2\n1e999 4\n", {"line 3", "`1e999`"});
    expect_text_complaint("# 2 2 1 1\n1,2,3,4\n", {"line 2", "`1,2,3,4`"});
  }

  TEST(ReadGriddedField, OtherBox)
  {
    expect_text_complaint("# 2 2 1 1.00001\n1 2 3 4\n",
                          {"1 x 1.00001", "1 x 1;", "Mesh/Size"});
    const TemporaryFile close(".txt", "# 2 2 1 1.0000005\n1 2 3 4\n");
    EXPECT_EQ(complaint<2>(close.path(), unit_box), "");
  }

  TEST(ReadGriddedField, MessageNamesTheGivenParameter)
  {
    try
      {
        read_gridded_field<2>("/nowhere", unit_box, "Structure/Modulus/File");
        FAIL();
      }
    catch (const BadInput &error)
      {
        EXPECT_EQ(std::string(error.what()).rfind("Structure/Modulus/File", 0),
                  0u);
      }
  }

  /** An image of nx x ny x nz points with spacing 1/2, values 1, 2, .... */
  void write_vti(const std::string &file,
                 const int nx,
                 const int ny,
                 const int nz,
                 const int n_components  = 1,
                 const double last_value = 100.,
                 const bool ascii        = false)
  {
    vtkNew<vtkImageData> image;
    image->SetDimensions(nx, ny, nz);
    image->SetSpacing(0.5, 0.5, 0.5);
    image->SetOrigin(-3., 7., 0.);

    vtkNew<vtkDoubleArray> values;
    values->SetName("density");
    values->SetNumberOfComponents(n_components);
    values->SetNumberOfTuples(nx * ny * nz);
    for (int i = 0; i < nx * ny * nz * n_components; ++i)
      values->SetValue(i, i + 1.);
    values->SetValue(nx * ny * nz * n_components - 1, last_value);
    image->GetPointData()->AddArray(values);

    vtkNew<vtkXMLImageDataWriter> writer;
    writer->SetFileName(file.c_str());
    writer->SetInputData(image);
    if (ascii)
      writer->SetDataModeToAscii();
    writer->Write();
  }

  TEST(ReadGriddedField, ImageDataFromVtk)
  {
    const TemporaryFile file(".vti");
    write_vti(file.path(), 4, 3, 1);
    const auto field = read_gridded_field<2>(file.path(), {{2., 1.5}});
    EXPECT_EQ(field.grid().n_points, (std::array<unsigned int, 2>{{4, 3}}));
    EXPECT_TRUE(field.grid().periodic[0] && field.grid().periodic[1]);
    EXPECT_DOUBLE_EQ(field.value(Point<2>(0.5, 1.)), 10.);
    EXPECT_DOUBLE_EQ(field.value(Point<2>(1.5, -0.5)), 100.);

    write_vti(file.path(), 4, 3, 2, 1, 100., true);
    const auto field3 = read_gridded_field<3>(file.path(), {{2., 1.5, 1.}});
    EXPECT_DOUBLE_EQ(field3.value(Point<3>(0.5, 0., 0.5)), 14.);
  }

  TEST(ReadGriddedField, MalformedImageData)
  {
    const std::array<double, 2> box = {{2., 1.5}};
    const TemporaryFile file(".vti", "# 4 3 2 1.5\n1 2 3\n");
    expect_complaint<2>(file.path(), box, {"VTK image data"});

    write_vti(file.path(), 4, 3, 1);
    expect_complaint<2>(file.path(), unit_box, {"2 x 1.5", "1 x 1;"});

    write_vti(file.path(), 4, 3, 2);
    expect_complaint<2>(file.path(), box, {"2 layers in z"});

    write_vti(file.path(), 4, 3, 1, 3);
    expect_complaint<2>(file.path(), box, {"12 scalars at the points"});

    write_vti(
      file.path(), 4, 3, 1, 1, std::numeric_limits<double>::quiet_NaN());
    expect_complaint<2>(file.path(), box, {"finite", "point 11"});
  }

  TEST(ReadGriddedField, TruncatedImageData)
  {
    const std::array<double, 2> box = {{2., 1.5}};
    for (const bool ascii : {true, false})
      {
        const TemporaryFile file(".vti");
        write_vti(file.path(), 4, 3, 1, 1, 100., ascii);
        std::filesystem::resize_file(file.path(),
                                     std::filesystem::file_size(file.path()) *
                                       3 / 4);
        expect_complaint<2>(file.path(), box, {"malformed"});
      }

    // well-formed XML with one value too few
    const TemporaryFile file(
      ".vti",
      "<?xml version=\"1.0\"?>\n<VTKFile type=\"ImageData\" version=\"0.1\">\n"
      "<ImageData WholeExtent=\"0 1 0 1 0 0\" Origin=\"0 0 0\" "
      "Spacing=\"0.5 0.5 1\">\n<Piece Extent=\"0 1 0 1 0 0\">\n<PointData>\n"
      "<DataArray type=\"Float64\" Name=\"rho\" format=\"ascii\">1 1 1"
      "</DataArray>\n</PointData>\n</Piece>\n</ImageData>\n</VTKFile>\n");
    expect_complaint<2>(file.path(), unit_box, {"malformed"});
  }
} // namespace
