q <- questionnaire(2021)

# The questionnaire after an edit of its sheets.
edited <- function(edit, from = q) {
  folder <- write_questionnaire(edit(from), tempfile("edited-"))
  on.exit(unlink(folder, recursive = TRUE))
  read_questionnaire(folder)
}

# Expected changes without their reasons.
expected <- function(change, question, item = NA, option = NA, language = NA, old = NA, new = NA,
                     breaks) {
  tibble::tibble(
    question = as.character(question), item = as.character(item), option = as.character(option),
    language = as.character(language), change = change, old = as.character(old),
    new = as.character(new), breaks_trend = breaks
  )
}

facts <- function(changes) {
  columns <- setdiff(comparison_columns, "reason")
  facts <- tibble::new_tibble(plain(changes)[columns], nrow = nrow(changes))
  facts[do.call(order, c(lapply(facts, as.character), method = "radix")), ]
}

mirrored <- function(changes) {
  swapped <- changes
  swapped[c("old", "new")] <- changes[c("new", "old")]
  swapped$change <- unname(ifelse(changes$change %in% c("added", "removed"),
    c(added = "removed", removed = "added")[changes$change], changes$change
  ))
  swapped
}

expect_changes <- function(old, new, ...) {
  changes <- compare_questionnaires(old, new)
  expect_identical(facts(changes), facts(rbind(...)))
  expect_identical(
    facts(compare_questionnaires(new, old)), facts(mirrored(changes[names(facts(changes))]))
  )
  expect_true(all(changes$change %in% change_kinds) && all(nzchar(changes$reason)))
}

small <- function(survey = c(
                    "select_one scale,mood,Mood,Humeur,,,,,answered,,",
                    "select_multiple tools,tools,Tools,Outils,,,,,answered,,",
                    "integer,age,Age,Âge,,,,,answered,,"
                  ),
                  choices = c(
                    "scale,low,Low,Bas,", "scale,mid,Middle,Milieu,", "scale,high,High,Haut,",
                    "tools,saw,Saw,Scie,", "tools,axe,Axe,Hache,", "tools,nail,Nail,Clou,"
                  ),
                  settings = c("form_title,form_id", "Small,small")) {
  make_questionnaire(
    c(paste0(
      "type,name,label::English (en),label::French (fr),required,relevant,constraint,appearance,base,",
      "editions,hint::English (en),hint::French (fr)"
    ), survey),
    c("list_name,name,label::English (en),label::French (fr),missing", choices), settings
  )
}

test_that("a questionnaire does not differ from itself", {
  for (x in list(q, kinds_questionnaire(), small())) {
    changes <- compare_questionnaires(x, x)
    expect_s3_class(changes, c("tendensen_comparison", "tendensen_result", "tbl_df"))
    expect_named(changes, c(
      "question", "item", "option", "language", "change", "old", "new", "breaks_trend", "reason"
    ))
    expect_identical(nrow(changes), 0L)
    expect_type(changes$old, "character")
    expect_type(changes$breaks_trend, "logical")
    expect_identical(nrow(summary(changes)), 0L)
    expect_true("Nothing changed." %in% format(changes))
  }
})

test_that("options are added, removed and reordered", {
  # A scale: all of it breaks the trend.
  new <- small(choices = c(
    "scale,high,High,Haut,", "scale,low,Low,Bas,", "scale,mid,Middle,Milieu,", "scale,top,Top,Sommet,",
    "tools,nail,Nail,Clou,", "tools,saw,Saw,Scie,", "tools,glue,Glue,Colle,"
  ))
  expect_changes(
    small(), new,
    expected("added", "mood", option = "top", new = "Top", breaks = TRUE),
    expected("reordered", "mood", option = "high", old = "3", new = "1", breaks = TRUE),
    # Multiple choice without a maximum: none of it.
    expected("added", "tools", option = "glue", new = "Glue", breaks = FALSE),
    expected("removed", "tools", option = "axe", old = "Axe", breaks = FALSE),
    # Either of the two that changed places.
    expected("reordered", "tools", option = "nail", old = "2", new = "1", breaks = FALSE)
  )
  limited <- function(x) {
    x$survey$constraint[x$survey$name == "tools"] <- "count-selected(.) <= 2"
    x
  }
  changes <- facts(compare_questionnaires(edited(limited, small()), edited(limited, new)))
  expect_identical(changes$breaks_trend[changes$question == "tools"], c(TRUE, TRUE, FALSE))
})

test_that("the fewest options that can be are reported as moved", {
  orders <- function(codes) {
    small(
      "select_one s,x,X,X,,,,,answered,,", paste0("s,", codes, ",Label ", codes, ",Texte ", codes, ",")
    )
  }
  moved <- function(codes) {
    compare_questionnaires(orders(letters[1:5]), orders(codes))$option
  }
  expect_identical(moved(c("e", "a", "b", "c", "d")), "e")
  expect_identical(moved(c("b", "c", "d", "e", "a")), "a")
  expect_identical(moved(c("c", "d", "e", "a", "b")), c("a", "b"))
  # Reversed: one stays, the one that keeps its place.
  expect_setequal(moved(letters[5:1]), c("a", "b", "d", "e"))
  set.seed(7)
  longest <- function(x) {
    length <- rep(1, length(x))
    for (i in seq_along(x)) length[i] <- 1 + max(0, length[seq_len(i - 1)][x[seq_len(i - 1)] < x[i]])
    max(length)
  }
  for (repetition in 1:40) {
    place <- sample(9)
    keys <- letters[sample(26, 9)]
    there <- moved_pairs(1:9, place, keys)
    expect_setequal(moved_pairs(place, 1:9, keys), there)
    expect_false(is.unsorted(place[setdiff(1:9, there)]))
    expect_length(there, 9 - longest(place))
  }
})

test_that("a wording under another code is recoded, also when codes change places", {
  # Case, typography and the form of accents do not hide it.
  old <- small(choices = c(
    "scale,low,d\u2019Or \u2013 Caf\u00e9,Bas,", "scale,mid,Middle,Milieu,", "scale,high,High,Haut,",
    "tools,saw,Saw,Scie,"
  ))
  new <- small(choices = c(
    "scale,1,D'or -  Cafe\u0301,Bas,", "scale,high,Middle,Milieu,", "scale,mid,High,Haut,",
    "tools,saw,Saw,Scie,"
  ))
  changes <- compare_questionnaires(old, new)
  expect_identical(facts(changes), facts(rbind(
    expected("recoded", "mood", option = "1", old = "low", new = "1", breaks = TRUE),
    expected("reworded", "mood",
      option = "1", language = "en", old = "d\u2019Or \u2013 Caf\u00e9", new = "D'or -  Cafe\u0301",
      breaks = FALSE
    ),
    expected("recoded", "mood", option = "high", old = "mid", new = "high", breaks = TRUE),
    expected("recoded", "mood", option = "mid", old = "high", new = "mid", breaks = TRUE)
  )))
  back <- compare_questionnaires(new, old)
  recoded <- function(x) sort(paste(x$old, x$new)[x$change == "recoded"])
  expect_identical(recoded(back), sort(c("1 low", "high mid", "mid high")))
})

test_that("a code of another meaning is not taken for a rewording of an option that moved on", {
  old <- small(choices = c("scale,a,Yes,Oui,", "scale,b,No,Non,", "tools,saw,Saw,Scie,"))
  new <- small(choices = c("scale,a,No,Non,", "scale,b,Perhaps,Peut-être,", "tools,saw,Saw,Scie,"))
  expect_identical(facts(compare_questionnaires(old, new)), facts(rbind(
    expected("removed", "mood", option = "a", old = "Yes", breaks = TRUE),
    expected("recoded", "mood", option = "a", old = "b", new = "a", breaks = TRUE),
    expected("added", "mood", option = "b", new = "Perhaps", breaks = TRUE)
  )))
})

test_that("a question under another id keeps its answers in sight", {
  new <- small(survey = c(
    "select_one scale,spirits,MOOD,Humeur,,,,,all,,",
    "select_multiple tools,tools,Tools,Outils,,,,,answered,,",
    "integer,age,Age,Âge,,,,,answered,,"
  ))
  expect_identical(facts(compare_questionnaires(small(), new)), facts(rbind(
    expected("recoded", "spirits", old = "mood", new = "spirits", breaks = TRUE),
    expected("reworded", "spirits", language = "en", old = "Mood", new = "MOOD", breaks = FALSE),
    expected("rebased", "spirits", old = "answered", new = "all", breaks = TRUE)
  )))
})

test_that("only a real rewording in the original language breaks the trend", {
  breaks <- function(from, to, language = "en") {
    label <- function(text) {
      function(x) {
        x$survey[[paste0("label::", x$languages[[language]])]][1] <- text
        x
      }
    }
    changes <- compare_questionnaires(edited(label(from), small()), edited(label(to), small()))
    expect_identical(changes$change, "reworded")
    expect_identical(c(changes$old, changes$new, changes$language), c(from, to, language))
    changes$breaks_trend
  }
  same <- list(
    c("How are you?", "how are you"), c("How are you ?", "How  are\u00a0you?"),
    c("L\u2019humeur", "L'humeur"), c("\u00ab Humeur \u00bb", "\"humeur\""),
    c("e-learning", "e\u2013learning"), c("caf\u00e9", "cafe\u0301"), c("One\nline", "One line"),
    c("Wait \u2026", "wait..."), c("(often)", "often"), c("\u00c9T\u00c9", "\u00e9t\u00e9")
  )
  for (pair in same) expect_false(breaks(pair[[1]], pair[[2]]), label = paste(pair, collapse = " / "))
  other <- list(
    c("1.5 hours", "15 hours"), c("1-25%", "1 25%"), c("-5", "5"), c("< 5", "> 5"), c("L&D", "LD"),
    c("resume", "r\u00e9sum\u00e9"), c("now", "not"), c("1,000", "1.000"), c("and/or", "and or")
  )
  for (pair in other) expect_true(breaks(pair[[1]], pair[[2]]), label = paste(pair, collapse = " / "))
  expect_false(breaks("Humeur", "Moral", "fr"))
})

test_that("a language that was the original in either is one", {
  settings <- c("form_title,form_id,default_language,original_language", "Small,small,fr,fr")
  old <- small()
  new <- small(settings = settings)
  new <- edited(function(x) {
    x$survey[["label::French (fr)"]][1] <- "Moral"
    x
  }, new)
  expect_changes(old, new, expected("reworded", "mood",
    language = "fr", old = "Humeur", new = "Moral", breaks = TRUE
  ))
})

test_that("type, base, constraint, routing, years and duty to answer are compared", {
  new <- small(survey = c(
    "select_multiple scale,mood,Mood,Humeur,,,,,answered,,",
    "select_multiple tools,tools,Tools,Outils,yes,${age} > 18,count-selected(.) <= 2,,mentions,,",
    "integer,age,Age,Âge,,,. > 10,,answered,2019;2020,"
  ))
  expect_changes(
    small(), new,
    expected("retyped", "mood", old = "single", new = "multiple", breaks = TRUE),
    expected("constrained", "tools", new = "count-selected(.) <= 2", breaks = TRUE),
    expected("rerouted", "tools", new = "${age} > 18", breaks = TRUE),
    expected("rebased", "tools", old = "answered", new = "mentions", breaks = TRUE),
    expected("required", "tools", old = "open", new = "required", breaks = FALSE),
    expected("constrained", "age", new = ". > 10", breaks = TRUE),
    expected("rescheduled", "age", new = "2019;2020", breaks = FALSE)
  )
  changes <- compare_questionnaires(small(), new)
  reasons <- changes$reason[changes$change == "constrained"]
  expect_match(reasons[[1]], "ticks")
  expect_match(reasons[[2]], "answers")
})

test_that("a condition written otherwise is the same condition", {
  same <- function(a, b) expect_true(same_condition(a, b), label = paste(a, "/", b))
  same("${a} = 'x'", "${a}=\"x\"")
  same("${a} = 'x' and ${b} > 1", "(${b} > 1) and ((${a} = 'x'))")
  same("(${a} = 'x' or ${b} > 1)", "${a} = 'x' or ${b} > 1")
  same("", "")
  differ <- function(a, b) expect_false(same_condition(a, b), label = paste(a, "/", b))
  differ("${a} = 'x'", "${a} = 'x '")
  differ("${a} = 'x'", "${a} != 'x'")
  differ("${a} = 'x' and ${b} > 1 or ${c} > 1", "${a} = 'x' and (${b} > 1 or ${c} > 1)")
  differ("not(${a} = 'x')", "${a} = 'x'")
  differ("", "${a} = 'x'")
  # A condition that moves from the question to a group around it.
  flat <- small(c("integer,age,Age,Âge,,,,,answered,,", "text,t,T,T,,${age} > 18,,,answered,,"), character())
  nested <- small(c(
    "integer,age,Age,Âge,,,,,answered,,", "begin_group,adults,,,,${age} > 18,,,,,",
    "text,t,T,T,,,,,answered,,", "end_group,,,,,,,,,,"
  ), character())
  expect_identical(nrow(compare_questionnaires(flat, nested)), 0L)
})

test_that("grids: items, their routing, and a grid that was none", {
  grid <- function(...) {
    small(c(
      "integer,age,Age,Âge,,,,,answered,,", "begin_group,g,Grid,Grille,,,,table-list,,,", ...,
      "end_group,,,,,,,,,,"
    ), c("scale,low,Low,Bas,", "scale,high,High,Haut,"))
  }
  a <- "select_one scale,a,Item A,Ligne A,,,,,answered,,"
  b <- "select_one scale,b,Item B,Ligne B,,,,,answered,,"
  c <- "select_one scale,c,Item C,Ligne C,,,,,answered,,"
  expect_changes(
    grid(a, b, c),
    grid(
      "select_one scale,c,Item C,Ligne C,yes,${age} > 18,,,answered,,",
      "select_one scale,a,Article A,Ligne A,,,,,answered,,",
      "select_one scale,d,Item D,Ligne D,,,,,answered,,"
    ),
    expected("reworded", "g", "a", language = "en", old = "Item A", new = "Article A", breaks = TRUE),
    expected("added", "g", "d", new = "Item D", breaks = FALSE),
    expected("removed", "g", "b", old = "Item B", breaks = FALSE),
    # Either of the two that changed places.
    expected("reordered", "g", "a", old = "1", new = "2", breaks = FALSE),
    expected("rerouted", "g", "c", new = "${age} > 18", breaks = TRUE),
    expected("required", "g", "c", old = "open", new = "required", breaks = FALSE)
  )
  single <- small(c(
    "integer,age,Age,Âge,,,,,answered,,", "select_one scale,g,Grid,Grille,,,,,answered,,"
  ), c("scale,low,Low,Bas,", "scale,high,High,Haut,"))
  expect_changes(
    grid(a), single, expected("retyped", "g", old = "single (grid)", new = "single", breaks = TRUE)
  )
})

test_that("kinds of missing, hints, notes and languages", {
  old <- small(
    c(
      "select_multiple tools,tools,Tools,Outils,,,,,answered,,Tick all,Cochez tout",
      "note,thanks,Thanks,Merci,,,,,,,"
    ),
    c("tools,saw,Saw,Scie,", "tools,dk,Do not know,Sais pas,dont_know", "tools,na,None,Rien,no_answer")
  )
  new <- small(
    c(
      "select_multiple tools,tools,Tools,Outils,,,,,answered,,Tick two,Cochez deux",
      "note,thanks,Thank you,Merci,,,,,,,"
    ),
    c("tools,saw,Saw,Scie,", "tools,dk,Do not know,Sais pas,", "tools,na,None,Rien,not_applicable",
      "tools,no,Will not say,Refus,suppressed"
    )
  )
  expect_changes(
    old, new,
    expected("hint_reworded", "tools",
      language = c("en", "fr"), old = c("Tick all", "Cochez tout"), new = c("Tick two", "Cochez deux"),
      breaks = c(TRUE, FALSE)
    ),
    expected("rebased", "tools", option = "dk", old = "dont_know", new = "answer", breaks = TRUE),
    expected("rebased", "tools", option = "na", old = "no_answer", new = "not_applicable", breaks = FALSE),
    expected("added", "tools", option = "no", new = "Will not say", breaks = TRUE),
    expected("reworded", "thanks", language = "en", old = "Thanks", new = "Thank you", breaks = FALSE)
  )
  english <- make_questionnaire(
    c("type,name,label::Anglais (en)", "select_one s,x,X"), c("list_name,name,label::Anglais (en)", "s,a,A")
  )
  both <- make_questionnaire(
    c("type,name,label::Anglais (en),label::French (fr)", "select_one s,x,X,Y"),
    c("list_name,name,label::Anglais (en),label::French (fr)", "s,a,A,B")
  )
  expect_changes(
    english, both, expected("added", NA, language = "fr", new = "French (fr)", breaks = FALSE)
  )
  french <- make_questionnaire(
    c("type,name,label::French (fr)", "select_one s,x,Y"), c("list_name,name,label::French (fr)", "s,a,B")
  )
  # Nothing in common but the ids.
  expect_changes(
    english, french,
    expected("added", NA, language = "fr", new = "French (fr)", breaks = FALSE),
    expected("removed", NA, language = "en", old = "Anglais (en)", breaks = FALSE)
  )
})

test_that("a language can be chosen", {
  new <- edited(function(x) {
    for (lang in c("nl", "fr")) {
      column <- paste0("label::", x$languages[[lang]])
      x$survey[[column]][1] <- paste("Nieuw", lang)
    }
    x$choices <- x$choices[!(x$choices$list_name == "sector" & x$choices$name == "other"), ]
    x
  })
  expect_identical(compare_questionnaires(q, new)$language, c("nl", "fr", NA))
  french <- compare_questionnaires(q, new, "fr")
  expect_identical(french$language, c("fr", NA))
  expect_identical(french$old, c("Groupe cible", "Autre secteur"))
  expect_identical(compare_questionnaires(q, new, c("en", "nl"))$old, c("Doelgroep", "Another sector"))
  expect_error(compare_questionnaires(q, new, "de"), class = "tendensen_error_language")
  expect_error(compare_questionnaires(q, list()), "new", class = "tendensen_error_argument")
  expect_error(compare_questionnaires("2021", q), "old", class = "tendensen_error_argument")
})

# One random change of the 2021 sheets each, with what must be reported ---------------------------

one_of <- function(x) x[[sample(length(x), 1)]]
type_word <- function(x, n) vapply(strsplit(x, " "), function(w) if (length(w) < n) "" else w[[n]], "")
label_column <- function(lang) paste0("label::", q$languages[[lang]])

# A row of the survey sheet that is asked alone, and is not the group question.
lone_question <- function(type = c("single", "multiple")) {
  alone <- q$questions[!q$questions$grid & q$questions$type %in% type & q$questions$question != "group", ]
  row <- one_of(alone$row)
  list(row = row, id = q$survey$name[row])
}

# A random option of a list with at least `n`, and the questions that use it.
random_option <- function(n = 2) {
  lists <- setdiff(names(which(table(q$options$list) >= n)), "group")
  list <- one_of(lists)
  rows <- which(q$choices$list_name == list)
  asked <- q$questions[q$questions$list == list, ]
  list(rows = rows, row = one_of(rows), asked = asked)
}

grid_item <- function() {
  grid <- one_of(q$questions$question[q$questions$grid])
  items <- q$items[q$items$question == grid, ]
  c(as.list(items[sample(nrow(items), 1), ]), n = nrow(items))
}

change_cell <- function(sheet, row, column, value) {
  edited(function(x) {
    x[[sheet]][[column]][row] <- value
    x
  })
}

changes_of_options <- list(
  reworded = function() {
    o <- random_option()
    lang <- one_of(names(q$languages))
    old <- q$choices[[label_column(lang)]][o$row]
    list(
      change_cell("choices", o$row, label_column(lang), "Iets heel anders"),
      expected("reworded", o$asked$question,
        option = q$choices$name[o$row], language = lang, old = old, new = "Iets heel anders",
        breaks = lang == "nl"
      )
    )
  },
  retouched = function() {
    o <- random_option()
    old <- q$choices[[label_column("nl")]][o$row]
    new <- paste0("\u201c", toupper(old), "\u201d!")
    list(
      change_cell("choices", o$row, label_column("nl"), new),
      expected("reworded", o$asked$question,
        option = q$choices$name[o$row], language = "nl", old = old, new = new, breaks = FALSE
      )
    )
  },
  removed = function() {
    o <- random_option()
    list(
      edited(function(x) {
        x$choices <- x$choices[-o$row, ]
        x
      }),
      expected("removed", o$asked$question,
        option = q$choices$name[o$row], old = q$choices[[label_column("nl")]][o$row],
        breaks = o$asked$type == "single" | o$asked$max_picks > 0
      )
    )
  },
  added = function() {
    o <- random_option()
    list(
      edited(function(x) {
        new <- x$choices[o$row, ]
        new$name <- "brand_new"
        new[vapply(names(q$languages), label_column, "")] <- "Gloednieuw"
        before <- seq_len(o$row)
        x$choices <- rbind(x$choices[before, ], new, x$choices[-before, ])
        x
      }),
      expected("added", o$asked$question,
        option = "brand_new", new = "Gloednieuw",
        breaks = o$asked$type == "single" | o$asked$max_picks > 0
      )
    )
  },
  recoded = function() {
    o <- random_option()
    list(
      change_cell("choices", o$row, "name", "another_code"),
      expected("recoded", o$asked$question,
        option = "another_code", old = q$choices$name[o$row], new = "another_code", breaks = TRUE
      )
    )
  },
  reordered = function() {
    o <- random_option(4)
    n <- length(o$rows)
    list(
      edited(function(x) {
        x$choices[o$rows, ] <- x$choices[o$rows[c(n, seq_len(n - 1))], ]
        x
      }),
      expected("reordered", o$asked$question,
        option = q$choices$name[o$rows[n]], old = n, new = 1, breaks = o$asked$type == "single"
      )
    )
  }
)

changes_of_questions <- list(
  reworded = function() {
    row <- one_of(which(nzchar(q$survey[[label_column("nl")]])))
    lang <- one_of(names(q$languages))
    id <- q$survey$name[row]
    item <- q$items$question[q$items$column == id]
    in_grid <- length(item) > 0 && item != id
    list(
      change_cell("survey", row, label_column(lang), "Iets heel anders"),
      expected("reworded", if (in_grid) item else id, if (in_grid) id else NA,
        language = lang, old = q$survey[[label_column(lang)]][row], new = "Iets heel anders",
        breaks = lang == "nl"
      )
    )
  },
  retyped = function() {
    question <- lone_question()
    type <- type_word(q$survey$type[question$row], 1)
    flipped <- if (type == "select_one") "select_multiple" else "select_one"
    new <- edited(function(x) {
      x$survey$type[question$row] <- sub(type, flipped, x$survey$type[question$row])
      x$survey$constraint[question$row] <- ""
      x
    })
    old <- edited(function(x) {
      x$survey$constraint[question$row] <- ""
      x
    })
    words <- c(select_one = "single", select_multiple = "multiple")
    list(new, expected("retyped", question$id,
      old = words[[type]], new = words[[flipped]], breaks = TRUE
    ), old)
  },
  constrained = function() {
    row <- one_of(grep("<= 3", q$survey$constraint))
    list(
      change_cell("survey", row, "constraint", "count-selected(.) <= 5"),
      expected("constrained", q$survey$name[row],
        old = q$survey$constraint[row], new = "count-selected(.) <= 5", breaks = TRUE
      )
    )
  },
  regrouped = function() {
    question <- lone_question()
    old <- q$survey$group[question$row]
    new <- one_of(setdiff(c("", "business", "providers"), old))
    blank <- function(x) if (nzchar(x)) x else NA
    list(
      change_cell("survey", question$row, "group", new),
      expected("regrouped", question$id, old = blank(old), new = blank(new), breaks = TRUE)
    )
  },
  rerouted = function() {
    question <- lone_question()
    while (question$id %in% c("language", "country")) question <- lone_question()
    list(
      change_cell("survey", question$row, "relevant", "${country} = 'be'"),
      expected("rerouted", question$id, new = "${country} = 'be'", breaks = TRUE)
    )
  },
  rebased = function() {
    question <- lone_question()
    list(
      change_cell("survey", question$row, "base", "all"),
      expected("rebased", question$id, old = "answered", new = "all", breaks = TRUE)
    )
  },
  required = function() {
    question <- lone_question()
    list(
      change_cell("survey", question$row, "required", "yes"),
      expected("required", question$id, old = "open", new = "required", breaks = FALSE)
    )
  },
  rescheduled = function() {
    question <- lone_question()
    while (nzchar(q$survey$editions[question$row])) question <- lone_question()
    list(
      change_cell("survey", question$row, "editions", "2018"),
      expected("rescheduled", question$id, new = "2018", breaks = FALSE)
    )
  },
  removed = function() {
    question <- lone_question()
    list <- type_word(q$survey$type[question$row], 2)
    list(
      edited(function(x) {
        x$survey <- x$survey[-question$row, ]
        if (!list %in% type_word(x$survey$type, 2)) x$choices <- x$choices[x$choices$list_name != list, ]
        x
      }),
      expected("removed", question$id,
        old = q$survey[[label_column("nl")]][question$row], breaks = FALSE
      )
    )
  },
  reordered = function() {
    last <- nrow(q$survey)
    id <- q$survey$name[last]
    list(
      edited(function(x) {
        x$survey <- x$survey[c(1, last, 2:(last - 1)), ]
        x
      }),
      expected("reordered", id, old = nrow(q$questions), new = 2, breaks = FALSE)
    )
  },
  item_removed = function() {
    item <- grid_item()
    list(
      edited(function(x) {
        x$survey <- x$survey[-item$row, ]
        x
      }),
      expected("removed", item$question, item$column,
        old = q$survey[[label_column("nl")]][item$row], breaks = FALSE
      )
    )
  },
  item_rerouted = function() {
    item <- grid_item()
    list(
      change_cell("survey", item$row, "relevant", "${country} = 'nl'"),
      expected("rerouted", item$question, item$column, new = "${country} = 'nl'", breaks = TRUE)
    )
  },
  item_recoded = function() {
    item <- grid_item()
    list(
      change_cell("survey", item$row, "name", "another_item"),
      expected("recoded", item$question, "another_item",
        old = item$column, new = "another_item", breaks = TRUE
      )
    )
  }
)

test_that("one change of the 2021 questionnaire is reported as that change, in both directions", {
  set.seed(2021)
  changes <- c(changes_of_options, changes_of_questions)
  for (name in names(changes)) {
    for (repetition in 1:2) {
      made <- changes[[name]]()
      old <- if (length(made) == 3) made[[3]] else q
      changed <- compare_questionnaires(old, made[[1]])
      want <- facts(made[[2]])
      expect_identical(facts(changed), want, label = name)
      back <- mirrored(want)
      # The keys are those of the newer side.
      recoded <- back$change == "recoded"
      if (any(recoded)) {
        key <- if (all(is.na(back$option))) "item" else "option"
        back[[key]][recoded] <- back$new[recoded]
      }
      expect_identical(facts(compare_questionnaires(made[[1]], old)), facts(back), label = name)
    }
  }
})

# Questions and options under random keys with random wordings, some of them alike.
random_questionnaire <- function() {
  n <- sample(2:5, 1)
  ids <- sample(paste0("q", 1:6), n)
  type <- sample(c("select_one", "select_multiple"), n, replace = TRUE)
  limit <- ifelse(type == "select_multiple" & stats::runif(n) < 0.5, "count-selected(.) <= 2", "")
  wording <- paste("Wording", sample(8, n))
  survey <- paste0(
    type, " l", seq_len(n), ",", ids, ",", wording, ",F ", sample(5, n, replace = TRUE), ",,,", limit,
    ",,answered,,"
  )
  case <- one_of(list(identity, toupper))
  labels <- case(c("Yes", "No", "Maybe", "Never", "Often", "yes!"))
  options <- lapply(seq_len(n), function(i) {
    k <- sample(6, 1)
    paste0(
      "l", i, ",", sample(letters[1:8], k), ",", sample(labels, k), ",F", sample(k), ",",
      c("", sample(c("", "", "dont_know"), k - 1, replace = TRUE))
    )
  })
  small(survey, unlist(options))
}

test_that("the comparison of any two is that of the other direction, mirrored", {
  set.seed(11)
  questionnaires <- replicate(12, random_questionnaire(), simplify = FALSE)
  # Without the keys: those of the newer side.
  keyless <- function(changes) {
    sort(do.call(paste, plain(changes[c("change", "language", "old", "new", "breaks_trend")])))
  }
  for (i in 2:12) {
    for (j in sample(i - 1, min(2, i - 1))) {
      there <- compare_questionnaires(questionnaires[[i]], questionnaires[[j]])
      back <- compare_questionnaires(questionnaires[[j]], questionnaires[[i]])
      expect_identical(keyless(mirrored(facts(there))), keyless(facts(back)))
    }
    expect_identical(nrow(compare_questionnaires(questionnaires[[i]], questionnaires[[i]])), 0L)
  }
})

test_that("a comparison prints for a reader and counts", {
  local_reproducible_output(width = 80)
  new <- edited(function(x) {
    sector <- x$choices$list_name == "sector"
    x$choices[["label::English (en)"]][sector & x$choices$name == "finance"] <- "Banks"
    x$choices <- x$choices[!(sector & x$choices$name == "other"), ]
    x$survey$base[x$survey$name == "country"] <- "all"
    x$settings$edition <- 2022L
    x
  })
  changes <- compare_questionnaires(q, new)
  expect_identical(format(changes), c(
    "<comparison> 2021 -> 2022",
    "country",
    "  ! rebased: \"answered\" -> \"all\"",
    "      The percentages are of another base.",
    "sector",
    "  - option finance, language en reworded: \"Financial sector\" -> \"Banks\"",
    "      A translation; the original wording is compared by itself.",
    "  ! option other removed: \"Andere sector\"",
    "      The options exclude each other: one more or less changes the shares of",
    "      the rest.",
    "3 changes; the trend breaks (!) of: country, sector."
  ))
  expect_output(expect_identical(print(changes), changes), "3 changes", fixed = TRUE)
  expect_identical(summary(changes), tibble::tibble(
    change = c("removed", "reworded", "rebased"), n = c(1L, 1L, 1L), breaks = c(1L, 0L, 1L),
    questions = c("sector", "", "country")
  ))
  # A part of it, with and without the columns that print needs.
  expect_identical(tail(format(changes[!changes$breaks_trend, ]), 1), "1 change; no trend breaks.")
  expect_output(print(changes[c("question", "change")]), "3 rows")
})
