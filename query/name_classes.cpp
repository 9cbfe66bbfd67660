#include "query/name_classes.hpp"

#include <variant>

namespace coldopen {

namespace {

PostingList list_of(const Segment& segment, Space space, const std::string& key) {
  const auto info = segment.find(space, key);
  return info ? segment.postings(*info) : PostingList{};
}

// Lacking the attribute is not being of that kind.
Condition not_part_of_a_page() {
  Condition condition;
  condition.attribute = "kind";
  condition.negated = true;
  condition.texts = {"line", "quote", "stage", "scene"};
  return condition;
}

}  // namespace

std::string name_key(const Query& tree, std::string_view q, const Analyzer& analyzer) {
  const Phrase* phrase = std::get_if<Phrase>(&tree.is);
  return analyzer.key(phrase != nullptr ? std::string_view(phrase->text) : q);
}

NameClasses::NameClasses(const Segment& segment, const std::string& key, const Analyzer& analyzer) {
  if (key.empty()) return;
  titles_ = list_of(segment, Space::title_key, key);
  aliases_ = list_of(segment, Space::alias_key, key);
  if (titles_.df() + aliases_.df() > 0) pages_.emplace(segment, not_part_of_a_page(), analyzer);
}

DocClass NameClasses::of(DocId doc) const noexcept {
  if (!pages_) return DocClass::none;
  const DocClass named = titles_.find(doc)    ? DocClass::title
                         : aliases_.find(doc) ? DocClass::alias
                                              : DocClass::none;
  return named == DocClass::none || pages_->holds(doc) ? named : DocClass::none;
}

}  // namespace coldopen
