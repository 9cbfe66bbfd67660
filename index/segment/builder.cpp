#include "index/segment/builder.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "index/segment/dictionary.hpp"
#include "index/segment/pair_lists.hpp"
#include "index/segment/pairs.hpp"
#include "index/segment/postings_writer.hpp"
#include "index/segment/stem_classes.hpp"

namespace coldopen {
namespace {

constexpr std::uint32_t kCountMax = 0x7FFF'FFFF;

SegmentHeader make_header(const SegmentContent& content, const SegmentMaking& making) {
  SegmentHeader header;
  header.identity = content.identity;
  header.weights = content.weights;
  header.has_pairs = making.options.pairs;
  header.doc_count = static_cast<std::uint32_t>(content.length_codes.size());
  for (const std::uint8_t code : content.length_codes) header.total_length += decode_length(code);
  header.impacts.k1 = making.scoring.k1;
  header.impacts.b = making.scoring.b;
  if (header.total_length != 0) {
    header.impacts.average_length =
        static_cast<double>(header.total_length) / static_cast<double>(header.doc_count);
  }
  return header;
}

Spools bytes_of(const std::vector<std::uint8_t>& codes) {
  const Bytes bytes = std::as_bytes(std::span(codes));
  Spools parts;
  parts.emplace_back(ByteBuffer(bytes.begin(), bytes.end()));
  return parts;
}

class ListsBuilder {
 public:
  ListsBuilder(const SegmentContent& content, const SegmentMaking& making,
               const ImpactParameters& impacts, SpoolPlace& place)
      : content_(content),
        lists_(*content.lists),
        making_(making),
        documents_(static_cast<DocId>(content.length_codes.size())),
        postings_(content.length_codes, impacts, making.options.champions, place),
        dictionary_(place) {}

  void build() {
    ListName name;
    bool more = lists_.next(name);
    for (; more && name.space == Space::exact; more = lists_.next(name)) add_exact(name.text);
    if (making_.analyzer != nullptr) add_classes();
    for (; more; more = lists_.next(name)) {
      lists_.read(loaded_);
      if (!loaded_.postings.empty()) add(name.space, name.text, loaded_, TermInfo{});
    }
    make_pairs(lists_, frequent_, documents_, content_.weights,
               [this](std::string_view pair, const ListContent& content) {
                 if (!content.postings.empty()) add(Space::pair, pair, content, TermInfo{});
               });
  }

  void finish(std::vector<Section>& sections) {
    const auto keep = [&sections](SectionKind kind, Spools parts) {
      sections.push_back({kind, std::move(parts)});
    };
    DictionaryWriter::Sections terms = dictionary_.finish();
    PostingsWriter::Sections lists = postings_.finish();
    keep(SectionKind::dictionary, std::move(terms.dictionary));
    keep(SectionKind::term_hash, std::move(terms.hash));
    keep(SectionKind::short_lists, std::move(lists.short_lists));
    keep(SectionKind::directories, std::move(lists.directories));
    keep(SectionKind::containers, std::move(lists.containers));
    keep(SectionKind::codes, std::move(lists.codes));
    keep(SectionKind::counts, std::move(lists.counts));
    keep(SectionKind::position_counts, std::move(lists.position_counts));
    keep(SectionKind::position_starts, std::move(lists.position_starts));
    keep(SectionKind::positions, std::move(lists.positions));
    keep(SectionKind::inline_positions, std::move(lists.inline_positions));
    Spools classes;
    classes.emplace_back(std::move(classes_));
    keep(SectionKind::stem_classes, std::move(classes));
    if (making_.options.champions) keep(SectionKind::champions, std::move(lists.champions));
  }

 private:
  void add(Space space, std::string_view text, const ListContent& content, TermInfo known) {
    tail_.clear();
    TermInfo info = postings_.add(space, content.postings, content.positions, tail_);
    info.is_own_stem = known.is_own_stem;
    info.members_at = known.members_at;
    dictionary_.add(space, text, info, tail_);
  }

  void add_exact(std::string_view text) {
    lists_.read(loaded_);
    if (loaded_.postings.empty()) return;
    TermInfo known;
    known.is_own_stem = true;
    if (making_.analyzer != nullptr) {
      std::string stem = making_.analyzer->stem(text, content_.identity.language);
      known.is_own_stem = stem == text;
      stems_.emplace_back(std::move(stem), text);
    }
    add(Space::exact, text, loaded_, known);
    const auto df = static_cast<std::uint32_t>(loaded_.postings.size());
    if (making_.options.pairs && is_frequent(df, documents_)) {
      frequent_.push_back({std::string(text), df, loaded_.positions.size()});
    }
  }

  void add_classes() {
    std::ranges::sort(stems_);  // by stem, then by word
    for (std::size_t begin = 0, end = 0; begin < stems_.size(); begin = end) {
      const std::string& stem = stems_[begin].first;
      while (end < stems_.size() && stems_[end].first == stem) ++end;
      const bool is_stem_alone = end - begin == 1 && stems_[begin].second == stem;
      if (!is_stem_alone) add_class(stem, std::span(stems_).subspan(begin, end - begin));
    }
    stems_ = {};
  }

  void add_class(const std::string& stem,
                 std::span<const std::pair<std::string, std::string>> members) {
    std::vector<Posting> all;
    std::vector<std::string> words;
    for (const auto& [same_stem, word] : members) {
      words.push_back(word);
      lists_.read_counts(word, loaded_);
      all.insert(all.end(), loaded_.postings.begin(), loaded_.postings.end());
    }
    if (members.size() > 1) std::ranges::sort(all, {}, &Posting::doc);
    loaded_.postings.clear();
    loaded_.positions.clear();
    for (const Posting& posting : all) {
      if (loaded_.postings.empty() || loaded_.postings.back().doc != posting.doc) {
        loaded_.postings.push_back({posting.doc, 0, 0});
      }
      std::uint32_t& count = loaded_.postings.back().count;
      count += std::min(posting.count, kCountMax - count);
    }
    TermInfo known;
    known.members_at = write_class(stem, words, classes_);
    add(Space::stem, stem, loaded_, known);
  }

  const SegmentContent& content_;
  ListSource& lists_;
  const SegmentMaking& making_;
  const DocId documents_;
  PostingsWriter postings_;
  DictionaryWriter dictionary_;
  ByteBuffer classes_;
  ByteBuffer tail_;
  ListContent loaded_;
  std::vector<std::pair<std::string, std::string>> stems_;  // and word, of each exact list
  std::vector<FrequentWord> frequent_;
};

}  // namespace

void build_segment(SegmentContent content, const SegmentMaking& making, SpoolPlace& place,
                   const ByteSink& sink) {
  const SegmentHeader header = make_header(content, making);
  std::vector<Section> sections;
  sections.push_back({SectionKind::documents, {}});
  sections.push_back({SectionKind::lengths, bytes_of(content.length_codes)});
  {
    ListsBuilder lists(content, making, header.impacts, place);
    lists.build();
    lists.finish(sections);
  }
  sections.front().parts = content.documents->finish();
  const auto key_of = [&making](std::string_view value) {
    return making.analyzer == nullptr ? std::string(value) : making.analyzer->key(value);
  };
  Spools columns;
  columns.emplace_back(content.columns->finish(header.doc_count, key_of));
  sections.push_back({SectionKind::columns, std::move(columns)});
  Spools sketches;
  if (content.sketches != nullptr) sketches = content.sketches->finish();
  sections.push_back({SectionKind::sketches, std::move(sketches)});
  assemble(header, std::move(sections), sink);
}

}  // namespace coldopen
