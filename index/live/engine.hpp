// The data directory: one writer, group commit, recovery, all its indexes.
//
// Promises (each has a test with its id): D1 an applied change is on stable storage and visible to
// the next snapshot when apply returns; D3 after kill -9 every applied change is there; D7 the last
// applied write of an article wins, versions rise by 1; D12 segments and manifest may be deleted
// and are rebuilt to equal answers; D14 one process writes. Threads  every function may be called
// from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/article.hpp"
#include "corpus/error.hpp"
#include "index/io/disk.hpp"
#include "index/io/env.hpp"
#include "index/live/change.hpp"
#include "index/live/check.hpp"
#include "index/live/snapshot.hpp"
#include "index/live/statistics.hpp"

namespace coldopen {

enum class OpenMode : std::uint8_t {
  write,  // creates the directory if it is absent; takes LOCK or throws Error(in_use) naming the
          // pid
  read,   // beside a writer, on the last committed state; takes no lock, writes nothing
};

struct EngineOptions {
  std::size_t memory_bytes = std::size_t{64} << 20;  // memory segments beyond this go to disk
  bool merge_in_background = true;  // false: merges happen inside apply, for repeatable tests
  bool value_tables = false;        // tables of many values are made before a facet asks for them
  std::function<void(std::string_view)> log;  // one sentence an event; may be null
  std::shared_ptr<Disk> disk;                 // null: the system's
  std::shared_ptr<Env> env;                   // null: the system's
};

struct StoredArticle {
  std::string json;  // as article_to_json writes it
  std::uint64_t version = 0;
};

class Engine {
 public:
  static std::unique_ptr<Engine> open(const std::filesystem::path& directory, OpenMode mode,
                                      EngineOptions options = {});
  ~Engine();  // finishes what runs, checkpoints the store, frees the lock
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  Strings index_names() const;                              // sorted
  Shared<Snapshot> snapshot(std::string_view index) const;  // null: no such index

  // All or nothing, in order; one transaction and one sync for all changes that wait together.
  // Creates the index with its first change, also with an empty list. Blocks until durable and
  // visible. An article that is named twice gets both changes, one after the other.
  // Errors: Error(invalid_argument) for a bad index name or article; disk_full (nothing changed,
  // writing goes on when there is space); io (the store failed: no more writes until the next
  // opening); unavailable (it failed before, or this engine only reads).
  std::vector<Applied> apply(std::string_view index, std::vector<Change> changes);

  std::optional<StoredArticle> get(std::string_view index, std::string_view id) const;
  // Replaces the settings of an index by those in `json` (index/settings_json); makes the index if
  // it is not there. Durable, and asked by the next search, when it returns; members that need
  // other segments make them anew before, meanwhile searches go on with the old ones and changes
  // wait. Errors: as apply; UnknownSetting and Error(invalid_argument) naming the member: nothing
  // changed.
  void set_settings(std::string_view index, std::string_view json);
  void drop(std::string_view index);  // Error(not_found)
  IndexStats stats(std::string_view index) const;

  // Writes memory segments to disk and merges what the policy names; at the end of an import.
  void flush();

  // Reads every byte again and compares store and segments (D16).
  CheckReport check() const;
  // Deletes all derived files of all indexes and makes them anew from the store.
  void rebuild();

 private:
  struct State;
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// [a-z0-9][a-z0-9_-]{0,62}
bool is_index_name(std::string_view name) noexcept;

}  // namespace coldopen
