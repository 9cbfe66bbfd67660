#include "tests/support/naive/phrases.hpp"

#include <algorithm>

namespace coldopen::naive {

namespace {

constexpr std::size_t kWordsInOneMax = 4;

class SpanWalk {
 public:
  SpanWalk(const Place& place, const PhraseTerms& terms, Spelling spelling)
      : place_(place), terms_(terms), spelling_(spelling) {}

  // Do spans lead from word i at position `at` through all words?
  bool leads(std::size_t i, std::size_t at) const {
    if (i == terms_.size()) return true;
    if (stands(terms_[i].term, at) && leads(i + 1, at + distance_after(i))) return true;
    if (spelling_ == Spelling::as_typed) return false;
    for (const Joined& joined : place_.joined) {
      if (joined.position == at && joined.term == terms_[i].term &&
          leads(i + 1, at + joined.length)) {
        return true;
      }
    }
    std::string in_one = terms_[i].term;
    for (std::size_t j = i + 2; j <= std::min(i + kWordsInOneMax, terms_.size()); ++j) {
      in_one += terms_[j - 1].term;
      if (stands(in_one, at) && leads(j, at + 1)) return true;
    }
    return false;
  }

 private:
  bool stands(const std::string& term, std::size_t at) const {
    return at < place_.words.size() && place_.words[at] == term;
  }
  std::uint32_t distance_after(std::size_t i) const {
    return i + 1 < terms_.size() ? terms_[i + 1].position - terms_[i].position : 1;
  }

  const Place& place_;
  const PhraseTerms& terms_;
  Spelling spelling_;
};

}  // namespace

PhraseTerms side_by_side(const Strings& terms) {
  PhraseTerms phrase;
  for (const std::string& term : terms) {
    phrase.push_back({term, static_cast<std::uint32_t>(phrase.size())});
  }
  return phrase;
}

std::uint32_t starts_in(const Place& place, const PhraseTerms& terms, Spelling spelling) {
  const SpanWalk walk(place, terms, spelling);
  std::uint32_t starts = 0;
  for (std::size_t at = 0; at < place.words.size(); ++at) starts += walk.leads(0, at) ? 1 : 0;
  return starts;
}

List phrase_list(const Corpus& corpus, const PhraseTerms& terms, Spelling spelling) {
  List list;
  for (const Document& document : corpus.documents) {
    FoldedCount count(corpus.weights);
    for (const Place& place : document.places) {
      count.add(place, starts_in(place, terms, spelling));
    }
    list.push_back(count.value());
  }
  return list;
}

}  // namespace coldopen::naive
