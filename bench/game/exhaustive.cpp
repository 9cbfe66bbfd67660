#include "bench/game/exhaustive.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

namespace coldopen {
namespace {

constexpr double kSaturation = 0.9;
constexpr double kLengthShare = 0.4;

PostingList list_of(const Segment& segment, const std::string& word) {
  const auto info = segment.find(Space::exact, word);
  return info ? segment.postings(*info) : PostingList();
}

}  // namespace

Exhaustive::Exhaustive(const std::vector<SegmentView>& segments) : segments_(segments) {
  std::uint64_t length = 0;
  for (const SegmentView& view : segments) {
    for (DocId doc = 0; doc < view.segment->size(); ++doc) {
      if (!view.alive(doc)) continue;
      ++documents_;
      length += view.segment->length(doc);
    }
  }
  if (documents_ != 0) {
    average_length_ = static_cast<double>(length) / static_cast<double>(documents_);
  }
}

Exhaustive::Counts Exhaustive::counts_of(const SegmentView& view,
                                         const std::vector<std::string>& words) const {
  Counts counts;
  if (words.size() == 1) {
    const PostingList list = list_of(*view.segment, words.front());
    list.for_each([&](DocId doc, Rank rank) {
      if (view.alive(doc)) counts.emplace_back(doc, list.count(rank));
    });
    return counts;
  }
  // Where the words so far stand side by side: document and place of the first of them, rising.
  using Starts = std::vector<std::pair<DocId, std::uint32_t>>;
  Starts starts;
  std::vector<std::uint32_t> places;
  for (std::uint32_t i = 0; i < words.size(); ++i) {
    const PostingList list = list_of(*view.segment, words[i]);
    Starts kept;
    auto start = starts.cbegin();
    list.for_each([&](DocId doc, Rank rank) {
      while (start != starts.cend() && start->first < doc) ++start;
      const bool may = i == 0 ? view.alive(doc) : start != starts.cend() && start->first == doc;
      if (!may) return;
      list.positions(rank, places);
      for (const std::uint32_t place : places) {
        const std::pair at(doc, place - i);
        if (place >= i && (i == 0 || std::ranges::binary_search(start, starts.cend(), at))) {
          kept.push_back(at);
        }
      }
    });
    starts = std::move(kept);
  }
  for (const auto& [doc, place] : starts) {
    if (counts.empty() || counts.back().first != doc) counts.emplace_back(doc, 0);
    ++counts.back().second;
  }
  return counts;
}

double Exhaustive::weight_of(const GamePart& part) const {
  double sum = 0;
  for (const std::string& word : part.words) {
    std::uint64_t holders = 0;
    for (const SegmentView& view : segments_) {
      list_of(*view.segment, word).for_each([&](DocId doc, Rank) {
        holders += view.alive(doc) ? 1 : 0;
      });
    }
    const double n = static_cast<double>(holders);
    sum += std::log(1 + (static_cast<double>(documents_) - n + 0.5) / (n + 0.5));
  }
  return sum * part.times;
}

std::vector<TopDocument> Exhaustive::matches(std::string_view query) const {
  const std::vector<GamePart> parts = parse_game_query(query);
  std::vector<double> weights;
  for (const GamePart& part : parts) weights.push_back(weight_of(part));
  const auto musts = static_cast<std::size_t>(
      std::ranges::count_if(parts, [](const GamePart& part) { return part.occur == Occur::must; }));
  std::vector<TopDocument> found;
  for (std::uint32_t segment = 0; segment < segments_.size(); ++segment) {
    const std::vector<Judged> judged = judge(segments_[segment], parts, weights);
    for (DocId doc = 0; doc < judged.size(); ++doc) {
      const Judged& document = judged[doc];
      const bool matches = musts != 0 ? document.must == musts : document.should != 0;
      if (!matches || document.excluded != 0) continue;
      found.push_back({segment, doc, static_cast<float>(document.score)});
    }
  }
  return found;
}

std::vector<Exhaustive::Judged> Exhaustive::judge(const SegmentView& view,
                                                  const std::vector<GamePart>& parts,
                                                  const std::vector<double>& weights) const {
  std::vector<Judged> judged(view.segment->size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (const auto& [doc, count] : counts_of(view, parts[i].words)) {
      Judged& document = judged[doc];
      if (parts[i].occur == Occur::must_not) {
        ++document.excluded;
        continue;
      }
      ++(parts[i].occur == Occur::must ? document.must : document.should);
      const double length = view.segment->length(doc);
      const double k = kSaturation * (1 - kLengthShare + kLengthShare * length / average_length_);
      document.score += weights[i] * (count / (count + k));
    }
  }
  return judged;
}

std::vector<TopDocument> Exhaustive::best(std::vector<TopDocument> matches, std::size_t k) {
  const std::size_t kept = std::min(matches.size(), k);
  const auto end = matches.begin() + static_cast<std::ptrdiff_t>(kept);
  std::ranges::partial_sort(matches, end, [](const TopDocument& a, const TopDocument& b) {
    return std::tuple(-a.score, a.segment, a.doc) < std::tuple(-b.score, b.segment, b.doc);
  });
  matches.resize(kept);
  return matches;
}

}  // namespace coldopen
