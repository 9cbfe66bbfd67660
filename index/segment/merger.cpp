#include "index/segment/merger.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "corpus/error.hpp"
#include "index/segment/builder.hpp"

namespace coldopen {
namespace {

constexpr DocId kDead = std::numeric_limits<DocId>::max();

struct Source {  // a list of one input
  std::size_t input = 0;
  TermInfo info;
};

class Merge {
 public:
  explicit Merge(const std::vector<MergeInput>& inputs) : inputs_(inputs) {}

  SegmentContent content() {
    SegmentContent content;
    for (std::size_t i = 0; i < inputs_.size(); ++i) add_documents(i, content);
    collect_lists();
    for (std::size_t i = 0; i + 1 < ends_.size(); ++i) {
      const Name& name = names_[i];
      content.lists.push_back({name.space, std::string_view(texts_).substr(name.at, name.length)});
    }
    content.load = [this](std::size_t i, bool with_positions, ListContent& list) {
      load(i, with_positions, list);
    };
    return content;
  }

 private:
  struct Name {
    Space space = Space::exact;
    std::size_t at = 0;
    std::size_t length = 0;
  };

  void add_documents(std::size_t input, SegmentContent& content) {
    const Segment& segment = *inputs_[input].segment;
    const Tombstones* dead = inputs_[input].dead.get();
    if (input == 0) content.weights = segment.weights();
    if (content.weights != segment.weights()) {
      throw Error(ErrorCode::invalid_argument,
                  "segments with other field weights cannot be merged: rebuild the index");
    }
    std::vector<DocId>& numbers = numbers_.emplace_back(segment.size(), kDead);
    for (DocId doc = 0; doc < segment.size(); ++doc) {
      if (dead != nullptr && dead->dead(doc)) continue;
      numbers[doc] = content.documents.size();
      content.documents.add(segment.documents(), doc);
      content.length_codes.push_back(segment.length_code(doc));
    }
    const Columns& columns = segment.columns();
    for (std::uint32_t i = 0; i < columns.count(); ++i) {
      add_column(columns.at(i), numbers, content.columns);
    }
  }

  static void add_column(const Column& column, const std::vector<DocId>& numbers,
                         ColumnsWriter& out) {
    for (DocId doc = 0; doc < numbers.size(); ++doc) {
      const std::uint32_t values = numbers[doc] == kDead ? 0 : column.count(doc);
      for (std::uint32_t i = 0; i < values; ++i) {
        if (column.type() == AttributeType::text) {
          out.add_text(column.name(), numbers[doc], column.value(column.ordinal(doc, i)));
        } else {
          out.add_number(column.name(), column.type(), numbers[doc], column.number(doc, i));
        }
      }
    }
  }

  // The terms of all inputs in order, each once with its lists; those of stems are made anew.
  void collect_lists() {
    std::vector<TermCursor> cursors;
    cursors.reserve(inputs_.size());
    for (const MergeInput& input : inputs_) {
      cursors.push_back(input.segment->dictionary().seek(Space::exact, {}));
    }
    const auto name_of = [](const TermCursor& cursor) {
      return ListName{cursor.space(), cursor.text()};
    };
    while (true) {
      const TermCursor* first = nullptr;
      for (const TermCursor& cursor : cursors) {
        if (cursor.valid() && (first == nullptr || name_of(cursor) < name_of(*first))) {
          first = &cursor;
        }
      }
      ends_.push_back(sources_.size());
      if (first == nullptr) return;
      const Name name{first->space(), texts_.size(), first->text().size()};
      texts_ += first->text();
      const std::string_view text = std::string_view(texts_).substr(name.at);
      for (std::size_t i = 0; i < cursors.size(); ++i) {
        if (!cursors[i].valid() || name_of(cursors[i]) != ListName{name.space, text}) continue;
        if (name.space != Space::stem) sources_.push_back({i, cursors[i].info()});
        cursors[i].next();
      }
      if (name.space == Space::stem) {
        texts_.resize(name.at);
        ends_.pop_back();
      } else {
        names_.push_back(name);
      }
    }
  }

  void load(std::size_t list, bool with_positions, ListContent& out) {
    out.postings.clear();
    out.positions.clear();
    for (std::size_t i = ends_[list]; i < ends_[list + 1]; ++i) {
      const std::vector<DocId>& numbers = numbers_[sources_[i].input];
      const PostingList postings = inputs_[sources_[i].input].segment->postings(sources_[i].info);
      postings.documents(docs_);
      for (Rank rank = 0; rank < docs_.size(); ++rank) {
        const DocId number = numbers[docs_[rank]];
        if (number == kDead) continue;
        out.postings.push_back({number, postings.count(rank), postings.position_count(rank)});
        if (!with_positions) continue;
        postings.positions(rank, positions_);
        out.positions.insert(out.positions.end(), positions_.begin(), positions_.end());
      }
    }
  }

  const std::vector<MergeInput>& inputs_;
  std::vector<std::vector<DocId>> numbers_;  // by input and document: the new number
  std::string texts_;
  std::vector<Name> names_;
  std::vector<Source> sources_;
  std::vector<std::size_t> ends_;  // where the sources of each list begin; one more at the end
  std::vector<DocId> docs_;
  std::vector<std::uint32_t> positions_;
};

}  // namespace

std::vector<std::byte> merge_segments(const std::vector<MergeInput>& inputs,
                                      const Analyzer& analyzer, const Scoring& scoring,
                                      const SegmentIdentity& identity) {
  Merge merge(inputs);
  SegmentContent content = merge.content();
  content.identity = identity;
  return build_segment(std::move(content), &analyzer, scoring);
}

}  // namespace coldopen
