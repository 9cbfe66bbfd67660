// SQLite, as far as the store needs it: connection, statement, transaction.
//
// Writing  one connection of one process (the LOCK keeps others out): WAL, synchronous=FULL, and it
//          alone checkpoints. SQLite before 3.51.3 can damage a file when two connections write or
//          checkpoint at once; so this is a rule, not a habit.
// Reading  any number of connections, read-only, that never checkpoint.
// Threads  one connection, one thread at a time.
// Errors   SQLite's codes become Error: FULL (and out of space while writing) -> disk_full;
// CORRUPT,
//          NOTADB -> damaged; PERM, READONLY, AUTH -> permission; BUSY -> unavailable; NOMEM ->
//          std::bad_alloc; the rest -> io. `where` is the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace coldopen {

// One SQL text, compiled once, run many times. Parameters are bound by place, from 1 (which starts
// anew); bound text is borrowed until the next reset.
class Statement {
 public:
  Statement(sqlite3* database, const char* sql);
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& bind(int place, std::int64_t value);
  Statement& bind(int place, std::string_view text);
  bool step();  // true: there is a row; false: done, and the statement is reset
  void run();   // to its end, rows unread; then resets
  void reset() noexcept;

  std::int64_t integer(int column) const noexcept;
  std::string_view text(int column) const;  // valid until the next step or reset

 private:
  sqlite3_stmt* statement_;
};

class Database {
 public:
  enum class Mode : std::uint8_t { write, read };
  Database(const std::filesystem::path& path, Mode mode);  // the file must be there
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Statement prepare(const char* sql);
  void execute(const char* sql);
  std::int64_t integer(const char* sql);  // the first column of the first row; 0 if there is none
  void checkpoint();                      // all of the WAL into the file; a reader may delay it
  void give_up() noexcept;  // no checkpoint when it closes: after a failed sync that would lie
  bool in_transaction() const noexcept;

 private:
  void open(const std::string& uri, Mode mode);
  struct Close {
    void operator()(sqlite3* handle) const noexcept;
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

// Rolls back unless committed. `write` takes the write lock at once; `read` pins what it sees.
class Transaction {
 public:
  Transaction(Database& database, Database::Mode mode);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();  // durable when it returns

 private:
  Database* database_;
};

}  // namespace coldopen
