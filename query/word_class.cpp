#include "query/word_class.hpp"

namespace coldopen {

std::string stem_in(const Snapshot& snapshot, const Segment& segment, const std::string& word) {
  return snapshot.scoring.parts.stems ? snapshot.analyzer->stem(word, segment.language()) : word;
}

PostingList class_list(const Snapshot& snapshot, const Segment& segment, const std::string& word) {
  const auto info = snapshot.scoring.parts.stems
                        ? segment.find_class(stem_in(snapshot, segment, word))
                        : segment.find(Space::exact, word);
  return info ? segment.postings(*info) : PostingList();
}

Strings class_words(const Snapshot& snapshot, const Segment& segment, const std::string& word) {
  if (!snapshot.scoring.parts.stems) return {word};
  return segment.class_members(stem_in(snapshot, segment, word));
}

}  // namespace coldopen
