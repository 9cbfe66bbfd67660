#include "server/compression.hpp"

#include <new>
#include <string_view>
#include <utility>
#include <zlib.h>

namespace coldopen {
namespace {

std::string gzip(std::string_view text) {
  constexpr int kLevel = 5, kGzipWindow = 15 + 16, kMemory = 8;
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
    return {};
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  // zlib promises not to write to its input.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(done ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

}  // namespace

bool compress(Reply& reply) noexcept {
  try {
    std::string packed = gzip(reply.body);
    if (packed.empty()) return false;
    reply.body = std::move(packed);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace coldopen
