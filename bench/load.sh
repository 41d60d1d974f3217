#!/bin/sh
# What library(tendensen) adds to starting R, against library(tibble).
# sh bench/load.sh
set -eu
seconds() {
  Rscript -e 'command <- commandArgs(TRUE)
    times <- replicate(9, system.time(system2("Rscript", c("--vanilla", "-e", shQuote(command))))[["elapsed"]])
    cat(median(times))' "$1"
}
bare=$(seconds 'invisible(0)')
ours=$(seconds 'suppressPackageStartupMessages(library(tendensen))')
peer=$(seconds 'suppressPackageStartupMessages(library(tibble))')
echo "R alone $bare s; with tendensen $ours s; with tibble $peer s"
echo "$bare $ours $peer" | awk '{ printf "tendensen adds %.3f s, tibble %.3f s; ratio %.2f\n", $2 - $1, $3 - $1, ($2 - $1) / ($3 - $1) }'
