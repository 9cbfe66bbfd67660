// The data directory as a whole: its names, its lock, its store, its witness.
//
//   store.sqlite   the truth (SQLite keeps -wal and -shm beside it)
//   LOCK           held by the one process that writes; holds its pid
//   WITNESS        the last change known, see live/witness
//   indexes/NAME.NUMBER/  the derived files of an index, see live/index_files; its number in the
//                  store keeps it apart from an index of that name that was dropped
//
// Foreign files are left alone. Errors: not_found (reading what is not there), cannot_create,
// in_use, damaged (the store is gone, foreign, or behind its witness), newer_format, permission.
// Threads  read() and pin() from any thread; the rest from the writer only.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/io/disk.hpp"
#include "index/io/env.hpp"
#include "index/store/store.hpp"

namespace coldopen {

// A reading connection that sees one state as long as it lives.
struct PinnedStore {
  explicit PinnedStore(const Disk::Path& path)
      : store(path, Database::Mode::read), transaction(store.pin()) {}
  Store store;
  Transaction transaction;
};

class DataDirectory {
 public:
  DataDirectory(std::shared_ptr<Disk> disk, std::shared_ptr<Env> env, Disk::Path path,
                bool may_write);
  ~DataDirectory();

  Disk& disk() noexcept { return *disk_; }
  Disk::Path index_folder(const StoredIndex& index) const;
  Store& store() noexcept { return *store_; }  // the connection that writes; not when reading only

  std::optional<StoredRow> read(std::int64_t index, std::string_view id);
  std::unique_ptr<PinnedStore> pin() const;

  // Remembers the position beside the store; at most once a second unless `now`.
  void witness(const LogPosition& position, bool now);
  // Removes folders of indexes that the store does not know, as a crash in a drop leaves them.
  void remove_unknown_indexes(const std::vector<StoredIndex>& known);
  void close();    // ends all reading and brings the WAL home
  void give_up();  // after the store failed: what is in the WAL stays there for the next opening

 private:
  Disk::Path store_path() const { return path_ / "store.sqlite"; }
  Disk::Path witness_path() const { return path_ / "WITNESS"; }
  bool has_derived_files();
  void prove_store_is_there(bool may_write);

  std::shared_ptr<Disk> disk_;
  std::shared_ptr<Env> env_;
  Disk::Path path_;
  std::unique_ptr<DiskLock> lock_;  // freed last
  std::unique_ptr<Store> store_;
  std::optional<Env::Steady> witnessed_;
  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<Store>> readers_;  // idle ones
};

}  // namespace coldopen
