#ifndef MERIDIAN_ISOLATE_PRELUDE_H
#define MERIDIAN_ISOLATE_PRELUDE_H

#include <stddef.h>

/// A script that is built into the program.
struct isolate_prelude_script {
    const char *name;
    const char *bytes;
    size_t length;
};

extern const int isolate_prelude_count;

/// `index` is at least 0 and below the count.
struct isolate_prelude_script isolate_prelude_script(int index);

#endif
