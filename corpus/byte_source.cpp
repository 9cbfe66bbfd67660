#include "corpus/byte_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} << 10;

std::string reason(int number) { return std::generic_category().message(number); }

Error cannot_open(const std::string& path, int number) {
  return {ErrorCode::not_found, "cannot open it: " + reason(number), escaped_name(path)};
}

// Opens for reading and proves that it is a regular file. O_NONBLOCK: a FIFO must not stop us.
int open_regular(int folder, const char* name, int flags) {
  const int descriptor = ::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
  if (descriptor < 0) throw cannot_open(name, errno);
  struct stat status{};
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) return descriptor;
  ::close(descriptor);
  throw Error(ErrorCode::not_found, "not a regular file: use '-' to read a stream",
              escaped_name(name));
}

std::uint32_t unit_of(std::string_view pair, bool big_endian) {
  const auto high = static_cast<unsigned char>(pair[big_endian ? 0 : 1]);
  const auto low = static_cast<unsigned char>(pair[big_endian ? 1 : 0]);
  return static_cast<std::uint32_t>(high << 8 | low);
}

// The next characters of a UTF-16 source as UTF-8; at most about 4 KiB at a time.
std::string utf8_piece(ByteSource& source, bool big_endian) {
  std::string out;
  while (out.size() < 4096) {
    const std::string_view next = source.peek(4);
    if (next.size() < 2) {
      if (!next.empty()) append_utf8(out, 0xFFFD);
      source.skip(next.size());
      break;
    }
    const std::uint32_t unit = unit_of(next, big_endian);
    const std::uint32_t low = next.size() == 4 ? unit_of(next.substr(2), big_endian) : 0;
    const bool pair = unit >= 0xD800 && unit < 0xDC00 && low >= 0xDC00 && low < 0xE000;
    append_utf8(out, pair ? 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00) : unit);
    source.skip(pair ? 4 : 2);
  }
  return out;
}

}  // namespace

File File::open(const std::string& path) { return File(open_regular(AT_FDCWD, path.c_str(), 0)); }

File File::standard_input() noexcept { return File(::dup(STDIN_FILENO)); }

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t File::read(std::span<char> into) {
  while (true) {
    const ssize_t count = ::read(descriptor_, into.data(), into.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EINTR) continue;
    const int number = errno;
    const off_t at = ::lseek(descriptor_, 0, SEEK_CUR);
    throw Error(ErrorCode::io, "reading failed: " + reason(number),
                at < 0 ? std::string() : "byte " + std::to_string(at));
  }
}

std::optional<std::uint64_t> File::seek(std::int64_t offset, int whence) noexcept {
  const off_t at = ::lseek(descriptor_, offset, whence);
  if (at < 0) return std::nullopt;
  return static_cast<std::uint64_t>(at);
}

std::uint64_t File::bytes() const noexcept {
  struct stat status{};
  const bool known = ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
  return known ? static_cast<std::uint64_t>(status.st_size) : 0;
}

ByteSource ByteSource::of_memory(std::string bytes) {
  return ByteSource([bytes = std::move(bytes), at = std::size_t{0}](std::span<char> into) mutable {
    const std::size_t count = std::min(into.size(), bytes.size() - at);
    std::memcpy(into.data(), bytes.data() + at, count);
    at += count;
    return count;
  });
}

bool ByteSource::fill() {
  if (ended_) return false;
  if (begin_ > 0) buffer_.erase(0, std::exchange(begin_, 0));
  const std::size_t held = buffer_.size();
  buffer_.resize(held + kBufferBytes);
  std::size_t count = 0;
  try {
    count = pull_(std::span<char>(buffer_).subspan(held));
  } catch (const Error&) {
    failure_ = std::current_exception();  // thrown when what came before it has been taken
  }
  buffer_.resize(held + count);
  ended_ = count == 0;
  return !ended_;
}

std::string_view ByteSource::peek(std::size_t count) {
  count = std::min(count, kBufferBytes);
  while (buffer_.size() - begin_ < count && fill()) continue;
  if (failure_ && begin_ == buffer_.size()) std::rethrow_exception(failure_);
  return std::string_view(buffer_).substr(begin_, count);
}

void ByteSource::skip(std::size_t count) {
  count = std::min(count, buffer_.size() - begin_);
  begin_ += count;
  position_ += count;
}

bool ByteSource::next_line(std::string& line, std::size_t bytes_max, bool& too_long) {
  line.clear();
  too_long = false;
  bool any = false;
  while (true) {
    const std::string_view bytes = peek(kBufferBytes);
    if (bytes.empty()) return any;
    any = true;
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::size_t room = bytes_max - line.size();
    too_long = too_long || end > room;
    line.append(bytes.substr(0, std::min(end, room)));
    const bool found = end < bytes.size();
    skip(end + (found ? 1 : 0));
    if (found) return true;
  }
}

std::string ByteSource::rest(std::size_t bytes_max, bool& too_long) {
  std::string out;
  while (true) {
    const std::string_view bytes = peek(kBufferBytes);
    too_long = bytes.size() > bytes_max - out.size();
    if (bytes.empty() || too_long) return out;
    out.append(bytes);
    skip(bytes.size());
  }
}

ByteSource ByteSource::as_utf8(ByteSource source) {
  const std::string mark(source.peek(2));
  if (mark != "\xFF\xFE" && mark != "\xFE\xFF") return source;
  source.skip(2);
  auto shared = std::make_shared<ByteSource>(std::move(source));
  return ByteSource([shared, big_endian = mark == "\xFE\xFF",
                     piece = std::string()](std::span<char> into) mutable {
    if (piece.empty()) piece = utf8_piece(*shared, big_endian);
    const std::size_t count = std::min(into.size(), piece.size());
    std::memcpy(into.data(), piece.data(), count);
    piece.erase(0, count);
    return count;
  });
}

// Each level keeps the names still to visit; the one descriptor is that of the innermost folder,
// and ".." leads back. A chain of 5,000 folders has no path that the system would accept whole.
struct FolderWalk::State {
  struct Level {
    std::vector<std::string> names;  // in falling order: the next is at the back
    std::size_t path_bytes = 0;      // of the path up to and with this folder
  };
  int folder = -1;
  std::string path;
  std::vector<Level> levels;
  std::uint64_t links = 0;

  ~State() {
    if (folder >= 0) ::close(folder);
  }

  void enter(int descriptor) {
    if (folder >= 0) ::close(folder);
    folder = descriptor;
    Level level{{}, path.size()};
    const int copy = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR* entries = copy < 0 ? nullptr : ::fdopendir(copy);
    if (entries == nullptr) {
      if (copy >= 0) ::close(copy);
    } else {
      while (const dirent* entry = ::readdir(entries)) {
        if (entry->d_name[0] != '.') level.names.emplace_back(entry->d_name);
      }
      ::closedir(entries);
    }
    std::sort(level.names.rbegin(), level.names.rend());
    levels.push_back(std::move(level));
  }

  void leave() {
    levels.pop_back();
    if (levels.empty()) return;
    path.resize(levels.back().path_bytes);
    const int parent = ::openat(folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0) {
      levels.clear();  // moved away under us: what is left cannot be reached
      return;
    }
    ::close(std::exchange(folder, parent));
  }
};

FolderWalk::FolderWalk(const std::string& path) : state_(std::make_unique<State>()) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) throw cannot_open(path, errno);
  state_->enter(descriptor);
}

FolderWalk::~FolderWalk() = default;
FolderWalk::FolderWalk(FolderWalk&&) noexcept = default;
FolderWalk& FolderWalk::operator=(FolderWalk&&) noexcept = default;

std::optional<FolderWalk::Entry> FolderWalk::next() {
  State& state = *state_;
  while (!state.levels.empty()) {
    State::Level& level = state.levels.back();
    if (level.names.empty()) {
      state.leave();
      continue;
    }
    const std::string name = std::move(level.names.back());
    level.names.pop_back();
    struct stat status{};
    if (::fstatat(state.folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISLNK(status.st_mode)) {
      ++state.links;
      continue;
    }
    const std::string path = state.path + name;
    if (S_ISDIR(status.st_mode)) {
      const int inner =
          ::openat(state.folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
      if (inner < 0) return Entry{path, std::nullopt, reason(errno)};
      state.path = path + "/";
      state.enter(inner);
      continue;
    }
    if (!S_ISREG(status.st_mode)) continue;
    try {
      return Entry{path, File(open_regular(state.folder, name.c_str(), O_NOFOLLOW)), {}};
    } catch (const Error& error) {
      return Entry{path, std::nullopt, error.what()};
    }
  }
  return std::nullopt;
}

std::uint64_t FolderWalk::skipped_links() const noexcept { return state_->links; }

bool FolderWalk::is_folder(const std::string& path) noexcept {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace coldopen
