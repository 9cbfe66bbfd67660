// The k best documents of an exact phrase, and how many there are; a phrase as a list.
//
//   score(d) = (float) (weight * f / (f + K(d)))      f = how often the phrase starts in d
//
// For documents of one field that counts once, where the folded count of a word is the number of
// its positions. Exact as top_documents is. Where the whole phrase is one stored list (two frequent
// words, index/segment/pairs.hpp) it is a query of this list; else documents are refused before
// their positions are read once k are held, by the least impact code of their postings
// (exact_phrase.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "query/exact_phrase.hpp"
#include "query/flat_query.hpp"
#include "query/top_documents.hpp"
#include "query/workspace.hpp"

namespace coldopen {

struct PhraseQuery {
  struct Part {
    const SegmentView* view = nullptr;  // its dead documents never count
    std::span<const ChunkBits> mask;    // only these documents (by chunk); empty: all
  };
  std::vector<PhraseWord> words;
  double weight = 0;  // the sum of the words' own
  std::vector<Part> segments;
  const LengthNorms* norms = nullptr;
  double k1 = 0;
  Deadline* deadline = nullptr;  // looked at once a batch; null: none
};

// As top_documents and count_documents; `best` is valid until the workspace is used again.
std::span<const TopDocument> top_phrase(const PhraseQuery& query, std::uint32_t k,
                                        Workspace& workspace);
std::uint64_t count_phrase(const PhraseQuery& query, Workspace& workspace);

// Both, each document's positions read once.
struct PhraseAnswer {
  std::span<const TopDocument> best;
  std::uint64_t count = 0;
};
PhraseAnswer top_and_count_phrase(const PhraseQuery& query, std::uint32_t k, Workspace& workspace);

// The phrase as a list of a flat query: documents (of the mask) with their f, living ones if it is
// no stored list. Lives in the workspace. `others`: what the query asks for beside it; documents
// that are not in all of these may be left out, and their positions are not read.
ScoredList phrase_list(const PhraseQuery& query, std::size_t segment, Workspace& workspace,
                       std::span<const ScoredList> others = {});

}  // namespace coldopen
