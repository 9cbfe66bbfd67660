// The files of the page, built into the binary (server/assets, by assets/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace coldopen {

struct Asset {
  std::string_view name;    // "page.css"
  std::string_view hashed;  // "page-0123456789ab.css": may be cached for ever
  std::string_view type;    // for Content-Type
  std::string_view bytes;
};

std::span<const Asset> assets() noexcept;

}  // namespace coldopen
