#' Collapse answers into nets
#'
#' Replaces the options of some questions by coarser ones: the nets of the report, or your own. A
#' recode must give every option of its question a place; one that leaves codes over is refused with
#' those codes. Kinds of missing pass through.
#'
#' @param responses Responses; see [respondents()] and [as_responses()].
#' @param recodes A data frame with the columns `question`, `from` (code of an option) and `to` (code of
#'   a net), and labels of the nets either as `label` or as `label::<language>` columns. Default: the
#'   recodes of the questionnaire's edition. For multiple choice, a net is ticked when any of its
#'   parts is.
#' @return The responses, with the recoded questions' columns and options replaced.
#' @family responses
#' @export
#' @examples
#' nets <- recode_responses(respondents())
#' tabulate_responses(nets, "adapted", by = "group")
recode_responses <- function(responses, recodes = NULL) {
  questionnaire <- responses_questionnaire(responses)
  recodes <- if (is.null(recodes)) {
    questionnaire$recodes
  } else {
    as_recodes(recodes, questionnaire, rlang::current_env())
  }
  if (is.null(recodes) || nrow(recodes) == 0) {
    abort(c(
      "There are no recodes.",
      i = "Give {.arg recodes}: a data frame with {.field question}, {.field from}, {.field to}."
    ), "recode")
  }
  for (question in unique(recodes$question)) {
    rules <- recodes[recodes$question == question, ]
    responses <- recode_question(responses, question, rules, rlang::current_env())
  }
  responses
}

# Recodes one question: its columns, and its place in the questionnaire.
recode_question <- function(responses, question, rules, call = caller_env()) {
  questionnaire <- attr(responses, "questionnaire")
  multiple <- question_row(questionnaire, question)$type == "multiple"
  for (item in question_items(questionnaire, question)$column) {
    columns <- if (multiple) answer_columns(questionnaire, question) else item
    recoded <- recode_choice(unclass_attributes(responses)[columns], rules, question, call)
    # Nets fit in one column of bits.
    responses[columns[-1]] <- NULL
    responses[[item]] <- recoded
  }
  attr(responses, "questionnaire") <- net_questionnaire(questionnaire, question, rules)
  responses
}

# Recodes with a label in each language of the questionnaire.
as_recodes <- function(recodes, questionnaire, call) {
  if (!is.data.frame(recodes)) {
    abort("{.arg recodes} must be a data frame, not {.obj_type_friendly {recodes}}.", "recode",
      call = call, env = rlang::current_env()
    )
  }
  absent <- setdiff(c("question", "from", "to"), names(recodes))
  if (length(absent) > 0) {
    abort("{.arg recodes} lacks the column {.val {absent}}.", "recode",
      call = call, env = rlang::current_env()
    )
  }
  recodes <- tibble::as_tibble(recodes)
  key <- c("question", "from", "to")
  recodes[key] <- lapply(recodes[key], as.character)
  for (question in unique(recodes$question)) {
    type <- question_row(questionnaire, question, "recodes$question", call)$type
    if (!type %in% c("single", "multiple")) {
      abort("{.val {question}} has no options to recode.", "recode",
        call = call, env = rlang::current_env()
      )
    }
  }
  for (lang in names(questionnaire$languages)) {
    sheet_column <- paste0("label::", questionnaire$languages[[lang]])
    recodes[[lang]] <- recodes[[sheet_column]] %||% recodes[["label"]] %||% recodes$to
  }
  check_net_labels(recodes, names(questionnaire$languages), call)
  recodes[c(key, names(questionnaire$languages))]
}

# Different nets of a question have different labels, in each language.
check_net_labels <- function(recodes, languages, call) {
  nets <- recodes[!duplicated(recodes[c("question", "to")]), ]
  for (lang in languages) {
    twice <- nets[duplicated(nets[c("question", lang)]), ]
    if (nrow(twice) > 0) {
      abort(c(
        "{.arg recodes} gives different nets of a question the same label.",
        x = "Question {.val {twice$question[1]}}, net {.val {twice$to[1]}}: {.val {twice[[lang]][1]}}."
      ), "recode", call = call, env = rlang::current_env())
    }
  }
}

# `columns`: those of one item; only multiple choice can have more than one.
recode_choice <- function(columns, rules, question, call) {
  x <- columns[[1]]
  codes <- unlist(lapply(columns, choice_codes), use.names = FALSE)
  data <- unname(lapply(columns, vec_data))
  recoded <- tryCatch(
    from_core(core_recode(data, is_multiple_choice(x), codes, rules$from, rules$to), call),
    tendensen_error_recode = function(error) {
      abort("The recode of {.val {question}} does not fit.", "recode",
        call = call, parent = error, env = rlang::current_env()
      )
    }
  )
  labels <- net_labels(rules, recoded$codes, names(attr(x, "labels")))
  make <- if (is_multiple_choice(x)) new_multiple_choice else new_single_choice
  made <- make(recoded$values, recoded$codes, labels, attr(x, "lang"))
  attr(made, "synthetic") <- attr(x, "synthetic")
  made
}

net_labels <- function(rules, codes, languages) {
  lapply(rlang::set_names(languages), function(lang) rules[[lang]][match(codes, rules$to)])
}

# The questionnaire of recoded responses: the question has a list of its own, of nets.
net_questionnaire <- function(questionnaire, question, rules) {
  nets <- rules[!duplicated(rules$to), ]
  list <- paste0(question, " (recoded)")
  first <- nrow(questionnaire$choices)
  rows <- tibble(list_name = list, name = nets$to)
  for (lang in names(questionnaire$languages)) {
    rows[[paste0("label::", questionnaire$languages[[lang]])]] <- nets[[lang]]
  }
  questionnaire$choices <- blank_na(vec_rbind(questionnaire$choices, rows))
  questionnaire$options <- vec_rbind(
    questionnaire$options,
    tibble(
      list = list, code = nets$to, value = seq_len(nrow(nets)),
      row = first + seq_len(nrow(nets))
    )
  )
  questionnaire$questions$list[questionnaire$questions$question == question] <- list
  questionnaire$recodes <- questionnaire$recodes[questionnaire$recodes$question != question, ]
  questionnaire
}
