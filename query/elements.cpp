#include "query/elements.hpp"

namespace coldopen {

Strings Element::also() const {
  Strings singles;
  for (const Writing& writing : writings)
    if (!writing.is_class() && !writing.is_phrase() && writing.kind != WritingKind::code)
      singles.push_back(writing.terms[0]);
  return singles;
}

Strings Element::classes() const {
  Strings stems = {stem};
  for (const Writing& writing : writings)
    if (writing.is_class()) stems.push_back(writing.terms[0]);
  return stems;
}

}  // namespace coldopen
