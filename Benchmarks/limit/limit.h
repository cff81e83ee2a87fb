/* The limit: what a page with a session in Redis costs when a server does nothing but move the bytes. */
#ifndef LIMIT_H
#define LIMIT_H

#include <stddef.h>

enum { ID_LENGTH = 36, INPUT_SIZE = 8192, TURN_EVENTS = 256 };

struct loop;

/* One client. It has at most one request under way, as a client without pipelining has. */
struct client {
    struct loop *loop;
    int fd;
    int waiting; /* for Redis */
    int closed;
    int is_post;
    size_t length;
    char id[ID_LENGTH + 1];
    char input[INPUT_SIZE];
};

/* One thread's event loop, with its own listening socket and its own connection to Redis. */
struct loop {
    int epoll;
    int listener;
    struct redis *redis;
};

/* A whole response, head and body, read from a file at the start. */
struct response {
    char bytes[65536];
    size_t length;
};

extern struct response get_page;
extern struct response post_page;

void loop_run(int port, const char *redis_host, int redis_port);

/* Called with the client when its last reply has come. */
void client_answer(struct client *client);

struct redis *redis_connect(int epoll, const char *host, int port);
void redis_ask(struct redis *redis, struct client *client);
void redis_readable(struct redis *redis);
/* Sends what the turn has gathered, in one write. */
void redis_flush(struct redis *redis);

void fail(const char *what) __attribute__((noreturn));

#endif
