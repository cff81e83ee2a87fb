/* The limit: the cost of a page with a session in Redis for a server that only moves bytes. */
#ifndef LIMIT_H
#define LIMIT_H

#include <stddef.h>

enum { ID_LENGTH = 36, INPUT_SIZE = 8192, TURN_EVENTS = 256 };

struct loop;

/* A client. It has at most one request under way, because it does not pipeline. */
struct client {
    struct loop *loop;
    int fd;
    int waiting; /* whether it waits for Redis */
    int closed;
    int is_post;
    size_t length;
    char id[ID_LENGTH + 1];
    char input[INPUT_SIZE];
};

/* The event loop of a thread, with its own listening socket and connection to Redis. */
struct loop {
    int epoll;
    int listener;
    struct redis *redis;
};

/* A complete response, read from a file at the start. */
struct response {
    char bytes[65536];
    size_t length;
};

extern struct response get_page;
extern struct response post_page;

void loop_run(int port, const char *redis_host, int redis_port);

/* Called with the client when its last reply has arrived. */
void client_answer(struct client *client);

struct redis *redis_connect(int epoll, const char *host, int port);
void redis_ask(struct redis *redis, struct client *client);
void redis_readable(struct redis *redis);
/* Sends the commands of the turn in one write. */
void redis_flush(struct redis *redis);

void fail(const char *what) __attribute__((noreturn));

#endif
