// The seam to the file system: whatever must last goes through here, so that tests can hold it.
//
// Errors   the only place where errno becomes an Error: ENOSPC, EDQUOT, EFBIG -> disk_full; EACCES,
//          EPERM, EROFS -> permission; ENOENT -> not_found; a link where none may be -> damaged;
//          the rest -> io. `where` is the path. EINTR and short reads and writes are retried here
//          only.
// Threads  a Disk may be used from any thread; a DiskFile from one at a time.
// Files    are made with mode 0600, directories with 0700; links to files are not followed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace coldopen {

enum class Access : std::uint8_t {
  read,    // the file must be there
  update,  // read and write; made if absent, its bytes stay
  fresh,   // write; made if absent, its bytes go
};

class DiskFile {
 public:
  virtual ~DiskFile() = default;
  virtual std::uint64_t size() const = 0;
  // Fills `into` from `offset`; returns how many bytes there were (fewer only at the end).
  virtual std::size_t read(std::uint64_t offset, std::span<std::byte> into) const = 0;
  virtual void write(std::uint64_t offset, std::span<const std::byte> bytes) = 0;
  virtual void sync() = 0;  // the bytes are on stable storage when it returns
};

// A whole file, mapped for reading; lives as long as `owner`, also after the file was removed.
struct MappedFile {
  std::shared_ptr<const void> owner;
  std::span<const std::byte> bytes;
};

class DiskLock {  // freed by its destructor, or by the kernel with the process
 public:
  virtual ~DiskLock() = default;
};

class Disk {
 public:
  using Path = std::filesystem::path;
  virtual ~Disk() = default;
  virtual std::unique_ptr<DiskFile> open(const Path& path, Access access) = 0;
  virtual MappedFile map(const Path& path) = 0;
  virtual void rename(const Path& from, const Path& to) = 0;
  virtual bool remove(const Path& path) = 0;  // a file or an empty directory; false: was not there
  // And its parents; may be there already. Its name is on stable storage.
  virtual void make_directory(const Path& path) = 0;
  virtual void sync_directory(const Path& path) = 0;  // its names are on stable storage
  virtual bool exists(const Path& path) = 0;
  virtual std::vector<std::string> list(const Path& path) = 0;  // names, sorted; none if absent
  // Takes the lock or throws Error(in_use) naming the pid that holds it. Error(configuration) on
  // network file systems, whose locks and shared memory do not hold what SQLite needs.
  virtual std::unique_ptr<DiskLock> lock(const Path& path) = 0;
};

std::shared_ptr<Disk> system_disk();

// A small file as text; Error(too_large) beyond `bytes_max`.
std::string read_text(Disk& disk, const Disk::Path& path, std::size_t bytes_max);

}  // namespace coldopen
