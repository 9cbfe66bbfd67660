// Reads the game's documents: one flat JSON object a line with `id`, `title` and `text`.
//
// Errors   Error(bad_input) for a line that is not such an object; `where` is its number.
// Cost     one pass over the bytes by memchr, two copies of title and text; memory is a few of the
//          longest lines. Members of other names must be texts, numbers or literals and are
//          dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace coldopen {

struct FlatDocument {
  std::string id;    // the bytes of a number as they stand
  std::string body;  // title, space, text
};

class FlatDocuments {
 public:
  explicit FlatDocuments(int descriptor) : descriptor_(descriptor) {}
  // The next document; false at the end. Blank lines are passed over.
  bool next(FlatDocument& document);

 private:
  bool next_line(std::string_view& line);
  bool read_more();

  int descriptor_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, scanned_ = 0, end_ = 0;  // in buffer_; what is scanned has no line end
  std::uint64_t line_number_ = 0;
  std::string name_, title_, text_, dropped_;
};

}  // namespace coldopen
