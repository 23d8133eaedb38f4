/* Counts what a process writes below one folder, and lets the N-th of these calls fail or be its last.
 *
 * Loaded by LD_PRELOAD. The state lies in a file that the driver of the test and every process of a run share. A call is
 * a point: write, pwrite, writev, pwritev, fsync, fdatasync, ftruncate, fallocate, rename. A process that is killed at a
 * write has written half of it, and its whole group is killed with it. From a point on the clock may show another time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { COUNT, ONCE, FROM_THEN_ON, KILL };

struct state {
    _Atomic uint64_t points, hits;
    uint64_t at, clock_at;
    int64_t clock_seconds;
    int32_t mode, error;
    char folder[PATH_MAX];
    char hit[PATH_MAX];
};

static struct state *state;

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("HGT_CHAOS");
    int fd = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *place = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (place != MAP_FAILED) state = place;
    close(fd);
}

static void *next(void **kept, const char *name) {
    if (!*kept) *kept = dlsym(RTLD_NEXT, name);
    return *kept;
}

#define REAL(type, name, ...) \
    static void *kept_##name; \
    type (*real)(__VA_ARGS__) = (type (*)(__VA_ARGS__))next(&kept_##name, #name)

/* The error of this call, or 0. With KILL it returns when it is this call that must be the last. */
static int due(const char *path, const char *call, int *last) {
    size_t size = strlen(state->folder);
    if (!size || strncmp(path, state->folder, size) || path[size] != '/') return 0;
    uint64_t point = atomic_fetch_add(&state->points, 1) + 1;
    if (state->mode == COUNT || point < state->at || (state->mode != FROM_THEN_ON && point != state->at)) return 0;
    if (!atomic_fetch_add(&state->hits, 1)) snprintf(state->hit, sizeof state->hit, "%s %s", call, path + size + 1);
    if (state->mode != KILL) return state->error;
    *last = 1;
    return 0;
}

static int due_fd(int fd, const char *call, int *last) {
    char link[64], path[PATH_MAX];
    if (!state) return 0;
    int kept = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    errno = kept;
    if (size <= 0) return 0;
    path[size] = 0;
    return due(path, call, last);
}

static int due_name(int folder, const char *name, const char *call, int *last) {
    char path[PATH_MAX];
    if (!state) return 0;
    if (name[0] == '/') return due(name, call, last);
    if (folder != AT_FDCWD) return due_fd(folder, call, last);
    if (!getcwd(path, sizeof path - strlen(name) - 2)) return 0;
    strcat(strcat(path, "/"), name);
    return due(path, call, last);
}

static void end(void) {
    kill(0, SIGKILL);
    for (;;) pause();
}

#define FAIL_IF(error) do { if (error) { errno = error; return -1; } } while (0)

#define AT_FD(type, name, parameters, arguments, half) \
    type name parameters { \
        REAL(type, name, TYPES_##name); \
        int last = 0, error = due_fd(fd, #name, &last); \
        if (last) { half; end(); } \
        FAIL_IF(error); \
        return real arguments; \
    }

#define TYPES_write int, const void *, size_t
#define TYPES_pwrite int, const void *, size_t, off_t
#define TYPES_pwrite64 int, const void *, size_t, off64_t
#define TYPES_writev int, const struct iovec *, int
#define TYPES_pwritev int, const struct iovec *, int, off_t
#define TYPES_pwritev64 int, const struct iovec *, int, off64_t
#define TYPES_pwritev2 int, const struct iovec *, int, off_t, int
#define TYPES_pwritev64v2 int, const struct iovec *, int, off64_t, int
#define TYPES_fsync int
#define TYPES_fdatasync int
#define TYPES_ftruncate int, off_t
#define TYPES_ftruncate64 int, off64_t
#define TYPES_fallocate int, int, off_t, off_t
#define TYPES_fallocate64 int, int, off64_t, off64_t

AT_FD(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size), real(fd, data, size / 2))
AT_FD(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at),
      real(fd, data, size / 2, at))
AT_FD(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at),
      real(fd, data, size / 2, at))
AT_FD(ssize_t, writev, (int fd, const struct iovec *parts, int n), (fd, parts, n), real(fd, parts, n / 2))
AT_FD(ssize_t, pwritev, (int fd, const struct iovec *parts, int n, off_t at), (fd, parts, n, at),
      real(fd, parts, n / 2, at))
AT_FD(ssize_t, pwritev64, (int fd, const struct iovec *parts, int n, off64_t at), (fd, parts, n, at),
      real(fd, parts, n / 2, at))
AT_FD(ssize_t, pwritev2, (int fd, const struct iovec *parts, int n, off_t at, int how), (fd, parts, n, at, how),
      real(fd, parts, n / 2, at, how))
AT_FD(ssize_t, pwritev64v2, (int fd, const struct iovec *parts, int n, off64_t at, int how), (fd, parts, n, at, how),
      real(fd, parts, n / 2, at, how))
AT_FD(int, fsync, (int fd), (fd), )
AT_FD(int, fdatasync, (int fd), (fd), )
AT_FD(int, ftruncate, (int fd, off_t size), (fd, size), )
AT_FD(int, ftruncate64, (int fd, off64_t size), (fd, size), )
AT_FD(int, fallocate, (int fd, int how, off_t at, off_t size), (fd, how, at, size), )
AT_FD(int, fallocate64, (int fd, int how, off64_t at, off64_t size), (fd, how, at, size), )

int posix_fallocate(int fd, off_t at, off_t size) {
    REAL(int, posix_fallocate, int, off_t, off_t);
    int last = 0, error = due_fd(fd, "posix_fallocate", &last);
    if (last) end();
    return error ? error : real(fd, at, size);
}

int posix_fallocate64(int fd, off64_t at, off64_t size) {
    REAL(int, posix_fallocate64, int, off64_t, off64_t);
    int last = 0, error = due_fd(fd, "posix_fallocate64", &last);
    if (last) end();
    return error ? error : real(fd, at, size);
}

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    int last = 0, error = due_name(AT_FDCWD, to, "rename", &last);
    if (last) end();
    FAIL_IF(error);
    return real(from, to);
}

int renameat(int from_fd, const char *from, int to_fd, const char *to) {
    REAL(int, renameat, int, const char *, int, const char *);
    int last = 0, error = due_name(to_fd, to, "renameat", &last);
    if (last) end();
    FAIL_IF(error);
    return real(from_fd, from, to_fd, to);
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags) {
    REAL(int, renameat2, int, const char *, int, const char *, unsigned);
    int last = 0, error = due_name(to_fd, to, "renameat2", &last);
    if (last) end();
    FAIL_IF(error);
    return real(from_fd, from, to_fd, to, flags);
}

static int64_t shift(void) {
    return state && state->clock_seconds && atomic_load(&state->points) >= state->clock_at ? state->clock_seconds : 0;
}

int clock_gettime(clockid_t clock, struct timespec *found) {
    REAL(int, clock_gettime, clockid_t, struct timespec *);
    int result = real(clock, found);
    if (!result && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) found->tv_sec += shift();
    return result;
}

int gettimeofday(struct timeval *found, void *zone) {
    REAL(int, gettimeofday, struct timeval *, void *);
    int result = real(found, zone);
    if (!result) found->tv_sec += shift();
    return result;
}

time_t time(time_t *found) {
    REAL(time_t, time, time_t *);
    time_t now = real(NULL) + shift();
    if (found) *found = now;
    return now;
}
