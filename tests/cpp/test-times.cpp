#include <testthat/vendor/catch.h>

#include <random>

#include "times.hpp"

using namespace tendensen;

namespace {

// 2021-06-08 21:35:43 UTC: 18786 days after 1970-01-01.
constexpr double moment = 18786.0 * 86400 + 21 * 3600 + 35 * 60 + 43;
constexpr double midnight = 18786.0 * 86400;

}  // namespace

TEST_CASE("a moment in all its forms is the same") {
  const std::vector<std::string> ymd = {
      "2021-06-08 21:35:43",     "2021-06-08T21:35:43Z",        "2021/6/8 21:35:43",
      "2021-06-08 21:35:43.000", "2021-06-08T23:35:43.5+02:00", "2021/06/08 9:35:43 PM GMT",
      "2021/06/08 11:35:43 PM GMT+2", "2021-06-08 20:35:43 -0100"};
  for (const auto& text : ymd) CHECK(parse_time(text, DateOrder::ymd) == moment);
  for (const auto& text : {"8-6-2021 21:35:43", "08/06/2021 21:35:43", "8.6.21 9:35:43 p.m."}) {
    CHECK(parse_time(text, DateOrder::dmy) == moment);
  }
  CHECK(parse_time("6/8/2021 9:35:43 PM", DateOrder::mdy) == moment);
  CHECK(parse_time("6/8/2021", DateOrder::mdy) == midnight);
  CHECK(parse_time("44355", DateOrder::serial) == midnight);
  CHECK(parse_time("44355.5", DateOrder::serial) == midnight + 43200);
  CHECK(parse_time("44355,25", DateOrder::serial) == midnight + 21600);
  CHECK(parse_time("6/8/2021 12:00 AM", DateOrder::mdy) == midnight);
  CHECK(parse_time("6/8/2021 12:00 PM", DateOrder::mdy) == midnight + 43200);
}

TEST_CASE("what is no date is none") {
  for (const auto& text :
       {"", "2021", "2021-13-01", "2021-02-29", "2021-00-10", "2021-06-08 25:00", "2021-06-08x",
        "2021-06-08 21", "2021-06-08 21:60", "21-06-08 10:00", "2021-06-08 13:00 PM", "99999-1-1",
        "2021-6-8 1:00 +", "2021--6-8", "1899-06-08"}) {
    CHECK_FALSE(parse_time(text, DateOrder::ymd));
  }
  CHECK(parse_time("2020-02-29", DateOrder::ymd));
  CHECK_FALSE(parse_time("1900-02-29", DateOrder::ymd));
  for (const auto& text : {"443", "443551", "44355x", "19999", "70000"}) {
    CHECK_FALSE(parse_time(text, DateOrder::serial));
  }
}

TEST_CASE("each day follows the one before it") {
  const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  double expected = -2.0 * 365 * 86400;  // 1968-01-01 is 730 days before 1970, and a leap day less
  expected -= 86400;
  for (int year = 1968; year < 2110; ++year) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= lengths[month - 1] + (month == 2 && leap ? 1 : 0); ++day) {
        const auto text =
            std::to_string(year) + "-" + std::to_string(month) + "-" + std::to_string(day);
        REQUIRE(parse_time(text, DateOrder::ymd) == expected);
        expected += 86400;
      }
    }
  }
}

TEST_CASE("the orders that fit are those in which every text is a date") {
  using Orders = std::vector<DateOrder>;
  CHECK(fitting_orders({"8-6-2021", "3-4-2021"}) == (Orders{DateOrder::dmy, DateOrder::mdy}));
  CHECK(fitting_orders({"8-6-2021", "", "13-4-2021"}) == Orders{DateOrder::dmy});
  CHECK(fitting_orders({"6/18/2021"}) == Orders{DateOrder::mdy});
  CHECK(fitting_orders({"2021-06-08 10:00:00"}) == Orders{DateOrder::ymd});
  CHECK(fitting_orders({"44355.5"}) == Orders{DateOrder::serial});
  CHECK(fitting_orders({"8-6-2021", "soon"}).empty());
  CHECK(fitting_orders({"", ""}).empty());
  CHECK(fitting_orders({}).empty());
}

TEST_CASE("any bytes are a date or none") {
  std::mt19937 random(11);
  const std::string signs = "0123456789-/.: TZ+,apm";
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (unsigned n = random() % 25; n > 0; --n) text += signs[random() % signs.size()];
    for (const auto order : {DateOrder::ymd, DateOrder::dmy, DateOrder::mdy, DateOrder::serial}) {
      const auto seconds = parse_time(text, order);
      CHECK((!seconds || (*seconds > -3e9 && *seconds < 3e11)));
    }
  }
}
