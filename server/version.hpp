// The version of this program: that of project() in CMakeLists.txt, which writes version.cpp.
#pragma once

#include <string_view>

namespace coldopen {

extern const std::string_view kVersion;

}  // namespace coldopen
