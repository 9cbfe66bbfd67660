// One inverter for each language in which articles are stemmed: a segment has one.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "index/segment/inverter.hpp"

namespace coldopen {

class Inverters {
 public:
  // Each as Inverter's.
  Inverters(const Analyzer& analyzer, FieldWeights weights, Scoring scoring, AttributeTypes types,
            SegmentOptions options = {})
      : analyzer_(analyzer),
        weights_(std::move(weights)),
        scoring_(std::move(scoring)),
        types_(std::move(types)),
        options_(std::move(options)) {}

  // That of the language of its page (Analyzer::stem_language).
  Inverter& of(const Article& article) {
    return by_language_
        .try_emplace(analyzer_.stem_language(article.lang), analyzer_, weights_, scoring_, types_,
                     options_)
        .first->second;
  }
  void add(const Article& article) { of(article).add(article); }

  std::size_t memory_bytes() const noexcept {
    std::size_t sum = 0;
    for (const auto& [language, inverter] : by_language_) sum += inverter.memory_bytes();
    return sum;
  }

  // Language and inverter, by language; some may be empty.
  auto begin() noexcept { return by_language_.begin(); }
  auto end() noexcept { return by_language_.end(); }

 private:
  const Analyzer& analyzer_;
  const FieldWeights weights_;
  const Scoring scoring_;
  const AttributeTypes types_;
  const SegmentOptions options_;
  std::map<std::string, Inverter> by_language_;
};

}  // namespace coldopen
