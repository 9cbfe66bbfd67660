// What a search is asked and what it answers: plain values, the same for command line and HTTP.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "corpus/article.hpp"
#include "query/stage_clock.hpp"

namespace coldopen {

enum class Match : std::uint8_t { automatic, all, any };
enum class Typo : std::uint8_t { automatic, off };

// One clause of `filter`: alternatives within, AND between clauses. season:4  season:4,5
// season:3..5  air_date:2008-01-01..  -cast:"Amy Ryan"  cast:*
struct Condition {
  struct Range {                     // either end may be open
    std::optional<double> from, to;  // dates as days since 1970-01-01, both ends included
  };
  std::string attribute;
  bool negated = false;
  bool any_value = false;     // cast:*
  Strings texts;              // text attributes: compared by key
  std::vector<Range> ranges;  // numbers, dates, booleans; a single value is a range of one
};

struct SortKey {          // missing values last; then by score, then id
  std::string attribute;  // "_score", "title" or an attribute
  bool descending = false;
};

// A hit of a search, and so where its next page begins: behind it. Of one snapshot.
struct HitPlace {
  std::uint32_t segment = 0;
  std::uint32_t doc = 0;
  double score = 0;
  bool operator==(const HitPlace&) const = default;
};

struct SearchRequest {
  std::string q;
  std::uint32_t offset = 0, limit = 10;
  // The last of the `offset` hits left out; with it they may be any number. From the answer before,
  // of the same snapshot and a request that differs in what is shown alone.
  std::optional<HitPlace> after;
  Match match = Match::automatic;
  Typo typo = Typo::automatic;
  bool fold = true;  // articles that are nearly alike are one hit (query/alike.hpp)
  // Of articles called alike those of this language come first, and of those that are one by
  // `distinct` they are shown; empty: the index's.
  std::string lang;
  std::vector<Condition> filters;
  Strings facets;
  std::uint32_t facet_limit = 20;
  std::vector<SortKey> sort;  // empty: by score
  std::uint32_t passages = 1;
  bool explain = false;
  std::chrono::milliseconds timeout{2000};
  StageClock* clock = nullptr;  // started by who measures; null: nobody does
};

struct SearchLimits {
  static constexpr std::uint32_t query_code_points_max = 512;
  static constexpr std::uint32_t terms_max = 64;
  static constexpr std::uint32_t depth_max = 16;          // of parentheses
  static constexpr std::uint32_t prefix_terms_max = 128;  // the most frequent
  static constexpr std::uint32_t limit_max = 100;
  static constexpr std::uint32_t window_max = 10'000;  // offset + limit
  static constexpr std::uint32_t passages_max = 10;
  static constexpr std::uint32_t facets_max = 16;
  static constexpr std::uint32_t facet_limit_max = 1'000;
  static constexpr std::uint32_t filter_clauses_max = 64;
  static constexpr std::uint32_t filter_values_max = 256;
  static constexpr std::uint32_t sort_keys_max = 4;
  static constexpr std::uint32_t timeout_ms_min = 10, timeout_ms_max = 60'000;
};

// Bytes [begin, end) of a text that are marked.
struct Mark {
  std::uint32_t begin = 0, end = 0;
  bool operator==(const Mark&) const = default;
};

struct MarkedText {
  std::string text;         // raw, not escaped
  std::vector<Mark> marks;  // rising, not overlapping, on code point limits
};

struct FoundPassage {
  std::string heading, anchor;
  std::uint32_t ordinal = 0;
  std::uint32_t index = 0;  // which passage of the article
  MarkedText snippet;       // cut around the best window, with "…" where cut
};

struct ScorePart {
  std::string source;  // "text", a field, or a class: "title", "alias", "coverage"
  std::string term;
  std::string form;  // "stem", "exact", "phrase", "prefix", "field" or ""
  double idf = 0, count = 0, length = 0, points = 0;
  std::string note;
};

struct Explanation {  // parts sum to the score within 1e-4
  std::string text;
  std::vector<ScorePart> parts;
};

struct Hit {
  std::string id, url,
      lang;  // url: deep link to the best passage; empty where the article has none
  MarkedText title;
  double score = 0;
  std::vector<FoundPassage> passages;
  std::uint32_t passages_matching = 0;  // how many passages hold a word of the query
  std::vector<Attribute> attributes;
  std::optional<Explanation> why;
  Strings similar;       // ids of matches that are nearly the same article, the best first
  bool guarded = false;  // more of it may be told to who has seen more
};

struct FacetValue {
  std::string value;
  std::uint64_t count = 0;
  bool selected = false;
  std::string typed = {};  // of a selected text: as the filter has it
};

struct Facet {
  std::string attribute;
  std::vector<FacetValue> values;
  bool in_order = false;  // numbers, years and booleans rise; texts come by count
};

struct Note {
  std::string code;  // "unbalanced-quote", "prefix-cut", "phrase-not-found", ...
  std::string text;
};

struct AnswerPage {  // without a page of its own only the title: a name
  std::string id, title, url;
  std::string anchor;  // of the passage that was named, as url has it; may be empty
};

// What stored attributes say to the query, and where (query/answers.hpp).
struct Answer {
  enum class Type : std::uint8_t { cast, episode, go } type = Type::go;
  std::string text;                            // a sentence; of others the title
  std::optional<AnswerPage> character, actor;  // cast
  std::optional<AnswerPage> article;           // others
  struct Source {
    std::string id, attribute;
  } from;
};

struct DidYouMean {  // a query that finds more than the few articles that were found
  std::string q;
  std::uint64_t total = 0;
};

struct Corrected {  // nothing was found: these are the hits of another query
  std::string from, to;
};

struct SearchResponse {
  std::uint64_t total = 0;  // exact
  std::optional<Answer> answer;
  std::vector<Hit> hits;
  std::optional<HitPlace> last;  // the last hit, where more follow
  std::vector<Facet> facets;
  std::vector<Note> notes;
  std::optional<DidYouMean> did_you_mean;
  std::optional<Corrected> corrected;
  bool partial = false;  // the time was over, or part of the index is being rebuilt
};

}  // namespace coldopen
