#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// After vfork the child borrows the parent's memory and stack until it calls execve: everything here is
// async-signal-safe and touches nothing but locals.

static int limit(int resource, uint64_t value) {
    if (value == 0) return 0;
    struct rlimit current;
    if (getrlimit(resource, &current) != 0) return -1;
    rlim_t wanted = (rlim_t)value;
    if (current.rlim_max != RLIM_INFINITY && wanted > current.rlim_max) wanted = current.rlim_max;
    struct rlimit set = {wanted, wanted};
    return setrlimit(resource, &set);
}

static int prepare(const struct cspawn_request *request, int null, int wire, int output, int errors) {
    if (setpgid(0, 0) != 0) return -1;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return -1;
    if (dup2(null, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) return -1;
    if (wire >= 0 && dup2(wire, 3) < 0) return -1;
    syscall(SYS_close_range, wire >= 0 ? 4u : 3u, ~0u, 0u);
    if (request->directory && chdir(request->directory) != 0) return -1;
    struct rlimit no_core = {0, 0};
    if (setrlimit(RLIMIT_CORE, &no_core) != 0) return -1;
    if (limit(RLIMIT_DATA, request->memory) != 0) return -1;
    if (limit(RLIMIT_NOFILE, request->open_files) != 0) return -1;
    if (limit(RLIMIT_NPROC, request->processes) != 0) return -1;
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    return sigprocmask(SIG_SETMASK, &none, NULL);
}

/// A copy of the descriptor out of the way of 0–3.
static int raised(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 10); }

static void close_if_open(int descriptor) {
    if (descriptor >= 0) close(descriptor);
}

pid_t cspawn_start(const struct cspawn_request *request) {
    int wire = request->wire < 0 ? -1 : raised(request->wire), output = raised(request->output), errors = raised(request->errors);
    int opened = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int null = opened < 0 ? -1 : raised(opened);
    pid_t pid = -1;
    int reason = errno;
    if ((wire >= 0 || request->wire < 0) && output >= 0 && errors >= 0 && null >= 0) {
        volatile int failure = 0;
        sigset_t all, previous;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &previous);
        pid = vfork();
        if (pid == 0) {
            if (prepare(request, null, wire, output, errors) == 0)
                execve(request->path, request->arguments, request->environment);
            failure = errno;
            _exit(127);
        }
        reason = errno;
        pthread_sigmask(SIG_SETMASK, &previous, NULL);
        if (pid > 0 && failure != 0) {
            int status;
            while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
            pid = -1;
            reason = failure;
        }
    }
    close_if_open(wire);
    close_if_open(output);
    close_if_open(errors);
    close_if_open(opened);
    close_if_open(null);
    errno = reason;
    return pid;
}

int cspawn_pidfd(pid_t pid) {
#ifdef SYS_pidfd_open
    return (int)syscall(SYS_pidfd_open, pid, 0);
#else
    errno = ENOSYS;
    return -1;
#endif
}

int cspawn_unused_port(void) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int failed = bind(descriptor, (struct sockaddr *)&address, size) != 0 ||
                 getsockname(descriptor, (struct sockaddr *)&address, &size) != 0;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return failed ? -1 : ntohs(address.sin_port);
}

int cspawn_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int cspawn_send(int socket, const void *bytes, size_t size, const int *descriptors, int count) {
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(CSPAWN_MOST_DESCRIPTORS * sizeof(int))];
    } control;
    if (count < 0 || count > CSPAWN_MOST_DESCRIPTORS) {
        errno = EINVAL;
        return -1;
    }
    for (size_t position = 0; position < size;) {
        struct iovec part = {(char *)bytes + position, size - position};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
        if (position == 0 && count > 0) {
            memset(&control, 0, sizeof control);
            message.msg_control = &control;
            message.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
            struct cmsghdr *first = CMSG_FIRSTHDR(&message);
            first->cmsg_level = SOL_SOCKET;
            first->cmsg_type = SCM_RIGHTS;
            first->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
            memcpy(CMSG_DATA(first), descriptors, (size_t)count * sizeof(int));
        }
        ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return -1;
        position += (size_t)sent;
    }
    return 0;
}
