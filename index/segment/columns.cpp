#include "index/segment/columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "corpus/error.hpp"
#include "index/segment/kernels.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kAlignment = 16;      // of every part of a column
constexpr std::uint32_t kWholeNumbers = 1;  // in place of distinct values: packed, not doubles

Bytes take_padded(ByteReader& reader, std::uint64_t bytes) noexcept {
  const Bytes taken = reader.take(bytes);
  reader.take((kAlignment - bytes % kAlignment) % kAlignment);
  return taken;
}

std::string_view text_between(Bytes bytes, const PackedArray& starts, std::uint32_t i) noexcept {
  const std::uint32_t begin = starts[i];
  const std::uint32_t end = starts[std::size_t{i} + 1];
  return end < begin ? std::string_view() : as_text(part(bytes, begin, end - begin));
}

}  // namespace

std::optional<Column> Column::open(ByteReader& reader, std::uint32_t doc_count) noexcept {
  Column column;
  const auto type = reader.number<std::uint32_t>();
  const auto name_bytes = reader.number<std::uint32_t>();
  column.value_count_ = reader.number<std::uint32_t>();
  column.entry_count_ = reader.number<std::uint32_t>();
  if (type > static_cast<std::uint32_t>(AttributeType::date)) return std::nullopt;
  column.type_ = static_cast<AttributeType>(type);
  column.name_ = as_text(take_padded(reader, name_bytes));
  const auto take = [&reader](PackedArray& array, std::uint64_t size) {
    const auto opened = PackedArray::open(reader);
    if (opened) array = *opened;
    return opened && opened->size() == size;
  };
  if (!take(column.starts_, std::uint64_t{doc_count} + 1)) return std::nullopt;
  if (column.type_ != AttributeType::text) {
    const std::uint32_t form = std::exchange(column.value_count_, 0);
    if (form == kWholeNumbers) {
      if (!take(column.ordinals_, column.entry_count_)) return std::nullopt;
    } else {
      column.numbers_ = take_padded(reader, std::uint64_t{column.entry_count_} * sizeof(double));
    }
    const bool good = reader.good() && form <= kWholeNumbers;
    return good ? std::optional(column) : std::nullopt;
  }
  const std::uint64_t starts = std::uint64_t{column.value_count_} + 1;
  if (!take(column.ordinals_, column.entry_count_)) return std::nullopt;
  if (!take(column.value_starts_, starts)) return std::nullopt;
  column.values_ = take_padded(reader, column.value_starts_[column.value_count_]);
  // They are distinct, so that one at most is empty: tables of values are no larger than this file.
  if (column.value_count_ > column.values_.size() + 1) return std::nullopt;
  if (!take(column.key_starts_, starts)) return std::nullopt;
  column.keys_ = take_padded(reader, column.key_starts_[column.value_count_]);
  return reader.good() ? std::optional(column) : std::nullopt;
}

std::string_view Column::value(std::uint32_t ordinal) const noexcept {
  return text_between(values_, value_starts_, ordinal);
}

std::string_view Column::key(std::uint32_t ordinal) const noexcept {
  return text_between(keys_, key_starts_, ordinal);
}

std::uint32_t Column::count(DocId doc) const noexcept {
  const std::uint32_t begin = starts_[doc];
  const std::uint32_t end = starts_[std::size_t{doc} + 1];
  if (end < begin || end > entry_count_) return 0;
  return type_ == AttributeType::text && value_count_ == 0 ? 0 : end - begin;
}

std::uint32_t Column::ordinal(DocId doc, std::uint32_t i) const noexcept {
  const std::uint32_t found = ordinals_[std::size_t{starts_[doc]} + i];
  return value_count_ == 0 ? 0 : std::min(found, value_count_ - 1);
}

double Column::number(DocId doc, std::uint32_t i) const noexcept {
  const std::size_t entry = std::size_t{starts_[doc]} + i;
  if (numbers_.empty()) return unzigzag(ordinals_[entry]);
  return load<double>(numbers_, entry * sizeof(double));
}

void Column::read(DocId first, std::uint32_t n, ColumnRun& run) const {
  const Kernels& with = kernels();
  run.begins.resize(std::size_t{n} + 1 + 64);  // what `read` needs for itself
  starts_.read(with, first, std::size_t{n} + 1, run.begins.data());
  run.begins.resize(std::size_t{n} + 1);
  const std::uint32_t base = std::min(run.begins.front(), entry_count_);
  std::uint32_t end = base;  // rises, whatever the bytes say
  for (std::uint32_t& begin : run.begins) {
    end = std::max(end, std::min(begin, entry_count_));
    begin = end - base;
  }
  run.numbers.clear();
  const std::size_t values = type_ == AttributeType::text && value_count_ == 0 ? 0 : end - base;
  if (values == 0) std::ranges::fill(run.begins, 0U);
  if (!numbers_.empty()) {
    run.numbers.resize(values);
    for (std::size_t i = 0; i < values; ++i)
      run.numbers[i] = load<double>(numbers_, (base + i) * sizeof(double));
    return;
  }
  run.values.resize(values + 64);
  ordinals_.read(with, base, values, run.values.data());
  run.values.resize(values);
  if (type_ == AttributeType::text)
    for (std::uint32_t& ordinal : run.values) ordinal = std::min(ordinal, value_count_ - 1);
}

std::optional<Columns> Columns::open(Bytes section, std::uint32_t doc_count) {
  Columns columns;
  ByteReader reader(section);
  const auto count = reader.number<std::uint32_t>();
  reader.take(kAlignment - sizeof count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto column = reader.good() ? Column::open(reader, doc_count) : std::nullopt;
    if (!column) return std::nullopt;
    if (i != 0 && column->name() <= columns.columns_.back().name()) return std::nullopt;
    columns.columns_.push_back(*column);
    columns.columns_.back().tables_ = std::make_shared<const Column::Tables>();
  }
  if (!reader.good()) return std::nullopt;
  return columns;
}

Column Columns::at(std::uint32_t i) const noexcept {
  return i < columns_.size() ? columns_[i] : Column();
}

std::optional<Column> Columns::find(std::string_view name) const noexcept {
  const auto found = std::ranges::lower_bound(columns_, name, {}, &Column::name);
  if (found == columns_.end() || found->name() != name) return std::nullopt;
  return *found;
}

std::optional<AttributeType> ColumnsWriter::type_of(std::string_view name) const {
  const auto found = columns_.find(name);
  return found == columns_.end() ? std::nullopt : std::optional(found->second.type);
}

ColumnsWriter::Building* ColumnsWriter::building(std::string_view name, AttributeType type) {
  auto found = columns_.find(name);
  if (found == columns_.end()) {
    found = columns_.emplace(std::string(name), Building{type, {}, {}, {}}).first;
    memory_bytes_ += sizeof(Building) + name.size() + 64;
  }
  return found->second.type == type ? &found->second : nullptr;
}

namespace {

// Adds (doc, value) unless the document has that value already.
template <class T>
bool add_once(std::vector<std::pair<DocId, T>>& entries, DocId doc, T value) {
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->first != doc) break;
    if (entry->second == value) return false;
  }
  entries.emplace_back(doc, value);
  return true;
}

}  // namespace

void ColumnsWriter::add_text(std::string_view name, DocId doc, std::string_view value) {
  Building* column = building(name, AttributeType::text);
  if (column == nullptr) return;
  auto& numbers = column->numbers_of_texts;
  auto found = numbers.find(value);
  if (found == numbers.end()) {
    found = numbers.emplace(std::string(value), static_cast<std::uint32_t>(numbers.size())).first;
    memory_bytes_ += 96 + value.size();
  }
  add_once(column->texts, doc, found->second);
  memory_bytes_ += sizeof column->texts[0];
}

void ColumnsWriter::add_number(std::string_view name, AttributeType type, DocId doc, double value) {
  Building* column = building(name, type);
  if (column == nullptr) return;
  add_once(column->numbers, doc, value);
  memory_bytes_ += sizeof column->numbers[0];
}

void ColumnsWriter::add(std::string_view name, DocId doc, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return add_text(name, doc, *text);
  if (const auto* number = std::get_if<double>(&value)) {
    return add_number(name, AttributeType::number, doc, *number);
  }
  if (const auto* truth = std::get_if<bool>(&value)) {
    return add_number(name, AttributeType::boolean, doc, *truth ? 1 : 0);
  }
  add_number(name, AttributeType::date, doc, days_since_epoch(std::get<Date>(value)));
}

namespace {

template <class T>
void write_starts(const std::vector<std::pair<DocId, T>>& entries, std::uint32_t doc_count,
                  ByteBuffer& out) {
  PackedWriter starts;
  std::size_t at = 0;
  for (std::uint32_t doc = 0; doc < doc_count; ++doc) {
    starts.add(static_cast<std::uint32_t>(at));
    while (at < entries.size() && entries[at].first == doc) ++at;
  }
  starts.add(static_cast<std::uint32_t>(at));
  starts.finish(out);
}

void write_texts(const std::vector<std::string_view>& texts, ByteBuffer& out) {
  PackedWriter starts;
  std::uint32_t at = 0;
  for (const std::string_view text : texts) {
    starts.add(at);
    if (text.size() > std::numeric_limits<std::uint32_t>::max() - at) {
      throw Error(ErrorCode::too_large, "a segment cannot hold so much: import in smaller parts");
    }
    at += static_cast<std::uint32_t>(text.size());
  }
  starts.add(at);
  starts.finish(out);
  for (const std::string_view text : texts) append_bytes(out, as_bytes(text));
  pad_to(out, kAlignment);
}

// Seasons, episodes, years and days take some bits each, not 64.
template <class Entries>
bool are_whole(const Entries& entries) {
  return std::ranges::all_of(entries, [](const auto& entry) {
    using Limits = std::numeric_limits<std::int32_t>;
    const double number = entry.second;
    const bool fits = number >= Limits::min() && number <= Limits::max();
    return fits && std::trunc(number) == number && (number != 0 || !std::signbit(number));
  });
}

template <class Entries>
void write_numbers(const Entries& entries, bool whole, ByteBuffer& out) {
  if (whole) {
    PackedWriter packed;
    for (const auto& [doc, number] : entries) packed.add(zigzag(static_cast<std::int32_t>(number)));
    packed.finish(out);
  } else {
    for (const auto& [doc, number] : entries) append(out, number);
    pad_to(out, kAlignment);
  }
}

}  // namespace

ByteBuffer ColumnsWriter::finish(std::uint32_t doc_count,
                                 const std::function<std::string(std::string_view)>& key_of) {
  ByteBuffer out;
  append(out, static_cast<std::uint32_t>(columns_.size()));
  pad_to(out, kAlignment);
  for (const auto& [name, column] : columns_) {
    append(out, static_cast<std::uint32_t>(column.type));
    append(out, static_cast<std::uint32_t>(name.size()));
    const bool is_text = column.type == AttributeType::text;
    const bool whole = !is_text && are_whole(column.numbers);
    append(out, whole ? kWholeNumbers : static_cast<std::uint32_t>(column.numbers_of_texts.size()));
    append(out, static_cast<std::uint32_t>(column.texts.size() + column.numbers.size()));
    append_bytes(out, as_bytes(name));
    pad_to(out, kAlignment);
    if (!is_text) {
      write_starts(column.numbers, doc_count, out);
      write_numbers(column.numbers, whole, out);
      continue;
    }
    write_starts(column.texts, doc_count, out);
    std::vector<std::uint32_t> ordinals(column.numbers_of_texts.size());
    std::vector<std::string_view> values;
    std::vector<std::string> keys;
    for (const auto& [value, number] : column.numbers_of_texts) {
      ordinals[number] = static_cast<std::uint32_t>(values.size());
      values.push_back(value);
      keys.push_back(key_of(value));
    }
    PackedWriter packed;
    for (const auto& [doc, number] : column.texts) packed.add(ordinals[number]);
    packed.finish(out);
    write_texts(values, out);
    write_texts(std::vector<std::string_view>(keys.begin(), keys.end()), out);
  }
  columns_.clear();
  memory_bytes_ = 0;
  return out;
}

}  // namespace coldopen
