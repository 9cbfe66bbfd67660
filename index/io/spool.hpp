// Bytes that grow at their end and may be more than memory should hold: the last of them stand in
// memory, those before in a file that goes with the spool.
//
// Errors   those of Disk.   Threads  one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "index/io/bytes.hpp"
#include "index/io/disk.hpp"

namespace coldopen {

using ByteSink = std::function<void(Bytes)>;  // takes bytes in their order

// Where spools keep their files: beside `path`, named as unfinished files are.
class SpoolPlace {
 public:
  SpoolPlace() = default;  // nowhere: all in memory
  SpoolPlace(Disk& disk, Disk::Path path) : disk_(&disk), path_(std::move(path)) {}

 private:
  friend class Spool;
  Disk* disk_ = nullptr;
  Disk::Path path_;
  unsigned files_ = 0;
};

class Spool {
 public:
  Spool() = default;                  // all in memory
  explicit Spool(SpoolPlace& place);  // which must outlive it
  explicit Spool(ByteBuffer bytes) : tail_(std::move(bytes)) {}
  Spool(Spool&& other) noexcept;
  Spool& operator=(Spool&& other) noexcept;
  ~Spool();

  // The last bytes: append here, then settle(). What stands before is a multiple of 64 bytes, so
  // that padding the tail pads the whole.
  ByteBuffer& tail() noexcept { return tail_; }
  std::uint64_t size() const noexcept { return settled_ + tail_.size(); }
  void settle() {
    if (place_ != nullptr && tail_.size() >= kTailMax) write_tail();
  }

  void copy_to(const ByteSink& sink) const;

 private:
  static constexpr std::size_t kTailMax = std::size_t{1} << 20;
  void write_tail();
  void remove_file() noexcept;

  SpoolPlace* place_ = nullptr;
  Disk::Path path_;
  std::unique_ptr<DiskFile> file_;  // made when it is needed
  std::uint64_t settled_ = 0;
  ByteBuffer tail_;
};

// Parts of one whole, in order.
using Spools = std::vector<Spool>;
std::uint64_t size_of(const Spools& parts) noexcept;
ByteBuffer whole(const Spools& parts);

}  // namespace coldopen
