// Dates and times as survey tools write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tendensen {

// serial: days since 1899-12-30, as Excel counts them.
enum class DateOrder { ymd, dmy, mdy, serial };

// Seconds since 1970-01-01 UTC, or nothing where the text is no date in this order. A date is three
// numbers divided by one of `-/. `, the year of four digits (of two, 2000 to 2099, unless it is
// first); it may be followed by `T`, `,` or a space and a time: 9:05, 09:05:00.000, 9:05 PM, with
// an offset: Z, +02:00, GMT+2. A time without an offset is taken as UTC.
std::optional<double> parse_time(std::string_view text, DateOrder order);

// The orders in which every text is a date; empty texts do not count, and of nothing else fit none.
std::vector<DateOrder> fitting_orders(const std::vector<std::string>& texts);

}  // namespace tendensen
