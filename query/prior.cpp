#include "query/prior.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "query/list_sums.hpp"

namespace coldopen {

namespace {

bool has_links(const Segment& segment) {
  bool found = false;
  segment.for_each_term(Space::link, "", [&](std::string_view, const TermInfo&) {
    found = true;
    return false;
  });
  return found;
}

}  // namespace

Prior::Prior(const Snapshot& snapshot) : snapshot_(snapshot) {
  bool given = false;
  for (const SegmentView& view : snapshot.segments) {
    std::optional<Column>& column = importance_.emplace_back();
    column = view.segment->columns().find("importance");
    if (column && column->type() != AttributeType::number) column.reset();
    given = given || column.has_value();
    links_ = links_ || has_links(*view.segment);
  }
  counts_ = (given || links_) && snapshot.scoring.w_prior != 0;
}

std::optional<double> Prior::importance(std::size_t segment, DocId doc) const noexcept {
  const std::optional<Column>& column = importance_[segment];
  if (!column || column->count(doc) == 0) return std::nullopt;
  const double given = column->number(doc, 0);
  return given >= 0 ? std::optional<double>(given) : std::nullopt;
}

Prior::Weight Prior::weight(std::size_t segment, DocId doc) const {
  if (const std::optional<double> given = importance(segment, doc)) return {*given, true};
  if (!links_) return {};
  const std::string_view title = snapshot_.segments[segment].segment->documents().title(doc);
  const std::vector<std::string> keys = snapshot_.analyzer->keys(title).whole;
  std::uint64_t linking = 0;
  for (const SegmentView& view : snapshot_.segments) {
    std::vector<PostingList> lists;
    for (const std::string& key : keys)
      if (const auto info = view.segment->find(Space::link, key))
        lists.push_back(view.segment->postings(*info));
    // An article that links to it under two names counts once.
    if (lists.size() == 1) linking += count_alive(view, lists[0]);
    if (lists.size() > 1) linking += unite(view, lists).documents.size();
  }
  return {static_cast<double>(linking), false};
}

double Prior::points_of(const Weight& weight) const noexcept {
  const Scoring& scoring = snapshot_.scoring;
  if (weight.links <= 0) return 0;
  const double links = std::pow(weight.links, scoring.prior_exponent);
  const double half = std::pow(scoring.prior_half, scoring.prior_exponent);
  return scoring.w_prior * (links / (half + links));
}

double Prior::points(std::size_t segment, DocId doc) const {
  return counts_ ? points_of(weight(segment, doc)) : 0;
}

std::optional<ScorePart> Prior::explain(std::size_t segment, DocId doc) const {
  if (!counts_) return std::nullopt;
  const Weight found = weight(segment, doc);
  ScorePart part;
  part.points = points_of(found);
  if (part.points == 0) return std::nullopt;
  part.source = found.is_given ? "importance" : "links";
  part.count = found.links;
  part.note = found.is_given ? "the importance it was given" : "articles that link to it";
  return part;
}

}  // namespace coldopen
