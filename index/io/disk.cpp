#include "index/io/disk.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

[[noreturn]] void fail(int error, const std::string& action, const Disk::Path& path) {
  ErrorCode code = ErrorCode::io;
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      code = ErrorCode::disk_full;
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      code = ErrorCode::permission;
      break;
    case ENOENT:
      code = ErrorCode::not_found;
      break;
    case ELOOP:
      code = ErrorCode::damaged;
      break;
    default:
      break;
  }
  throw Error(code,
              "cannot " + action + " " + path.string() + ": " +
                  std::error_code(error, std::generic_category()).message(),
              path.string());
}

template <class Call>
auto retried(Call&& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const noexcept { return number_; }

 private:
  int number_;
};

Descriptor open_descriptor(const Disk::Path& path, int flags) {
  const int number =
      retried([&] { return ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600); });
  if (number < 0) fail(errno, "open", path);
  return Descriptor(number);
}

struct stat status_of(const Descriptor& file, const Disk::Path& path) {
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) fail(errno, "look at", path);
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::damaged, path.string() + " is not a file", path.string());
  }
  return status;
}

class SystemFile final : public DiskFile {
 public:
  SystemFile(Descriptor file, Disk::Path path) : file_(std::move(file)), path_(std::move(path)) {}

  std::uint64_t size() const override {
    return static_cast<std::uint64_t>(status_of(file_, path_).st_size);
  }

  std::size_t read(std::uint64_t offset, std::span<std::byte> into) const override {
    std::size_t done = 0;
    while (done < into.size()) {
      const ssize_t count = retried([&] {
        return ::pread(file_.get(), into.data() + done, into.size() - done,
                       static_cast<off_t>(offset + done));
      });
      if (count < 0) fail(errno, "read", path_);
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    return done;
  }

  void write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t count = retried([&] {
        return ::pwrite(file_.get(), bytes.data() + done, bytes.size() - done,
                        static_cast<off_t>(offset + done));
      });
      if (count < 0) fail(errno, "write", path_);
      done += static_cast<std::size_t>(count);
    }
  }

  void sync() override {
    if (retried([&] { return ::fdatasync(file_.get()); }) != 0) fail(errno, "sync", path_);
  }

 private:
  Descriptor file_;
  Disk::Path path_;
};

class Mapping {
 public:
  Mapping(void* at, std::size_t length) noexcept : at_(at), length_(length) {}
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() { ::munmap(at_, length_); }

 private:
  void* at_;
  std::size_t length_;
};

class SystemLock final : public DiskLock {
 public:
  explicit SystemLock(Descriptor file) : file_(std::move(file)) {}

 private:
  Descriptor file_;
};

bool is_network_file_system(const Descriptor& file) noexcept {
  static constexpr std::array<std::uint32_t, 5> kMagics = {
      0x00006969U, 0x0000517BU, 0xFF534D42U, 0xFE534D42U, 0x01021997U};  // NFS, SMB, CIFS, SMB2, 9p
  struct statfs status{};
  if (::fstatfs(file.get(), &status) != 0) return false;
  return std::ranges::find(kMagics, static_cast<std::uint32_t>(status.f_type)) != kMagics.end();
}

class SystemDisk final : public Disk {
 public:
  std::unique_ptr<DiskFile> open(const Path& path, Access access) override {
    static constexpr std::array<int, 3> kFlags = {O_RDONLY | O_NONBLOCK, O_RDWR | O_CREAT,
                                                  O_WRONLY | O_CREAT | O_TRUNC};
    Descriptor file = open_descriptor(path, kFlags[static_cast<std::size_t>(access)]);
    status_of(file, path);
    return std::make_unique<SystemFile>(std::move(file), path);
  }

  MappedFile map(const Path& path) override {
    const Descriptor file = open_descriptor(path, O_RDONLY | O_NONBLOCK);
    const auto length = static_cast<std::size_t>(status_of(file, path).st_size);
    if (length == 0) return {};
    void* at = ::mmap(nullptr, length, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (at == MAP_FAILED) fail(errno, "map", path);
    return {std::make_shared<Mapping>(at, length), {static_cast<const std::byte*>(at), length}};
  }

  void rename(const Path& from, const Path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) fail(errno, "rename", from);
  }

  bool remove(const Path& path) override {
    if (::remove(path.c_str()) == 0) return true;
    if (errno == ENOENT) return false;
    fail(errno, "remove", path);
  }

  void make_directory(const Path& path) override {
    std::error_code ignored;  // mkdir tells what is wrong
    if (path.empty() || std::filesystem::is_directory(path, ignored)) return;
    if (path.has_parent_path() && path.parent_path() != path) make_directory(path.parent_path());
    if (::mkdir(path.c_str(), 0700) == 0) return sync_directory(path.parent_path());
    if (errno != EEXIST) fail(errno, "create", path);
  }

  void sync_directory(const Path& path) override {
    const int number = retried([&] {
      return ::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    });
    if (number < 0) fail(errno, "open", path);
    const Descriptor directory(number);
    if (retried([&] { return ::fsync(directory.get()); }) != 0) fail(errno, "sync", path);
  }

  bool exists(const Path& path) override {
    struct stat status{};
    if (::lstat(path.c_str(), &status) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    fail(errno, "look at", path);
  }

  std::vector<std::string> list(const Path& path) override {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator it(path, error), end; !error && it != end;
         it.increment(error)) {
      names.push_back(it->path().filename().string());
    }
    if (error && error.value() != ENOENT) fail(error.value(), "list", path);
    std::ranges::sort(names);
    return names;
  }

  std::unique_ptr<DiskLock> lock(const Path& path) override {
    Descriptor file = open_descriptor(path, O_RDWR | O_CREAT);
    status_of(file, path);
    if (is_network_file_system(file)) {
      throw Error(ErrorCode::configuration,
                  "the data directory lies on a network file system, whose locks do not hold: "
                  "choose a local one with --data",
                  path.parent_path().string());
    }
    if (retried([&] { return ::flock(file.get(), LOCK_EX | LOCK_NB); }) != 0) {
      if (errno != EWOULDBLOCK) fail(errno, "lock", path);
      throw in_use(SystemFile(std::move(file), path), path);
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(file.get(), 0) != 0) fail(errno, "write", path);
    if (::pwrite(file.get(), pid.data(), pid.size(), 0) < 0) fail(errno, "write", path);
    return std::make_unique<SystemLock>(std::move(file));
  }

 private:
  static Error in_use(const SystemFile& file, const Path& path) {
    std::array<std::byte, 16> bytes{};
    const std::size_t count = file.read(0, bytes);
    std::string pid;
    for (std::size_t i = 0; i < count; ++i) {
      const char digit = static_cast<char>(bytes[i]);
      if (digit < '0' || digit > '9') break;
      pid += digit;
    }
    return {ErrorCode::in_use,
            "data directory " + path.parent_path().string() + " is in use by pid " +
                (pid.empty() ? "(unknown)" : pid) + ": stop it first, or ask it over HTTP",
            path.parent_path().string()};
  }
};

}  // namespace

std::shared_ptr<Disk> system_disk() { return std::make_shared<SystemDisk>(); }

std::string read_text(Disk& disk, const Disk::Path& path, std::size_t bytes_max) {
  const std::unique_ptr<DiskFile> file = disk.open(path, Access::read);
  const std::uint64_t size = file->size();
  if (size > bytes_max) {
    throw Error(ErrorCode::too_large, path.string() + " is larger than it can be", path.string());
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  text.resize(file->read(0, std::as_writable_bytes(std::span(text))));
  return text;
}

}  // namespace coldopen
