// The seam of all formats: a source that gives articles one by one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "corpus/article.hpp"

namespace coldopen {

struct DroppedLine {  // boilerplate: in the source, not in the article
  std::string text;
  std::string reason;  // "byline", "related posts", "photo credit", "repeated caption", ...
  std::uint64_t line = 0;
};

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

class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::optional<ReadItem> next() = 0;    // none at the end; never throws for bad input
  virtual std::uint64_t bytes_read() const = 0;  // of the source as stored, for progress
};

}  // namespace coldopen
