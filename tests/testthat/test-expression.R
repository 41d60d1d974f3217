# Random conditions, as XLSForm writes them and as R does. R's own logic is Kleene's three-valued one.
codes <- list(a = c("x", "y", "z"), b = c("y", "x"), m = paste0("o", 1:35))

random_columns <- function(n) {
  ticks <- matrix(stats::runif(n * 35) < 0.1, n)
  list(
    a = sample(c(1:3, -4L, -1L, NA), n, TRUE), b = sample(c(1:2, -5L), n, TRUE),
    age = sample(c(10:30, NA), n, TRUE) + 0.5 * sample(0:1, n, TRUE), ticks = ticks,
    no_picks = sample(c(TRUE, FALSE), n, TRUE, c(0.2, 0.8))
  )
}

evaluate_core <- function(expression, columns) {
  bits <- function(part) as.integer(columns$ticks[, part] %*% 2^(seq_along(part) - 1))
  picks <- lapply(list(1:31, 32:35), function(part) ifelse(columns$no_picks, -4L, bits(part)))
  truth <- tendensen:::core_evaluate(
    expression, c("a", "b", "m", "age"), c("single", "single", "multiple", "decimal"),
    list(codes$a, codes$b, codes$m, character()),
    list(list(columns$a), list(columns$b), picks, list(columns$age)), length(columns$a)
  )
  ifelse(truth < 0, NA, truth == 1)
}

# What the conditions see: codes as text, missing as NA.
as_seen <- function(columns) {
  code <- function(x, codes) codes[ifelse(is.na(x) | x < 0, NA, x)]
  ticks <- columns$ticks
  ticks[columns$no_picks, ] <- NA
  list(a = code(columns$a, codes$a), b = code(columns$b, codes$b), age = columns$age, ticks = ticks)
}

pick <- function(...) sample(c(...), 1)

random_leaf <- function() {
  relation <- pick("=", "!=", "<", "<=", ">", ">=")
  equality <- pick("=", "!=")
  in_r <- function(relation) if (relation == "=") "==" else relation
  code <- pick(codes$a)
  option <- sample(35, 1)
  number <- sample(10:30, 1)
  switch(sample(6, 1),
    c(sprintf("${a} %s '%s'", equality, code), sprintf("a %s '%s'", in_r(equality), code)),
    c(sprintf("${a} %s ${b}", equality), sprintf("a %s b", in_r(equality))),
    c(sprintf("%d %s ${age}", number, relation), sprintf("%d %s age", number, in_r(relation))),
    c(sprintf("selected(${m}, 'o%d')", option), sprintf("ticks[, %d]", option)),
    c(sprintf("count-selected(${m}) %s 3", relation), sprintf("rowSums(ticks) %s 3", in_r(relation))),
    c(sprintf("selected(${a}, \"%s\")", code), sprintf("a == '%s'", code))
  )
}

random_condition <- function(depth) {
  if (depth == 0) return(random_leaf())
  left <- random_condition(depth - 1)
  right <- random_condition(depth - 1)
  switch(sample(4, 1),
    c(sprintf("(%s) and (%s)", left[1], right[1]), sprintf("(%s) & (%s)", left[2], right[2])),
    c(sprintf("(%s) or (%s)", left[1], right[1]), sprintf("(%s) | (%s)", left[2], right[2])),
    c(sprintf("not(%s)", left[1]), sprintf("!(%s)", left[2])),
    left
  )
}

test_that("conditions are what R makes of them, for every respondent", {
  set.seed(11)
  for (i in 1:200) {
    columns <- random_columns(20)
    condition <- random_condition(sample(0:3, 1))
    twin <- eval(parse(text = condition[2]), as_seen(columns))
    expect_identical(evaluate_core(condition[1], columns), as.logical(twin), label = condition[1])
  }
})

test_that("and binds tighter than or", {
  columns <- list(a = 1L, b = 1L, age = 20, ticks = matrix(FALSE, 1, 35), no_picks = FALSE)
  expect_true(evaluate_core("${a} = 'x' or ${a} = 'x' and ${a} = 'y'", columns))
  expect_false(evaluate_core("(${a} = 'x' or ${a} = 'x') and ${a} = 'y'", columns))
})

test_that("a condition that does not fit is a fault with a mark at the place", {
  faults <- function(relevant) {
    tryCatch(
      make_questionnaire(
        c("type,name,label::English (en),relevant", "select_one yn,a,A,", paste0("integer,n,N,", relevant)),
        c("list_name,name,label::English (en)", "yn,yes,Yes", "yn,no,No")
      )$settings$faults,
      tendensen_error_questionnaire = function(error) error$faults
    )
  }
  for (bad in c("${a} = 'maybe'", "${a} == 'yes'", "${b} = 'yes'", "${a}", "system('ls')", "${a} < 'yes'")) {
    found <- faults(bad)
    expect_identical(found$id, "expression", label = bad)
    expect_match(found$problem, "\\^$", label = bad)
    expect_identical(found$row, 3L)
  }
  expect_null(faults("${a} = 'yes'"))
})
