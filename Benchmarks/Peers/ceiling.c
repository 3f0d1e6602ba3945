// As little as a server can do: it answers the end of every request with the same bytes, and looks at nothing else. What
// wrk makes of it is about what wrk and the kernel leave to a server of one thread on the machine.
//
//   ceiling PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char answer[] =
    "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 13\r\n"
    "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\nHello, World!";

enum { most_events = 256, most_connections = 4096, input_size = 4096, most_pipelined = 32 };

static const char ending[] = "\r\n\r\n";
static char answers[most_pipelined * (sizeof answer - 1)];
// How much of `ending` each connection has sent, by its descriptor.
static unsigned char seen[most_connections];

static int ended_requests(int connection, const char *bytes, ssize_t count) {
    int requests = 0;
    unsigned char matched = seen[connection];
    for (ssize_t i = 0; i < count; i++) {
        if (bytes[i] == ending[matched]) {
            matched++;
        } else {
            matched = bytes[i] == '\r';
        }
        if (matched == 4) {
            requests++;
            matched = 0;
        }
    }
    seen[connection] = matched;
    return requests;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int poll, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event) != 0) fail("epoll_ctl");
}

static void greet(int poll, int listener) {
    int connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK), on = 1;
    if (connection < 0) return;
    if (connection >= most_connections) {
        close(connection);
        return;
    }
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    seen[connection] = 0;
    watch(poll, connection);
}

static void serve(int connection) {
    char input[input_size];
    ssize_t count = read(connection, input, sizeof input);
    if (count <= 0) {
        close(connection);
        return;
    }
    for (int left = ended_requests(connection, input, count); left > 0;) {
        int now = left < most_pipelined ? left : most_pipelined;
        ssize_t size = now * (ssize_t)(sizeof answer - 1);
        if (write(connection, answers, size) != size) {
            close(connection);
            return;
        }
        left -= now;
    }
}

int main(int count, char **arguments) {
    if (count != 2 || atoi(arguments[1]) <= 0) {
        fprintf(stderr, "usage: ceiling PORT\n");
        return 2;
    }
    for (int i = 0; i < most_pipelined; i++) memcpy(answers + i * (sizeof answer - 1), answer, sizeof answer - 1);

    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
    if (listen(listener, 512) != 0) fail("listen");

    int poll = epoll_create1(0);
    watch(poll, listener);
    for (struct epoll_event events[most_events];;) {
        int ready = epoll_wait(poll, events, most_events, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == listener) greet(poll, listener);
            else serve(events[i].data.fd);
        }
    }
}
