audit <- audit_edition(2021)
cells <- published(2021)
percent <- cells[cells$unit == "percent" & !is.na(cells$option), ]

# By hand --------------------------------------------------------------------------------------

# What can be proven wrong in the report, from its own numbers. k rounded cells of one whole print as more
# than 100 - k/2 and as 100 + k/2 at most.
proven <- c(
  # Figure 1, organisations 2021: 3 + 12 + 9 + 36 + 10 + 36 = 106; six cells: 98 to 103.
  "exclusive_sum/org_size/business/2021",
  # "Figuur 1 toont dat 75% [...] werkt met meer dan 1000 FTE": 36 + 10 + 36 = 82, from 80.5 up to 83.5.
  "claim/0.28",
  # "meer dan gehalveerd": figure 2 has 28% and 17%; 17.5 / 27.5 = 0.636 at most, 16.5 / 28.5 = 0.579 at
  # least, and half is 0.5.
  "claim/0.37",
  # Figure 7, business: "neen" is 1 + 12, from 12 up to 14, and printed as 11.
  "net_parts/uses_technology/no/business/2021",
  # Figure 7, business: neen and ja are all answers, 11 + 87 = 98; two cells: 100 or 101.
  "nets_sum/uses_technology/business/2021",
  # Figure 10, 2017: 20 + 23 + 12 + 7 + 33 = 95; five cells: 98 to 102.
  "exclusive_sum/spending/business/2017",
  # Figure 10, 2017: 29% in the chart where the table has 23%. (20 + 29 + 12 + 7 + 33 = 101 is possible.)
  "chart_table/spending/250_750/business/2017",
  # "eens over de volgorde" (conclusion 4): business 47 and 46, providers 50 and 58, for anchoring L&D in
  # the individual and for L&D as an investment.
  "claim/4.17"
)

# Wrong under an assumption.
conditional <- c(
  # Nobody ticked more than three: at most 300 in all, so 300 + k/2 as printed.
  # Figure 12, business: 47+45+45+44+39+34+20+17+16+12 = 319; ten cells: 305.
  "pick_sum/tech_reasons/business/2021",
  # Figure 19, business: 43+39+33+33+24+23+23+23+21+17+15+7+6 = 307; thirteen cells: 306.
  "pick_sum/agenda/business/2021",
  # Figure 21: 81+60+40+28+23+19+15+14+13+8+6+6+4+4+1 = 322 and
  # 70+57+18+26+25+31+18+15+18+13+13+4+12+5+3 = 328; fifteen cells: 307.
  "pick_sum/purchase_criteria/business/2021", "pick_sum/purchase_criteria/providers/2021",
  # ... and all 142 providers answered, 3 * 142 = 426 picks. Each cell p takes (p - 1/2) * 1.42 or more:
  # figure 12: 64+49+71+45+48+47+27+35+25+17 = 428,
  # figure 19: 59+48+40+40+28+55+47+25+23+24+11+17+11 = 428.
  "pick_sum/tech_reasons/providers/2021", "pick_sum/agenda/providers/2021",
  # All 142 providers answered. Figure 6: 26% is 37; 26 + 8 + 2 is 37 + 11 or 12 + 3, as 36% (51) it is 51;
  # 26 + 10 + 3 is 37 + 14 + 4 = 55: 37 + 51 + 55 = 143.
  "count/revenue_impact/providers/2021",
  # Figure 20, administrator: 21% is 30, 62% is 88, 18% is 25 or 26: 143 at least.
  "count/ld_roles/administrator/providers/2021",
  # June 2020, one fate a training: 48 + 39 + 18 = 105; three cells: 99 to 101.
  "exclusive_sum/training_disruption/business/2020-06",
  # "Het gros (42%)": not more than half.
  "claim/0.30",
  # "Deze eensgezindheid" on purchase criteria, if it is one order: 40 > 28 and 18 < 26 (and others).
  "claim/4.18",
  # "Verder bepalen de aankoopprijs en de fit met de bedrijfscultuur", if those are the next in rank: the
  # providers give 18% to the fit, after 70, 57, 31, 26 and 25.
  "claim/8.06",
  # 2011: 3.95 of 7 is "totaal onbelangrijk", if that is below the middle, 3.5.
  "claim/8.17"
)

# Footnote 12 of conclusion 3, at "groeimindset", leads to conclusion 5, which does not speak of it.
notes <- "cross_reference/3/conclusion/5"

test_that("what is found in the report is what can be found by hand, and nothing else", {
  expect_setequal(audit$finding[audit$severity == "proven"], proven)
  expect_setequal(audit$finding[audit$severity == "conditional"], conditional)
  expect_setequal(audit$finding[audit$severity == "note"], notes)
  expect_false(anyDuplicated(audit$finding) > 0)
})

test_that("what is printed and what is possible are those numbers", {
  expect_allowed <- function(finding, printed, allowed) {
    row <- audit[audit$finding == finding, ]
    expect_identical(c(row$printed, row$allowed), c(printed, allowed), label = finding)
  }
  expect_allowed(proven[1], "106", "98 to 103")
  expect_allowed(proven[4], "11", "12 to 14")
  expect_allowed(proven[5], "98", "100 to 101")
  expect_allowed(proven[6], "95", "98 to 102")
  expect_allowed(proven[7], "29", "23")
  expect_allowed("pick_sum/tech_reasons/business/2021", "319", "at most 305")
  expect_allowed("pick_sum/agenda/business/2021", "307", "at most 306")
  expect_allowed("pick_sum/purchase_criteria/business/2021", "322", "at most 307")
  expect_allowed("pick_sum/purchase_criteria/providers/2021", "328", "at most 307")
  expect_allowed("exclusive_sum/training_disruption/business/2020-06", "105", "99 to 101")
})

test_that("the detail is the arithmetic, and says what it assumes", {
  detail <- function(finding) audit$detail[audit$finding == finding]
  expect_match(detail(proven[1]), "3 + 12 + 9 + 36 + 10 + 36 = 106", fixed = TRUE)
  expect_match(detail(proven[4]), "1 + 12 = 13", fixed = TRUE)
  expect_match(detail(proven[5]), "11 + 87 = 98", fixed = TRUE)
  expect_match(detail("claim/4.17"), "anchor_individual and ld_investment (47, 46 against 50, 58)", fixed = TRUE)
  expect_match(detail("pick_sum/agenda/providers/2021"), "428.*426")
  expect_match(detail("count/revenue_impact/providers/2021"), "142")
  expect_true(all(grepl("Assumed: ", audit$detail[audit$severity == "conditional"])))
  expect_false(any(grepl("Assumed: ", audit$detail[audit$severity == "proven"])))
})

test_that("the audit has the columns of the contract, proven findings first", {
  expect_identical(lapply(audit, class), list(
    finding = "character", rule = "character", figure = "integer", question = "character",
    item = "character", group = "character", edition = "integer", period = "character",
    printed = "character", allowed = "character", detail = "character", severity = "character"
  ))
  expect_s3_class(audit, c("tendensen_audit", "tbl_df"))
  expect_false(is.unsorted(match(audit$severity, c("proven", "conditional", "note"))))
  expect_identical(sub("/.*$", "", audit$finding), audit$rule)
  expect_identical(names(audit_published(data.frame(question = "q", option = "a", value = 100))), names(audit))
})

# Twins: the same by trying, on every column of the report -----------------------------------------

column_name <- function(own) {
  paste(stats::na.omit(c(
    own$question[1], own$item[1], own$group[1], if (is.na(own$period[1])) own$year[1] else own$period[1]
  )), collapse = "/")
}

columns <- split(percent, paste(percent$question, percent$item, percent$group, percent$year, percent$period))
names(columns) <- vapply(columns, column_name, "")
survey <- edition_sheet("survey")
is_multiple <- function(own) {
  startsWith(survey$type[which(survey$name == own$question[1])], "select_multiple")
}
single <- Filter(Negate(is_multiple), columns)
multiple <- Filter(is_multiple, columns)
recodes <- edition_sheet("recodes")
parts_of <- function(question, net) recodes$from[recodes$question == question & recodes$to == net]
all_options <- function(question) {
  row <- which(survey$name == question)
  # The items of a grid follow it and share one list.
  type <- if (startsWith(survey$type[row], "begin")) survey$type[row + 1] else survey$type[row]
  choices <- edition_sheet("choices")
  choices$name[choices$list_name == sub("^select_one ", "", type)]
}

can_add_up <- function(printed, whole = 100) {
  sum(pmax(0, printed - 0.5)) <= whole && whole < sum(printed + 0.5)
}

test_that("exclusive answers add up to 100 in all columns but those", {
  off <- names(Filter(function(own) {
    levels <- own[own$kind == "level", ]
    setequal(levels$option, all_options(own$question[1])) && !can_add_up(levels$number)
  }, single))
  expect_setequal(paste0("exclusive_sum/", off), grep("^exclusive_sum", audit$finding, value = TRUE))
  whole <- vapply(single, function(own) setequal(own$option[own$kind == "level"], all_options(own$question[1])), NA)
  expect_gt(sum(whole), 40)
})

test_that("nets are the sum of their parts, and of each other, in all columns but those", {
  off <- character()
  apart <- character()
  for (name in names(single)) {
    own <- single[[name]]
    nets <- own[own$kind == "net", ]
    for (k in seq_len(nrow(nets))) {
      parts <- own$number[own$kind == "level" & own$option %in% parts_of(nets$question[k], nets$option[k])]
      meets <- max(0, nets$number[k] - 0.5) < sum(parts + 0.5) && sum(pmax(0, parts - 0.5)) < nets$number[k] + 0.5
      if (length(parts) > 0 && !meets) off <- c(off, sub("/", paste0("/", nets$option[k], "/"), name))
    }
    every <- unlist(lapply(unique(nets$option), parts_of, question = own$question[1]))
    if (setequal(every, all_options(own$question[1])) && !can_add_up(nets$number)) apart <- c(apart, name)
  }
  expect_setequal(paste0("net_parts/", off), grep("^net_parts", audit$finding, value = TRUE))
  expect_setequal(paste0("nets_sum/", apart), grep("^nets_sum", audit$finding, value = TRUE))
})

test_that("a chart has the number of its table everywhere but there", {
  charts <- percent[percent$kind == "chart", ]
  expect_identical(nrow(charts), 18L)
  tables <- percent[percent$kind != "chart", ]
  key <- function(x) paste(x$question, x$item, x$group, x$year, x$option)
  other <- charts$number != tables$number[match(key(charts), key(tables))]
  expect_identical(sum(other), 1L)
  expect_identical(charts$value[other], audit$printed[audit$rule == "chart_table"])
})

# The counts of n that print as p.
counts_twin <- function(p, n) which(half_up(0:n, n) == p) - 1

test_that("three picks each do in all columns but those", {
  n <- c(business = 173, providers = 142)
  off <- character()
  for (name in names(multiple)) {
    own <- multiple[[name]]
    if (own$year[1] != 2021) next
    fewest <- sum(vapply(own$number, function(p) min(counts_twin(p, n[[own$group[1]]])), 1))
    if (fewest > 3 * n[[own$group[1]]]) off <- c(off, name)
    # Whatever their number, when the unrounded sum is above 300.
    proof <- audit[audit$finding == paste0("pick_sum/", name), ]
    if (sum(pmax(0, own$number - 0.5)) > 300) expect_false(grepl("all 1", proof$detail), label = name)
  }
  expect_setequal(paste0("pick_sum/", off), grep("^pick_sum", audit$finding, value = TRUE))
})

# Do counts of exactly n answers print as the column, nets and all?
has_counts <- function(own, n) {
  levels <- own[own$kind == "level", ]
  nets <- own[own$kind == "net", ]
  sums <- function(printed) {
    Reduce(function(a, b) unique(c(outer(a, b, "+"))), lapply(printed, counts_twin, n = n), 0)
  }
  netted <- character()
  total <- 0
  for (k in seq_len(nrow(nets))) {
    parts <- parts_of(nets$question[k], nets$option[k])
    netted <- c(netted, parts)
    here <- intersect(sums(levels$number[levels$option %in% parts]), counts_twin(nets$number[k], n))
    total <- unique(c(outer(total, here, "+")))
  }
  n %in% outer(total, sums(levels$number[!levels$option %in% netted]), "+")
}

test_that("all of the group can have answered in all columns but those", {
  n <- c(business = 173, providers = 142)
  off <- c()
  for (name in names(single)) {
    own <- single[[name]]
    levels <- own[own$kind == "level", ]
    whole <- setequal(levels$option, all_options(own$question[1]))
    impossible <- name %in% sub("^[a-z_]+/", "", grep("^exclusive_sum|^nets_sum", proven, value = TRUE))
    if (own$year[1] != 2021 || !own$group[1] %in% names(n) || !whole || impossible) next
    size <- n[[own$group[1]]]
    if (!has_counts(own, size)) {
      off[[name]] <- max(Filter(function(base) has_counts(own, base), 100:size))
    }
  }
  expect_setequal(paste0("count/", names(off)), grep("^count", audit$finding, value = TRUE))
  allowed <- audit$allowed[match(paste0("count/", names(off)), audit$finding)]
  expect_identical(allowed, paste("at most", unlist(off, use.names = FALSE)))
})

# Explained rows ---------------------------------------------------------------------------------

test_that("each misprint that respondents cannot reproduce is proven, and each such proof explains one", {
  table <- reproduce_edition(respondents())
  explained <- table[table$tier == "explained", ]
  expect_gt(nrow(explained), 0)
  found <- audit[match(explained$finding, audit$finding), ]
  expect_false(anyNA(found$finding))
  expect_setequal(found$severity, "proven")
  expect_identical(found$question, explained$question)
  expect_identical(found$group, as.character(explained$group))
  expect_identical(found$detail, explained$note)
  expect_true(all(is.na(table$finding[table$tier != "explained"])))
  own <- audit[audit$rule %in% c("exclusive_sum", "net_parts") & audit$edition == 2021 & is.na(audit$period), ]
  expect_setequal(own$finding, explained$finding)
})

# A changed edition ------------------------------------------------------------------------------

test_that("a misprint more is a finding more", {
  folder <- copy_edition()
  edit_sheet(folder, "published", function(x) {
    cell <- x$question == "crisis_effect" & x$group == "business" & x$year == "2021" & x$option == "opportunities"
    x$value[cell] <- "93"
    x
  })
  more <- audit_edition(folder)
  # 93 + 17 = 110; and the text says 8 in 10, of which 93 is none, and fewer than "sterker" (95): it still is.
  added <- setdiff(more$finding, audit$finding)
  expect_setequal(added, c("exclusive_sum/crisis_effect/business/2021", "claim/1.03"))
  expect_setequal(setdiff(audit$finding, more$finding), character())
})

test_that("the report's misprints repaired are findings less", {
  folder <- copy_edition()
  edit_sheet(folder, "published", function(x) {
    repair <- function(question, year, group, option, kind, value) {
      cell <- x$question == question & x$year == year & x$group == group & x$option == option & x$kind == kind
      expect_identical(sum(cell), 1L)
      x$value[cell] <<- value
    }
    # 3 + 12 + 9 + 36 + 10 + 29 = 99, and 36 + 10 + 29 = 75: not sure to print as 75, but possible.
    repair("org_size", "2021", "business", "10000_plus", "level", "29")
    repair("uses_technology", "2021", "business", "no", "net", "13")
    repair("spending", "2017", "business", "250_750", "level", "29")
    x
  })
  left <- audit_edition(folder)
  expect_setequal(left$finding[left$severity == "proven"], c("claim/0.37", "claim/4.17"))
})

test_that("a reference to what is not there is proven wrong", {
  folder <- copy_edition()
  edit_sheet(folder, "references", function(x) {
    x$number[1] <- "24"
    x$number[3] <- "11"
    x
  })
  found <- audit_edition(folder)
  found <- found[found$rule == "cross_reference", ]
  expect_identical(sum(found$severity == "proven"), 2L)
  expect_identical(found$finding[found$severity == "note"], notes)
})

test_that("an edition is audited without its claims and references", {
  folder <- copy_edition()
  unlink(file.path(folder, c("claims.csv", "conclusions.csv", "references.csv", "sentences.csv")))
  found <- audit_edition(folder)
  expect_setequal(found$finding, audit$finding[!audit$rule %in% c("claim", "cross_reference")])
  expect_error(audit_edition(2020), class = "tendensen_error_edition")
})

# Any printed numbers ------------------------------------------------------------------------------

frame <- function(value, ..., option = letters[seq_along(value)], question = "q") {
  data.frame(question = rep(question, length(value)), option = option, value = value, ...)
}

rules_in <- function(...) audit_published(frame(...))$rule

test_that("question, option and value are enough", {
  found <- audit_published(data.frame(question = "q", option = c("yes", "no"), value = c(48, 50)))
  expect_identical(found$finding, "exclusive_sum/q")
  expect_identical(found$printed, "98")
  expect_identical(found$allowed, "100 to 101") # more than 99
  expect_identical(found$severity, "proven")
  expect_match(found$detail, "48 + 50 = 98", fixed = TRUE)
  expect_identical(nrow(audit_published(data.frame(question = "q", option = c("yes", "no"), value = c(49, 51)))), 0L)
  expect_identical(nrow(audit_published(frame(character()))), 0L)
})

test_that("a finding names its place", {
  found <- audit_published(frame(c(48, 50),
    figure = 3L, item = "i", group = "g", year = 2020L, period = "2020-03"
  ))
  expect_identical(found$finding, "exclusive_sum/q/i/g/2020-03")
  expect_identical(found$figure, 3L)
  expect_identical(c(found$item, found$group, found$period), c("i", "g", "2020-03"))
  expect_identical(found$edition, 2020L)
  several <- audit_published(rbind(
    frame(c(48, 50), group = "g"), frame(c(49, 51), group = "h"), frame(c(48, 50), group = "h", question = "r")
  ))
  expect_setequal(several$finding, c("exclusive_sum/q/g", "exclusive_sum/r/h"))
})

test_that("values are read as printed", {
  expect_identical(rules_in(c("48%", "50 %")), "exclusive_sum")
  expect_identical(rules_in(c(" 49% ", "51")), character())
  expect_identical(rules_in(factor(c("48%", "50%"))), "exclusive_sum")
  # With a decimal, 99.9 is what two cells can print as, and 99.8 is not.
  expect_identical(rules_in(c("48.2", "51.8")), character())
  expect_identical(rules_in(c("48.2", "51.7")), "exclusive_sum")
  expect_identical(rules_in(c("48.2%", "51.9%")), character())
  expect_identical(rules_in(c(33.3, 33.4, 33.3)), character())
  # Numbers that lost a zero: the digits say so.
  expect_identical(rules_in(c(48, 51)), "exclusive_sum")
  expect_identical(rules_in(c(48, 52.1)), character()) # 48 is 47.5 to 48.5
  expect_identical(rules_in(c(48, 52.1), digits = 1), character()) # 100.1
  expect_identical(rules_in(c(48, 52.2), digits = 1), "exclusive_sum")
})

# Each rule, and its neighbour just inside the bound.
test_that("rule exclusive_sum", {
  expect_identical(rules_in(c(3, 12, 9, 36, 10, 34)), "exclusive_sum") # 104
  expect_identical(rules_in(c(3, 12, 9, 36, 10, 33)), character())     # 103
  expect_identical(rules_in(c(3, 12, 9, 36, 10, 27)), "exclusive_sum") # 97
  expect_identical(rules_in(c(3, 12, 9, 36, 10, 28)), character())     # 98
  expect_identical(rules_in(c(0, 0, 50, 51)), character())
  expect_identical(rules_in(c(0, 0, 50, 52)), "exclusive_sum") # zeros were not rounded down
  expect_identical(rules_in(100), character())
  expect_identical(rules_in(99), "exclusive_sum")
})

with_net <- function(net, levels = c(1, 12, 41, 46), of = "a+b") {
  rbind(
    frame(levels, kind = "level", of = NA),
    frame(net, option = "net", kind = "net", of = of)
  )
}

test_that("rules net_parts, subset and nets_sum", {
  rules <- function(...) audit_published(with_net(...))$rule
  expect_identical(rules(11), "net_parts")
  expect_identical(rules(12), character())
  expect_identical(rules(14), character())
  expect_identical(rules(15), "net_parts")
  # A part that is not printed.
  some <- with_net(11, of = "b+e")
  expect_identical(audit_published(some)$rule, "subset")
  expect_identical(audit_published(with_net(12, c(1, 12, 41, 46), "b+e"))$rule, character())
  two <- function(yes) rbind(with_net(13), frame(yes, option = "yes", kind = "net", of = "c+d"))
  expect_identical(audit_published(two(87))$rule, character())
  expect_identical(audit_published(two(88))$rule, character())
  # 41 + 46 prints as 86 to 88, and 13 + 89 is 102.
  expect_setequal(audit_published(two(89))$rule, c("net_parts", "nets_sum"))
  # Below 13.5 + 86.5; and so are the levels, held by their nets.
  expect_setequal(audit_published(two(86))$rule, c("exclusive_sum", "nets_sum"))
  # A net of which nothing is known stands by itself.
  expect_identical(audit_published(with_net(11, of = NA))$rule, character())
})

test_that("rule chart_table", {
  chart <- function(value) rbind(frame(c(23, 77), kind = "level"), frame(value, kind = "chart"))
  expect_identical(audit_published(chart(23))$rule, character())
  found <- audit_published(chart(24))
  expect_identical(found$finding, "chart_table/q/a")
  expect_identical(c(found$printed, found$allowed), c("24", "23"))
  expect_identical(audit_published(chart("23.4"))$rule, character())
  expect_identical(audit_published(chart("23.6"))$rule, "chart_table")
})

test_that("rule bracket", {
  whole <- function(value) {
    rbind(
      frame(c(40, 60), group = "g"), frame(c(60, 40), group = "h"), frame(c(value, 100 - value), group = "all")
    )
  }
  expect_identical(audit_published(whole(50))$rule, character())
  expect_identical(audit_published(whole(40))$rule, character())
  expect_identical(audit_published(whole(60))$rule, character())
  found <- audit_published(whole(39))
  expect_setequal(found$finding, c("bracket/q/a/all", "bracket/q/b/all"))
  expect_setequal(found$printed, c("39", "61"))
  expect_setequal(found$allowed, "40 to 60")
  expect_setequal(audit_published(whole(61))$rule, "bracket")
  # Of one group nothing follows.
  expect_identical(audit_published(whole(61)[c(1, 2, 5, 6), ])$rule, character())
})

test_that("rule pick_sum, with max_picks, and with the number who answered", {
  rules <- function(...) rules_in(..., type = "multiple", max_picks = 3L)
  # Five cells: 300 + 5/2 as printed at most.
  expect_identical(rules(c(90, 80, 60, 50, 22)), character())
  expect_identical(rules(c(90, 80, 60, 50, 23)), "pick_sum")
  expect_identical(rules_in(c(90, 80, 60, 50, 23), type = "multiple"), character())
  # Of 10 respondents 90, 80, 60, 50 and 30 are 9, 8, 6, 5 and 3 picks: 31.
  expect_identical(rules(c(90, 80, 60, 50, 20), base = 10), character())
  expect_identical(rules(c(90, 80, 60, 50, 30), base = 10), "pick_sum")
  # 302 is possible, of 100 respondents it is not.
  expect_identical(rules(c(90, 80, 60, 50, 22), base = 100), "pick_sum")
  expect_identical(rules(c(90, 80, 60, 50, 20), base = 100), character())
  found <- audit_published(frame(c(90, 80, 60, 50, 22), type = "multiple", max_picks = 3, base = 100))
  expect_identical(found$severity, "conditional")
  expect_match(found$detail, "302.*300")
})

test_that("rule count, with the number who answered", {
  # Of 7 respondents one is 14%, two are 29%.
  expect_identical(rules_in(c(14, 86), base = 7), character())
  expect_identical(rules_in(c(15, 85), base = 7), "count")
  expect_identical(rules_in(c(15, 85), base = 13), character()) # 2 and 11
  expect_identical(rules_in(c(15, 85)), character())
  # Three thirds are 33; of 142 there are 47 or 48 a third, of 4 none.
  expect_identical(rules_in(c(33, 33, 33), base = 3), character())
  expect_identical(rules_in(c(33, 33, 33), base = 141), character())
  found <- audit_published(frame(c(33, 33, 33), base = 142))
  expect_identical(found$rule, "count")
  expect_match(found$allowed, "141")
  expect_identical(found$severity, "conditional")
  expect_identical(rules_in(c(14, 29), base = 7, type = "multiple"), character())
  expect_identical(rules_in(c(15, 29), base = 7, type = "multiple"), "count")
})

# 89% and 12% add up to 101, but of no number up to 57 do counts print so.
test_that("a column that no number of respondents prints is a finding of rule count", {
  impossible <- list(
    list(c(89, 12), 57), list(c(59, 0, 40), 58), list(c(46, 23, 7, 26), 57), list(c(24, 8, 24, 46), 37)
  )
  for (one in impossible) {
    value <- one[[1]]
    found <- vapply(seq_len(one[[2]]), function(n) {
      counts <- lapply(value, counts_twin, n = n)
      all(lengths(counts) > 0) && n %in% Reduce(function(a, b) c(outer(a, b, "+")), counts)
    }, NA)
    expect_false(any(found))
    expect_identical(rules_in(value, base = one[[2]]), "count", label = paste(value, collapse = " "))
  }
})

# Bad input --------------------------------------------------------------------------------------

refused <- function(published) {
  expect_error(audit_published(published), class = "tendensen_error_published")
}

test_that("what is not a table of percentages is refused", {
  refused("47%")
  refused(NULL)
  refused(data.frame(question = "q", option = "a"))
  refused(data.frame(question = "q", value = 47))
  refused(data.frame(option = "a", value = 47))
  refused(frame(c(47, NA)))
  refused(frame(c("47", "")))
  refused(frame(c("47", "about half")))
  refused(frame(c("47", "52,5")))
  refused(frame(c(47, -1)))
  refused(frame(c(47, 101)))
  refused(frame(c(47, 53), kind = "lvl"))
  refused(frame(c(47, 53), type = "choice"))
})

test_that("a refusal names the row and the value", {
  expect_error(audit_published(frame(c("47", "many", "6"))), "[Rr]ow 2.*many")
})

# More digits than the arithmetic has would all be read as 0.
test_that("unrounded numbers are refused, or audited as what they are", {
  expect_no_proof <- function(published) {
    found <- tryCatch(audit_published(published), tendensen_error_published = function(error) NULL)
    expect_true(is.null(found) || nrow(found) == 0)
  }
  expect_no_proof(frame(rep(100 / 3, 3)))
  expect_no_proof(frame(c("33.3333333", "33.3333333", "33.3333334")))
  expect_no_proof(frame(c(40, 60), digits = 9))
  expect_no_proof(frame(c(40, 60), digits = -1))
})

test_that("digits that are not there, and picks below nothing, are refused", {
  refused(frame(c(40, 50), digits = NA))
  refused(frame(c(40, 50), digits = -1))
  refused(frame(c(47.5, 52.4), digits = 0))
  refused(frame(c(40, 50), type = "multiple", max_picks = -1))
})

test_that("nets that share options are held against their parts, or refused", {
  published <- rbind(
    frame(c(20, 30, 50), kind = "level", of = NA),
    frame(c(50, 20), option = c("top2", "top1"), kind = "net", of = c("a+b", "a"))
  )
  found <- tryCatch(audit_published(published), tendensen_error = function(error) NULL)
  expect_true(is.null(found) || nrow(found) == 0)
  published$value[published$option == "top2"] <- 52 # from 49 up to 51
  found <- tryCatch(audit_published(published), tendensen_error = function(error) NULL)
  expect_true(is.null(found) || identical(found$finding, "net_parts/q/top2"))
})

test_that("a net of what is no option is not a proof", {
  published <- function(of) rbind(frame(c(20, 30, 50), kind = "level", of = NA), frame(50, option = "n", kind = "net", of = of))
  for (of in c("a + b", "a+b+")) {
    found <- tryCatch(audit_published(published(of)), tendensen_error = function(error) NULL)
    expect_true(is.null(found) || nrow(found) == 0, label = of)
  }
})

test_that("a row without a question is refused", {
  refused(data.frame(question = c("q", NA), option = c("a", "b"), value = c(40, 60)))
})

test_that("a cell that is printed twice, differently, is refused or found", {
  published <- frame(c(40, 60, 10), option = c("a", "b", "a"))
  found <- tryCatch(audit_published(published), tendensen_error = function(error) NULL)
  expect_true(is.null(found) || nrow(found) > 0)
})

# Property ---------------------------------------------------------------------------------------

random_published <- function() {
  n <- sample(1:200, 2)
  digits <- sample(0:2, 1)
  print_as <- function(count, base) {
    formatC(floor(count * 100 * 10^digits / base + 0.5) / 10^digits, digits = digits, format = "f")
  }
  options <- letters[seq_len(sample(2:7, 1))]
  split_at <- sample(length(options) - 1, 1)
  nets <- list(low = options[seq_len(split_at)], high = options[-seq_len(split_at)])
  answers <- lapply(n, function(size) factor(sample(options, size, TRUE, stats::runif(length(options))), options))
  answers <- c(answers, list(factor(unlist(lapply(answers, as.character)), options)))
  single <- do.call(rbind, lapply(seq_along(answers), function(k) {
    counts <- table(answers[[k]])
    base <- length(answers[[k]])
    data.frame(
      question = "single", group = c("g", "h", "all")[k], option = c(options, names(nets)),
      value = c(print_as(counts, base), vapply(nets, function(of) print_as(sum(counts[of]), base), "")),
      kind = rep(c("level", "net"), c(length(options), 2)),
      of = c(rep(NA, length(options)), vapply(nets, paste, "", collapse = "+")),
      type = "single", max_picks = 0L, base = base
    )
  }))
  choices <- LETTERS[seq_len(sample(4:9, 1))]
  picks <- replicate(n[1], sample(choices, sample(0:3, 1, prob = c(1, 1, 2, 6))), simplify = FALSE)
  counts <- table(factor(unlist(picks), choices))
  several <- data.frame(
    question = "several", group = "g", option = choices, value = print_as(counts, n[1]), kind = "level",
    of = NA, type = "multiple", max_picks = 3L, base = n[1]
  )
  chart <- single[single$kind == "level" & single$group == "g", ]
  chart$kind <- "chart"
  rbind(single, several, chart)
}

test_that("numbers rounded from real answers are never found wrong", {
  set.seed(2021)
  for (k in 1:300) {
    printed <- random_published()
    if (k %% 2 == 0) printed$base <- NULL
    found <- audit_published(printed)
    expect_identical(nrow(found), 0L, label = paste(found$detail, collapse = " "))
  }
})

# Far enough for every bound: as many units as the column has cells, and one more.
test_that("a cell moved past its bound is found", {
  set.seed(106)
  for (k in 1:100) {
    printed <- random_published()
    printed <- printed[printed$question == "single" & printed$group == "g" & printed$kind != "chart", ]
    digits <- max(0, nchar(sub("^[0-9]+[.]?", "", printed$value[1])))
    move <- function(row, cells) {
      value <- as.numeric(printed$value[row])
      step <- (cells + 1) * 10^-digits
      moved <- printed
      moved$value[row] <- formatC(value + if (value >= 50) -step else step, digits = digits, format = "f")
      moved$base <- NULL
      audit_published(moved)$rule
    }
    level <- sample(which(printed$kind == "level"), 1)
    net <- sample(which(printed$kind == "net"), 1)
    expect_true("exclusive_sum" %in% move(level, sum(printed$kind == "level")))
    expect_true("net_parts" %in% move(net, lengths(strsplit(printed$of[net], "+", fixed = TRUE))))
    expect_true("nets_sum" %in% move(net, 2))
  }
})

# Print ------------------------------------------------------------------------------------------

test_that("the summary counts the findings by rule and severity", {
  counts <- summary(audit)
  expect_setequal(counts$rule, audit$rule)
  expect_identical(sum(counts$proven), length(proven))
  expect_identical(sum(counts$conditional), length(conditional))
  expect_identical(sum(counts$note), 1L)
  expect_identical(counts$proven[counts$rule == "claim"], 3L)
})

test_that("an audit prints with its arithmetic", {
  local_reproducible_output(width = 80, unicode = TRUE)
  expect_output(print(audit), "22 findings: 8 proven, 13 conditional, 1 note[.]$")
  expect_snapshot(print(audit_published(frame(c("48%", "50%"), figure = 3, group = "g", year = 2021))))
  expect_snapshot(print(audit_published(frame(c("49%", "51%")))))
  expect_snapshot(format(audit[c(1, 9, 22), ]))
})

test_that("some of the columns print as a tibble", {
  local_reproducible_output(width = 80)
  expect_output(expect_warning(print(audit[1:2, c("finding", "rule")]), NA), "2 rows|2 x 2|2 \u00d7 2")
})
