// Article <-> JSON: the one written form, shared by NDJSON, the store and HTTP.
//
// Coercion, the one rule: a JSON string is text, except that YYYY-MM-DD and RFC 3339 strings are
// dates; numbers and booleans are themselves; a list is a list of values of the type of its first;
// null and objects under an unknown member are left out with a warning; a number as `id` or `title`
// is its text; a lone string where a list is expected is a list of one.
#pragma once

#include <string>
#include <string_view>

#include "corpus/article.hpp"

namespace coldopen {

// Errors: Error(bad_input) with byte offset or member in `where` (malformed JSON, not UTF-8,
// duplicate member, too deep, number out of range, wrong type); then those of check(article).
// Reasons: not-utf8, lone-surrogate, too-deep, number, duplicate-member, empty-body.
// `warnings`, if given, gets one sentence for each member that was left out or read as text.
// `id` is that of an article without a member `id`.
Article article_from_json(std::string_view json, Strings* warnings = nullptr,
                          std::string_view id = {});

// One line, members in a fixed order; article_from_json reads it back to an equal article.
std::string article_to_json(const Article& article);

}  // namespace coldopen
