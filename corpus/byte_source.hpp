// Bytes from a file, standard input, an archive member or memory, in pieces; and the files of a
// folder. The one door to files on this floor.
//
// Errors: Error(io) with the offset when the system fails in the middle of a source.
// Memory: one buffer of 64 KiB.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace coldopen {

class File {  // an open regular file or standard input; closes itself
 public:
  // Errors: Error(not_found) where it is missing, no regular file (FIFO, device, folder) or may not
  // be read; the message says which.
  static File open(const std::string& path);
  static File standard_input() noexcept;

  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  std::size_t read(std::span<char> into);  // 0 at the end
  // Moves to an offset as lseek does; none where the source cannot.
  std::optional<std::uint64_t> seek(std::int64_t offset, int whence) noexcept;
  std::uint64_t bytes() const noexcept;  // its length now; 0 where unknown

 private:
  friend class FolderWalk;
  explicit File(int descriptor) noexcept : descriptor_(descriptor) {}
  int descriptor_;
};

class ByteSource {
 public:
  using Pull = std::function<std::size_t(std::span<char>)>;  // 0 at the end

  // What `pull` throws comes to the caller when all bytes before it have been taken.
  explicit ByteSource(Pull pull) : pull_(std::move(pull)) {}
  static ByteSource of_memory(std::string bytes);

  // Up to `count` (at most 64 KiB) of the bytes to come, fewer only at the end; valid until the
  // next call.
  std::string_view peek(std::size_t count);
  void skip(std::size_t count);                                   // of what was peeked
  void forget() { buffer_.clear(), begin_ = 0, ended_ = false; }  // the source below was moved
  std::uint64_t position() const noexcept { return position_; }   // bytes skipped so far

  // The next line without its line feed, into `line`. False at the end. Of a line longer than
  // `bytes_max` the rest is read past, `line` keeps `bytes_max` bytes and `too_long` is true.
  bool next_line(std::string& line, std::size_t bytes_max, bool& too_long);

  // All that is left, at most `bytes_max`; `too_long` is true where there was more.
  std::string rest(std::size_t bytes_max, bool& too_long);

  // With a mark of UTF-16 at its start (FF FE or FE FF): the same text as UTF-8; else itself.
  static ByteSource as_utf8(ByteSource source);

 private:
  bool fill();

  Pull pull_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::uint64_t position_ = 0;
  bool ended_ = false;
  std::exception_ptr failure_;
};

// The regular files below a folder in name order: hidden ones are passed over, links not followed,
// any depth (one open descriptor, no path is ever rebuilt).
class FolderWalk {
 public:
  struct Entry {
    std::string path;  // below the folder, with '/', as bytes
    std::optional<File> file;
    std::string problem;  // why `file` is none
  };

  explicit FolderWalk(const std::string& path);  // Errors: Error(not_found)
  ~FolderWalk();
  FolderWalk(FolderWalk&&) noexcept;
  FolderWalk& operator=(FolderWalk&&) noexcept;

  std::optional<Entry> next();
  std::uint64_t skipped_links() const noexcept;

  static bool is_folder(const std::string& path) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coldopen
