// meridian-sandbox: a place apart that waits for a worker.
//
//     meridian-sandbox [FILE…]   joins control groups, whose `cgroup.procs` the files are, and waits at descriptor 3
//                                for the order what to run
//     meridian-sandbox --probe   makes a sandbox and ends: whether it works here
//
// Three processes: the one that was started, which waits; the first process of the sandbox, which makes it and then
// collects what others leave behind; and the worker. When any of the three ends, so do the others. Each of the first
// two ends with the worker's status, or 128 and the number of the signal, as a shell does.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "failure.h"
#include "order.h"
#include "root.h"

enum { ORDERS = 3 };

static void write_file(const char *path, const char *text) {
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    must(descriptor, "open", path);
    must(write(descriptor, text, strlen(text)), "write", path);
    close(descriptor);
}

/// Namespaces of everything but the network. The only user of the sandbox is nobody.
static void leave_machine(void) {
    char users[64], groups[64];
    snprintf(users, sizeof users, "65534 %u 1", (unsigned)geteuid());
    snprintf(groups, sizeof groups, "65534 %u 1", (unsigned)getegid());
    must(unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP), "make",
         "namespaces");
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", users);
    write_file("/proc/self/gid_map", groups);
}

static int shell_status(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Waits for one child and every other process that becomes ours.
static int status_of(pid_t child) {
    for (;;) {
        int status;
        pid_t ended = waitpid(-1, &status, 0);
        if (ended == child) return shell_status(status);
        if (ended < 0 && errno != EINTR) return SANDBOX_FAILED;
    }
}

static void close_all(void) { syscall(SYS_close_range, 0u, ~0u, 0u); }

/// The first process of the sandbox.
static int stand_in(int is_probe) {
    must(prctl(PR_SET_PDEATHSIG, SIGKILL), "follow", "the platform");
    must(setsid(), "begin", "a session");
    prctl(PR_SET_NAME, "sandbox");
    must(sethostname("worker", 6), "name", "the host");
    int machine = make_root();
    struct order order;
    if (is_probe) {
        finish_root("/usr", 1 << 20);
        forget_machine(machine);
        drop_capabilities();
        return 0;
    }
    if (!receive_order(ORDERS, &order)) return 0;
    // What can't be done from here on is said where the worker's own lines go.
    must(dup2(order.errors, STDERR_FILENO), "pass on", "standard error");
    finish_root(order.package, order.temporary_size);
    pid_t worker = fork();
    must(worker, "start", "a process");
    if (worker == 0) {
        drop_capabilities();
        run_command(&order);
    }
    forget_machine(machine);
    drop_capabilities();
    close_all();
    return status_of(worker);
}

int main(int count, char **arguments) {
    int is_probe = count == 2 && strcmp(arguments[1], "--probe") == 0;
    for (int index = 1; index < count && !is_probe; index++) write_file(arguments[index], "0");
    leave_machine();
    pid_t first = fork();
    must(first, "start", "a process");
    if (first == 0) return stand_in(is_probe);
    // Whoever reads what the worker writes learns of its end.
    if (!is_probe) close_all();
    return status_of(first);
}
