#include "query/suggest.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "corpus/error.hpp"
#include "corpus/text.hpp"
#include "query/best_lines.hpp"
#include "query/landing.hpp"
#include "query/name_links.hpp"
#include "query/name_starts.hpp"
#include "query/near_names.hpp"
#include "query/page_language.hpp"
#include "query/suggestible.hpp"
#include "query/typed_mark.hpp"
#include "query/typed_name.hpp"

namespace coldopen {

namespace {

// What a line is worth beside ln(1 + links), which is at most 22: steps of the order.
constexpr double kStep = 100;
constexpr double kCode = 20 * kStep;
constexpr std::array<double, 3> kExact = {14 * kStep, 13 * kStep, 12 * kStep};  // by NameSource
constexpr std::array<double, 3> kFirst = {11 * kStep, 10 * kStep, 9 * kStep};
constexpr std::array<double, 3> kInner = {8 * kStep, 7 * kStep, 7 * kStep};
constexpr double kJoined = 6 * kStep;
constexpr double kDoubtfulCode = 5 * kStep;
constexpr double kNearFirst = 4 * kStep;  // with a word that was mistyped
constexpr double kNearInner = 3 * kStep;
constexpr double kEdit = 30;
constexpr double kWholeWord = 2;
constexpr double kLanguage = 50;
constexpr double kLast = -50 * kStep;  // pages that lead to others

void check(const SuggestRequest& request) {
  const auto refuse = [](const std::string& message, const char* parameter) {
    throw Error(ErrorCode::invalid_argument, message, parameter);
  };
  if (utf8_error(request.q) != std::string::npos)
    refuse("the text is not valid UTF-8: a character is cut or mistaken", "q");
  if (count_characters(request.q) > SearchLimits::query_code_points_max)
    refuse("the text has more than " + std::to_string(SearchLimits::query_code_points_max) +
               " characters: leave out some words",
           "q");
  if (request.limit > SuggestLimits::limit_max)
    refuse("limit is at most " + std::to_string(SuggestLimits::limit_max), "limit");
}

// How good a start is, but for links. `ended`: its word ends where what was typed ends.
struct StartValues {
  const TypedForm& form;
  bool word_ended;       // a space was typed
  std::size_t distance;  // edits that were needed
  bool one_word;

  StartValues(const TypedForm& typed, bool ended, std::size_t edits)
      : form(typed),
        word_ended(ended),
        distance(edits),
        one_word(typed.text.find(' ') == std::string::npos) {}

  double of(const NameStart& start, bool same, bool ended) const noexcept {
    const auto source = static_cast<std::size_t>(start.source);
    const double whole = ended ? kWholeWord : 0;
    if (form.joined) return kJoined + whole;
    if (distance > 0)
      return (start.place == StartPlace::inner ? kNearInner : kNearFirst) -
             kEdit * static_cast<double>(distance);
    // Half an article begins names that it does not stand for: t is not yet The Dundies.
    const bool half_article = start.place == StartPlace::article && one_word && !ended;
    if (start.place == StartPlace::inner || half_article) return kInner[source] + whole;
    const bool is_whole_name = same && start.left == start.length;
    if (!is_whole_name) return kFirst[source] + whole;
    return word_ended ? kFirst[source] - 1 : kExact[source];
  }
};

class Suggester {
 public:
  Suggester(const Snapshot& snapshot, const SuggestRequest& request)
      : snapshot_(snapshot),
        request_(request),
        language_(snapshot, request.lang),
        best_(snapshot, request.limit) {
    const Pin* pin = pin_for(snapshot, request.q);
    for (std::uint32_t i = 0; i < snapshot.segments.size(); ++i)
      suggestible_.emplace_back(snapshot, i, request.filters, pin);
  }

  SuggestResponse run() {
    const TypedName typed = read_typed(request_.q, *snapshot_.analyzer);
    if (typed.forms.empty()) return {};
    add_codes(typed.codes);
    add_names(typed, typed.word_ended);
    if (typed.word_ended && best_.lines().empty()) add_names(typed, false);
    std::vector<TypedForm> forms = typed.forms;
    if (best_.lines().empty()) add_near(typed, forms);
    return write(forms);
  }

 private:
  void add_names(const TypedName& typed, bool word_ended) {
    for (std::uint32_t i = 0; i < snapshot_.segments.size(); ++i)
      for (const TypedForm& form : typed.forms) add_starts(i, form, word_ended, 0);
  }

  // Adds names for what may have been meant, and what that is.
  void add_near(const TypedName& typed, std::vector<TypedForm>& forms) {
    for (NearForm& near : near_forms(snapshot_, typed)) {
      for (std::uint32_t i = 0; i < snapshot_.segments.size(); ++i)
        add_starts(i, near.form, typed.word_ended, near.distance);
      forms.push_back(std::move(near.form));
    }
  }

  void add_starts(std::uint32_t segment, const TypedForm& form, bool word_ended,
                  std::size_t distance) {
    const NameStarts& names =
        name_starts(*snapshot_.segments[segment].segment, *snapshot_.analyzer);
    const std::span<const float> links = name_links(snapshot_).of(segment);
    const StartRange range = names.find(form.text);
    const StartValues values(form, word_ended, distance);
    const std::uint32_t end = word_ended ? range.word_end : range.end;
    for (std::uint32_t i = range.begin; i < end; ++i) {
      const NameStart& start = names.starts()[i];
      const bool spaced = form.joined && start.place == StartPlace::inner;
      if (spaced) continue;  // words that were joined begin a name
      const double value = values.of(start, i < range.same_end, i < range.word_end) +
                           (links.empty() ? 0.0 : static_cast<double>(links[i]));
      if (may_take(value, start.length)) offer({value, start.length, segment, start.doc});
    }
  }

  bool may_take(double value, std::uint32_t length) const noexcept {
    return best_.may_take(request_.lang.empty() ? value : value + kLanguage, length);
  }

  // Takes it if it may be told of.
  void offer(Line line) {
    const Standing standing = suggestible_[line.segment](line.doc);
    if (standing == Standing::never) return;
    if (standing == Standing::last) line.value += kLast;
    if (!request_.lang.empty()) {
      const Documents& documents = snapshot_.segments[line.segment].segment->documents();
      if (language_.nearness(documents.head(line.doc).lang) >= 2) line.value += kLanguage;
    }
    best_.take(line);
  }

  void add_codes(const TypedCodes& codes) {
    double value = codes.doubtful ? kDoubtfulCode : kCode;
    std::size_t taken = 0;
    for (const Space space : {Space::code_key, Space::alias_key}) {
      for (const TypedCodes::Part& part : codes.parts) {
        for (const Line& line : lines_of(space, part)) {
          if (taken >= request_.limit || best_.has(line)) continue;
          const std::size_t before = best_.lines().size();
          offer({value, line.length, line.segment, line.doc});
          taken += best_.lines().size() - before;
          value -= kStep / 1'000;
        }
      }
    }
  }

  // The documents that have such a code, in order of codes.
  std::vector<Line> lines_of(Space space, const TypedCodes::Part& part) const {
    std::map<std::string, std::vector<Line>> by_code;
    for (std::uint32_t i = 0; i < snapshot_.segments.size(); ++i) {
      const Segment& segment = *snapshot_.segments[i].segment;
      const auto add = [&](std::string_view code, const TermInfo& info) {
        if (is_name_or_other(space, part, code)) return true;
        segment.postings(info).for_each(
            [&](DocId doc, Rank) { by_code[std::string(code)].push_back({0, 0, i, doc}); });
        return true;
      };
      if (part.prefix) {
        segment.for_each_term(space, part.code, add);
      } else if (const auto info = segment.find(space, part.code)) {
        add(part.code, *info);
      }
    }
    std::vector<Line> lines;
    for (auto& [code, found] : by_code) {
      std::ranges::sort(found, {}, [this](const Line& line) {
        return snapshot_.segments[line.segment].segment->documents().id(line.doc);
      });
      std::ranges::copy(found, std::back_inserter(lines));
    }
    return lines;
  }

  // Aliases may begin as a code does (s04exotic), and s0 means seasons without their episodes.
  static bool is_name_or_other(Space space, const TypedCodes::Part& part, std::string_view code) {
    if (!part.prefix) return false;
    const std::string_view rest = code.substr(part.code.size());
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !std::ranges::all_of(rest, is_digit) ||
           (space == Space::alias_key && part.code.find('e') == std::string::npos);
  }

  SuggestResponse write(const std::vector<TypedForm>& forms) const {
    SuggestResponse response;
    for (const Line& line : best_.lines()) {
      const std::string kind(suggestible_[line.segment].kind(line.doc));
      auto group = std::ranges::find(response.groups, kind, &SuggestionGroup::kind);
      if (group == response.groups.end())
        group = response.groups.insert(response.groups.end(), {kind, {}});
      group->items.push_back(write(line, forms));
    }
    return response;
  }

  Suggestion write(const Line& line, const std::vector<TypedForm>& forms) const {
    const Documents& documents = snapshot_.segments[line.segment].segment->documents();
    Article head = documents.head(line.doc);
    Suggestion item;
    item.text = {head.title, marks_in(head.title, forms)};
    const bool by_title = !item.text.marks.empty();
    if (!by_title) item.matched = first_marked(head.aliases, forms);
    item.description = description_of(head);
    item.id = std::move(head.id);
    item.url = std::move(head.url);
    item.lang = std::move(head.lang);
    const bool by_alias = !item.matched.text.empty();
    if (!by_title && !by_alias && documents.has_passage_aliases(line.doc))
      lead_to_passage(documents.article(line.doc), forms, item);
    return item;
  }

  MarkedText first_marked(const Strings& names, const std::vector<TypedForm>& forms) const {
    for (const std::string& name : names)
      if (std::vector<Mark> marks = marks_in(name, forms); !marks.empty())
        return {name, std::move(marks)};
    return {};
  }

  void lead_to_passage(const Article& article, const std::vector<TypedForm>& forms,
                       Suggestion& item) const {
    for (const Passage& passage : article.passages) {
      item.matched = first_marked(passage.aliases, forms);
      if (item.matched.text.empty()) continue;
      item.anchor = passage.anchor;
      item.url = deep_link(item.url, passage.anchor, "");
      return;
    }
  }

  std::vector<Mark> marks_in(std::string_view name, const std::vector<TypedForm>& forms) const {
    for (const bool joined : {false, true})
      for (const TypedForm& form : forms)
        if (const auto mark = find_typed(name, {form.text, joined}, *snapshot_.analyzer))
          return {*mark};
    return {};
  }

  static std::string first_text(const Article& head, std::string_view name) {
    const Attribute* attribute = find_attribute(head, name);
    return attribute == nullptr || attribute->values.empty() ? std::string()
                                                             : text_of(attribute->values.front());
  }

  // What the article says of itself, else its place in its series; and its series, by which pages
  // called alike are told apart.
  static std::string description_of(const Article& head) {
    std::string text = first_text(head, "description");
    const std::string season = first_text(head, "season");
    const std::string episode = first_text(head, "episode");
    if (text.empty() && !season.empty() && !episode.empty())
      text = "Season " + season + ", episode " + episode;
    const std::string series = first_text(head, "series");
    if (!series.empty() && text.find(series) == std::string::npos)
      text += (text.empty() ? "" : " · ") + series;
    return text;
  }

  const Snapshot& snapshot_;
  const SuggestRequest& request_;
  const PageLanguage language_;
  std::vector<Suggestible> suggestible_;  // by segment
  BestLines best_;
};

}  // namespace

SuggestResponse suggest(const Snapshot& snapshot, const SuggestRequest& request) {
  check(request);
  return Suggester(snapshot, request).run();
}

}  // namespace coldopen
