#include "index/store/change_log.hpp"

#include <algorithm>
#include <bit>

#include "index/store/row_hash.hpp"

namespace coldopen {
namespace {

std::int64_t stored(std::uint64_t value) noexcept { return std::bit_cast<std::int64_t>(value); }
std::uint64_t loaded(std::int64_t value) noexcept { return std::bit_cast<std::uint64_t>(value); }

}  // namespace

const char* const ChangeLog::kTables =
    "CREATE TABLE changes(number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, "
    "index_number INTEGER NOT NULL, version INTEGER NOT NULL, checksum INTEGER NOT NULL, "
    "chain INTEGER NOT NULL, id TEXT NOT NULL) STRICT;"
    "CREATE TABLE log_base(one INTEGER PRIMARY KEY, number INTEGER NOT NULL, "
    "chain INTEGER NOT NULL) STRICT;"
    "INSERT INTO log_base VALUES(1, 0, 0);";

std::uint64_t next_chain(const LogPosition& last, const LogEntry& entry) {
  return row_hash({last.chain, last.number + 1, static_cast<std::uint64_t>(entry.kind),
                   loaded(entry.index), entry.version, entry.checksum},
                  entry.id);
}

ChangeLog::ChangeLog(Database& database)
    : append_(database.prepare("INSERT INTO changes(number, kind, index_number, version, checksum, "
                               "chain, id) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")),
      base_(database.prepare("SELECT number, chain FROM log_base WHERE one = 1")),
      last_(database.prepare("SELECT number, chain FROM changes ORDER BY number DESC LIMIT 1")),
      chain_at_(database.prepare("SELECT chain FROM changes WHERE number = ?1")),
      changes_after_(database.prepare(
          "SELECT id FROM changes WHERE number > ?1 AND index_number = ?2 AND kind <= 2")),
      all_(database.prepare("SELECT number, chain, kind, index_number, version, checksum, id "
                            "FROM changes ORDER BY number")),
      move_base_(database.prepare("UPDATE log_base SET number = ?1, chain = ?2 WHERE one = 1")),
      cut_(database.prepare("DELETE FROM changes WHERE number <= ?1")) {}

LogPosition ChangeLog::base() {
  LogPosition position;
  if (base_.step()) position = {loaded(base_.integer(0)), loaded(base_.integer(1))};
  base_.reset();
  return position;
}

LogPosition ChangeLog::last() {
  if (!last_.step()) return base();
  const LogPosition position{loaded(last_.integer(0)), loaded(last_.integer(1))};
  last_.reset();
  return position;
}

std::optional<std::uint64_t> ChangeLog::chain_at(std::uint64_t number) {
  const LogPosition start = base();
  if (number == start.number) return start.chain;
  if (!chain_at_.bind(1, stored(number)).step()) return std::nullopt;
  const std::uint64_t chain = loaded(chain_at_.integer(0));
  chain_at_.reset();
  return chain;
}

LogPosition ChangeLog::append(const LogPosition& last, const LogEntry& entry) {
  const LogPosition next{last.number + 1, next_chain(last, entry)};
  append_.bind(1, stored(next.number))
      .bind(2, static_cast<std::int64_t>(entry.kind))
      .bind(3, entry.index)
      .bind(4, stored(entry.version))
      .bind(5, stored(entry.checksum))
      .bind(6, stored(next.chain))
      .bind(7, entry.id)
      .run();
  return next;
}

void ChangeLog::prune(std::uint64_t number) {
  const std::optional<std::uint64_t> chain = chain_at(number);
  if (!chain || number <= base().number) return;
  move_base_.bind(1, stored(number)).bind(2, stored(*chain)).run();
  cut_.bind(1, stored(number)).run();
}

std::vector<std::string> ChangeLog::changes_after(std::int64_t index, std::uint64_t number) {
  std::vector<std::string> ids;
  changes_after_.bind(1, stored(number)).bind(2, index);
  while (changes_after_.step()) ids.emplace_back(changes_after_.text(0));
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
  return ids;
}

void ChangeLog::for_each(const std::function<void(const LogPosition&, const LogEntry&)>& visit) {
  while (all_.step()) {
    const LogPosition position{loaded(all_.integer(0)), loaded(all_.integer(1))};
    visit(position, {static_cast<LogEntry::Kind>(all_.integer(2)), all_.integer(3),
                     loaded(all_.integer(4)), loaded(all_.integer(5)), std::string(all_.text(6))});
  }
}

}  // namespace coldopen
