// find_breaches: reads a whole segment and works everything out again that is written twice.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "index/analysis/languages.hpp"
#include "index/segment/impact.hpp"
#include "index/segment/pairs.hpp"
#include "index/segment/segment.hpp"

namespace coldopen {
namespace {

constexpr std::size_t kBreachesMax = 100;

// Words of a document or a term by field; all aliases are apart, as the best one counts.
struct FieldCounts {
  std::uint64_t plain = 0;  // weighted
  std::uint64_t words = 0;  // but of aliases
  std::map<std::uint32_t, std::uint64_t> aliases;

  void add(const FieldWeights& weights, const FieldPlace& place) {
    if (place.field == Field::alias) {
      ++aliases[place.item];
    } else {
      plain += place.weight(weights);
      ++words;
    }
  }
  std::uint64_t folded(const FieldWeights& weights) const {
    return plain + weights.aliases * best_alias();
  }
  std::uint64_t length() const { return words + best_alias(); }

 private:
  std::uint64_t best_alias() const {
    std::uint64_t best = 0;
    for (const auto& [alias, count] : aliases) best = std::max(best, count);
    return best;
  }
};

class BreachFinder {
 public:
  explicit BreachFinder(const Segment& segment)
      : segment_(segment),
        saturation_(saturation_table(segment.impact_parameters())),
        lengths_(segment.size()),
        taken_(segment.posting_sections().codes.size()) {}

  std::vector<std::string> run() {
    check_padding();
    check_documents();
    check_terms();
    check_posting_numbers();
    check_pairs();
    check_classes();
    check_lengths();
    check_columns();
    return std::move(breaches_);
  }

 private:
  // The sentence is put together only for a breach: nearly all of the time nothing is wrong.
  bool expect(bool holds, std::string_view what) {
    if (!holds && breaches_.size() < kBreachesMax) {
      breaches_.push_back(name_ + " " + std::string(what));
    }
    return holds;
  }

  void check_padding() {
    const Bytes sealed = segment_.layout().sealed;
    for (std::size_t kind = 1; kind < kSectionKinds; ++kind) {
      const Bytes section = segment_.layout().sections[kind];
      if (section.data() == nullptr) continue;
      auto at = static_cast<std::size_t>(section.data() + section.size() - sealed.data());
      for (; at % 64 != 0; ++at) {
        name_ = "padding at " + std::to_string(at);
        expect(sealed[at] == std::byte{0}, "is not zero");
      }
    }
  }

  void check_documents() {
    const Documents& documents = segment_.documents();
    DocumentsWriter again;
    for (DocId doc = 0; doc < segment_.size(); ++doc) {
      name_ = "document " + std::to_string(doc);
      places_.push_back(documents.places(doc));
      const Article article = documents.article(doc);
      again.add(article, article.passages, places_.back());
      expect(std::ranges::equal(again.record(doc), documents.record(doc)),
             "reads otherwise than it was written");
      const auto found = documents.find(article.id);
      expect(found && *found >= doc && documents.id(*found) == article.id,
             "is not found by its id");
      std::uint32_t next = 0;
      for (const FieldPlace& place : places_.back()) {
        expect(place.begin == next && place.begin < place.end, "has a field out of its place");
        next = place.end + kPositionGap;
      }
    }
    name_ = "the section of documents";
    expect(std::ranges::equal(whole(again.finish()),
                              segment_.layout().section(SectionKind::documents)),
           "reads otherwise than it was written");
  }

  void check_terms() {
    std::string last;
    std::uint64_t terms = 0;
    TermCursor cursor = segment_.dictionary().seek(Space::exact, {});
    for (; cursor.valid(); cursor.next(), ++terms) {
      std::string key(1, static_cast<char>(cursor.space()));
      key += cursor.text();
      name_ = "term '" + std::string(cursor.text()) + "' of space " + std::to_string(key[0]);
      expect(terms == 0 || last < key, "stands before its place");
      const auto found = segment_.find(cursor.space(), cursor.text());
      expect(found && found->postings_at == cursor.info().postings_at, "is not found");
      check_list(cursor.space(), cursor.text(), cursor.info());
      last = std::move(key);
    }
    name_ = "the dictionary";
    expect(terms == segment_.term_count(), "has another number of terms");
  }

  void check_list(Space space, std::string_view text, const TermInfo& info) {
    const bool positional = coldopen::has_positions(space);
    expect(info.has_positions == positional, "has positions, or lacks them");
    const PostingList list = segment_.postings(info);
    if (!expect(info.df > 0 && list.df() == info.df, "has no list")) return;
    std::vector<DocId> docs;
    list.documents(docs);
    expect(std::ranges::is_sorted(docs, std::ranges::less_equal()) && docs.back() < segment_.size(),
           "has documents out of order");
    std::vector<std::uint8_t> codes;
    std::uint64_t cf = 0;
    for (Rank rank = 0; rank < info.df; ++rank) {
      expect(list.find(docs[rank]) == rank, "does not find a document of its own");
      codes.push_back(list.code(rank));
      cf += list.count(rank);
      const double saturation = has_lengths(space) ? saturation_[segment_.length_code(docs[rank])]
                                                   : segment_.impact_parameters().k1;
      expect(codes.back() == impact_code(list.count(rank), saturation),
             "has an impact that is not that of its count");
      if (positional) check_positions(space, list, docs[rank], rank);
    }
    expect(cf == info.cf, "has another sum of counts");
    // Keys, links and codes: an article has one or not.
    const bool is_name = space > Space::field && space != Space::pair;
    expect(space <= Space::pair && (!is_name || cf == info.df), "counts a name more than once");
    expect(space != Space::pair || segment_.has_pairs(), "is a pair where there are none");
    const ImpactSeeds seeds{info.max_code, info.code_10, info.code_100, info.code_1000};
    expect(seeds == impact_seeds(codes), "has other best impacts");
    check_chunks(list, docs, codes);
    check_champions(space, list, docs);
    const bool in_record = list_form(info.df) == ListForm::in_record;
    for (Rank rank = 0; rank < info.df; ++rank) {
      if (in_record) {
        inline_positions_ += list.position_count(rank);
      } else {
        expect(!taken_[list.first_posting() + rank], "shares postings with another");
        taken_[list.first_posting() + rank] = true;
      }
    }
    if (space == Space::exact) exact_[std::string(text)] = {info, 0};
    if (space == Space::stem) stems_.emplace_back(text);
    if (space == Space::pair) pairs_[std::string(text)] = info;
    if (space == Space::exact && segment_.has_pairs() && is_frequent(info.df, segment_.size())) {
      add_frequent(text, list, docs);
    }
  }

  void check_positions(Space space, const PostingList& list, DocId doc, Rank rank) {
    list.positions(rank, positions_);
    expect(!positions_.empty() && positions_.size() == list.position_count(rank) &&
               std::ranges::is_sorted(positions_),
           "has positions out of order");
    FieldCounts counts;
    const std::vector<FieldPlace>& places = places_[doc];
    for (const std::uint32_t entry : positions_) {
      const std::uint32_t position = space == Space::exact ? entry : entry / 16;
      const auto after = std::ranges::upper_bound(places, position, {}, &FieldPlace::begin);
      const bool inside = after != places.begin() && position < (after - 1)->end;
      if (!expect(inside, "has a position outside of all fields")) continue;
      counts.add(segment_.weights(), *(after - 1));
      if (space == Space::exact) lengths_[doc].add(segment_.weights(), *(after - 1));
    }
    expect(counts.folded(segment_.weights()) == list.count(rank),
           "has a count that is not that of its positions");
  }

  void check_chunks(const PostingList& list, const std::vector<DocId>& docs,
                    const std::vector<std::uint8_t>& codes) {
    std::map<std::uint32_t, std::uint8_t> best;
    for (std::size_t i = 0; i < docs.size(); ++i) {
      std::uint8_t& code = best[docs[i] / kChunkDocs];
      code = std::max(code, codes[i]);
    }
    for (std::uint32_t chunk = 0; chunk < segment_.chunk_count(); ++chunk) {
      expect(list.max_code(chunk) == best[chunk], "has another best impact in a chunk");
    }
    Rank rank = 0;
    for (std::uint32_t i = 0; i < list.entry_count(); ++i) {
      const auto entry = list.entry(i);
      const auto view = entry ? list.view(*entry) : std::nullopt;
      if (!expect(view && entry->first_rank == rank, "has a broken chunk")) return;
      std::vector<DocId> held;
      view->documents(entry->chunk * kChunkDocs, segment_.size() - 1, held);
      const std::span expected = std::span(docs).subspan(rank, entry->cardinality);
      expect(std::ranges::equal(held, expected), "has a chunk of other documents");
      check_container(*entry, *view, expected, std::span(codes).subspan(rank, entry->cardinality));
      rank += entry->cardinality;
    }
    expect(list.entry_count() == 0 || rank == list.df(), "lacks a chunk");
  }

  void check_champions(Space space, const PostingList& list, const std::vector<DocId>& docs) {
    const std::uint64_t kept = segment_.posting_sections().champions.size();
    const bool has = segment_.layout().section(SectionKind::champions).data() != nullptr &&
                     docs.size() >= kChampionsFrom;
    if (!expect(list.champion_count() == (has ? kChampions : 0), "has not the best it should")) {
      return;
    }
    if (!has) return;
    champions_ += kChampions;
    expect(champions_ * 8 <= kept, "shares its best documents");
    std::vector<std::pair<double, DocId>> best;
    for (Rank rank = 0; rank < docs.size(); ++rank) {
      const double saturation = has_lengths(space) ? saturation_[segment_.length_code(docs[rank])]
                                                   : segment_.impact_parameters().k1;
      best.emplace_back(-(list.count(rank) / (list.count(rank) + saturation)), docs[rank]);
    }
    std::ranges::partial_sort(best, best.begin() + kChampions);
    bool holds = true;
    for (std::uint32_t i = 0; i < kChampions; ++i) {
      const Champion champion = list.champion(i);
      holds &= champion.doc == best[i].second && docs[champion.rank] == champion.doc;
    }
    expect(holds, "has other documents as its best");
  }

  void add_frequent(std::string_view text, const PostingList& list,
                    const std::vector<DocId>& docs) {
    const auto word = static_cast<std::uint32_t>(frequent_.size());
    frequent_.emplace_back(text);
    for (Rank rank = 0; rank < docs.size(); ++rank) {
      list.positions(rank, positions_);
      for (const std::uint32_t position : positions_) {
        places_of_frequent_.push_back({docs[rank], position, word});
      }
    }
  }

  // Frequent words side by side have a list where they should, and no others have one.
  void check_pairs() {
    std::ranges::sort(places_of_frequent_);
    std::map<std::string, std::map<DocId, FieldCounts>> found;
    for (std::size_t i = 1; i < places_of_frequent_.size(); ++i) {
      const auto& [doc, position, word] = places_of_frequent_[i];
      const auto& [doc_before, start, first] = places_of_frequent_[i - 1];
      if (doc != doc_before || position != start + 1) continue;
      const std::vector<FieldPlace>& places = places_[doc];
      const auto after = std::ranges::upper_bound(places, start, {}, &FieldPlace::begin);
      if (after == places.begin()) continue;  // a breach of its own
      found[pair_of(frequent_[first], frequent_[word])][doc].add(segment_.weights(), *(after - 1));
    }
    std::erase_if(found, [this](const auto& pair) {
      const std::string& text = pair.first;
      const std::size_t cut = text.find(kFieldSeparator);
      const auto df = [this](const std::string& word) { return exact_[word].first.df; };
      return !has_pair_list(df(text.substr(0, cut)), df(text.substr(cut + 1)),
                            static_cast<std::uint32_t>(pair.second.size()), segment_.size());
    });
    name_ = "the segment";
    expect(found.size() == pairs_.size(), "has other pairs than its words have");
    for (const auto& [text, info] : pairs_) {
      name_ = "pair '" + text + "'";
      const auto counts = found.find(text);
      if (!expect(counts != found.end(), "stands nowhere")) continue;
      const PostingList list = segment_.postings(info);
      bool holds = list.df() == counts->second.size();
      list.for_each([&](DocId doc, Rank rank) {
        const auto count = counts->second.find(doc);
        holds = holds && count != counts->second.end() &&
                count->second.folded(segment_.weights()) == list.count(rank);
      });
      expect(holds, "has other documents or counts than its words' places");
    }
    name_ = "the segment";
    expect(champions_ * 8 == segment_.posting_sections().champions.size(),
           "has best documents of no list");
  }

  void check_container(const PostingList::ChunkEntry& entry, const ChunkView& view,
                       std::span<const DocId> docs, std::span<const std::uint8_t> codes) {
    if (entry.type == ChunkType::array) return;
    std::array<std::uint8_t, 16> windows{};
    std::array<std::uint8_t, 256> blocks{};
    std::array<std::uint32_t, 257> before{};  // documents before each 256
    for (std::size_t i = 0; i < docs.size(); ++i) {
      const std::uint32_t doc = docs[i] % kChunkDocs;
      windows[doc / kWindowDocs] = std::max(windows[doc / kWindowDocs], codes[i]);
      blocks[doc / 256] = std::max(blocks[doc / 256], codes[i]);
      ++before[doc / 256 + 1];
    }
    for (std::size_t i = 1; i < before.size(); ++i) before[i] += before[i - 1];
    bool holds = true;
    for (std::uint32_t i = 0; i < 16; ++i) holds &= view.window_max(i) == windows[i];
    for (std::uint32_t i = 0; i < 256 && entry.type == ChunkType::bitmap; ++i) {
      holds &= view.block_max(i) == blocks[i] && view.block_rank(i) == before[i];
    }
    for (std::uint32_t i = 0; i < 65 && entry.type == ChunkType::buckets; ++i) {
      holds &= view.bucket_start(i) == before[std::size_t{i} * 4];
    }
    expect(holds, "has a chunk with other bests or ranks");
  }

  void check_posting_numbers() {
    const PostingSections& lists = segment_.posting_sections();
    std::uint64_t positions = 0;
    bool holds = true;
    name_ = "a posting of no list";
    for (std::size_t i = 0; i < lists.codes.size(); ++i) {
      const bool empty =
          lists.codes[i] == std::byte{0} && lists.counts[i] + lists.position_counts[i] == 0;
      expect(taken_[i] || empty, "has an impact or a count");
      if (i % 16 == 0) holds &= lists.position_starts[i / 16] == positions;
      positions += lists.position_counts[i];
    }
    name_ = "the segment";
    expect(holds && positions == lists.positions.size(), "has positions out of their place");
    expect(inline_positions_ == lists.inline_positions.size(),
           "has positions of short lists out of their place");
    check_packed(SectionKind::counts, lists.counts);
    check_packed(SectionKind::position_counts, lists.position_counts);
    check_packed(SectionKind::position_starts, lists.position_starts);
    check_packed(SectionKind::positions, lists.positions);
    check_packed(SectionKind::inline_positions, lists.inline_positions);
  }

  void check_packed(SectionKind kind, const PackedArray& array) {
    PackedWriter again;
    for (std::size_t i = 0; i < array.size(); ++i) again.add(array[i]);
    ByteBuffer written;
    again.finish(written);
    name_ = "section " + std::to_string(static_cast<std::uint32_t>(kind));
    expect(std::ranges::equal(written, segment_.layout().section(kind)), "is packed otherwise");
  }

  void check_classes() {
    for (const std::string& stem : stems_) {
      name_ = "the class of '" + stem + "'";
      const std::vector<std::string> members = segment_.class_members(stem);
      expect(std::ranges::is_sorted(members, std::ranges::less_equal()),
             "has members out of order");
      expect(!members.empty() && (members.size() > 1 || members[0] != stem), "needs no list");
      std::map<DocId, std::uint64_t> counts;
      for (const std::string& member : members) {
        const auto exact = exact_.find(member);
        if (!expect(exact != exact_.end(), "has a member without a list")) continue;
        ++exact->second.second;
        const PostingList list = segment_.postings(exact->second.first);
        list.for_each([&](DocId doc, Rank rank) { counts[doc] += list.count(rank); });
      }
      std::map<DocId, std::uint64_t> merged;
      const PostingList list = segment_.postings(*segment_.find(Space::stem, stem));
      list.for_each([&](DocId doc, Rank rank) { merged[doc] = list.count(rank); });
      expect(merged == counts, "has other counts than its members");
    }
    const std::set<std::string> listed(stems_.begin(), stems_.end());
    for (const auto& [text, entry] : exact_) {
      const bool alone = entry.first.is_own_stem && !listed.contains(text);
      name_ = "term '" + text + "'";
      expect(entry.second + (alone ? 1 : 0) == 1, "is not of one class");
    }
  }

  void check_lengths() {
    for (DocId doc = 0; doc < segment_.size(); ++doc) {
      const auto length = lengths_[doc].length();
      const auto kept = static_cast<std::uint32_t>(std::min<std::uint64_t>(length, 0xFFFF'FFFF));
      name_ = "document " + std::to_string(doc);
      expect(encode_length(kept) == segment_.length_code(doc), "has another length");
    }
    if (segment_.total_length() == 0) return;
    name_ = "the header";
    expect(segment_.impact_parameters().average_length ==
               static_cast<double>(segment_.total_length()) / segment_.size(),
           "has another average length");
  }

  void check_columns() {
    const Columns& columns = segment_.columns();
    std::vector<std::set<std::uint32_t>> used(columns.count());
    std::vector<std::uint64_t> entries(columns.count());
    for (DocId doc = 0; doc < segment_.size(); ++doc) {
      const Article article = segment_.documents().article(doc);
      for (std::uint32_t i = 0; i < columns.count(); ++i) {
        const Column column = columns.at(i);
        entries[i] += column.count(doc);
        if (column.count(doc) != 0) check_values(column, doc, article, used[i]);
      }
    }
    for (std::uint32_t i = 0; i < columns.count(); ++i) {
      const Column column = columns.at(i);
      name_ = "column '" + std::string(column.name()) + "'";
      expect(entries[i] != 0, "is empty");
      expect(used[i].size() == column.value_count(), "has values of no document");
      for (std::uint32_t k = 1; k < column.value_count(); ++k) {
        expect(column.value(k - 1) < column.value(k), "has values out of order");
      }
    }
  }

  // What a column holds of an article: the values of its attribute, or its language.
  static std::vector<Value> values_of(const Article& article, std::string_view column) {
    if (column == kLanguageColumn) return {language_code(article.lang)};
    const Attribute* attribute = find_attribute(article, column);
    return attribute == nullptr ? std::vector<Value>() : attribute->values;
  }

  // The values of a column stand in the article too.
  void check_values(const Column& column, DocId doc, const Article& article,
                    std::set<std::uint32_t>& used) {
    const std::vector<Value> values = values_of(article, column.name());
    for (std::uint32_t i = 0; i < column.count(doc); ++i) {
      const bool is_text = column.type() == AttributeType::text;
      const std::uint32_t ordinal = is_text ? column.ordinal(doc, i) : 0;
      if (is_text) used.insert(ordinal);
      const auto is_it = [&](const Value& value) {
        if (const auto* text = std::get_if<std::string>(&value)) {
          return is_text && *text == column.value(ordinal);
        }
        return !is_text && as_number(value) == column.number(doc, i);
      };
      name_ = "column '" + std::string(column.name()) + "'";
      expect(std::ranges::any_of(values, is_it), "has a value that its article lacks");
    }
  }

  static double as_number(const Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? 1 : 0;
    const auto* date = std::get_if<Date>(&value);
    return date == nullptr ? 0 : days_since_epoch(*date);
  }

  const Segment& segment_;
  const SaturationTable saturation_;
  std::vector<std::string> breaches_;
  std::string name_;                             // of what is being looked at
  std::vector<std::vector<FieldPlace>> places_;  // by document
  std::vector<FieldCounts> lengths_;             // by document
  std::unordered_map<std::string, std::pair<TermInfo, std::uint32_t>> exact_;  // and its classes
  std::vector<std::string> stems_;
  std::map<std::string, TermInfo> pairs_;
  std::vector<std::string> frequent_;
  std::vector<std::tuple<DocId, std::uint32_t, std::uint32_t>> places_of_frequent_;  // and word
  std::uint64_t champions_ = 0;
  std::vector<std::uint32_t> positions_;
  std::vector<bool> taken_;  // by posting number
  std::uint64_t inline_positions_ = 0;
};

}  // namespace

std::vector<std::string> find_breaches(const Segment& segment) {
  return BreachFinder(segment).run();
}

}  // namespace coldopen
