# Relevance equations of LimeSurvey (ExpressionScript; grammar: em_core_helper.php) that have the
# same meaning as a `relevant` of ours: comparisons of an earlier question with a code or a number,
# `and`, `or`, `!` and parentheses; `.NAOK` is dropped. All else is refused, and noted.
#
# A difference that stays: where the question was not answered, LimeSurvey compares with an empty
# text; here the comparison is unknown.

is_always <- function(relevance) trimws(relevance) %in% c("", "1")

# The condition in our words; "" where it always holds or is noted instead.
limesurvey_relevance <- function(draft, relevance, where) {
  relevance <- gsub("^[[:space:]]+|[[:space:]]+$", "", relevance)
  if (is_always(relevance)) return("")
  tryCatch(
    translate_relevance(relevance, draft$variables),
    tendensen_untranslated = function(reason) {
      draft_note(draft, "relevance", where, c(
        "Left out, the question is always shown: ", relevance, " (", conditionMessage(reason), ")"
      ))
      ""
    }
  )
}

untranslated <- function(...) {
  stop(errorCondition(paste0(...), class = "tendensen_untranslated"))
}

# Bounds on what is read, so that no input can exhaust the stack.
max_relevance_tokens <- 400
max_relevance_depth <- 40
max_relevance_bytes <- 2000

translate_relevance <- function(text, variables) {
  state <- rlang::env(tokens = relevance_tokens(text), at = 1L, depth = 0L, variables = variables)
  node <- read_either(state)
  if (state$at <= length(state$tokens)) untranslated("not understood: ", peek_token(state))
  if (nchar(node$text, "bytes") > max_relevance_bytes) untranslated("too long")
  node$text
}

relevance_tokens <- function(text) {
  pattern <- paste0(
    "^(?:\"[^\"]*\"|'[^']*'|==|!=|<=|>=|&&|\\|\\||[<>!()-]|(?:",
    "(?:[0-9]++X[0-9]++X[0-9]++[A-Za-z0-9_]*+|[A-Za-z_][A-Za-z0-9_]*+)(?:[.]NAOK)?+|",
    "[0-9]++(?:[.][0-9]++)?+)(?![.A-Za-z0-9_]))"
  )
  tokens <- character()
  while (nzchar(text)) {
    token <- regmatches(text, regexpr(pattern, text, perl = TRUE))
    if (length(token) == 0) untranslated("not understood: ", substr(text, 1, 30))
    tokens <- c(tokens, token)
    if (length(tokens) > max_relevance_tokens) untranslated("too long")
    text <- sub("^[[:space:]]+", "", substring(text, nchar(token) + 1))
  }
  tokens
}

peek_token <- function(state) if (state$at > length(state$tokens)) "" else state$tokens[[state$at]]

take_token <- function(state, allowed) {
  token <- peek_token(state)
  if (!tolower(token) %in% allowed) return(FALSE)
  state$at <- state$at + 1L
  TRUE
}

# A node: its text, and whether an `or` stands open in it.
read_either <- function(state) {
  state$depth <- state$depth + 1L
  if (state$depth > max_relevance_depth) untranslated("nested too deeply")
  parts <- list(read_all(state))
  while (take_token(state, c("or", "||"))) parts <- c(parts, list(read_all(state)))
  state$depth <- state$depth - 1L
  text <- paste(sheet_column(parts, "text"), collapse = " or ")
  list(text = text, open = length(parts) > 1 || parts[[1]]$open)
}

read_all <- function(state) {
  parts <- list(read_one(state))
  while (take_token(state, c("and", "&&"))) parts <- c(parts, list(read_one(state)))
  if (length(parts) == 1) return(parts[[1]])
  texts <- sheet_column(parts, "text")
  open <- vapply(parts, `[[`, TRUE, "open")
  texts[open] <- paste0("(", texts[open], ")")
  list(text = paste(texts, collapse = " and "), open = FALSE)
}

read_one <- function(state) {
  if (take_token(state, "!")) {
    state$depth <- state$depth + 1L
    if (state$depth > max_relevance_depth) untranslated("nested too deeply")
    if (peek_token(state) != "(") untranslated("`!` before something else than `(`")
    node <- list(text = paste0("not(", read_one(state)$text, ")"), open = FALSE)
    state$depth <- state$depth - 1L
    return(node)
  }
  if (take_token(state, "(")) {
    node <- read_either(state)
    if (!take_token(state, ")")) untranslated("a parenthesis is not closed")
    return(node)
  }
  left <- read_operand(state)
  relation <- read_relation(state)
  right <- read_operand(state)
  list(text = compare_operands(left, relation, right), open = FALSE)
}

relevance_relations <- c(
  `==` = "=", eq = "=", `!=` = "!=", ne = "!=", `<` = "<", lt = "<", `<=` = "<=", le = "<=",
  `>` = ">", gt = ">", `>=` = ">=", ge = ">="
)

read_relation <- function(state) {
  token <- tolower(peek_token(state))
  if (!take_token(state, names(relevance_relations))) untranslated("not a comparison at: ", token)
  relevance_relations[[token]]
}

read_operand <- function(state) {
  sign <- if (take_token(state, "-")) "-" else ""
  token <- peek_token(state)
  state$at <- state$at + 1L
  if (grepl("^[\"']", token)) return(list(value = paste0(sign, substr(token, 2, nchar(token) - 1))))
  if (grepl("^[0-9.]+$", token)) return(list(value = paste0(sign, token)))
  name <- sub("[.]NAOK$", "", token)
  variable <- if (nzchar(name)) state$variables[[name]]
  if (is.null(variable) || nzchar(sign)) untranslated("no earlier question: ", name)
  variable
}

compare_operands <- function(left, relation, right) {
  if (!is.null(left$value) && is.null(right$value)) {
    mirrored <- c(`=` = "=", `!=` = "!=", `<` = ">", `<=` = ">=", `>` = "<", `>=` = "<=")
    return(compare_operands(right, mirrored[[relation]], left))
  }
  if (!is.null(left$value) || is.null(right$value)) untranslated("not a question and a value")
  switch(left$kind,
    single = compare_code(left, relation, right$value),
    option = compare_tick(left, relation, right$value),
    number = compare_number(left, relation, right$value)
  )
}

compare_code <- function(variable, relation, code) {
  own <- names(variable$codes)[match(code, variable$codes)]
  if (is.na(own)) untranslated(variable$name, " has no answer \"", code, "\"")
  if (!relation %in% c("=", "!=")) untranslated("`", relation, "` of a choice")
  paste0("${", variable$name, "} ", relation, " ", quoted_code(own))
}

# An option of a multiple choice is "Y" or empty.
compare_tick <- function(variable, relation, value) {
  if (!relation %in% c("=", "!=") || !value %in% c("Y", "")) {
    untranslated("an option compared with ", value)
  }
  chosen <- paste0("selected(${", variable$name, "}, ", quoted_code(variable$code), ")")
  if ((value == "Y") == (relation == "=")) chosen else paste0("not(", chosen, ")")
}

compare_number <- function(variable, relation, value) {
  if (!grepl("^-?[0-9]{1,9}([.][0-9]{1,6})?$", value)) {
    untranslated("a number compared with \"", value, "\"")
  }
  paste0("${", variable$name, "} ", relation, " ", value)
}

# Contract: codes out of valid_codes(), which have no quotes.
quoted_code <- function(code) paste0("'", code, "'")

both_conditions <- function(outer, inner) {
  if (!nzchar(outer) || !nzchar(inner)) return(paste0(outer, inner))
  paste0("(", outer, ") and (", inner, ")")
}
