/* The Redis side: commands are gathered during a turn, and replies are parsed in order by hiredis's reader. */
#include "limit.h"

#include <errno.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { OUTPUT_SIZE = 4 << 20, QUEUE_SIZE = 1 << 16 };

/* The purpose of the next reply. */
enum step { LOOK, TOUCH, LOAD, SAVE };

struct pending {
    struct client *client;
    enum step step;
};

struct redis {
    int fd;
    redisContext *context;
    redisReader *reader;
    size_t length;
    unsigned head;
    unsigned tail;
    struct pending queue[QUEUE_SIZE];
    char output[OUTPUT_SIZE];
};

struct redis *redis_connect(int epoll, const char *host, int port)
{
    struct redis *redis = calloc(1, sizeof *redis);
    if (!redis) fail("calloc");
    redis->context = redisConnect(host, port);
    if (!redis->context || redis->context->err) fail("redisConnect");
    redisEnableKeepAlive(redis->context);
    redis->reader = redisReaderCreate();
    redis->fd = redis->context->fd;
    if (fcntl(redis->fd, F_SETFL, O_NONBLOCK) < 0) fail("fcntl");
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = redis};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, redis->fd, &event) < 0) fail("epoll_ctl");
    return redis;
}

static void expect(struct redis *redis, struct client *client, enum step step)
{
    redis->queue[redis->tail++ % QUEUE_SIZE] = (struct pending){client, step};
    if (redis->tail - redis->head > QUEUE_SIZE) fail("too many commands");
}

static void put(struct redis *redis, const char *bytes, size_t length)
{
    if (redis->length + length > OUTPUT_SIZE) fail("too much output");
    memcpy(redis->output + redis->length, bytes, length);
    redis->length += length;
}

#define PUT(redis, text) put(redis, text, sizeof(text) - 1)

static void put_key(struct redis *redis, struct client *client)
{
    PUT(redis, "$41\r\nsess:");
    put(redis, client->id, ID_LENGTH);
    PUT(redis, "\r\n");
}

static void put_get(struct redis *redis, struct client *client)
{
    PUT(redis, "*2\r\n$3\r\nGET\r\n");
    put_key(redis, client);
}

void redis_ask(struct redis *redis, struct client *client)
{
    put_get(redis, client);
    expect(redis, client, client->is_post ? LOAD : LOOK);
}

static void touch(struct redis *redis, struct client *client)
{
    PUT(redis, "*3\r\n$6\r\nEXPIRE\r\n");
    put_key(redis, client);
    PUT(redis, "$2\r\n60\r\n");
    expect(redis, client, TOUCH);
}

/* Stores the session with the number before its last brace incremented, because "views" is its last member. */
static void save(struct redis *redis, struct client *client, const char *json, size_t length)
{
    size_t digits = length - 1;
    while (digits > 0 && json[digits - 1] >= '0' && json[digits - 1] <= '9') digits--;
    char count[32];
    int count_length = snprintf(count, sizeof count, "%ld}", atol(json + digits) + 1);
    char header[32];
    int header_length = snprintf(header, sizeof header, "$%zu\r\n", digits + (size_t)count_length);
    PUT(redis, "*5\r\n$3\r\nSET\r\n");
    put_key(redis, client);
    put(redis, header, (size_t)header_length);
    put(redis, json, digits);
    put(redis, count, (size_t)count_length);
    PUT(redis, "\r\n$2\r\nEX\r\n$2\r\n60\r\n");
    expect(redis, client, SAVE);
}

static void take(struct redis *redis, redisReply *reply)
{
    struct pending pending = redis->queue[redis->head++ % QUEUE_SIZE];
    switch (pending.step) {
    case LOOK:
    case LOAD:
        if (reply->type != REDIS_REPLY_STRING) fail("no such session");
        if (pending.step == LOOK) touch(redis, pending.client);
        else save(redis, pending.client, reply->str, (size_t)reply->len);
        break;
    case TOUCH:
        if (reply->type != REDIS_REPLY_INTEGER || reply->integer != 1) fail("EXPIRE");
        client_answer(pending.client);
        break;
    case SAVE:
        if (reply->type != REDIS_REPLY_STATUS) fail("SET");
        client_answer(pending.client);
        break;
    }
}

void redis_readable(struct redis *redis)
{
    static _Thread_local char input[65536];
    ssize_t count = read(redis->fd, input, sizeof input);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) fail("Redis hung up");
    redisReaderFeed(redis->reader, input, (size_t)count);
    for (;;) {
        void *reply = NULL;
        if (redisReaderGetReply(redis->reader, &reply) != REDIS_OK) fail("a reply of Redis");
        if (!reply) return;
        take(redis, reply);
        freeReplyObject(reply);
    }
}

void redis_flush(struct redis *redis)
{
    size_t sent = 0;
    while (sent < redis->length) {
        ssize_t count = write(redis->fd, redis->output + sent, redis->length - sent);
        if (count < 0 && errno == EAGAIN) break; /* The rest is sent in the next turn. */
        if (count < 0) fail("write to Redis");
        sent += (size_t)count;
    }
    memmove(redis->output, redis->output + sent, redis->length - sent);
    redis->length -= sent;
}
