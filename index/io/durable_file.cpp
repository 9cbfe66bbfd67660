#include "index/io/durable_file.hpp"

#include <utility>

#include "corpus/error.hpp"

namespace coldopen {

DurableFile::DurableFile(Disk& disk, Disk::Path path)
    : disk_(disk), path_(std::move(path)), aside_(path_) {
  aside_ += kUnfinishedEnding;
  file_ = disk_.open(aside_, Access::fresh);
}

DurableFile::~DurableFile() {
  if (!file_) return;
  file_.reset();
  try {
    disk_.remove(aside_);
  } catch (const Error&) {  // what failed before is what to tell
  }
}

void DurableFile::append(std::span<const std::byte> bytes) {
  file_->write(size_, bytes);
  size_ += bytes.size();
}

void DurableFile::commit() {
  file_->sync();
  disk_.rename(aside_, path_);
  file_.reset();
  disk_.sync_directory(path_.parent_path());
}

void write_durable(Disk& disk, const Disk::Path& path, std::span<const std::byte> bytes) {
  DurableFile file(disk, path);
  file.append(bytes);
  file.commit();
}

void write_durable(Disk& disk, const Disk::Path& path, std::string_view text) {
  write_durable(disk, path, std::as_bytes(std::span(text)));
}

}  // namespace coldopen
