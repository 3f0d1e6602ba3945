#ifndef MERIDIAN_SCRIPT_HOSTS_H
#define MERIDIAN_SCRIPT_HOSTS_H

#include <stddef.h>

/// A module of the program that serves scripts on Node.js, built into the command.
struct script_host_file {
    const char *path;
    const char *bytes;
    size_t length;
};

extern const int script_host_file_count;

/// `index` is at least 0 and below the count.
struct script_host_file script_host_file(int index);

#endif
