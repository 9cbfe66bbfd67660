#include "tests/support/flat_world.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <tuple>

#include "tests/support/made_segment.hpp"

namespace coldopen {
namespace {

// Parts of a thousand of a segment that a list holds; below it, how many at once.
constexpr std::uint32_t kWhole = 1'000'000;
constexpr std::uint32_t kFew[] = {1, 2, 4, 5, 100, 127, 128, 255, 256, 300, 4'095, 4'096, 5'000};
constexpr std::uint32_t kParts[] = {10'000, 60'000, 62'600, 200'000, 500'000, 900'000, kWhole};

std::string name_of(std::size_t list) { return "list" + std::to_string(1000 + list); }

std::uint32_t random_count(std::mt19937& random) {
  const auto kind = random() % 100;
  if (kind == 0) return 300 + static_cast<std::uint32_t>(random() % 100'000);
  if (kind < 40) return 2 + static_cast<std::uint32_t>(random() % 9);
  return 1;
}

std::vector<DocId> random_docs(std::mt19937& random, std::uint32_t size, std::uint32_t want) {
  std::vector<DocId> docs;
  if (want >= size) {
    for (DocId doc = 0; doc < size; ++doc) docs.push_back(doc);
    return docs;
  }
  if (want > size / 50) {
    std::uint32_t left = want;  // each document with the chance that is left
    for (DocId doc = 0; doc < size; ++doc) {
      if (random() % (size - doc) >= left) continue;
      docs.push_back(doc);
      --left;
    }
    return docs;
  }
  std::set<DocId> some;
  while (some.size() < want) some.insert(static_cast<DocId>(random() % size));
  docs.assign(some.begin(), some.end());
  return docs;
}

}  // namespace

FlatWorld::FlatWorld(std::mt19937& random, const FlatWorldShape& shape) : shape_(shape) {
  for (const std::uint32_t size : shape.sizes) {
    std::vector<std::uint8_t>& lengths = lengths_.emplace_back(size, std::uint8_t{30});
    if (shape.all_ties) continue;
    for (std::uint8_t& length : lengths)
      length = encode_length(static_cast<std::uint32_t>(
          1 + random() % 400 + (random() % 50 == 0 ? random() % 100'000 : 0)));
  }
  std::vector<std::shared_ptr<Tombstones>> dead;
  for (const std::uint32_t size : shape.sizes) {
    std::vector<DocId> docs;
    for (DocId doc = 0; doc < size; ++doc) {
      if (random() % 1000 < shape.dead_in_a_thousand) docs.push_back(doc);
    }
    dead.push_back(docs.empty() ? nullptr
                                : std::make_shared<Tombstones>(Tombstones().with(docs, 0)));
    views_.push_back({nullptr, dead.back()});
  }
  for (const std::uint32_t few : kFew) add_list(random, 0, few);
  for (const std::uint32_t part : kParts) add_list(random, 0, part);
  for (const std::uint32_t part : {3U, 200U, 5'000U, 100'000U}) add_list(random, 1, part);
  for (const std::uint32_t part : {3U, 200U, 5'000U, 100'000U}) add_list(random, 2, part);
  for (std::size_t i = 0; i < shape.sizes.size(); ++i) views_[i].segment = build(i);
  set_average_length(200);
}

// Kind 0: a list with lengths; 1: flat; 2: made for a query.
void FlatWorld::add_list(std::mt19937& random, std::size_t kind, std::uint32_t part) {
  FlatList list{.length_counts = kind != 1, .made = kind == 2, .postings = {}};
  std::vector<ElementList> made;
  for (std::size_t segment = 0; segment < shape_.sizes.size(); ++segment) {
    const std::uint32_t size = shape_.sizes[segment];
    const std::uint32_t want =
        part < 10'000 ? std::min(part, size)
                      : static_cast<std::uint32_t>(std::uint64_t{size} * part / kWhole);
    std::vector<FlatPosting> postings;
    MergedList merged;
    for (const DocId doc : random_docs(random, size, random() % 8 == 0 ? 0 : want)) {
      if (list.made && !views_[segment].alive(doc)) continue;
      double count = shape_.all_ties ? 1 : random_count(random);
      if (list.made && !shape_.all_ties && random() % 2 == 0) count += 0.8;
      if (list.made && !shape_.all_ties && random() % 10 == 0) count = 0.8;
      postings.push_back({doc, count});
      merged.documents.push_back(doc);
      merged.counts.push_back(count);
    }
    list.postings.push_back(std::move(postings));
    made.emplace_back(list.made ? ElementList(std::move(merged)) : ElementList());
  }
  lists_.push_back(std::move(list));
  made_.push_back(std::move(made));
}

Shared<Segment> FlatWorld::build(std::size_t segment) const {
  std::vector<MadeList> made;
  for (const Space space : {Space::joined, Space::field}) {
    for (std::size_t i = 0; i < lists_.size(); ++i) {
      const bool here = lists_[i].length_counts == (space == Space::joined);
      if (lists_[i].made || !here) continue;
      MadeList& list = made.emplace_back();
      list.space = space;
      list.text = (space == Space::field ? "title\x1F" : "") + name_of(i);
      for (const FlatPosting& posting : lists_[i].postings[segment]) {
        list.content.postings.push_back(
            {posting.doc, static_cast<std::uint32_t>(posting.count), 0});
      }
    }
  }
  return Segment::open(made_segment({1, "flat", segment + 1}, lengths_[segment], made, scoring_));
}

void FlatWorld::set_average_length(double length) {
  norms_ = std::make_unique<LengthNorms>(scoring_, length);
}

void FlatWorld::set_mask(std::mt19937& random, std::uint32_t in_a_thousand) {
  masks_.assign(views_.size(), {});
  if (in_a_thousand == 1000) return;
  for (std::size_t i = 0; i < views_.size(); ++i) {
    masks_[i].resize(views_[i].segment->chunk_count());
    for (DocId doc = 0; doc < shape_.sizes[i]; ++doc) {
      if (random() % 1000 < in_a_thousand) masks_[i][doc / kChunkDocs].set(doc % kChunkDocs);
    }
  }
}

FlatQuery FlatWorld::query(const std::vector<std::size_t>& lists, const std::vector<QueryList>& how,
                           Workspace& workspace) const {
  workspace.reset();
  FlatQuery query;
  query.lists = how;
  query.norms = norms_.get();
  query.k1 = scoring_.k1;
  for (std::size_t i = 0; i < views_.size(); ++i) {
    SegmentLists& made = query.segments.emplace_back();
    const Segment& segment = *views_[i].segment;
    made.view = &views_[i];
    if (!masks_.empty()) made.mask = masks_[i];
    for (const std::size_t list : lists) {
      const FlatList& meant = lists_[list];
      if (meant.made) {
        made.lists.emplace_back(made_[list][i], segment, *norms_, scoring_.k1, meant.length_counts,
                                workspace);
        continue;
      }
      const auto info = meant.length_counts
                            ? segment.find(Space::joined, name_of(list))
                            : segment.find(Space::field, "title\x1F" + name_of(list));
      made.lists.push_back(info ? ScoredList(segment.postings(*info), workspace) : ScoredList());
    }
  }
  return query;
}

std::vector<TopDocument> FlatWorld::matches(const std::vector<std::size_t>& lists,
                                            const std::vector<QueryList>& how) const {
  std::vector<TopDocument> all;
  const auto musts =
      static_cast<std::size_t>(std::ranges::count(how, Occur::must, &QueryList::occur));
  for (std::uint32_t segment = 0; segment < views_.size(); ++segment) {
    std::vector<double> sums(shape_.sizes[segment]);
    std::vector<std::size_t> should(sums.size()), must(sums.size()), must_not(sums.size());
    for (std::size_t i = 0; i < lists.size(); ++i) {
      const FlatList& list = lists_[lists[i]];
      for (const FlatPosting& posting : list.postings[segment]) {
        if (how[i].occur == Occur::must_not) {
          ++must_not[posting.doc];
          continue;
        }
        ++(how[i].occur == Occur::must ? must : should)[posting.doc];
        const double k =
            list.length_counts ? (*norms_)[lengths_[segment][posting.doc]] : scoring_.k1;
        sums[posting.doc] += how[i].weight * (posting.count / (posting.count + k));
      }
    }
    for (DocId doc = 0; doc < sums.size(); ++doc) {
      const bool meets = musts == 0 ? should[doc] != 0 : must[doc] == musts;
      const bool masked = !masks_.empty() && !masks_[segment].empty() &&
                          !masks_[segment][doc / kChunkDocs].test(doc % kChunkDocs);
      if (!meets || must_not[doc] != 0 || masked || !views_[segment].alive(doc)) continue;
      all.push_back({segment, doc, static_cast<float>(sums[doc])});
    }
  }
  return all;
}

std::uint64_t FlatWorld::count(const std::vector<std::size_t>& lists,
                               const std::vector<QueryList>& how) const {
  return matches(lists, how).size();
}

std::vector<TopDocument> FlatWorld::best(const std::vector<std::size_t>& lists,
                                         const std::vector<QueryList>& how, std::uint32_t k) const {
  std::vector<TopDocument> all = matches(lists, how);
  std::ranges::sort(all, [](const TopDocument& a, const TopDocument& b) {
    return std::tuple(-a.score, a.segment, a.doc) < std::tuple(-b.score, b.segment, b.doc);
  });
  std::size_t held = std::min<std::size_t>(k, all.size());
  while (held != 0 && held < all.size() && all[held].score == all[held - 1].score) ++held;
  all.resize(held);
  return all;
}

FlatTerms random_terms(std::mt19937& random, const FlatWorld& world, std::size_t count,
                       std::uint32_t must, std::uint32_t must_not) {
  FlatTerms terms;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t list = random() % world.list_count();
    QueryList how;
    how.length_counts = world.list(list).length_counts;
    how.weight = std::pow(10.0, static_cast<double>(random() % 6001) / 1000 - 3);
    if (random() % 4 != 0) how.weight = 0.1 + static_cast<double>(random() % 1000) / 100;
    if (random() % 30 == 0) how.weight = 0;
    const auto kind = random() % 100;
    if (kind < must) how.occur = Occur::must;
    if (kind >= must && kind < must + must_not) how.occur = Occur::must_not;
    if (i == 0 && how.occur == Occur::must_not) how.occur = Occur::should;
    terms.lists.push_back(list);
    terms.how.push_back(how);
  }
  return terms;
}

}  // namespace coldopen
