#include "index/io/durable_file.hpp"

#include "corpus/error.hpp"

namespace coldopen {

void write_durable(Disk& disk, const Disk::Path& path, std::span<const std::byte> bytes) {
  Disk::Path aside = path;
  aside += kUnfinishedEnding;
  try {
    const std::unique_ptr<DiskFile> file = disk.open(aside, Access::fresh);
    file->write(0, bytes);
    file->sync();
    disk.rename(aside, path);
  } catch (const Error&) {
    try {
      disk.remove(aside);
    } catch (const Error&) {  // the first error is the one to tell
    }
    throw;
  }
  disk.sync_directory(path.parent_path());
}

void write_durable(Disk& disk, const Disk::Path& path, std::string_view text) {
  write_durable(disk, path, std::as_bytes(std::span(text)));
}

}  // namespace coldopen
