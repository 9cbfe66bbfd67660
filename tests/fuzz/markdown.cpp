// Any bytes as Markdown and as plain text.
#include "corpus/readers/markdown.hpp"

#include <cstddef>
#include <cstdint>

#include "corpus/readers/plain_text.hpp"
#include "tests/fuzz/sound_articles.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const coldopen::SourceName name{"input", "input", size % 2 == 1};
  coldopen::expect_sound(*coldopen::open_markdown(coldopen::ByteSource::of_memory(bytes), name),
                         size);
  coldopen::expect_sound(*coldopen::open_plain_text(coldopen::ByteSource::of_memory(bytes), name),
                         size);
  return 0;
}
