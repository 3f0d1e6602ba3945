#ifndef MERIDIAN_SANDBOX_FAILURE_H
#define MERIDIAN_SANDBOX_FAILURE_H

/// The status of a sandbox that could not be made; its reason is the last line of standard error.
enum { SANDBOX_FAILED = 125, COMMAND_FAILED = 127 };

/// Says what could not be done, with the system's reason, and ends the process.
_Noreturn void fail(int status, const char *verb, const char *subject);

/// Ends the process unless a system call succeeded.
static inline void must(long result, const char *verb, const char *subject) {
    if (result < 0) fail(SANDBOX_FAILED, verb, subject);
}

#endif
