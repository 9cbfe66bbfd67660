#include "query/phrase_scorer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <memory_resource>
#include <utility>

#include "query/bounds.hpp"
#include "query/counting.hpp"
#include "query/radix_sort.hpp"

namespace coldopen {

namespace {

// Far above what doubles and the last float lose, far below a step of a code.
constexpr double kBelow = 1 - 1e-6;

// The best so far, and what a document must have to be one of them. Documents come by segment,
// rising.
class Best {
 public:
  Best(std::uint32_t k, Workspace& workspace)
      : k_(k), found_(&workspace.arena), scores_(&workspace.arena) {
    found_.reserve(std::min<std::size_t>(k, kSpare) + kSpare);
    scores_.reserve(std::min<std::size_t>(k, kSpare));
  }

  std::size_t missing() const noexcept { return k_ - scores_.size(); }  // of k
  // The score of the k-th best; 0 before there are k.
  float threshold() const noexcept { return missing() == 0 ? scores_.front() : 0; }

  void offer(const TopDocument& found) {
    if (found.score < threshold()) return;
    found_.push_back(found);
    if (missing() == 0) {
      std::ranges::pop_heap(scores_, std::greater());
      scores_.back() = found.score;
    } else {
      scores_.push_back(found.score);
    }
    std::ranges::push_heap(scores_, std::greater());
    if (found_.size() >= forget_at_) forget();
  }

  // Valid as long as the workspace is not used again.
  std::span<const TopDocument> take(Workspace& workspace) {
    forget();
    // Equals stay in their order. Scores are not negative: their bits rise with them.
    radix_sort(std::span<TopDocument>(found_), workspace.take<TopDocument>(found_.size()),
               [](const TopDocument& one) { return ~std::bit_cast<std::uint32_t>(one.score); });
    const std::span<TopDocument> best = workspace.take<TopDocument>(found_.size());
    std::ranges::copy(found_, best.begin());
    return best;
  }

 private:
  static constexpr std::size_t kSpare = 1'024;

  void forget() {
    std::erase_if(found_, [&](const TopDocument& found) { return found.score < threshold(); });
    forget_at_ = found_.size() + k_ + kSpare;
  }

  std::size_t k_;
  std::size_t forget_at_ = k_ + kSpare;
  std::pmr::vector<TopDocument> found_;  // all with the threshold or more, in their order
  std::pmr::vector<float> scores_;       // the k best, the least in front
};

// Gives the documents of a segment with the phrase their scores. As long as more are missing a few
// wait for each other: then so do their lengths, which come from far.
class Scorer {
 public:
  Scorer(const PhraseQuery& query, std::uint32_t segment, Best& best)
      : query_(query), segment_(segment), best_(best) {}

  void add(DocId doc, std::uint32_t count) {
    waiting_[size_++] = {doc, count};
    if (size_ == waiting_.size() || size_ >= best_.missing()) finish();
  }

  void finish() {
    const Segment& segment = *query_.segments[segment_].view->segment;
    for (const Waiting& one : std::span(waiting_).first(size_)) {
      const double k = (*query_.norms)[segment.length_code(one.doc)];
      best_.offer({segment_, one.doc, static_cast<float>(query_.weight * saturated(one.count, k))});
    }
    size_ = 0;
  }

 private:
  struct Waiting {
    DocId doc = 0;
    std::uint32_t count = 0;
  };

  const PhraseQuery& query_;
  std::uint32_t segment_;
  Best& best_;
  std::array<Waiting, 16> waiting_;
  std::size_t size_ = 0;
};

// The phrase in each segment, and the query it is where all of it is stored lists.
class Phrases {
 public:
  Phrases(const PhraseQuery& query, Workspace& workspace)
      : query_(query), phrases_(&workspace.arena) {
    phrases_.reserve(query.segments.size());
    for (const PhraseQuery::Part& part : query.segments) {
      phrases_.emplace_back(*part.view->segment, query.words, workspace);
      is_whole_ = is_whole_ && (phrases_.back().nowhere() || phrases_.back().whole() != nullptr);
    }
  }

  ExactPhrase& of(std::size_t segment) { return phrases_[segment]; }
  bool is_whole() const noexcept { return is_whole_; }

  FlatQuery flat() const {
    FlatQuery flat;
    flat.lists = {{.weight = query_.weight, .length_counts = true, .occur = Occur::should}};
    flat.norms = query_.norms;
    flat.k1 = query_.k1;
    flat.deadline = query_.deadline;
    for (std::size_t i = 0; i < phrases_.size(); ++i) {
      const ScoredList* whole = phrases_[i].whole();
      flat.segments.push_back({.view = query_.segments[i].view,
                               .lists = {whole == nullptr ? ScoredList() : *whole},
                               .mask = query_.segments[i].mask});
    }
    return flat;
  }

 private:
  const PhraseQuery& query_;
  std::pmr::vector<ExactPhrase> phrases_;
  bool is_whole_ = true;
};

bool counts(const PhraseQuery::Part& part, DocId doc) noexcept {
  return part.view->alive(doc) &&
         (part.mask.empty() || (doc / kChunkDocs < part.mask.size() &&
                                part.mask[doc / kChunkDocs].test(doc % kChunkDocs)));
}

// Calls visit(doc, f) for each document with the phrase whose codes are all least() or more.
template <class Least, class Visit>
void for_each_holder(const PhraseQuery& query, ExactPhrase& phrase, const PhraseQuery::Part& part,
                     Least&& least, Visit&& visit) {
  while (phrase.next(least())) {
    if (query.deadline != nullptr && query.deadline->over()) return;
    phrase.for_each([&](DocId doc) { return counts(part, doc); }, least,
                    [&](DocId doc, std::uint32_t at) {
                      const std::uint32_t count = phrase.count(at);
                      if (count != 0) visit(doc, count);
                    });
  }
}

// The least code of postings whose phrase may score `score` or more.
class LeastCode {
 public:
  LeastCode(const PhraseQuery& query, const Segment& segment)
      : per_point_(kBelow * 255 /
                   (query.weight * drift(*query.norms, segment.impact_parameters()).high)) {}

  std::uint8_t operator()(float score) noexcept {
    if (score != score_) {
      score_ = score;
      least_ = static_cast<std::uint8_t>(std::min(255.0, static_cast<double>(score) * per_point_));
    }
    return least_;
  }

 private:
  double per_point_;
  float score_ = 0;
  std::uint8_t least_ = 0;
};

PhraseAnswer answer(const PhraseQuery& query, std::uint32_t k, bool counted, Workspace& workspace) {
  Phrases phrases(query, workspace);
  if (phrases.is_whole()) {
    const FlatQuery flat = phrases.flat();
    const std::uint64_t count = counted ? count_documents(flat, workspace) : 0;
    return {top_documents(flat, k, workspace), count};
  }
  Best best(k, workspace);
  std::uint64_t count = 0;
  for (std::uint32_t i = 0; k != 0 && i < query.segments.size(); ++i) {
    const PhraseQuery::Part& part = query.segments[i];
    const Segment& segment = *part.view->segment;
    LeastCode least(query, segment);
    Scorer scorer(query, i, best);
    for_each_holder(
        query, phrases.of(i), part,
        [&] { return counted ? std::uint8_t{0} : least(best.threshold()); },
        [&](DocId doc, std::uint32_t f) {
          ++count;
          scorer.add(doc, f);
        });
    scorer.finish();
  }
  return {best.take(workspace), count};
}

}  // namespace

std::span<const TopDocument> top_phrase(const PhraseQuery& query, std::uint32_t k,
                                        Workspace& workspace) {
  return answer(query, k, false, workspace).best;
}

PhraseAnswer top_and_count_phrase(const PhraseQuery& query, std::uint32_t k, Workspace& workspace) {
  if (k == 0) return {{}, count_phrase(query, workspace)};
  return answer(query, k, true, workspace);
}

std::uint64_t count_phrase(const PhraseQuery& query, Workspace& workspace) {
  Phrases phrases(query, workspace);
  if (phrases.is_whole()) return count_documents(phrases.flat(), workspace);
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < query.segments.size(); ++i) {
    for_each_holder(
        query, phrases.of(i), query.segments[i], [] { return std::uint8_t{0}; },
        [&](DocId, std::uint32_t) { ++count; });
  }
  return count;
}

ScoredList phrase_list(const PhraseQuery& query, std::size_t segment, Workspace& workspace,
                       std::span<const ScoredList> others) {
  const PhraseQuery::Part& part = query.segments[segment];
  ExactPhrase phrase(*part.view->segment, query.words, workspace, others);
  if (const ScoredList* whole = phrase.whole()) return *whole;
  MergedList list;
  for_each_holder(
      query, phrase, part, [] { return std::uint8_t{0}; },
      [&](DocId doc, std::uint32_t f) {
        list.documents.push_back(doc);
        list.counts.push_back(f);
      });
  return {
      ElementList(std::move(list)), *part.view->segment, *query.norms, query.k1, true, workspace};
}

}  // namespace coldopen
