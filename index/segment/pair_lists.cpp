#include "index/segment/pair_lists.hpp"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>

#include "index/segment/inversion.hpp"
#include "index/segment/pairs.hpp"

namespace coldopen {
namespace {

constexpr std::uint64_t kRoundPlaces = std::uint64_t{64} << 20;   // of first words in one round
constexpr std::uint64_t kStretchPlaces = std::uint64_t{1} << 18;  // laid out at one time, about

// (first, second) -> number of the term, an open table of at most half taken slots.
class PairNumbers {
 public:
  // kNone as value: new, to be filled in.
  std::uint32_t& of(std::uint32_t first, std::uint32_t second) {
    if (taken_ * 2 >= slots_.size()) grow();
    Slot& slot = slots_[place(std::uint64_t{first} << 32 | second)];
    if (slot.number == kNone) ++taken_;
    slot.key = std::uint64_t{first} << 32 | second;
    return slot.number;
  }
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
  // Asks for the memory that `of` will look at.
  void prefetch(std::uint32_t first, std::uint32_t second) const noexcept {
    if (!slots_.empty()) __builtin_prefetch(&slots_[home(std::uint64_t{first} << 32 | second)]);
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t number = kNone;
  };
  std::size_t home(std::uint64_t key) const noexcept {
    return (key * 0x9E37'79B9'7F4A'7C15ULL >> 32) & (slots_.size() - 1);
  }
  std::size_t place(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = home(key);
    while (slots_[at].number != kNone && slots_[at].key != key) at = (at + 1) & mask;
    return at;
  }
  void grow() {
    const std::vector<Slot> old =
        std::exchange(slots_, std::vector<Slot>(std::max<std::size_t>(1024, slots_.size() * 2)));
    for (const Slot& slot : old) {
      if (slot.number != kNone) slots_[place(slot.key)] = slot;
    }
  }
  std::vector<Slot> slots_;
  std::size_t taken_ = 0;
};

class PairRound {
 public:
  PairRound(ListSource& source, const std::vector<FrequentWord>& words, std::uint32_t begin,
            std::uint32_t end, const FieldWeights& weights)
      : source_(source), words_(words), begin_(begin), end_(end), weights_(weights) {
    for (const FrequentWord& word : words) readers_.push_back(source.places_of(word.text));
  }

  void read(DocId documents) {
    std::uint64_t places = 0;
    for (const FrequentWord& word : words_) places += word.places;
    const std::uint64_t per_document = places / documents + 1;
    const auto stretch =
        static_cast<DocId>(std::clamp<std::uint64_t>(kStretchPlaces / per_document, 1, 4096));
    for (DocId doc = 0; doc < documents;) {
      const DocId next = documents - doc > stretch ? doc + stretch : documents;
      lay_out(doc, next);
      for (; doc < next; ++doc) {
        read_document(doc);
        pairs_.end_document();
      }
    }
  }

  void give(DocId documents,
            const std::function<void(std::string_view pair, const ListContent&)>& add) {
    ListContent content;
    for (const std::uint32_t term : pairs_.sorted_terms()) {
      const auto [first, second] = words_of_[term];
      if (!has_pair_list(words_[first].df, words_[second].df, pairs_.df(term), documents)) continue;
      content.postings.clear();
      Inversion::Reader reader = pairs_.read(term);
      for (Posting posting; reader.next(posting, content.positions);) {
        content.postings.push_back(posting);
      }
      add(pairs_.terms().text(term), content);
    }
  }

 private:
  struct Stretch {  // the places of a document
    std::uint32_t low = 0xFFFF'FFFF, high = 0;
    std::uint32_t words = 0;  // frequent ones
    std::uint64_t begin = 0;  // in places_
    bool dense() const noexcept {
      return std::uint64_t{high} - low < 256 + std::uint64_t{words} * 64;
    }
  };
  struct Noted {
    std::uint32_t first, second, position;
  };
  struct Placed {
    DocId doc = 0;
    std::uint32_t position = 0;
    std::uint32_t word = 0;
    auto operator<=>(const Placed&) const = default;
  };

  // The frequent words of the documents [first, end), in their order.
  void lay_out(DocId first, DocId end) {
    found_.clear();
    ends_.clear();
    for (const auto& reader : readers_) {
      reader->read_until(end, found_);
      ends_.push_back(found_.size());
    }
    // Bytes behind right checksums may still say that documents fall.
    std::size_t kept = 0;
    std::size_t from = 0;
    for (std::size_t& word_end : ends_) {
      for (; from < word_end; ++from)
        if (found_[from].doc >= first) found_[kept++] = found_[from];
      word_end = kept;
    }
    found_.resize(kept);
    first_ = first;
    stretches_.assign(end - first, {});
    for (const WordPlace& found : found_) {
      Stretch& in = stretches_[found.doc - first];
      in.low = std::min(in.low, found.position);
      in.high = std::max(in.high, found.position);
      ++in.words;
    }
    std::uint64_t places = 0;
    for (Stretch& in : stretches_) {
      if (in.words == 0) continue;
      in.begin = places;
      if (in.dense()) places += std::uint64_t{in.high} - in.low + 1;
    }
    places_.assign(places, 0);
    sparse_.clear();
    std::size_t at = 0;
    for (std::uint32_t word = 0; word < ends_.size(); ++word) {
      for (; at < ends_[word]; ++at) {
        const auto [doc, position] = found_[at];
        const Stretch& in = stretches_[doc - first];
        if (in.dense()) {
          places_[in.begin + (position - in.low)] = word + 1;
        } else {
          sparse_.push_back({doc, position, word});
        }
      }
    }
    std::ranges::sort(sparse_);
    next_sparse_ = 0;
  }

  void read_document(DocId doc) {
    noted_.clear();
    const Stretch& in = stretches_[doc - first_];
    if (in.words > 1 && in.dense()) {
      const std::uint64_t size = std::uint64_t{in.high} - in.low + 1;
      const std::uint32_t* words = places_.data() + in.begin;
      for (std::uint64_t i = 1; i < size; ++i) {
        if (words[i] == 0 || words[i - 1] == 0) continue;
        note(words[i - 1] - 1, words[i] - 1, in.low + static_cast<std::uint32_t>(i - 1));
      }
    }
    for (; next_sparse_ < sparse_.size() && sparse_[next_sparse_].doc == doc; ++next_sparse_) {
      if (next_sparse_ == 0) continue;
      const Placed& before = sparse_[next_sparse_ - 1];
      const Placed& now = sparse_[next_sparse_];
      if (before.doc != doc || now.position != before.position + 1) continue;
      note(before.word, now.word, before.position);
    }
    if (noted_.empty()) return;
    starts_.clear();
    for (const Noted& pair : noted_)
      starts_.emplace_back(number_of(pair.first, pair.second), pair.position);
    count(source_.fields_of(doc));
  }

  void note(std::uint32_t first, std::uint32_t second, std::uint32_t position) {
    if (first < begin_ || first >= end_) return;  // of another round
    numbers_.prefetch(first, second);
    noted_.push_back({first, second, position});
  }

  // Each start counts the weight of its field; of the aliases the one with the most counts.
  void count(const std::vector<FieldPlace>& fields) {
    in_aliases_.clear();
    auto field = fields.begin();
    for (const auto& [pair, position] : starts_) {
      while (field != fields.end() && field->end <= position) ++field;
      if (field == fields.end()) break;
      if (field->field == Field::alias) {
        in_aliases_.emplace_back(pair, field->item);
      } else {
        counts_.emplace_back(pair, field->weight(weights_));
      }
    }
    pairs_.add_counts(counts_);
    counts_.clear();
    std::ranges::sort(in_aliases_);
    for (std::size_t i = 0; i < in_aliases_.size();) {
      const std::uint32_t pair = in_aliases_[i].first;
      std::uint32_t best = 0;
      while (i < in_aliases_.size() && in_aliases_[i].first == pair) {
        const std::size_t begin = i;
        while (i < in_aliases_.size() && in_aliases_[i] == in_aliases_[begin]) ++i;
        best = std::max(best, static_cast<std::uint32_t>(i - begin));
      }
      pairs_.add_count(pair, weights_.aliases * best);
    }
  }

  std::uint32_t number_of(std::uint32_t first, std::uint32_t second) {
    std::uint32_t& number = numbers_.of(first, second);
    if (number == PairNumbers::kNone) {
      number =
          pairs_.terms().number_of(Space::pair, pair_of(words_[first].text, words_[second].text));
      if (number == words_of_.size()) words_of_.emplace_back(first, second);
    }
    return number;
  }

  ListSource& source_;
  const std::vector<FrequentWord>& words_;
  std::uint32_t begin_, end_;  // first words of this round
  const FieldWeights& weights_;
  std::vector<std::unique_ptr<WordPlaceReader>> readers_;
  Inversion pairs_;
  PairNumbers numbers_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> words_of_;  // by term
  DocId first_ = 0;                                                // document of those laid out
  std::vector<WordPlace> found_;
  std::vector<std::size_t> ends_;      // of found_, by word
  std::vector<Stretch> stretches_;     // by document
  std::vector<std::uint32_t> places_;  // of dense documents: word + 1, or 0 for any other word
  std::vector<Placed> sparse_;         // words of the others
  std::size_t next_sparse_ = 0;
  std::vector<Noted> noted_;                                     // of the document, in its order
  std::vector<std::pair<std::uint32_t, std::uint32_t>> starts_;  // pair, position
  std::vector<std::pair<std::uint32_t, std::uint32_t>> counts_;  // pair, weight
  std::vector<std::pair<std::uint32_t, std::uint32_t>> in_aliases_;  // pair, alias
};

}  // namespace

void make_pairs(ListSource& source, const std::vector<FrequentWord>& words, DocId documents,
                const FieldWeights& weights,
                const std::function<void(std::string_view pair, const ListContent&)>& add) {
  for (std::uint32_t begin = 0, end = 0; begin < words.size(); begin = end) {
    std::uint64_t places = 0;
    while (end < words.size() && (end == begin || places + words[end].places <= kRoundPlaces)) {
      places += words[end++].places;
    }
    PairRound round(source, words, begin, end, weights);
    round.read(documents);
    round.give(documents, add);
  }
}

}  // namespace coldopen
