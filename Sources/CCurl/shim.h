// libcurl sets options with a variadic function, and passes bytes to a C function. Swift can do neither safely, so both
// are done here. The library is loaded when it is first needed, and not linked: with its dependencies it would double
// the time that a server takes to start, although few servers use an API.
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// The functions of libcurl that are used here.
typedef struct {
    CURLcode (*global_init)(long);
    CURL *(*init)(void);
    CURLcode (*set)(CURL *, CURLoption, ...);
    CURLcode (*perform)(CURL *);
    CURLcode (*get_info)(CURL *, CURLINFO, ...);
    const char *(*message)(CURLcode);
    void (*cleanup)(CURL *);
} taproom_curl;

/// Loads and initializes libcurl; returns NULL if it is not installed.
static inline taproom_curl *taproom_curl_load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    taproom_curl *curl = calloc(1, sizeof *curl);
    if (!library || !curl) {
        free(curl);
        return NULL;
    }
    const char *names[] = {"curl_global_init", "curl_easy_init",     "curl_easy_setopt", "curl_easy_perform",
                           "curl_easy_getinfo", "curl_easy_strerror", "curl_easy_cleanup"};
    void **functions = (void **)curl;
    for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
        functions[index] = dlsym(library, names[index]);
        if (!functions[index]) {
            free(curl);
            return NULL;
        }
    }
    if (curl->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(curl);
        return NULL;
    }
    return curl;
}

/// The buffer of a reply.
typedef struct {
    uint8_t *bytes;
    size_t capacity;
    size_t count;
} taproom_answer;

static size_t taproom_answer_append(char *bytes, size_t size, size_t count, void *context) {
    taproom_answer *answer = (taproom_answer *)context;
    size_t length = size * count;
    // A number below the given one makes libcurl fail.
    if (length > answer->capacity - answer->count) return 0;
    memcpy(answer->bytes + answer->count, bytes, length);
    answer->count += length;
    return length;
}

/// Makes a handle for GET requests to one URL, which keeps its connection; NULL if there is no memory for it.
static inline CURL *taproom_curl_open(const taproom_curl *curl, const char *url, const char *agent) {
    CURL *handle = curl->init();
    if (!handle) return NULL;
    curl->set(handle, CURLOPT_URL, url);
    curl->set(handle, CURLOPT_USERAGENT, agent);
    // Older versions of libcurl lack the option that takes names.
#if LIBCURL_VERSION_NUM >= 0x075500
    curl->set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl->set(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    curl->set(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl->set(handle, CURLOPT_NOSIGNAL, 1L);
    curl->set(handle, CURLOPT_WRITEFUNCTION, taproom_answer_append);
    return handle;
}

/// Sends a request, and stores the HTTP status in `status`.
static inline CURLcode taproom_curl_get(
    const taproom_curl *curl, CURL *handle, long milliseconds, taproom_answer *answer, long *status
) {
    answer->count = 0;
    curl->set(handle, CURLOPT_TIMEOUT_MS, milliseconds);
    curl->set(handle, CURLOPT_WRITEDATA, answer);
    CURLcode code = curl->perform(handle);
    *status = 0;
    if (code == CURLE_OK) curl->get_info(handle, CURLINFO_RESPONSE_CODE, status);
    return code;
}

static inline void taproom_curl_close(const taproom_curl *curl, CURL *handle) {
    curl->cleanup(handle);
}

static inline const char *taproom_curl_message(const taproom_curl *curl, CURLcode code) {
    return curl->message(code);
}
