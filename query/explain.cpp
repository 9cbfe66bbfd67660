#include "query/explain.hpp"

#include <algorithm>
#include <utility>

namespace coldopen {

namespace {

std::string in_words(const ScorePart& part) {
  std::string words = "\"" + part.term + "\"";
  if (part.form == "stem") words += " in any form";
  if (part.form == "exact") words += " as typed";
  if (part.form == "phrase") words += " as a phrase";
  if (part.form == "prefix") words += " as the start of words";
  if (part.form == "field") words += " in " + part.source;
  return words;
}

}  // namespace

Explanation explain(std::vector<ScorePart> parts, double coverage) {
  Explanation why;
  if (parts.empty() && coverage == 0) {
    why.text = "no words are asked for: every match scores alike";
    return why;
  }
  if (coverage > 0) {
    why.text = "has all telling words of the query";
    ScorePart part;
    part.source = "coverage";
    part.points = coverage;
    part.note = why.text;
    why.parts.push_back(std::move(part));
  } else {
    why.text = "has words of the query";
  }
  const auto most = std::ranges::max_element(parts, {}, &ScorePart::points);
  if (most != parts.end()) why.text += "; most points for " + in_words(*most);
  for (ScorePart& part : parts) why.parts.push_back(std::move(part));
  return why;
}

}  // namespace coldopen
