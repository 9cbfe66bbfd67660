#include "bench/game/game_builder.hpp"

#include "bench/game/runs.hpp"

namespace coldopen {

Scoring game_scoring() {
  Scoring scoring;
  scoring.k1 = 0.9;
  scoring.b = 0.4;
  return scoring;
}

GameBuilder::GameBuilder(const SegmentOptions& options)
    : words_({nullptr, game_scoring(), options}) {}

void GameBuilder::add(std::string_view id, std::string_view text) {
  of_text_.clear();
  for_each_run(text, [this](std::string_view word) { of_text_.push_back(word); });
  words_.add_words(of_text_);
  words_.end_document(id);
}

}  // namespace coldopen
