#include <testthat/vendor/catch.h>

#include <limits>
#include <map>
#include <set>
#include <string>

#include "missing.hpp"

using namespace tendensen;

namespace {

const std::map<std::string, Missing> kinds = {
    {"not_shown", Missing::not_shown},  {"not_asked", Missing::not_asked},
    {"no_option", Missing::no_option},  {"no_answer", Missing::no_answer},
    {"dont_know", Missing::dont_know},  {"not_applicable", Missing::not_applicable},
    {"suppressed", Missing::suppressed}};

}  // namespace

TEST_CASE("each kind of missing is found by its name") {
  REQUIRE(kinds.size() == static_cast<std::size_t>(n_missing_kinds));
  for (const auto& [name, kind] : kinds) {
    INFO(name);
    const auto found = missing_from_name(name);
    REQUIRE(found.has_value());
    CHECK(*found == kind);
  }
}

TEST_CASE("a name round trips through its code") {
  std::set<int> codes;
  for (const auto name : missing_names) {
    const int code = static_cast<int>(*missing_from_name(name));
    CHECK(missing_names[static_cast<std::size_t>(missing_index(code))] == name);
    codes.insert(code);
  }
  CHECK(codes == (std::set<int>{-7, -6, -5, -4, -3, -2, -1}));
}

TEST_CASE("what is no kind of missing has no code") {
  for (const std::string name : {"", "NA", "No_answer", "no answer", "no_answer ", "no_answe"}) {
    INFO(name);
    CHECK_FALSE(missing_from_name(name).has_value());
  }
}

TEST_CASE("missing codes are the negative ones that have a name, and plain NA") {
  CHECK(is_missing_code(plain_na));
  for (int code = -7; code <= -1; ++code) CHECK(is_missing_code(code));
  for (const int code : {-8, 0, 1, plain_na + 1, std::numeric_limits<int>::max()}) {
    CHECK_FALSE(is_missing_code(code));
  }
  CHECK(is_missing(plain_na));
  CHECK(is_missing(-1));
  CHECK_FALSE(is_missing(0));
  CHECK_FALSE(is_missing(1));
}

TEST_CASE("plain NA is a question that was not asked") {
  CHECK(missing_index(plain_na) == missing_index(static_cast<int>(Missing::not_asked)));
  CHECK_FALSE(was_asked(plain_na));
}

TEST_CASE("a question was asked when the respondent saw it, whatever came of it") {
  const std::set<Missing> asked = {Missing::no_answer, Missing::dont_know, Missing::not_applicable,
                                   Missing::suppressed};
  for (const auto& [name, kind] : kinds) {
    INFO(name);
    CHECK(was_asked(static_cast<int>(kind)) == (asked.count(kind) == 1));
  }
}
