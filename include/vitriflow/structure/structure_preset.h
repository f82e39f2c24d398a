#pragma once

#include <map>
#include <string>

namespace vitriflow
{
  /** Names of the structure presets, separated by "|". */
  std::string structure_preset_names();

  /**
   * Values of a preset for the subsection of one property, by name within it;
   * none for the preset "none". Lengths in metres.
   */
  std::map<std::string, std::string>
  structure_preset(const std::string &preset, const std::string &property);
} // namespace vitriflow
