#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
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

/// glibc declares it for _GNU_SOURCE only, which a module can't define for itself.
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);

// The same goes for these.
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *folder);

/// Names the calling thread; prctl is variadic, which Swift can't call.
static inline void taproom_set_thread_name(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

/// Schedules the calling thread as batch work or as usual; whether that was allowed. glibc declares the policy for
/// _GNU_SOURCE only.
static inline bool taproom_schedule_as_batch(bool is_batch) {
    struct sched_param parameters = {.sched_priority = 0};
    return sched_setscheduler(0, is_batch ? SCHED_BATCH : SCHED_OTHER, &parameters) == 0;
}

/// Opens for reading what lies below a folder; a path that leads out of it, be it by a symbolic link, is an
/// error. Before Linux 5.6 there is no openat2: then no symbolic link is followed at all.
static inline int taproom_open_beneath(int directory, const char *path) {
    struct open_how how = {
        .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
    };
    long result = syscall(SYS_openat2, directory, path, &how, sizeof how);
    if (result >= 0 || errno != ENOSYS) return (int)result;
    int current = dup(directory);
    char part[256];
    while (current >= 0 && *path) {
        const char *slash = strchr(path, '/');
        size_t length = slash ? (size_t)(slash - path) : strlen(path);
        if (length >= sizeof part || (length == 2 && path[0] == '.' && path[1] == '.')) {
            close(current);
            errno = ENOENT;
            return -1;
        }
        memcpy(part, path, length);
        part[length] = 0;
        path += length;
        while (*path == '/') path++;
        if (length == 0) continue;
        int next = openat(current, part, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
        int reason = errno;
        close(current);
        errno = reason;
        current = next;
    }
    return current;
}
