#ifndef MERIDIAN_SANDBOX_ROOT_H
#define MERIDIAN_SANDBOX_ROOT_H

#include <stdint.h>

/// Makes the root directory of a sandbox: the system's programs, a few files of /etc, devices, processes. The machine's
/// root stays at /old until ``finish_root`` has taken the package from it.
void make_root(void);

/// Shows a directory of the machine as /var/task, gives a /tmp of so many bytes, and takes the machine's root away.
void finish_root(const char *package, uint64_t temporary_size);

/// A path of the machine as it is named until ``finish_root``. Ends the process when it is too long.
void old_path(char *buffer, uint64_t size, const char *path);

#endif
