#include "query/elements.hpp"

namespace coldopen {

Strings Element::also() const {
  Strings singles;
  if (!decorated.empty()) singles.push_back(decorated);
  for (const Writing& writing : writings)
    if (!writing.is_phrase() && writing.kind != WritingKind::code)
      singles.push_back(writing.terms[0]);
  return singles;
}

}  // namespace coldopen
