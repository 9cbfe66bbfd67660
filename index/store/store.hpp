// The only truth: one SQLite file with all indexes, their articles and the change log.
//
// Every article row carries a 64-bit checksum over (index, version, id, JSON), proved on each read;
// SQLite alone does not notice a flipped byte. The settings of an index are one such row.
//
// The format number (user_version) lies only here: 2. A store of format 1 has no settings; it is
// read as it is, and gets their table when it is opened to write.
//
// Errors   damaged: not our file, a foreign schema, a row whose checksum fails (`where` is its id);
//          newer_format: written by a later coldopen; and those of Database.
// Threads  one Store, one thread at a time; many Stores with Mode::read beside one with
// Mode::write.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/article.hpp"
#include "index/io/disk.hpp"
#include "index/store/change_log.hpp"
#include "index/store/database.hpp"

namespace coldopen {

struct StoredIndex {
  std::int64_t number = 0;  // never given twice
  std::string name;
};

struct StoredRow {
  std::string id, json;
  std::uint64_t version = 0;
  bool whole = true;  // its checksum holds
};

struct WriteCondition {
  std::optional<std::uint64_t> if_version;
  bool only_if_absent = false;
};

struct Written {
  enum class Outcome : std::uint8_t { created, replaced, unchanged, removed, absent, refused };
  Outcome outcome = Outcome::refused;
  std::uint64_t version = 0;  // of the article now; of the removed one; 0: not there
};

using StoredTypes = std::map<std::string, AttributeType, std::less<>>;

class StoreBatch;

class Store {
 public:
  // Makes the file, whole, if it is absent; Mode::write only.
  static void create(Disk& disk, const std::filesystem::path& path);
  Store(const std::filesystem::path& path, Database::Mode mode);
  ~Store();

  std::vector<StoredIndex> indexes();  // by name
  StoredTypes types(std::int64_t index);
  std::optional<std::string> settings(std::int64_t index);  // as given; none: never set
  std::uint64_t count(std::int64_t index);
  std::optional<StoredRow> get(std::int64_t index, std::string_view id);  // whole, or throws
  // All rows in the order in which they came, damaged ones too.
  void for_each(std::int64_t index, const std::function<void(const StoredRow&)>& visit);
  ChangeLog& log() noexcept;

  Transaction pin();  // until it ends, all reads see one state
  StoreBatch begin();
  void prune_log(std::uint64_t number);
  void checkpoint();
  void give_up();  // see Database::give_up

  // Proves all rows' checksums, the chain, versions against the log, and SQLite's own structure.
  Strings find_damages();

 private:
  friend class StoreBatch;
  struct Parts;
  std::uint64_t settings_checksum_of(std::int64_t index);
  std::unique_ptr<Parts> parts_;
};

// apply(changes) as one transaction: what is done here is in the store wholly after commit(), or
// not at all. Each change that changes something gets the next number of the log.
class StoreBatch {
 public:
  explicit StoreBatch(Store::Parts& parts);
  ~StoreBatch();
  StoreBatch(const StoreBatch&) = delete;
  StoreBatch& operator=(const StoreBatch&) = delete;

  StoredIndex make_index(std::string_view name);  // found, or made
  void drop_index(const StoredIndex& index);
  Written put(std::int64_t index, std::string_view id, std::string_view json,
              const WriteCondition& condition);
  Written remove(std::int64_t index, std::string_view id, const WriteCondition& condition);
  void set_type(std::int64_t index, std::string_view attribute, AttributeType type);
  void set_settings(std::int64_t index, std::string_view json);

  // Durable when it returns; nothing is written if nothing changed. The last position of the log.
  LogPosition commit();

 private:
  struct Found;
  std::optional<Found> find(std::int64_t index, std::string_view id);
  Store::Parts& parts_;
  Transaction transaction_;
  LogPosition start_, last_;
};

}  // namespace coldopen
