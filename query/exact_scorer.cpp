#include "query/exact_scorer.hpp"

namespace coldopen {

namespace {

std::string term_of(const Element& element, const ElementPart& part) {
  if (!element.decorated.empty()) return element.decorated;
  if (part.form == "written" && !element.written.empty()) return element.written;
  return part.form == "stem" ? element.stem : element.text;
}

// "with spiderman, behind the scenes; typed 2 times"
std::string note_of(const Element& element, const ElementPart& part) {
  std::string note;
  if (part.form == "stem" || part.form == "exact") {
    for (const Writing& writing : element.writings) {
      if (part.form == "exact" && writing.kind == WritingKind::synonym) continue;
      note += (note.empty() ? "with " : ", ") + text_of(writing);
    }
  }
  if (element.times > 1)
    note += (note.empty() ? "" : "; ") + ("typed " + std::to_string(element.times) + " times");
  return note;
}

}  // namespace

ExactScorer::ExactScorer(const Snapshot& snapshot, std::size_t segment, const ResolvedQuery& query,
                         const LengthNorms& norms, std::uint64_t matches)
    : segment_(*snapshot.segments[segment].segment), norms_(norms), k1_(snapshot.scoring.k1) {
  for (const std::size_t index : query.scored) {
    const Element& element = query.elements[index];
    for (const ElementPart& part : element.parts) {
      const ElementList& list = part.lists[segment];
      if (list.df() == 0) continue;
      Reader reader;
      reader.element = &element;
      reader.part = &part;
      reader.list = &list;
      if (!part.except.empty()) reader.except = &part.except[segment];
      // To ask costs about as much as to walk past eight documents.
      reader.walks = matches * 8 >= list.df();
      if (reader.walks) {
        list.documents(reader.documents);
        list.ranks(reader.documents, reader.ranks);
      }
      readers_.push_back(std::move(reader));
    }
  }
}

std::optional<Rank> ExactScorer::Reader::find(DocId doc) noexcept {
  if (except != nullptr && except->find(doc)) return std::nullopt;
  if (!walks) return list->find(doc);
  while (at < documents.size() && documents[at] < doc) ++at;
  if (at == documents.size() || documents[at] != doc) return std::nullopt;
  return ranks.empty() ? static_cast<Rank>(at) : ranks[at];
}

template <class Visit>
double ExactScorer::sum(DocId doc, Visit&& visit) {
  const double k_of_length = norms_[segment_.length_code(doc)];
  double score = 0;
  for (Reader& reader : readers_) {
    const auto rank = reader.find(doc);
    if (!rank) continue;
    const double count = reader.list->count(*rank);
    const double k = reader.part->length_counts ? k_of_length : k1_;
    const double points = reader.part->weight * saturated(count, k);
    score += points;
    visit(reader, count, points);
  }
  return score;
}

float ExactScorer::score(DocId doc) {
  return static_cast<float>(sum(doc, [](const Reader&, double, double) {}));
}

float ExactScorer::explain(DocId doc, std::vector<ScorePart>& parts) {
  const double length = segment_.length(doc);
  return static_cast<float>(sum(doc, [&](const Reader& reader, double count, double points) {
    const Element& element = *reader.element;
    parts.push_back({.source = element.field.empty() ? "text" : element.field,
                     .term = term_of(element, *reader.part),
                     .form = reader.part->form,
                     .idf = reader.part->idf,
                     .count = count,
                     .length = reader.part->length_counts ? length : 0,
                     .points = points,
                     .note = note_of(element, *reader.part)});
  }));
}

}  // namespace coldopen
