#include "query/matcher.hpp"

#include <algorithm>
#include <utility>

namespace coldopen {

namespace {

void set_everything(std::uint32_t documents, std::uint32_t chunk, ChunkBits& bits) {
  const std::uint32_t size = std::min(documents - chunk * kChunkDocs, kChunkDocs);
  bits.clear();
  std::fill_n(bits.words.begin(), size / 64, ~std::uint64_t{0});
  if (size % 64 != 0) bits.words[size / 64] = (std::uint64_t{1} << (size % 64)) - 1;
}

class EverythingMatcher final : public Matcher {
 public:
  explicit EverythingMatcher(std::uint32_t documents) : documents_(documents) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    set_everything(documents_, chunk, bits);
  }

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

 private:
  const ElementList* list_;
};

class FilterMatcher final : public Matcher {
 public:
  explicit FilterMatcher(SegmentFilter filter) : filter_(std::move(filter)) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override { filter_.match(chunk, bits); }

 private:
  SegmentFilter filter_;
};

class AllMatcher final : public Matcher {
 public:
  AllMatcher(Matchers children, std::uint32_t documents)
      : children_(std::move(children)), documents_(documents) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    if (children_.empty()) {
      set_everything(documents_, chunk, bits);
      return;
    }
    children_[0]->match(chunk, bits);
    ChunkBits other;
    for (std::size_t i = 1; i < children_.size(); ++i) {
      children_[i]->match(chunk, other);
      for (std::size_t word = 0; word < bits.words.size(); ++word)
        bits.words[word] &= other.words[word];
    }
  }

 private:
  Matchers children_;
  std::uint32_t documents_;
};

class AnyMatcher final : public Matcher {
 public:
  explicit AnyMatcher(Matchers children) : children_(std::move(children)) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    bits.clear();
    ChunkBits other;
    for (const MatcherPtr& child : children_) {
      child->match(chunk, other);
      for (std::size_t word = 0; word < bits.words.size(); ++word)
        bits.words[word] |= other.words[word];
    }
  }

 private:
  Matchers children_;
};

class NoneMatcher final : public Matcher {
 public:
  NoneMatcher(Matchers children, std::uint32_t documents)
      : any_(std::move(children)), documents_(documents) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    set_everything(documents_, chunk, bits);
    ChunkBits unwanted;
    any_.match(chunk, unwanted);
    for (std::size_t word = 0; word < bits.words.size(); ++word)
      bits.words[word] &= ~unwanted.words[word];
  }

 private:
  AnyMatcher any_;
  std::uint32_t documents_;
};

class ShareMatcher final : public Matcher {
 public:
  ShareMatcher(std::vector<WeighedList> lists, double threshold)
      : lists_(std::move(lists)), threshold_(threshold) {}
  void match(std::uint32_t chunk, ChunkBits& bits) const override {
    // Half a megabyte for the time of the call: this step runs only where few articles match.
    std::vector<double> weights(kChunkDocs);
    ChunkBits informative;
    ChunkBits list;
    for (const WeighedList& each : lists_) {
      list.clear();
      each.list->add_to(chunk, list);
      for_each_bit(list, [&](std::uint32_t bit) { weights[bit] += each.weight; });
      if (!each.informative) continue;
      for (std::size_t word = 0; word < list.words.size(); ++word)
        informative.words[word] |= list.words[word];
    }
    bits.clear();
    for_each_bit(informative, [&](std::uint32_t bit) {
      if (weights[bit] >= threshold_) bits.set(bit);
    });
  }

 private:
  std::vector<WeighedList> lists_;
  double threshold_;
};

}  // namespace

MatcherPtr match_everything(std::uint32_t documents) {
  return std::make_unique<EverythingMatcher>(documents);
}
MatcherPtr match_nothing() { return std::make_unique<AnyMatcher>(Matchers{}); }
MatcherPtr match_list(const ElementList& list) { return std::make_unique<ListMatcher>(list); }
MatcherPtr match_filter(SegmentFilter filter) {
  return std::make_unique<FilterMatcher>(std::move(filter));
}
MatcherPtr match_all_of(Matchers children, std::uint32_t documents) {
  return std::make_unique<AllMatcher>(std::move(children), documents);
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
