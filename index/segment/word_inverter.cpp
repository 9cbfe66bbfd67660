#include "index/segment/word_inverter.hpp"

#include <algorithm>
#include <utility>

#include "corpus/error.hpp"
#include "index/io/durable_file.hpp"
#include "index/segment/builder.hpp"
#include "index/segment/inverted_lists.hpp"

namespace coldopen {

struct WordInverter::State {
  explicit State(const SegmentMaking& rules) : making(rules) {}

  const SegmentMaking making;
  Inversion inversion;
  std::vector<std::uint8_t> length_codes;
  DocumentsWriter documents;
  std::uint32_t words = 0;  // of the document that is being added
  Article article;

  void build(const SegmentIdentity& identity, SpoolPlace& place, const ByteSink& sink) {
    InvertedLists lists(inversion, documents);
    SegmentContent content;
    content.identity = identity;
    content.length_codes = std::move(length_codes);
    content.lists = &lists;
    content.documents = &documents;
    ColumnsWriter none;
    content.columns = &none;
    build_segment(std::move(content), making, place, sink);
  }
};

WordInverter::WordInverter(const SegmentMaking& making) : state_(std::make_unique<State>(making)) {}

WordInverter::WordInverter(WordInverter&&) noexcept = default;
WordInverter::~WordInverter() = default;

void WordInverter::add_words(std::span<const std::string_view> words) {
  state_->inversion.add_words(words, state_->words);
  state_->words += static_cast<std::uint32_t>(words.size());
}

void WordInverter::end_document(std::string_view id) {
  State& state = *state_;
  state.article.id = id;
  std::vector<FieldPlace> places;
  if (state.words != 0) places.push_back({Field::body, 0, 0, state.words});
  state.documents.add(state.article, {}, places);
  state.length_codes.push_back(encode_length(state.words));
  state.inversion.end_document();
  state.words = 0;
}

std::uint32_t WordInverter::size() const noexcept { return state_->documents.size(); }

std::size_t WordInverter::memory_bytes() const noexcept {
  return state_->inversion.memory_bytes() + state_->documents.memory_bytes() +
         state_->length_codes.size();
}

bool WordInverter::is_full() const noexcept { return state_->inversion.is_full(); }

std::vector<std::byte> WordInverter::finish(const SegmentIdentity& identity) {
  std::vector<std::byte> bytes;
  SpoolPlace memory;
  state_->build(identity, memory, [&bytes](Bytes part) { append_bytes(bytes, part); });
  state_ = std::make_unique<State>(state_->making);
  return bytes;
}

void WordInverter::finish(const SegmentIdentity& identity, Disk& disk, const Disk::Path& path) {
  DurableFile file(disk, path);
  SpoolPlace place(disk, path);
  state_->build(identity, place, [&file](Bytes part) { file.append(part); });
  state_ = std::make_unique<State>(state_->making);
  file.commit();
}

}  // namespace coldopen
