#include "query/name_pairs.hpp"

#include "query/merged_list.hpp"
#include "query/phrases.hpp"

namespace coldopen {

namespace {

// Whether they have a document in common; walks the shorter one.
bool meet(const PostingList& one, const PostingList& other) {
  if (one.df() > other.df()) return meet(other, one);
  bool found = false;
  one.for_each([&](DocId doc, Rank) { found = found || other.find(doc).has_value(); });
  return found;
}

}  // namespace

bool NamePairs::hold(const std::string& first, const std::string& second) {
  const auto [at, added] = known_.try_emplace({first, second}, false);
  if (added) at->second = find(first, second);
  return at->second;
}

bool NamePairs::find(const std::string& first, const std::string& second) {
  for (const SegmentView& view : snapshot_.segments) {
    for (const std::string field : {"title", "alias"}) {
      const std::string start = field + kFieldSeparator;
      const PostingList one = find_list(*view.segment, Space::field, start + first);
      if (one.df() == 0) continue;
      const PostingList other = find_list(*view.segment, Space::field, start + second);
      if (other.df() == 0 || !meet(one, other)) continue;
      const ElementList pair =
          find_phrase(view, {{first, 0}, {second, 1}}, false, {field, {}}, deadline_);
      if (pair.df() > 0) return true;
    }
  }
  return false;
}

}  // namespace coldopen
