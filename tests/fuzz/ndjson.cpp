// Any bytes as lines of JSON and as a list of articles.
#include "corpus/readers/ndjson.hpp"

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/sound_articles.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const coldopen::SourceName name{"input", "input", size % 2 == 1};
  coldopen::expect_sound(*coldopen::open_ndjson(coldopen::ByteSource::of_memory(bytes), name),
                         size);
  coldopen::expect_sound(*coldopen::open_json(coldopen::ByteSource::of_memory(bytes), name), size);
  return 0;
}
