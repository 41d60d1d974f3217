library(testthat)
library(tendensen)

test_check("tendensen")
