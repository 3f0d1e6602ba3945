// As little as a server can do: it answers the end of every request with the same bytes, and looks at nothing else. What
// wrk makes of it is about what wrk and the kernel leave to a server of one thread on the machine.
//
//   ceiling PORT [NANOSECONDS]
//
// With NANOSECONDS it is as little as a gateway and a worker can do: a second process is told of the requests, as many
// together as there are, and is busy for so long with each of them before it is answered.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static const char answer[] =
    "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 13\r\n"
    "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\nHello, World!";

enum { most_events = 256, most_connections = 4096, input_size = 4096, most_pipelined = 32, most_told = 1024 };

static const char ending[] = "\r\n\r\n";
static char answers[most_pipelined * (sizeof answer - 1)];
// How much of `ending` each connection has sent, by its descriptor.
static unsigned char seen[most_connections];
// The end of the socket to the worker, or -1, and the connections that it is to be told of, once for each request.
static int worker = -1, told[most_told], told_count;

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

static void answer_requests(int connection, int left) {
    while (left > 0) {
        int now = left < most_pipelined ? left : most_pipelined;
        ssize_t size = now * (ssize_t)(sizeof answer - 1);
        if (write(connection, answers, size) != size) {
            close(connection);
            return;
        }
        left -= now;
    }
}

static void tell_worker(void) {
    ssize_t size = told_count * (ssize_t)sizeof told[0];
    if (size > 0 && send(worker, told, size, 0) != size) fail("send");
    told_count = 0;
}

static void serve(int connection) {
    char input[input_size];
    ssize_t count = read(connection, input, sizeof input);
    if (count <= 0) {
        close(connection);
        return;
    }
    int requests = ended_requests(connection, input, count);
    if (worker < 0) {
        answer_requests(connection, requests);
        return;
    }
    for (; requests > 0; requests--) {
        if (told_count == most_told) tell_worker();
        told[told_count++] = connection;
    }
}

static void take_answers(void) {
    int done[most_told];
    ssize_t size = recv(worker, done, sizeof done, 0);
    if (size <= 0) exit(1);
    for (size_t i = 0; i < size / sizeof done[0]; i++) answer_requests(done[i], 1);
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

// The second process, until the first one ends.
static void work(int gateway, long long nanoseconds) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int asked[most_told];;) {
        ssize_t size = recv(gateway, asked, sizeof asked, 0);
        if (size <= 0) exit(0);
        long long until = now() + nanoseconds * (long long)(size / sizeof asked[0]);
        while (now() < until) {}
        if (send(gateway, asked, size, 0) != size) exit(1);
    }
}

static void start_worker(long long nanoseconds) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0) fail("socketpair");
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        close(ends[0]);
        work(ends[1], nanoseconds);
    }
    close(ends[1]);
    worker = ends[0];
}

int main(int count, char **arguments) {
    long long nanoseconds = count == 3 ? atoll(arguments[2]) : 0;
    if (count < 2 || count > 3 || atoi(arguments[1]) <= 0 || nanoseconds < 0) {
        fprintf(stderr, "usage: ceiling PORT [NANOSECONDS]\n");
        return 2;
    }
    for (int i = 0; i < most_pipelined; i++) memcpy(answers + i * (sizeof answer - 1), answer, sizeof answer - 1);

    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
    if (listen(listener, 512) != 0) fail("listen");

    if (count == 3) start_worker(nanoseconds);
    int poll = epoll_create1(0);
    watch(poll, listener);
    if (worker >= 0) watch(poll, worker);
    for (struct epoll_event events[most_events];;) {
        int ready = epoll_wait(poll, events, most_events, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == listener) greet(poll, listener);
            else if (events[i].data.fd == worker) take_answers();
            else serve(events[i].data.fd);
        }
        tell_worker();
    }
}
