#include "index/analysis/word_list.hpp"

#include <span>

#include "index/analysis/words.hpp"

namespace coldopen {
namespace {

bool is_ascii_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }

}  // namespace

void WordList::clear() noexcept {
  bytes_.clear();
  words_.clear();
  forms_.clear();
}

void WordList::add(std::string_view term, std::uint32_t begin, std::uint32_t end, TokenRule rule) {
  const std::string_view kept = first_code_points(term, kTermCodePointsMax);
  if (kept.empty()) return;
  words_.push_back({static_cast<std::uint32_t>(bytes_.size()),
                    static_cast<std::uint32_t>(kept.size()), begin, end, rule});
  bytes_.append(kept);
}

void WordList::add_form(std::string_view term, Space lane, TokenRule rule) {
  const std::string_view kept = first_code_points(term, kTermCodePointsMax);
  if (kept.empty() || words_.empty()) return;
  forms_.push_back({static_cast<std::uint32_t>(words_.size() - 1),
                    static_cast<std::uint32_t>(bytes_.size()),
                    static_cast<std::uint32_t>(kept.size()), lane, rule});
  bytes_.append(kept);
}

std::uint32_t WordList::append_in_small(std::string_view text) {
  const std::size_t at = bytes_.size();
  bytes_.append(text);
  for (char& c : std::span(bytes_).subspan(at)) {
    c = static_cast<char>(c + (is_ascii_capital(c) ? 32 : 0));
  }
  return static_cast<std::uint32_t>(at);
}

}  // namespace coldopen
