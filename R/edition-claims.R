# Is claims.csv written as it should be? Called when an edition is read.

# A claim that is written wrongly must not pass for one that cannot be tested.
check_claims <- function(edition, folder, call) {
  claims <- edition$claims
  refuse <- function(wrong, rule, shown) {
    row <- which(wrong)[1]
    if (is.na(row)) return(invisible())
    abort(c(
      "{.path {file.path(folder, 'claims.csv')}}: {rule}",
      x = "Claim {.val {claims$claim[row]}}: {.val {shown[row]}}."
    ), "edition", call = call, env = rlang::current_env())
  }
  refuse(duplicated(claims$claim), "an id stands twice.", claims$claim)
  refuse(!claims$relation %in% core_relations(), "there is no such relation.", claims$relation)
  refuse(
    !claims$conclusion %in% edition$conclusions$conclusion,
    "there is no such conclusion.", claims$conclusion
  )
  refuse(
    !claims$figure %in% c(NA, edition$figures$figure), "there is no such figure.", claims$figure
  )
  refuse(
    is.na(claims$left) & is.na(claims$why),
    "a claim needs evidence in `left`, or a reason in `why`.", claims$quote
  )
  tested <- !is.na(claims$left)
  refuse(
    tested & claims$relation %in% paired_relations & is.na(claims$right),
    "the relation needs something to compare with in `right`.", claims$relation
  )
  refuse(tested & !good_value(claims), "the relation cannot have this value.", claims$value)
  for (i in which(tested)) {
    fault <- reference_fault(claims[i, ], edition)
    if (!is.null(fault)) refuse(seq_along(claims$claim) == i, fault, c(claims$left, claims$right))
  }
}

paired_relations <- c("larger", "difference", "ratio", "change", "order", "median")

good_value <- function(claims) {
  value <- ifelse(is.na(claims$value), "", claims$value)
  number <- grepl("^-?[0-9]+([.][0-9]+)?$", value)
  quantity <- value %in% quantities()$quantity
  blank <- !nzchar(value)
  limit <- ifelse(is.na(claims$right), number | quantity, blank)
  by_relation <- list(
    equals = number, sum = number, difference = number, about = quantity,
    `at least` = limit, `at most` = limit, `more than` = limit, `less than` = limit,
    ratio = grepl("^(below|above|about) [0-9]+([.][0-9]+)?$", value),
    change = value %in% c("up", "down", "same"), median = value %in% c("up", "down", "same"),
    rank = grepl("^(last|((top|bottom) )?[1-9][0-9]{0,3})$", value)
  )
  good <- blank
  for (relation in names(by_relation)) {
    here <- claims$relation == relation
    good[here] <- by_relation[[relation]][here]
  }
  good
}

# What is wrong with the references of a claim; NULL for nothing.
reference_fault <- function(claim, edition) {
  left <- parse_reference(claim$left, claim)
  right <- if (!is.na(claim$right)) parse_reference(claim$right, claim, left)
  whole <- claim$relation %in% c("order", "median")
  for (reference in c(list(left), if (!is.null(right)) list(right))) {
    fault <- cell_fault(reference, edition, whole)
    if (!is.null(fault)) return(fault)
  }
}

cell_fault <- function(reference, edition, whole) {
  questionnaire <- edition$questionnaire
  if (!reference$question %in% questionnaire$questions$question) return("there is no such question.")
  items <- question_items(questionnaire, reference$question)$column
  if (!is.na(reference$item) && !reference$item %in% items) return("there is no such item.")
  codes <- known_codes(edition, reference$question)
  if (anyNA(reference$options)) {
    # Only scores and totals are printed without an option.
    published <- edition$published
    printed <- published$option[published$question == reference$question]
    if (!whole && length(printed) > 0 && !anyNA(printed)) {
      return("a cell of this question needs an option.")
    }
  } else if (!all(reference$options %in% codes)) {
    return("there is no such option.")
  }
  if (!reference$group %in% known_groups(questionnaire)) return("there is no such group.")
  NULL
}
