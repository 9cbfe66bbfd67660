// The seam of all formats: a source that gives articles one by one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "corpus/article.hpp"
#include "corpus/blocks.hpp"
#include "corpus/error.hpp"

namespace coldopen {

struct ReadArticle {
  Article article;
  std::vector<DroppedLine> dropped;
  Strings warnings;
};

struct ReadProblem {     // a record or file that gives no article; reading goes on
  std::string source;    // file, or file/member
  std::string where;     // "line 7", "byte 1234", ""
  std::string reason;    // one sentence
  bool fatal = false;    // the rest of this source is lost (truncated archive): exit 65
  bool missing = false;  // the source itself could not be opened: exit 66
};

using ReadItem = std::variant<ReadArticle, ReadProblem>;

// A problem of one record: the sentence of the error, with the place inside the record behind it.
ReadProblem problem_of(const Error& error, const std::string& source, const std::string& where);

struct SourceName {    // what a reader knows of the place it reads from
  std::string source;  // for problems: file, or file/member
  std::string stem;    // the file's name without its ending, escaped: an id where none is given
  bool keep_boilerplate = false;
};

class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::optional<ReadItem> next() = 0;    // none at the end; never throws for bad input
  virtual std::uint64_t bytes_read() const = 0;  // of the source as stored, for progress
};

}  // namespace coldopen
