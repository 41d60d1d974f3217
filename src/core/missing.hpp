// Missing has kinds: a negative code in a column says why there is no answer.
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace tendensen {

enum class Missing : int {
  not_shown = -1,       // the routing skipped the question
  not_asked = -2,       // the question was not in this edition
  no_option = -3,       // the answer did not exist in this edition
  no_answer = -4,       // shown, left open
  dont_know = -5,       // "don't know", where the questionnaire says that it is missing
  not_applicable = -6,  // likewise "not applicable"
  suppressed = -7       // answered, but not to be shown or not published
};

inline constexpr std::array<std::string_view, 7> missing_names = {
    "not_shown", "not_asked",      "no_option", "no_answer",
    "dont_know", "not_applicable", "suppressed"};

inline constexpr int n_missing_kinds = static_cast<int>(missing_names.size());

// What R's bind_rows() and left_join() leave where a column was absent: nobody asked.
inline constexpr int plain_na = std::numeric_limits<int>::min();

constexpr bool is_missing(int code) { return code < 0; }

constexpr bool is_missing_code(int code) {
  return code == plain_na || (code < 0 && code >= -n_missing_kinds);
}

// Position of a missing code in `missing_names`. Contract: is_missing_code(code).
constexpr int missing_index(int code) {
  return code == plain_na ? -static_cast<int>(Missing::not_asked) - 1 : -code - 1;
}

// Was the question put to the respondent? Contract: is_missing_code(code).
constexpr bool was_asked(int code) { return code != plain_na && code <= -4; }

std::optional<Missing> missing_from_name(std::string_view name);

}  // namespace tendensen
