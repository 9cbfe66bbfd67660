#include "query/merged_list.hpp"

#include <algorithm>
#include <utility>

namespace coldopen {

namespace {

struct DfOf {
  std::uint32_t operator()(const PostingList& list) const { return list.df(); }
  std::uint32_t operator()(const MergedList& list) const {
    return static_cast<std::uint32_t>(list.documents.size());
  }
};

// Whether a place belongs to the field a rule names. An attribute's name is known by its article.
class FieldTest {
 public:
  FieldTest(const Documents& documents, const std::string& field)
      : documents_(documents), field_(field) {
    if (field == "title") wanted_ = Field::title;
    if (field == "alias") wanted_ = Field::alias;
    if (field == "heading") wanted_ = Field::heading;
    if (field == "body") wanted_ = Field::body;
  }

  bool operator()(DocId doc, const FieldPlace& place) {
    if (place.field != wanted_) return false;
    if (wanted_ != Field::attribute) return true;
    if (doc_ != doc) {
      article_ = documents_.article(doc);
      doc_ = doc;
    }
    return place.item < article_.attributes.size() &&
           article_.attributes[place.item].name == field_;
  }

 private:
  const Documents& documents_;
  const std::string& field_;
  Field wanted_ = Field::attribute;
  std::optional<DocId> doc_;
  Article article_;
};

// Starts weighed by their places.
class StartCounter {
 public:
  StartCounter(const Documents& documents, const PlaceRule& rule)
      : documents_(documents), rule_(rule), in_field_(documents, rule.field) {}

  std::uint32_t operator()(DocId doc, const std::vector<std::uint32_t>& starts) {
    const std::vector<FieldPlace> places = documents_.places(doc);
    std::uint32_t count = 0;
    std::uint32_t in_alias = 0;  // of the alias that is being counted
    std::uint32_t best_alias = 0;
    std::optional<std::uint32_t> alias;
    for (const std::uint32_t start : starts) {
      const FieldPlace* place = place_of(places, start);
      if (place == nullptr) continue;
      if (!rule_.field.empty()) {
        count += in_field_(doc, *place) ? 1 : 0;
      } else if (place->field == Field::alias) {
        in_alias = alias == place->item ? in_alias + 1 : 1;
        alias = place->item;
        best_alias = std::max(best_alias, in_alias);
      } else {
        count += rule_.weights.of(place->field);
      }
    }
    return count + best_alias * rule_.weights.aliases;
  }

 private:
  const Documents& documents_;
  const PlaceRule& rule_;
  FieldTest in_field_;
};

MergedList unite_few(const SegmentView& view, const std::vector<PostingList>& lists) {
  std::vector<std::pair<DocId, std::uint32_t>> postings;
  for (const PostingList& list : lists)
    list.for_each([&](DocId doc, Rank rank) { postings.emplace_back(doc, list.count(rank)); });
  std::ranges::sort(postings);
  MergedList merged;
  for (const auto& [doc, count] : postings) {
    if (!view.alive(doc)) continue;
    if (!merged.documents.empty() && merged.documents.back() == doc) {
      merged.counts.back() += count;
    } else {
      merged.documents.push_back(doc);
      merged.counts.push_back(count);
    }
  }
  return merged;
}

MergedList unite_many(const SegmentView& view, const std::vector<PostingList>& lists) {
  std::vector<std::uint32_t> counts(view.segment->size());
  for (const PostingList& list : lists)
    list.for_each([&](DocId doc, Rank rank) { counts[doc] += list.count(rank); });
  MergedList merged;
  for (DocId doc = 0; doc < counts.size(); ++doc) {
    if (counts[doc] == 0 || !view.alive(doc)) continue;
    merged.documents.push_back(doc);
    merged.counts.push_back(counts[doc]);
  }
  return merged;
}

}  // namespace

std::uint32_t ElementList::df() const noexcept { return std::visit(DfOf{}, list_); }

std::optional<Rank> ElementList::find(DocId doc) const noexcept {
  if (const PostingList* stored = std::get_if<PostingList>(&list_)) return stored->find(doc);
  const std::vector<DocId>& documents = std::get_if<MergedList>(&list_)->documents;
  const auto at = std::ranges::lower_bound(documents, doc);
  if (at == documents.end() || *at != doc) return std::nullopt;
  return static_cast<Rank>(at - documents.begin());
}

double ElementList::count(Rank rank) const noexcept {
  if (const PostingList* stored = std::get_if<PostingList>(&list_)) return stored->count(rank);
  return std::get_if<MergedList>(&list_)->counts[rank];
}

void ElementList::add_to(std::uint32_t chunk, ChunkBits& bits) const noexcept {
  if (const PostingList* stored = std::get_if<PostingList>(&list_)) {
    stored->add_to(chunk, bits);
    return;
  }
  const std::vector<DocId>& documents = std::get_if<MergedList>(&list_)->documents;
  const DocId first = chunk * kChunkDocs;
  for (auto at = std::ranges::lower_bound(documents, first);
       at != documents.end() && *at - first < kChunkDocs; ++at)
    bits.set(*at - first);
}

void ElementList::documents(std::vector<DocId>& out) const {
  if (const PostingList* stored = std::get_if<PostingList>(&list_)) {
    stored->documents(out);
  } else {
    out = std::get_if<MergedList>(&list_)->documents;
  }
}

std::uint64_t count_alive(const SegmentView& view, const PostingList& list) {
  if (!view.dead || view.dead->count() == 0) return list.df();
  std::uint64_t dead = 0;
  if (view.dead->count() < list.df()) {
    for (const DocId doc : view.dead->documents()) dead += list.find(doc) ? 1 : 0;
  } else {
    list.for_each([&](DocId doc, Rank) { dead += view.alive(doc) ? 0 : 1; });
  }
  return list.df() - dead;
}

MergedList unite(const SegmentView& view, const std::vector<PostingList>& lists) {
  std::uint64_t postings = 0;
  for (const PostingList& list : lists) postings += list.df();
  // Sorting a posting costs about as much as clearing and reading sixteen counts.
  return postings * 16 < view.segment->size() ? unite_few(view, lists) : unite_many(view, lists);
}

void phrase_starts(const std::vector<PhraseWord>& words, const std::vector<PostingList>& lists,
                   DocId doc, std::vector<std::uint32_t>& starts) {
  starts.clear();
  std::vector<std::uint32_t> positions;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto rank = lists[i].find(doc);
    if (!rank) {
      starts.clear();
      return;
    }
    lists[i].positions(*rank, positions);
    if (i == 0) {
      starts = positions;
      continue;
    }
    const std::uint32_t offset = words[i].offset;
    auto at = positions.begin();
    std::erase_if(starts, [&](std::uint32_t start) {  // both rise: one pass
      while (at != positions.end() && *at < start + offset) ++at;
      return at == positions.end() || *at != start + offset;
    });
  }
}

MergedList find_phrase(const SegmentView& view, const std::vector<PhraseWord>& words,
                       const PlaceRule& rule, Deadline& deadline) {
  MergedList found;
  std::vector<PostingList> lists;
  for (const PhraseWord& word : words) {
    const auto info = view.segment->find(Space::exact, word.term);
    if (!info) return found;
    lists.push_back(view.segment->postings(*info));
  }
  if (lists.empty()) return found;
  const auto rarest = std::ranges::min_element(lists, {}, &PostingList::df);
  std::vector<DocId> candidates;
  rarest->documents(candidates);
  StartCounter count_starts(view.segment->documents(), rule);
  std::vector<std::uint32_t> starts;
  for (const DocId doc : candidates) {
    if (deadline.over_at_step()) break;
    if (!view.alive(doc)) continue;
    phrase_starts(words, lists, doc, starts);
    if (starts.empty()) continue;
    if (const std::uint32_t count = count_starts(doc, starts); count > 0) {
      found.documents.push_back(doc);
      found.counts.push_back(count);
    }
  }
  return found;
}

const FieldPlace* place_of(const std::vector<FieldPlace>& places, std::uint32_t position) noexcept {
  auto at = std::ranges::upper_bound(places, position, {}, &FieldPlace::begin);
  if (at == places.begin()) return nullptr;
  --at;
  return position < at->end ? &*at : nullptr;
}

}  // namespace coldopen
