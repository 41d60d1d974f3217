# Words of plots, tables and alt text, and numbers as a language writes them.
words <- function(key, lang, ...) {
  text <- translated("words.csv", key, lang)
  if (!translates("words.csv", lang)) lang <- "en"
  if (lang == "fr") text <- gsub(" ([:;?!])", "\u00a0\\1", text)
  if (...length() == 0) text else sprintf(text, ...)
}

# Texts of a sheet of the package (key, and a column a language): English for a language without any,
# NA where there is no such key.
translated <- function(sheet, key, lang) {
  texts <- text_sheet(sheet)
  texts[[if (translates(sheet, lang)) lang else "en"]][match(key, texts$key)]
}

translates <- function(sheet, lang) lang %in% setdiff(names(text_sheet(sheet)), "key")

text_sheet <- function(sheet) {
  if (is.null(the$texts[[sheet]])) {
    the$texts[[sheet]] <- read_sheet(system.file(sheet, package = "tendensen", mustWork = TRUE))
  }
  the$texts[[sheet]]
}

capital <- function(text) paste0(toupper(substr(text, 1, 1)), substring(text, 2))

# French has a no-break space before a colon, and its own quotation marks.
colon <- function(lang) if (identical(lang, "fr")) "\u00a0: " else ": "

quoted <- function(x, lang) {
  if (identical(lang, "fr")) paste0("\u00ab\u00a0", x, "\u00a0\u00bb") else paste0("\u201c", x, "\u201d")
}

# A word where there is one, else the code itself.
words_or_code <- function(codes, lang) {
  text <- words(codes, lang)
  ifelse(is.na(text), codes, text)
}

# Numbers without blanks and superfluous zeros; `digits` decimals at most, "" for none.
format_number <- function(x, lang, digits = 2) {
  english <- !lang %in% c("nl", "fr", "de")
  text <- vapply(as.double(x), function(one) {
    if (is.na(one)) return("")
    formatC(round(one, digits),
      format = "f", digits = digits, drop0trailing = TRUE,
      big.mark = c(fr = "\u202f", nl = ".", de = ".")[lang] %|% ",",
      decimal.mark = if (english) "." else ","
    )
  }, character(1))
  sub("^-", "\u2212", sub("^-(0([.,]0*)?)$", "\\1", text))
}

`%|%` <- function(x, y) if (is.na(x)) y else unname(x)

# Dutch and English write 47%; French puts a no-break space before the sign.
percent_sign <- function(lang) if (identical(lang, "fr")) "\u00a0%" else "%"

format_percent <- function(x, lang, digits = 2) {
  text <- format_number(x, lang, digits)
  ifelse(nzchar(text), paste0(text, percent_sign(lang)), "")
}

# Percentages of a result's rows as text: computed ones rounded half up from their counts, weighted and
# printed ones as they are, the former to the unit.
percent_labels <- function(rows, lang) {
  format_percent(shown_percent(rows), lang)
}

shown_percent <- function(rows) {
  shown <- rows$percent
  counted <- !is.na(rows$n) & !is.na(rows$percent) & !is.na(rows$base) & rows$base > 0
  if (!is.null(rows[["n_weighted"]])) {
    shown[counted] <- floor(shown[counted] + 0.5)
    return(shown)
  }
  shown[counted] <- mapply(round_percent, rows$n[counted], rows$base[counted])
  as.double(shown)
}

# Ends of an interval in percent or points.
format_interval <- function(low, high, lang, digits = 0) {
  text <- paste(format_number(low, lang, digits), words("to", lang), format_number(high, lang, digits))
  ifelse(is.na(low) | is.na(high), "", text)
}
