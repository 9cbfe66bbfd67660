// Any bytes as an HTML page.
#include <cstddef>
#include <cstdint>

#include "corpus/readers/html_page.hpp"
#include "tests/fuzz/sound_articles.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const coldopen::SourceName name{"input", "input", size % 2 == 1};
  coldopen::expect_sound(*coldopen::open_html_page(coldopen::ByteSource::of_memory(bytes), name),
                         size);
  return 0;
}
