// Any bytes as CSV, as they are and below a header.
#include "corpus/readers/csv.hpp"

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/sound_articles.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const coldopen::SourceName name{"input", "input", size % 2 == 1};
  coldopen::expect_sound(*coldopen::open_csv(coldopen::ByteSource::of_memory(bytes), name), size);
  const std::string below = "id,title,cast,date,season\n" + bytes;
  coldopen::expect_sound(*coldopen::open_csv(coldopen::ByteSource::of_memory(below), name),
                         below.size());
  return 0;
}
