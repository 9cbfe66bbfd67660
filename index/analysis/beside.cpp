#include "index/analysis/beside.hpp"

#include <algorithm>
#include <tuple>

namespace coldopen {

void Beside::clear() noexcept {
  bytes_.clear();
  entries_.clear();
}

void Beside::add(std::string_view term, Entry entry) {
  if (term.empty()) return;
  entry.at = static_cast<std::uint32_t>(bytes_.size());
  entry.size = static_cast<std::uint32_t>(term.size());
  bytes_.append(term);
  entries_.push_back(entry);
}

void Beside::add_forms(const WordList& words) {
  for (const WordList::Form& form : words.forms()) {
    const WordList::Word& word = words.words()[form.word];
    add(words.term(form), {.word = form.word,
                           .begin = word.begin,
                           .end = word.end,
                           .length = 1,
                           .lane = form.lane,
                           .rule = form.rule});
  }
}

void Beside::put_in_order() {
  const auto key = [this](const Entry& entry) {
    return std::tuple(entry.word, entry.lane, entry.length, term(entry));
  };
  const auto less = [&](const Entry& a, const Entry& b) {
    if (a.word != b.word) return a.word < b.word;
    return std::tuple(key(a), a.rule, a.end) < std::tuple(key(b), b.rule, b.end);
  };
  if (!std::ranges::is_sorted(entries_, less)) std::ranges::sort(entries_, less);
  const auto same = [&](const Entry& a, const Entry& b) { return key(a) == key(b); };
  entries_.erase(std::ranges::unique(entries_, same).begin(), entries_.end());
  std::uint32_t word = 0;
  std::size_t joined = 0;
  std::erase_if(entries_, [&](const Entry& entry) {
    if (entry.word != word) joined = 0;
    word = entry.word;
    return entry.lane == Space::joined && ++joined > kJoinedMax;
  });
}

}  // namespace coldopen
