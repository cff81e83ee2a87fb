/*
 * pace PORT REQUESTS CONNECTIONS MIN MAX count N          N requests, one after another on each connection
 * pace PORT REQUESTS CONNECTIONS MIN MAX rate R SECONDS   R requests a second, whatever the server does
 *
 * REQUESTS is a file of requests without content, which are sent in turn. A response must be a 200 with MIN to MAX
 * bytes of content. At a fixed rate, the latency of a request counts from the time at which it was due, even if no
 * connection was free then. So a server that stalls is charged for all waiting requests (no "coordinated omission").
 * Prints a line of JSON. Exits with 1 after a wrong response.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { INPUT_SIZE = 16384 };

struct request {
    const char *bytes;
    size_t length;
};

struct connection {
    int fd;
    uint64_t due;
    size_t length;
    char input[INPUT_SIZE];
};

static struct request *requests;
static size_t request_count;
static struct connection *connections;
static struct connection **idle;
static size_t idle_count;
static uint32_t *latencies; /* nanoseconds */
static uint64_t total, issued, answered;
static long min_body, max_body;
static int epoll_fd;

static void die(const char *what)
{
    fprintf(stderr, "pace: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
    exit(1);
}

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void read_requests(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) die(path);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(size + 1);
    if (!text || fread(text, 1, size, file) != size) die(path);
    fclose(file);
    for (char *next = text, *end = text + size; next < end;) {
        char *stop = memmem(next, (size_t)(end - next), "\r\n\r\n", 4);
        if (!stop) break;
        requests = realloc(requests, (request_count + 1) * sizeof *requests);
        if (!requests) die("realloc");
        requests[request_count++] = (struct request){next, (size_t)(stop + 4 - next)};
        next = stop + 4;
    }
    if (request_count == 0) die("no request in the file");
}

static void connect_all(int port, size_t count)
{
    connections = calloc(count, sizeof *connections);
    idle = calloc(count, sizeof *idle);
    if (!connections || !idle) die("calloc");
    for (size_t index = 0; index < count; index++) {
        struct connection *connection = &connections[index];
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connection->fd < 0 || connect(connection->fd, (struct sockaddr *)&address, sizeof address) < 0)
            die("connect");
        int one = 1;
        setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, connection->fd, &event) < 0) die("epoll_ctl");
        idle[idle_count++] = connection;
    }
}

static void send_next(uint64_t due)
{
    struct connection *connection = idle[--idle_count];
    const struct request *request = &requests[issued++ % request_count];
    connection->due = due;
    if (send(connection->fd, request->bytes, request->length, MSG_NOSIGNAL) != (ssize_t)request->length)
        die("send");
}

/* Returns whether the connection's input is a complete response. Ends the program if it is a wrong one. */
static int is_whole(struct connection *connection)
{
    connection->input[connection->length] = 0;
    char *end = strstr(connection->input, "\r\n\r\n");
    if (!end) return 0;
    errno = 0;
    if (memcmp(connection->input, "HTTP/1.1 200 ", 13) != 0) die(connection->input);
    char *field = strcasestr(connection->input, "\r\ncontent-length:");
    if (!field || field > end) die("a response without Content-Length");
    long body = strtol(field + 17, NULL, 10);
    if (body < min_body || body > max_body) die("a body of another length than was told");
    size_t whole = (size_t)(end + 4 - connection->input) + (size_t)body;
    if (connection->length > whole) die("more than a response");
    return connection->length == whole;
}

static void receive(struct connection *connection)
{
    ssize_t count = recv(
        connection->fd, connection->input + connection->length, INPUT_SIZE - 1 - connection->length, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count < 0) die("recv");
    if (count == 0) {
        errno = 0;
        die("the server closed a connection");
    }
    connection->length += (size_t)count;
    if (!is_whole(connection)) return;
    connection->length = 0;
    uint64_t latency = now() - connection->due;
    latencies[answered++] = latency > UINT32_MAX ? UINT32_MAX : (uint32_t)latency;
    idle[idle_count++] = connection;
}

static void wait_until(uint64_t moment)
{
    struct epoll_event events[256];
    struct timespec time;
    struct timespec *timeout = NULL;
    if (moment > 0) {
        uint64_t current = now();
        uint64_t rest = moment > current ? moment - current : 0;
        time = (struct timespec){.tv_sec = (time_t)(rest / 1000000000u), .tv_nsec = (long)(rest % 1000000000u)};
        timeout = &time;
    }
    int count = epoll_pwait2(epoll_fd, events, 256, timeout, NULL);
    if (count < 0 && errno != EINTR) die("epoll_pwait2");
    for (int index = 0; index < count; index++) receive(events[index].data.ptr);
}

static void run_count(void)
{
    while (answered < total) {
        while (idle_count > 0 && issued < total) send_next(now());
        wait_until(0);
    }
}

static void run_rate(double rate)
{
    uint64_t start = now();
    while (answered < total) {
        uint64_t current = now();
        uint64_t due = start + (uint64_t)((double)issued * 1e9 / rate);
        while (idle_count > 0 && issued < total && due <= current) {
            send_next(due);
            due = start + (uint64_t)((double)issued * 1e9 / rate);
        }
        /* If no connection is free, or nothing is left to send, only a response can change that. */
        wait_until(issued < total && idle_count > 0 ? due : 0);
    }
}

static int compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static double percentile(double part)
{
    size_t index = (size_t)(part * (double)total);
    return (double)latencies[index < total ? index : total - 1] / 1000;
}

int main(int argc, char **argv)
{
    int is_rate = argc == 9 && strcmp(argv[6], "rate") == 0;
    if (!is_rate && !(argc == 8 && strcmp(argv[6], "count") == 0)) {
        fprintf(stderr, "usage: pace PORT REQUESTS CONNECTIONS MIN MAX count N | rate R SECONDS\n");
        return 64;
    }
    min_body = atol(argv[4]);
    max_body = atol(argv[5]);
    double rate = atof(argv[7]);
    total = is_rate ? (uint64_t)(rate * atof(argv[8])) : (uint64_t)rate;
    latencies = calloc(total, sizeof *latencies);
    if (total == 0 || !latencies) die("no request to send");
    prctl(PR_SET_TIMERSLACK, 1);
    read_requests(argv[2]);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    connect_all(atoi(argv[1]), (size_t)atol(argv[3]));

    uint64_t start = now();
    if (is_rate) run_rate(rate);
    else run_count();
    double seconds = (double)(now() - start) / 1e9;

    qsort(latencies, total, sizeof *latencies, compare);
    printf("{\"requests\": %lu, \"seconds\": %.6f, \"rate\": %.1f, \"p50_us\": %.1f, \"p90_us\": %.1f, "
           "\"p99_us\": %.1f, \"p999_us\": %.1f, \"max_us\": %.1f}\n",
           (unsigned long)total, seconds, (double)total / seconds, percentile(0.5), percentile(0.9),
           percentile(0.99), percentile(0.999), percentile(1));
    return 0;
}
