#include <testthat/vendor/catch.h>

#include <cstdint>
#include <string>
#include <vector>

#include "times.hpp"

using namespace tendensen;

namespace {

constexpr double day = 86400;

// Days since 1970-01-01, counted one year and one month at a time.
std::int64_t count_days(int year, int month, int of_month) {
  const auto leap = [](int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; };
  std::int64_t days = 0;
  for (int y = 1970; y < year; ++y) days += leap(y) ? 366 : 365;
  for (int y = year; y < 1970; ++y) days -= leap(y) ? 366 : 365;
  const int lengths[] = {31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int m = 1; m < month; ++m) days += lengths[m - 1];
  return days + of_month - 1;
}

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

TEST_CASE("a date is the same in each order, and the days are counted right") {
  for (const int year : {1900, 1969, 1970, 1999, 2000, 2020, 2021, 2100}) {
    for (int month = 1; month <= 12; ++month) {
      for (const int of_month : {1, 9, 28}) {
        const auto y = std::to_string(year);
        const auto m = two(month);
        const auto d = two(of_month);
        const double expected = static_cast<double>(count_days(year, month, of_month)) * day;
        CHECK(parse_time(y + "-" + m + "-" + d, DateOrder::ymd) == expected);
        CHECK(parse_time(d + "/" + m + "/" + y, DateOrder::dmy) == expected);
        CHECK(parse_time(m + "." + d + "." + y, DateOrder::mdy) == expected);
      }
    }
  }
}

TEST_CASE("only days that exist are dates") {
  CHECK(parse_time("2020-02-29", DateOrder::ymd));
  CHECK(parse_time("2000-02-29", DateOrder::ymd));
  CHECK_FALSE(parse_time("2021-02-29", DateOrder::ymd));
  CHECK_FALSE(parse_time("1900-02-29", DateOrder::ymd));
  CHECK_FALSE(parse_time("2021-04-31", DateOrder::ymd));
  CHECK_FALSE(parse_time("2021-00-10", DateOrder::ymd));
  CHECK_FALSE(parse_time("2021-13-10", DateOrder::ymd));
  CHECK_FALSE(parse_time("1899-12-31", DateOrder::ymd));
}

TEST_CASE("a clock has 24 hours, or twice twelve") {
  const auto clock = [](const std::string& text) {
    const auto at = parse_time("1970-01-01 " + text, DateOrder::ymd);
    return at ? *at : -1;
  };
  CHECK(clock("9:05") == 9 * 3600 + 5 * 60);
  CHECK(clock("09:05:06") == 9 * 3600 + 5 * 60 + 6);
  CHECK(clock("09:05:06.999") == 9 * 3600 + 5 * 60 + 6);
  CHECK(clock("12:00 AM") == 0);
  CHECK(clock("12:30 pm") == 12.5 * 3600);
  CHECK(clock("1:00PM") == 13 * 3600);
  CHECK(clock("0:00 AM") == -1);
  CHECK(clock("13:00 PM") == -1);
  CHECK(clock("24:00") == -1);
  CHECK(clock("9:60") == -1);
  CHECK(clock("9:5") == -1);
  CHECK(clock("9") == -1);
  CHECK(clock("9:05 or so") == -1);
}

TEST_CASE("an offset is taken off") {
  const auto at = [](const std::string& offset) {
    return parse_time("1970-01-02T10:00:00" + offset, DateOrder::ymd).value_or(-1) - day;
  };
  CHECK(at("Z") == 36000);
  CHECK(at("+01:00") == 32400);
  CHECK(at("-0530") == 36000 + 5.5 * 3600);
  CHECK(at(" GMT+2") == 28800);
  CHECK(at(" UTC") == 36000);
  CHECK(at("+") == -1 - day);
}

TEST_CASE("days of Excel have any number of decimals") {
  CHECK(parse_time("25569", DateOrder::serial) == 0);
  CHECK(parse_time("25570.5", DateOrder::serial) == 1.5 * day);
  CHECK(parse_time("25569,25", DateOrder::serial) == 0.25 * day);
  CHECK(parse_time("44240.378541666665", DateOrder::serial).value_or(0) ==
        Approx((44240.378541666665 - 25569) * day).epsilon(1e-12));
  CHECK_FALSE(parse_time("19999", DateOrder::serial));
  CHECK_FALSE(parse_time("70000", DateOrder::serial));
  CHECK_FALSE(parse_time("444240", DateOrder::serial));
  CHECK_FALSE(parse_time("44240.5.5", DateOrder::serial));
}

TEST_CASE("orders fit where they fit every text") {
  using Orders = std::vector<DateOrder>;
  CHECK(fitting_orders({"8-6-2020", "", "18-6-2020"}) == Orders{DateOrder::dmy});
  CHECK(fitting_orders({"8-6-2020"}) == (Orders{DateOrder::dmy, DateOrder::mdy}));
  CHECK(fitting_orders({"8-16-2020"}) == Orders{DateOrder::mdy});
  CHECK(fitting_orders({"18-6-2020", "6-18-2020"}).empty());
  CHECK(fitting_orders({"", ""}).empty());
  CHECK(fitting_orders({}).empty());
}

TEST_CASE("no text of signs of dates does harm") {
  const std::string signs = "0129-/.: TZ+,apmG";
  std::uint32_t state = 7;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (std::uint32_t n = state % 24; n > 0; --n) {
      state = state * 1664525U + 1013904223U;
      text += signs[(state >> 16) % signs.size()];
    }
    state = state * 1664525U + 1013904223U;
    for (const auto order : {DateOrder::ymd, DateOrder::dmy, DateOrder::mdy, DateOrder::serial}) {
      const auto at = parse_time(text, order);
      if (at) CHECK(*at < 1e12);
    }
  }
}
