# Everything built goes into build/, except the objects that R keeps beside the sources in src/.
# One command is enough on a fresh machine: each target first installs what it misses.

JOBS ?= 2
export LC_ALL := C.UTF-8
export LANGUAGE := en

.PHONY: help
help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

# ---- the package, in a library of its own ----

INSTALLED := build/library/tendensen/DESCRIPTION
IN_LIBRARY := R_LIBS='$(CURDIR)/build/library:$(R_LIBS)'
SOURCES := DESCRIPTION NAMESPACE $(shell find R src inst man \
  ! -name '*.o' ! -name '*.so' ! -path src ! -path src/core ! -path 'man/figures*' 2>/dev/null)

# R's own build does not follow headers: a changed one asks for a clean build.
$(INSTALLED): $(SOURCES) | dependencies-run
	@mkdir -p build/library
	MAKEFLAGS=-j$(JOBS) R CMD INSTALL --library=build/library \
	  $(if $(filter %.h %.hpp src/Makevars%,$?),--preclean) .

.PHONY: install report test
install: $(INSTALLED)  ## build the package into build/library

report: $(INSTALLED)  ## write tendensen-2021.html
	$(IN_LIBRARY) Rscript -e 'tendensen::render_report("tendensen-2021.html", tendensen::respondents())'

test: $(INSTALLED)  ## run the R tests against the installed package
	$(IN_LIBRARY) NOT_CRAN=true Rscript tools/check.R tests

# ---- the core, without R ----

# Packages whose headers the core and its tests see (RcppArmadillo for Armadillo), and libraries.
CORE_HEADERS := BH RcppArmadillo testthat
CORE_LIBS := -llapack -lblas
CORE_FLAGS := -std=c++17 -O1 -g -pthread -Wall -Wextra -Wpedantic -Wconversion -Werror \
  -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CORE_OBJECTS := $(patsubst %.cpp,build/core-test/%.o,$(wildcard src/core/*.cpp tests/cpp/*.cpp))

.PHONY: core-test
core-test: dependencies-run  ## build the core without R, run its tests under ASan and UBSan
	@rm -f build/counts/core-test
	@$(MAKE) --no-print-directory -j$(JOBS) build/core-test/run
	sh tools/core-test.sh build/core-test/run

# The folders, for a source that was removed.
build/core-test/run: $(CORE_OBJECTS) src/core tests/cpp
	$(CXX) $(CORE_FLAGS) $(CORE_OBJECTS) $(CORE_LIBS) -o $@

build/core-test/%.o: %.cpp build/core-test/includes
	@mkdir -p $(@D)
	$(CXX) $(CORE_FLAGS) -MMD -MP -Isrc -Isrc/core @build/core-test/includes -c $< -o $@

build/core-test/includes: Makefile
	@mkdir -p $(@D)
	Rscript -e 'cat(sprintf("-isystem \"%s/include\"\n", find.package(commandArgs(TRUE))))' \
	  $(CORE_HEADERS) > $@.new
	@printf '#if __has_include(<R.h>) || __has_include(<Rcpp.h>)\n#error "R is in sight"\n#endif\n' | \
	  $(CXX) @$@.new -fsyntax-only -x c++ -
	@mv $@.new $@

-include $(CORE_OBJECTS:.o=.d)

# ---- checks ----

# No network: no look-up at CRAN or of the time, and a repository of nothing. No debug information,
# which would make the installed package look too large.
CHECK := cd build/check && R_PROFILE_USER=$$PWD/profile.R R_MAKEVARS_USER=$$PWD/Makevars \
  MAKEFLAGS=-j$(JOBS) _R_CHECK_CRAN_INCOMING_REMOTE_=false _R_CHECK_SYSTEM_CLOCK_=false R CMD

.PHONY: check readme docs lint
check: dependencies-check  ## R CMD check --as-cran, without the network
	@rm -rf build/check && mkdir -p build/check/repository/src/contrib
	@touch build/check/repository/src/contrib/PACKAGES
	@echo 'options(repos = c(CRAN = "file://$(CURDIR)/build/check/repository"))' \
	  > build/check/profile.R
	@echo 'CXX17FLAGS = -O2 -Wall' > build/check/Makevars
	$(CHECK) build ../..
	$(CHECK) check --as-cran $$(kpsewhich inconsolata.sty > /dev/null 2>&1 || echo --no-manual) \
	  tendensen_*.tar.gz || true
	Rscript tools/check.R log build/check/tendensen.Rcheck/00check.log

readme: $(INSTALLED)  ## write README.md and its figure
	$(IN_LIBRARY) Rscript -e 'knitr::knit("README.Rmd", quiet = TRUE)'

docs: dependencies-dev  ## write RcppExports, NAMESPACE and man/
	Rscript -e 'Rcpp::compileAttributes()' \
	  -e 'roxygen2::roxygenise(load_code = roxygen2::load_source)'

lint: dependencies-dev $(INSTALLED)  ## lintr and clang-format
	$(IN_LIBRARY) Rscript -e 'print(faults <- lintr::lint_dir("R"))' \
	  -e 'quit(status = length(faults) > 0)'
	clang-format --dry-run -Werror $(filter-out src/RcppExports.cpp,$(wildcard \
	  src/*.cpp src/*.h src/*.hpp src/core/*.cpp src/core/*.hpp tests/cpp/*.cpp tests/cpp/*.hpp))

# ---- the web site and the reports, in a browser ----

SITE := build/site/search.js
REPORTS := $(patsubst %,build/reports/tendensen-2021-%.html,nl fr en)

$(SITE): $(INSTALLED) _pkgdown.yml README.md NEWS.md tools/site.R \
  $(shell find pkgdown vignettes -type f 2>/dev/null) | dependencies-site
	$(IN_LIBRARY) Rscript tools/site.R

build/reports/tendensen-2021-%.html: $(INSTALLED)
	@mkdir -p $(@D)
	$(IN_LIBRARY) Rscript -e 'tendensen::render_report("$@", tendensen::respondents(), lang = "$*")'

.PHONY: site reports browser-test
site: $(SITE)  ## build the web site into build/site

reports: $(REPORTS)  ## write the report in three languages into build/reports

browser-test: $(SITE) $(REPORTS)  ## visit every page of both in Chromium
	sh tools/browser-test.sh build/site build/reports

# ---- the machine ----

LEVELS := $(addprefix dependencies-,run check dev site)
.PHONY: $(LEVELS) clean
$(LEVELS):
	@sh tools/install-dependencies.sh $(@:dependencies-%=%)

clean:  ## remove what was built
	rm -rf build tendensen-*.html src/*.o src/*.so src/core/*.o
