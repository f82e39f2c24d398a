#pragma once

#include <vitriflow/base/exceptions.h>

#include <gtest/gtest.h>

#include <string>

/** Expects that @p action throws BadInput of a message that begins with
 * @p start, the parameter, and contains @p words. */
template <typename Action>
void
expect_bad_input(const std::string &start,
                 const Action &action,
                 const std::string &words = "")
{
  try
    {
      action();
      ADD_FAILURE() << "no complaint about " << start;
    }
  catch (const vitriflow::BadInput &error)
    {
      const std::string message = error.what();
      EXPECT_EQ(message.rfind(start, 0), 0u) << start << " in " << message;
      EXPECT_NE(message.find(words), std::string::npos)
        << words << " in " << message;
    }
}
