// gzip, xz, bzip2, zstd, zip, tar and 7z by libarchive, unpacked on the fly, one level, bounded.
//
// Names of members are labels and never become paths; links and folders are passed over.
// Errors: Error(bad_input) whose `where` is the byte of the packed source: cut, damaged, encrypted,
// packed by a method the library lacks, wanting too much memory, more than 100,000 members,
// unpacking to more than 200 times its size after the first 256 MiB.
// Memory: libarchive's decoder (at most 512 MiB, mostly under 10) and 64 KiB.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "corpus/byte_source.hpp"

namespace coldopen {

struct ArchiveLimits {
  std::uint64_t ratio_max = 200;
  std::uint64_t ratio_free_bytes = std::uint64_t{256} << 20;  // the ratio counts only beyond
  std::uint64_t output_bytes_max = std::uint64_t{64} << 30;
  std::uint64_t members_max = 100'000;
  std::uint64_t decoder_bytes_max = std::uint64_t{512} << 20;
};

class Archive {
 public:
  using Seek = std::function<std::optional<std::uint64_t>(std::int64_t offset, int whence)>;
  struct Member {
    std::string name;       // as bytes; empty for a packed single file
    bool is_whole = false;  // a packed single file (gz, xz, bz2, zst), no archive of several
  };

  // By its first 512 bytes.
  static bool recognizes(std::string_view head) noexcept;

  // `seek` is needed by 7z alone; it may always say none.
  Archive(ByteSource source, Seek seek, const ArchiveLimits& limits = {});
  ~Archive();
  Archive(Archive&&) noexcept;
  Archive& operator=(Archive&&) noexcept;

  std::optional<Member> next();
  std::size_t read(std::span<char> into);  // of the member that next() gave; 0 at its end
  // After the last member: whether bytes follow that belong to no archive.
  bool has_garbage() const;

 private:
  struct State;
  std::optional<Member> open_packed_file();
  std::unique_ptr<State> state_;
};

}  // namespace coldopen
