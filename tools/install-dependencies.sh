#!/bin/sh
# Installs what is missing: programs and R packages from Debian, the other R packages from CRAN.
# With nothing missing it asks nothing of the network.
#
#   sh tools/install-dependencies.sh [run | check | dev | site | browser]
#
# run: build the package, test it, write the report; check: also R CMD check; dev: also make docs,
# make lint and the benchmarks; site: run and the web site; browser: run and the tests of
# pages. The R packages are those in DESCRIPTION.
set -eu
cd "$(dirname "$0")/.."

level=${1:-run}
case $level in
  run | browser) extra='' ;;
  check) extra='codetools' ;;
  dev) extra='bench codetools lintr roxygen2' ;;
  site) extra='pkgdown' ;;
  *) echo "usage: $0 [run | check | dev | site | browser]" >&2; exit 2 ;;
esac

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

have() {
  command -v "$1" > /dev/null 2>&1
}

can_build() {
  have Rscript && have make || return 1
  libs="$(R CMD config LAPACK_LIBS) $(R CMD config BLAS_LIBS) $(R CMD config FLIBS)"
  echo 'int main() {}' | $(R CMD config CXX17) -x c++ - -o /dev/null $libs 2> /dev/null
}

missing_programs() {
  can_build || echo r-base-dev
  have pandoc || [ -n "${RSTUDIO_PANDOC:-}" ] || echo pandoc
  if [ "$level" = check ] || [ "$level" = dev ]; then
    have qpdf || echo qpdf
    have tidy || echo tidy
  fi
  if [ "$level" = dev ]; then
    have clang-format || echo clang-format
  fi
  if [ "$level" = browser ]; then
    have chromium || echo chromium
    have node || echo nodejs
    have npm || echo npm
  fi
}

# Absent or older than DESCRIPTION asks.
missing_packages() {
  Rscript --no-init-file - $extra << 'R'
fields <- read.dcf("DESCRIPTION", c("Depends", "Imports", "LinkingTo", "Suggests"))
entries <- c(trimws(unlist(strsplit(na.omit(c(fields)), ","))), commandArgs(TRUE))
package <- sub("[[:space:](].*", "", entries)
version <- ifelse(grepl(">=", entries), gsub(".*>=|[[:space:])]", "", entries), "0")
installed <- installed.packages()[, "Version"]
present <- function(package, version) {
  package == "R" ||
    package %in% names(installed) && package_version(installed[[package]]) >= version
}
cat(unique(package[!mapply(present, package, version)]))
R
}

# Sets `as_root`, and refreshes the lists, which a fresh machine may not have.
prepare_debian() {
  have apt-get || fail "Missing: $*" "Please install what your system calls these, then try again."
  if [ "$(id -u)" -eq 0 ]; then
    as_root=''
  elif have sudo && sudo -n true 2> /dev/null; then
    as_root='sudo -n'
  else
    fail "Missing: $*" "Please run, then try again:  sudo sh tools/install-dependencies.sh $level" \
      "(R packages can also go into your own library, by install.packages() in R.)"
  fi
  $as_root apt-get -q update || echo "Could not refresh the lists of packages; using the old." >&2
}

from_debian() {
  echo "Installing from Debian: $*"
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "$@" < /dev/null ||
    fail "Could not install from Debian: $*" "Is the network there?"
}

# The R packages that Debian has.
packages_from_debian() {
  names=$(for package; do echo "r-cran-$package"; done | tr '[:upper:]' '[:lower:]')
  names=$(apt-cache pkgnames r-cran- | grep -Fx "$names") || return 0
  from_debian $names
}

packages_from_cran() {
  echo "Installing from CRAN: $*"
  Rscript - "$@" << 'R' || true
writable <- Filter(function(path) file.access(path, 2) == 0, .libPaths())
library <- c(writable, Sys.getenv("R_LIBS_USER"))[[1]]
dir.create(library, showWarnings = FALSE, recursive = TRUE)
repos <- getOption("repos")
if (!length(repos) || "@CRAN@" %in% repos) repos <- "https://cloud.r-project.org"
install.packages(commandArgs(TRUE), library, repos, Ncpus = 2)
R
}

programs=$(missing_programs)
if [ -n "$programs" ]; then
  prepare_debian $programs
  from_debian $programs
fi

packages=$(missing_packages)
if [ -n "$packages" ] && have apt-get; then
  [ -n "$programs" ] || prepare_debian $packages
  packages_from_debian $packages
  packages=$(missing_packages)
fi
if [ -n "$packages" ]; then
  packages_from_cran $packages
  packages=$(missing_packages)
fi
[ -z "$packages" ] || fail "Still missing, or too old: $packages" "Is the network there?"
