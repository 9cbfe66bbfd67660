// Fields of an article, the kinds of lists (spaces), and how counts of fields fold into one
// (BM25F).
//
// Origin: Robertson, Zaragoza, Taylor, "Simple BM25 Extension to Multiple Weighted Fields" (2004).
// Weights are small whole numbers and are folded when a segment is written: one count a document,
// so that plain BM25 over one list is BM25F. Lengths are counted in words, without weights.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace coldopen {

enum class Field : std::uint8_t { title, alias, attribute, heading, body };

struct FieldWeights {
  std::uint32_t title = 5;
  std::uint32_t aliases = 4;  // the best single alias counts, not their sum
  std::uint32_t headings = 2;
  std::uint32_t attributes = 2;
  std::uint32_t body = 1;
  std::uint32_t of(Field field) const noexcept;
  bool operator==(const FieldWeights&) const = default;
};

// Attributes whose words weigh something of their own; others weigh what all attributes do.
using AttributeWeights = std::map<std::string, std::uint32_t, std::less<>>;

// The kinds of lists in one dictionary. The first five are the lanes of the analysis: all fields
// folded into one list. `field` is one small list a field and word: text = name + '\x1f' + word.
// The values are part of the segment format.
enum class Space : std::uint8_t {
  exact = 0,
  stem = 1,
  joined = 2,
  written = 3,
  code = 4,
  field = 5,
  title_key = 6,
  bare_key = 7,
  alias_key = 8,
  tight_key = 9,
  link = 11,      // pages linked to, by key: the list of a title holds what links to it
  code_key = 12,  // the episode or season that an article is, from its attributes
  pair = 13,      // two frequent words side by side (segment/pairs.hpp)
};

// Between field name and word in Space::field, exact word and its form with marks in
// Space::written: so a word finds all its forms.
inline constexpr char kFieldSeparator = '\x1f';

// Words of two passages, values or fields lie this far apart, so that no phrase crosses.
inline constexpr std::uint32_t kPositionGap = 64;

// The language of an article (language_code) is a column like an attribute's; no attribute can have
// its name, for it is a member of every article.
inline constexpr std::string_view kLanguageColumn = "lang";

// Attributes that are kept and returned but whose words are not searched: links, pictures,
// marks, the language.
bool is_searchable_attribute(std::string_view name) noexcept;

// Kinds (as keys) of records that are parts of a page: line, quote, stage, scene. Their title is
// another page's, so they have no name of their own.
bool is_part_of_page(std::string_view kind) noexcept;

}  // namespace coldopen
