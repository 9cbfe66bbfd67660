#include "corpus/readers/csv.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kRowBytesMax = ArticleLimits::bytes_max;
constexpr std::size_t kColumnsMax = 1024;

constexpr auto kSeveralValues =
    std::to_array<std::string_view>({"aliases", "cast", "character", "director", "writer", "codes",
                                     "links", "portrays", "portrayed_by"});

struct Row {
  Strings cells;
  std::uint64_t line = 0;  // where it begins
  std::string problem;     // empty: well formed
};

// Cuts rows by RFC 4180. A quote inside an unquoted cell is text; text behind a closing quote, or a
// quote that never closes, is a problem of the row.
class RowCutter {
 public:
  explicit RowCutter(ByteSource source) : source_(ByteSource::as_utf8(std::move(source))) {
    if (source_.peek(3) == "\xEF\xBB\xBF") source_.skip(3);
  }

  std::optional<Row> next() {
    while (true) {
      std::optional<Row> row = cut();
      if (!row) return std::nullopt;
      const bool blank =
          row->problem.empty() && row->cells.size() == 1 && trimmed(row->cells.front()).empty();
      if (!blank) return row;
    }
  }

  std::uint64_t position() const { return source_.position(); }

 private:
  enum class In : std::uint8_t { start, plain, quoted, closed };

  std::optional<Row> cut() {
    if (source_.peek(1).empty()) return std::nullopt;
    row_ = Row{{}, ++line_, {}};
    cell_.clear();
    bytes_ = 0;
    in_ = In::start;
    while (true) {
      const std::string_view bytes = source_.peek(std::size_t{32} << 10);
      if (bytes.empty()) break;
      const std::size_t used = take(bytes);
      const bool ended = ended_;
      source_.skip(used);
      if (ended) break;
    }
    if (in_ == In::quoted) spoil("a quote that never closes");
    end_cell();
    return std::move(row_);
  }

  // Takes up to the end of the row; says how many bytes that were.
  std::size_t take(std::string_view bytes) {
    ended_ = false;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      const char c = bytes[at];
      if (c == '\n' && in_ != In::quoted) {
        ended_ = true;
        return at + 1;
      }
      line_ += c == '\n';
      character(c);
    }
    return bytes.size();
  }

  void character(char c) {
    if (in_ == In::quoted) {
      if (c == '"') {
        in_ = In::closed;
      } else {
        add(c);
      }
    } else if (c == ',') {
      end_cell();
    } else if (c == '"' && in_ == In::start) {
      in_ = In::quoted;
    } else if (c == '"' && in_ == In::closed) {
      add(c);
      in_ = In::quoted;
    } else if (in_ == In::closed) {
      if (c != '\r' && c != ' ') spoil("text behind a closing quote: double the quotes inside it");
    } else {
      in_ = In::plain;
      add(c);
    }
  }

  void add(char c) {
    if (++bytes_ > kRowBytesMax) {
      spoil("longer than 8 MiB, the most an article may be: split it");
      cell_.clear();
    } else {
      cell_ += c;
    }
  }

  void end_cell() {
    if (in_ == In::plain && cell_.ends_with('\r')) cell_.pop_back();
    if (row_.cells.size() < kColumnsMax) {
      row_.cells.push_back(std::exchange(cell_, {}));
    } else {
      spoil("more than 1,024 cells");
    }
    in_ = In::start;
  }

  void spoil(std::string_view problem) {
    if (row_.problem.empty()) row_.problem = problem;
  }

  ByteSource source_;
  Row row_;
  std::string cell_;
  std::size_t bytes_ = 0;
  std::uint64_t line_ = 0;
  In in_ = In::start;
  bool ended_ = false;
};

std::string column_name(std::string_view cell) {
  std::string name = std::string(trimmed(cell));
  std::string lower = ascii_lower(name);
  for (const std::string_view known : {"id", "title", "body", "url", "lang", "aliases"}) {
    if (lower == known) return lower;
  }
  std::replace(name.begin(), name.end(), ' ', '_');
  return canonical_attribute_name(name);
}

bool is_header(const Strings& cells) {
  const auto has = [&cells](std::string_view name) {
    return std::any_of(cells.begin(), cells.end(),
                       [name](const std::string& cell) { return column_name(cell) == name; });
  };
  return has("id") && (has("title") || has("body") || has("url"));
}

std::vector<std::string_view> values_in(std::string_view cell, std::string_view column) {
  const bool several =
      std::find(kSeveralValues.begin(), kSeveralValues.end(), column) != kSeveralValues.end();
  std::vector<std::string_view> out;
  while (!cell.empty()) {
    const std::size_t end = several ? std::min(cell.find(';'), cell.size()) : cell.size();
    if (const auto value = trimmed(cell.substr(0, end)); !value.empty()) out.push_back(value);
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return out;
}

void set_member(ReadArticle& read, const std::string& column, std::string cell) {
  Article& article = read.article;
  if (column == "id") {
    article.id = trimmed(cell);
  } else if (column == "title") {
    article.title = trimmed(cell);
  } else if (column == "body") {
    article.body = std::move(cell);
  } else if (column == "url") {
    article.url = trimmed(cell);
  } else if (column == "lang") {
    article.lang = trimmed(cell);
  } else {
    const std::vector<std::string_view> parts = values_in(cell, column);
    if (column == "aliases") {
      article.aliases.assign(parts.begin(), parts.end());
      return;
    }
    std::vector<Value> values;
    for (const std::string_view part : parts) values.push_back(value_of_text(part));
    if (unify(values)) {
      read.warnings.push_back(column + " is read as text: its values are of several types");
    }
    const bool is_list = values.size() > 1;
    give(article, column, std::move(values), is_list);
  }
}

class CsvReader final : public Reader {
 public:
  CsvReader(ByteSource source, SourceName name)
      : rows_(std::move(source)), name_(std::move(name)) {}

  std::optional<ReadItem> next() override {
    if (done_) return std::nullopt;
    if (columns_.empty()) {
      const std::optional<Row> header = rows_.next();
      if (!header) return std::nullopt;
      if (!header->problem.empty() || !is_header(header->cells)) {
        done_ = true;
        return ReadProblem{.source = name_.source,
                           .where = "line 1",
                           .reason = "no header line: it names the columns, as in id,title,body",
                           .fatal = true};
      }
      for (const std::string& cell : header->cells) columns_.push_back(column_name(cell));
    }
    std::optional<Row> row = rows_.next();
    if (!row) return std::nullopt;
    return read(*row);
  }

  std::uint64_t bytes_read() const override { return rows_.position(); }

 private:
  ReadItem read(Row& row) const {
    const std::string where = "line " + std::to_string(row.line);
    if (row.problem.empty() && row.cells.size() != columns_.size()) {
      row.problem = std::to_string(row.cells.size()) + " cells, but the header has " +
                    std::to_string(columns_.size());
    }
    if (!row.problem.empty()) {
      return ReadProblem{.source = name_.source, .where = where, .reason = row.problem};
    }
    ReadArticle out;
    std::size_t bad = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      set_member(out, columns_[i], repaired_utf8(row.cells[i], bad));
    }
    if (bad > 0) {
      out.warnings.push_back(std::to_string(bad) + " bytes are not UTF-8 and read as U+FFFD");
    }
    try {
      check(out.article);
      return out;
    } catch (const Error& error) {
      return problem_of(error, name_.source, where);
    }
  }

  RowCutter rows_;
  SourceName name_;
  Strings columns_;
  bool done_ = false;
};

}  // namespace

bool is_csv_header(std::string_view line) {
  if (line.find(',') == std::string_view::npos) return false;
  RowCutter cutter(ByteSource::of_memory(std::string(line.substr(0, 4096))));
  const std::optional<Row> row = cutter.next();
  return row && row->problem.empty() && is_header(row->cells);
}

std::unique_ptr<Reader> open_csv(ByteSource source, SourceName name) {
  return std::make_unique<CsvReader>(std::move(source), std::move(name));
}

}  // namespace coldopen
