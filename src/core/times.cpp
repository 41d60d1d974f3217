#include "times.hpp"

#include <array>
#include <cctype>
#include <cstdint>

namespace tendensen {

namespace {

constexpr double seconds_a_day = 86400;

// Takes parts from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }

  struct Digits {
    int value;
    std::size_t width;
  };
  std::optional<Digits> digits(std::size_t most) {
    std::size_t width = 0;
    int value = 0;
    while (width < text_.size() && width <= most && is_digit(text_[width])) {
      if (width == most) return std::nullopt;
      value = value * 10 + (text_[width++] - '0');
    }
    if (width == 0) return std::nullopt;
    text_.remove_prefix(width);
    return Digits{value, width};
  }

  std::optional<int> digit() {
    if (text_.empty() || !is_digit(text_.front())) return std::nullopt;
    const int value = text_.front() - '0';
    text_.remove_prefix(1);
    return value;
  }

  bool take(char sign) { return take_one_of({&sign, 1}); }

  bool take_one_of(std::string_view signs) {
    if (text_.empty() || signs.find(text_.front()) == std::string_view::npos) return false;
    text_.remove_prefix(1);
    return true;
  }

  // Letters in any case.
  bool take_word(std::string_view lower) {
    if (text_.size() < lower.size()) return false;
    for (std::size_t i = 0; i < lower.size(); ++i) {
      if (std::tolower(static_cast<unsigned char>(text_[i])) != lower[i]) return false;
    }
    text_.remove_prefix(lower.size());
    return true;
  }

  void skip_spaces() {
    while (take(' ')) {
    }
  }

  void skip_digits() {
    while (!text_.empty() && is_digit(text_.front())) text_.remove_prefix(1);
  }

 private:
  static bool is_digit(char sign) { return sign >= '0' && sign <= '9'; }

  std::string_view text_;
};

// Days since 1970-01-01 in the proleptic Gregorian calendar; nothing for no date. Counted from a
// 1 March, so that the leap day is the last of its year.
std::optional<std::int64_t> days_since_epoch(int year, int month, int day) {
  constexpr std::array<int, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (year < 1900 || month < 1 || month > 12 || day < 1) return std::nullopt;
  if (day > lengths[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0)) {
    return std::nullopt;
  }
  const std::int64_t march_year = month > 2 ? year : year - 1;
  const std::int64_t march_month = (month + 9) % 12;
  const std::int64_t days = 365 * march_year + march_year / 4 - march_year / 100 +
                            march_year / 400 + (153 * march_month + 2) / 5 + day - 1;
  return days - 719468;
}

std::optional<double> parse_serial(std::string_view text) {
  Reader reader(text);
  const auto days = reader.digits(5);
  if (!days || days->width != 5 || days->value < 20000 || days->value > 69999) return std::nullopt;
  double share = 0;
  if (reader.take_one_of(".,")) {
    double unit = 0.1;
    while (const auto digit = reader.digit()) {
      share += unit * *digit;
      unit /= 10;
    }
  }
  if (!reader.at_end()) return std::nullopt;
  return (days->value - 25569 + share) * seconds_a_day;
}

std::optional<double> parse_clock(Reader& reader) {
  const auto hour = reader.digits(2);
  if (!hour || !reader.take(':')) return std::nullopt;
  const auto minute = reader.digits(2);
  if (!minute || minute->width != 2 || hour->value > 23 || minute->value > 59) return std::nullopt;
  int second = 0;
  if (reader.take(':')) {
    const auto read = reader.digits(2);
    if (!read || read->width != 2 || read->value > 60) return std::nullopt;
    second = read->value;
    if (reader.take_one_of(".,")) reader.skip_digits();
  }
  int hours = hour->value;
  reader.skip_spaces();
  const bool pm = reader.take_word("pm") || reader.take_word("p.m.");
  if (pm || reader.take_word("am") || reader.take_word("a.m.")) {
    if (hours < 1 || hours > 12) return std::nullopt;
    hours = hours % 12 + (pm ? 12 : 0);
  }
  return hours * 3600.0 + minute->value * 60.0 + second;
}

// Seconds east of UTC.
std::optional<double> parse_offset(Reader& reader) {
  reader.skip_spaces();
  if (reader.at_end() || reader.take_word("z")) return 0;
  if (!reader.take_word("gmt") && reader.take_word("utc") && reader.at_end()) return 0;
  if (reader.at_end()) return 0;
  const bool west = reader.take('-');
  if (!west && !reader.take('+')) return std::nullopt;
  const auto hours = reader.digits(4);
  if (!hours) return std::nullopt;
  int minutes = hours->width > 2 ? hours->value / 100 * 60 + hours->value % 100 : hours->value * 60;
  if (reader.take(':')) {
    const auto more = reader.digits(2);
    if (!more) return std::nullopt;
    minutes += more->value;
  }
  return (west ? -60.0 : 60.0) * minutes;
}

}  // namespace

std::optional<double> parse_time(std::string_view text, DateOrder order) {
  if (order == DateOrder::serial) return parse_serial(text);
  Reader reader(text);
  std::array<Reader::Digits, 3> part{};
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (i > 0 && !reader.take_one_of("-/. ")) return std::nullopt;
    const auto read = reader.digits(4);
    if (!read) return std::nullopt;
    part[i] = *read;
  }
  const auto place = [&](std::size_t year, std::size_t month, std::size_t day) {
    const bool full = part[year].width == 4;
    const bool short_year = part[year].width == 2 && year != 0;
    if ((!full && !short_year) || part[month].width > 2 || part[day].width > 2) {
      return std::optional<std::int64_t>();
    }
    return days_since_epoch(part[year].value + (full ? 0 : 2000), part[month].value,
                            part[day].value);
  };
  const auto days = order == DateOrder::ymd   ? place(0, 1, 2)
                    : order == DateOrder::dmy ? place(2, 1, 0)
                                              : place(2, 0, 1);
  if (!days) return std::nullopt;
  double seconds = 0;
  double offset = 0;
  if (reader.take_one_of("T, ")) {
    reader.skip_spaces();
    const auto clock = parse_clock(reader);
    const auto east = clock ? parse_offset(reader) : std::nullopt;
    if (!east) return std::nullopt;
    seconds = *clock;
    offset = *east;
  }
  if (!reader.at_end()) return std::nullopt;
  return static_cast<double>(*days) * seconds_a_day + seconds - offset;
}

std::vector<DateOrder> fitting_orders(const std::vector<std::string>& texts) {
  std::vector<DateOrder> fitting;
  for (const auto order : {DateOrder::ymd, DateOrder::dmy, DateOrder::mdy, DateOrder::serial}) {
    bool some = false;
    bool all = true;
    for (const auto& text : texts) {
      if (text.empty()) continue;
      some = true;
      all = parse_time(text, order).has_value();
      if (!all) break;
    }
    if (some && all) fitting.push_back(order);
  }
  return fitting;
}

}  // namespace tendensen
