#include "query/related.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "query/alike.hpp"
#include "query/bm25.hpp"
#include "query/cast.hpp"
#include "query/merged_list.hpp"
#include "query/search.hpp"

namespace coldopen {

namespace {

constexpr double kTitleTimes = 3;
constexpr std::array<std::string_view, 2> kActors = {"portrayed_by", "portrays"};
constexpr std::array<std::string_view, 2> kOthers = {"cast", "series"};

std::optional<PageAt> find_page(const Snapshot& snapshot, std::string_view id) {
  for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
    const SegmentView& view = snapshot.segments[i];
    const std::optional<DocId> doc = view.segment->documents().find(id);
    if (doc && view.alive(*doc)) return PageAt{i, *doc};
  }
  return std::nullopt;
}

// Which documents of a segment have one of some keys (rising) in an attribute; O(its values).
class AskedValues {
 public:
  AskedValues(const Segment& segment, std::string_view attribute, const Strings& keys) {
    const std::optional<Column> column = segment.columns().find(attribute);
    if (!column || column->type() != AttributeType::text) return;
    for (std::uint32_t ordinal = 0; ordinal < column->value_count(); ++ordinal) {
      const auto at = std::ranges::lower_bound(keys, column->key(ordinal));
      if (at != keys.end() && *at == column->key(ordinal))
        places_.emplace(ordinal, static_cast<std::size_t>(at - keys.begin()));
    }
    if (!places_.empty()) column_ = column;
  }

  // The places of the keys that a document has, rising, each once. Until the next call.
  const std::vector<std::size_t>& keys_of(DocId doc) {
    found_.clear();
    const std::uint32_t values = column_ ? column_->count(doc) : 0;
    for (std::uint32_t i = 0; i < values; ++i)
      if (const auto at = places_.find(column_->ordinal(doc, i)); at != places_.end())
        found_.push_back(at->second);
    if (found_.size() > 1) {
      std::ranges::sort(found_);
      const auto again = std::ranges::unique(found_);
      found_.erase(again.begin(), again.end());
    }
    return found_;
  }

  // each(document, place of a key) of the living ones, documents rising.
  template <class Each>
  void for_each(const SegmentView& view, Each&& each) {
    if (!column_) return;
    for (DocId doc = 0; doc < view.segment->size(); ++doc) {
      if (!view.alive(doc)) continue;
      for (const std::size_t key : keys_of(doc)) each(doc, key);
    }
  }

 private:
  std::optional<Column> column_;                 // none: no value has one of the keys
  std::map<std::uint32_t, std::size_t> places_;  // by ordinal
  std::vector<std::size_t> found_;
};

class RelatedFinder {
 public:
  RelatedFinder(const Snapshot& snapshot, PageAt source)
      : snapshot_(snapshot), source_(source), article_(documents(source).article(source.doc)) {
    const Folds& folds = folds_of(snapshot).alike;
    for (std::size_t i = 0; i < folds.size(); ++i)
      for (const Folds::Member& member : folds.group(i))
        group_of_[{member.segment, member.doc}] = i;
    if (const auto own = group_of_.find(source); own != group_of_.end())
      like_it_ = folds.group(own->second).size();
  }

  std::vector<Hit> find(std::size_t limit) {
    add_words();
    for (const std::string_view attribute : kActors) add_actors(attribute);
    for (const std::string_view attribute : kOthers) add_facts(attribute);
    add_titles();
    return best(limit);
  }

 private:
  const Documents& documents(PageAt page) const {
    return snapshot_.segments[page.segment].segment->documents();
  }

  double idf(std::uint64_t holders) const {
    return inverse_document_frequency(snapshot_.stats.documents, holders);
  }

  // --- Words

  void count(std::string_view text, double times, std::map<std::string, double>& counts) {
    snapshot_.analyzer->analyze(text, TextKind::text, tokens_);
    for (const Token& token : tokens_.tokens())
      if (token.lane == Space::exact) counts[std::string(token.term)] += times;
  }

  // The terms that tell most; those that nobody else has tell nothing.
  Strings terms() {
    std::map<std::string, double> counts;
    count(article_.title, kTitleTimes, counts);
    for (const Passage& passage : article_.passages) {
      count(passage.heading, 1, counts);
      count(passage.text, 1, counts);
    }
    std::vector<std::pair<double, std::string>> weighed;  // less is better
    for (const auto& [term, times] : counts) {
      const std::uint64_t holders = living_holders(snapshot_, Space::exact, term);
      if (holders > like_it_ && !snapshot_.analyzer->is_stop_word(term))
        weighed.emplace_back(-times * idf(holders), term);
    }
    const std::size_t kept = std::min(kRelatedTerms, weighed.size());
    std::ranges::partial_sort(weighed, weighed.begin() + static_cast<std::ptrdiff_t>(kept));
    Strings terms;
    for (std::size_t i = 0; i < kept; ++i) terms.push_back(std::move(weighed[i].second));
    return terms;
  }

  void add_words() {
    SearchRequest request;
    for (const std::string& term : terms()) request.q += (request.q.empty() ? "" : " ") + term;
    if (request.q.empty()) return;
    request.match = Match::any;
    request.typo = Typo::off;
    for (const RankedId& found : rank_all(snapshot_, request, kRelatedFound))
      if (const auto page = find_page(snapshot_, found.id)) scores_[*page] += found.score;
  }

  // --- Facts

  // The keys of its values, rising, each once.
  Strings keys_of(std::string_view attribute) const {
    Strings keys;
    const Attribute* found = find_attribute(article_, attribute);
    if (found == nullptr) return keys;
    for (const Value& value : found->values)
      if (const auto* text = std::get_if<std::string>(&value))
        keys.push_back(snapshot_.analyzer->key(*text));
    std::ranges::sort(keys);
    const auto again = std::ranges::unique(keys);
    keys.erase(again.begin(), again.end());
    return keys;
  }

  // Who plays or is played by the same one comes in, whatever its words.
  void add_actors(std::string_view attribute) {
    const Strings keys = keys_of(attribute);
    if (keys.empty()) return;
    std::vector<std::vector<PageAt>> holders(keys.size());
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i)
      AskedValues(*snapshot_.segments[i].segment, attribute, keys)
          .for_each(snapshot_.segments[i],
                    [&](DocId doc, std::size_t key) { holders[key].push_back({i, doc}); });
    for (const std::vector<PageAt>& pages : holders)
      for (const PageAt& page : pages)
        scores_[page] += (snapshot_.scoring.k1 + 1) * idf(pages.size());
  }

  // Of other values, which a whole wiki may share, those count that are found already.
  void add_facts(std::string_view attribute) {
    const Strings keys = keys_of(attribute);
    if (keys.empty()) return;
    std::vector<std::uint64_t> holders(keys.size());
    std::vector<AskedValues> asked;
    for (const SegmentView& view : snapshot_.segments) {
      asked.emplace_back(*view.segment, attribute, keys);
      asked.back().for_each(view, [&](DocId, std::size_t key) { ++holders[key]; });
    }
    for (auto& [page, score] : scores_)
      for (const std::size_t key : asked[page.segment].keys_of(page.doc))
        score += idf(holders[key]);
  }

  // The pages of those whom it plays or who play it, and those of its own name but for what stands
  // in brackets: other parts, the character beside the person.
  void add_titles() {
    for (const std::string_view attribute : kActors)
      for (const std::string& key : keys_of(attribute)) add_called(Space::title_key, key);
    for (const std::string& key : snapshot_.analyzer->keys(article_.title).bare)
      add_called(Space::bare_key, key);
  }

  void add_called(Space space, const std::string& key) {
    std::set<PageAt> pages;
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
      const SegmentView& view = snapshot_.segments[i];
      find_list(*view.segment, space, key).for_each([&](DocId doc, Rank) {
        if (view.alive(doc)) pages.insert({i, doc});
      });
    }
    for (const PageAt& page : pages)
      scores_[page] += (snapshot_.scoring.k1 + 1) * idf(pages.size());
  }

  // --- The best

  bool is_article(const PageAt& page) const {
    const Segment& segment = *snapshot_.segments[page.segment].segment;
    if (segment.parts_of_pages()[page.doc / kChunkDocs].test(page.doc % kChunkDocs)) return false;
    const std::optional<Column> kinds = segment.columns().find("kind");
    if (!kinds || kinds->type() != AttributeType::text) return true;
    for (std::uint32_t i = 0; i < kinds->count(page.doc); ++i)
      if (kinds->key(kinds->ordinal(page.doc, i)) == "redirect") return false;
    return true;
  }

  Hit hit_of(const PageAt& page, double score) const {
    Article head = documents(page).head(page.doc);
    Hit hit;
    hit.id = std::move(head.id);
    hit.url = std::move(head.url);
    hit.lang = std::move(head.lang);
    hit.title.text = std::move(head.title);
    hit.score = score;
    hit.guarded = snapshot_.segments[page.segment].titles_only;
    hit.attributes = std::move(head.attributes);
    return hit;
  }

  std::vector<Hit> best(std::size_t limit) const {
    std::vector<std::pair<PageAt, double>> ordered(scores_.begin(), scores_.end());
    std::ranges::sort(ordered, [this](const auto& a, const auto& b) {
      if (a.second != b.second) return a.second > b.second;
      return documents(a.first).id(a.first.doc) < documents(b.first).id(b.first.doc);
    });
    std::set<std::size_t> groups;  // that need no other member
    if (const auto own = group_of_.find(source_); own != group_of_.end())
      groups.insert(own->second);
    std::vector<Hit> hits;
    for (const auto& [page, score] : ordered) {
      if (hits.size() == limit) break;
      if (page == source_ || !is_article(page)) continue;
      const auto group = group_of_.find(page);
      if (group != group_of_.end() && !groups.insert(group->second).second) continue;
      hits.push_back(hit_of(page, score));
    }
    return hits;
  }

  const Snapshot& snapshot_;
  const PageAt source_;
  const Article article_;
  TokenBuffer tokens_;
  std::map<PageAt, std::size_t> group_of_;  // of near-duplicates
  std::size_t like_it_ = 1;                 // how many are nearly the same, itself too
  std::map<PageAt, double> scores_;
};

}  // namespace

std::optional<std::vector<Hit>> find_related(const Snapshot& snapshot, std::string_view id,
                                             std::size_t limit) {
  const std::optional<PageAt> source = find_page(snapshot, id);
  if (!source) return std::nullopt;
  return RelatedFinder(snapshot, *source).find(limit);
}

}  // namespace coldopen
