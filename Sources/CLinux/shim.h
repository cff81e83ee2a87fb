#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/// glibc declares it only for _GNU_SOURCE, which a module can't define.
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);

// The same applies to these functions.
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *folder);

/// Names the calling thread; prctl is variadic, which Swift can't call.
static inline void taproom_set_thread_name(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

