// The change log: every change of the store with its number, strictly rising, and a chain over all.
//
// chain(n) = XXH3-64 of (chain(n-1), n, kind, index, version, checksum, id), so that a log that
// lost its tail, or holds another past, has another chain at the numbers others remember (manifest,
// WITNESS). The front may be cut off (prune): `base` keeps number and chain of the last entry cut.
// Threads  those of its Database.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/store/database.hpp"

namespace coldopen {

struct LogPosition {
  std::uint64_t number = 0;  // 0: before the first change
  std::uint64_t chain = 0;
  bool operator==(const LogPosition&) const = default;
};

struct LogEntry {
  enum class Kind : std::uint8_t {
    put = 1,
    remove = 2,
    create_index = 3,
    drop_index = 4,
    settings = 5,
  };
  Kind kind = Kind::put;
  std::int64_t index = 0;
  std::uint64_t version = 0;
  std::uint64_t checksum = 0;  // of the article's or settings' row; 0 where there is none
  std::string id;              // of the article, or the name of the index; empty of settings
};

std::uint64_t next_chain(const LogPosition& last, const LogEntry& entry);

class ChangeLog {
 public:
  explicit ChangeLog(Database& database);
  static const char* const kTables;  // the SQL that makes them

  LogPosition base();
  LogPosition last();
  std::optional<std::uint64_t> chain_at(std::uint64_t number);  // none: cut off, or not there

  LogPosition append(const LogPosition& last, const LogEntry& entry);
  void prune(std::uint64_t number);  // cuts all entries up to it, itself included

  // The articles of an index that changes after `number` touched: each once, sorted.
  std::vector<std::string> changes_after(std::int64_t index, std::uint64_t number);
  // All entries with their positions, in order; O(entries).
  void for_each(const std::function<void(const LogPosition&, const LogEntry&)>& visit);

 private:
  Statement append_, base_, last_, chain_at_, changes_after_, all_, move_base_, cut_;
};

}  // namespace coldopen
