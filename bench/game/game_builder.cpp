#include "bench/game/game_builder.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "bench/game/runs.hpp"
#include "index/segment/builder.hpp"
#include "index/segment/lengths.hpp"

namespace coldopen {

Scoring game_scoring() {
  Scoring scoring;
  scoring.k1 = 0.9;
  scoring.b = 0.4;
  return scoring;
}

// Postings and positions of all terms, term after term; begins have one more entry at the end.
struct GameBuilder::Lists {
  std::vector<Posting> postings;
  std::vector<std::uint32_t> positions;
  std::vector<std::uint64_t> posting_begin, position_begin;
};

void GameBuilder::add(std::string_view id, std::string_view text) {
  const std::size_t begin = words_.size();
  for_each_run(text, [this](std::string_view word) {
    words_.push_back(terms_.number_of(Space::exact, word));
  });
  words_end_.push_back(words_.size());
  Article article;
  article.id = id;
  documents_.add(article, {},
                 {{Field::body, 0, 0, static_cast<std::uint32_t>(words_.size() - begin)}});
}

std::size_t GameBuilder::memory_bytes() const noexcept {
  // A word, its place, and a posting for nearly every second word, which is then written.
  return terms_.memory_bytes() + documents_.memory_bytes() + words_.size() * (8 + 12);
}

GameBuilder::Lists GameBuilder::invert(const std::vector<std::uint32_t>& rank_of) {
  constexpr auto kNever = std::uint32_t{0xFFFF'FFFF};
  Lists lists;
  lists.posting_begin.assign(rank_of.size() + 2, 0);
  lists.position_begin.assign(rank_of.size() + 2, 0);
  std::vector<std::uint32_t> last(rank_of.size(), kNever);  // document in which a term was seen
  std::size_t at = 0;
  for (DocId doc = 0; doc < words_end_.size(); ++doc) {
    for (; at < words_end_[doc]; ++at) {
      std::uint32_t& word = words_[at];
      word = rank_of[word];
      ++lists.position_begin[word + 2];
      if (std::exchange(last[word], doc) != doc) ++lists.posting_begin[word + 2];
    }
  }
  std::inclusive_scan(lists.posting_begin.begin(), lists.posting_begin.end(),
                      lists.posting_begin.begin());
  std::inclusive_scan(lists.position_begin.begin(), lists.position_begin.end(),
                      lists.position_begin.begin());
  lists.postings.resize(lists.posting_begin.back());
  lists.positions.resize(lists.position_begin.back());
  // Entry rank + 1 is the cursor of a term now, and where the next term begins in the end.
  std::ranges::fill(last, kNever);
  at = 0;
  for (DocId doc = 0; doc < words_end_.size(); ++doc) {
    for (const std::size_t begin = at; at < words_end_[doc]; ++at) {
      const std::uint32_t word = words_[at];
      std::uint64_t& cursor = lists.posting_begin[word + 1];
      if (std::exchange(last[word], doc) != doc) lists.postings[cursor++].doc = doc;
      Posting& posting = lists.postings[cursor - 1];
      ++posting.count;
      ++posting.positions;
      lists.positions[lists.position_begin[word + 1]++] = static_cast<std::uint32_t>(at - begin);
    }
  }
  return lists;
}

ByteBuffer GameBuilder::finish(const SegmentIdentity& identity) {
  std::vector<std::uint32_t> order(terms_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [this](std::uint32_t term) { return terms_.text(term); });
  std::vector<std::uint32_t> rank_of(order.size());
  SegmentContent content;
  for (std::uint32_t rank = 0; rank < order.size(); ++rank) {
    rank_of[order[rank]] = rank;
    content.lists.push_back({Space::exact, terms_.text(order[rank])});
  }
  std::uint64_t begin = 0;
  for (const std::uint64_t end : words_end_) {
    content.length_codes.push_back(
        encode_length(static_cast<std::uint32_t>(end - std::exchange(begin, end))));
  }
  const Lists all = invert(rank_of);
  words_ = {};
  content.load = [&all](std::size_t i, bool with_positions, ListContent& list) {
    const auto copy = [i](const auto& from, const std::vector<std::uint64_t>& starts, auto& to) {
      to.assign(from.data() + starts[i], from.data() + starts[i + 1]);
    };
    copy(all.postings, all.posting_begin, list.postings);
    list.positions.clear();
    if (with_positions) copy(all.positions, all.position_begin, list.positions);
  };
  content.identity = identity;
  content.weights = {1, 1, 1, 1, 1};
  content.documents = std::move(documents_);
  ByteBuffer bytes = build_segment(std::move(content), nullptr, game_scoring());
  *this = GameBuilder();
  return bytes;
}

}  // namespace coldopen
