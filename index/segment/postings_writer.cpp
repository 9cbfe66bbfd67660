#include "index/segment/postings_writer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kAligned = 128;  // a list in chunks begins at such a posting number

// The best `most` of a list, best first: among those whose codes are not below the `most`-th best.
template <class SaturationOf>  // double(const Posting&)
std::vector<Champion> best_of(std::span<const Posting> postings,
                              std::span<const std::uint8_t> codes, std::size_t most,
                              SaturationOf&& saturation_of) {
  std::array<std::size_t, 256> having{};
  for (const std::uint8_t code : codes) ++having[code];
  std::size_t least = 255;
  for (std::size_t seen = having[least]; seen < most && least != 0; seen += having[least]) --least;
  std::vector<std::pair<double, Champion>> found;  // -f and who
  for (Rank rank = 0; rank < postings.size(); ++rank) {
    if (codes[rank] < least) continue;
    const double saturation = saturation_of(postings[rank]);
    found.push_back({-(postings[rank].count / (postings[rank].count + saturation)),
                     {postings[rank].doc, rank}});
  }
  const auto before = [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second.doc < b.second.doc;
  };
  const auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(most, found.size()));
  std::ranges::partial_sort(found, end, before);
  std::vector<Champion> best;
  for (auto each = found.begin(); each != end; ++each) best.push_back(each->second);
  return best;
}

}  // namespace

PostingsWriter::PostingsWriter(std::span<const std::uint8_t> length_codes,
                               const ImpactParameters& parameters, bool with_champions,
                               SpoolPlace& place)
    : length_codes_(length_codes),
      impacts_(parameters),
      with_champions_(with_champions),
      short_lists_(place),
      directories_(place),
      containers_(place),
      codes_(place),
      champions_(place),
      counts_(place),
      position_counts_(place),
      position_starts_(place),
      positions_(place),
      inline_positions_(place) {}

TermInfo PostingsWriter::add(Space space, std::span<const Posting> postings,
                             std::span<const std::uint32_t> positions, ByteBuffer& record) {
  TermInfo info;
  info.df = static_cast<std::uint32_t>(postings.size());
  info.has_positions = !positions.empty();
  const bool by_length = has_lengths(space);
  list_codes_.clear();
  for (const Posting& posting : postings) {
    list_codes_.push_back(by_length ? impacts_.code(posting.count, length_codes_[posting.doc])
                                    : impacts_.flat_code(posting.count));
    info.cf += posting.count;
  }
  const ImpactSeeds seeds = impact_seeds(list_codes_);
  info.max_code = seeds.best;
  info.code_10 = seeds.code_10;
  info.code_100 = seeds.code_100;
  info.code_1000 = seeds.code_1000;
  const ListForm form = list_form(info.df);
  if (form == ListForm::in_record) {
    info.positions_at = inline_positions_.size();
    add_record(postings, positions, record);
    return info;
  }
  if (form == ListForm::in_chunks && codes_.size() % kAligned != 0) {
    const std::vector<Posting> gap(kAligned - codes_.size() % kAligned, Posting{0, 1, 0});
    const std::vector<std::uint8_t> codes = std::exchange(list_codes_, {});
    list_codes_.assign(gap.size(), 0);
    add_postings(gap);
    list_codes_ = codes;
  }
  const std::uint64_t needed =
      std::max(codes_.size() + postings.size(), positions_.size() + positions.size());
  if (needed > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
  }
  info.postings_at = form == ListForm::in_block ? add_block(postings) : add_chunks(space, postings);
  append_varint(record, info.postings_at);
  add_postings(postings);
  add_positions(postings, positions, positions_);
  return info;
}

void PostingsWriter::add_record(std::span<const Posting> postings,
                                std::span<const std::uint32_t> positions, ByteBuffer& record) {
  for (std::size_t i = 0; i < postings.size(); ++i) {
    const DocId gap = i == 0 ? postings[i].doc : postings[i].doc - postings[i - 1].doc - 1;
    append_posting(record, gap, list_codes_[i], postings[i], !positions.empty());
  }
  add_positions(postings, positions, inline_positions_);
}

// Of each posting the first, then the distances.
void PostingsWriter::add_positions(std::span<const Posting> postings,
                                   std::span<const std::uint32_t> positions, PackedWriter& to) {
  if (positions.empty()) return;
  steps_.resize(positions.size());
  steps_[0] = positions[0];
  for (std::size_t i = 1; i < positions.size(); ++i) steps_[i] = positions[i] - positions[i - 1];
  std::size_t first = 0;
  for (const Posting& posting : postings) {
    if (posting.positions != 0) steps_[first] = positions[first];
    first += posting.positions;
  }
  to.add(steps_);
}

std::uint64_t PostingsWriter::add_block(std::span<const Posting> postings) {
  std::uint32_t most = 0;
  for (std::size_t i = 1; i < postings.size(); ++i) {
    most = std::max(most, postings[i].doc - postings[i - 1].doc - 1);
  }
  const auto width = static_cast<std::uint32_t>(std::bit_width(most));
  short_lists_.settle();
  const std::uint64_t at = short_lists_.size();
  ByteBuffer& out = short_lists_.tail();
  append_varint(out, codes_.size());
  append_varint(out, postings.front().doc);
  append(out, static_cast<std::uint8_t>(width));
  std::uint64_t bits = 0;
  std::uint32_t held = 0;
  for (std::size_t i = 1; i < postings.size(); ++i) {
    bits |= std::uint64_t{postings[i].doc - postings[i - 1].doc - 1} << held;
    held += width;
    for (; held >= 8; held -= 8, bits >>= 8) append(out, static_cast<std::uint8_t>(bits & 0xFF));
  }
  if (held != 0) append(out, static_cast<std::uint8_t>(bits & 0xFF));
  return at;
}

std::uint64_t PostingsWriter::add_chunks(Space space, std::span<const Posting> postings) {
  directories_.settle();
  const std::uint64_t at = directories_.size();
  ByteBuffer& out = directories_.tail();
  const std::size_t head = out.size();
  append(out, std::uint32_t{0});  // the number of chunks, known below
  append(out, static_cast<std::uint32_t>(codes_.size()));
  append(out, static_cast<std::uint32_t>(champions_.size() / kChampionBytes));
  append(out, add_champions(space, postings));
  std::uint32_t chunks = 0;
  for (std::size_t begin = 0, end = 0; begin < postings.size(); begin = end, ++chunks) {
    const std::uint32_t chunk = postings[begin].doc / kChunkDocs;
    chunk_docs_.clear();
    for (; end < postings.size() && postings[end].doc / kChunkDocs == chunk; ++end) {
      chunk_docs_.push_back(static_cast<std::uint16_t>(postings[end].doc % kChunkDocs));
    }
    const std::span codes = std::span(list_codes_).subspan(begin, end - begin);
    const std::uint64_t before = containers_.size() - containers_.tail().size();
    const std::uint64_t offset = (before + write_chunk(chunk_docs_, codes, containers_.tail())) / 2;
    containers_.settle();
    if (offset > std::numeric_limits<std::uint32_t>::max()) {
      throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
    }
    append(out, static_cast<std::uint16_t>(chunk));
    append(out, static_cast<std::uint16_t>(end - begin - 1));
    append(out, chunk_type(static_cast<std::uint32_t>(end - begin)));
    append(out, std::ranges::max(codes));
    append(out, std::uint16_t{0});
    append(out, static_cast<std::uint32_t>(offset));
    append(out, static_cast<std::uint32_t>(begin));
  }
  store(out.data() + head, chunks);
  return at;
}

// Returns how many; they stand at the end of `champions`.
std::uint32_t PostingsWriter::add_champions(Space space, std::span<const Posting> postings) {
  if (!with_champions_ || postings.size() < kChampionsFrom) return 0;
  const bool by_length = has_lengths(space);
  const std::vector<Champion> best =
      best_of(postings, list_codes_, kChampions, [&](const Posting& posting) {
        return by_length ? impacts_.saturation(length_codes_[posting.doc])
                         : impacts_.flat_saturation();
      });
  for (const Champion& champion : best) {
    append(champions_.tail(), champion.doc);
    append(champions_.tail(), champion.rank);
  }
  champions_.settle();
  return static_cast<std::uint32_t>(best.size());
}

// Codes, counts and position counts of a list, by posting number.
void PostingsWriter::add_postings(std::span<const Posting> postings) {
  std::uint64_t number = codes_.size();
  append_bytes(codes_.tail(), std::as_bytes(std::span(list_codes_)));
  for (const Posting& posting : postings) {
    if (number++ % kPositionGroup == 0) {
      position_starts_.add(static_cast<std::uint32_t>(positions_before_));
    }
    positions_before_ += posting.positions;
    counts_.add(extra_of(posting));
    position_counts_.add(posting.positions);
  }
  codes_.settle();
}

PostingsWriter::Sections PostingsWriter::finish() {
  const auto alone = [](Spool& spool) {
    Spools parts;
    parts.push_back(std::move(spool));
    return parts;
  };
  Sections sections;
  sections.short_lists = alone(short_lists_);
  sections.directories = alone(directories_);
  sections.containers = alone(containers_);
  sections.codes = alone(codes_);
  sections.counts = counts_.finish();
  sections.position_counts = position_counts_.finish();
  sections.position_starts = position_starts_.finish();
  sections.positions = positions_.finish();
  sections.inline_positions = inline_positions_.finish();
  sections.champions = alone(champions_);
  return sections;
}

}  // namespace coldopen
