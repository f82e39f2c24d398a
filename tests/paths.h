#ifndef vitriflow_tests_paths_h
#define vitriflow_tests_paths_h

#include <string>

// Where the tests find what they read and run; the values are the build's.
extern const std::string test_data_dir;
extern const std::string source_dir;
extern const std::string vitriflow_executable;

#endif
