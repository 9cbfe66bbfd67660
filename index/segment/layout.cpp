#include "index/segment/layout.hpp"

#include <algorithm>
#include <utility>

#include "corpus/error.hpp"
#include "index/scoring.hpp"

namespace coldopen {
namespace {

constexpr std::string_view kMagic = "COLDSEG\n";
constexpr std::string_view kEndMagic = "COLDEND\n";
constexpr std::uint32_t kVersion = 7;
constexpr std::uint16_t kHasPairs = 1;
constexpr std::size_t kHeaderBytes = 192;
constexpr std::size_t kLanguageAt = 84;
constexpr std::size_t kLanguageBytes = 8;
constexpr std::size_t kNameAt = 128;
constexpr std::size_t kNameBytesMax = 63;
constexpr std::size_t kEntryBytes = 24;  // of the directory of sections
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kCheckedBytes = 65'536;  // of one CRC-32C
constexpr std::size_t kFooterBytes = 64;
constexpr std::size_t kHashBytes = 16;  // the footer's last

[[noreturn]] void damaged(const std::string& what, const std::string& where) {
  throw Error(ErrorCode::damaged, "a segment is damaged: " + what + "; rebuild the index", where);
}

std::size_t rounded(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

ByteBuffer header_bytes(const SegmentHeader& header, std::size_t sections) {
  const std::string& name = header.identity.index_name;
  if (name.size() > kNameBytesMax) {
    throw Error(ErrorCode::invalid_argument, "the name of an index has at most 63 bytes", name);
  }
  const std::string& language = header.identity.language;
  ensure(language.size() <= kLanguageBytes, "languages are told by short codes");
  ByteBuffer out;
  append_bytes(out, as_bytes(kMagic));
  append(out, kVersion);
  append(out, static_cast<std::uint32_t>(sections));
  append(out, header.identity.analyzer_fingerprint);
  append(out, header.identity.segment_number);
  append(out, header.total_length);
  append(out, header.doc_count);
  append(out, static_cast<std::uint32_t>(name.size()));
  append(out, header.impacts.k1);
  append(out, header.impacts.b);
  append(out, header.impacts.average_length);
  for (std::uint8_t field = 0; field < 5; ++field) {
    append(out, static_cast<std::uint16_t>(header.weights.of(static_cast<Field>(field))));
  }
  append(out, header.has_pairs ? kHasPairs : std::uint16_t{0});
  append_bytes(out, as_bytes(language));
  out.resize(kNameAt);
  append_bytes(out, as_bytes(name));
  out.resize(kHeaderBytes);
  return out;
}

constexpr double kAverageMin = 1e-10;  // one word in more documents than a segment can hold
constexpr double kAverageMax = 1e10;   // above the longest length

SegmentHeader read_header(Bytes bytes) {
  ByteReader reader(bytes.first(kHeaderBytes), 16);
  SegmentHeader header;
  header.identity.analyzer_fingerprint = reader.number<std::uint64_t>();
  header.identity.segment_number = reader.number<std::uint64_t>();
  header.total_length = reader.number<std::uint64_t>();
  header.doc_count = reader.number<std::uint32_t>();
  const auto name_bytes = reader.number<std::uint32_t>();
  header.impacts.k1 = reader.number<double>();
  header.impacts.b = reader.number<double>();
  header.impacts.average_length = reader.number<double>();
  header.weights.title = reader.number<std::uint16_t>();
  header.weights.aliases = reader.number<std::uint16_t>();
  header.weights.attributes = reader.number<std::uint16_t>();
  header.weights.headings = reader.number<std::uint16_t>();
  header.weights.body = reader.number<std::uint16_t>();
  const auto flags = reader.number<std::uint16_t>();
  header.has_pairs = (flags & kHasPairs) != 0;
  const ImpactParameters& impacts = header.impacts;
  // So that every K made of them is a number. False for NaN.
  const bool usable = impacts.k1 >= 0 && impacts.k1 <= kScoringMax && impacts.b >= 0 &&
                      impacts.b <= 1 && impacts.average_length >= kAverageMin &&
                      impacts.average_length <= kAverageMax;
  const FieldWeights& weights = header.weights;
  const bool weighed = weights.title != 0 && weights.aliases != 0 && weights.attributes != 0 &&
                       weights.headings != 0 && weights.body != 0;
  if (name_bytes > kNameBytesMax || !usable || !weighed) damaged("its header cannot be", "header");
  header.identity.index_name = as_text(bytes.subspan(kNameAt, name_bytes));
  const std::string_view language = as_text(bytes.subspan(kLanguageAt, kLanguageBytes));
  const std::size_t letters = std::min(language.find('\0'), kLanguageBytes);
  const bool is_code =
      std::ranges::all_of(language.substr(0, letters),
                          [](char c) { return c >= 'a' && c <= 'z'; }) &&
      std::ranges::all_of(language.substr(letters), [](char c) { return c == '\0'; });
  if (!is_code) damaged("its language cannot be", "header");
  header.identity.language = language.substr(0, letters);
  return header;
}

void prove_blocks(Bytes sealed, Bytes table) {
  for (std::size_t i = 0; i * kCheckedBytes < sealed.size(); ++i) {
    const std::size_t begin = i * kCheckedBytes;
    const Bytes block = sealed.subspan(begin, std::min(kCheckedBytes, sealed.size() - begin));
    if (crc32c(block) != load<std::uint32_t>(table, i * 4)) {
      damaged("a block of 64 KiB is not what was written", "offset " + std::to_string(begin));
    }
  }
}

std::size_t table_bytes(std::size_t sealed) {
  return rounded((sealed + kCheckedBytes - 1) / kCheckedBytes * 4);
}

// Block checksums and footer of bytes that come in pieces.
class Sealer {
 public:
  void add(Bytes bytes) {
    hash_.add(bytes);
    while (!bytes.empty()) {
      const std::size_t left = kCheckedBytes - size_ % kCheckedBytes;
      const Bytes now = bytes.first(std::min(bytes.size(), left));
      crc_ = crc32c(now, crc_);
      size_ += now.size();
      bytes = bytes.subspan(now.size());
      if (size_ % kCheckedBytes == 0) end_block();
    }
  }
  std::size_t size() const noexcept { return size_; }

  ByteBuffer finish() {
    ensure(size_ % kAlignment == 0, "sections end at multiples of 64 bytes");
    if (size_ % kCheckedBytes != 0) end_block();
    ByteBuffer& out = table_;
    pad_to(out, kAlignment);
    append_bytes(out, as_bytes(kEndMagic));
    append(out, std::uint64_t{size_ + out.size() - kEndMagic.size() + kFooterBytes});
    append(out, std::uint64_t{size_});
    append(out, static_cast<std::uint32_t>(kCheckedBytes));
    out.resize(out.size() + kFooterBytes - kHashBytes - 28);
    hash_.add(out);
    const Hash128 hash = hash_.value();
    append(out, hash.low);
    append(out, hash.high);
    return std::move(out);
  }

 private:
  void end_block() { append(table_, std::exchange(crc_, 0)); }

  std::size_t size_ = 0;
  std::uint32_t crc_ = 0;
  ByteBuffer table_;
  Hash128Stream hash_;
};

void read_sections(Bytes sealed, SegmentLayout& layout) {
  const auto count = load<std::uint32_t>(sealed, 12);
  ByteReader reader(sealed, kHeaderBytes);
  std::uint64_t end = rounded(kHeaderBytes + std::uint64_t{count} * kEntryBytes);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto kind = reader.number<std::uint32_t>();
    reader.take(4);
    const auto at = reader.number<std::uint64_t>();
    const auto length = reader.number<std::uint64_t>();
    const bool fits = reader.good() && at == end && at <= sealed.size() &&
                      length <= sealed.size() - at && kind != 0 && kind < kSectionKinds;
    if (!fits) damaged("its sections do not fit", "section " + std::to_string(i));
    layout.sections[kind] = sealed.subspan(at, length);
    end = rounded(at + length);
  }
  if (end != sealed.size()) damaged("its sections do not fill it", "directory");
}

}  // namespace

void assemble(const SegmentHeader& header, std::vector<Section> sections, const ByteSink& sink) {
  ByteBuffer head = header_bytes(header, sections.size());
  std::uint64_t at = rounded(head.size() + sections.size() * kEntryBytes);
  for (const Section& section : sections) {
    const std::uint64_t bytes = size_of(section.parts);
    append(head, section.kind);
    append(head, std::uint32_t{0});
    append(head, at);
    append(head, bytes);
    at = rounded(at + bytes);
  }
  pad_to(head, kAlignment);
  Sealer sealer;
  const ByteSink write = [&](Bytes bytes) {
    sealer.add(bytes);
    sink(bytes);
  };
  write(head);
  const ByteBuffer zeros(kAlignment);
  for (Section& section : sections) {
    for (Spool& part : section.parts) {
      part.copy_to(write);
      part = Spool();  // the peak of memory is one copy and one section
    }
    write(Bytes(zeros).first(rounded(sealer.size()) - sealer.size()));
  }
  sink(sealer.finish());
}

ByteBuffer assemble(const SegmentHeader& header, std::vector<Section> sections) {
  std::uint64_t bytes = kHeaderBytes;
  for (const Section& section : sections) {
    bytes += rounded(size_of(section.parts)) + kEntryBytes + kAlignment;
  }
  ByteBuffer out;
  out.reserve(bytes + table_bytes(bytes) + kFooterBytes);
  assemble(header, std::move(sections), [&out](Bytes part) { append_bytes(out, part); });
  return out;
}

void seal(ByteBuffer& bytes) {
  Sealer sealer;
  sealer.add(bytes);
  append_bytes(bytes, sealer.finish());
}

SegmentLayout open_layout(Bytes bytes) {
  if (bytes.size() < kHeaderBytes + kFooterBytes) damaged("it is cut short", "length");
  if (as_text(bytes.first(kMagic.size())) != kMagic) damaged("it does not begin as one", "header");
  if (load<std::uint32_t>(bytes, 8) != kVersion) {
    damaged("it has format " + std::to_string(load<std::uint32_t>(bytes, 8)) +
                ", this coldopen reads format " + std::to_string(kVersion),
            "header");
  }
  const Bytes footer = bytes.last(kFooterBytes);
  const auto sealed = load<std::uint64_t>(footer, 16);
  const bool framed = as_text(footer.first(kEndMagic.size())) == kEndMagic &&
                      load<std::uint64_t>(footer, 8) == bytes.size() &&
                      load<std::uint32_t>(footer, 24) == kCheckedBytes && sealed >= kHeaderBytes &&
                      sealed <= bytes.size() && sealed % kAlignment == 0 &&
                      sealed + table_bytes(sealed) + kFooterBytes == bytes.size();
  if (!framed) damaged("it is cut short or its footer is not what was written", "footer");
  SegmentLayout layout;
  layout.sealed = bytes.first(sealed);
  prove_blocks(layout.sealed, bytes.subspan(sealed, table_bytes(sealed)));
  layout.hash = {load<std::uint64_t>(footer, 48), load<std::uint64_t>(footer, 56)};
  if (hash128(bytes.first(bytes.size() - kHashBytes)) != layout.hash) {
    damaged("its hash is not what was written", "footer");
  }
  layout.header = read_header(bytes);
  read_sections(layout.sealed, layout);
  return layout;
}

}  // namespace coldopen
