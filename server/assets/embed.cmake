# Writes a C++ file that holds the assets as raw string literals, each with a hash of its bytes for
# its address. Called as: cmake -DOUTPUT=FILE -DASSETS=a.css;b.js -P embed.cmake
set(table "")
foreach(path IN LISTS ASSETS)
  get_filename_component(name "${path}" NAME)
  get_filename_component(ending "${path}" LAST_EXT)
  file(READ "${path}" bytes)
  string(FIND "${bytes}" ")coldopen\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${path} holds the mark that ends a raw string")
  endif()
  string(SHA256 hash "${bytes}")
  string(SUBSTRING "${hash}" 0 12 hash)
  string(REGEX REPLACE "^(.*)\\.[a-z]+$" "\\1-${hash}${ending}" hashed "${name}")
  if(ending STREQUAL ".css")
    set(type "text/css; charset=utf-8")
  elseif(ending STREQUAL ".js")
    set(type "text/javascript; charset=utf-8")
  else()
    set(type "image/svg+xml")
  endif()
  string(APPEND table "    Asset{\"${name}\", \"${hashed}\", \"${type}\", R\"coldopen(${bytes})coldopen\"},\n")
endforeach()
file(WRITE "${OUTPUT}.new" "#include \"server/assets.hpp\"

#include <array>

namespace coldopen {

std::span<const Asset> assets() noexcept {
  static constexpr std::array kAssets = {
${table}  };
  return kAssets;
}

}  // namespace coldopen
")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
