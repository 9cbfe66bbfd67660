#include "query/series_name.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace coldopen {

namespace {

std::vector<std::string_view> words_of(std::string_view key) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < key.size();) {
    const std::size_t end = std::min(key.find(' ', at), key.size());
    words.push_back(key.substr(at, end - at));
    at = end + 1;
  }
  if (words.size() > 1 && words.front() == "the") words.erase(words.begin());
  return words;
}

}  // namespace

bool begins_series(std::string_view typed, std::string_view series) {
  const auto starts = words_of(typed), words = words_of(series);
  return starts.size() <= words.size() &&
         std::ranges::equal(
             starts, std::span(words).first(starts.size()),
             [](std::string_view start, std::string_view word) { return word.starts_with(start); });
}

}  // namespace coldopen
