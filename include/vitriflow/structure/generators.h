#pragma once

#include <memory>

namespace vitriflow
{
  class FieldGenerator;

  // What each draws is said in its file in source/structure/generators/.
  std::unique_ptr<FieldGenerator> make_clusters();
  std::unique_ptr<FieldGenerator> make_grains();
  std::unique_ptr<FieldGenerator> make_inclusions();
  std::unique_ptr<FieldGenerator> make_laminate();
  std::unique_ptr<FieldGenerator> make_phases();
  std::unique_ptr<FieldGenerator> make_random_field();
  std::unique_ptr<FieldGenerator> make_segment();
  std::unique_ptr<FieldGenerator> make_surface_layer();
} // namespace vitriflow
