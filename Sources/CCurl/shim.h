// libcurl sets options through a variadic function and hands bytes to a C function; Swift can call neither
// safely, so both are done here.
#include <curl/curl.h>
#include <stdint.h>
#include <string.h>

/// Where an answer goes: never beyond its capacity.
typedef struct {
    uint8_t *bytes;
    size_t capacity;
    size_t count;
} taproom_answer;

static size_t taproom_answer_append(char *bytes, size_t size, size_t count, void *context) {
    taproom_answer *answer = (taproom_answer *)context;
    size_t length = size * count;
    // Fewer than were given makes libcurl give up.
    if (length > answer->capacity - answer->count) return 0;
    memcpy(answer->bytes + answer->count, bytes, length);
    answer->count += length;
    return length;
}

/// A handle for GET requests to one URL, which keeps its connection between them; NULL where there is no memory.
static inline CURL *taproom_curl_open(const char *url, const char *agent) {
    CURL *handle = curl_easy_init();
    if (!handle) return NULL;
    curl_easy_setopt(handle, CURLOPT_URL, url);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, agent);
    // Not every libcurl has the newer option, which takes names.
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, taproom_answer_append);
    return handle;
}

/// Asks once. The HTTP status goes to `status`.
static inline CURLcode taproom_curl_get(CURL *handle, long milliseconds, taproom_answer *answer, long *status) {
    answer->count = 0;
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, answer);
    CURLcode code = curl_easy_perform(handle);
    *status = 0;
    if (code == CURLE_OK) curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
    return code;
}
