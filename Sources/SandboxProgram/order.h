#ifndef MERIDIAN_SANDBOX_ORDER_H
#define MERIDIAN_SANDBOX_ORDER_H

#include <stdint.h>

/// What a sandbox is told to run.
struct order {
    /// A directory of the machine, absolute and without links on its way.
    const char *package;
    /// Bytes of /tmp.
    uint64_t temporary_size;
    /// Limits as of setrlimit; 0 for none.
    uint64_t memory, open_files, processes;
    /// The first is the program.
    char **arguments;
    char **environment;
    /// -1 for a program that does not speak the wire.
    int wire;
    int output, errors;
};

/// Waits for an order. The sender is `WaitingSandbox` of the platform's engine, which has the format.
/// - Returns: 0 when the sender went away without one.
int receive_order(int socket, struct order *order);

#endif
