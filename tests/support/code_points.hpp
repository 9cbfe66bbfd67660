// Code points -> UTF-8, by the definition: apart from the code that is tested.
#pragma once

#include <string>

namespace coldopen {

inline void append_utf8(char32_t code_point, std::string& out) {
  const auto push = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) return push(code_point);
  if (code_point < 0x800) {
    push(0xC0 | (code_point >> 6));
  } else {
    if (code_point < 0x10000) {
      push(0xE0 | (code_point >> 12));
    } else {
      push(0xF0 | (code_point >> 18));
      push(0x80 | ((code_point >> 12) & 0x3F));
    }
    push(0x80 | ((code_point >> 6) & 0x3F));
  }
  push(0x80 | (code_point & 0x3F));
}

}  // namespace coldopen
