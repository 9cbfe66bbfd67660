#include "index/segment/documents.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "corpus/error.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kHead = 16;
constexpr std::size_t kRun = 256;  // records whose beginnings are counted from the first of them

// The parts of a record, in their order; what is empty is left out.
enum : unsigned {
  kTitle = 1,
  kAttributes = 2,
  kPlaces = 4,
  kUrl = 8,
  kLang = 16,
  kAliases = 32,
  kPassages = 64,
  kPassageAliases = 128,
};

// What places say instead of Field::attribute where a weight follows.
constexpr std::uint8_t kWeighedAttribute = 5;
constexpr std::uint32_t kWeightMax = 0xFFFF;
constexpr std::size_t kSharedBytesMax = 64;  // longer attributes are hardly ever equal
constexpr std::size_t kSharedOverhead = 96;  // memory of one in the table of their numbers

void append_value(ByteBuffer& out, const Value& value) {
  append(out, static_cast<std::uint8_t>(value.index()));
  if (const auto* text = std::get_if<std::string>(&value)) {
    append_text(out, *text);
  } else if (const auto* number = std::get_if<double>(&value)) {
    append(out, *number);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    append(out, static_cast<std::uint8_t>(*truth ? 1 : 0));
  } else {
    const Date date = std::get<Date>(value);
    append(out, static_cast<std::uint16_t>(date.year));
    append(out, static_cast<std::uint8_t>(date.month));
    append(out, static_cast<std::uint8_t>(date.day));
  }
}

Value read_value(ByteReader& reader) {
  switch (reader.number<std::uint8_t>()) {
    case 0:
      return std::string(reader.text());
    case 1:
      return reader.number<double>();
    case 2:
      return reader.number<std::uint8_t>() != 0;
    default: {
      Date date;
      date.year = reader.number<std::uint16_t>();
      date.month = reader.number<std::uint8_t>();
      date.day = reader.number<std::uint8_t>();
      return date;
    }
  }
}

Passage read_passage(ByteReader& reader) {
  Passage passage;
  passage.heading = reader.text();
  passage.anchor = reader.text();
  passage.ordinal = reader.varint32();
  passage.text = reader.text();
  return passage;
}

void append_attribute(ByteBuffer& out, const Attribute& attribute) {
  append_text(out, attribute.name);
  append(out, static_cast<std::uint8_t>(attribute.is_list ? 1 : 0));
  append_varint(out, attribute.values.size());
  for (const Value& value : attribute.values) append_value(out, value);
}

Attribute read_attribute(Bytes bytes) {
  ByteReader reader(bytes);
  Attribute attribute;
  attribute.name = reader.text();
  attribute.is_list = reader.number<std::uint8_t>() != 0;
  const std::uint64_t count = reader.varint();
  for (std::uint64_t i = 0; i < count && reader.good(); ++i) {
    attribute.values.push_back(read_value(reader));
  }
  return attribute;
}

}  // namespace

struct Documents::Record {
  std::string_view id, title;
  Bytes attributes;
  unsigned rest_parts = 0;  // which of these there are
  Bytes rest;               // places, url, lang, aliases, passages, their aliases
};

std::optional<Documents> Documents::open(Bytes section) noexcept {
  Documents documents;
  ByteReader reader(section);
  const auto count = reader.number<std::uint32_t>();
  const auto shared = reader.number<std::uint32_t>();
  reader.take(kHead - 8);
  documents.count_ = count;
  documents.shared_count_ = shared;
  const auto offsets = PackedArray::open(reader);
  const auto by_id = PackedArray::open(reader);
  if (!offsets || offsets->size() != std::uint64_t{count} + 1) return std::nullopt;
  if (!by_id || by_id->size() != count) return std::nullopt;
  documents.offsets_ = *offsets;
  documents.by_id_ = *by_id;
  documents.run_begins_ = reader.take((std::uint64_t{count} / kRun + 1) * 8);
  documents.shared_begin_ = reader.take((std::uint64_t{shared} + 1) * 4);
  documents.shared_ =
      reader.take(load<std::uint32_t>(documents.shared_begin_, std::size_t{shared} * 4));
  documents.records_ = reader.take(reader.left());
  if (!reader.good()) return std::nullopt;
  std::uint64_t before = 0;
  for (std::size_t i = 0; i <= count; ++i) {
    const std::uint64_t offset = documents.record_begin(i);
    if (offset < before || offset > documents.records_.size()) return std::nullopt;
    before = offset;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (documents.by_id_[i] >= count) return std::nullopt;
  }
  std::uint32_t begin = 0;
  for (std::size_t i = 0; i <= shared; ++i) {
    const auto next = load<std::uint32_t>(documents.shared_begin_, i * 4);
    // Short, so that what a record's few bytes name stays in proportion.
    if (next < begin || next - begin > kSharedBytesMax) return std::nullopt;
    begin = next;
  }
  return documents;
}

Documents::Record Documents::open_record(Bytes bytes) noexcept {
  ByteReader reader(bytes);
  Record record;
  record.id = reader.text();
  const auto parts = reader.number<std::uint8_t>();
  record.rest_parts = parts & ~(kTitle | kAttributes);
  if ((parts & kTitle) != 0) record.title = reader.text();
  if ((parts & kAttributes) != 0) record.attributes = as_bytes(reader.text());
  record.rest = reader.take(reader.left());
  return record;
}

std::vector<Bytes> Documents::attributes_of(const Record& record) const {
  std::vector<Bytes> attributes;
  ByteReader reader(record.attributes);
  while (!reader.at_end()) {
    const std::uint64_t number = reader.varint();
    if (number == 0) {
      attributes.push_back(as_bytes(reader.text()));
    } else if (number <= shared_count_) {
      const auto begin = load<std::uint32_t>(shared_begin_, (number - 1) * 4);
      const auto end = load<std::uint32_t>(shared_begin_, number * 4);
      attributes.push_back(part(shared_, begin, end - begin));
    }
  }
  return attributes;
}

std::uint64_t Documents::record_begin(std::size_t doc) const noexcept {
  return load<std::uint64_t>(run_begins_, doc / kRun * 8) + offsets_[doc];
}

Bytes Documents::record(DocId doc) const noexcept {
  if (doc >= count_) return {};
  const std::uint64_t begin = record_begin(doc);
  return part(records_, begin, record_begin(std::size_t{doc} + 1) - begin);
}

std::string_view Documents::id(DocId doc) const noexcept { return ByteReader(record(doc)).text(); }

std::string_view Documents::title(DocId doc) const noexcept {
  return open_record(record(doc)).title;
}

DocId Documents::by_id(std::uint32_t i) const noexcept { return by_id_[i]; }

std::optional<DocId> Documents::find(std::string_view id) const noexcept {
  std::size_t begin = 0;  // ids before are not above
  std::size_t end = count_;
  while (begin < end) {
    const std::size_t middle = begin + (end - begin) / 2;
    if (this->id(by_id(static_cast<std::uint32_t>(middle))) <= id) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  if (begin == 0) return std::nullopt;
  const auto doc = by_id(static_cast<std::uint32_t>(begin - 1));
  if (this->id(doc) != id) return std::nullopt;
  return doc;
}

Article Documents::read_head(const Record& record, ByteReader& rest) const {
  Article article;
  article.id = record.id;
  article.title = record.title;
  for (const Bytes bytes : attributes_of(record)) {
    article.attributes.push_back(read_attribute(bytes));
  }
  const auto has = [&record](unsigned part) { return (record.rest_parts & part) != 0; };
  if (has(kPlaces)) rest.text();
  if (has(kUrl)) article.url = rest.text();
  if (has(kLang)) article.lang = rest.text();
  const std::uint64_t aliases = has(kAliases) ? rest.varint() : 0;
  for (std::uint64_t i = 0; i < aliases && rest.good(); ++i) {
    article.aliases.emplace_back(rest.text());
  }
  return article;
}

Article Documents::head(DocId doc) const {
  const Record record = open_record(this->record(doc));
  ByteReader rest(record.rest);
  return read_head(record, rest);
}

Article Documents::article(DocId doc) const {
  const Record record = open_record(this->record(doc));
  ByteReader reader(record.rest);
  Article article = read_head(record, reader);
  const std::uint64_t passages = (record.rest_parts & kPassages) != 0 ? reader.varint() : 0;
  for (std::uint64_t i = 0; i < passages && reader.good(); ++i) {
    article.passages.push_back(read_passage(reader));
  }
  const std::uint64_t aliases = (record.rest_parts & kPassageAliases) != 0 ? reader.varint() : 0;
  for (std::uint64_t i = 0; i < aliases && reader.good(); ++i) {
    const std::uint64_t passage = reader.varint();
    const std::string_view alias = reader.text();
    if (passage < article.passages.size()) article.passages[passage].aliases.emplace_back(alias);
  }
  return article;
}

bool Documents::has_passage_aliases(DocId doc) const noexcept {
  return (open_record(record(doc)).rest_parts & kPassageAliases) != 0;
}

std::string_view Documents::attribute_name(DocId doc, std::uint32_t i) const {
  const std::vector<Bytes> attributes = attributes_of(open_record(record(doc)));
  return i < attributes.size() ? ByteReader(attributes[i]).text() : std::string_view();
}

std::vector<FieldPlace> Documents::places(DocId doc) const { return places_of(record(doc)); }

std::vector<FieldPlace> Documents::places_of(Bytes record) {
  const Record opened = open_record(record);
  if ((opened.rest_parts & kPlaces) == 0) return {};
  ByteReader rest(opened.rest);
  ByteReader reader(as_bytes(rest.text()));
  std::vector<FieldPlace> places;
  std::uint32_t at = 0;
  while (!reader.at_end()) {
    FieldPlace place;
    const auto field = reader.number<std::uint8_t>();
    const bool weighed = field == kWeighedAttribute;
    place.field = weighed ? Field::attribute : static_cast<Field>(std::min<std::uint8_t>(field, 4));
    place.item = reader.varint32();
    if (weighed) place.own_weight = std::min(reader.varint32(), kWeightMax);
    place.begin = at + (places.empty() ? 0 : kPositionGap);
    place.end = place.begin + reader.varint32();
    if (!reader.good() || place.begin < at || place.end < place.begin) break;
    at = place.end;
    places.push_back(place);
  }
  return places;
}

void DocumentsWriter::begin_record(std::string_view id) {
  records_.settle();
  offsets_.push_back(records_.size());
  ids_ += id;
  id_ends_.push_back(ids_.size());
  append_text(records_.tail(), id);
  attributes_.clear();
}

void DocumentsWriter::add_attribute(Bytes attribute) {
  if (attribute.size() > kSharedBytesMax) {
    append_varint(attributes_, 0);
    append_text(attributes_, as_text(attribute));
    return;
  }
  const auto next = static_cast<std::uint32_t>(shared_begin_.size() + 1);
  const auto [known, fresh] = shared_numbers_.try_emplace(std::string(as_text(attribute)), next);
  if (fresh) {
    if (shared_.size() > std::numeric_limits<std::uint32_t>::max() - kSharedBytesMax) {
      throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
    }
    shared_begin_.push_back(static_cast<std::uint32_t>(shared_.size()));
    append_bytes(shared_, attribute);
  }
  append_varint(attributes_, known->second);
}

// What stands after the attributes is up to the caller: `rest_parts` says which parts it will be.
void DocumentsWriter::end_attributes(std::string_view title, unsigned rest_parts) {
  ByteBuffer& out = records_.tail();
  const unsigned parts = rest_parts | (title.empty() ? 0U : unsigned{kTitle}) |
                         (attributes_.empty() ? 0U : unsigned{kAttributes});
  append(out, static_cast<std::uint8_t>(parts));
  if (!title.empty()) append_text(out, title);
  if (!attributes_.empty()) append_text(out, as_text(attributes_));
}

void DocumentsWriter::add(const Article& article, const std::vector<Passage>& passages,
                          const std::vector<FieldPlace>& places) {
  begin_record(article.id);
  for (const Attribute& attribute : article.attributes) {
    scratch_.clear();
    append_attribute(scratch_, attribute);
    add_attribute(scratch_);
  }
  std::size_t passage_aliases = 0;
  for (const Passage& passage : passages) passage_aliases += passage.aliases.size();
  const auto part = [](unsigned bit, bool there) { return there ? bit : 0U; };
  end_attributes(article.title, part(kPlaces, !places.empty()) | part(kUrl, !article.url.empty()) |
                                    part(kLang, !article.lang.empty()) |
                                    part(kAliases, !article.aliases.empty()) |
                                    part(kPassages, !passages.empty()) |
                                    part(kPassageAliases, passage_aliases > 0));
  scratch_.clear();
  for (const FieldPlace& place : places) {
    const auto field = static_cast<std::uint8_t>(place.field);
    append(scratch_, place.own_weight != 0 ? kWeighedAttribute : field);
    append_varint(scratch_, place.item);
    if (place.own_weight != 0) append_varint(scratch_, place.own_weight);
    append_varint(scratch_, place.end - place.begin);
  }
  ByteBuffer& out = records_.tail();
  if (!places.empty()) append_text(out, as_text(scratch_));
  if (!article.url.empty()) append_text(out, article.url);
  if (!article.lang.empty()) append_text(out, article.lang);
  if (!article.aliases.empty()) append_varint(out, article.aliases.size());
  for (const std::string& alias : article.aliases) append_text(out, alias);
  if (!passages.empty()) append_varint(out, passages.size());
  for (const Passage& passage : passages) {
    append_text(out, passage.heading);
    append_text(out, passage.anchor);
    append_varint(out, passage.ordinal);
    append_text(out, passage.text);
  }
  if (passage_aliases > 0) append_varint(out, passage_aliases);
  for (std::size_t i = 0; i < passages.size(); ++i) {
    for (const std::string& alias : passages[i].aliases) {
      append_varint(out, i);
      append_text(out, alias);
    }
  }
}

void DocumentsWriter::add(const Documents& documents, DocId doc) {
  const Documents::Record record = Documents::open_record(documents.record(doc));
  begin_record(record.id);
  for (const Bytes attribute : documents.attributes_of(record)) add_attribute(attribute);
  end_attributes(record.title, record.rest_parts);
  append_bytes(records_.tail(), record.rest);
}

std::size_t DocumentsWriter::memory_bytes() const noexcept {
  return records_.size() + ids_.size() + offsets_.size() * 40 + shared_.size() * 2 +
         shared_begin_.size() * kSharedOverhead;
}

Bytes DocumentsWriter::record(DocId doc) noexcept {
  ensure(records_.tail().size() == records_.size(), "all records are in memory");
  const std::size_t begin = offsets_[doc];
  const std::size_t end = doc + 1 < offsets_.size() ? offsets_[doc + 1] : records_.size();
  return Bytes(records_.tail()).subspan(begin, end - begin);
}

std::vector<FieldPlace> DocumentsWriter::places(DocId doc) {
  return Documents::places_of(record(doc));
}

// Where records begin, and the end of the last, each from the beginning of its run.
void DocumentsWriter::write_offsets(ByteBuffer& out) {
  offsets_.push_back(records_.size());
  PackedWriter offsets;
  for (std::size_t i = 0; i < offsets_.size(); ++i) {
    const std::uint64_t offset = offsets_[i] - offsets_[i / kRun * kRun];
    if (offset > std::numeric_limits<std::uint32_t>::max()) {
      throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
    }
    offsets.add(static_cast<std::uint32_t>(offset));
  }
  offsets.finish(out);
}

Spools DocumentsWriter::finish() {
  const auto id_of = [this](DocId doc) {
    const std::size_t begin = doc == 0 ? 0 : id_ends_[doc - 1];
    return std::string_view(ids_).substr(begin, id_ends_[doc] - begin);
  };
  std::vector<DocId> by_id(offsets_.size());
  std::iota(by_id.begin(), by_id.end(), 0U);
  std::ranges::sort(by_id, {}, [&id_of](DocId doc) { return std::pair(id_of(doc), doc); });
  ByteBuffer head;
  append(head, size());
  append(head, static_cast<std::uint32_t>(shared_begin_.size()));
  pad_to(head, kHead);
  write_offsets(head);
  PackedWriter numbers;
  numbers.add(by_id);
  numbers.finish(head);
  for (std::size_t i = 0; i < offsets_.size(); i += kRun) append(head, offsets_[i]);
  append_bytes(head, std::as_bytes(std::span(shared_begin_)));
  append(head, static_cast<std::uint32_t>(shared_.size()));
  append_bytes(head, shared_);
  Spools parts;
  parts.emplace_back(std::move(head));
  parts.push_back(std::move(records_));
  *this = DocumentsWriter();
  return parts;
}

}  // namespace coldopen
