/*
 * limit PORT REDIS-PORT GET-RESPONSE POST-RESPONSE: two threads, each with a listening socket (SO_REUSEPORT), an epoll
 * instance and a connection to Redis. A GET sends GET and EXPIRE. A POST sends GET, then SET EX with the count of views
 * incremented. Every response is the content of a file. No signature is checked, and nothing is rendered.
 */
#include "limit.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

struct response get_page;
struct response post_page;

static int port;
static int redis_port;

void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void read_response(struct response *response, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    response->length = fread(response->bytes, 1, sizeof response->bytes, file);
    if (response->length == 0 || response->length == sizeof response->bytes) fail("the response file's size");
    fclose(file);
}

static void *run(void *unused)
{
    (void)unused;
    loop_run(port, "127.0.0.1", redis_port);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: limit PORT REDIS-PORT GET-RESPONSE POST-RESPONSE\n");
        return 64;
    }
    port = atoi(argv[1]);
    redis_port = atoi(argv[2]);
    read_response(&get_page, argv[3]);
    read_response(&post_page, argv[4]);
    signal(SIGPIPE, SIG_IGN);
    pthread_t second;
    if (pthread_create(&second, NULL, run, NULL) != 0) fail("pthread_create");
    run(NULL);
    return 0;
}
