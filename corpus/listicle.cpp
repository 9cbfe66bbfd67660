#include "corpus/listicle.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "corpus/text.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kFewestItems = 3;
constexpr std::size_t kCaptionBytesMax = 160;

// Takes a number of one to four digits without leading zero off the front.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  const std::size_t length = std::min(text.find_first_not_of("0123456789"), text.size());
  if (length == 0 || length > 4 || text.front() == '0') return std::nullopt;
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + length, value);
  text.remove_prefix(length);
  return value;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

struct Counter {
  std::uint32_t number = 0;
  std::uint32_t total = 0;
};

std::optional<Counter> counter_of(std::string_view text) {
  for (const std::string_view bullet : {"\u2022", "*", "-", "\u2013"}) {
    if (take(text, bullet)) break;
  }
  text = trimmed(text);
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  text = trimmed(text);
  if (!take(text, "/") && !take(text, "of ")) return std::nullopt;
  text = trimmed(text);
  const auto total = take_number(text);
  if (!total || !text.empty() || *number > *total) return std::nullopt;
  return Counter{*number, *total};
}

struct Numbered {
  std::uint32_t number = 0;
  std::string_view rest;
};

// "7. Text", "7) Text", "#7 Text", "#7: Text"; not "7.5 Text", not "24 March".
std::optional<Numbered> numbered_of(std::string_view text) {
  const bool marked = take(text, "#");
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  const bool pointed = take(text, ".") || take(text, ")") || (marked && take(text, ":"));
  if (!pointed && !marked) return std::nullopt;
  if (!text.empty() && trimmed(text.substr(0, 2)).size() == std::min<std::size_t>(text.size(), 2)) {
    return std::nullopt;
  }
  return Numbered{*number, trimmed(text)};
}

using Starts = std::vector<std::size_t>;  // where items start, rising

// The longest stretch of candidates that counts up or down by one.
template <class NumberOf>
Starts longest_count(const Starts& candidates, int step, NumberOf number_of) {
  Starts best, now;
  for (const std::size_t at : candidates) {
    if (!now.empty() && number_of(at) == number_of(now.back()) + step) {
      now.push_back(at);
    } else if (now.empty() || number_of(at) != number_of(now.back())) {
      now = {at};
    }
    if (now.size() > best.size()) best = now;
  }
  return best;
}

bool ends_items(const Block& block, const Block& first) {
  return block.kind == BlockKind::heading &&
         (first.kind != BlockKind::heading || block.level <= first.level);
}

// Joins to each item what belongs to it. The last has no successor to end it: it gets as many
// paragraphs as the longest of the others, the rest is an outro.
void join_extents(std::vector<Block>& blocks, const Starts& starts, int heading_level) {
  Block like;
  like.kind = heading_level > 0 ? BlockKind::heading : BlockKind::paragraph;
  like.level = heading_level;
  std::size_t most = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const bool is_last = i + 1 == starts.size();
    const std::size_t end = is_last ? blocks.size() : starts[i + 1];
    std::size_t paragraphs = 0;
    for (std::size_t at = starts[i] + 1; at < end && !ends_items(blocks[at], like); ++at) {
      if (!blocks[at].joined && ++paragraphs > most && is_last && heading_level == 0) break;
      blocks[at].joined = true;
    }
    if (!is_last) most = std::max(most, paragraphs);
    blocks[starts[i]].joined = false;
  }
}

// The line after a slide's counter is its heading if it stands twice or more text follows.
void take_caption(std::vector<Block>& blocks, std::size_t slide,
                  std::vector<DroppedLine>& dropped) {
  const auto is_part = [&blocks](std::size_t at) {
    return at < blocks.size() && blocks[at].joined && blocks[at].kind != BlockKind::slide;
  };
  if (!is_part(slide + 1) || !is_part(slide + 2)) return;
  Block& caption = blocks[slide + 1];
  const bool twice = same_words(caption.text, blocks[slide + 2].text);
  const bool is_short = caption.text.size() <= kCaptionBytesMax && caption.text.back() != '.';
  if (caption.text.empty() || (!twice && !is_short)) return;
  blocks[slide].heading = std::exchange(caption.text, {});
  if (!twice) return;
  Block& again = blocks[slide + 2];
  dropped.push_back({std::exchange(again.text, {}), "repeated caption", again.line});
}

std::vector<DroppedLine> mark_slides(std::vector<Block>& blocks) {
  Starts candidates;
  std::vector<Counter> counters(blocks.size());
  for (std::size_t at = 0; at < blocks.size(); ++at) {
    const auto counter = counter_of(blocks[at].text);
    if (!counter) continue;
    counters[at] = *counter;
    candidates.push_back(at);
  }
  // A total of its own for each gallery: another total never continues the count.
  const auto number_of = [&counters](std::size_t at) {
    return static_cast<long>(counters[at].total) * 100'000 + counters[at].number;
  };
  const Starts starts = longest_count(candidates, 1, number_of);
  std::vector<DroppedLine> dropped;
  if (starts.size() < kFewestItems) return dropped;
  for (const std::size_t at : starts) {
    dropped.push_back({blocks[at].text, "slide counter", blocks[at].line});
    blocks[at].kind = BlockKind::slide;
    blocks[at].ordinal = counters[at].number;
    blocks[at].text.clear();
  }
  join_extents(blocks, starts, 0);
  for (const std::size_t at : starts) take_caption(blocks, at, dropped);
  std::erase_if(blocks, [](const Block& block) {
    return block.text.empty() && block.kind != BlockKind::slide;
  });
  return dropped;
}

void mark_numbered(std::vector<Block>& blocks, BlockKind kind) {
  Starts candidates;
  std::vector<std::uint32_t> numbers(blocks.size(), 0);
  bool item_paragraph = false;  // the paragraph of this line began with an item: a tight list
  for (std::size_t at = 0; at < blocks.size(); ++at) {
    const Block& block = blocks[at];
    const auto numbered = block.kind == kind ? numbered_of(block.text) : std::nullopt;
    if (!block.joined) item_paragraph = numbered.has_value();
    if (!numbered || (block.joined && !item_paragraph)) continue;
    numbers[at] = numbered->number;
    candidates.push_back(at);
  }
  const auto number_of = [&numbers](std::size_t at) { return static_cast<long>(numbers[at]); };
  Starts starts = longest_count(candidates, 1, number_of);
  const Starts down = longest_count(candidates, -1, number_of);
  const bool is_up = starts.size() >= kFewestItems && numbers[starts.front()] == 1;
  const bool is_down = down.size() >= kFewestItems && numbers[down.back()] == 1;
  if (!is_up && !is_down) return;
  if (!is_up || (is_down && down.size() > starts.size())) starts = down;
  const int level = kind == BlockKind::heading ? blocks[starts.front()].level : 0;
  for (const std::size_t at : starts) {
    Block& block = blocks[at];
    std::string rest(numbered_of(block.text)->rest);
    block.ordinal = numbers[at];
    block.text = kind == BlockKind::heading ? std::string() : rest;
    if (kind == BlockKind::heading) block.heading = std::move(rest);
  }
  for (const std::size_t at : starts) blocks[at].kind = BlockKind::item;
  join_extents(blocks, starts, level);
}

// Runs of ordered items at one depth; deeper items and joined blocks belong to the item before.
void mark_lists(std::vector<Block>& blocks) {
  Starts run;
  std::size_t end = 0;
  const auto close = [&] {
    if (run.size() >= kFewestItems) {
      for (const std::size_t at : run) blocks[at].kind = BlockKind::item;
      for (std::size_t at = run.front(); at < end; ++at) {
        blocks[at].joined = blocks[at].kind != BlockKind::item;
      }
    }
    run.clear();
  };
  for (std::size_t at = 0; at < blocks.size(); ++at) {
    const Block& block = blocks[at];
    const bool is_item = block.kind == BlockKind::list_item;
    const bool deeper = is_item && !run.empty() && block.level > blocks[run.back()].level;
    const bool next = is_item && block.ordinal > 0 && !deeper &&
                      (run.empty() || (block.level == blocks[run.back()].level &&
                                       block.ordinal == blocks[run.back()].ordinal + 1));
    if (!run.empty() && !next && !deeper && !block.joined) close();
    if (next || (run.empty() && is_item && block.ordinal > 0)) run.push_back(at);
    end = at + 1;
  }
  close();
}

}  // namespace

std::vector<DroppedLine> mark_items(std::vector<Block>& blocks) {
  std::vector<DroppedLine> dropped = mark_slides(blocks);
  if (!dropped.empty()) return dropped;
  mark_numbered(blocks, BlockKind::heading);
  mark_numbered(blocks, BlockKind::paragraph);
  mark_lists(blocks);
  return dropped;
}

}  // namespace coldopen
