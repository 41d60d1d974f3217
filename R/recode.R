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
    responses <- recode_question(responses, question, recodes[recodes$question == question, ])
  }
  responses
}

# Recodes one question: its columns, and its place in the questionnaire.
recode_question <- function(responses, question, rules) {
  questionnaire <- attr(responses, "questionnaire")
  for (column in answer_columns(questionnaire, question)) {
    responses[[column]] <- recode_choice(responses[[column]], rules, question)
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
  recodes[c(key, names(questionnaire$languages))]
}

recode_choice <- function(x, rules, question, call = caller_env()) {
  codes <- choice_codes(x)
  recoded <- tryCatch(
    from_core(core_recode(vec_data(x), is_multiple_choice(x), codes, rules$from, rules$to), call),
    tendensen_error_recode = function(error) {
      abort("The recode of {.val {question}} does not fit.", "recode",
        call = call, parent = error, env = rlang::current_env()
      )
    }
  )
  labels <- net_labels(rules, recoded$codes, names(attr(x, "labels")))
  make <- if (is_multiple_choice(x)) new_multiple_choice else new_single_choice
  make(recoded$values, recoded$codes, labels, attr(x, "lang"))
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
