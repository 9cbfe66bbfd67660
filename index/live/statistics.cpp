#include "index/live/statistics.hpp"

#include <optional>
#include <set>
#include <string_view>

namespace coldopen {
namespace {

void count_texts(const SegmentView& view, IndexStats& stats) {
  for (DocId doc = 0; doc < view.segment->size(); ++doc) {
    if (!view.alive(doc)) continue;
    const Article article = view.segment->documents().article(doc);
    stats.passages += article.passages.size();
    stats.text_bytes += article.title.size();
    for (const Passage& passage : article.passages) {
      stats.text_bytes += passage.heading.size() + passage.text.size();
    }
  }
}

std::uint64_t count_values(const Snapshot& snapshot, std::string_view name) {
  std::set<std::string, std::less<>> texts;
  std::uint64_t articles = 0;
  for (const SegmentView& view : snapshot.segments) {
    const std::optional<Column> column = view.segment->columns().find(name);
    if (!column) continue;
    for (DocId doc = 0; doc < view.segment->size(); ++doc) {
      if (!view.alive(doc)) continue;
      const std::uint32_t count = column->count(doc);
      if (count > 0) ++articles;
      if (column->type() != AttributeType::text) continue;
      for (std::uint32_t i = 0; i < count; ++i) {
        const std::string_view value = column->value(column->ordinal(doc, i));
        if (!texts.contains(value)) texts.emplace(value);
      }
    }
  }
  return texts.empty() ? articles : texts.size();
}

}  // namespace

IndexStats describe(const Snapshot& snapshot) {
  IndexStats stats;
  stats.name = snapshot.index_name;
  stats.articles = snapshot.stats.documents;
  stats.segments = snapshot.segments.size();
  stats.change = snapshot.change;
  for (const SegmentView& view : snapshot.segments) {
    stats.terms += view.segment->term_count();
    stats.index_bytes += view.segment->byte_count();
    count_texts(view, stats);
  }
  for (const auto& [name, type] : snapshot.types) {
    const std::uint64_t values = count_values(snapshot, name);
    if (values > 0 || name != kLanguageColumn) stats.attributes.push_back({name, type, values});
  }
  return stats;
}

}  // namespace coldopen
