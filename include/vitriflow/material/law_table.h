#pragma once

#include <vitriflow/base/exceptions.h>

#include <string>
#include <utility>
#include <vector>

namespace vitriflow
{
  /**
   * The laws of one kind a parameter file can choose from: name and factory.
   *
   * The tables are written out in one .cc file per kind and name every factory
   * explicitly. Self-registering objects would be shorter, but the linker
   * leaves them out of a static library when nothing refers to them.
   *
   * @tparam Factory pointer to the function that makes the law.
   */
  template <typename Factory>
  struct LawTable
  {
    /** What the laws are, for messages: "equation of state". */
    std::string kind;

    /** Name in the parameter file and factory. */
    std::vector<std::pair<std::string, Factory>> laws;

    /** All names separated by "|", as dealii::Patterns::Selection reads it. */
    std::string names() const
    {
      std::string result;
      for (const auto &law : laws)
        result += (result.empty() ? "" : "|") + law.first;
      return result;
    }

    /** The factory of the law called @p name. */
    Factory find(const std::string &name) const
    {
      for (const auto &law : laws)
        if (law.first == name)
          return law.second;
      throw BadInput("There is no " + kind + " called '" + name +
                     "'. Choose one of: " + names() + ".");
    }
  };
} // namespace vitriflow
