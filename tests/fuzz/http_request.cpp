// Bytes of a connection and places where they are cut into packets.
//
// Checked: the outcome of the raw scan and of a chunked body is the same for every segmentation,
// neither takes a byte beyond its end; what the percent decoder accepts comes back after encoding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "server/guard.hpp"
#include "server/html.hpp"
#include "server/router.hpp"

namespace {

using namespace coldopen;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Outcome {
  std::size_t used = 0;
  int status = 0;  // 0: more is needed, 200: complete
  std::string data;
  bool operator==(const Outcome&) const = default;
};

Outcome scan_head(std::string_view bytes, std::size_t piece) {
  static const Limits limits;
  HeadScan head(limits);
  Outcome out;
  while (!bytes.empty() && !head.complete() && !head.fault()) {
    const std::size_t used = head.feed(bytes.substr(0, piece));
    out.used += used;
    bytes.remove_prefix(used);
  }
  out.status = head.fault() ? head.fault()->status : head.complete() ? 200 : 0;
  return out;
}

Outcome read_chunks(std::string_view bytes, std::size_t piece) {
  ChunkedBody body(1000);
  Outcome out;
  while (!bytes.empty() && !body.complete() && !body.fault()) {
    const std::size_t used = body.feed(bytes.substr(0, piece), out.data);
    out.used += used;
    bytes.remove_prefix(used);
  }
  require(out.data.size() <= 1000);
  out.status = body.fault() ? body.fault()->status : body.complete() ? 200 : 0;
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0] & 31U} + 1;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);

  const Outcome head = scan_head(bytes, bytes.size());
  require(scan_head(bytes, piece) == head && scan_head(bytes, 1) == head);
  if (head.status == 200) require(bytes.substr(0, head.used).ends_with("\r\n\r\n"));

  const Outcome body = read_chunks(bytes, bytes.size());
  require(read_chunks(bytes, piece) == body && read_chunks(bytes, 1) == body);

  try {
    const std::string decoded = decode_percent(bytes, false);
    require(decode_percent(percent_encode(decoded), false) == decoded);
    for (const NameValue& parameter : parse_query(bytes)) {
      const std::string again =
          percent_encode(parameter.first) + '=' + percent_encode(parameter.second);
      require(parse_query(again).at(0) == parameter);
    }
  } catch (const Refusal& refusal) {
    require(refusal.problem().status == 400);
  }
  return 0;
}
