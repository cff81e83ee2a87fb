// Opens a TLS 1.3 connection for each request in blocking threads, with a full handshake or one that resumes the
// session of the thread's last connection. It trusts any certificate, and prints a line of JSON.
//
//     handshakes PORT PATH BODY-LENGTH THREADS SECONDS full|resumed
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST_THREADS 256
#define MOST_TIMES 200000

static struct sockaddr_in address;
static char request[512];
static size_t body_length;
static int resumes;
static double end_time;
static atomic_long full_count, resumed_count, failure_count;

struct client {
    pthread_t thread;
    SSL_CTX *context;
    SSL_SESSION *session;
    float *times;
    size_t count;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void fail(const char *what) {
    fprintf(stderr, "handshakes: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

// Keeps the last one of the server's tickets, which arrive one by one.
static int keep_session(SSL *ssl, SSL_SESSION *session) {
    struct client *client = SSL_get_app_data(ssl);
    SSL_SESSION_free(client->session);
    client->session = session;
    return 1;
}

// Reads a complete response: status 200, and the expected number of bytes of content before the end of the session.
static int is_answered(SSL *ssl) {
    char buffer[16384];
    size_t count = 0, length;
    while (count < sizeof buffer && SSL_read_ex(ssl, buffer + count, sizeof buffer - count, &length)) count += length;
    if (SSL_get_error(ssl, 0) != SSL_ERROR_ZERO_RETURN || count < 16 || memcmp(buffer, "HTTP/1.1 200 ", 13)) return 0;
    char *content = memmem(buffer, count, "\r\n\r\n", 4);
    return content && buffer + count - (content + 4) == (long)body_length;
}

static int ask(struct client *client) {
    int descriptor = socket(AF_INET, SOCK_STREAM, 0), one = 1, is_good = 0;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address)) {
        close(descriptor);
        return 0;
    }
    SSL *ssl = SSL_new(client->context);
    SSL_set_app_data(ssl, client);
    SSL_set_fd(ssl, descriptor);
    if (resumes && client->session) {
        // A copy is used, because OpenSSL uses a session only once, and Node sends no new ticket in a resumed session.
        SSL_SESSION *copy = SSL_SESSION_dup(client->session);
        if (!copy || !SSL_set_session(ssl, copy)) fail("no session");
        SSL_SESSION_free(copy);
    }
    if (SSL_connect(ssl) == 1 && SSL_write(ssl, request, strlen(request)) > 0) {
        is_good = is_answered(ssl);
        atomic_fetch_add(SSL_session_reused(ssl) ? &resumed_count : &full_count, is_good);
    }
    // Otherwise OpenSSL would not resume a session whose end was not sent.
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(ssl);
    close(descriptor);
    ERR_clear_error();
    return is_good;
}

static void *run(void *argument) {
    struct client *client = argument;
    for (double start = now(); start < end_time;) {
        if (!ask(client)) atomic_fetch_add(&failure_count, 1);
        double end = now();
        if (client->count < MOST_TIMES) client->times[client->count++] = end - start;
        start = end;
    }
    return NULL;
}

static int compare(const void *left, const void *right) {
    float difference = *(const float *)left - *(const float *)right;
    return (difference > 0) - (difference < 0);
}

static SSL_CTX *make_context(void) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (!context || !SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION)) fail("no TLS 1.3");
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
    if (resumes) {
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(context, keep_session);
    }
    return context;
}

int main(int count, char **arguments) {
    if (count != 7) fail("usage: handshakes PORT PATH BODY-LENGTH THREADS SECONDS full|resumed");
    address = (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", arguments[2]);
    body_length = strtoul(arguments[3], NULL, 10);
    int threads = atoi(arguments[4]);
    double seconds = atof(arguments[5]);
    resumes = !strcmp(arguments[6], "resumed");
    if (threads < 1 || threads > MOST_THREADS || seconds <= 0) fail("too few or too many threads or seconds");

    static struct client clients[MOST_THREADS];
    double start = now();
    end_time = start + seconds;
    for (int i = 0; i < threads; i++) {
        clients[i].context = make_context();
        clients[i].times = malloc(MOST_TIMES * sizeof(float));
        if (!clients[i].times) fail("no memory");
        if (pthread_create(&clients[i].thread, NULL, run, &clients[i])) fail("no thread");
    }
    for (int i = 0; i < threads; i++) pthread_join(clients[i].thread, NULL);
    double took = now() - start;

    size_t total = 0;
    for (int i = 0; i < threads; i++) total += clients[i].count;
    float *times = malloc((total + 1) * sizeof(float));
    if (!times || !total) fail("no request was made");
    total = 0;
    for (int i = 0; i < threads; i++) {
        memcpy(times + total, clients[i].times, clients[i].count * sizeof(float));
        total += clients[i].count;
    }
    qsort(times, total, sizeof(float), compare);
    long full = full_count, resumed = resumed_count;
    printf(
        "{\"requests\": %ld, \"full\": %ld, \"resumed\": %ld, \"failures\": %ld, \"seconds\": %.6f, "
        "\"p50_us\": %.0f, \"p99_us\": %.0f}\n",
        full + resumed, full, resumed, (long)failure_count, took, times[total / 2] * 1e6, times[total * 99 / 100] * 1e6);
}
