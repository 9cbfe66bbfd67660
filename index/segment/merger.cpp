#include "index/segment/merger.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/text.hpp"
#include "index/io/durable_file.hpp"
#include "index/segment/builder.hpp"

namespace coldopen {
namespace {

constexpr DocId kDead = std::numeric_limits<DocId>::max();

// Bytes behind right checksums may still be wrong: what a merge stands on is proved as it is read.
[[noreturn]] void damaged(const char* what) {
  throw Error(ErrorCode::damaged,
              std::string("a segment is damaged: ") + what + "; rebuild the index");
}
void require(bool holds, const char* what) {
  if (!holds) damaged(what);
}

// One input's documents in the merged segment.
class Numbering {
 public:
  Numbering(const MergeInput& input, DocId first) : first_(first), size_(input.segment->size()) {
    const Tombstones* dead = input.dead.get();
    if (dead == nullptr || dead->count() == 0) return;
    numbers_.assign(size_, kDead);
    for (DocId doc = 0; doc < size_; ++doc) {
      if (dead->dead(doc)) continue;
      numbers_[doc] = first_ + static_cast<DocId>(living_.size());
      living_.push_back(doc);
    }
    all_live_ = false;
  }

  DocId first() const noexcept { return first_; }
  DocId end() const noexcept { return first_ + living_count(); }
  DocId living_count() const noexcept {
    return all_live_ ? size_ : static_cast<DocId>(living_.size());
  }
  DocId of(DocId doc) const noexcept { return all_live_ ? first_ + doc : numbers_[doc]; }
  DocId old(DocId number) const noexcept {
    return all_live_ ? number - first_ : living_[number - first_];
  }

 private:
  DocId first_;
  DocId size_;
  bool all_live_ = true;
  std::vector<DocId> numbers_;  // by document, where some are dead
  std::vector<DocId> living_;   // documents, where some are dead
};

struct Part {  // a list of one input
  const Numbering* numbering = nullptr;
  PostingList list;
  Part(const Numbering& documents, const Segment& segment, Space space, const TermInfo& info)
      : numbering(&documents), list(segment.postings(info)) {
    require(info.df != 0 && list.df() == info.df, "a list does not lie where it should");
    require(list.has_positions() == has_positions(space), "a list has places or lacks them");
  }
};

// Appends a part's living postings.
class PartReader {
 public:
  // How many places the part has, dead documents included.
  std::uint64_t read(const Part& part, bool with_positions, ListContent& content) {
    part.list.read(0, part.list.df(), with_positions, postings_, positions_);
    std::uint64_t places = 0;
    DocId least = 0;
    for (const Posting& posting : postings_) {
      require(posting.doc >= least, "the documents of a list do not rise");
      least = posting.doc + 1;
      places += posting.positions;
    }
    require(!with_positions || places == positions_.size(), "places of a list are missing");
    std::size_t at = 0;
    for (Posting& posting : postings_) {
      const std::size_t begin = std::exchange(at, at + posting.positions);
      posting.doc = part.numbering->of(posting.doc);
      if (posting.doc == kDead) continue;
      content.postings.push_back(posting);
      if (!with_positions) continue;
      content.positions.insert(content.positions.end(), positions_.data() + begin,
                               positions_.data() + at);
    }
    return places;
  }

 private:
  std::vector<Posting> postings_;
  std::vector<std::uint32_t> positions_;
};

// What the lists of one input may still hold: its sections hold no more, and lists that lie upon
// each other would make bytes without end out of few.
struct Unread {
  explicit Unread(const Segment& segment)
      : terms(segment.dictionary().size()),
        postings(segment.posting_sections().codes.size()),
        places(std::uint64_t{segment.posting_sections().positions.size()} +
               segment.posting_sections().inline_positions.size()) {}
  std::uint64_t terms, postings, places;
};

class MergedPlaces : public WordPlaceReader {
 public:
  explicit MergedPlaces(std::vector<Part> parts) : parts_(std::move(parts)) {}

  void read_until(DocId end, std::vector<WordPlace>& out) override {
    while (part_ < parts_.size()) {
      const Part& part = parts_[part_];
      if (docs_.empty()) load_stretch(part);
      for (; at_ < docs_.size(); ++at_) {
        const DocId number = part.numbering->of(docs_[at_]);
        if (number == kDead) continue;
        if (number >= end) return;
        part.list.positions(rank_ + static_cast<Rank>(at_), positions_);
        for (const std::uint32_t position : positions_) out.push_back({number, position});
      }
      const bool broken = docs_.empty();  // bytes that do not hold
      rank_ += static_cast<Rank>(docs_.size());
      docs_.clear();
      at_ = 0;
      if (!broken && rank_ < part.list.df()) continue;
      ++part_;
      rank_ = 0;
      entry_ = 0;
    }
  }

 private:
  // The documents of the next chunk, or of the whole short list.
  void load_stretch(const Part& part) {
    if (part.list.entry_count() == 0) {
      part.list.documents(docs_);
      return;
    }
    part.list.documents(entry_++, docs_);
  }

  std::vector<Part> parts_;
  std::size_t part_ = 0;     // that is being read
  std::uint32_t entry_ = 0;  // its next chunk
  Rank rank_ = 0;            // of docs_[0]
  std::vector<DocId> docs_;  // of the chunk that is being read
  std::size_t at_ = 0;       // the next of them
  std::vector<std::uint32_t> positions_;
};

class MergedLists : public ListSource {
 public:
  MergedLists(const std::vector<MergeInput>& inputs, const std::vector<Numbering>& numberings)
      : inputs_(inputs), numberings_(numberings) {
    cursors_.reserve(inputs.size());
    for (const MergeInput& input : inputs) {
      cursors_.push_back(input.segment->dictionary().seek(Space::exact, {}));
      unread_.emplace_back(*input.segment);
    }
  }

  bool next(ListName& name) override {
    do {
      const TermCursor* first = nullptr;
      for (const TermCursor& cursor : cursors_) {
        if (cursor.valid() && (first == nullptr || name_of(cursor) < name_of(*first))) {
          first = &cursor;
        }
      }
      if (first == nullptr) {
        for (const Unread& unread : unread_) require(unread.terms == 0, "terms are missing");
        return false;
      }
      const ListName found = name_of(*first);
      require(!begun_ || found > ListName{space_, text_}, "its terms do not rise");
      require(found.space <= Space::pair, "a term is of no space");
      require(utf8_error(found.text) == std::string_view::npos, "a term is no text");
      begun_ = true;
      space_ = found.space;
      text_ = found.text;
      take_parts();
    } while (space_ == Space::stem || space_ == Space::pair);  // made anew
    name = {space_, text_};
    return true;
  }

  void read(ListContent& content) override {
    content.postings.clear();
    content.positions.clear();
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const PostingList& list = parts_[i].list;
      Unread& unread = unread_[inputs_of_parts_[i]];
      const std::uint64_t postings = list.form() == ListForm::in_record ? 0 : list.df();
      const std::uint64_t places = reader_.read(parts_[i], true, content);
      require(postings <= unread.postings && places <= unread.places, "lists lie upon each other");
      unread.postings -= postings;
      unread.places -= places;
    }
  }

  void read_counts(std::string_view word, ListContent& content) override {
    content.postings.clear();
    content.positions.clear();
    for (const Part& part : parts_of(word)) reader_.read(part, false, content);
  }

  std::unique_ptr<WordPlaceReader> places_of(std::string_view word) override {
    return std::make_unique<MergedPlaces>(parts_of(word));
  }

  std::vector<FieldPlace> fields_of(DocId doc) override {
    const auto after = std::ranges::upper_bound(numberings_, doc, {}, &Numbering::end);
    if (after == numberings_.end()) return {};
    const auto i = static_cast<std::size_t>(after - numberings_.begin());
    return inputs_[i].segment->documents().places(after->old(doc));
  }

 private:
  static ListName name_of(const TermCursor& cursor) { return {cursor.space(), cursor.text()}; }

  std::vector<Part> parts_of(std::string_view word) const {
    std::vector<Part> parts;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const Segment& segment = *inputs_[i].segment;
      const auto info = segment.find(Space::exact, word);
      if (info) parts.emplace_back(numberings_[i], segment, Space::exact, *info);
    }
    require(!parts.empty(), "a term is not found again");
    return parts;
  }

  // The lists of the term that is up; the cursors go on.
  void take_parts() {
    parts_.clear();
    inputs_of_parts_.clear();
    for (std::size_t i = 0; i < cursors_.size(); ++i) {
      TermCursor& cursor = cursors_[i];
      if (!cursor.valid() || name_of(cursor) != ListName{space_, text_}) continue;
      if (space_ != Space::stem && space_ != Space::pair) {
        parts_.emplace_back(numberings_[i], *inputs_[i].segment, space_, cursor.info());
        inputs_of_parts_.push_back(i);
      }
      require(unread_[i].terms-- != 0, "its terms are more than it says");
      cursor.next();
    }
  }

  const std::vector<MergeInput>& inputs_;
  const std::vector<Numbering>& numberings_;
  std::vector<TermCursor> cursors_;
  std::vector<Unread> unread_;
  bool begun_ = false;
  Space space_ = Space::exact;  // of the list that is up
  std::string text_;
  std::vector<Part> parts_;
  std::vector<std::size_t> inputs_of_parts_;
  PartReader reader_;
};

class Merge {
 public:
  Merge(const std::vector<MergeInput>& inputs, SpoolPlace& place)
      : inputs_(inputs), place_(place), documents_(place), sketches_(place) {}

  void build(const SegmentMaking& making, const SegmentIdentity& identity, const ByteSink& sink) {
    SegmentContent content;
    content.identity = identity;
    DocId next = 0;
    for (const MergeInput& input : inputs_) {
      if (numberings_.empty()) content.weights = input.segment->weights();
      if (content.weights != input.segment->weights()) {
        throw Error(ErrorCode::invalid_argument,
                    "segments with other field weights cannot be merged: rebuild the index");
      }
      if (input.segment->language() != identity.language) {
        throw Error(ErrorCode::invalid_argument,
                    "segments of other languages cannot be merged: rebuild the index");
      }
      numberings_.emplace_back(input, next);
      if (numberings_.back().end() < next) {
        throw Error(ErrorCode::too_large, "a segment cannot hold so many documents: merge fewer");
      }
      add_documents(*input.segment, numberings_.back(), content.length_codes);
      next = numberings_.back().end();
    }
    MergedLists lists(inputs_, numberings_);
    content.lists = &lists;
    content.documents = &documents_;
    content.columns = &columns_;
    content.sketches = &sketches_;
    build_segment(std::move(content), making, place_, sink);
  }

 private:
  void add_documents(const Segment& segment, const Numbering& numbering,
                     std::vector<std::uint8_t>& length_codes) {
    for (DocId number = numbering.first(); number < numbering.end(); ++number) {
      const DocId doc = numbering.old(number);
      documents_.add(segment.documents(), doc);
      length_codes.push_back(segment.length_code(doc));
    }
    const Sketches& sketches = segment.sketches();
    for (std::uint32_t i = 0; i < sketches.size(); ++i) {
      const DocId number = numbering.of(sketches.doc(i));
      if (number != kDead) sketches_.add(number, sketches.sketch(i));
    }
    const Columns& columns = segment.columns();
    for (std::uint32_t i = 0; i < columns.count(); ++i) add_column(columns.at(i), numbering);
  }

  void add_column(const Column& column, const Numbering& numbering) {
    std::uint64_t unread = column.entry_count();
    for (DocId number = numbering.first(); number < numbering.end(); ++number) {
      const DocId doc = numbering.old(number);
      const std::uint32_t values = column.count(doc);
      require(values <= unread, "the values of a column lie upon each other");
      unread -= values;
      for (std::uint32_t i = 0; i < values; ++i) {
        if (column.type() == AttributeType::text) {
          columns_.add_text(column.name(), number, column.value(column.ordinal(doc, i)));
        } else {
          columns_.add_number(column.name(), column.type(), number, column.number(doc, i));
        }
      }
    }
  }

  const std::vector<MergeInput>& inputs_;
  SpoolPlace& place_;
  std::vector<Numbering> numberings_;  // by input
  DocumentsWriter documents_;
  ColumnsWriter columns_;
  SketchesWriter sketches_;
};

}  // namespace

std::vector<std::byte> merge_segments(const std::vector<MergeInput>& inputs,
                                      const SegmentMaking& making,
                                      const SegmentIdentity& identity) {
  std::vector<std::byte> bytes;
  SpoolPlace memory;
  Merge(inputs, memory).build(making, identity, [&bytes](Bytes part) {
    append_bytes(bytes, part);
  });
  return bytes;
}

void merge_segments(const std::vector<MergeInput>& inputs, const SegmentMaking& making,
                    const SegmentIdentity& identity, Disk& disk, const Disk::Path& path) {
  DurableFile file(disk, path);
  SpoolPlace place(disk, path);
  Merge(inputs, place).build(making, identity, [&file](Bytes part) { file.append(part); });
  file.commit();
}

}  // namespace coldopen
