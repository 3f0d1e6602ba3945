#define _GNU_SOURCE
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "failure.h"

void drop_capabilities(void) {
    // The kernel says where its list ends.
    for (unsigned long number = 0; prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0; number++) {}
    if (errno != EINVAL) fail(SANDBOX_FAILED, "drop", "capabilities");
    must(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "drop", "capabilities");
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "refuse", "privileges");
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0}};
    must(syscall(SYS_capset, &head, none), "drop", "capabilities");
}

static void limit(int resource, uint64_t value) {
    if (value == 0) return;
    struct rlimit current;
    must(getrlimit(resource, &current), "read", "a limit");
    rlim_t wanted = (rlim_t)value;
    if (current.rlim_max != RLIM_INFINITY && wanted > current.rlim_max) wanted = current.rlim_max;
    struct rlimit set = {wanted, wanted};
    must(setrlimit(resource, &set), "set", "a limit");
}

/// A copy of the descriptor out of the way of 0–3.
static int raised(int descriptor) {
    int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 10);
    must(copy, "pass on", "a descriptor");
    return copy;
}

static void place_descriptors(const struct order *order) {
    int output = raised(order->output), errors = raised(order->errors);
    int wire = order->wire < 0 ? -1 : raised(order->wire);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    must(null, "open", "/dev/null");
    must(dup2(null, 0), "pass on", "/dev/null");
    must(dup2(output, 1), "pass on", "standard output");
    must(dup2(errors, 2), "pass on", "standard error");
    if (wire >= 0) must(dup2(wire, 3), "pass on", "the wire");
    syscall(SYS_close_range, wire >= 0 ? 4u : 3u, ~0u, 0u);
}

void run_command(const struct order *order) {
    place_descriptors(order);
    must(chdir("/var/task"), "enter", "/var/task");
    limit(RLIMIT_DATA, order->memory);
    limit(RLIMIT_NOFILE, order->open_files);
    limit(RLIMIT_NPROC, order->processes);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(order->arguments[0], order->arguments, order->environment);
    fail(COMMAND_FAILED, "start", order->arguments[0]);
}
