// Whose page a query names: the class of an article that is called what was typed.
//
//   title       one of the query's keys (Analyzer::keys, whole) is one of its title
//   bare_title  ... of its title without "(...)"; or it is the episode or season whose code was
//               typed, and holds all telling words that stand beside the code; or its title with
//               its kind (michael scott character)
//   alias       ... of one of its aliases; or the code stands in its attribute `codes`;
//               or its title or bare title with the series it is of (pilot parks and rec), or
//               its bare title with its kind
//   tight       the same but for spaces, signs and a leading article
//   asked       the query asks who plays whom (query/cast.hpp), and it is who was asked for
//   beside      ... it plays, or is played by, who was asked for
//   of_season   it is an episode of the season that was typed, and nothing else was
//   meant       all of the query may be one of its names with typing errors
//   (query/corrections.hpp),
//               or is the first or last name of a character or person
//   named       its title and aliases hold all telling words (asked only of what holds them all)
//
// Of those called alike, characters come before people and others, unless steps say otherwise.
//
// Records of kind line, quote, stage or scene have none; disambiguation pages, lists and redirects
// at most `named`, unless the query has the word disambiguation.
//
// A code says less than it seems to where it is also a measure: 8x10 beside other words names no
// page if somewhere all of them stand as typed, and 413 names none where that number stands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/scoring.hpp"
#include "query/cast.hpp"
#include "query/deadline.hpp"
#include "query/elements.hpp"
#include "query/filter.hpp"
#include "query/query_tree.hpp"

namespace coldopen {

// A word of which a name must have one spelling, in title or aliases.
struct NameWord {
  Strings terms;
  Strings apart;  // or all of these: the words that it is made of
  bool in_title = true, in_alias = true;
};

// What a query says about the page it may mean; made once a search.
struct QueryNames {
  NameKeys keys;  // of `q`, of one quoted phrase those of its words
  Strings codes;  // season and episode as Analyzer::episode_code has them, production codes
  std::vector<std::size_t> beside;   // the informative elements that no code covers
  Cast cast;                         // who plays whom, if it asks that
  bool only_seasons = false;         // the codes are seasons, and nothing else was typed
  bool may_be_part_of_name = false;  // one word, which not too many titles hold
  // By the language of a segment, of all informative elements; none: no name there can hold them.
  std::map<std::string, std::vector<NameWord>> words;

  std::string shown() const { return keys.whole.empty() ? std::string() : keys.whole.front(); }
};

// `q` read as `tree` and resolved as `query`. O(words) look-ups; where a code is doubtful, as much
// as a phrase of these words.
QueryNames names_in(const Snapshot& snapshot, const Query& tree, std::string_view q,
                    const ResolvedQuery& query, Deadline& deadline);

// The steps of a season: more than it has episodes.
inline constexpr std::uint32_t kSeasonSteps = 1'000;

// The names of one segment. The living alone have some, and only where the filters of the text
// hold. Threads: any number of readers, as long as the segment lives.
class NameClasses {
 public:
  // O(log terms) a key and word, and one pass over the lists of the words in names.
  NameClasses(const Snapshot& snapshot, std::size_t segment, const QueryNames& names,
              const ResolvedQuery& query);

  // By key or code: title to named, or none.
  DocClass called(DocId doc) const noexcept;
  // All that are called so, rising; only where the filters of the text hold.
  std::span<const std::pair<DocId, DocClass>> called() const noexcept { return called_; }
  // Of two that are called alike the one with more comes first: of a season its earlier episode,
  // of names that may be meant the likelier one, of others those in the language asked for.
  std::uint32_t step(DocId doc) const noexcept;
  void set_step(DocId doc, std::uint32_t step);
  // Adds those with a title or alias of this key, if they are called nothing better; the documents.
  std::vector<DocId> add_meant(const SegmentView& view, const std::string& name,
                               std::span<const SegmentFilter> filters, std::uint32_t step);
  // Whether it is a page whose names hold all informative elements.
  bool named(DocId doc) const noexcept;
  ChunkBits named_in(std::uint32_t chunk) const noexcept {
    return named_.empty() ? ChunkBits() : named_[chunk];
  }
  // Sets the bits of those in `chunk` that are found by their name, whatever words they hold.
  void add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept;

 private:
  std::vector<std::pair<DocId, DocClass>> called_;      // documents rising, each once
  std::vector<std::pair<DocId, std::uint32_t>> steps_;  // likewise; 0 of all others
  bool ambiguous_wanted_ = false;                       // pages that only lead on
  std::vector<ChunkBits> named_;                        // by chunk; empty: nobody
};

}  // namespace coldopen
