#include "bench/game/game_query.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "bench/game/game_builder.hpp"
#include "bench/game/runs.hpp"
#include "query/counting.hpp"

namespace coldopen {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::string lowered(text);
  lower_ascii(lowered);
  std::vector<std::string> words;
  for_each_run(lowered, [&words](std::string_view word) { words.emplace_back(word); });
  return words;
}

Occur occur_of(char sign) {
  return sign == '+' ? Occur::must : sign == '-' ? Occur::must_not : Occur::should;
}

// A part that stands twice is one part; what must and what may match are the same list.
void add_part(GamePart part, std::vector<GamePart>& parts) {
  const auto same = std::ranges::find_if(parts, [&part](const GamePart& other) {
    const bool excludes = other.occur == Occur::must_not;
    return other.words == part.words && excludes == (part.occur == Occur::must_not);
  });
  if (same == parts.end()) {
    parts.push_back(std::move(part));
    return;
  }
  same->times += 1;
  if (part.occur == Occur::must) same->occur = Occur::must;
}

}  // namespace

std::vector<GamePart> parse_game_query(std::string_view text) {
  std::vector<GamePart> parts;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    GamePart part;
    part.occur = occur_of(text[at]);
    if (part.occur != Occur::should) ++at;
    const bool is_quoted = at < text.size() && text[at] == '"';
    if (is_quoted) ++at;
    const std::size_t end = std::min(text.find(is_quoted ? '"' : ' ', at), text.size());
    part.words = words_of(text.substr(at, end - at));
    at = end + 1;
    if (!part.words.empty()) add_part(std::move(part), parts);
  }
  const bool searches = std::ranges::any_of(
      parts, [](const GamePart& part) { return part.occur != Occur::must_not; });
  if (!searches) parts.clear();
  return parts;
}

GameSearcher::GameSearcher(const GameIndex& index) : index_(index) {
  flat_.norms = phrase_.norms = &index.norms;
  flat_.k1 = phrase_.k1 = game_scoring().k1;
  for (const SegmentView& view : index.segments) {
    flat_.segments.push_back({&view, {}, {}});
    phrase_.segments.push_back({&view, {}});
  }
}

void GameSearcher::set_masks(std::span<const std::vector<ChunkBits>> masks) {
  for (std::size_t i = 0; i < flat_.segments.size(); ++i) {
    std::span<const ChunkBits> mask;
    if (!masks.empty()) mask = masks[i];
    flat_.segments[i].mask = phrase_.segments[i].mask = mask;
  }
}

std::uint64_t GameSearcher::holders(const SegmentView& view, const TermInfo& info) {
  return view.dead ? count_alive(view, view.segment->postings(info)) : info.df;
}

double GameSearcher::idf(std::uint64_t holders) const {
  return inverse_document_frequency(index_.stats.documents, holders);
}

void GameSearcher::look_up(std::span<const GamePart> parts) {
  words_.clear();
  infos_.clear();
  for (const GamePart& part : parts) words_.push_back(part.words.front());
  for (const SegmentView& view : index_.segments) {
    view.segment->prefetch(Space::exact, words_);
    for (const std::string_view word : words_) {
      infos_.push_back(view.segment->find(Space::exact, word));
      if (infos_.back()) view.segment->prefetch(*infos_.back());
    }
  }
}

void GameSearcher::add_word(const GamePart& part, std::size_t number, std::size_t parts) {
  std::uint64_t all_holders = 0;
  for (SegmentLists& lists : flat_.segments) {
    const SegmentView& view = *lists.view;
    const auto segment = static_cast<std::size_t>(&lists - flat_.segments.data());
    const std::optional<TermInfo>& info = infos_[segment * parts + number];
    if (!info) {
      lists.lists.emplace_back();
      continue;
    }
    all_holders += holders(view, *info);
    lists.lists.emplace_back(view.segment->postings(*info), workspace_);
  }
  flat_.lists.push_back({part.times * idf(all_holders), true, part.occur});
}

void GameSearcher::read_phrase(const GamePart& part) {
  phrase_.words.clear();
  phrase_.weight = 0;
  words_.assign(part.words.begin(), part.words.end());
  for (const SegmentView& view : index_.segments) view.segment->prefetch(Space::exact, words_);
  for (const std::string& word : part.words) {
    phrase_.words.push_back({word, static_cast<std::uint32_t>(phrase_.words.size())});
    std::uint64_t all_holders = 0;
    for (const SegmentView& view : index_.segments) {
      const std::optional<TermInfo> info = view.segment->find(Space::exact, word);
      if (info) all_holders += holders(view, *info);
    }
    phrase_.weight += idf(all_holders);
  }
  phrase_.weight *= part.times;
}

void GameSearcher::add_phrase(const GamePart& part, std::span<const GamePart> parts) {
  read_phrase(part);
  std::vector<ScoredList> required;
  for (SegmentLists& lists : flat_.segments) {
    required.clear();
    for (const GamePart& other : parts) {
      if (other.occur != Occur::must || other.words.size() != 1) continue;
      const PostingList list = find_list(*lists.view->segment, Space::exact, other.words.front());
      required.emplace_back(list, workspace_);
    }
    const auto segment = static_cast<std::size_t>(&lists - flat_.segments.data());
    lists.lists.push_back(phrase_list(phrase_, segment, workspace_, required));
  }
  flat_.lists.push_back({phrase_.weight, true, part.occur});
}

bool GameSearcher::read(std::span<const GamePart> parts) {
  workspace_.reset();
  flat_.lists.clear();
  for (SegmentLists& lists : flat_.segments) lists.lists.clear();
  if (parts.size() == 1 && parts.front().words.size() > 1) {
    read_phrase(parts.front());
    return true;
  }
  look_up(parts);
  for (std::size_t number = 0; number < parts.size(); ++number) {
    const GamePart& part = parts[number];
    if (part.words.size() == 1) {
      add_word(part, number, parts.size());
    } else {
      add_phrase(part, parts);
    }
    if (part.occur == Occur::must_not) flat_.lists.back().weight = 0;
  }
  return false;
}

// The dictionary knows it of one word where no mask refuses a document.
std::optional<std::uint64_t> GameSearcher::count_of_word(std::span<const GamePart> parts) const {
  if (parts.size() != 1 || parts.front().words.size() != 1) return std::nullopt;
  std::uint64_t sum = 0;
  for (const SegmentLists& lists : flat_.segments) {
    if (!lists.mask.empty()) return std::nullopt;
    const auto info = lists.view->segment->find(Space::exact, parts.front().words.front());
    if (info) sum += holders(*lists.view, *info);
  }
  return sum;
}

std::uint64_t GameSearcher::count(std::string_view query) {
  const std::vector<GamePart> parts = parse_game_query(query);
  if (const auto known = count_of_word(parts)) return *known;
  if (read(parts)) return count_phrase(phrase_, workspace_);
  return flat_.lists.empty() ? 0 : count_documents(flat_, workspace_);
}

std::span<const TopDocument> GameSearcher::top(std::string_view query, std::uint32_t k) {
  std::span<const TopDocument> found;
  if (read(parse_game_query(query))) {
    found = top_phrase(phrase_, k, workspace_);
  } else if (!flat_.lists.empty()) {
    found = top_documents(flat_, k, workspace_);
  }
  return found.first(std::min<std::size_t>(found.size(), k));
}

GameSearcher::Answer GameSearcher::top_and_count(std::string_view query, std::uint32_t k) {
  Answer answer;
  if (read(parse_game_query(query))) {
    const PhraseAnswer both = top_and_count_phrase(phrase_, k, workspace_);
    answer = {both.best, both.count};
  } else if (!flat_.lists.empty()) {
    answer.count = count_documents(flat_, workspace_);  // first: the best lie in the workspace
    answer.best = top_documents(flat_, k, workspace_);
  }
  answer.best = answer.best.first(std::min<std::size_t>(answer.best.size(), k));
  return answer;
}

}  // namespace coldopen
