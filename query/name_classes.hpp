// Whose page a query names: the class of an article whose title or alias is what was typed.
//
//   title   its title's key is the query's key (Analyzer::key: equal spellings, equal keys)
//   alias   one of its aliases' keys is
// Records of kind line, quote, stage or scene have none: their title is another page's.
//
// A name only lifts what matches; it finds nothing, so the dead and what filters leave out need no
// care here.
// Threads  as the segment: any number of readers, as long as it lives.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "index/scoring.hpp"
#include "index/segment/segment.hpp"
#include "query/filter.hpp"
#include "query/query_tree.hpp"

namespace coldopen {

// The key by which a query `q`, read as `tree`, names a page; of one quoted phrase that of the
// words between the quotes. Empty: it names none.
std::string name_key(const Query& tree, std::string_view q, const Analyzer& analyzer);

// The names of one segment that have a key.
class NameClasses {
 public:
  // O(log terms); where something is called so, also O(distinct kinds).
  NameClasses(const Segment& segment, const std::string& key, const Analyzer& analyzer);

  DocClass of(DocId doc) const noexcept;  // title, alias or none

 private:
  PostingList titles_, aliases_;
  std::optional<SegmentFilter> pages_;  // articles that are called by their title; none: no names
};

}  // namespace coldopen
