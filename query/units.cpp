#include "query/units.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "corpus/text.hpp"
#include "query/merged_list.hpp"
#include "query/phrases.hpp"
#include "query/word_class.hpp"

namespace coldopen {

namespace {

constexpr std::size_t kCodePointsMax = 40;
constexpr std::size_t kPartsMax = 4;
constexpr std::size_t kSplitsTried = 8;     // of a joined form
constexpr std::size_t kGuessesTried = 3;    // of a word that nobody has
constexpr std::uint64_t kGuessHolders = 3;  // of its short parts: "ofa" is seldom "of a"
constexpr std::size_t kLongPart = 4;        // code points; who has these side by side meant them

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// All ways to cut a word into 2 .. parts_max words of the index.
class Cutter {
 public:
  struct Candidate {
    std::uint64_t least = 0;  // living holders of its rarest part
    Strings parts;
  };

  // `short_holders_min`: documents that must have a part of fewer than kLongPart letters.
  Cutter(const Snapshot& snapshot, const std::string& word, std::size_t parts_max,
         std::uint64_t short_holders_min)
      : snapshot_(snapshot),
        word_(word),
        parts_max_(parts_max),
        short_holders_min_(short_holders_min) {
    for (std::size_t at = 1; at < word.size(); ++at)
      if ((static_cast<unsigned char>(word[at]) & 0xC0) != 0x80) cuts_.push_back(at);
    cuts_.push_back(word.size());
    cut_from(0, 0);
  }

  // Those whose rarest part is the most frequent.
  std::vector<Candidate> best(std::size_t count) {
    std::ranges::sort(candidates_, [](const Candidate& a, const Candidate& b) {
      return std::tuple(b.least, a.parts.size(), a.parts) <
             std::tuple(a.least, b.parts.size(), b.parts);
    });
    if (candidates_.size() > count) candidates_.resize(count);
    return std::move(candidates_);
  }

 private:
  void cut_from(std::size_t begin, std::size_t first_cut) {
    for (std::size_t i = first_cut; i < cuts_.size(); ++i) {
      const bool last = cuts_[i] == word_.size();
      if (last && parts_.empty()) return;                      // the whole word is no split
      if (!last && parts_.size() + 1 == parts_max_) continue;  // no room for what is left
      if (holders(begin, cuts_[i]) < holders_min(begin, cuts_[i])) continue;
      parts_.emplace_back(begin, cuts_[i]);
      if (last) {
        add();
      } else {
        cut_from(cuts_[i], i + 1);
      }
      parts_.pop_back();
    }
  }

  void add() {
    Candidate candidate;
    candidate.least = holders(parts_[0].first, parts_[0].second);
    for (const auto& [begin, end] : parts_) {
      candidate.least = std::min(candidate.least, holders(begin, end));
      candidate.parts.push_back(word_.substr(begin, end - begin));
    }
    candidates_.push_back(std::move(candidate));
  }

  std::uint64_t holders_min(std::size_t begin, std::size_t end) const {
    const std::string_view part = std::string_view(word_).substr(begin, end - begin);
    return count_characters(part) < kLongPart ? short_holders_min_ : 1;
  }

  std::uint64_t holders(std::size_t begin, std::size_t end) {
    const auto [at, is_new] = holders_.try_emplace({begin, end}, 0);
    if (is_new)
      at->second = living_holders(snapshot_, Space::exact,
                                  std::string_view(word_).substr(begin, end - begin));
    return at->second;
  }

  const Snapshot& snapshot_;
  const std::string& word_;
  std::size_t parts_max_;
  std::uint64_t short_holders_min_;
  std::vector<std::size_t> cuts_;  // where a part may end
  std::vector<std::pair<std::size_t, std::size_t>> parts_;
  std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> holders_;
  std::vector<Candidate> candidates_;
};

bool class_has_holders(const Snapshot& snapshot, const std::string& word) {
  return std::ranges::any_of(snapshot.segments, [&](const SegmentView& view) {
    return count_alive(view, class_list(snapshot, *view.segment, word)) > 0;
  });
}

std::vector<PhraseWord> side_by_side(const Strings& parts) {
  std::vector<PhraseWord> words;
  for (const std::string& part : parts)
    words.push_back({part, static_cast<std::uint32_t>(words.size())});
  return words;
}

}  // namespace

JoinedForm joined_form(const Snapshot& snapshot, const std::string& word) {
  JoinedForm form;
  const std::size_t letters = count_characters(word);
  std::vector<DocId> documents;
  std::vector<std::uint32_t> entries;
  for (const SegmentView& view : snapshot.segments) {
    const PostingList list = find_list(*view.segment, Space::joined, word);
    list.documents(documents);
    for (Rank rank = 0; rank < documents.size(); ++rank) {
      if (!view.alive(documents[rank])) continue;
      form.exists = true;
      list.positions(rank, entries);
      for (const std::uint32_t entry : entries) {
        const std::size_t length = entry % 16 + 1;
        form.of_words = form.of_words || length >= 2;
        form.of_initials = form.of_initials || (length >= 2 && length == letters);
      }
      if (form.of_initials) return form;
    }
  }
  return form;
}

std::optional<Strings> split(const Snapshot& snapshot, const std::string& word,
                             const JoinedForm& form, Deadline& deadline) {
  const std::size_t letters = count_characters(word);
  if (letters < 2 || letters > kCodePointsMax || std::ranges::all_of(word, is_digit))
    return std::nullopt;
  if (form.exists && !form.of_words) return std::nullopt;
  if (form.of_initials && living_holders(snapshot, Space::exact, word) > 0) return std::nullopt;
  if (!form.exists && class_has_holders(snapshot, word)) return std::nullopt;
  Cutter cutter(snapshot, word, form.exists ? kPartsMax : 2, form.exists ? 1 : kGuessHolders);
  std::optional<Strings> best;
  std::uint64_t most = 0;
  for (Cutter::Candidate& candidate : cutter.best(form.exists ? kSplitsTried : kGuessesTried)) {
    const std::uint64_t holders = count_phrase(snapshot, side_by_side(candidate.parts), deadline);
    const bool better = holders > most || (holders == most && best &&
                                           std::pair(candidate.parts.size(), candidate.parts) <
                                               std::pair(best->size(), *best));
    if (holders == 0 || !better) continue;
    most = holders;
    best = std::move(candidate.parts);
  }
  return best;
}

}  // namespace coldopen
