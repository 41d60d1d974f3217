// The entry of the core's test program. Catch's signal handler needs a glibc before 2.34.
#define CATCH_CONFIG_MAIN
#define CATCH_CONFIG_NO_POSIX_SIGNALS
#include <testthat/vendor/catch.h>
