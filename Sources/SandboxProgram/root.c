#define _GNU_SOURCE
#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "failure.h"

// Of linux/mount.h; a header of glibc that has some of them too keeps it from being included twice over.
#ifndef MOUNT_ATTR_RDONLY
#define MOUNT_ATTR_RDONLY 0x00000001
#define MOUNT_ATTR_NOSUID 0x00000002
#define MOUNT_ATTR_NODEV 0x00000004
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

/// Parts of /etc that programs need to find names, certificates and the time.
static const char *const etc[] = {
    "alternatives", "ca-certificates", "crypto-policies", "gai.conf",      "host.conf", "hosts",
    "ld.so.cache",  "ld.so.conf",      "ld.so.conf.d",    "localtime",     "mime.types", "nsswitch.conf",
    "pki",          "protocols",       "resolv.conf",     "services",      "ssl",        "timezone",
};

/// On a system whose /usr is merged these are links into it; elsewhere they are directories of their own.
static const char *const merged[] = {"bin", "lib", "lib32", "lib64", "libx32", "sbin"};

static const char *const devices[] = {"null", "zero", "full", "random", "urandom", "tty"};

/// Of a platform that runs as root a worker is root in the eyes of these files, whatever it may be otherwise.
static const char *const kernel_files[] = {"sys", "sysrq-trigger", "irq", "bus", "fs"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void restrict_mount(const char *target, uint64_t attributes, unsigned flags) {
    struct {
        uint64_t set, clear, propagation, user_namespace;
    } change = {.set = attributes};
    must(syscall(SYS_mount_setattr, AT_FDCWD, target, flags, &change, sizeof change), "restrict the mount", target);
}

/// Shows `source` at `target`, with all that is mounted below, read-only.
static void bind_read_only(const char *source, const char *target) {
    must(mount(source, target, NULL, MS_BIND | MS_REC, NULL), "show", source);
    restrict_mount(target, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, AT_RECURSIVE);
}

static void make_directory(const char *path, mode_t mode) {
    must(mkdir(path, mode), "make", path);
    // The mode that was asked for is not the one that the mask leaves.
    must(chmod(path, mode), "open", path);
}

static void make_file(const char *path) {
    int descriptor = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0444);
    must(descriptor, "make", path);
    close(descriptor);
}

/// As ``bind_read_only``, and makes the target; what is not there is left out.
static void show_if_there(const char *source, const char *target) {
    struct stat status;
    if (stat(source, &status) != 0) return;
    if (S_ISDIR(status.st_mode)) make_directory(target, 0755);
    else make_file(target);
    bind_read_only(source, target);
}

static void mount_memory(const char *target, const char *mode, uint64_t size) {
    char options[64];
    snprintf(options, sizeof options, "mode=%s,size=%llu", mode, (unsigned long long)size);
    must(mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, options), "mount", target);
}

static void make_devices(void) {
    make_directory("dev", 0755);
    for (size_t index = 0; index < COUNT(devices); index++) {
        char source[32], target[32];
        snprintf(source, sizeof source, "/dev/%s", devices[index]);
        snprintf(target, sizeof target, "dev/%s", devices[index]);
        make_file(target);
        must(mount(source, target, NULL, MS_BIND, NULL), "show", source);
    }
    must(symlink("/proc/self/fd", "dev/fd"), "make", "/dev/fd");
    must(symlink("/proc/self/fd/0", "dev/stdin"), "make", "/dev/stdin");
    must(symlink("/proc/self/fd/1", "dev/stdout"), "make", "/dev/stdout");
    must(symlink("/proc/self/fd/2", "dev/stderr"), "make", "/dev/stderr");
    make_directory("dev/pts", 0755);
    must(mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620"), "mount",
         "/dev/pts");
    must(symlink("pts/ptmx", "dev/ptmx"), "make", "/dev/ptmx");
    make_directory("dev/shm", 01777);
}

static void make_processes(void) {
    make_directory("proc", 0755);
    must(mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL), "mount", "/proc");
    // Nobody inside has use for namespaces of users; in one of its own it would have every capability.
    int descriptor = open("proc/sys/user/max_user_namespaces", O_WRONLY | O_CLOEXEC);
    must(descriptor, "open", "/proc/sys/user/max_user_namespaces");
    must(write(descriptor, "0", 1), "write", "/proc/sys/user/max_user_namespaces");
    close(descriptor);
    for (size_t index = 0; index < COUNT(kernel_files); index++) {
        char path[32];
        snprintf(path, sizeof path, "proc/%s", kernel_files[index]);
        if (access(path, F_OK) == 0) bind_read_only(path, path);
    }
}

static void make_system(void) {
    show_if_there("/usr", "usr");
    show_if_there("/opt", "opt");
    for (size_t index = 0; index < COUNT(merged); index++) {
        char source[16], target[PATH_MAX];
        snprintf(source, sizeof source, "/%s", merged[index]);
        ssize_t length = readlink(source, target, sizeof target - 1);
        if (length > 0) {
            target[length] = 0;
            must(symlink(target, merged[index]), "make", source);
        } else {
            show_if_there(source, merged[index]);
        }
    }
    make_directory("etc", 0755);
    for (size_t index = 0; index < COUNT(etc); index++) {
        char source[64];
        snprintf(source, sizeof source, "/etc/%s", etc[index]);
        show_if_there(source, source + 1);
    }
}

int make_root(void) {
    must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "set apart", "/");
    mount_memory("/tmp", "0755", 1 << 20);
    must(chdir("/tmp"), "enter", "/tmp");
    make_system();
    make_processes();
    make_devices();
    make_directory("var", 0755);
    make_directory("var/task", 0755);
    make_directory("tmp", 01777);
    make_directory("machine", 0700);
    make_directory("machine/root", 0700);
    must(syscall(SYS_pivot_root, ".", "machine/root"), "change the root to", "/tmp");
    must(chdir("/"), "enter", "/");
    int machine = open("/machine/root", O_PATH | O_DIRECTORY | O_CLOEXEC);
    must(machine, "open", "/machine/root");
    return machine;
}

void finish_root(const char *package, uint64_t temporary_size) {
    char source[PATH_MAX];
    if (snprintf(source, sizeof source, "/machine/root%s", package) >= (int)sizeof source) {
        errno = ENAMETOOLONG;
        fail(SANDBOX_FAILED, "name", package);
    }
    bind_read_only(source, "/var/task");
    // The cover lies on the directory above: to unmount what lies below a cover itself would take the cover.
    mount_memory("/machine", "0555", 4096);
    restrict_mount("/machine", MOUNT_ATTR_RDONLY, 0);
    mount_memory("/tmp", "1777", temporary_size);
    mount_memory("/dev/shm", "1777", temporary_size);
    restrict_mount("/", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, 0);
}

void forget_machine(int machine) {
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", machine);
    must(umount2(path, MNT_DETACH), "take away", "the machine's root");
    close(machine);
}
