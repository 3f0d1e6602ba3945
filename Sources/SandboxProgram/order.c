#define _GNU_SOURCE
#include "order.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "failure.h"

enum { LONGEST_ORDER = 16 << 20, MOST_DESCRIPTORS = 3 };

/// The head of an order, in the machine's byte order; texts follow, each ended by a zero: the package, then arguments
/// and environment.
struct head {
    uint64_t size;
    uint64_t temporary_size, memory, open_files, processes;
    uint64_t arguments, environment;
    uint64_t speaks_wire;
};

static _Noreturn void refuse(void) {
    errno = EBADMSG;
    fail(SANDBOX_FAILED, "read", "the order");
}

/// The head comes with the descriptors.
static int receive_head(int socket, struct head *head, int *descriptors) {
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(MOST_DESCRIPTORS * sizeof(int))];
    } control;
    struct iovec part = {head, sizeof *head};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t count;
    do count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    while (count < 0 && errno == EINTR);
    if (count == 0) return 0;
    must(count, "receive", "an order");
    struct cmsghdr *first = CMSG_FIRSTHDR(&message);
    size_t wanted = head->speaks_wire ? 3 : 2;
    if (count != sizeof *head || !first || first->cmsg_type != SCM_RIGHTS ||
        first->cmsg_len != CMSG_LEN(wanted * sizeof(int)))
        refuse();
    memcpy(descriptors, CMSG_DATA(first), wanted * sizeof(int));
    return 1;
}

static char *receive_texts(int socket, uint64_t size) {
    char *texts = malloc(size);
    must(texts ? 0 : -1, "hold", "the order");
    for (uint64_t position = 0; position < size;) {
        ssize_t count = read(socket, texts + position, size - position);
        if (count < 0 && errno == EINTR) continue;
        must(count, "receive", "an order");
        if (count == 0) refuse();
        position += (uint64_t)count;
    }
    if (size == 0 || texts[size - 1] != 0) refuse();
    return texts;
}

/// The next `count` texts, and behind them a null pointer.
static char **take(uint64_t count, char **position, const char *end) {
    char **list = calloc(count + 1, sizeof *list);
    must(list ? 0 : -1, "hold", "the order");
    for (uint64_t index = 0; index < count; index++) {
        if (*position >= end) refuse();
        list[index] = *position;
        *position += strlen(*position) + 1;
    }
    return list;
}

int receive_order(int socket, struct order *order) {
    struct head head;
    int descriptors[MOST_DESCRIPTORS];
    if (!receive_head(socket, &head, descriptors)) return 0;
    // Each text takes a byte at least.
    if (head.size > LONGEST_ORDER || head.arguments > head.size || head.environment > head.size ||
        head.arguments == 0)
        refuse();
    char *position = receive_texts(socket, head.size);
    const char *end = position + head.size;
    order->package = take(1, &position, end)[0];
    order->arguments = take(head.arguments, &position, end);
    order->environment = take(head.environment, &position, end);
    if (position != end) refuse();
    order->temporary_size = head.temporary_size;
    order->memory = head.memory;
    order->open_files = head.open_files;
    order->processes = head.processes;
    order->output = descriptors[0];
    order->errors = descriptors[1];
    order->wire = head.speaks_wire ? descriptors[2] : -1;
    return 1;
}
