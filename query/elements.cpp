#include "query/elements.hpp"

#include <algorithm>

namespace coldopen {

Strings Element::also() const {
  Strings singles;
  for (const Writing& writing : writings)
    if (!writing.is_class() && !writing.is_phrase() && writing.kind != WritingKind::code)
      singles.push_back(writing.terms[0]);
  return singles;
}

Strings Element::apart() const {
  const auto at = std::ranges::find_if(writings, &Writing::is_apart);
  return at == writings.end() ? Strings() : at->terms;
}

Strings Element::classes() const {
  Strings stems = {stem};
  for (const Writing& writing : writings)
    if (writing.is_class()) stems.push_back(writing.terms[0]);
  return stems;
}

}  // namespace coldopen
