#include "index/segment/documents.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace coldopen {
namespace {

constexpr std::size_t kHead = 16;

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

Attribute read_attribute(ByteReader& reader) {
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

std::optional<Documents> Documents::open(Bytes section) noexcept {
  Documents documents;
  ByteReader reader(section);
  const auto count = reader.number<std::uint32_t>();
  reader.take(kHead - 4);
  documents.count_ = count;
  documents.offsets_ = reader.take((std::uint64_t{count} + 1) * 8);
  documents.by_id_ = reader.take(std::uint64_t{count} * 4);
  documents.records_ = reader.take(reader.left());
  if (!reader.good()) return std::nullopt;
  std::uint64_t before = 0;
  for (std::size_t i = 0; i <= count; ++i) {
    const auto offset = load<std::uint64_t>(documents.offsets_, i * 8);
    if (offset < before || offset > documents.records_.size()) return std::nullopt;
    before = offset;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (load<std::uint32_t>(documents.by_id_, i * 4) >= count) return std::nullopt;
  }
  return documents;
}

Bytes Documents::record(DocId doc) const noexcept {
  if (doc >= count_) return {};
  const auto begin = load<std::uint64_t>(offsets_, std::size_t{doc} * 8);
  const auto end = load<std::uint64_t>(offsets_, std::size_t{doc} * 8 + 8);
  return part(records_, begin, end - begin);
}

std::string_view Documents::id(DocId doc) const noexcept { return ByteReader(record(doc)).text(); }

std::string_view Documents::title(DocId doc) const noexcept {
  ByteReader reader(record(doc));
  reader.text();
  return reader.text();
}

std::optional<DocId> Documents::find(std::string_view id) const noexcept {
  std::size_t begin = 0;  // ids before are not above
  std::size_t end = count_;
  while (begin < end) {
    const std::size_t middle = begin + (end - begin) / 2;
    if (this->id(load<std::uint32_t>(by_id_, middle * 4)) <= id) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  if (begin == 0) return std::nullopt;
  const auto doc = load<std::uint32_t>(by_id_, (begin - 1) * 4);
  if (this->id(doc) != id) return std::nullopt;
  return doc;
}

Article Documents::article(DocId doc) const {
  ByteReader reader(record(doc));
  Article article;
  article.id = reader.text();
  article.title = reader.text();
  reader.take(reader.varint());  // places
  article.url = reader.text();
  article.lang = reader.text();
  const std::uint64_t aliases = reader.varint();
  for (std::uint64_t i = 0; i < aliases && reader.good(); ++i) {
    article.aliases.emplace_back(reader.text());
  }
  const std::uint64_t passages = reader.varint();
  for (std::uint64_t i = 0; i < passages && reader.good(); ++i) {
    article.passages.push_back(read_passage(reader));
  }
  const std::uint64_t attributes = reader.varint();
  for (std::uint64_t i = 0; i < attributes && reader.good(); ++i) {
    article.attributes.push_back(read_attribute(reader));
  }
  return article;
}

std::vector<FieldPlace> Documents::places(DocId doc) const {
  ByteReader record_reader(record(doc));
  record_reader.text();
  record_reader.text();
  ByteReader reader(record_reader.take(record_reader.varint()));
  std::vector<FieldPlace> places;
  std::uint32_t at = 0;
  while (!reader.at_end()) {
    FieldPlace place;
    const auto field = reader.number<std::uint8_t>();
    place.field = static_cast<Field>(std::min<std::uint8_t>(field, 4));
    place.item = reader.varint32();
    place.begin = at + reader.varint32();
    place.end = place.begin + reader.varint32();
    if (!reader.good() || place.begin < at || place.end < place.begin) break;
    at = place.end;
    places.push_back(place);
  }
  return places;
}

void DocumentsWriter::add(const Article& article, const std::vector<Passage>& passages,
                          const std::vector<FieldPlace>& places) {
  offsets_.push_back(records_.size());
  append_text(records_, article.id);
  append_text(records_, article.title);
  places_.clear();
  std::uint32_t at = 0;
  for (const FieldPlace& place : places) {
    append(places_, place.field);
    append_varint(places_, place.item);
    append_varint(places_, place.begin - at);
    append_varint(places_, place.end - place.begin);
    at = place.end;
  }
  append_varint(records_, places_.size());
  append_bytes(records_, places_);
  append_text(records_, article.url);
  append_text(records_, article.lang);
  append_varint(records_, article.aliases.size());
  for (const std::string& alias : article.aliases) append_text(records_, alias);
  append_varint(records_, passages.size());
  for (const Passage& passage : passages) {
    append_text(records_, passage.heading);
    append_text(records_, passage.anchor);
    append_varint(records_, passage.ordinal);
    append_text(records_, passage.text);
  }
  append_varint(records_, article.attributes.size());
  for (const Attribute& attribute : article.attributes) {
    append_text(records_, attribute.name);
    append(records_, static_cast<std::uint8_t>(attribute.is_list ? 1 : 0));
    append_varint(records_, attribute.values.size());
    for (const Value& value : attribute.values) append_value(records_, value);
  }
}

void DocumentsWriter::add_record(Bytes record) {
  offsets_.push_back(records_.size());
  append_bytes(records_, record);
}

ByteBuffer DocumentsWriter::finish() {
  std::vector<std::string_view> ids;
  ids.reserve(offsets_.size());
  for (const std::uint64_t offset : offsets_) ids.push_back(ByteReader(records_, offset).text());
  std::vector<DocId> by_id(ids.size());
  std::iota(by_id.begin(), by_id.end(), 0U);
  std::ranges::sort(by_id, {}, [&ids](DocId doc) { return std::pair(ids[doc], doc); });
  ByteBuffer out;
  append(out, size());
  pad_to(out, kHead);
  for (const std::uint64_t offset : offsets_) append(out, offset);
  append(out, std::uint64_t{records_.size()});
  for (const DocId doc : by_id) append(out, doc);
  append_bytes(out, records_);
  *this = DocumentsWriter();
  return out;
}

}  // namespace coldopen
