#include "query/bm25.hpp"

#include <cmath>

#include "index/segment/segment.hpp"

namespace coldopen {

double inverse_document_frequency(std::uint64_t documents, std::uint64_t holders) noexcept {
  const double all = static_cast<double>(documents);
  const double n = static_cast<double>(holders);
  return std::log(1 + (all - n + 0.5) / (n + 0.5));
}

LengthNorms::LengthNorms(const Scoring& scoring, double average_length) noexcept {
  for (std::size_t code = 0; code < k_.size(); ++code) {
    const double length = decode_length(static_cast<std::uint8_t>(code));
    k_[code] = scoring.k1 * (1 - scoring.b + scoring.b * length / average_length);
  }
}

}  // namespace coldopen
