#include "index/segment/sketches.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "index/io/checksum.hpp"

namespace coldopen {
namespace {

// An entry: u32 document, u32 each band, u64 sum.
constexpr std::size_t kBandsAt = 4;
constexpr std::size_t kSumAt = kBandsAt + 4 * kBands;
constexpr std::size_t kEntryBytes = kSumAt + 8;

constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;  // 2^64 / golden ratio
constexpr std::uint64_t kMixer = 0xBF58'476D'1CE4'E5B9;

constexpr std::uint64_t mixed(std::uint64_t value) noexcept {  // splitmix64, one round
  value = (value ^ (value >> 30)) * kMixer;
  return value ^ (value >> 31);
}

// Four permutations of 32 bins each.
constexpr std::array<std::uint64_t, 4> kPermutations = {
    0x9E37'79B9'7F4A'7C15, 0xC2B2'AE3D'27D4'EB4F, 0x1656'67B1'9E37'79F9, 0xD6E8'FEB8'6659'FD93};
constexpr std::size_t kBins = 32;
static_assert(kBands * kBandValues <= kPermutations.size() * kBins);

}  // namespace

void Shingles::add(const TokenBuffer& tokens) {
  for (const Token& token : tokens.tokens()) {
    if (token.lane != Space::exact) continue;
    std::shift_left(last_.begin(), last_.end(), 1);
    last_.back() = hash64(token.term);
    if (++words_ < kShingleWords) continue;
    std::uint64_t hash = 0;
    for (const std::uint64_t word : last_) hash = mixed(hash * kOdd + word);
    hashes_.push_back(hash);
  }
}

const ShingleHashes& Shingles::hashes() {
  std::ranges::sort(hashes_);
  const auto rest = std::ranges::unique(hashes_);
  hashes_.erase(rest.begin(), rest.end());
  return hashes_;
}

void Shingles::clear() noexcept {
  words_ = 0;
  hashes_.clear();
}

double resemblance(const ShingleHashes& a, const ShingleHashes& b) noexcept {
  std::size_t both = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const bool equal = a[i] == b[j];
    const bool first = a[i] < b[j];
    both += equal ? 1 : 0;
    i += equal || first ? 1 : 0;
    j += equal || !first ? 1 : 0;
  }
  const std::size_t all = a.size() + b.size() - both;
  return all == 0 ? 1.0 : static_cast<double>(both) / static_cast<double>(all);
}

Sketch sketch_of(const ShingleHashes& hashes) {
  std::array<std::uint32_t, kPermutations.size() * kBins> least;
  least.fill(std::numeric_limits<std::uint32_t>::max());
  Sketch sketch;
  for (const std::uint64_t hash : hashes) {
    sketch.sum += hash;
    for (std::size_t i = 0; i < kPermutations.size(); ++i) {
      const std::uint64_t place = hash * kPermutations[i];
      std::uint32_t& bin = least[i * kBins + (place >> 59)];
      bin = std::min(bin, static_cast<std::uint32_t>(place >> 27));
    }
  }
  for (std::size_t band = 0; band < kBands; ++band) {
    std::uint64_t hash = band;
    for (std::size_t i = 0; i < kBandValues; ++i)
      hash = mixed(hash * kOdd + least[band * kBandValues + i]);
    sketch.bands[band] = static_cast<std::uint32_t>(hash);
  }
  return sketch;
}

std::optional<Sketches> Sketches::open(Bytes section, std::uint32_t documents) noexcept {
  if (section.size() % kEntryBytes != 0 || section.size() / kEntryBytes > documents) return {};
  Sketches sketches;
  sketches.bytes_ = section;
  sketches.size_ = static_cast<std::uint32_t>(section.size() / kEntryBytes);
  for (std::uint32_t i = 0; i < sketches.size_; ++i) {
    const bool rises = i == 0 || sketches.doc(i - 1) < sketches.doc(i);
    if (!rises || sketches.doc(i) >= documents) return {};
  }
  return sketches;
}

DocId Sketches::doc(std::uint32_t i) const noexcept {
  return load<std::uint32_t>(bytes_, i * kEntryBytes);
}
std::uint64_t Sketches::sum(std::uint32_t i) const noexcept {
  return load<std::uint64_t>(bytes_, i * kEntryBytes + kSumAt);
}
std::uint32_t Sketches::band(std::uint32_t i, std::size_t band) const noexcept {
  return load<std::uint32_t>(bytes_, i * kEntryBytes + kBandsAt + 4 * band);
}

Sketch Sketches::sketch(std::uint32_t i) const noexcept {
  Sketch sketch;
  sketch.sum = sum(i);
  for (std::size_t k = 0; k < kBands; ++k) sketch.bands[k] = band(i, k);
  return sketch;
}

void SketchesWriter::add(DocId doc, const Sketch& sketch) {
  ByteBuffer& out = entries_.tail();
  append(out, doc);
  for (const std::uint32_t band : sketch.bands) append(out, band);
  append(out, sketch.sum);
  entries_.settle();
}

Spools SketchesWriter::finish() {
  Spools parts;
  parts.push_back(std::move(entries_));
  entries_ = Spool();
  return parts;
}

}  // namespace coldopen
