#include "index/store/database.hpp"

#include <cerrno>
#include <new>
#include <sqlite3.h>
#include <utility>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

ErrorCode code_of(int extended, int system_error) noexcept {
  switch (extended & 0xff) {
    case SQLITE_FULL:
      return ErrorCode::disk_full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return ErrorCode::damaged;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return ErrorCode::permission;
    case SQLITE_CANTOPEN:
      return system_error == EACCES || system_error == EPERM || system_error == EROFS
                 ? ErrorCode::permission
                 : ErrorCode::io;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorCode::unavailable;
    case SQLITE_IOERR: {
      const bool no_space =
          system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
      // A failed sync is never "full": what it left behind cannot be known.
      return no_space && extended != SQLITE_IOERR_FSYNC ? ErrorCode::disk_full : ErrorCode::io;
    }
    default:
      return ErrorCode::io;
  }
}

// SQLite keeps no errno of a failed write (sqlite3_system_errno is 0 then): it is read at once, and
// calls that write set it to 0 before.
[[noreturn]] void fail(sqlite3* database, int result) {
  const int system_error = errno;
  if (database == nullptr || (result & 0xff) == SQLITE_NOMEM) throw std::bad_alloc();
  const int extended = sqlite3_extended_errcode(database);
  if (extended == SQLITE_IOERR_NOMEM) throw std::bad_alloc();
  const char* file = sqlite3_db_filename(database, "main");
  throw Error(code_of(extended, system_error),
              std::string("the store failed: ") + sqlite3_errmsg(database),
              file == nullptr ? "" : file);
}

}  // namespace

Statement::Statement(sqlite3* database, const char* sql) : statement_(nullptr) {
  const int result =
      sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (result != SQLITE_OK) fail(database, result);
}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int place, std::int64_t value) {
  if (place == 1) reset();
  const int result = sqlite3_bind_int64(statement_, place, value);
  if (result != SQLITE_OK) fail(sqlite3_db_handle(statement_), result);
  return *this;
}

Statement& Statement::bind(int place, std::string_view text) {
  if (place == 1) reset();
  const char* bytes = text.data() == nullptr ? "" : text.data();  // null would bind NULL
  const int result =
      sqlite3_bind_text64(statement_, place, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (result != SQLITE_OK) fail(sqlite3_db_handle(statement_), result);
  return *this;
}

bool Statement::step() {
  errno = 0;
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) {
    sqlite3* database = sqlite3_db_handle(statement_);
    try {
      fail(database, result);
    } catch (...) {
      reset();
      throw;
    }
  }
  reset();
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() noexcept { sqlite3_reset(statement_); }

std::int64_t Statement::integer(int column) const noexcept {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Database::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }

Database::Database(const std::filesystem::path& path, Mode mode) {
  std::string uri = "file:";
  for (const char c : path.string()) {  // what a URI would read as its own
    if (c == '?' || c == '#' || c == '%') {
      static constexpr char kHex[] = "0123456789ABCDEF";
      uri += {'%', kHex[(c >> 4) & 15], kHex[c & 15]};
    } else {
      uri += c;
    }
  }
  try {
    open(uri, mode);
  } catch (const Error&) {
    // A clean store on a read-only medium: no WAL can be made beside it, and none is needed.
    std::error_code unknown;
    if (mode == Mode::write || std::filesystem::exists(path.string() + "-wal", unknown)) throw;
    open(uri + "?immutable=1", mode);
  }
}

void Database::open(const std::string& uri, Mode mode) {
  sqlite3* handle = nullptr;
  const int flags = (mode == Mode::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                    SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
  const int result = sqlite3_open_v2(uri.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) fail(handle, result);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_busy_timeout(handle, 5000);
  execute("PRAGMA trusted_schema=OFF");
  execute("PRAGMA cell_size_check=ON");
  execute("PRAGMA mmap_size=0");
  if (mode == Mode::write) {
    execute("PRAGMA journal_mode=WAL");
    execute("PRAGMA synchronous=FULL");
    execute("PRAGMA wal_autocheckpoint=1000");
    execute("PRAGMA journal_size_limit=67108864");
  } else {
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    execute("PRAGMA wal_autocheckpoint=0");
    execute("SELECT count(*) FROM sqlite_schema");  // fails now where reading cannot work
  }
}

Database::~Database() = default;

Statement Database::prepare(const char* sql) { return {handle_.get(), sql}; }

void Database::execute(const char* sql) {
  errno = 0;
  const int result = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(handle_.get(), result);
}

std::int64_t Database::integer(const char* sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Database::checkpoint() { execute("PRAGMA wal_checkpoint(TRUNCATE)"); }

void Database::give_up() noexcept {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

bool Database::in_transaction() const noexcept {
  return sqlite3_get_autocommit(handle_.get()) == 0;
}

Transaction::Transaction(Database& database, Database::Mode mode) : database_(&database) {
  database.execute(mode == Database::Mode::write ? "BEGIN IMMEDIATE" : "BEGIN");
  // BEGIN alone sees nothing yet; the first read decides what is seen.
  if (mode == Database::Mode::read) database.integer("SELECT count(*) FROM sqlite_schema");
}

Transaction::~Transaction() {
  if (database_ == nullptr || !database_->in_transaction()) return;
  try {
    database_->execute("ROLLBACK");
  } catch (const std::exception&) {  // SQLite rolls back when the connection closes
  }
}

void Transaction::commit() {
  database_->execute("COMMIT");
  database_ = nullptr;
}

}  // namespace coldopen
