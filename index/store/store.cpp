#include "index/store/store.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <set>
#include <utility>

#include "corpus/error.hpp"
#include "index/store/row_hash.hpp"

namespace coldopen {
namespace {

constexpr std::int64_t kApplicationId = 0x434F4C44;  // "COLD"
constexpr std::int64_t kFormat = 2;

constexpr const char* kTables =
    "CREATE TABLE indexes(number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, "
    "checksum INTEGER NOT NULL) STRICT;"
    "CREATE TABLE articles(number INTEGER PRIMARY KEY, index_number INTEGER NOT NULL, "
    "id TEXT NOT NULL, version INTEGER NOT NULL, checksum INTEGER NOT NULL, json TEXT NOT NULL, "
    "UNIQUE(index_number, id)) STRICT;"
    "CREATE TABLE attribute_types(index_number INTEGER NOT NULL, name TEXT NOT NULL, "
    "type INTEGER NOT NULL, checksum INTEGER NOT NULL, PRIMARY KEY(index_number, name)) "
    "STRICT, WITHOUT ROWID;";
constexpr const char* kSettingsTable =  // since format 2
    "CREATE TABLE settings(index_number INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
    "checksum INTEGER NOT NULL, json TEXT NOT NULL) STRICT;";

std::int64_t stored(std::uint64_t value) noexcept { return std::bit_cast<std::int64_t>(value); }
std::uint64_t loaded(std::int64_t value) noexcept { return std::bit_cast<std::uint64_t>(value); }

std::uint64_t row_checksum(std::int64_t index, std::uint64_t version, std::string_view id,
                           std::string_view json) {
  return row_hash({loaded(index), version, row_hash({}, id)}, json);
}

std::uint64_t index_checksum(const StoredIndex& index) {
  return row_hash({loaded(index.number)}, index.name);
}

std::uint64_t type_checksum(std::int64_t index, std::string_view attribute, AttributeType type) {
  return row_hash({loaded(index), static_cast<std::uint64_t>(type)}, attribute);
}

std::uint64_t settings_checksum(std::int64_t index, std::uint64_t version, std::string_view json) {
  return row_hash({loaded(index), version, 0x5E77}, json);  // no row of another table
}

void prove_row(bool holds, std::string_view name, const std::filesystem::path& path) {
  if (holds) return;
  throw Error(ErrorCode::damaged,
              "the store's row about " + std::string(name) + " is damaged: restore a backup",
              path.string());
}

// Everything of the schema as text; equal for files that we made, and for no others.
std::string schema_of(Database& database) {
  std::string text;
  Statement statement = database.prepare(
      "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1");
  while (statement.step()) {
    text += statement.text(0);
    text += '\n';
  }
  return text;
}

std::string expected_schema(std::int64_t format) {
  static constexpr std::array<std::string_view, 2> kMadeBySqlite = {
      "index sqlite_autoindex_articles_1 ", "index sqlite_autoindex_indexes_1 "};
  std::vector<std::string> lines(kMadeBySqlite.begin(), kMadeBySqlite.end());
  lines.emplace_back("table sqlite_sequence CREATE TABLE sqlite_sequence(name,seq)");
  for (std::string_view tables : {std::string_view(kTables), std::string_view(ChangeLog::kTables),
                                  std::string_view(format < 2 ? "" : kSettingsTable)}) {
    for (std::size_t end = 0; (end = tables.find(';')) != tables.npos;
         tables.remove_prefix(end + 1)) {
      const std::string_view sql = tables.substr(0, end);
      static constexpr std::string_view kCreate = "CREATE TABLE ";
      if (!sql.starts_with(kCreate)) continue;
      const std::string_view name = sql.substr(kCreate.size(), sql.find('(') - kCreate.size());
      lines.push_back("table " + std::string(name) + " " + std::string(sql));
    }
  }
  std::ranges::sort(lines);
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// Tells the format.
std::int64_t prove_format(Database& database, const std::filesystem::path& path) {
  if (database.integer("PRAGMA application_id") != kApplicationId) {
    throw Error(ErrorCode::damaged,
                path.string() +
                    " is not a store of coldopen: restore a backup, or choose another "
                    "directory with --data",
                path.string());
  }
  const std::int64_t format = database.integer("PRAGMA user_version");
  if (format > kFormat) {
    throw Error(ErrorCode::newer_format,
                path.string() + " was written by a newer coldopen (format " +
                    std::to_string(format) + ", this one knows " + std::to_string(kFormat) +
                    "): use that one",
                path.string());
  }
  if (format < 1 || schema_of(database) != expected_schema(format)) {
    throw Error(ErrorCode::damaged,
                path.string() + " holds tables that coldopen did not make: restore a backup",
                path.string());
  }
  return format;
}

// What a store of an earlier format lacks; all of it or nothing.
std::int64_t upgrade(Database& database, std::int64_t format) {
  if (format >= kFormat) return format;
  Transaction transaction(database, Database::Mode::write);
  database.execute(kSettingsTable);
  database.execute(("PRAGMA user_version=" + std::to_string(kFormat)).c_str());
  transaction.commit();
  return kFormat;
}

}  // namespace

struct Store::Parts {
  Parts(const std::filesystem::path& file, Database::Mode mode)
      : path(file),
        database((prove_magic(file), file), mode),
        format(mode == Database::Mode::write ? upgrade(database, prove_format(database, file))
                                             : prove_format(database, file)),
        log(database),
        find(database.prepare("SELECT number, version, checksum, json FROM articles "
                              "WHERE index_number = ?1 AND id = ?2")),
        insert(database.prepare("INSERT INTO articles(index_number, id, version, checksum, json) "
                                "VALUES(?1, ?2, ?3, ?4, ?5)")),
        update(database.prepare(
            "UPDATE articles SET version = ?2, checksum = ?3, json = ?4 WHERE number = ?1")),
        erase(database.prepare("DELETE FROM articles WHERE number = ?1")) {}

  // SQLite takes an empty file for an empty database; ours is never empty.
  static void prove_magic(const std::filesystem::path& file) {
    std::error_code error;
    if (std::filesystem::exists(file, error) && std::filesystem::file_size(file, error) == 0) {
      throw Error(ErrorCode::damaged, file.string() + " is empty: restore a backup", file.string());
    }
  }

  std::filesystem::path path;
  Database database;
  std::int64_t format;
  ChangeLog log;
  Statement find, insert, update, erase;
};

void Store::create(Disk& disk, const std::filesystem::path& path) {
  const std::filesystem::path aside = path.string() + ".tmp";
  for (const char* ending : {"", "-wal", "-shm", "-journal"}) disk.remove(aside.string() + ending);
  disk.open(aside, Access::fresh)->sync();
  {
    Database database(aside, Database::Mode::write);
    Transaction transaction(database, Database::Mode::write);
    database.execute(kTables);
    database.execute(ChangeLog::kTables);
    database.execute(kSettingsTable);
    database.execute(("PRAGMA application_id=" + std::to_string(kApplicationId)).c_str());
    database.execute(("PRAGMA user_version=" + std::to_string(kFormat)).c_str());
    transaction.commit();
    database.checkpoint();
  }
  disk.rename(aside, path);
  disk.sync_directory(path.parent_path());
}

Store::Store(const std::filesystem::path& path, Database::Mode mode)
    : parts_(std::make_unique<Parts>(path, mode)) {}

Store::~Store() = default;

std::vector<StoredIndex> Store::indexes() {
  std::vector<StoredIndex> found;
  Statement statement =
      parts_->database.prepare("SELECT number, name, checksum FROM indexes ORDER BY name");
  while (statement.step()) {
    found.push_back({statement.integer(0), std::string(statement.text(1))});
    prove_row(loaded(statement.integer(2)) == index_checksum(found.back()), found.back().name,
              parts_->path);
  }
  return found;
}

StoredTypes Store::types(std::int64_t index) {
  StoredTypes found;
  Statement statement = parts_->database.prepare(
      "SELECT name, type, checksum FROM attribute_types WHERE index_number = ?1");
  statement.bind(1, index);
  while (statement.step()) {
    const auto type = static_cast<AttributeType>(statement.integer(1) & 3);
    prove_row(loaded(statement.integer(2)) == type_checksum(index, statement.text(0), type),
              statement.text(0), parts_->path);
    found.emplace(statement.text(0), type);
  }
  return found;
}

std::optional<std::string> Store::settings(std::int64_t index) {
  if (parts_->format < 2) return std::nullopt;
  Statement statement = parts_->database.prepare(
      "SELECT version, checksum, json FROM settings WHERE index_number = ?1");
  if (!statement.bind(1, index).step()) return std::nullopt;
  std::string json(statement.text(2));
  prove_row(
      loaded(statement.integer(1)) == settings_checksum(index, loaded(statement.integer(0)), json),
      "the settings of an index", parts_->path);
  return json;
}

std::uint64_t Store::count(std::int64_t index) {
  Statement statement =
      parts_->database.prepare("SELECT count(*) FROM articles WHERE index_number = ?1");
  statement.bind(1, index).step();
  return loaded(statement.integer(0));
}

std::optional<StoredRow> Store::get(std::int64_t index, std::string_view id) {
  Statement& find = parts_->find;
  if (!find.bind(1, index).bind(2, id).step()) return std::nullopt;
  StoredRow row{std::string(id), std::string(find.text(3)), loaded(find.integer(1)), true};
  const std::uint64_t checksum = loaded(find.integer(2));
  find.reset();
  if (checksum != row_checksum(index, row.version, row.id, row.json)) {
    throw Error(ErrorCode::damaged,
                "the stored article is damaged: put it again, or restore a backup", row.id);
  }
  return row;
}

void Store::for_each(std::int64_t index, const std::function<void(const StoredRow&)>& visit) {
  Statement statement = parts_->database.prepare(
      "SELECT id, json, version, checksum FROM articles WHERE index_number = ?1 ORDER BY number");
  statement.bind(1, index);
  StoredRow row;
  while (statement.step()) {
    row.id = statement.text(0);
    row.json = statement.text(1);
    row.version = loaded(statement.integer(2));
    row.whole = loaded(statement.integer(3)) == row_checksum(index, row.version, row.id, row.json);
    visit(row);
  }
}

ChangeLog& Store::log() noexcept { return parts_->log; }

Transaction Store::pin() { return {parts_->database, Database::Mode::read}; }

StoreBatch Store::begin() { return StoreBatch(*parts_); }

void Store::prune_log(std::uint64_t number) {
  Transaction transaction(parts_->database, Database::Mode::write);
  parts_->log.prune(number);
  transaction.commit();
}

void Store::checkpoint() { parts_->database.checkpoint(); }

void Store::give_up() { parts_->database.give_up(); }

// As its row says; 0: there is none.
std::uint64_t Store::settings_checksum_of(std::int64_t index) {
  if (parts_->format < 2) return 0;
  Statement statement =
      parts_->database.prepare("SELECT checksum FROM settings WHERE index_number = ?1");
  return statement.bind(1, index).step() ? loaded(statement.integer(0)) : 0;
}

Strings Store::find_damages() {
  Strings damages;
  Statement structure = parts_->database.prepare("PRAGMA integrity_check(20)");
  while (structure.step()) {
    if (structure.text(0) != "ok") damages.push_back("store: " + std::string(structure.text(0)));
  }
  // The last entry of the log of each article decides its version and checksum.
  std::map<std::pair<std::int64_t, std::string>, LogEntry> latest;
  std::map<std::int64_t, std::uint64_t> settings;  // by index, the checksum of the last ones
  LogPosition last = parts_->log.base();
  parts_->log.for_each([&](const LogPosition& position, const LogEntry& entry) {
    if (position.number != last.number + 1 || position.chain != next_chain(last, entry)) {
      damages.push_back("store: the chain of the change log breaks at change " +
                        std::to_string(position.number));
    }
    last = position;
    if (entry.kind == LogEntry::Kind::put || entry.kind == LogEntry::Kind::remove) {
      latest.insert_or_assign({entry.index, entry.id}, entry);
    }
    if (entry.kind == LogEntry::Kind::settings) settings[entry.index] = entry.checksum;
  });
  for (const StoredIndex& index : indexes()) {
    if (const auto logged = settings.find(index.number); logged != settings.end()) {
      if (settings_checksum_of(index.number) != logged->second) {
        damages.push_back("store: the settings of index " + index.name +
                          " are not those of the change log");
      }
    }
    for_each(index.number, [&](const StoredRow& row) {
      if (!row.whole) {
        damages.push_back("store: article " + row.id + " of index " + index.name +
                          " is not what was written");
      }
      const auto entry = latest.find({index.number, row.id});
      if (entry == latest.end()) return;
      if (entry->second.kind == LogEntry::Kind::remove || entry->second.version != row.version) {
        damages.push_back("store: article " + row.id + " of index " + index.name +
                          " is not at the version of the change log");
      }
      latest.erase(entry);
    });
    for (const auto& [key, entry] : latest) {
      if (key.first == index.number && entry.kind == LogEntry::Kind::put) {
        damages.push_back("store: article " + key.second + " of index " + index.name +
                          " is in the change log and not in the store");
      }
    }
  }
  return damages;
}

struct StoreBatch::Found {
  std::int64_t number = 0;
  std::uint64_t version = 0;
  std::uint64_t checksum = 0;
  std::string json;
};

StoreBatch::StoreBatch(Store::Parts& parts)
    : parts_(parts),
      transaction_(parts.database, Database::Mode::write),
      start_(parts.log.last()),
      last_(start_) {}

StoreBatch::~StoreBatch() = default;

std::optional<StoreBatch::Found> StoreBatch::find(std::int64_t index, std::string_view id) {
  Statement& find = parts_.find;
  if (!find.bind(1, index).bind(2, id).step()) return std::nullopt;
  Found found{find.integer(0), loaded(find.integer(1)), loaded(find.integer(2)),
              std::string(find.text(3))};
  find.reset();
  return found;
}

StoredIndex StoreBatch::make_index(std::string_view name) {
  Statement find = parts_.database.prepare("SELECT number FROM indexes WHERE name = ?1");
  if (find.bind(1, name).step()) return {find.integer(0), std::string(name)};
  parts_.database.prepare("INSERT INTO indexes(name, checksum) VALUES(?1, 0)").bind(1, name).run();
  const StoredIndex made{parts_.database.integer("SELECT last_insert_rowid()"), std::string(name)};
  parts_.database.prepare("UPDATE indexes SET checksum = ?2 WHERE number = ?1")
      .bind(1, made.number)
      .bind(2, stored(index_checksum(made)))
      .run();
  last_ = parts_.log.append(last_, {LogEntry::Kind::create_index, made.number, 0, 0, made.name});
  return made;
}

void StoreBatch::drop_index(const StoredIndex& index) {
  for (const char* sql :
       {"DELETE FROM articles WHERE index_number = ?1",
        "DELETE FROM attribute_types WHERE index_number = ?1",
        "DELETE FROM settings WHERE index_number = ?1", "DELETE FROM indexes WHERE number = ?1"}) {
    parts_.database.prepare(sql).bind(1, index.number).run();
  }
  last_ = parts_.log.append(last_, {LogEntry::Kind::drop_index, index.number, 0, 0, index.name});
}

Written StoreBatch::put(std::int64_t index, std::string_view id, std::string_view json,
                        const WriteCondition& condition) {
  const std::optional<Found> found = find(index, id);
  const std::uint64_t version = found ? found->version : 0;
  if ((condition.only_if_absent && found) ||
      (condition.if_version && *condition.if_version != version)) {
    return {Written::Outcome::refused, version};
  }
  if (found && found->json == json && found->checksum == row_checksum(index, version, id, json)) {
    return {Written::Outcome::unchanged, version};
  }
  const std::uint64_t next = version + 1;
  const std::uint64_t checksum = row_checksum(index, next, id, json);
  if (found) {
    parts_.update.bind(1, found->number)
        .bind(2, stored(next))
        .bind(3, stored(checksum))
        .bind(4, json)
        .run();
  } else {
    parts_.insert.bind(1, index)
        .bind(2, id)
        .bind(3, stored(next))
        .bind(4, stored(checksum))
        .bind(5, json)
        .run();
  }
  last_ = parts_.log.append(last_, {LogEntry::Kind::put, index, next, checksum, std::string(id)});
  return {found ? Written::Outcome::replaced : Written::Outcome::created, next};
}

Written StoreBatch::remove(std::int64_t index, std::string_view id,
                           const WriteCondition& condition) {
  const std::optional<Found> found = find(index, id);
  const std::uint64_t version = found ? found->version : 0;
  if (condition.if_version && *condition.if_version != version) {
    return {Written::Outcome::refused, version};
  }
  if (!found) return {Written::Outcome::absent, 0};
  parts_.erase.bind(1, found->number).run();
  last_ = parts_.log.append(last_, {LogEntry::Kind::remove, index, version, 0, std::string(id)});
  return {Written::Outcome::removed, version};
}

void StoreBatch::set_type(std::int64_t index, std::string_view attribute, AttributeType type) {
  parts_.database
      .prepare(
          "INSERT OR REPLACE INTO attribute_types(index_number, name, type, checksum) "
          "VALUES(?1, ?2, ?3, ?4)")
      .bind(1, index)
      .bind(2, attribute)
      .bind(3, static_cast<std::int64_t>(type))
      .bind(4, stored(type_checksum(index, attribute, type)))
      .run();
}

void StoreBatch::set_settings(std::int64_t index, std::string_view json) {
  std::uint64_t version = 1;
  Statement find =
      parts_.database.prepare("SELECT version, json FROM settings WHERE index_number = ?1");
  if (find.bind(1, index).step()) {
    if (find.text(1) == json) return;
    version = loaded(find.integer(0)) + 1;
  }
  find.reset();
  const std::uint64_t checksum = settings_checksum(index, version, json);
  parts_.database
      .prepare(
          "INSERT OR REPLACE INTO settings(index_number, version, checksum, json) "
          "VALUES(?1, ?2, ?3, ?4)")
      .bind(1, index)
      .bind(2, stored(version))
      .bind(3, stored(checksum))
      .bind(4, json)
      .run();
  last_ = parts_.log.append(last_, {LogEntry::Kind::settings, index, version, checksum, {}});
}

LogPosition StoreBatch::commit() {
  if (last_ != start_) transaction_.commit();
  return last_;
}

}  // namespace coldopen
