#ifndef MERIDIAN_SANDBOX_ROOT_H
#define MERIDIAN_SANDBOX_ROOT_H

#include <stdint.h>

/// Makes the root directory of a sandbox: the system's programs, a few files of /etc, devices, processes. The machine's
/// root is at /machine/root until ``finish_root`` has taken the package from it.
/// - Returns: A descriptor of the machine's root.
int make_root(void);

/// Shows a directory of the machine as /var/task, gives a /tmp of so many bytes, and covers the machine's root.
void finish_root(const char *package, uint64_t temporary_size);

/// Takes the machine's root away from under its cover. The kernel waits for its other processors here, a millisecond
/// and more, so this is done beside the worker.
/// - Parameter machine: What ``make_root`` returned.
void forget_machine(int machine);

#endif
