#ifndef MERIDIAN_CPOSTGRESQL_SHIM_H
#define MERIDIAN_CPOSTGRESQL_SHIM_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

// epoll, whose constants and union Swift sees in other shapes with every C library.

static inline int meridian_epoll_create(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

// Tells of one event of the socket, under the id. Returns 0, or -1 with errno.
static inline int meridian_epoll_arm(int epoll, int socket, uint64_t id, bool writing) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT | (writing ? EPOLLOUT : 0), .data = {.u64 = id}};
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) == 0) return 0;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

static inline void meridian_epoll_remove(int epoll, int socket) {
    struct epoll_event ignored = {0};
    epoll_ctl(epoll, EPOLL_CTL_DEL, socket, &ignored);
}

// Waits for events. Returns how many ids were written, at most 64, or -1 with errno.
static inline int meridian_epoll_wait(int epoll, uint64_t *ids) {
    struct epoll_event events[64];
    int count = epoll_wait(epoll, events, 64, -1);
    for (int index = 0; index < count; index++) ids[index] = events[index].data.u64;
    return count;
}

#endif
