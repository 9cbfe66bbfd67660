#include "index/segment/builder.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "index/segment/dictionary.hpp"
#include "index/segment/stem_classes.hpp"

namespace coldopen {
namespace {

SegmentHeader make_header(const SegmentContent& content, const Scoring& scoring) {
  SegmentHeader header;
  header.identity = content.identity;
  header.weights = content.weights;
  header.doc_count = static_cast<std::uint32_t>(content.length_codes.size());
  for (const std::uint8_t code : content.length_codes) header.total_length += decode_length(code);
  header.impacts.k1 = scoring.k1;
  header.impacts.b = scoring.b;
  if (header.total_length != 0) {
    header.impacts.average_length =
        static_cast<double>(header.total_length) / static_cast<double>(header.doc_count);
  }
  return header;
}

ByteBuffer bytes_of(const std::vector<std::uint8_t>& codes) {
  ByteBuffer bytes(codes.size());
  std::ranges::transform(codes, bytes.begin(), [](std::uint8_t code) { return std::byte{code}; });
  return bytes;
}

class ListsBuilder {
 public:
  ListsBuilder(const SegmentContent& content, const Analyzer* analyzer,
               const ImpactParameters& impacts)
      : content_(content), analyzer_(analyzer), postings_(content.length_codes, impacts) {}

  void build() {
    std::size_t list = 0;
    for (; list < content_.lists.size() && content_.lists[list].space == Space::exact; ++list) {
      add_exact(list);
    }
    add_classes();
    for (; list < content_.lists.size(); ++list) {
      content_.load(list, true, loaded_);
      const ListName& name = content_.lists[list];
      if (!loaded_.postings.empty()) add(name.space, name.text, TermInfo{});
    }
  }

  void finish(std::vector<Section>& sections) {
    const auto keep = [&sections](SectionKind kind, ByteBuffer& bytes) {
      sections.push_back({kind, std::move(bytes)});
    };
    DictionaryWriter::Sections terms = dictionary_.finish();
    PostingsWriter::Sections lists = postings_.finish();
    keep(SectionKind::dictionary, terms.dictionary);
    keep(SectionKind::term_hash, terms.hash);
    keep(SectionKind::short_lists, lists.short_lists);
    keep(SectionKind::directories, lists.directories);
    keep(SectionKind::containers, lists.containers);
    keep(SectionKind::codes, lists.codes);
    keep(SectionKind::counts, lists.counts);
    keep(SectionKind::position_counts, lists.position_counts);
    keep(SectionKind::position_starts, lists.position_starts);
    keep(SectionKind::positions, lists.positions);
    keep(SectionKind::inline_positions, lists.inline_positions);
    keep(SectionKind::stem_classes, classes_);
  }

 private:
  void add(Space space, std::string_view text, TermInfo known) {
    tail_.clear();
    TermInfo info = postings_.add(space, loaded_.postings, loaded_.positions, tail_);
    info.is_own_stem = known.is_own_stem;
    info.members_at = known.members_at;
    dictionary_.add(space, text, info, tail_);
  }

  void add_exact(std::size_t list) {
    content_.load(list, true, loaded_);
    if (loaded_.postings.empty()) return;
    const std::string_view text = content_.lists[list].text;
    TermInfo known;
    if (analyzer_ == nullptr) {
      known.is_own_stem = true;
      return add(Space::exact, text, known);
    }
    std::string stem = analyzer_->stem(text);
    known.is_own_stem = stem == text;
    add(Space::exact, text, known);
    stems_.emplace_back(std::move(stem), list);
  }

  void add_classes() {
    std::ranges::sort(stems_);  // by stem, then by list, so by word
    for (std::size_t begin = 0, end = 0; begin < stems_.size(); begin = end) {
      const std::string& stem = stems_[begin].first;
      while (end < stems_.size() && stems_[end].first == stem) ++end;
      const bool is_stem_alone =
          end - begin == 1 && content_.lists[stems_[begin].second].text == stem;
      if (!is_stem_alone) add_class(stem, std::span(stems_).subspan(begin, end - begin));
    }
    stems_.clear();
  }

  void add_class(const std::string& stem,
                 std::span<const std::pair<std::string, std::size_t>> members) {
    std::vector<Posting> all;
    std::vector<std::string> words;
    for (const auto& [same_stem, list] : members) {
      words.emplace_back(content_.lists[list].text);
      content_.load(list, false, loaded_);
      all.insert(all.end(), loaded_.postings.begin(), loaded_.postings.end());
    }
    std::ranges::sort(all, {}, &Posting::doc);
    loaded_.postings.clear();
    loaded_.positions.clear();
    for (const Posting& posting : all) {
      if (loaded_.postings.empty() || loaded_.postings.back().doc != posting.doc) {
        loaded_.postings.push_back({posting.doc, 0, 0});
      }
      loaded_.postings.back().count += posting.count;
    }
    TermInfo known;
    known.members_at = write_class(stem, words, classes_);
    add(Space::stem, stem, known);
  }

  const SegmentContent& content_;
  const Analyzer* analyzer_;
  PostingsWriter postings_;
  DictionaryWriter dictionary_;
  ByteBuffer classes_;
  ByteBuffer tail_;
  ListContent loaded_;
  std::vector<std::pair<std::string, std::size_t>> stems_;  // of each exact list that is not empty
};

}  // namespace

ByteBuffer build_segment(SegmentContent content, const Analyzer* analyzer, const Scoring& scoring) {
  const SegmentHeader header = make_header(content, scoring);
  std::vector<Section> sections;
  sections.push_back({SectionKind::documents, content.documents.finish()});
  sections.push_back({SectionKind::lengths, bytes_of(content.length_codes)});
  ListsBuilder lists(content, analyzer, header.impacts);
  lists.build();
  lists.finish(sections);
  const auto key_of = [analyzer](std::string_view value) { return analyzer->key(value); };
  sections.push_back({SectionKind::columns, content.columns.finish(header.doc_count, key_of)});
  return assemble(header, std::move(sections));
}

}  // namespace coldopen
