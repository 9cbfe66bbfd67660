#include "index/segment/segment.hpp"

#include <algorithm>
#include <utility>

#include "corpus/error.hpp"
#include "index/fields.hpp"
#include "index/segment/stem_classes.hpp"

namespace coldopen {

struct Segment::Parts {
  SegmentBytes data;
  SegmentLayout layout;
  Dictionary dictionary;
  PostingSections lists;
  SaturationTable saturations;
  Columns columns;
  Documents documents;
  Bytes lengths;
  Bytes stem_classes;
  Sketches sketches;
  MadeOnce for_suggestions, for_guard, for_folding;
  std::vector<ChunkBits> parts_of_pages;
};

namespace {

[[noreturn]] void misfit(const char* section) {
  throw Error(ErrorCode::damaged,
              "a segment is damaged: a table does not fit its section; rebuild "
              "the index",
              section);
}

template <class T>
T opened(std::optional<T> part, const char* section) {
  if (!part) misfit(section);
  return *std::move(part);
}

PackedArray open_packed(Bytes section, const char* name) {
  ByteReader reader(section);
  return opened(PackedArray::open(reader), name);
}

PostingSections open_lists(const SegmentLayout& layout, const Dictionary& dictionary) {
  PostingSections lists;
  lists.doc_count = layout.header.doc_count;
  lists.dictionary_data = dictionary.data();
  lists.short_lists = layout.section(SectionKind::short_lists);
  lists.directories = layout.section(SectionKind::directories);
  lists.containers = layout.section(SectionKind::containers);
  lists.codes = layout.section(SectionKind::codes);
  lists.counts = open_packed(layout.section(SectionKind::counts), "counts");
  lists.position_counts =
      open_packed(layout.section(SectionKind::position_counts), "position counts");
  lists.position_starts =
      open_packed(layout.section(SectionKind::position_starts), "position starts");
  lists.positions = open_packed(layout.section(SectionKind::positions), "positions");
  lists.inline_positions =
      open_packed(layout.section(SectionKind::inline_positions), "inline positions");
  lists.champions = layout.section(SectionKind::champions);
  const std::size_t postings = lists.codes.size();
  if (lists.counts.size() != postings) misfit("counts");
  if (lists.position_counts.size() != postings) misfit("position counts");
  if (lists.position_starts.size() != (postings + 15) / 16) misfit("position starts");
  return lists;
}

std::vector<ChunkBits> find_parts_of_pages(const Columns& columns, std::uint32_t documents) {
  std::vector<ChunkBits> parts(documents / kChunkDocs + (documents % kChunkDocs != 0 ? 1 : 0));
  const std::optional<Column> kinds = columns.find("kind");
  if (!kinds || kinds->type() != AttributeType::text) return parts;
  std::vector<bool> is_part;  // by ordinal
  for (std::uint32_t i = 0; i < kinds->value_count(); ++i)
    is_part.push_back(is_part_of_page(kinds->key(i)));
  if (std::ranges::find(is_part, true) == is_part.end()) return parts;
  constexpr std::uint32_t kTogether = 4'096;
  ColumnRun run;
  for (DocId first = 0; first < documents; first += std::min(documents - first, kTogether)) {
    kinds->read(first, std::min(documents - first, kTogether), run);
    for (std::uint32_t i = 0; i + 1 < run.begins.size(); ++i)
      for (std::uint32_t value = run.begins[i]; value < run.begins[i + 1]; ++value)
        if (is_part[run.values[value]]) parts[first / kChunkDocs].set(first % kChunkDocs + i);
  }
  return parts;
}

}  // namespace

Segment::Segment(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Segment::~Segment() = default;

Shared<Segment> Segment::open(SegmentBytes data) {
  SegmentLayout layout = open_layout(data.bytes);
  return open(std::move(data), std::move(layout));
}

Shared<Segment> Segment::open(SegmentBytes data, SegmentLayout proven) {
  auto parts = std::make_unique<Parts>();
  parts->layout = std::move(proven);
  parts->data = std::move(data);
  const SegmentLayout& layout = parts->layout;
  const std::uint32_t docs = layout.header.doc_count;
  parts->saturations = saturation_table(layout.header.impacts);
  parts->dictionary = opened(Dictionary::open(layout.section(SectionKind::dictionary),
                                              layout.section(SectionKind::term_hash)),
                             "dictionary");
  parts->lists = open_lists(layout, parts->dictionary);
  parts->columns = opened(Columns::open(layout.section(SectionKind::columns), docs), "columns");
  parts->documents = opened(Documents::open(layout.section(SectionKind::documents)), "documents");
  parts->sketches = opened(Sketches::open(layout.section(SectionKind::sketches), docs), "sketches");
  parts->lengths = layout.section(SectionKind::lengths);
  parts->stem_classes = layout.section(SectionKind::stem_classes);
  if (parts->documents.size() != docs) misfit("documents");
  parts->parts_of_pages = find_parts_of_pages(parts->columns, docs);
  if (parts->lengths.size() != docs) misfit("lengths");
  std::uint64_t total = 0;
  for (const std::byte code : parts->lengths)
    total += decode_length(static_cast<std::uint8_t>(code));
  if (total != layout.header.total_length) misfit("lengths");
  return Shared<Segment>(new Segment(std::move(parts)));
}

Shared<Segment> Segment::open(std::vector<std::byte> bytes) {
  const auto owner = std::make_shared<const std::vector<std::byte>>(std::move(bytes));
  return open({owner, *owner});
}

const SegmentIdentity& Segment::identity() const noexcept { return parts_->layout.header.identity; }
std::uint32_t Segment::size() const noexcept { return parts_->layout.header.doc_count; }
std::uint32_t Segment::chunk_count() const noexcept {
  return size() / kChunkDocs + (size() % kChunkDocs != 0 ? 1 : 0);
}
std::uint64_t Segment::byte_count() const noexcept { return parts_->data.bytes.size(); }
std::uint64_t Segment::total_length() const noexcept { return parts_->layout.header.total_length; }
const ImpactParameters& Segment::impact_parameters() const noexcept {
  return parts_->layout.header.impacts;
}
const SaturationTable& Segment::saturations() const noexcept { return parts_->saturations; }
const FieldWeights& Segment::weights() const noexcept { return parts_->layout.header.weights; }
bool Segment::has_pairs() const noexcept { return parts_->layout.header.has_pairs; }
Hash128 Segment::hash() const noexcept { return parts_->layout.hash; }

std::uint8_t Segment::length_code(DocId doc) const noexcept {
  return load<std::uint8_t>(parts_->lengths, doc);
}
Bytes Segment::length_codes() const noexcept { return parts_->lengths; }
std::uint32_t Segment::length(DocId doc) const noexcept { return decode_length(length_code(doc)); }

std::optional<TermInfo> Segment::find(Space space, std::string_view text) const noexcept {
  return parts_->dictionary.find(space, text);
}
void Segment::prefetch(Space space, std::span<const std::string_view> texts) const noexcept {
  parts_->dictionary.prefetch(space, texts);
}
void Segment::prefetch(const TermInfo& info) const noexcept { prefetch_list(parts_->lists, info); }
PostingList Segment::postings(const TermInfo& info) const noexcept {
  return PostingList(parts_->lists, info);
}
std::uint64_t Segment::term_count() const noexcept { return parts_->dictionary.size(); }
const Dictionary& Segment::dictionary() const noexcept { return parts_->dictionary; }

std::vector<std::string> Segment::class_members(std::string_view stem) const {
  if (const auto info = find(Space::stem, stem)) {
    return read_class(stem, parts_->stem_classes, info->members_at);
  }
  const auto info = find(Space::exact, stem);
  if (info && info->is_own_stem) return {std::string(stem)};
  return {};
}

std::optional<TermInfo> Segment::find_class(std::string_view stem) const noexcept {
  if (const auto info = find(Space::stem, stem)) return info;
  const auto info = find(Space::exact, stem);
  return info && info->is_own_stem ? info : std::nullopt;
}

const Columns& Segment::columns() const noexcept { return parts_->columns; }
const Documents& Segment::documents() const noexcept { return parts_->documents; }
const MadeOnce& Segment::for_suggestions() const noexcept { return parts_->for_suggestions; }
std::span<const ChunkBits> Segment::parts_of_pages() const noexcept {
  return parts_->parts_of_pages;
}
const MadeOnce& Segment::for_guard() const noexcept { return parts_->for_guard; }
const MadeOnce& Segment::for_folding() const noexcept { return parts_->for_folding; }
const Sketches& Segment::sketches() const noexcept { return parts_->sketches; }
const SegmentLayout& Segment::layout() const noexcept { return parts_->layout; }
const PostingSections& Segment::posting_sections() const noexcept { return parts_->lists; }

}  // namespace coldopen
