#include "query/suggestible.hpp"

#include <algorithm>
#include <array>

#include "corpus/text.hpp"
#include "query/merged_list.hpp"

namespace coldopen {

namespace {

constexpr std::array<std::string_view, 10> kHiddenKinds = {
    "category", "file",    "help", "mediawiki", "module",
    "project",  "special", "talk", "template",  "user"};
constexpr std::array<std::string_view, 3> kLastKinds = {"disambiguation", "list", "redirect"};

bool is_hidden(std::string_view kind) noexcept {
  return std::ranges::find(kHiddenKinds, kind) != kHiddenKinds.end() || kind.ends_with(" talk");
}

Standing of_kind(std::string_view kind) noexcept {
  if (is_hidden(kind) || is_part_of_page(kind)) return Standing::never;
  return std::ranges::find(kLastKinds, kind) != kLastKinds.end() ? Standing::last : Standing::page;
}

// "User talk:Mose", "File:Beet.jpg"; but "Project: Beet" is a title.
bool is_elsewhere(std::string_view title) {
  const std::size_t colon = title.find(':');
  if (colon == std::string_view::npos || colon + 1 == title.size() || title[colon + 1] == ' ')
    return false;
  return is_hidden(ascii_lower(title.substr(0, colon)));
}

}  // namespace

Suggestible::Suggestible(const Snapshot& snapshot, std::size_t segment,
                         std::span<const Condition> filters, const Pin* pin)
    : snapshot_(snapshot), segment_(segment) {
  if (pin != nullptr) pins_.emplace(snapshot.segments[segment], *pin);
  const Segment& data = *snapshot.segments[segment].segment;
  for (const Condition& condition : filters)
    filters_.emplace_back(data, condition, *snapshot.analyzer);
  kinds_ = data.columns().find("kind");
  if (kinds_ && kinds_->type() != AttributeType::text) kinds_.reset();
  for (std::uint32_t i = 0; kinds_ && i < kinds_->value_count(); ++i)
    of_kind_.push_back(of_kind(kinds_->key(i)));
}

Standing Suggestible::operator()(DocId doc) const {
  const SegmentView& view = snapshot_.segments[segment_];
  if (!view.alive(doc) || (pins_ && pins_->hides(doc))) return Standing::never;
  Standing standing = Standing::page;
  const std::uint32_t count = kinds_ ? kinds_->count(doc) : 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t kind = kinds_->ordinal(doc, i);
    if (kind < of_kind_.size()) standing = std::min(standing, of_kind_[kind]);
  }
  const bool passes =
      standing != Standing::never &&
      std::ranges::all_of(filters_, [doc](const SegmentFilter& f) { return f.holds(doc); });
  if (!passes) return Standing::never;
  const std::string_view title = view.segment->documents().title(doc);
  if (is_elsewhere(title)) return Standing::never;
  if (title.ends_with("(disambiguation)") || is_subpage(title)) return Standing::last;
  return standing;
}

std::string_view Suggestible::kind(DocId doc) const noexcept {
  if (!kinds_ || kinds_->count(doc) == 0) return {};
  return kinds_->value(kinds_->ordinal(doc, 0));
}

bool Suggestible::is_subpage(std::string_view title) const {
  const std::size_t slash = title.find('/');
  if (slash == std::string_view::npos || slash == 0) return false;
  const std::string key = snapshot_.analyzer->key(title.substr(0, slash));
  return !key.empty() && living_holders(snapshot_, Space::title_key, key) > 0;
}

}  // namespace coldopen
