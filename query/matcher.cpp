#include "query/matcher.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "index/segment/kernels.hpp"

namespace coldopen {

namespace {

void unite(ChunkBits& bits, const ChunkBits& others) {
  kernels().or_into(bits.words.data(), others.words.data(), bits.words.size());
}
void intersect(ChunkBits& bits, const ChunkBits& others) {
  kernels().and_into(bits.words.data(), others.words.data(), bits.words.size());
}
void subtract(ChunkBits& bits, const ChunkBits& others) {
  kernels().and_not_into(bits.words.data(), others.words.data(), bits.words.size());
}

class EverythingMatcher final : public Matcher {
 public:
  explicit EverythingMatcher(std::uint32_t documents) : documents_(documents) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    const std::uint32_t size = most(chunk);
    bits.clear();
    std::fill_n(bits.words.begin(), size / 64, ~std::uint64_t{0});
    if (size % 64 != 0) bits.words[size / 64] = (std::uint64_t{1} << (size % 64)) - 1;
  }
  std::uint32_t most(std::uint32_t chunk) const override {
    return std::min(documents_ - chunk * kChunkDocs, kChunkDocs);
  }
  void restrict(std::uint32_t, ChunkBits&) const override {}

 private:
  std::uint32_t documents_;
};

class ListMatcher final : public Matcher {
 public:
  explicit ListMatcher(const ElementList& list) : list_(&list) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    bits.clear();
    list_->add_to(chunk, bits);
  }
  std::uint32_t most(std::uint32_t chunk) const override { return list_->most(chunk); }
  void add_to(std::uint32_t chunk, ChunkBits& bits) const override { list_->add_to(chunk, bits); }
  void restrict(std::uint32_t chunk, ChunkBits& bits) const override {
    list_->restrict(chunk, bits);
  }

 private:
  const ElementList* list_;
};

class FilterMatcher final : public Matcher {
 public:
  explicit FilterMatcher(SegmentFilter filter) : filter_(std::move(filter)) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override { filter_.match(chunk, bits); }
  void restrict(std::uint32_t chunk, ChunkBits& bits) const override {
    filter_.restrict(chunk, bits);
  }

 private:
  SegmentFilter filter_;
};

class AllMatcher final : public Matcher {
 public:
  explicit AllMatcher(Matchers children) : children_(std::move(children)) {}  // one or more
  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    const Matcher* leader = nullptr;
    std::uint32_t least = kChunkDocs + 1;
    for (const MatcherPtr& child : children_) {
      const std::uint32_t most = child->most(chunk);
      if (most >= least) continue;
      least = most;
      leader = child.get();
    }
    if (least == 0) return bits.clear();
    leader->match(chunk, bits);
    for (const MatcherPtr& child : children_)
      if (child.get() != leader) child->restrict(chunk, bits);
  }
  std::uint32_t most(std::uint32_t chunk) const override {
    std::uint32_t least = kChunkDocs;
    for (const MatcherPtr& child : children_) least = std::min(least, child->most(chunk));
    return least;
  }
  void restrict(std::uint32_t chunk, ChunkBits& bits) const override {
    if (most(chunk) == 0) return bits.clear();
    for (const MatcherPtr& child : children_) child->restrict(chunk, bits);
  }

 private:
  Matchers children_;
};

class AnyMatcher final : public Matcher {
 public:
  explicit AnyMatcher(Matchers children) : children_(std::move(children)) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    bits.clear();
    add_to(chunk, bits);
  }
  std::uint32_t most(std::uint32_t chunk) const override {
    std::uint32_t sum = 0;
    for (const MatcherPtr& child : children_) sum = std::min(sum + child->most(chunk), kChunkDocs);
    return sum;
  }
  void add_to(std::uint32_t chunk, ChunkBits& bits) const override {
    for (const MatcherPtr& child : children_)
      if (child->most(chunk) != 0) child->add_to(chunk, bits);
  }

 private:
  Matchers children_;
};

class NoneMatcher final : public Matcher {
 public:
  NoneMatcher(Matchers children, std::uint32_t documents)
      : any_(std::move(children)), everything_(documents) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    everything_.match(chunk, bits);
    restrict(chunk, bits);
  }
  std::uint32_t most(std::uint32_t chunk) const override { return everything_.most(chunk); }
  void restrict(std::uint32_t chunk, ChunkBits& bits) const override {
    if (any_.most(chunk) == 0) return;
    ChunkBits unwanted;
    any_.add_to(chunk, unwanted);
    subtract(bits, unwanted);
  }

 private:
  AnyMatcher any_;
  EverythingMatcher everything_;
};

class ShareMatcher final : public Matcher {
 public:
  ShareMatcher(std::vector<WeighedList> lists, double threshold)
      : lists_(std::move(lists)), threshold_(threshold) {
    find_needed();
  }

  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    bits.clear();
    double most = 0;
    std::vector<const WeighedList*> here;
    for (const WeighedList& each : lists_) {
      if (each.list->most(chunk) == 0) continue;
      here.push_back(&each);
      most += each.weight;
    }
    if (most < threshold_) return;
    ChunkBits informative, needed;
    for (const WeighedList* each : here) {
      if (each->informative) each->list->add_to(chunk, informative);
      if (each->weight >= threshold_) {
        each->list->add_to(chunk, bits);  // enough by itself
      } else if (needed_[static_cast<std::size_t>(each - lists_.data())]) {
        each->list->add_to(chunk, needed);
      }
    }
    intersect(bits, informative);
    intersect(needed, informative);
    subtract(needed, bits);
    weigh(here, chunk, needed, bits);
  }

 private:
  // Documents that hold none of these weigh too little: the light lists together do.
  void find_needed() {
    needed_.assign(lists_.size(), true);
    std::vector<std::size_t> rising(lists_.size());
    std::iota(rising.begin(), rising.end(), std::size_t{0});
    std::ranges::sort(rising, {}, [this](std::size_t i) { return lists_[i].weight; });
    constexpr double kRounded = 1.000001;  // far above what sums in another order may differ
    double sum = 0;
    for (const std::size_t i : rising) {
      sum += lists_[i].weight;
      if (sum * kRounded >= threshold_) return;
      needed_[i] = false;
    }
  }

  // Adds the documents of `open` that weigh enough.
  void weigh(const std::vector<const WeighedList*>& here, std::uint32_t chunk,
             const ChunkBits& open, ChunkBits& bits) const {
    std::vector<std::uint16_t> docs(open.count() + std::size_t{64});  // what set_bits needs
    docs.resize(kernels().set_bits(open.words.data(), open.words.size(), docs.data()));
    if (docs.empty()) return;
    std::vector<double> weights(docs.size());
    for (const WeighedList* each : here) {
      ChunkBits held = open;
      each->list->restrict(chunk, held);
      for (std::size_t i = 0; i < docs.size(); ++i)
        if (held.test(docs[i])) weights[i] += each->weight;
    }
    for (std::size_t i = 0; i < docs.size(); ++i)
      if (weights[i] >= threshold_) bits.set(docs[i]);
  }

  std::vector<WeighedList> lists_;
  double threshold_;
  std::vector<bool> needed_;  // by list
};

}  // namespace

std::uint32_t Matcher::most(std::uint32_t) const { return kChunkDocs; }

void Matcher::add_to(std::uint32_t chunk, ChunkBits& bits) const {
  ChunkBits own;
  match(chunk, own);
  unite(bits, own);
}

void Matcher::restrict(std::uint32_t chunk, ChunkBits& bits) const {
  ChunkBits own;
  match(chunk, own);
  intersect(bits, own);
}

MatcherPtr match_everything(std::uint32_t documents) {
  return std::make_unique<EverythingMatcher>(documents);
}
MatcherPtr match_nothing() { return std::make_unique<AnyMatcher>(Matchers{}); }
MatcherPtr match_list(const ElementList& list) { return std::make_unique<ListMatcher>(list); }
MatcherPtr match_filter(SegmentFilter filter) {
  return std::make_unique<FilterMatcher>(std::move(filter));
}
MatcherPtr match_all_of(Matchers children, std::uint32_t documents) {
  if (children.empty()) return match_everything(documents);
  return std::make_unique<AllMatcher>(std::move(children));
}
MatcherPtr match_any_of(Matchers children) {
  return std::make_unique<AnyMatcher>(std::move(children));
}
MatcherPtr match_none_of(Matchers children, std::uint32_t documents) {
  return std::make_unique<NoneMatcher>(std::move(children), documents);
}
MatcherPtr match_share(std::vector<WeighedList> lists, double threshold) {
  return std::make_unique<ShareMatcher>(std::move(lists), threshold);
}

MatcherPtr match_tree(const MatchNode& node, const ResolvedQuery& query, const Segment& segment,
                      std::size_t segment_index, const Analyzer& analyzer) {
  using Kind = MatchNode::Kind;
  if (node.kind == Kind::element)
    return match_list(query.matching(query.elements[node.index], segment_index));
  if (node.kind == Kind::filter)
    return match_filter(SegmentFilter(segment, query.filters[node.index], analyzer));
  Matchers children;
  for (const MatchNode& child : node.children)
    children.push_back(match_tree(child, query, segment, segment_index, analyzer));
  if (node.kind == Kind::any_of) return match_any_of(std::move(children));
  if (node.kind == Kind::none_of) return match_none_of(std::move(children), segment.size());
  return match_all_of(std::move(children), segment.size());
}

}  // namespace coldopen
