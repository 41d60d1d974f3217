# Forty respondents of a bilingual questionnaire, and the file that each tool would write of them. The
# writers are plain R, by what is known of the exports; they use nothing of the package.

forty_survey <- c(
  paste0(
    "type,name,label::Nederlands (nl),label::Fran\u00e7ais (fr),relevant,constraint,appearance,",
    "export::limesurvey,export::qualtrics"
  ),
  "begin_group,main,Deel 1,Partie 1,,,,,",
  "select_one group,group,Tot welke groep behoort u?,\u00c0 quel groupe appartenez-vous\u00a0?,,,,Q1,QID1",
  "select_one sector,sector,In welke sector werkt u?,Dans quel secteur travaillez-vous\u00a0?,,,,Q2,QID2",
  paste0(
    "select_multiple task,tasks,\"Welke taken heeft u, in het kort?\",",
    "\"Quelles sont vos t\u00e2ches, en bref\u00a0?\",,count-selected(.) <= 3,,Q3,QID3"
  ),
  paste0(
    "select_multiple reason,reasons,Waarom begeleidt u collega\u2019s?,",
    "Pourquoi guidez-vous vos coll\u00e8gues\u00a0?,\"selected(${tasks}, 'guide')\",,,Q4,QID4"
  ),
  paste0(
    "begin_group,skills,Hoe goed bent u in \u2026?,Quel est votre niveau en \u2026\u00a0?,",
    ",,table-list,Q5,QID5"
  ),
  "select_one level,skills_admin,Administratief werk,Travail administratif,,,,Q5[SQ001],QID5_1",
  "select_one level,skills_talk,Gesprekken \u2013 \u00e9\u00e9n op \u00e9\u00e9n,Entretiens \u2013 individuels,,,,Q5[SQ002],QID5_2",
  "select_one level,skills_tools,E-learning,E-learning,,,,Q5[SQ003],QID5_3",
  "end_group,,,,,,,,",
  paste0(
    "select_one crisis,crisis,\"De crisis is voor mijn organisatie \u2026\",",
    "\"Pour mon organisation, la crise est \u2026\",${group} = 'business',,,Q6,QID6"
  ),
  "integer,employees,Hoeveel medewerkers zijn er?,Combien y a-t-il de collaborateurs\u00a0?,,,,Q7,QID7_TEXT",
  "decimal,hours,Hoeveel uren per week?,Combien d\u2019heures par semaine\u00a0?,,,,Q8,QID8_TEXT",
  "select_one country,country,Land,Pays,,,,Q9,QID9",
  "text,remark,Andere opmerkingen,Autres remarques,,,,Q10,QID10_TEXT",
  "end_group,,,,,,,,"
)

forty_choices <- c(
  paste0(
    "list_name,name,label::Nederlands (nl),label::Fran\u00e7ais (fr),missing,",
    "export::limesurvey,export::qualtrics"
  ),
  "group,business,Bedrijf of organisatie,Entreprise ou organisation,,A1,4",
  "group,providers,Aanbieder van opleidingen,Prestataire de formations,,A2,7",
  "sector,industry,Industrie,Industrie,,A1,1",
  "sector,care,Zorg \u2013 welzijn,Soins \u2013 bien-\u00eatre,,A2,2",
  "sector,admin,Administratie,Administration,,A3,3",
  "sector,other,Andere,Autre,,-oth-,5",
  "sector,dk,Weet ik niet,Je ne sais pas,dont_know,A4,9",
  "task,guide,\"Opleiden, coachen en begeleiden\",\"Former, coacher et accompagner\",,SQ001,1",
  "task,screen,\"Screenen (intake, assessment)\",\"\u00c9valuer (accueil, bilan)\",,SQ002,2",
  "task,online,E-learning\u2019s maken,Cr\u00e9er de l\u2019e-learning,,SQ003,12",
  "task,admin,Administratie,Administration,,SQ004,4",
  "reason,money,Geld,L\u2019argent,,SQ001,1",
  "reason,time,Tijd,Le temps,,SQ002,2",
  "reason,habit,\"Uit gewoonte, zoals altijd\",\"Par habitude, comme toujours\",,SQ003,3",
  "reason,none,Geen van deze,Aucune de ces raisons,not_applicable,SQ004,8",
  "level,low,Niet goed,Pas bien,,A1,1",
  "level,mid,2,2,,A2,2",
  "level,high,Heel goed,Tr\u00e8s bien,,A3,3",
  "crisis,threat,een bedreiging,une menace,,A1,1",
  "crisis,chance,een kans,une chance,,A2,2",
  "country,be,Belgi\u00eb,Belgique,,A1,1",
  "country,nl,Nederland,Pays-Bas,,A2,2",
  "country,fr,Frankrijk,France,,A3,3"
)

forty_questionnaire <- function() {
  make_questionnaire(forty_survey, forty_choices, c(
    "form_title,form_id,default_language,group_question", "Veertig,forty,nl,group"
  ))
}

# The sheets as plain tables.
forty_sheet <- function(lines) {
  utils::read.csv(
    text = lines, colClasses = "character", na.strings = character(), check.names = FALSE,
    encoding = "UTF-8"
  )
}
forty_rows <- forty_sheet(forty_survey)
forty_options <- forty_sheet(forty_choices)

forty_label <- function(name, lang) {
  forty_rows[forty_rows$name == name, c(nl = 3, fr = 4)[[lang]]]
}

forty_list <- function(name) {
  list <- sub("^\\S+ ", "", forty_rows$type[forty_rows$name == name])
  forty_options[forty_options$list_name == list, ]
}

# Codes as `to` ("label", "limesurvey", "qualtrics") has them; NA stays.
forty_as <- function(code, name, to, lang = "nl") {
  options <- forty_list(name)
  column <- if (to == "label") c(nl = 3, fr = 4)[[lang]] else match(paste0("export::", to), names(options))
  options[[column]][match(code, options$name)]
}

forty_singles <- c("group", "sector", "skills_admin", "skills_talk", "skills_tools", "crisis", "country")
forty_multiples <- c("tasks", "reasons")
forty_numbers <- c("employees", "hours")

# Codes; multiple choice: codes with a space between, "" for nothing ticked. NA: no answer, or, where
# the routing skips the question, not shown.
forty_respondents <- function(n = 40) {
  set.seed(404)
  pick <- function(codes) sample(codes, n, TRUE)
  picks <- function(codes, most) {
    replicate(n, paste(codes[sort(sample(length(codes), sample(0:most, 1)))], collapse = " "))
  }
  data <- data.frame(
    group = pick(c("business", "providers")),
    sector = pick(c("industry", "care", "admin", "other", "dk", NA)),
    tasks = picks(c("guide", "screen", "online", "admin"), 3),
    reasons = picks(c("money", "time", "habit"), 3),
    skills_admin = pick(c("low", "mid", "high", NA)), skills_talk = pick(c("low", "mid", "high")),
    skills_tools = pick(c("low", "mid", "high")), crisis = pick(c("threat", "chance", NA)),
    employees = sample(c(0, 1, 12, 250, 4000, 31000, NA), n, TRUE),
    hours = sample(c(0.5, 7.6, 38, 12.25, NA), n, TRUE), country = pick(c("be", "nl", "fr", NA)),
    remark = pick(c(
      "Zij zei \"ja\", en bleef", "Deux lignes :\n\u00e9t\u00e9 comme hiver", "=1+1", "007", "N\u2019importe; quoi\tici",
      NA
    ))
  )
  data$reasons[sample(n, 6)] <- "none"
  # Each case that matters is there, in the smallest files too.
  data$tasks[1:5] <- c("", "guide screen admin", "guide", "guide online", "guide")
  data$reasons[2:5] <- c("", "none", "money habit", "habit")
  data$group[1:4] <- c("business", "providers", "business", "providers")
  data$crisis[3] <- NA
  data$sector[1:4] <- c("other", "dk", NA, "care")
  data$remark[1:2] <- c("=1+1", "Zij zei \"ja\", en bleef")
  data$reasons[!grepl("guide", data$tasks)] <- NA
  data$crisis[data$group == "providers"] <- NA
  data
}

forty_times <- function(n) as.POSIXct("2021-02-13 09:05:06", tz = "UTC") + 3600 * 25 * seq_len(n)

# What must be read, as codes and kinds: a list with a chr column an item.
forty_truth <- function(data) {
  columns <- lapply(names(data), function(name) {
    x <- as.character(data[[name]])
    skipped <- switch(name,
      reasons = !grepl("guide", data$tasks), crisis = data$group == "providers",
      rep(FALSE, nrow(data))
    )
    if (name == "sector") x[x %in% "dk"] <- "<dont_know>"
    if (name == "reasons") x[x %in% "none"] <- "<not_applicable>"
    if (name %in% c(forty_singles, forty_multiples)) {
      x[is.na(x)] <- ifelse(skipped, "<not_shown>", "<no_answer>")[is.na(x)]
    }
    x
  })
  stats::setNames(columns, names(data))
}

# The columns of responses in the same form.
as_codes <- function(x) {
  columns <- lapply(names(forty_respondents(8)), function(name) {
    column <- x[[name]]
    if (!is.object(column)) return(as.character(column))
    kind <- as.character(missing_kind(column))
    codes <- attr(column, "codes")
    value <- vctrs::vec_data(column)
    text <- vapply(value, function(v) {
      if (v < 0) return("")
      if (inherits(column, "tendensen_single_choice")) return(codes[[v]])
      paste(codes[v %/% 2^(seq_along(codes) - 1) %% 2 == 1], collapse = " ")
    }, "")
    ifelse(is.na(kind), text, paste0("<", kind, ">"))
  })
  stats::setNames(columns, names(forty_respondents(8)))
}

# Bytes ---------------------------------------------------------------------------------------------

csv_lines <- function(header, cells, sep = ",", quote = "all", na = "") {
  quoted <- function(x) {
    x[is.na(x)] <- na
    ask <- quote == "all" | grepl(paste0("[\"\r\n", sep, "]"), x)
    ifelse(ask, paste0("\"", gsub("\"", "\"\"", x, fixed = TRUE), "\""), x)
  }
  if (!is.list(header)) header <- list(header)
  cells <- lapply(cells, as.character)
  rows <- lapply(seq_along(cells[[1]]), function(i) vapply(cells, `[[`, "", i))
  vapply(c(header, rows), function(row) paste(quoted(row), collapse = sep), "")
}

forty_bytes <- function(lines, eol = "\r\n", bom = FALSE, tail = "") {
  text <- paste0(paste(enc2utf8(lines), collapse = eol), eol, tail)
  c(if (bom) as.raw(c(0xEF, 0xBB, 0xBF)), charToRaw(text))
}

has_pick <- function(x, code) vapply(strsplit(x, " "), function(picks) code %in% picks, TRUE)

labels_of_picks <- function(x, name, lang, between, after = "", to = "label") {
  vapply(strsplit(x, " "), function(picks) {
    if (anyNA(picks) || length(picks) == 0) return(NA_character_)
    paste0(paste(forty_as(picks, name, to, lang), collapse = between), after)
  }, "")
}

# A column an option. `yes`: the mark; `no`: of one that was seen and left open; else empty.
split_picks <- function(x, name, yes, no = NA_character_) {
  lapply(forty_list(name)$name, function(code) {
    ifelse(is.na(x), NA_character_, ifelse(has_pick(x, code), yes, no))
  })
}

# LimeSurvey ----------------------------------------------------------------------------------------

# Columns of LimeSurvey: name, text, answer (of the sub-question), cells. `answers`: short, long or R.
limesurvey_columns <- function(data, lang, answers) {
  n <- nrow(data)
  stamp <- format(forty_times(n), "%Y-%m-%d %H:%M:%S")
  column <- function(code, part, text, answer, cells) {
    list(code = code, part = part, text = text, answer = answer, cells = cells)
  }
  meta <- list(
    column("id", "", c(nl = "Antwoord ID", fr = "ID de la r\u00e9ponse")[[lang]], "", as.character(seq_len(n) + 4)),
    column("submitdate", "", c(nl = "Datum ingediend", fr = "Date de soumission")[[lang]], "", stamp),
    column("lastpage", "", c(nl = "Laatste pagina", fr = "Derni\u00e8re page")[[lang]], "", rep("3", n)),
    column("startlanguage", "", c(nl = "Begintaal", fr = "Langue de d\u00e9part")[[lang]], "", rep(lang, n)),
    column("startdate", "", c(nl = "Datum gestart", fr = "Date de lancement")[[lang]], "", stamp)
  )
  main <- lapply(setdiff(names(data), c("skills_talk", "skills_tools")), function(name) {
    if (name == "skills_admin") {
      return(lapply(c("skills_admin", "skills_talk", "skills_tools"), function(item) {
        code <- forty_as(data[[item]], item, if (answers == "long") "label" else "limesurvey", lang)
        if (answers == "long") code[is.na(code)] <- "N/A"
        place <- match(item, c("skills_admin", "skills_talk", "skills_tools"))
        column("Q5", paste0("SQ00", place), forty_label("skills", lang), forty_label(item, lang), code)
      }))
    }
    code <- forty_rows[["export::limesurvey"]][forty_rows$name == name]
    text <- forty_label(name, lang)
    x <- data[[name]]
    if (name %in% forty_multiples) {
      yes <- c(short = "Y", long = c(nl = "Ja", fr = "Oui")[[lang]], R = "1")[[answers]]
      no <- c(short = NA, long = "N/A", R = "0")[[answers]]
      options <- forty_list(name)
      cells <- split_picks(x, name, yes, no)
      return(Map(function(part, answer, cells) column(code, part, text, answer, cells),
        options[["export::limesurvey"]], options[[c(nl = 3, fr = 4)[[lang]]]], cells
      ))
    }
    if (name %in% forty_singles) {
      cells <- forty_as(x, name, if (answers == "long") "label" else "limesurvey", lang)
      shown <- name != "crisis" | data$group == "business"
      if (answers == "long") cells[is.na(cells) & shown] <- "N/A"
      made <- list(column(code, "", text, "", cells))
      if (name == "sector") {
        made <- c(made, list(column(
          code, "other", text, c(nl = "Andere", fr = "Autre")[[lang]],
          ifelse(x %in% "other", "Onderwijs, deeltijds", NA)
        )))
      }
      return(made)
    }
    if (is.numeric(x)) x <- ifelse(is.na(x), NA, sprintf("%.10f", x))
    list(column(code, "", text, "", x))
  })
  c(meta, do.call(c, main))
}

write_limesurvey <- function(data, lang, heading, answers) {
  columns <- limesurvey_columns(data, lang, answers)
  header <- vapply(columns, function(column) {
    code <- if (nzchar(column$part)) paste0(column$code, "[", column$part, "]") else column$code
    text <- if (nzchar(column$answer)) paste0(column$text, " [", column$answer, "]") else column$text
    switch(heading, code = code, full = text, codetext = paste0(code, ". ", text))
  }, "")
  lines <- csv_lines(header, lapply(columns, `[[`, "cells"))
  forty_bytes(lines, bom = TRUE, tail = "\r\n")
}

write_limesurvey_r <- function(data, lang, folder) {
  columns <- limesurvey_columns(data, lang, "R")
  texts <- vapply(columns, `[[`, "", "text")
  lines <- csv_lines(texts, lapply(columns, `[[`, "cells"))
  escape <- function(x) gsub("([\"\\\\])", "\\\\\\1", x)
  syntax <- Map(function(column, i) {
    name <- paste0(column$code, if (nzchar(column$part)) paste0("_", column$part))
    label <- paste0(if (nzchar(column$answer)) paste0("[", column$answer, "] "), column$text)
    item <- forty_rows$name[forty_rows[["export::limesurvey"]] == column$code]
    if (length(item) == 1 && item == "skills") item <- "skills_admin"
    picked <- length(item) == 1 && item %in% forty_multiples
    labels <- if (picked) {
      list(c("1", "0"), c(nl = "Ja", fr = "Oui")[[lang]], c(nl = "Niet gekozen", fr = "Non s\u00e9lectionn\u00e9")[[lang]])
    } else if (length(item) == 1 && item %in% forty_singles && column$part != "other") {
      options <- forty_list(item)
      list(options[["export::limesurvey"]], options[[c(nl = 3, fr = 4)[[lang]]]])
    }
    c(
      paste0("data[, ", i, "] <- as.character(data[, ", i, "])"),
      paste0("attributes(data)$variable.labels[", i, "] <- \"", escape(label), "\""),
      if (!is.null(labels)) {
        quoted <- function(x) paste0("\"", escape(x), "\"", collapse = ",")
        paste0(
          "data[, ", i, "] <- factor(data[, ", i, "], levels=c(",
          if (picked) "1,0" else quoted(labels[[1]]), "),labels=c(", quoted(unlist(labels[-1])), "))"
        )
      },
      paste0("names(data)[", i, "] <- \"", name, "\"")
    )
  }, columns, seq_along(columns))
  data_path <- file.path(folder, "survey_404_R_data_file.csv")
  writeBin(forty_bytes(lines, bom = TRUE, tail = "\r\n"), data_path)
  head <- "data <- read.csv(\"survey_404_R_data_file.csv\", quote = \"'\\\"\", na.strings=c(\"\", \"\\\"\\\"\"))"
  writeBin(
    forty_bytes(c(head, unlist(syntax)), eol = "\n"), file.path(folder, "survey_404_R_syntax_file.R")
  )
  data_path
}

# Qualtrics -----------------------------------------------------------------------------------------

write_qualtrics <- function(data, lang, json = TRUE, split = TRUE, texts = FALSE) {
  n <- nrow(data)
  stamp <- format(forty_times(n), "%Y-%m-%d %H:%M:%S")
  column <- function(code, text, id, cells) list(code = code, text = text, id = id, cells = cells)
  columns <- list(
    column("StartDate", "Start Date", "startDate", stamp),
    column("EndDate", "End Date", "endDate", stamp),
    column("Status", "Response Type", "status", rep("0", n)),
    column("Finished", "Finished", "finished", rep(if (texts) "True" else "1", n)),
    column("RecordedDate", "Recorded Date", "recordedDate", stamp),
    column("ResponseId", "Response ID", "_recordId", sprintf("R_%07d", seq_len(n))),
    column("UserLanguage", "User Language", "userLanguage", rep(toupper(lang), n))
  )
  to <- if (texts) "label" else "qualtrics"
  for (name in names(data)) {
    row <- forty_rows[forty_rows$name == name, ]
    id <- row[["export::qualtrics"]]
    code <- sub("_TEXT", "", sub("QID", "Q", id))
    text <- row[[c(nl = 3, fr = 4)[[lang]]]]
    x <- data[[name]]
    if (name %in% forty_multiples) {
      options <- forty_list(name)
      label <- options[[c(nl = 3, fr = 4)[[lang]]]]
      recode <- options[["export::qualtrics"]]
      if (split) {
        cells <- split_picks(x, name, "1")
        if (texts) cells <- Map(function(cell, label) ifelse(is.na(cell), NA, label), cells, label)
        columns <- c(columns, Map(column,
          paste0(code, "_", recode), paste0(text, " - ", label), paste0(id, "_", recode), cells
        ))
      } else {
        columns <- c(columns, list(column(code, text, id, labels_of_picks(x, name, lang, ",", to = to))))
      }
    } else if (startsWith(name, "skills")) {
      cells <- forty_as(x, name, to, lang)
      full <- paste(forty_label("skills", lang), "-", text)
      columns <- c(columns, list(column(code, full, id, cells)))
    } else if (name %in% forty_singles) {
      cells <- forty_as(x, name, to, lang)
      if (name == "sector") text <- paste(text, "- Selected Choice")
      columns <- c(columns, list(column(code, text, id, cells)))
      if (name == "sector") {
        columns <- c(columns, list(column(
          "Q2_5_TEXT", paste0(forty_label("sector", lang), " - Andere - Text"), "QID2_5_TEXT",
          ifelse(x %in% "other", "Onderwijs", NA)
        )))
      }
    } else {
      cells <- if (is.numeric(x)) ifelse(is.na(x), NA, format(x, trim = TRUE, drop0trailing = TRUE, scientific = FALSE)) else x
      columns <- c(columns, list(column(code, text, id, as.character(cells))))
    }
  }
  part <- function(what) unname(vapply(columns, `[[`, "", what))
  ids <- if (json) sprintf("{\"ImportId\":\"%s\"}", part("id")) else sprintf("{'ImportId': '%s'}", part("id"))
  forty_bytes(csv_lines(
    list(part("code"), part("text"), ids), lapply(columns, `[[`, "cells"), quote = "needed"
  ), eol = "\n")
}

# Forms ---------------------------------------------------------------------------------------------

# Labels of all answers, in the order of the questionnaire. `mark` is the one of decimals.
label_columns <- function(data, lang, between, after = "", mark = ".") {
  stats::setNames(lapply(names(data), function(name) {
    x <- data[[name]]
    if (name %in% forty_multiples) return(labels_of_picks(x, name, lang, between, after))
    if (name %in% forty_singles) return(forty_as(x, name, "label", lang))
    if (is.numeric(x)) return(ifelse(is.na(x), NA, sub(".", mark, vapply(x, format, "", scientific = FALSE), fixed = TRUE)))
    x
  }), names(data))
}

write_surveymonkey <- function(data, lang) {
  n <- nrow(data)
  stamp <- format(forty_times(n), "%m/%d/%Y %I:%M:%S %p")
  answered <- c(nl = "Antwoord", fr = "R\u00e9ponse")[[lang]]
  open <- c(nl = "Open antwoord", fr = "R\u00e9ponse libre")[[lang]]
  first <- list(
    nl = c("Respondent ID", "Collector ID", "Startdatum", "Einddatum", "IP-adres"),
    fr = c("ID du r\u00e9pondant", "ID du collecteur", "Date de d\u00e9but", "Date de fin", "Adresse IP")
  )[[lang]]
  top <- first
  below <- rep("", 5)
  cells <- list(as.character(11000000000 + seq_len(n)), rep("4001", n), stamp, stamp, rep("10.0.0.1", n))
  labels <- label_columns(data, lang, ";")
  for (name in names(data)) {
    text <- forty_label(name, lang)
    if (name %in% forty_multiples) {
      options <- forty_list(name)
      label <- options[[c(nl = 3, fr = 4)[[lang]]]]
      cells <- c(cells, Map(function(code, label) {
        ifelse(has_pick(data[[name]], code) & !is.na(data[[name]]), label, NA_character_)
      }, options$name, label))
      top <- c(top, text, rep("", length(label) - 1))
      below <- c(below, label)
    } else {
      grid <- startsWith(name, "skills")
      top <- c(top, if (name == "skills_admin") forty_label("skills", lang) else if (grid) "" else text)
      below <- c(below, if (grid) text else if (name %in% forty_singles) answered else open)
      cells <- c(cells, list(labels[[name]]))
    }
  }
  forty_bytes(csv_lines(list(top, below), cells, quote = "needed"), eol = "\n")
}

write_google <- function(data, lang) {
  stamp <- format(forty_times(nrow(data)), c(nl = "%d-%m-%Y %H:%M:%S", fr = "%d/%m/%Y %H:%M:%S")[[lang]])
  header <- vapply(names(data), function(name) {
    if (!startsWith(name, "skills")) return(forty_label(name, lang))
    paste0(forty_label("skills", lang), " [", forty_label(name, lang), "]")
  }, "")
  lines <- csv_lines(
    c(c(nl = "Tijdstempel", fr = "Horodateur")[[lang]], header),
    c(list(stamp), label_columns(data, lang, ", ", mark = ","))
  )
  forty_bytes(lines, eol = if (lang == "nl") "\r\n" else "\n")
}

# The header row and the cells of Microsoft Forms; the items of a grid stand alone as headers.
microsoft_cells <- function(data, lang) {
  n <- nrow(data)
  first <- list(
    nl = c("ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam"),
    fr = c("ID", "Heure de d\u00e9but", "Heure de fin", "Adresse de messagerie", "Nom")
  )[[lang]]
  stamp <- format(forty_times(n), "%m/%d/%y %H:%M:%S")
  cells <- c(
    list(as.character(seq_len(n)), stamp, stamp, rep("anonymous", n), rep(NA_character_, n)),
    unname(label_columns(data, lang, ";", ";"))
  )
  list(header = c(first, vapply(names(data), forty_label, "", lang)), cells = cells)
}

write_microsoft <- function(data, lang) {
  made <- microsoft_cells(data, lang)
  forty_bytes(csv_lines(made$header, made$cells, sep = ";", quote = "needed"), bom = TRUE)
}

# The native workbook: dates and numbers are numbers there.
write_microsoft_workbook <- function(data, lang, path) {
  made <- microsoft_cells(data, lang)
  sheet <- as.data.frame(made$cells, col.names = seq_along(made$cells), optional = TRUE)
  stamp <- as.numeric(forty_times(nrow(data))) / 86400 + 25569
  sheet[[2]] <- sheet[[3]] <- stamp
  sheet[[1]] <- seq_len(nrow(data))
  at <- 5 + match(forty_numbers, names(data))
  sheet[at] <- data[forty_numbers]
  names(sheet) <- made$header
  book <- openxlsx::createWorkbook()
  openxlsx::addWorksheet(book, "Form1")
  openxlsx::writeData(book, "Form1", sheet, keepNA = FALSE)
  openxlsx::saveWorkbook(book, path, overwrite = TRUE)
  path
}

# Names and codes -----------------------------------------------------------------------------------

# `path`: what stands between groups and names; `joined`, `split`: the forms of multiple choice.
write_kobo <- function(data, path = "/", joined = TRUE, split = TRUE) {
  n <- nrow(data)
  stamp <- format(forty_times(n), "%Y-%m-%dT%H:%M:%S.000+00:00")
  header <- c("start", "end")
  cells <- list(stamp, stamp)
  for (name in names(data)) {
    full <- paste(c("main", if (startsWith(name, "skills")) "skills", name), collapse = path)
    x <- data[[name]]
    text <- ifelse(is.na(x) | x == "", NA, if (is.numeric(x)) vapply(x, format, "", scientific = FALSE) else x)
    many <- name %in% forty_multiples
    if (!many || joined) {
      header <- c(header, full)
      cells <- c(cells, list(as.character(text)))
    }
    if (many && split) {
      header <- c(header, paste0(full, "/", forty_list(name)$name))
      ticked <- ifelse(x %in% "", NA, x)
      cells <- c(cells, split_picks(ticked, name, "1", "0"))
    }
  }
  if (path == "-") {
    header <- c("SubmissionDate", header[-(1:2)], "meta-instanceID", "KEY", "ReviewState")
    uuid <- sprintf("uuid:%08d", seq_len(n))
    cells <- c(list(stamp), cells[-(1:2)], list(uuid, uuid, rep("approved", n)))
    return(forty_bytes(csv_lines(header, cells, quote = "needed"), eol = "\n"))
  }
  header <- c(header, "__version__", "_id", "_uuid", "_submission_time", "_index")
  cells <- c(cells, list(
    rep("vA1", n), as.character(900 + seq_len(n)), sprintf("%08d", seq_len(n)),
    format(forty_times(n), "%Y-%m-%dT%H:%M:%S"), as.character(seq_len(n))
  ))
  forty_bytes(csv_lines(header, cells, sep = ";"), eol = "\n")
}

write_plain <- function(data, sep = ",", between = "_") {
  header <- character()
  cells <- list()
  for (name in names(data)) {
    x <- data[[name]]
    if (name %in% forty_multiples) {
      header <- c(header, paste0(name, between, forty_list(name)$name))
      cells <- c(cells, split_picks(x, name, "1", "0"))
    } else {
      header <- c(header, name)
      text <- if (is.numeric(x)) ifelse(is.na(x), NA, vapply(x, format, "", scientific = FALSE)) else x
      cells <- c(cells, list(text))
    }
  }
  forty_bytes(csv_lines(header, cells, sep = sep, quote = "needed"), eol = "\n")
}

# Numbers with labels, "don't know" as a user-missing value; sets are names and 1/0.
write_sav <- function(data, lang, path) {
  columns <- list()
  for (name in names(data)) {
    x <- data[[name]]
    label <- forty_label(name, lang)
    options <- if (!name %in% c(forty_numbers, "remark")) forty_list(name)
    text <- options[[c(nl = 3, fr = 4)[[lang]]]]
    if (name %in% forty_multiples) {
      cells <- split_picks(x, name, "1", "0")
      yes_no <- list(nl = c(Ja = 1, Nee = 0), fr = c(Oui = 1, Non = 0))[[lang]]
      columns[paste0(name, "_", options$name)] <- Map(function(cell, text) {
        haven::labelled(as.numeric(cell), yes_no, paste0(label, ": ", text))
      }, cells, text)
    } else if (name %in% forty_singles) {
      value <- match(x, options$name)
      value[x %in% "dk"] <- 99
      values <- ifelse(options$name == "dk", 99, seq_along(text))
      columns[[name]] <- haven::labelled_spss(
        as.numeric(value), stats::setNames(values, text), na_values = if ("dk" %in% options$name) 99, label = label
      )
    } else {
      columns[[name]] <- structure(if (is.numeric(x)) as.numeric(x) else x, label = label)
    }
  }
  haven::write_sav(tibble::as_tibble(columns), path, compress = "none")
  path
}

# All forms: a function of data and a folder that writes the file and gives its path.
forty_forms <- function() {
  text <- function(bytes, name = "export.csv") {
    force(bytes)
    function(data, lang, folder) {
      path <- file.path(folder, name)
      writeBin(bytes(data, lang), path)
      path
    }
  }
  lime <- function(heading, answers) text(function(data, lang) write_limesurvey(data, lang, heading, answers))
  list(
    limesurvey_codes = lime("code", "short"), limesurvey_full = lime("full", "long"),
    limesurvey_codetext = lime("codetext", "short"), limesurvey_code_long = lime("code", "long"),
    limesurvey_r = write_limesurvey_r,
    qualtrics_json = text(function(data, lang) write_qualtrics(data, lang)),
    qualtrics_quotes = text(function(data, lang) write_qualtrics(data, lang, json = FALSE)),
    qualtrics_joined = text(function(data, lang) write_qualtrics(data, lang, split = FALSE)),
    qualtrics_texts = text(function(data, lang) write_qualtrics(data, lang, texts = TRUE)),
    surveymonkey = text(write_surveymonkey),
    google_forms = text(write_google),
    microsoft_forms_csv = text(write_microsoft),
    microsoft_forms = function(data, lang, folder) {
      write_microsoft_workbook(data, lang, file.path(folder, "export.xlsx"))
    },
    kobo = text(function(data, lang) write_kobo(data)),
    kobo_joined = text(function(data, lang) write_kobo(data, split = FALSE)),
    kobo_split = text(function(data, lang) write_kobo(data, joined = FALSE)),
    kobo_central = text(function(data, lang) write_kobo(data, path = "-")),
    table = text(function(data, lang) write_plain(data)),
    table_semicolons = text(function(data, lang) write_plain(data, ";", "/")),
    spss = function(data, lang, folder) write_sav(data, lang, file.path(folder, "export.sav"))
  )
}

forty_file <- function(form, lang = "nl", data = forty_respondents()) {
  folder <- tempfile("forty-")
  dir.create(folder)
  forty_forms()[[form]](data, lang, folder)
}
