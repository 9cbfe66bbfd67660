// Every bound of the server in one struct: sizes, rates, times, queue lengths.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace coldopen {

struct Limits {
  std::size_t target_bytes_max = 8 << 10;
  std::size_t header_bytes_max = 16 << 10;
  std::size_t header_fields_max = 100;
  std::size_t read_buffer_max = 32 << 10;  // above 64 KiB a long trailer ends Beast 1.81
  std::size_t connections_max = 1'024;
  std::size_t requests_per_connection_max = 100;
  std::size_t waiting_searches_max = 256;
  std::size_t waiting_writes_max = 256;
  std::size_t waiting_write_bytes_max = std::size_t{64} << 20;
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds idle_timeout{60'000};
  std::chrono::milliseconds body_grace{10'000};
  std::size_t body_bytes_per_second_min = 4 << 10;
  std::chrono::milliseconds drain{10'000};
};

}  // namespace coldopen
