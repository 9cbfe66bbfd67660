#include "query/name_starts.hpp"

#include <algorithm>
#include <limits>

namespace coldopen {

namespace {

constexpr std::size_t kKeyBytesMax = 255;  // of a longer key its beginning
constexpr std::size_t kStartsMax = 24;     // of one name

// The first eight bytes, as a number that is ordered as they are.
std::uint64_t head_of(std::string_view text) noexcept {
  std::uint64_t head = 0;
  for (std::size_t i = 0; i < 8; ++i)
    head = (head << 8) | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  return head;
}

}  // namespace

NameStarts::NameStarts(const Segment& segment, std::span<const std::string_view> articles) {
  add_keys(segment, Space::title_key, NameSource::title, articles);
  add_keys(segment, Space::alias_key, NameSource::alias, articles);
  add_keys(segment, Space::tight_key, NameSource::tight, {});
  sort();
}

void NameStarts::add_keys(const Segment& segment, Space space, NameSource source,
                          std::span<const std::string_view> articles) {
  std::vector<DocId> documents;
  segment.for_each_term(space, "", [&](std::string_view key, const TermInfo& info) {
    documents.clear();
    segment.postings(info).documents(documents);
    add_name(key.substr(0, kKeyBytesMax), documents, source, articles);
    if (source == NameSource::title) ++title_count_;
    return true;
  });
}

void NameStarts::add_name(std::string_view key, std::span<const DocId> documents, NameSource source,
                          std::span<const std::string_view> articles) {
  if (texts_.size() > std::numeric_limits<std::uint32_t>::max() - kKeyBytesMax) return;
  const auto text = static_cast<std::uint32_t>(texts_.size());
  texts_ += key;
  const std::size_t first_end = std::min(key.find(' '), key.size());
  const bool has_article = first_end < key.size() &&
                           std::ranges::find(articles, key.substr(0, first_end)) != articles.end();
  std::size_t at = 0;
  for (std::size_t word = 0; word < kStartsMax && at < key.size(); ++word) {
    StartPlace place = StartPlace::inner;
    if (word == 0) place = has_article ? StartPlace::article : StartPlace::first;
    if (word == 1 && has_article) place = StartPlace::first;
    for (const DocId doc : documents)
      starts_.push_back({text + static_cast<std::uint32_t>(at), doc,
                         static_cast<std::uint8_t>(key.size() - at),
                         static_cast<std::uint8_t>(key.size()), place, source});
    at = std::min(key.find(' ', at), key.size()) + 1;
  }
}

void NameStarts::sort() {
  // Most are told apart by eight bytes that need no look at the text.
  std::vector<std::pair<std::uint64_t, NameStart>> heads;
  heads.reserve(starts_.size());
  for (const NameStart& start : starts_) heads.emplace_back(head_of(text(start)), start);
  std::ranges::sort(heads, [this](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    if (const int order = text(a.second).compare(text(b.second)); order != 0) return order < 0;
    if (a.second.doc != b.second.doc) return a.second.doc < b.second.doc;
    return a.second.text < b.second.text;
  });
  std::ranges::transform(heads, starts_.begin(), [](const auto& one) { return one.second; });
}

StartRange NameStarts::find(std::string_view typed) const noexcept {
  const auto from = [&](auto first, auto&& is_before) {
    return std::partition_point(first, starts_.begin() + std::ssize(starts_), is_before);
  };
  const auto begin = from(starts_.begin(), [&](const NameStart& s) { return text(s) < typed; });
  const auto same = from(begin, [&](const NameStart& s) { return text(s) == typed; });
  // A space is the least byte of a key, so the word ends there in all that come next.
  const auto word = from(same, [&](const NameStart& s) {
    return text(s).starts_with(typed) && text(s)[typed.size()] == ' ';
  });
  const auto end = from(word, [&](const NameStart& s) { return text(s).starts_with(typed); });
  const auto place = [&](auto at) { return static_cast<std::uint32_t>(at - starts_.begin()); };
  return {place(begin), place(same), place(word), place(end)};
}

const NameStarts& name_starts(const Segment& segment, const Analyzer& analyzer) {
  return segment.for_suggestions().get<NameStarts>(
      [&] { return NameStarts(segment, key_words(analyzer.language(), "").articles); });
}

}  // namespace coldopen
