// The version of this program, as CMakeLists.txt has it.
#pragma once

#include <string_view>

namespace coldopen {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace coldopen
