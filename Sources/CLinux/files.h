#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef O_PATH
#define O_PATH 010000000
#endif
#ifndef O_TMPFILE
#define O_TMPFILE (020000000 | O_DIRECTORY)
#endif

/// Opens an unnamed file on the file system of a folder. It ends with its last descriptor.
static inline int taproom_open_unnamed(const char *folder) {
    return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
}

/// Gives an unnamed file a name, which must not be taken.
static inline int taproom_name_file(int descriptor, const char *path) {
    char link[32];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    return linkat(AT_FDCWD, link, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

/// Opens a folder from which files are opened.
static inline int taproom_open_folder(const char *path) {
    return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/// Opens a file or folder below a folder for reading. A path that leads out of it, even by a symbolic link, is an
/// error. Before Linux 5.6 there is no openat2, and no symbolic link is followed.
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

/// Opens a file or folder below a folder for reading, by a path without symbolic links.
static inline int taproom_open_beneath_unlinked(int directory, const char *path) {
    struct open_how how = {
        .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
    };
    long result = syscall(SYS_openat2, directory, path, &how, sizeof how);
    if (result >= 0 || errno != ENOSYS) return (int)result;
    return taproom_open_beneath(directory, path);
}
