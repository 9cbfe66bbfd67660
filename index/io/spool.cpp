#include "index/io/spool.hpp"

#include <utility>

#include "corpus/error.hpp"
#include "index/io/durable_file.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kUnit = 64;

}  // namespace

Spool::Spool(SpoolPlace& place) : place_(place.disk_ == nullptr ? nullptr : &place) {}

Spool::Spool(Spool&& other) noexcept
    : place_(other.place_),
      path_(std::move(other.path_)),
      file_(std::move(other.file_)),
      settled_(std::exchange(other.settled_, 0)),
      tail_(std::move(other.tail_)) {}

Spool& Spool::operator=(Spool&& other) noexcept {
  remove_file();
  place_ = other.place_;
  path_ = std::move(other.path_);
  file_ = std::move(other.file_);
  settled_ = std::exchange(other.settled_, 0);
  tail_ = std::move(other.tail_);
  return *this;
}

Spool::~Spool() { remove_file(); }

void Spool::remove_file() noexcept {
  if (!file_) return;
  file_.reset();
  try {
    place_->disk_->remove(path_);
  } catch (const Error&) {  // left behind: the next opening of its folder removes it
  }
}

void Spool::write_tail() {
  if (!file_) {
    path_ = place_->path_;
    path_ += "." + std::to_string(place_->files_++) + std::string(kUnfinishedEnding);
    file_ = place_->disk_->open(path_, Access::fresh);
  }
  const std::size_t bytes = tail_.size() / kUnit * kUnit;
  file_->write(settled_, Bytes(tail_).first(bytes));
  settled_ += bytes;
  tail_.erase(tail_.begin(), tail_.begin() + static_cast<std::ptrdiff_t>(bytes));
}

void Spool::copy_to(const ByteSink& sink) const {
  if (settled_ != 0) {
    const MappedFile file = place_->disk_->map(path_);
    if (file.bytes.size() < settled_) {
      throw Error(ErrorCode::io, path_.string() + " was cut while it was being written",
                  path_.string());
    }
    sink(file.bytes.first(settled_));
  }
  sink(tail_);
}

std::uint64_t size_of(const Spools& parts) noexcept {
  std::uint64_t size = 0;
  for (const Spool& part : parts) size += part.size();
  return size;
}

ByteBuffer whole(const Spools& parts) {
  ByteBuffer out;
  out.reserve(size_of(parts));
  for (const Spool& part : parts) {
    part.copy_to([&out](Bytes bytes) { append_bytes(out, bytes); });
  }
  return out;
}

}  // namespace coldopen
