// Wrong bytes behind right checksums, searched: scorers, counts and phrases with every kernel stay
// inside the segment and name only its documents.
//
// Input: one byte that chooses the words, one the number of hits, one the kernels and whether it is
// a phrase, by the lists of its pairs, too; then changes of four bytes each {offset u24, value xor}
// to a sound segment with lists of every form.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "corpus/error.hpp"
#include "query/phrase_scorer.hpp"
#include "query/top_documents.hpp"
#include "tests/fuzz/changed_segment.hpp"
#include "tests/support/made_segment.hpp"

namespace {

using namespace coldopen;

constexpr std::uint32_t kDocuments = 5'000;

// A word in every n-th document, first at `position`.
struct SoundWord {
  std::string text;
  std::uint32_t every = 1;
  std::uint32_t position = 0;
};
const std::array<SoundWord, 5> kWords = {{
    {"bear", 50, 3},       // an array
    {"beet", 5, 2},        // an array with buckets
    {"farm", 1, 1},        // a bitmap
    {"mose", 100, 4},      // a block
    {"schrute", 2'000, 0}  // in its record
}};

ByteBuffer sound() {
  std::vector<std::uint8_t> lengths;
  for (std::uint32_t doc = 0; doc < kDocuments; ++doc) {
    lengths.push_back(static_cast<std::uint8_t>(5 + doc % 60));
  }
  std::vector<MadeList> lists;
  for (const SoundWord& word : kWords) {
    ListContent& into = lists.emplace_back(MadeList{Space::exact, word.text, {}}).content;
    for (std::uint32_t doc = 0; doc < kDocuments; doc += word.every) {
      const std::uint32_t times = 1 + doc % 3;
      into.postings.push_back({doc, times, times});
      for (std::uint32_t i = 0; i < times; ++i) into.positions.push_back(word.position + 7 * i);
    }
  }
  return made_segment({1, "wiki", 2}, std::move(lengths), lists, {});
}

// All that scorers read; columns, sketches and classes are read in fuzz/segment.
bool has_all_lists(const ChangedSegment& segment) {
  for (const SectionKind kind :
       {SectionKind::documents, SectionKind::lengths, SectionKind::dictionary,
        SectionKind::term_hash, SectionKind::short_lists, SectionKind::directories,
        SectionKind::containers, SectionKind::codes, SectionKind::counts,
        SectionKind::position_counts, SectionKind::position_starts, SectionKind::positions,
        SectionKind::inline_positions, SectionKind::champions}) {
    ensure(segment.has_section(kind), "the sound segment has every section that scorers read");
  }
  return true;
}

void check(std::span<const TopDocument> best, const Segment& segment) {
  for (const TopDocument& each : best) {
    ensure(each.doc < segment.size(), "a hit is a document of the segment");
    ensure(std::isfinite(each.score), "a score is a number");
  }
}

// `shape`: its low five bits choose words, the others how they occur.
void search_words(const SegmentView& view, std::uint8_t shape, std::uint32_t k,
                  const LengthNorms& norms, Workspace& workspace) {
  workspace.reset();
  FlatQuery query;
  query.norms = &norms;
  query.k1 = Scoring().k1;
  SegmentLists lists;
  lists.view = &view;
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (((shape >> i) & 1) == 0) continue;
    const Occur occur = shape < 96    ? Occur::should
                        : shape < 192 ? Occur::must
                        : i % 2 == 0  ? Occur::must
                                      : Occur::must_not;
    query.lists.push_back({1.0 + static_cast<double>(i), true, occur});
    lists.lists.emplace_back(find_list(*view.segment, Space::exact, kWords[i].text), workspace);
  }
  if (query.lists.empty()) return;
  query.segments.push_back(std::move(lists));
  check(top_documents(query, k, workspace), *view.segment);
  count_documents(query, workspace);
}

void search_phrase(const SegmentView& view, std::uint8_t shape, std::uint32_t k,
                   const LengthNorms& norms, Workspace& workspace) {
  workspace.reset();
  PhraseQuery query;
  query.norms = &norms;
  query.k1 = Scoring().k1;
  query.weight = 2;
  query.segments.push_back({&view, {}});
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (((shape >> i) & 1) == 0) continue;
    query.words.push_back({kWords[i].text, static_cast<std::uint32_t>(query.words.size())});
  }
  if (query.words.size() < 2) return;
  check(top_and_count_phrase(query, k, workspace).best, *view.segment);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static ChangedSegment changed(sound());
  static const bool whole = has_all_lists(changed);
  ensure(whole, "it was looked at once");
  if (size < 3 || size > 4'096) return 0;
  try {
    const SegmentView view{changed.open(data + 3, size - 3), nullptr};
    const LengthNorms norms(Scoring(), 20);
    Workspace workspace;
    const std::span<const Kernels* const> twins = runnable_kernels();
    use_kernels(twins[data[2] / 2 % twins.size()]->name);
    const auto search = data[2] % 2 == 0 ? search_words : search_phrase;
    search(view, data[0], 1U + data[1], norms, workspace);
  } catch (const Error& error) {
    ensure(error.code() == ErrorCode::damaged, "what is refused is damaged");
  }
  return 0;
}
