// Where names start: every word of every name of a segment, sorted, so that what is typed finds by
// bisection all names in which it begins a word.
//
// Made of the keys that the dictionary holds (title, alias and tight keys: index/segment/names), so
// a name is here in each of its spellings; made once a segment, when somebody types first.
// Cost     16 bytes a start and the text of each key; some 0.3 us a start to make.
// Threads  immutable; any number of readers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/analyzer.hpp"
#include "index/segment/segment.hpp"

namespace coldopen {

enum class NameSource : std::uint8_t { title, alias, tight };  // tight: without its spaces

// Which word of its name a start is.
enum class StartPlace : std::uint8_t {
  article,  // the first one, and an article: The Dundies
  first,    // the first one, or the one after the article
  inner,
};

struct NameStart {
  std::uint32_t text = 0;   // place of its first byte in the texts
  DocId doc = 0;            // whose name it is
  std::uint8_t left = 0;    // bytes of the key from here on
  std::uint8_t length = 0;  // bytes of the whole key
  StartPlace place = StartPlace::first;
  NameSource source = NameSource::title;
};

// Starts [begin, end) begin with what was typed: first those that end there, then those whose word
// ends there, then the others.
struct StartRange {
  std::uint32_t begin = 0, same_end = 0, word_end = 0, end = 0;
};

class NameStarts {
 public:
  NameStarts(const Segment& segment, std::span<const std::string_view> articles);

  std::span<const NameStart> starts() const noexcept { return starts_; }  // by text, then document
  std::string_view text(const NameStart& start) const noexcept {
    return std::string_view(texts_).substr(start.text, start.left);
  }
  StartRange find(std::string_view typed) const noexcept;  // O(log starts)

  // Distinct names of documents by their title keys, in the order of the dictionary.
  std::uint32_t title_count() const noexcept { return title_count_; }

 private:
  void add_keys(const Segment& segment, Space space, NameSource source,
                std::span<const std::string_view> articles);
  void add_name(std::string_view key, std::span<const DocId> documents, NameSource source,
                std::span<const std::string_view> articles);
  void sort();

  std::string texts_;
  std::vector<NameStart> starts_;
  std::uint32_t title_count_ = 0;
};

// Those of a segment, made at the first call.
const NameStarts& name_starts(const Segment& segment, const Analyzer& analyzer);

}  // namespace coldopen
