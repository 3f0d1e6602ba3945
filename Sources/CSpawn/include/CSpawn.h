#ifndef MERIDIAN_CSPAWN_H
#define MERIDIAN_CSPAWN_H

#include <stdint.h>
#include <sys/types.h>

/// What a worker process starts with. A limit of 0 leaves the platform's own in place.
struct cspawn_request {
    const char *path;
    char *const *arguments;
    char *const *environment;
    const char *directory;
    /// Becomes file descriptor 3 of the process; -1 gives it none.
    int wire;
    /// Become file descriptors 1 and 2.
    int output;
    int errors;
    /// Bytes of private writable memory (RLIMIT_DATA).
    uint64_t memory;
    uint64_t open_files;
    uint64_t processes;
};

/// Starts a process in a group of its own that dies with the calling thread.
/// Returns its id, or -1 with errno set to why the program could not be started.
pid_t cspawn_start(const struct cspawn_request *request);

/// Opens a descriptor that becomes readable when the process ends; -1 where the kernel has none.
int cspawn_pidfd(pid_t pid);

/// A TCP port of 127.0.0.1 on which nothing listens at present; -1 with errno set. The system hands out another each
/// time, so a second taker before the first has bound it is unlikely.
int cspawn_unused_port(void);

/// A pipe whose ends are closed on execve. Returns 0, or -1 with errno set.
int cspawn_pipe(int ends[2]);

enum { CSPAWN_MOST_DESCRIPTORS = 8 };

/// Writes to a Unix socket, blocking, with copies of descriptors on the first byte. Returns 0, or -1 with errno set.
int cspawn_send(int socket, const void *bytes, size_t size, const int *descriptors, int count);

#endif
