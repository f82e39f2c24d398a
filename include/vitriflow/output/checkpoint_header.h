#pragma once

#include <vitriflow/output/checkpoint.h>
#include <vitriflow/output/state_part.h>

#include <boost/serialization/vector.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace vitriflow
{
  /** What the header of a checkpoint says of the file of one rank. */
  struct CheckpointFile
  {
    std::uint64_t n_bytes = 0;
    std::uint64_t crc32   = 0;
    EntryCounts entries;

    /** For messages between ranks. */
    template <typename Archive>
    void serialize(Archive &archive, const unsigned int)
    {
      archive &n_bytes &crc32 &entries;
    }
  };

  /** The text in `header.json`: what all ranks share and a record of the file
   * of each. */
  std::string checkpoint_header(const CheckpointData &data,
                                const std::vector<CheckpointFile> &files);

  struct CheckpointHeader
  {
    CheckpointData data;
    std::vector<CheckpointFile> files;
  };

  /** Understands that text, which stood in the file @p path. Throws BadInput
   * unless this program can use it. */
  CheckpointHeader parse_checkpoint_header(const std::string &text,
                                           const std::string &path);
} // namespace vitriflow
