#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

/// glibc declares it for _GNU_SOURCE only, which a module can't define for itself.
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);

/// Names the calling thread; prctl is variadic, which Swift can't call.
static inline void taproom_set_thread_name(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}
