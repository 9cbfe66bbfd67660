#include "query/name_links.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "query/merged_list.hpp"

namespace coldopen {

namespace {

constexpr double kWeightMax = 4e9;  // of an importance: so that classes stay apart

std::uint32_t count_terms(const Segment& segment, Space space) {
  std::uint32_t count = 0;
  segment.for_each_term(space, "", [&](std::string_view, const TermInfo&) {
    ++count;
    return true;
  });
  return count;
}

// Adds what the articles of `from` link to, to the documents of `to` by their titles.
void add_links(const SegmentView& from, std::uint32_t link_terms, const SegmentView& to,
               std::uint32_t titles, std::vector<double>& links) {
  const bool by_links = link_terms < titles;
  const Segment& walked = by_links ? *from.segment : *to.segment;
  const Segment& asked = by_links ? *to.segment : *from.segment;
  const Space walked_space = by_links ? Space::link : Space::title_key;
  const Space asked_space = by_links ? Space::title_key : Space::link;
  walked.for_each_term(walked_space, "", [&](std::string_view key, const TermInfo& info) {
    const auto other = asked.find(asked_space, key);
    if (!other) return true;
    const TermInfo& link = by_links ? info : *other;
    const TermInfo& title = by_links ? *other : info;
    const auto linking = static_cast<double>(count_alive(from, from.segment->postings(link)));
    to.segment->postings(title).for_each([&](DocId doc, Rank) {
      if (doc < links.size()) links[doc] += linking;
    });
    return true;
  });
}

// How many living articles name each key in one of these attributes: who appears is linked to,
// whether or not the wiki's links were kept.
using Mentions = std::unordered_map<std::string_view, double>;

void add_mentions(const SegmentView& from, Mentions& mentions) {
  static constexpr std::array<std::string_view, 6> kNaming = {
      "character", "cast", "portrayed_by", "portrays", "director", "writer"};
  constexpr DocId kRun = 4096;
  ColumnRun run;
  for (const std::string_view name : kNaming) {
    const std::optional<Column> column = from.segment->columns().find(name);
    if (!column || column->type() != AttributeType::text) continue;
    std::vector<double> counts(column->value_count());
    for (DocId first = 0; first < from.segment->size(); first += kRun) {
      const DocId count = std::min<DocId>(kRun, from.segment->size() - first);
      column->read(first, count, run);
      for (DocId i = 0; i < count; ++i) {
        if (!from.alive(first + i)) continue;
        for (std::uint32_t at = run.begins[i]; at < run.begins[i + 1]; ++at)
          if (run.values[at] < counts.size()) ++counts[run.values[at]];
      }
    }
    for (std::uint32_t ordinal = 0; ordinal < counts.size(); ++ordinal)
      if (counts[ordinal] > 0) mentions[column->key(ordinal)] += counts[ordinal];
  }
}

void add_mentioned(const Mentions& mentions, const Segment& segment, std::vector<double>& links) {
  for (const auto& [key, count] : mentions) {
    find_list(segment, Space::title_key, key).for_each([&](DocId doc, Rank) {
      if (doc < links.size()) links[doc] += count;
    });
  }
}

void set_importance(const Segment& segment, std::vector<double>& links) {
  const std::optional<Column> column = segment.columns().find("importance");
  if (!column || column->type() != AttributeType::number) return;
  for (DocId doc = 0; doc < segment.size(); ++doc) {
    if (column->count(doc) == 0) continue;
    const double given = column->number(doc, 0);
    if (given >= 0) links[doc] = std::min(given, kWeightMax);
  }
}

}  // namespace

NameLinks::NameLinks(const Snapshot& snapshot) : worth_(snapshot.segments.size()) {
  std::vector<std::uint32_t> link_terms;
  Mentions mentions;
  for (const SegmentView& view : snapshot.segments) {
    link_terms.push_back(count_terms(*view.segment, Space::link));
    add_mentions(view, mentions);
  }
  for (std::size_t to = 0; to < snapshot.segments.size(); ++to) {
    const SegmentView& view = snapshot.segments[to];
    const NameStarts& names = name_starts(*view.segment, *snapshot.analyzer);
    if (names.starts().empty()) continue;
    std::vector<double> links(view.segment->size());
    for (std::size_t from = 0; from < snapshot.segments.size(); ++from)
      if (link_terms[from] > 0)
        add_links(snapshot.segments[from], link_terms[from], view, names.title_count(), links);
    add_mentioned(mentions, *view.segment, links);
    set_importance(*view.segment, links);
    if (std::ranges::none_of(links, [](double count) { return count > 0; })) continue;
    for (double& count : links) count = std::log1p(count);
    worth_[to].reserve(names.starts().size());
    for (const NameStart& start : names.starts())
      worth_[to].push_back(static_cast<float>(links[start.doc]));
  }
}

const NameLinks& name_links(const Snapshot& snapshot) {
  return snapshot.for_suggestions.get<NameLinks>([&] { return NameLinks(snapshot); });
}

}  // namespace coldopen
