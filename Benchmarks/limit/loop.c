/* The event loop, and the clients' side: accepts, reads a request, and responds. */
#define _GNU_SOURCE
#include "limit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_on(int port)
{
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("socket");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
    if (listen(fd, 4096) < 0) fail("listen");
    return fd;
}

static void accept_clients(struct loop *loop)
{
    for (;;) {
        int fd = accept4(loop->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct client *client = calloc(1, sizeof *client);
        if (!client) fail("calloc");
        client->loop = loop;
        client->fd = fd;
        struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = client};
        if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
    }
}

static void client_close(struct client *client)
{
    if (!client->closed) close(client->fd);
    client->closed = 1;
    if (!client->waiting) free(client);
}

void client_answer(struct client *client)
{
    client->waiting = 0;
    if (client->closed) {
        client_close(client);
        return;
    }
    const struct response *response = client->is_post ? &post_page : &get_page;
    /* A page fits into an empty socket buffer, and the client has read the previous page. A client that has gone
     * is closed when epoll reports it, because this turn may still have an event of that client. */
    if (write(client->fd, response->bytes, response->length) != (ssize_t)response->length)
        shutdown(client->fd, SHUT_RDWR);
}

/* Parses a complete request without content, or with Content-Length: 0. The session's id follows "s:" or "s%3A". */
static int parse(struct client *client)
{
    const char *input = client->input;
    if (client->length < 4 || !memmem(input, client->length, "\r\n\r\n", 4)) return 0;
    const char *cookie = memmem(input, client->length, "_redisDemo=s", 12);
    if (!cookie) return -1;
    const char *id = cookie + (cookie[12] == ':' ? 13 : 15);
    if (id + ID_LENGTH > input + client->length) return -1;
    memcpy(client->id, id, ID_LENGTH);
    client->is_post = input[0] == 'P';
    client->length = 0;
    return 1;
}

static void client_readable(struct client *client)
{
    ssize_t count = read(client->fd, client->input + client->length, INPUT_SIZE - client->length);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
        client_close(client);
        return;
    }
    client->length += (size_t)count;
    int parsed = parse(client);
    if (parsed < 0) {
        client_close(client);
    } else if (parsed > 0) {
        client->waiting = 1;
        redis_ask(client->loop->redis, client);
    }
}

void loop_run(int port, const char *redis_host, int redis_port)
{
    struct loop loop = {.epoll = epoll_create1(EPOLL_CLOEXEC), .listener = listen_on(port)};
    if (loop.epoll < 0) fail("epoll_create1");
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &loop};
    if (epoll_ctl(loop.epoll, EPOLL_CTL_ADD, loop.listener, &event) < 0) fail("epoll_ctl");
    loop.redis = redis_connect(loop.epoll, redis_host, redis_port);

    struct epoll_event events[TURN_EVENTS];
    for (;;) {
        int count = epoll_wait(loop.epoll, events, TURN_EVENTS, -1);
        if (count < 0 && errno != EINTR) fail("epoll_wait");
        for (int index = 0; index < count; index++) {
            void *target = events[index].data.ptr;
            if (target == &loop) accept_clients(&loop);
            else if (target == loop.redis) redis_readable(loop.redis);
            else client_readable(target);
        }
        redis_flush(loop.redis);
    }
}
