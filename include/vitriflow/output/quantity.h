#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace vitriflow
{
  /** A result of summary.json. */
  inline nlohmann::json quantity(const double value, const std::string &unit)
  {
    return {{"value", value}, {"unit", unit}};
  }
} // namespace vitriflow
