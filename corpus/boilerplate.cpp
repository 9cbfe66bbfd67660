#include "corpus/boilerplate.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "corpus/text.hpp"

namespace coldopen {
namespace {

template <std::size_t n>
using Table = std::array<std::string_view, n>;

// A line that is only this begins a block of links to other pages.
constexpr auto kRelatedHeads = std::to_array<std::string_view>({"related posts",
                                                                "related articles",
                                                                "related stories",
                                                                "related news",
                                                                "related content",
                                                                "related links",
                                                                "you may also like",
                                                                "you might also like",
                                                                "you may also enjoy",
                                                                "you might also enjoy",
                                                                "recommended for you",
                                                                "recommended posts",
                                                                "recommended articles",
                                                                "more stories",
                                                                "more articles",
                                                                "more posts",
                                                                "popular posts",
                                                                "recent posts",
                                                                "latest posts",
                                                                "trending now",
                                                                "read next",
                                                                "also read",
                                                                "from around the web",
                                                                "more from around the web"});
// A line that begins with this and a colon is one such link.
constexpr auto kRelatedPrefixes = std::to_array<std::string_view>(
    {"also read", "read also", "read more", "read next", "related", "related article",
     "related story", "must read", "don't miss"});
constexpr auto kRatings = std::to_array<std::string_view>(
    {"rate this", "rate this post", "rate this article", "rate this page", "rate this story",
     "rate this video", "rate this gallery", "click to rate this post",
     "click on a star to rate it", "how useful was this post", "was this article helpful",
     "no votes so far! be the first to rate this post"});
constexpr auto kFurniture = std::to_array<std::string_view>(
    {"advertisement", "advertisements", "sponsored", "sponsored content", "skip to content",
     "skip to main content", "continue reading", "continue reading below", "story continues below",
     "article continues below advertisement", "read more", "leave a comment", "leave a reply",
     "post a comment", "back to top"});
constexpr auto kDated = std::to_array<std::string_view>(
    {"last updated on", "last updated", "first published", "last modified", "published on",
     "updated on", "posted on", "published", "updated", "posted"});
constexpr auto kShareWords = std::to_array<std::string_view>(
    {"share",    "tweet",    "pin",      "it",        "this", "on",        "via",      "email",
     "e-mail",   "print",    "facebook", "twitter",   "x",    "pinterest", "whatsapp", "reddit",
     "linkedin", "telegram", "tumblr",   "instagram", "copy", "link",      "post",     "article"});
constexpr auto kShareVerbs = std::to_array<std::string_view>({"share", "tweet", "pin"});
constexpr auto kNetworks = std::to_array<std::string_view>(
    {"facebook", "twitter", "pinterest", "whatsapp", "reddit", "linkedin", "telegram", "tumblr",
     "instagram", "youtube", "tiktok"});
// What a sentence that asks something of the visitor begins with.
constexpr auto kCalls = std::to_array<std::string_view>(
    {"share this article", "share this post", "share this story", "share this list",
     "share this with your", "share it with your", "share with your friends", "subscribe to our",
     "sign up for our newsletter", "sign up to our newsletter", "let us know in the comments",
     "tell us in the comments", "leave a comment below", "leave us a comment", "comment below",
     "tag a friend who"});
// These are calls where a network's name follows.
constexpr auto kFollow =
    std::to_array<std::string_view>({"follow us on ", "like us on ", "find us on ", "join us on "});
constexpr auto kCallOpeners =
    std::to_array<std::string_view>({"please ", "don't forget to ", "make sure to ", "be sure to ",
                                     "feel free to ", "and ", "also, ", "so "});
constexpr auto kPleased = std::to_array<std::string_view>(
    {"if you liked", "if you like", "if you enjoyed", "if you loved", "if you love", "if you found",
     "liked this", "enjoyed this"});
constexpr auto kAsks = std::to_array<std::string_view>(
    {" share it", " share this", " share with", " subscribe to", " follow us", " like us on"});
constexpr auto kPictures = std::to_array<std::string_view>(
    {"photo", "photos", "image", "images", "picture", "pictures", "pic", "pics", "video", "gif",
     "featured image", "cover image", "header image"});
constexpr auto kCreditWords =
    std::to_array<std::string_view>({"credit", "credits", "courtesy", "source", "sources"});
// These may be content; they are credits only where the same line comes back again and again.
constexpr auto kMaybeCredits = std::to_array<std::string_view>(
    {"source:", "sources:", "credit:", "credits:", "photo:", "image:", "picture:", "via:",
     "photo by", "image by", "via ", "\u00a9"});
constexpr auto kMonths = std::to_array<std::string_view>(
    {"jan",   "feb",  "mar",  "apr",    "may",       "jun",     "jul",      "aug",
     "sep",   "sept", "oct",  "nov",    "dec",       "january", "february", "march",
     "april", "june", "july", "august", "september", "october", "november", "december"});
constexpr auto kTimeWords = std::to_array<std::string_view>(
    {"am",  "pm",  "a.m.",   "p.m.",    "at",        "on",       "ist",    "gmt",      "utc",
     "est", "edt", "pst",    "pdt",     "mon",       "tue",      "wed",    "thu",      "fri",
     "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"});

constexpr std::size_t kRepeatsOfACredit = 3;
constexpr std::size_t kBylinePlaces = 4;  // a byline stands among the first blocks
constexpr std::size_t kClosingWordsMax = 120;

template <std::size_t n>
bool is_one_of(std::string_view text, const Table<n>& table) {
  return std::find(table.begin(), table.end(), text) != table.end();
}

template <std::size_t n>
std::string_view prefix_of(std::string_view text, const Table<n>& table) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [text](std::string_view row) { return text.starts_with(row); });
  return found == table.end() ? std::string_view() : *found;
}

// The form in which lines are compared: one space, lower case, straight apostrophes.
std::string plain(std::string_view text) {
  std::string out = ascii_lower(collapsed(text));
  for (std::size_t at = 0; (at = out.find("\u2019", at)) != std::string::npos;) {
    out.replace(at, 3, "'");
  }
  return out;
}

std::string_view without_end_marks(std::string_view line) {
  while (!line.empty() && std::string_view(".:!? ").find(line.back()) != std::string_view::npos) {
    line.remove_suffix(1);
  }
  return line;
}

Strings words_of(std::string_view line) {
  Strings words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    if (end > 0) words.emplace_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

// "feb 05, 2019", "may 12, 2020 11:48 am", "2019-02-05", "5/2/2019": nothing else, and a year.
bool is_date(std::string_view line) {
  bool year = false;
  for (const std::string& written : words_of(line)) {
    std::string_view word = written;
    while (word.ends_with(',') || word.ends_with('|')) word.remove_suffix(1);
    const bool numeric = word.find_first_not_of("0123456789:/.-") == std::string_view::npos;
    const bool ordinal = word.size() > 2 && word[0] >= '0' && word[0] <= '9' &&
                         (word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd") ||
                          word.ends_with("th"));
    if (!numeric && !ordinal && !is_one_of(word, kMonths) && !is_one_of(word, kTimeWords)) {
      return false;
    }
    for (std::size_t at = 0; numeric && at + 4 <= word.size(); ++at) {
      const std::string_view part = word.substr(at, 4);
      year = year || ((part.starts_with("19") || part.starts_with("20")) &&
                      part.find_first_not_of("0123456789") == std::string_view::npos);
    }
  }
  return year;
}

bool is_dated(std::string_view line) {
  const std::string_view prefix = prefix_of(line, kDated);
  if (prefix.empty()) return false;
  line.remove_prefix(prefix.size());
  line = trimmed(line);
  if (line.starts_with(':') || line.starts_with('-')) line.remove_prefix(1);
  return is_date(trimmed(line));
}

bool is_name_word(std::string_view word) {
  const unsigned char c = static_cast<unsigned char>(word.front());
  return (c >= 'A' && c <= 'Z') || c >= 0x80 || word == "and" || word == "&";
}

// "By Jane Doe", also with the date behind it.
bool is_byline(std::string_view written, std::string_view line) {
  if (!line.starts_with("by ")) return false;
  const std::string text = collapsed(written);
  Strings words = words_of(std::string_view(text).substr(3));
  std::size_t names = 0;
  while (names < words.size() && is_name_word(words[names]) &&
         !is_one_of(ascii_lower(words[names]), kMonths) && names < 6) {
    ++names;
  }
  if (names == 0 || names > 5) return false;
  std::string rest;
  for (std::size_t i = names; i < words.size(); ++i) rest += words[i] + " ";
  if (rest.empty()) return !text.ends_with('.');
  while (!rest.empty() && std::string_view("|-\u2022, ").find(rest[0]) != std::string_view::npos) {
    rest.erase(0, 1);
  }
  return is_date(trimmed(ascii_lower(rest))) || is_dated(trimmed(ascii_lower(rest)));
}

bool is_reading_time(std::string_view line) {
  const std::size_t digits = line.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos || digits > 3) return false;
  const std::string_view rest = trimmed(line.substr(digits));
  return rest == "min read" || rest == "minute read" || rest == "mins read" ||
         rest == "minutes read";
}

bool is_rating(std::string_view line) {
  if (is_one_of(without_end_marks(line), kRatings)) return true;
  return line.starts_with("average rating ") && line.find("vote count") != std::string_view::npos;
}

// "Photo credit: NBC", "Image courtesy of Angela Kinsey"; not "Photo credits roll over a song."
bool is_credit(std::string_view line) {
  if (count_words(line) > 12 || line.ends_with('.')) return false;
  for (const std::string_view picture : kPictures) {
    if (!line.starts_with(picture)) continue;
    const std::string_view rest = trimmed(line.substr(picture.size()));
    const std::string_view word = prefix_of(rest, kCreditWords);
    if (word.empty() || rest.size() == line.size() - picture.size()) continue;
    std::string_view after = rest.substr(word.size());
    if (after.starts_with('s')) after.remove_prefix(1);
    after = trimmed(after);
    if (after.starts_with(':') || after.starts_with("- ") || after.starts_with("| ") ||
        (word == "courtesy" && after.starts_with("of "))) {
      return true;
    }
  }
  return false;
}

bool is_share_bar(std::string_view line) {
  const Strings words = words_of(line);
  std::size_t verbs = 0, networks = 0;
  for (const std::string& word : words) {
    if (!is_one_of(word, kShareWords)) return false;
    verbs += is_one_of(word, kShareVerbs);
    networks += is_one_of(word, kNetworks);
  }
  return networks >= 2 || (verbs > 0 && (networks > 0 || words.size() <= 2 || verbs > 1));
}

// A sentence that asks the visitor to share, follow, comment. Quoted speech is content.
bool is_call(std::string_view sentence) {
  if (sentence.find('"') != std::string_view::npos ||
      sentence.find("\u201c") != std::string_view::npos ||
      sentence.find("\u201d") != std::string_view::npos || count_words(sentence) > 40) {
    return false;
  }
  if (!prefix_of(sentence, kPleased).empty()) {
    return std::any_of(kAsks.begin(), kAsks.end(), [sentence](std::string_view ask) {
      return sentence.find(ask) != std::string_view::npos;
    });
  }
  sentence.remove_prefix(prefix_of(sentence, kCallOpeners).size());
  if (const std::string_view follow = prefix_of(sentence, kFollow); !follow.empty()) {
    return !prefix_of(sentence.substr(follow.size()), kNetworks).empty();
  }
  return !prefix_of(sentence, kCalls).empty();
}

class Sweeper {
 public:
  Sweeper(std::vector<Block>& blocks, std::string_view title) : blocks_(blocks), title_(title) {}

  std::vector<DroppedLine> run() {
    repeated_ = repeated_credits();
    find_closing();
    for (at_ = 0; at_ < blocks_.size(); ++at_) {
      if (gone(blocks_[at_])) continue;
      if (drop_until(related_end(), "related posts")) continue;
      if (drop_until(closing_call_end(), "closing call")) continue;
      const std::string_view reason = reason_to_drop(blocks_[at_]);
      if (!reason.empty()) {
        drop(at_, reason);
      } else if (blocks_[at_].kind != BlockKind::heading) {
        drop_calls(blocks_[at_]);
      }
    }
    std::erase_if(blocks_, gone);
    return std::move(dropped_);
  }

 private:
  static bool is_own(const Block& block) {
    return block.kind == BlockKind::item || block.kind == BlockKind::slide;
  }
  static bool gone(const Block& block) { return block.text.empty() && !is_own(block); }

  void drop(std::size_t at, std::string_view reason) {
    Block& block = blocks_[at];
    dropped_.push_back({std::exchange(block.text, {}), std::string(reason), block.line});
    lead_on(at);
  }

  // From at_ to `end`; false where there is nothing. Leaves at_ on the last one dropped.
  bool drop_until(std::size_t end, std::string_view reason) {
    if (end == at_) return false;
    while (at_ < end) drop(at_++, reason);
    --at_;
    return true;
  }

  // When the first line of a paragraph goes, its next line leads the paragraph.
  void lead_on(std::size_t at) {
    if (!blocks_[at].joined && !is_own(blocks_[at]) && at + 1 < blocks_.size()) {
      blocks_[at + 1].joined = false;
    }
  }

  std::map<std::string, std::size_t> repeated_credits() const {
    std::map<std::string, std::size_t> counts;
    for (const Block& block : blocks_) {
      if (block.text.size() > 120) continue;
      std::string line = plain(block.text);
      if (!prefix_of(line, kMaybeCredits).empty()) ++counts[std::move(line)];
    }
    return counts;
  }

  std::string_view reason_to_drop(const Block& block) {
    if (block.text.size() > 400) return {};
    const std::string line = plain(block.text);
    ++place_;
    if (place_ <= kBylinePlaces && !title_.empty() && line == plain(title_)) {
      return "repeated title";
    }
    if (repeats_caption(line)) return "repeated caption";
    if (is_dated(line) || is_reading_time(line)) return "byline";
    if (place_ <= kBylinePlaces && is_byline(block.text, line)) return "byline";
    if (is_credit(line)) return "photo credit";
    if (const auto found = repeated_.find(line); found != repeated_.end()) {
      if (found->second >= kRepeatsOfACredit) return "photo credit";
    }
    if (is_rating(line)) return "rating";
    if (is_share_bar(line)) return "share bar";
    if (is_one_of(without_end_marks(line), kFurniture)) return "page furniture";
    const std::size_t colon = line.find(':');
    const bool names_page = colon != std::string::npos && !line.ends_with('.') &&
                            is_one_of(std::string_view(line).substr(0, colon), kRelatedPrefixes);
    if (names_page && count_words(line) <= 25) return "related posts";
    const bool copyright = line.starts_with("\u00a9") || line.starts_with("copyright \u00a9") ||
                           line.starts_with("copyright (c)");
    if (copyright && line.find("rights reserved") != std::string::npos) return "copyright";
    return {};
  }

  // The line right after a heading or at the start of an item that says its heading again.
  bool repeats_caption(const std::string& line) const {
    if (at_ == 0) return false;
    const Block& before = blocks_[at_ - 1];
    const std::string& heading = is_own(before) ? before.heading : before.text;
    const bool is_head = is_own(before) || before.kind == BlockKind::heading;
    return is_head && !heading.empty() && line == plain(heading);
  }

  // Behind the entries that follow a head like "Related posts"; at_ where this is none.
  std::size_t related_end() const {
    const Block& head = blocks_[at_];
    if (is_own(head) || !is_one_of(without_end_marks(plain(head.text)), kRelatedHeads)) return at_;
    std::size_t end = at_ + 1;
    while (end < blocks_.size() && is_entry(blocks_[end], head)) ++end;
    return end == at_ + 1 ? at_ : end;
  }

  // A title or a date, not prose: short, and no sentence with a full stop.
  static bool is_entry(const Block& block, const Block& head) {
    if (is_own(block)) return false;
    if (block.kind == BlockKind::heading &&
        (head.kind != BlockKind::heading || block.level <= head.level)) {
      return false;
    }
    return block.text.size() <= 300 && count_words(block.text) <= 30 && !block.text.ends_with('.');
  }

  // What follows the last item or slide, up to a heading.
  void find_closing() {
    const auto last = std::find_if(blocks_.rbegin(), blocks_.rend(), is_own);
    if (last == blocks_.rend()) return;
    closing_ = blocks_.size() - static_cast<std::size_t>(last - blocks_.rbegin());
    closing_end_ = closing_;
    while (closing_end_ < blocks_.size() && blocks_[closing_end_].kind != BlockKind::heading) {
      ++closing_end_;
    }
  }

  // Behind the paragraph at at_, where it takes leave of the visitor of a list: what stands around
  // its call sums up and praises, and tells nothing. at_ where this is none.
  std::size_t closing_call_end() const {
    if (at_ < closing_ || at_ >= closing_end_ || blocks_[at_].joined) return at_;
    std::size_t end = at_;
    std::size_t words = 0;
    bool calls = false;
    do {
      words += count_words(blocks_[end].text);
      calls = calls || has_call(blocks_[end].text);
      ++end;
    } while (end < closing_end_ && blocks_[end].joined && words <= kClosingWordsMax);
    return calls && words <= kClosingWordsMax ? end : at_;
  }

  static bool has_call(std::string_view text) {
    std::size_t begin = 0;
    for (const std::size_t end : sentence_ends(text)) {
      const std::string_view sentence = text.substr(begin, end - begin);
      if (is_a_call(sentence)) return true;
      begin = end;
    }
    return false;
  }
  static bool is_a_call(std::string_view sentence) {
    return sentence.size() <= 400 && is_call(plain(sentence));
  }

  void drop_calls(Block& block) {
    std::string kept;
    std::size_t begin = 0;
    bool any = false;
    for (const std::size_t end : sentence_ends(block.text)) {
      const std::string_view sentence = std::string_view(block.text).substr(begin, end - begin);
      begin = end;
      if (is_a_call(sentence)) {
        dropped_.push_back({std::string(trimmed(sentence)), "share call", block.line});
        any = true;
      } else {
        kept += sentence;
      }
    }
    if (!any) return;
    block.text = std::string(trimmed(kept));
    if (gone(block)) lead_on(at_);
  }

  std::vector<Block>& blocks_;
  std::string_view title_;
  std::map<std::string, std::size_t> repeated_;
  std::vector<DroppedLine> dropped_;
  std::size_t at_ = 0, place_ = 0;
  std::size_t closing_ = 0, closing_end_ = 0;  // none: equal
};

}  // namespace

std::vector<DroppedLine> drop_boilerplate(std::vector<Block>& blocks, std::string_view title) {
  return Sweeper(blocks, title).run();
}

}  // namespace coldopen
