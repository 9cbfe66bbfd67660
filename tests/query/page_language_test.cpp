#include "query/page_language.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_index.hpp"

namespace coldopen {
namespace {

TEST(PageLanguage, TheReadersComesFirstOfPagesCalledAlikeThenThatOfTheIndex) {
  TestIndex index;
  index.add(article("fr").lang("fr").title("Heist"));
  index.add(article("at").lang("de-AT").title("Heist"));
  index.add(article("plain").title("Heist"));
  const Snapshot snapshot = index.snapshot();
  SearchRequest request = asking("heist");
  request.fold = false;
  EXPECT_EQ(ids_of(search(snapshot, request)).front(), "plain");
  request.lang = "de";
  EXPECT_EQ(ids_of(search(snapshot, request)).front(), "at");
  request.lang = "fr-CA";
  EXPECT_EQ(ids_of(search(snapshot, request)), (Ids{"fr", "plain", "at"}));
}

}  // namespace
}  // namespace coldopen
