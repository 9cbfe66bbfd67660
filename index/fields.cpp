#include "index/fields.hpp"

#include <algorithm>
#include <array>

namespace coldopen {

std::uint32_t FieldWeights::of(Field field) const noexcept {
  switch (field) {
    case Field::title:
      return title;
    case Field::alias:
      return aliases;
    case Field::attribute:
      return attributes;
    case Field::heading:
      return headings;
    case Field::body:
      return body;
  }
  return body;
}

bool is_searchable_attribute(std::string_view name) noexcept {
  static constexpr std::array<std::string_view, 6> kMarks = {"image", "importance", "kind",
                                                             "lang",  "license",    "links"};
  return !std::ranges::binary_search(kMarks, name);
}

bool is_part_of_page(std::string_view kind) noexcept {
  return kind == "line" || kind == "quote" || kind == "stage" || kind == "scene";
}

}  // namespace coldopen
