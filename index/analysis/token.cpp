#include "index/analysis/token.hpp"

#include <algorithm>
#include <array>

namespace coldopen {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
constexpr std::size_t kTakenBytes = 256;

// In the order of TokenRule.
constexpr std::array<std::string_view, 28> kRuleNames = {
    "word",        "number",    "emoji",       "sign",       "pair",       "last-cluster",
    "tag",         "and-sign",  "cross",       "possessive", "elision",    "umlaut",
    "and-letter",  "word-sign", "number-word", "hyphen",     "joiner",     "slash",
    "inside-sign", "star",      "initials",    "host",       "digit-sign", "tag-whole",
    "and-between", "written",   "code",        "whole-code"};
static_assert(kRuleNames.size() == static_cast<std::size_t>(TokenRule::whole_code) + 1);

}  // namespace

std::string_view name_of(TokenRule rule) noexcept {
  return kRuleNames[static_cast<std::size_t>(rule)];
}

void TokenBuffer::clear() noexcept {
  tokens_.clear();
  for (std::string& block : blocks_) block.clear();
  block_ = 0;
}

// Terms lie in blocks that never grow past what they reserved, so a view handed out stays valid; a
// block too small for the next term is left with room to spare.
void TokenBuffer::add(std::string_view term, std::uint32_t begin, std::uint32_t end,
                      std::uint32_t position, std::uint8_t length, Space lane, TokenRule rule) {
  while (block_ < blocks_.size() &&
         blocks_[block_].capacity() - blocks_[block_].size() < term.size()) {
    ++block_;
  }
  if (block_ == blocks_.size()) {
    blocks_.emplace_back();
    blocks_.back().reserve(std::max(kBlockBytes, term.size()));
  }
  std::string& block = blocks_[block_];
  const std::size_t at = block.size();
  block.append(term);
  Token& token = tokens_.emplace_back();
  token.term = {block.data() + at, term.size()};
  token.begin = begin;
  token.end = end;
  token.position = position;
  token.length = length;
  token.lane = lane;
  token.rule = rule;
}

// A short string would lie inside the object, where views do not survive a move.
void TokenBuffer::take_terms(std::string& bytes) {
  bytes.reserve(kTakenBytes);
  taken_.swap(bytes);
}

std::uint32_t TokenBuffer::positions() const noexcept {
  for (auto token = tokens_.rbegin(); token != tokens_.rend(); ++token) {
    if (token->lane == Space::exact) return token->position + 1;
  }
  return 0;
}

}  // namespace coldopen
