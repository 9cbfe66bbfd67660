// Parameters are proved first; then the text is read, matches are found, scored and ordered; and
// only the hits of the page get their passages.
#include "query/search.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/text.hpp"
#include "query/answers.hpp"
#include "query/bm25.hpp"
#include "query/corrections.hpp"
#include "query/deadline.hpp"
#include "query/exact_scorer.hpp"
#include "query/explain.hpp"
#include "query/facets.hpp"
#include "query/folding.hpp"
#include "query/highlight.hpp"
#include "query/landing.hpp"
#include "query/ordering.hpp"
#include "query/passages.hpp"
#include "query/plan.hpp"
#include "query/ranking.hpp"
#include "query/rescoring.hpp"
#include "query/syntax.hpp"

namespace coldopen {

namespace {

[[noreturn]] void refuse(const std::string& message, const char* parameter) {
  throw Error(ErrorCode::invalid_argument, message, parameter);
}

void check_at_most(std::uint64_t value, std::uint64_t max, const char* what,
                   const char* parameter) {
  if (value > max)
    refuse(
        std::string(what) + " is at most " + std::to_string(max) + ", not " + std::to_string(value),
        parameter);
}

void check_text(const std::string& q) {
  if (utf8_error(q) != std::string::npos)
    refuse("the query is not valid UTF-8: a character is cut or mistaken", "q");
  check_at_most(count_characters(q), SearchLimits::query_code_points_max,
                "the length of a query in characters", "q");
}

void check(const SearchRequest& request, const AttributeTypes& types) {
  using Limits = SearchLimits;
  check_text(request.q);
  check_at_most(request.limit, Limits::limit_max, "limit", "limit");
  if (!request.after)
    check_at_most(std::uint64_t{request.offset} + request.limit, Limits::window_max,
                  "offset and limit together", "offset");
  check_at_most(request.passages, Limits::passages_max, "passages", "passages");
  check_at_most(request.facets.size(), Limits::facets_max, "the number of facets", "facets");
  check_at_most(request.facet_limit, Limits::facet_limit_max, "facet_limit", "facet_limit");
  check_at_most(request.filters.size(), Limits::filter_clauses_max, "the number of filters",
                "filter");
  check_at_most(request.sort.size(), Limits::sort_keys_max, "the number of sort names", "sort");
  if (request.timeout.count() < Limits::timeout_ms_min ||
      request.timeout.count() > Limits::timeout_ms_max)
    refuse("timeout_ms is from " + std::to_string(Limits::timeout_ms_min) + " to " +
               std::to_string(Limits::timeout_ms_max),
           "timeout_ms");
  for (const Condition& condition : request.filters) {
    if (!types.contains(condition.attribute))
      throw_unknown_attribute(condition.attribute, types, "filter");
    check_at_most(condition.texts.size() + condition.ranges.size(), Limits::filter_values_max,
                  "the number of values of a filter", "filter");
  }
  for (const std::string& facet : request.facets)
    if (!types.contains(facet)) throw_unknown_attribute(facet, types, "facets");
  for (const SortKey& key : request.sort)
    if (key.attribute != "_score" && key.attribute != "title" && !types.contains(key.attribute))
      throw_unknown_attribute(key.attribute, types, "sort");
}

// One a thread, so that a search finds warm what the one before it has left.
Workspace& workspace_of_thread() {
  thread_local Workspace workspace;
  return workspace;
}

// So many hits are ranked anew for a page behind them, by bounds; beyond, all that is left is
// scored and nothing of what was shown is kept. What nearness raises stands before.
constexpr std::size_t kRankedAnew = 1'000;

// The `count` best, with all that counts.
std::vector<Ranked> rank(const Snapshot& snapshot, const SearchRequest& request,
                         const Matches& matches, const LengthNorms& norms, Rescoring& rescoring,
                         std::size_t count, Deadline& deadline) {
  if (count == 0) return {};
  std::vector<Ranked> ranked =
      best_matches(snapshot, request, matches, norms, std::max(count, rescoring.candidates()),
                   std::nullopt, deadline, workspace_of_thread());
  const StageTime timed(request.clock, Stage::nearness);
  rescoring.raise(ranked);
  if (ranked.size() > count) ranked.resize(count);
  return ranked;
}

std::vector<Ranked> page(const Snapshot& snapshot, const SearchRequest& request,
                         const Matches& matches, const LengthNorms& norms, Rescoring& rescoring,
                         Deadline& deadline) {
  if (request.limit == 0) return {};
  if (request.after && request.offset > std::max(kRankedAnew, rescoring.candidates()))
    return best_matches(snapshot, request, matches, norms, request.limit, request.after, deadline,
                        workspace_of_thread());
  std::vector<Ranked> ranked = rank(snapshot, request, matches, norms, rescoring,
                                    std::size_t{request.offset} + request.limit, deadline);
  ranked.erase(ranked.begin(),
               ranked.begin() + std::min<std::ptrdiff_t>(request.offset, std::ssize(ranked)));
  return ranked;
}

// Makes hits of the page out of ranked documents; what it needs of a segment is made once.
class HitWriter {
 public:
  HitWriter(const Snapshot& snapshot, const SearchRequest& request, const Matches& matches,
            const LengthNorms& norms, Rescoring& rescoring, const Folding& folding)
      : snapshot_(snapshot),
        request_(request),
        matches_(matches),
        norms_(norms),
        rescoring_(rescoring),
        folding_(folding) {}

  Hit write(const Ranked& ranked) {
    Tools& tools = tools_of(ranked.segment);
    Article article = article_of(ranked);
    Hit hit;
    hit.id = std::move(article.id);
    hit.lang = std::move(article.lang);
    hit.title = title(tools, article);
    hit.score = ranked.score;
    hit.similar = folding_.similar(ranked.segment, ranked.doc);
    hit.guarded = snapshot_.segments[ranked.segment].titles_only;
    hit.attributes = std::move(article.attributes);
    write_passages(tools, article, ranked, hit);
    if (request_.explain) hit.why = why(ranked);
    return hit;
  }

 private:
  struct Tools {
    PassageFinder finder;
    Highlighter highlighter;
  };

  Tools& tools_of(std::size_t segment) {
    auto at = tools_.find(segment);
    if (at == tools_.end()) {
      const StageTime timed(request_.clock, Stage::highlight);
      at = tools_
               .emplace(segment, Tools{PassageFinder(snapshot_, segment, matches_.query),
                                       Highlighter(snapshot_, segment, matches_.query)})
               .first;
    }
    return at->second;
  }

  Article article_of(const Ranked& ranked) const {
    const StageTime timed(request_.clock, Stage::articles);
    return snapshot_.segments[ranked.segment].segment->documents().article(ranked.doc);
  }

  MarkedText title(Tools& tools, const Article& article) const {
    const StageTime timed(request_.clock, Stage::highlight);
    return tools.highlighter.title(article.title);
  }

  // Best first: the one that the query is an alias of before all others. Who names the article
  // itself means none of them by their aliases.
  std::vector<PassageMatch> find_passages(Tools& tools, const Article& article,
                                          const Ranked& ranked) const {
    const StageTime timed(request_.clock, Stage::passages);
    const Segment& segment = *snapshot_.segments[ranked.segment].segment;
    const NameKeys& typed = matches_.names.keys;
    Called called;
    if (segment.documents().has_passage_aliases(ranked.doc) && goes_by(segment, ranked.doc, typed))
      called = find_called(article, typed, *snapshot_.analyzer);
    std::vector<PassageMatch> found = tools.finder.find(ranked.doc, !called.article);
    if (!called.passage) return found;
    const auto at = std::ranges::find(found, *called.passage, &PassageMatch::index);
    if (at == found.end()) {
      found.insert(found.begin(), {.index = *called.passage});
    } else {
      std::rotate(found.begin(), at, at + 1);
    }
    return found;
  }

  void write_passages(Tools& tools, const Article& article, const Ranked& ranked, Hit& hit) const {
    const std::vector<Passage>& passages = article.passages;
    std::vector<PassageMatch> found = find_passages(tools, article, ranked);
    // Places and passages agree, unless their bytes are wrong behind right checksums.
    std::erase_if(found, [&](const PassageMatch& one) { return one.index >= passages.size(); });
    hit.passages_matching = static_cast<std::uint32_t>(found.size());
    hit.url = article.url;
    const bool only_elsewhere = found.empty();
    if (only_elsewhere && !passages.empty()) found.push_back({});  // the first one, as it stands
    const StageTime timed(request_.clock, Stage::highlight);
    const std::size_t shown = PassageFinder::worth_showing(found, request_.passages);
    for (std::size_t i = 0; i < shown; ++i) {
      const std::uint32_t index = found[i].index;
      const Passage& passage = passages.at(index);
      Snippet snippet = tools.highlighter.snippet(passage.text);
      if (i == 0 && !only_elsewhere)
        hit.url = deep_link(article.url, passage.anchor, index == 0 ? "" : snippet.link_text);
      hit.passages.push_back(
          {passage.heading, passage.anchor, passage.ordinal, index, std::move(snippet.shown)});
    }
  }

  Explanation why(const Ranked& ranked) const {
    ExactScorer scorer(snapshot_, ranked.segment, matches_.query, norms_, workspace_of_thread());
    std::vector<ScorePart> parts;
    scorer.explain(ranked.doc, parts);
    rescoring_.explain(ranked, parts);
    const DocClass of = matches_.class_of(ranked.segment, ranked.doc);
    const double points = matches_.points_of(ranked.segment, ranked.doc);
    return explain(std::move(parts), {of, points, matches_.names.shown()});
  }

  const Snapshot& snapshot_;
  const SearchRequest& request_;
  const Matches& matches_;
  const LengthNorms& norms_;
  Rescoring& rescoring_;
  const Folding& folding_;
  std::map<std::size_t, Tools> tools_;
};

void add_notes(const ParsedQuery& parsed, const Matches& matches, SearchResponse& response) {
  response.notes = parsed.notes;
  for (const Note& note : matches.query.notes) response.notes.push_back(note);
  if (!parsed.blank && matches.query.as_name && matches.query.filters.empty() && matches.total == 0)
    response.notes.push_back({"no-words", "the query holds no word to search for"});
}

ParsedQuery checked_and_parsed(const Snapshot& snapshot, const SearchRequest& request) {
  const StageTime timed(request.clock, Stage::parse);
  check(request, snapshot.types);
  ParsedQuery parsed = parse(request.q, snapshot.types);
  if (parsed.depth > SearchLimits::depth_max)
    refuse("parentheses stand at most " + std::to_string(SearchLimits::depth_max) +
               " deep in each other",
           "q");
  return parsed;
}

SearchRequest corrected_request(const SearchRequest& request, const std::string& q,
                                const Deadline& deadline) {
  SearchRequest other = request;
  other.timeout =
      std::max(deadline.left(), std::chrono::milliseconds(SearchLimits::timeout_ms_min));
  other.q = q;
  other.typo = Typo::off;
  return other;
}

// How many hits another query has; nothing where the time does not suffice to know.
std::optional<std::uint64_t> total_of(const Snapshot& snapshot, const SearchRequest& request,
                                      const std::string& q, const Deadline& deadline) {
  SearchRequest other = corrected_request(request, q, deadline);
  other.limit = 0;
  other.facets.clear();
  other.clock = nullptr;
  const SearchResponse response = search(snapshot, other);
  if (response.partial) return std::nullopt;
  return response.total;
}

// What was meant by what was typed: another query in its place, or names beside it.
struct Meant {
  std::optional<Correction> correction;
  bool applied = false;
  Strings names;
};

Meant find_meant(const Snapshot& snapshot, const SearchRequest& request, const ParsedQuery& parsed,
                 const Matches& matches, Deadline& deadline) {
  Corrections found = find_corrections(snapshot, request, parsed, matches, deadline);
  const bool applied = found.best && found.best->sure && matches.total == 0;
  return {std::move(found.best), applied, std::move(found.names)};
}

// `names`: that may have been meant, where the query of `request` already stands for another.
SearchResponse search_beside(const Snapshot& snapshot, const SearchRequest& request,
                             const Strings& names) {
  Deadline deadline(request.timeout);
  const ParsedQuery parsed = checked_and_parsed(snapshot, request);
  Matches matches = find_matches(snapshot, parsed.tree, parsed.blank, request, deadline);
  const Meant meant = find_meant(snapshot, request, parsed, matches, deadline);
  if (meant.applied && (request.offset == 0 || request.after)) {
    SearchResponse response = search_beside(
        snapshot, corrected_request(request, meant.correction->q, deadline), meant.names);
    response.corrected = {request.q, meant.correction->q};
    return response;
  }
  const bool names_added =
      !meant.applied && add_meant(snapshot, names.empty() ? meant.names : names, matches);
  const LengthNorms norms(snapshot.scoring, snapshot.stats.average_length());
  Rescoring rescoring(snapshot, matches.query, norms, request.sort);
  Folding folding(snapshot, request, matches, norms, rescoring, deadline, workspace_of_thread());
  folding.fold_hits();

  SearchResponse response;
  if (meant.correction && request.offset == 0) {
    const std::string& q = meant.correction->q;
    const auto total = folding.folds() ? total_of(snapshot, request, q, deadline)
                                       : std::optional(meant.correction->total);
    if (total) response.did_you_mean = {q, *total};
  }
  response.total = matches.total;
  response.answer = find_answer(snapshot, request, matches);
  add_notes(parsed, matches, response);
  if (names_added)
    response.notes.push_back(
        {"names-near", "pages whose names are nearly what was typed are among the first"});
  HitWriter writer(snapshot, request, matches, norms, rescoring, folding);
  const auto shown = page(snapshot, request, matches, norms, rescoring, deadline);
  for (const Ranked& ranked : shown) response.hits.push_back(writer.write(ranked));
  if (!shown.empty() && request.offset + shown.size() < matches.total && !deadline.over())
    response.last = {static_cast<std::uint32_t>(shown.back().segment), shown.back().doc,
                     shown.back().score};
  response.facets = count_facets(snapshot, request, matches, folding, deadline);
  response.partial = snapshot.partial || deadline.over();
  return response;
}

std::vector<RankedId> rank_all_beside(const Snapshot& snapshot, const SearchRequest& request,
                                      std::size_t count, const Strings& names) {
  Deadline deadline(request.timeout);
  const ParsedQuery parsed = parse(request.q, snapshot.types);
  Matches matches = find_matches(snapshot, parsed.tree, parsed.blank, request, deadline,
                                 std::numeric_limits<std::size_t>::max());
  const Meant meant = find_meant(snapshot, request, parsed, matches, deadline);
  if (meant.applied)
    return rank_all_beside(snapshot, corrected_request(request, meant.correction->q, deadline),
                           count, meant.names);
  add_meant(snapshot, names.empty() ? meant.names : names, matches);
  const LengthNorms norms(snapshot.scoring, snapshot.stats.average_length());
  Rescoring rescoring(snapshot, matches.query, norms, request.sort);
  Folding(snapshot, request, matches, norms, rescoring, deadline, workspace_of_thread())
      .fold_hits();
  std::vector<RankedId> best;
  for (const Ranked& ranked : rank(snapshot, request, matches, norms, rescoring, count, deadline)) {
    const Documents& documents = snapshot.segments[ranked.segment].segment->documents();
    best.push_back({std::string(documents.id(ranked.doc)), ranked.score});
  }
  return best;
}

}  // namespace

SearchResponse search(const Snapshot& snapshot, const SearchRequest& request) {
  return search_beside(snapshot, request, {});
}

std::vector<RankedId> rank_all(const Snapshot& snapshot, const SearchRequest& request,
                               std::size_t count) {
  return rank_all_beside(snapshot, request, count, {});
}

}  // namespace coldopen
