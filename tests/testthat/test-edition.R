keys <- c("figure", "question", "group", "year", "period", "item", "option", "kind", "unit")

as_text <- function(x) as.data.frame(lapply(x[c(keys, "value", "digits")], as.character))
key_of <- function(x) do.call(paste, c(x[keys], sep = "|"))

# The values printed for some cells, in the order of `group`, `year`, `option` and `item`.
printed <- function(question, option = NA, group = NA, year = 2021, item = NA, kind = "level") {
  table <- published(2021)
  wanted <- data.frame(question, group, year, item, option, kind)
  found <- match(do.call(paste, wanted), do.call(paste, table[names(wanted)]))
  table$value[found]
}

# The last `n` numbers of a line of the report.
last_numbers <- function(line, n) {
  numbers <- regmatches(line, gregexpr("[0-9]+([.][0-9]+)?", line))[[1]]
  utils::tail(numbers, n)
}

test_that("two independent transcriptions agree cell by cell", {
  first <- as_text(published(2021))
  second <- utils::read.csv(test_path("fixtures", "published-second.csv"),
    colClasses = "character", na.strings = "", encoding = "UTF-8"
  )
  expect_false(anyDuplicated(key_of(first)) > 0)
  expect_false(anyDuplicated(key_of(second)) > 0)
  expect_setequal(key_of(first), key_of(second))
  second <- second[match(key_of(first), key_of(second)), ]
  expect_identical(first$value, second$value)
  expect_identical(first$digits, second$digits)
})

test_that("the number and its digits are those of the value as printed", {
  table <- published(2021)
  expect_identical(table$number, as.numeric(table$value))
  decimals <- nchar(sub("^[0-9]+[.]?", "", table$value))
  expect_identical(table$digits, decimals)
})

# Words and numbers as the report prints them, line breaks left out; the columns are in its order.
test_that("lines of the report are in the transcription", {
  both <- c("business", "providers")
  expect_line <- function(line, ...) {
    values <- printed(...)
    expect_identical(values, last_numbers(line, length(values)), label = line)
  }
  expect_line("klokten we af op 315", "group", group = "all")
  expect_line("173", "group", "business", "all")
  expect_line("142", "group", "providers", "all")
  expect_line("Slechts 10", "language", "fr", "all")
  expect_line("Tussen 1000 en 4999 24% 36%", "org_size", "1000_4999", "business", c(2020, 2021))
  expect_line("36% 42%", "audience_size", "1000_4999", "business", c(2020, 2021))
  expect_line("2 tot 4 FTE 17% 15%", "provider_size", "2_4", "providers", c(2015, 2021))
  expect_line(
    "mogelijkheden 63% 83% 26% 72%", "crisis_effect", "opportunities", rep(both, each = 2),
    c(2020, 2021)
  )
  expect_line("sterker uit de crisis. 95% 91%", "crisis_outcome", "stronger", both)
  expect_line("73%", "adapted", "within_months", "business", kind = "net")
  expect_line("85%", "adapted", "within_months", "providers", kind = "net")
  expect_line(
    "Ja, onze omzet was 26-50% lager 22% 10%", "revenue_impact", "down_26_50", "providers",
    c(2020, 2021)
  )
  expect_line("39%", "revenue_impact", "lower", "providers", kind = "net")
  # The providers stand first in figure 7.
  expect_line("Ja, zeker wel 67% 46%", "uses_technology", "certainly", rev(both))
  expect_line("7%", "uses_technology", "no", "providers", kind = "net")
  expect_line("11%", "uses_technology", "no", "business", kind = "net")
  expect_line(
    "Ja, voldoende tot zeer zeker 64 84 54 80 43 70 47 58", "tech_capacity", "sufficient_net",
    rep(rep(both, each = 2), 2), c(2017, 2021), rep(c("tech_skills", "tech_resources"), each = 4),
    "net"
  )
  expect_line("gelijk blijven 67%", "budget_change", "same", "business")
  expect_line(
    "Tussen € 250 en 750 per persoon / jaar 23% 34% 25%", "spending", "250_750", "business",
    c(2017, 2019, 2021)
  )
  # The chart beside the table says 29, not 23.
  expect_line("20% 29% 12% 7%", "spending", c("under_250", "250_750", "750_1500", "over_1500"),
    "business", 2017,
    kind = "chart"
  )
  expect_line("Individualisering van aanbod 45% 50%", "tech_reasons", "individualisation", both)
  expect_line(
    "Geef een individu recht op X dagen opleiding 28% 29%", "participation_measures",
    "right_to_days", both
  )
  expect_line("i.p.v. een kost te zien 46% 58%", "culture_levers", "ld_investment", both)
  expect_line(
    "kwalificatie 42% 58% 32% 68%", "government_statements", c("disagree_net", "agree_net"),
    rep(both, each = 2),
    item = "gov_qualification", kind = "net"
  )
  expect_line("organisatie verhogen 23% 39%", "agenda", "productivity_quality", both)
  expect_line(
    "Talent Manager 5% 4% 33% 53% 62% 43%", "ld_roles", rep(c("less", "same", "more"), each = 2),
    both,
    item = "talent_manager"
  )
  expect_line("Fit met bedrijfscultuur 40% 18%", "purchase_criteria", "culture_fit", both)
  expect_line("KMO-portefeuille (2.67)", "purchase_importance", NA, "all", 2011, "importance_subsidy")
})

test_that("the register of figures says the groups and editions that there are", {
  register <- edition_sheet("figures")
  cells <- rbind(
    edition_sheet("published")[c("figure", "question", "group", "year")],
    edition_sheet("pictures")[c("figure", "question", "group", "year")]
  )
  expect_setequal(register$figure, 1:23)
  for (i in seq_len(nrow(register))) {
    own <- cells[cells$figure %in% register$figure[i], ]
    for (column in c("question", "group", "year")) {
      said <- strsplit(register[[c(question = "question", group = "groups", year = "editions")[[column]]]][i], ";")[[1]]
      expect_setequal(said, unique(own[[column]]))
    }
  }
  pictures <- unique(edition_sheet("pictures")$figure)
  expect_setequal(register$figure[register$presentation == "picture"], pictures)
})

test_that("editions() says who took part and in which languages one can ask", {
  found <- editions()
  own <- found[found$year == 2021, ]
  expect_identical(nrow(own), 1L)
  expect_identical(own$respondents, 315L)
  expect_identical(c(own$respondents_business, own$respondents_providers), c(173L, 142L))
  expect_identical(strsplit(own$languages, ", ")[[1]], c("nl", "fr", "en"))
  expect_identical(own$period, "2021-06")
})

test_that("every question, item and option has a label in every language", {
  q <- questionnaire(2021)
  for (lang in c("nl", "fr", "en")) {
    book <- codebook(q, lang)
    expect_false(any(book$question_label %in% c(NA, "")))
    expect_false(any(book$item_label[!is.na(book$item)] %in% c(NA, "")))
    expect_false(any(book$label[!is.na(book$code)] %in% c(NA, "")))
  }
  recodes <- edition_sheet("recodes")
  labels <- recodes[startsWith(names(recodes), "label::")]
  expect_length(labels, 3)
  expect_false(anyNA(labels))
})

test_that("a new edition is a folder of data", {
  folder <- copy_edition()
  edit_sheet(folder, "settings", function(x) {
    x[c("form_id", "edition", "period")] <- list("tendensen_2022", "2022", "2022-06")
    x
  })
  edit_sheet(folder, "published", function(x) {
    own <- x[x$year == "2021", ]
    own$year <- "2022"
    crisis <- own$question == "crisis_effect" & own$group == "business"
    own$value[crisis] <- c(opportunities = "80", difficulties = "20")[own$option[crisis]]
    own$value[own$unit == "count"] <- c("300", "160", "140")
    rbind(x, own)
  })
  edit_sheet(folder, "figures", function(x) {
    x$editions <- sub("2021", "2021;2022", x$editions)
    x
  })
  edit_sheet(folder, "pictures", function(x) transform(x, year = sub("2021", "2022", year)))

  expect_identical(questionnaire(folder)$settings$edition, 2022L)
  expect_identical(published(folder)$value[1:3], c("315", "173", "142"))
  answers <- respondents(folder)
  expect_identical(nrow(answers), 300L)
  printed <- figure(3, edition = folder)
  expect_setequal(printed$edition, 2020:2022)
  computed <- figure(3, answers, edition = folder)
  own <- computed[computed$edition == 2022 & computed$group == "business", ]
  expect_identical(half_up(own$n, own$base), c(80, 20))
  expect_identical(unique(computed$source[computed$edition == 2021]), "published")
  tiers <- reproduce_edition(answers, folder)
  expect_setequal(tiers$edition, 2022)
  expect_identical(sum(tiers$tier == "differs"), 0L)
  # The installed edition is another one still.
  expect_identical(nrow(respondents(2021)), 315L)
  expect_error(figure(3, respondents(2021), edition = folder), class = "tendensen_error_responses")
})

test_that("a changed sheet is read again", {
  folder <- copy_edition()
  expect_identical(published(folder)$value[[1]], "315")
  Sys.sleep(0.05)
  edit_sheet(folder, "published", function(x) {
    x$value[[1]] <- "316"
    x
  })
  expect_identical(published(folder)$value[[1]], "316")
})

test_that("an edition without printed numbers, or without a year, still has its figures", {
  folder <- copy_edition()
  unlink(file.path(folder, "published.csv"))
  expect_identical(nrow(published(folder)), 0L)
  expect_identical(nrow(figure(3, edition = folder)), 0L)
  expect_identical(nrow(figure(13, edition = folder)), 7L)
  edit_sheet(folder, "settings", function(x) transform(x, edition = NULL))
  expect_setequal(figure(13, respondents(2021), edition = folder)$source, "published")
})

test_that("a survey without groups, nets or pictures is an edition too", {
  folder <- tempfile("edition-")
  dir.create(folder)
  file.copy(list.files(test_path("fixtures", "small"), full.names = TRUE), folder)
  header <- "figure,question,group,year,period,item,option,value,digits,kind,unit,note"
  write_sheets(
    figures = c("figure,question,statistic,groups,editions,presentation", "1,rating,percent,all,2022,table"),
    published = c(header, "1,rating,all,2022,,,1,33.3,1,level,percent,", "1,rating,all,2022,,,2,66.7,1,level,percent,"),
    folder = folder
  )
  data <- data.frame(rating = c("Wel", "1", "Oui", "9"), topics = "a b", age = 20:23)
  # 1 and 2 of 3: 33.333 and 66.667
  expect_identical(reproduce_edition(data, folder)$tier, c("exact", "exact"))
  expect_identical(figure(1, edition = folder)$percent, c(33.3, 66.7))
  expect_identical(figure(1, data, edition = folder)$n, c(1L, 2L))
  expect_identical(figures(folder, "fr")$title, "Êtes-vous satisfait ?")
})

test_that("a sheet that does not fit the questionnaire is refused", {
  refused <- function(sheet, column, value) {
    folder <- copy_edition()
    edit_sheet(folder, sheet, function(x) {
      x[[column]][20] <- value
      x
    })
    expect_error(published(folder), value, class = "tendensen_error_edition")
  }
  refused("published", "question", "org_sise")
  refused("published", "option", "10000_pluss")
  refused("published", "value", "achttien")
  refused("published", "group", "busines")
  refused("published", "kind", "lvl")
  refused("published", "unit", "procent")
  refused("published", "figure", "99")
  refused("pictures", "option", "in_used")
})

test_that("a name that leads nowhere is refused with its sheet and row", {
  folder <- copy_edition()
  edit_sheet(folder, "pictures", function(x) {
    x$option[7] <- "in_{used}"
    x
  })
  error <- expect_error(published(folder), class = "tendensen_error_edition")
  shown <- gsub("\\s+", " ", conditionMessage(error))
  expect_match(shown, "pictures.csv", fixed = TRUE)
  pictures <- edition_sheet("pictures")[7, ]
  expect_match(shown, paste0("Row 8: ", pictures$question, "/", pictures$item, "/in_{used}."), fixed = TRUE)
})

test_that("a net cannot take the code of another option", {
  folder <- copy_edition()
  edit_sheet(folder, "recodes", function(x) {
    x$to[x$to == "higher"] <- "down_1_25"
    x
  })
  expect_error(published(folder), "down_1_25", class = "tendensen_error_edition")
})

test_that("a cell that cannot be is refused with its row, and what to write", {
  refused <- function(sheet, column, value, says, row = 2) {
    folder <- copy_edition()
    edit_sheet(folder, sheet, function(x) {
      x[[column]][row - 1] <- value
      x
    })
    error <- expect_error(published(folder), class = "tendensen_error_edition")
    shown <- gsub("\\s+", " ", conditionMessage(error))
    for (part in c(paste0(sheet, ".csv"), column, paste0("Row ", row, ": "), value, says)) {
      expect_true(grepl(part, shown, fixed = TRUE), label = paste(part, "in", shown))
    }
  }
  refused("figures", "figure", "two", "a whole number")
  refused("figures", "figure", "3", "one row", 5)
  refused("figures", "question", "org_sise", "not in the questionnaire")
  refused("figures", "statistic", "mean", "percent")
  refused("figures", "editions", "2020,2021", "2017;2021")
  refused("figures", "presentation", "pictuer", "table or picture")
  refused("figures", "plot", "diverg", "diverging or nothing")
  refused("published", "year", "21", "2021", 30)
  refused("published", "period", "maart", "2020-03", 30)
  refused("published", "figure", "one", "a whole number, or nothing", 30)
  refused("published", "digits", "none", "a whole number", 30)
  refused("pictures", "figure", "99", "figures.csv")
  refused("pictures", "group", "busines", "business, providers")
  refused("pictures", "year", "'21", "a year")
  refused("conclusions", "conclusion", "one", "a whole number")
  refused("conclusions", "conclusion", "0", "one row", 3)
  refused("claims", "edition", "21", "a year")
  refused("references", "target", "figur", "figure or conclusion")
})

test_that("a printed number stands once", {
  folder <- copy_edition()
  edit_sheet(folder, "published", function(x) rbind(x, transform(x[40, ], value = "1")))
  error <- expect_error(published(folder), "stands once", class = "tendensen_error_edition")
  expect_match(conditionMessage(error), paste("Row", nrow(edition_sheet("published")) + 2))
})

test_that("recodes hold every option of a question, and no other", {
  folder <- copy_edition()
  edit_sheet(folder, "recodes", function(x) x[x$from != "half_year", ])
  expect_error(published(folder), "half_year", class = "tendensen_error_edition")
  folder <- copy_edition()
  edit_sheet(folder, "recodes", function(x) transform(x, from = sub("half_year", "half_yr", from)))
  expect_error(published(folder), "half_yr", class = "tendensen_error_edition")
})

test_that("an edition that is not there is refused, whether year or folder", {
  expect_error(figures("nowhere/2023"), "no folder .*2023", class = "tendensen_error_edition")
  expect_error(figures(2020), "2021", class = "tendensen_error_edition")
})
