// The only way a file of the index is born: whole and lasting, or not at all.
//
// Writes `path`.tmp, syncs it, renames it to `path`, syncs the directory: after a crash at any
// moment `path` holds its old bytes or the new ones. Leftover .tmp files are removed when a data
// directory is opened. Errors: those of Disk; the .tmp file is removed then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "index/io/disk.hpp"

namespace coldopen {

inline constexpr std::string_view kUnfinishedEnding = ".tmp";

class DurableFile {
 public:
  DurableFile(Disk& disk, Disk::Path path);
  ~DurableFile();  // without commit() there is no such file
  void append(std::span<const std::byte> bytes);
  void commit();

 private:
  Disk& disk_;
  Disk::Path path_;
  Disk::Path aside_;
  std::unique_ptr<DiskFile> file_;
  std::uint64_t size_ = 0;
};

void write_durable(Disk& disk, const Disk::Path& path, std::span<const std::byte> bytes);
void write_durable(Disk& disk, const Disk::Path& path, std::string_view text);

}  // namespace coldopen
