#include "query/alike.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "index/segment/value_keys.hpp"

namespace coldopen {

namespace {

// The different texts of a segment, by the sums of their sketches; each has one document or more.
class Texts {
 public:
  explicit Texts(const Segment& segment) : segment_(segment) {
    const Sketches& sketches = segment.sketches();
    std::vector<std::pair<std::uint64_t, std::uint32_t>> by_sum;
    for (std::uint32_t i = 0; i < sketches.size(); ++i) by_sum.emplace_back(sketches.sum(i), i);
    std::ranges::sort(by_sum);
    for (const auto& [sum, entry] : by_sum) {
      if (sums_.empty() || sums_.back() != sum) {
        sums_.push_back(sum);
        begins_.push_back(entries_.size());
      }
      entries_.push_back(entry);
    }
    begins_.push_back(entries_.size());
  }

  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(sums_.size()); }
  std::uint64_t sum(std::uint32_t text) const noexcept { return sums_[text]; }
  std::uint32_t band(std::uint32_t text, std::size_t i) const noexcept {
    return segment_.sketches().band(entries_[begins_[text]], i);
  }
  std::span<const std::uint32_t> entries(std::uint32_t text) const noexcept {
    return std::span(entries_).subspan(begins_[text], begins_[text + 1] - begins_[text]);
  }
  DocId doc(std::uint32_t entry) const noexcept { return segment_.sketches().doc(entry); }
  const Segment& segment() const noexcept { return segment_; }

 private:
  const Segment& segment_;
  std::vector<std::uint64_t> sums_;     // rising
  std::vector<std::uint32_t> entries_;  // of the sketches, by text
  std::vector<std::size_t> begins_;     // of each text's entries; one more at the end
};

using TextPair = std::pair<std::uint32_t, std::uint32_t>;

// Finds the pairs of texts of two segments, or of one, that are alike.
class PairFinder {
 public:
  // `few` is looked through for each text of `many`.
  PairFinder(const Texts& few, const Texts& many, const Analyzer& analyzer)
      : few_(few),
        many_(many),
        same_(&few == &many),
        analyzer_(analyzer),
        shared_(kFilterBits),
        compared_with_(few.size(), kNobody) {}

  std::vector<TextPair> find() {
    for (std::uint32_t text = 0; text < few_.size(); ++text) {
      for (std::size_t band = 0; band < kBands; ++band) {
        const std::uint32_t hash = few_.band(text, band);
        buckets_.emplace_back(hash, text);
        shared_[hash % kFilterBits] = true;
      }
    }
    std::ranges::sort(buckets_);
    for (std::uint32_t text = 0; text < many_.size(); ++text) {
      for (std::size_t band = 0; band < kBands; ++band) {
        const std::uint32_t hash = many_.band(text, band);
        if (shared_[hash % kFilterBits]) look_through(text, hash);
      }
    }
    return std::move(pairs_);
  }

 private:
  using Bucket = std::span<const std::pair<std::uint32_t, std::uint32_t>>;
  static constexpr std::size_t kFilterBits = std::size_t{1} << 20;
  static constexpr std::ptrdiff_t kNearest = 2;  // of a full bucket, on either side
  static constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

  // Those that share this band with it.
  void look_through(std::uint32_t text, std::uint32_t hash) {
    const auto begin = std::ranges::lower_bound(buckets_, std::pair(hash, std::uint32_t{0}));
    auto end = begin;
    while (end != buckets_.end() && end->first == hash &&
           end - begin <= static_cast<std::ptrdiff_t>(kFullBucket))
      ++end;
    Bucket bucket(begin, end);
    if (bucket.size() > kFullBucket) bucket = nearest(hash, text);
    for (const auto& [same_hash, other] : bucket) {
      if (same_ && other >= text) continue;                              // the other one looks
      if (std::exchange(compared_with_[other], text) == text) continue;  // in a band before
      if (are_alike(other, text)) pairs_.emplace_back(other, text);
    }
  }

  // Of those that share a band the nearest by their sums.
  Bucket nearest(std::uint32_t hash, std::uint32_t text) const {
    const auto [first, last] =
        std::ranges::equal_range(buckets_, hash, {}, [](const auto& one) { return one.first; });
    const auto at = std::ranges::lower_bound(first, last, many_.sum(text), {},
                                             [&](const auto& one) { return few_.sum(one.second); });
    return {at - std::min(kNearest, at - first), at + std::min(kNearest + 1, last - at)};
  }

  bool are_alike(std::uint32_t a, std::uint32_t b) {
    if (few_.sum(a) == many_.sum(b)) return true;
    if (known_ > kKnownHashes) {
      few_hashes_.clear();
      many_hashes_.clear();
      known_ = 0;
    }
    return resemblance(hashes(few_, a, few_hashes_),
                       hashes(many_, b, same_ ? few_hashes_ : many_hashes_)) >= kAlike;
  }

  using Known = std::unordered_map<std::uint32_t, ShingleHashes>;
  const ShingleHashes& hashes(const Texts& texts, std::uint32_t text, Known& known) {
    const auto [at, is_new] = known.try_emplace(text);
    if (!is_new) return at->second;
    const DocId doc = texts.doc(texts.entries(text).front());
    shingles_.clear();
    for (const Passage& passage : texts.segment().documents().article(doc).passages) {
      for (const std::string& part : {passage.heading, passage.text}) {
        analyzer_.analyze(part, TextKind::text, tokens_);
        shingles_.add(tokens_);
      }
    }
    at->second = shingles_.hashes();
    known_ += at->second.size();
    return at->second;
  }

  const Texts& few_;
  const Texts& many_;
  const bool same_;
  const Analyzer& analyzer_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> buckets_;  // hash of a band of few_, text
  std::vector<bool> shared_;                  // by the low bits of a hash: it may be in buckets_
  std::vector<std::uint32_t> compared_with_;  // by text of few_: the last of many_ that it met
  std::vector<TextPair> pairs_;
  Known few_hashes_, many_hashes_;
  std::size_t known_ = 0;  // hashes in both
  Shingles shingles_;
  TokenBuffer tokens_;
};

// What a segment keeps: its texts, and the pairs it was asked for, which never change.
class SegmentPairs {
 public:
  SegmentPairs(const Segment& segment, const Analyzer& analyzer)
      : texts_(segment), own_(PairFinder(texts_, texts_, analyzer).find()) {}

  const Texts& texts() const noexcept { return texts_; }
  const std::vector<TextPair>& own() const noexcept { return own_; }

  // Of a text of `other`, which has no more than this one, and one of this.
  std::shared_ptr<const std::vector<TextPair>> with(const Shared<Segment>& other,
                                                    const SegmentPairs& pairs,
                                                    const Analyzer& analyzer) const {
    const std::lock_guard lock(mutex_);
    std::erase_if(others_, [](const Other& one) { return one.segment.expired(); });
    for (const Other& one : others_)
      if (one.segment.lock() == other) return one.pairs;
    auto found = std::make_shared<const std::vector<TextPair>>(
        PairFinder(pairs.texts(), texts_, analyzer).find());
    others_.push_back({other, found});
    return found;
  }

 private:
  struct Other {
    std::weak_ptr<const Segment> segment;
    std::shared_ptr<const std::vector<TextPair>> pairs;
  };
  Texts texts_;
  std::vector<TextPair> own_;
  mutable std::mutex mutex_;
  mutable std::vector<Other> others_;
};

// Sets that are joined pair by pair.
class JoinedSets {
 public:
  explicit JoinedSets(std::size_t size) : parents_(size) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }
  std::size_t root(std::size_t i) noexcept {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) noexcept { parents_[root(a)] = root(b); }

 private:
  std::vector<std::size_t> parents_;
};

class AlikeFinder {
 public:
  explicit AlikeFinder(const Snapshot& snapshot) : snapshot_(snapshot) {
    for (const SegmentView& view : snapshot.segments) {
      const SegmentPairs* pairs = nullptr;
      if (view.segment->sketches().size() != 0)
        pairs =
            view.segment->for_folding()
                .get<std::unique_ptr<const SegmentPairs>>([&] {
                  return std::make_unique<const SegmentPairs>(*view.segment, *snapshot.analyzer);
                })
                .get();
      pairs_.push_back(pairs);
      begins_.push_back(texts_);
      if (pairs != nullptr) texts_ += pairs->texts().size();
    }
  }

  Folds find() {
    JoinedSets sets(texts_);
    std::vector<bool> joined(texts_);  // or of several documents
    const auto join = [&](std::size_t a, std::uint32_t text_a, std::size_t b,
                          std::uint32_t text_b) {
      if (!lives(a, text_a) || !lives(b, text_b)) return;
      sets.join(begins_[a] + text_a, begins_[b] + text_b);
      joined[begins_[a] + text_a] = joined[begins_[b] + text_b] = true;
    };
    for (std::size_t a = 0; a < pairs_.size(); ++a) {
      if (pairs_[a] == nullptr) continue;
      for (const auto& [one, other] : pairs_[a]->own()) join(a, one, a, other);
      for (std::size_t b = 0; b < a; ++b) {
        if (pairs_[b] == nullptr) continue;
        const bool a_has_more = pairs_[a]->texts().size() >= pairs_[b]->texts().size();
        const std::size_t more = a_has_more ? a : b, less = a_has_more ? b : a;
        const auto between = pairs_[more]->with(snapshot_.segments[less].segment, *pairs_[less],
                                                *snapshot_.analyzer);
        for (const auto& [one, other] : *between) join(less, one, more, other);
      }
    }
    return groups(sets, joined);
  }

 private:
  bool lives(std::size_t segment, std::uint32_t text) const {
    const Texts& texts = pairs_[segment]->texts();
    return std::ranges::any_of(texts.entries(text), [&](std::uint32_t entry) {
      return snapshot_.segments[segment].alive(texts.doc(entry));
    });
  }

  Folds groups(JoinedSets& sets, const std::vector<bool>& joined) const {
    std::map<std::size_t, std::vector<Folds::Member>> groups;
    for (std::size_t segment = 0; segment < pairs_.size(); ++segment) {
      if (pairs_[segment] == nullptr) continue;
      const Texts& texts = pairs_[segment]->texts();
      for (std::uint32_t text = 0; text < texts.size(); ++text) {
        const std::size_t number = begins_[segment] + text;
        if (!joined[number] && texts.entries(text).size() == 1) continue;
        for (const std::uint32_t entry : texts.entries(text))
          if (snapshot_.segments[segment].alive(texts.doc(entry)))
            groups[sets.root(number)].push_back(
                {static_cast<std::uint32_t>(segment), texts.doc(entry)});
      }
    }
    Folds folds;
    for (const auto& [root, members] : groups)
      if (members.size() > 1) folds.add(members);
    return folds;
  }

  const Snapshot& snapshot_;
  std::vector<const SegmentPairs*> pairs_;  // by segment; null: it has no sketches
  std::vector<std::size_t> begins_;         // of each segment's texts, counted through
  std::size_t texts_ = 0;
};

// The documents by their first value of an attribute: texts by key, as filters and facets compare
// them, others by value.
Folds folds_by_value(const Snapshot& snapshot, std::string_view attribute) {
  std::map<std::string, std::vector<Folds::Member>, std::less<>> by_text;
  std::map<double, std::vector<Folds::Member>> by_number;
  for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
    const SegmentView& view = snapshot.segments[i];
    const std::optional<Column> column = view.segment->columns().find(attribute);
    if (!column) continue;
    const bool is_text = column->type() == AttributeType::text;
    for (DocId doc = 0; doc < view.segment->size(); ++doc) {
      if (!view.alive(doc) || column->count(doc) == 0) continue;
      const Folds::Member member{static_cast<std::uint32_t>(i), doc};
      if (is_text) {
        by_text[tight_key(column->key(column->ordinal(doc, 0)))].push_back(member);
      } else if (const double number = column->number(doc, 0); !std::isnan(number)) {
        by_number[number].push_back(member);
      }
    }
  }
  Folds folds;
  for (const auto& [value, members] : by_text)
    if (members.size() > 1) folds.add(members);
  for (const auto& [value, members] : by_number)
    if (members.size() > 1) folds.add(members);
  return folds;
}

}  // namespace

void Folds::add(std::span<const Member> group) {
  if (begins_.empty()) begins_.push_back(0);
  members_.insert(members_.end(), group.begin(), group.end());
  begins_.push_back(members_.size());
}

const SnapshotFolds& folds_of(const Snapshot& snapshot) {
  return snapshot.for_folding.get<SnapshotFolds>([&] {
    const std::string& distinct = snapshot.settings->distinct;
    return SnapshotFolds{AlikeFinder(snapshot).find(),
                         distinct.empty() ? Folds() : folds_by_value(snapshot, distinct)};
  });
}

}  // namespace coldopen
