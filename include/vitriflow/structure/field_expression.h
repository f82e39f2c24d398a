#pragma once

#include <string>
#include <vector>

namespace vitriflow
{
  /** One term of a sum of fields, cut out by masks. */
  struct FieldTerm
  {
    struct Mask
    {
      std::string type;
      /** Whether the field stays inside the mask or outside. */
      bool inside;
    };

    std::string type;
    std::vector<Mask> masks;
  };

  /**
   * Parses "grains + random field outside grains inside surface layer": terms
   * joined by +, each the name of a field and any number of masks. Throws
   * BadInput naming @p parameter if a name is not among @p known.
   */
  std::vector<FieldTerm>
  parse_field_expression(const std::string &text,
                         const std::vector<std::string> &known,
                         const std::string &parameter);
} // namespace vitriflow
