// Judged queries and rankings as files: what `coldopen eval` reads and writes.
//
// NDJSON   one query a line; all members but q (or related_to) are optional, an unknown one is an
// error:
//            {"q":"big tuna","id":"7","behaviour":1,"note":"...",
//             "relevant":{"Jim_Halpert":3},      gains, for the measures
//             "first":"Jim_Halpert",             or a list: one of them is the first hit ...
//             "in":3,                            ... or, with "in", among the first 3
//             "related_to":"Ann_Perkins",        in place of q: what is like this article; judged
//             by
//                                                ids alone, and of params there is only "seen"
//             "similar":["A_copy"],              these and no others are folded into the first hit
//             "passage":"item-7",                the first passage that this hit shows: its anchor,
//                                                or its number (from 0) where it has none; also
//                                                measured: the rank of the hit that shows it first
//             "in3":["The_Who","Doctor_Who"],    each of them among the first 3 (any in<N>)
//             "has":["A","B"],                   each of them among the first 100
//             "order":["A","B"],                 they are found, in this order
//             "not":["Tuna"],                    none of them among the first 100
//             "none":true,                       nothing is found
//             "snippet_has":"Dwight:",           the first snippet holds these words
//             "link":"#item-7",                  the address of the first hit ends so
//             "told":"phrase-not-found",         the code of a note; "": there is no note
//             "answer":"A is played by B",       who plays whom, above the hits; "": nothing is
//             told "corrected":"...","offered":"...", not asked here
//             "total":2, "facets":{"season":["2: 1","*4: 2"]},   all its values, ticked ones with *
//             "params":{"match":"any","filter":["season:4"],"seen":"S04E13","facets":["season"],
//                       "facet_limit":3,"lang":"es"}}
//                                              and limit, offset, sort, which are not asked here
// TREC     queries as ID<tab>TEXT lines or <top> topics (title), judgements as `QUERY 0 DOC GAIN`
//          lines, rankings as `QUERY Q0 DOC RANK SCORE TAG` lines. Columns are parted by tabs where
//          a line has all of them, else by white space. TREC queries are plain words: what would be
//          syntax in a search box is made white space.
// Errors   Error(not_found); Error(bad_input) with file:line; Error(cannot_create) and Error(io).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "corpus/article.hpp"
#include "query/metrics.hpp"
#include "query/search.hpp"

namespace coldopen {

inline constexpr std::size_t kLookedThrough = 100;  // hits, by a person who would not give up

struct JudgedQuery {
  std::string id;  // of the file, or the number of the line
  std::string q;
  std::string related_to;  // not empty: no search, but what is like this article
  Judgements relevant;
  Strings first;  // one of them is among the first `first_within` hits
  std::size_t first_within = 1;
  std::string passage;  // of the first hit; may be empty
  struct Within {
    std::size_t depth = 0;
    Strings ids;
  };
  std::vector<Within> within;  // each of the ids is among the first `depth`
  Strings order;
  Strings absent;  // from the first kLookedThrough hits
  bool none = false;
  // Of these a run tells nothing: there they are not looked at.
  std::optional<std::string> answer, told, snippet_has, link;
  std::optional<Strings> similar;
  std::string behaviour;  // a name or number to group cases by; may be empty
  std::optional<Match> match;
  Strings filters;
  std::string seen;  // how far the reader is; empty: all is shown
  std::string lang;
  Strings facets;
  std::optional<std::size_t> facet_limit;
  std::optional<std::size_t> total;  // these two: as `answer`
  std::vector<std::pair<std::string, Strings>> counts;

  // More than ids is asked for.
  bool asks_response() const noexcept {
    return answer || total || !counts.empty() || told || snippet_has || link || similar ||
           !passage.empty();
  }
  // Something is said that a search alone can answer or heed.
  bool needs_search() const noexcept {
    return !q.empty() || asks_response() || match || !filters.empty() || !lang.empty() ||
           !facets.empty() || facet_limit;
  }
  bool is_case() const noexcept {
    return none || asks_response() || !first.empty() || !within.empty() || !order.empty() ||
           !absent.empty();
  }
};

// `qrels`: a file of judgements, or empty.
std::vector<JudgedQuery> read_judged_queries(const std::string& path, const std::string& qrels);

using Run = std::unordered_map<std::string, Ranking>;  // by query id

// Ordered by falling score; equal scores stay in the order of the file.
Run read_run(const std::string& path);

// A ranking as lines of a run. Scores are written so that they fall strictly also as floats:
// trec_eval orders by them alone.
std::string run_lines(const std::string& query, const std::vector<RankedId>& hits,
                      std::string_view tag);

std::optional<Match> match_of(std::string_view name);  // auto, all, any

}  // namespace coldopen
