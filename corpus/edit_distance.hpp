// How many edits (insert, delete, replace a byte, swap two neighbours) make one word of another.
//
// Optimal string alignment: no byte is edited twice. For names that programs know: parameters,
// commands, attributes. O(length^2) time, three rows of memory.
#pragma once

#include <cstddef>
#include <string_view>

namespace coldopen {

std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace coldopen
