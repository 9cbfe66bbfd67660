// Marked texts as a test reads them: "The [dinner] [party]".
#pragma once

#include <string>

#include "query/request.hpp"

namespace coldopen {

inline std::string marked(const MarkedText& text) {
  std::string out;
  std::size_t at = 0;
  for (const Mark& mark : text.marks) {
    out += text.text.substr(at, mark.begin - at) + "[" +
           text.text.substr(mark.begin, mark.end - mark.begin) + "]";
    at = mark.end;
  }
  return out + text.text.substr(at);
}

}  // namespace coldopen
