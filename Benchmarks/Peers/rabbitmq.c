// Messages through a durable queue of a RabbitMQ broker: each producer has one message at a time confirmed, and beside
// them consumers acknowledge every message.
//
//   rabbitmq PORT PRODUCERS CONSUMERS SECONDS
//
// prints how many messages were confirmed, how many seconds it took until all were acknowledged, and the time in which 99
// of 100 were confirmed, in milliseconds.
#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { body_size = 220, prefetch = 100, most_times = 1 << 18 };

static int port;
static double deadline;
static atomic_int producing;
static atomic_long confirmed, acknowledged;

struct producer {
    pthread_t thread;
    double *times;
    long count;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what) {
    fprintf(stderr, "rabbitmq: %s\n", what);
    exit(1);
}

static amqp_connection_state_t connected(void) {
    amqp_connection_state_t connection = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(connection);
    if (!socket || amqp_socket_open(socket, "127.0.0.1", port) != AMQP_STATUS_OK) fail("no connection");
    if (amqp_login(connection, "/", 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest").reply_type !=
        AMQP_RESPONSE_NORMAL)
        fail("no login");
    amqp_channel_open(connection, 1);
    if (amqp_get_rpc_reply(connection).reply_type != AMQP_RESPONSE_NORMAL) fail("no channel");
    return connection;
}

static void *produce(void *argument) {
    struct producer *own = argument;
    amqp_connection_state_t connection = connected();
    amqp_confirm_select(connection, 1);
    if (amqp_get_rpc_reply(connection).reply_type != AMQP_RESPONSE_NORMAL) fail("no confirms");
    char body[body_size];
    memset(body, 'x', sizeof body);
    amqp_basic_properties_t properties = {._flags = AMQP_BASIC_DELIVERY_MODE_FLAG, .delivery_mode = 2};
    for (double began = now(); began < deadline; began = now()) {
        if (amqp_basic_publish(
                connection, 1, amqp_empty_bytes, amqp_cstring_bytes("bench"), 0, 0, &properties,
                (amqp_bytes_t){sizeof body, body}) != AMQP_STATUS_OK)
            fail("a message can't be sent");
        amqp_frame_t frame;
        if (amqp_simple_wait_frame(connection, &frame) != AMQP_STATUS_OK || frame.frame_type != AMQP_FRAME_METHOD ||
            frame.payload.method.id != AMQP_BASIC_ACK_METHOD)
            fail("a message was not confirmed");
        if (own->count == most_times) fail("too many messages");
        own->times[own->count++] = now() - began;
        amqp_maybe_release_buffers(connection);
    }
    atomic_fetch_add(&confirmed, own->count);
    atomic_fetch_sub(&producing, 1);
    amqp_destroy_connection(connection);
    return NULL;
}

static void *consume(void *unused) {
    amqp_connection_state_t connection = connected();
    amqp_basic_qos(connection, 1, 0, prefetch, 0);
    amqp_basic_consume(
        connection, 1, amqp_cstring_bytes("bench"), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
    if (amqp_get_rpc_reply(connection).reply_type != AMQP_RESPONSE_NORMAL) fail("no consumer");
    while (atomic_load(&producing) > 0 || atomic_load(&acknowledged) < atomic_load(&confirmed)) {
        struct timeval patience = {0, 2000};
        amqp_envelope_t envelope;
        amqp_maybe_release_buffers(connection);
        amqp_rpc_reply_t reply = amqp_consume_message(connection, &envelope, &patience, 0);
        if (reply.reply_type != AMQP_RESPONSE_NORMAL) {
            if (reply.library_error == AMQP_STATUS_TIMEOUT) continue;
            fail("no message");
        }
        if (amqp_basic_ack(connection, 1, envelope.delivery_tag, 0) != AMQP_STATUS_OK) fail("no acknowledgement");
        amqp_destroy_envelope(&envelope);
        atomic_fetch_add(&acknowledged, 1);
    }
    amqp_destroy_connection(connection);
    return unused;
}

static int by_size(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    if (count != 5) fail("usage: rabbitmq PORT PRODUCERS CONSUMERS SECONDS");
    port = atoi(arguments[1]);
    int producers = atoi(arguments[2]), consumers = atoi(arguments[3]);
    amqp_connection_state_t connection = connected();
    amqp_queue_declare(connection, 1, amqp_cstring_bytes("bench"), 0, 1, 0, 0, amqp_empty_table);
    if (amqp_get_rpc_reply(connection).reply_type != AMQP_RESPONSE_NORMAL) fail("no queue");
    amqp_queue_purge(connection, 1, amqp_cstring_bytes("bench"));

    struct producer *all = calloc((size_t)producers, sizeof *all);
    pthread_t *taking = calloc((size_t)consumers, sizeof *taking);
    atomic_store(&producing, producers);
    double began = now();
    deadline = began + atof(arguments[4]);
    for (int index = 0; index < consumers; index++) pthread_create(&taking[index], NULL, consume, NULL);
    for (int index = 0; index < producers; index++) {
        all[index].times = malloc(most_times * sizeof(double));
        pthread_create(&all[index].thread, NULL, produce, &all[index]);
    }
    for (int index = 0; index < producers; index++) pthread_join(all[index].thread, NULL);
    for (int index = 0; index < consumers; index++) pthread_join(taking[index], NULL);
    double took = now() - began;

    long sum = atomic_load(&confirmed), filled = 0;
    double *times = malloc((size_t)sum * sizeof *times);
    for (int index = 0; index < producers; index++) {
        memcpy(times + filled, all[index].times, (size_t)all[index].count * sizeof *times);
        filled += all[index].count;
    }
    qsort(times, (size_t)sum, sizeof *times, by_size);
    printf("%ld %f %f\n", sum, took, sum ? times[(long)((double)sum * 0.99)] * 1e3 : 0);
    return 0;
}
