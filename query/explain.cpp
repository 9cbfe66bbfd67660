#include "query/explain.hpp"

#include <algorithm>
#include <utility>

namespace coldopen {

namespace {

std::string in_words(const ScorePart& part) {
  if (part.source == "links") return "the links to it";
  if (part.source == "importance") return "its importance";
  if (part.source == "proximity") return "\"" + part.term + "\" near each other";
  std::string words = "\"" + part.term + "\"";
  if (part.form == "stem") words += " in any form";
  if (part.form == "exact") words += " as typed";
  if (part.form == "written") words += " as written";
  if (part.form == "phrase") words += " as a phrase";
  if (part.form == "prefix") words += " as the start of words";
  if (part.form == "field") words += " in " + part.source;
  return words;
}

std::string in_words(const ClassShare& share) {
  switch (share.of) {
    case DocClass::pinned:
      return "pinned: the owner of the index put it first for this query";
    case DocClass::title:
      return "the query is its title";
    case DocClass::alias:
      return "the query is one of its other names";
    case DocClass::bare_title:
      return "the query is its title without what stands in parentheses, or its code";
    case DocClass::tight:
      return "the query is its name but for spaces, signs or an article";
    case DocClass::asked:
      return "the query asks who plays whom: it is who was asked for";
    case DocClass::beside:
      return "the query asks who plays whom: it stands beside who was asked for";
    case DocClass::of_season:
      return "the query is its season";
    case DocClass::meant:
      return "the query is part of its name, or may be its name with typing errors";
    case DocClass::named:
      return "its names hold all telling words of the query";
    case DocClass::covered:
      return "has all telling words of the query";
    case DocClass::none:
      break;
  }
  return "has words of the query";
}

// The class as a part of the score.
ScorePart part_of(const ClassShare& share) {
  ScorePart part;
  part.points = share.points;
  switch (share.of) {
    case DocClass::pinned:
      part.source = "pin";
      part.term = share.name;
      part.note = "pinned";
      break;
    case DocClass::title:
      part.source = "title";
      part.term = share.name;
      part.note = "exact title";
      break;
    case DocClass::alias:
      part.source = "alias";
      part.term = share.name;
      part.note = "exact alias";
      break;
    case DocClass::bare_title:
    case DocClass::tight:
    case DocClass::asked:
    case DocClass::beside:
    case DocClass::of_season:
    case DocClass::meant:
      part.source = "name";
      part.term = share.name;
      part.note = in_words(share);
      break;
    case DocClass::named:
    case DocClass::covered:
      part.source = "coverage";
      part.note = in_words(share);
      break;
    case DocClass::none:
      break;
  }
  return part;
}

}  // namespace

Explanation explain(std::vector<ScorePart> parts, const ClassShare& share) {
  Explanation why;
  if (parts.empty() && share.of == DocClass::none) {
    why.text = "no words are asked for: every match scores alike";
    return why;
  }
  why.text = in_words(share);
  if (share.of != DocClass::none) why.parts.push_back(part_of(share));
  const auto most = std::ranges::max_element(parts, {}, &ScorePart::points);
  if (most != parts.end()) why.text += "; most points for " + in_words(*most);
  for (ScorePart& part : parts) why.parts.push_back(std::move(part));
  return why;
}

}  // namespace coldopen
