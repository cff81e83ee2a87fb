#include <errno.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The part of io_uring(7) that sends many buffers in one system call. One thread uses it.
struct taproom_ring {
    /// -1 if the system has no io_uring, or does not allow it.
    int descriptor;
    uint32_t size;
    uint32_t submission_mask;
    uint32_t completion_mask;
    uint32_t *submission_head;
    uint32_t *submission_tail;
    uint32_t *completion_head;
    uint32_t *completion_tail;
    struct io_uring_sqe *submissions;
    struct io_uring_cqe *completions;
    void *memory;
    size_t memory_length;
};

/// A send of a buffer to a non-blocking socket.
struct taproom_send {
    const void *bytes;
    uint32_t length;
    int32_t socket;
    /// The number of bytes that the kernel accepted, or a negative errno.
    int32_t result;
};

static inline void taproom_ring_close(struct taproom_ring *ring) {
    if (ring->submissions) munmap(ring->submissions, ring->size * sizeof *ring->submissions);
    if (ring->memory) munmap(ring->memory, ring->memory_length);
    if (ring->descriptor >= 0) close(ring->descriptor);
    memset(ring, 0, sizeof *ring);
    ring->descriptor = -1;
}

/// Opens a ring. Call it on the thread that uses the ring. `size` is a power of two.
static inline void taproom_ring_open(struct taproom_ring *ring, uint32_t size) {
    memset(ring, 0, sizeof *ring);
    // The flags promise that only this thread uses the ring. They exist since Linux 6.1.
    struct io_uring_params made = {.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN};
    ring->descriptor = (int)syscall(SYS_io_uring_setup, size, &made);
    if (ring->descriptor < 0 && errno == EINVAL) {
        memset(&made, 0, sizeof made);
        ring->descriptor = (int)syscall(SYS_io_uring_setup, size, &made);
    }
    if (ring->descriptor < 0) return;
    // The two rings share their memory since Linux 5.4, and the kernel polls by itself since 5.7.
    uint32_t needed = IORING_FEAT_SINGLE_MMAP | IORING_FEAT_FAST_POLL;
    if ((made.features & needed) != needed) return taproom_ring_close(ring);

    size_t submissions_end = made.sq_off.array + made.sq_entries * sizeof(uint32_t);
    size_t completions_end = made.cq_off.cqes + made.cq_entries * sizeof(struct io_uring_cqe);
    size_t length = submissions_end > completions_end ? submissions_end : completions_end;
    int protection = PROT_READ | PROT_WRITE, flags = MAP_SHARED | MAP_POPULATE;
    void *memory = mmap(NULL, length, protection, flags, ring->descriptor, IORING_OFF_SQ_RING);
    if (memory == MAP_FAILED) return taproom_ring_close(ring);
    ring->memory = memory;
    ring->memory_length = length;
    ring->size = made.sq_entries;
    memory = mmap(NULL, ring->size * sizeof *ring->submissions, protection, flags, ring->descriptor, IORING_OFF_SQES);
    if (memory == MAP_FAILED) return taproom_ring_close(ring);
    ring->submissions = memory;

    char *base = ring->memory;
    ring->submission_head = (uint32_t *)(base + made.sq_off.head);
    ring->submission_tail = (uint32_t *)(base + made.sq_off.tail);
    ring->submission_mask = *(uint32_t *)(base + made.sq_off.ring_mask);
    ring->completion_head = (uint32_t *)(base + made.cq_off.head);
    ring->completion_tail = (uint32_t *)(base + made.cq_off.tail);
    ring->completion_mask = *(uint32_t *)(base + made.cq_off.ring_mask);
    ring->completions = (struct io_uring_cqe *)(base + made.cq_off.cqes);
    // Each slot of the ring always refers to the submission with the same number.
    uint32_t *places = (uint32_t *)(base + made.sq_off.array);
    for (uint32_t place = 0; place < ring->size; place++) places[place] = place;
}

/// Stores the results that have arrived, and returns their number.
static inline uint32_t taproom_ring_collect(struct taproom_ring *ring, struct taproom_send *sends) {
    uint32_t head = *ring->completion_head, first = head;
    uint32_t tail = __atomic_load_n(ring->completion_tail, __ATOMIC_ACQUIRE);
    for (; head != tail; head++) {
        const struct io_uring_cqe *completion = &ring->completions[head & ring->completion_mask];
        sends[completion->user_data].result = completion->res;
    }
    __atomic_store_n(ring->completion_head, head, __ATOMIC_RELEASE);
    return head - first;
}

/// Sends as many bytes as the sockets accept now.
///
/// @param count at most the ring's size.
/// @return the number of sends that the kernel has accepted, each with its `result`; the others never reached it.
static inline uint32_t taproom_ring_send(struct taproom_ring *ring, struct taproom_send *sends, uint32_t count) {
    uint32_t first = *ring->submission_tail;
    for (uint32_t index = 0; index < count; index++) {
        struct io_uring_sqe *submission = &ring->submissions[(first + index) & ring->submission_mask];
        memset(submission, 0, sizeof *submission);
        submission->opcode = IORING_OP_SEND;
        submission->fd = sends[index].socket;
        submission->addr = (uint64_t)(uintptr_t)sends[index].bytes;
        submission->len = sends[index].length;
        // A socket that accepts nothing is an error, so that the kernel does not wait for it.
        submission->msg_flags = MSG_NOSIGNAL | MSG_DONTWAIT;
        submission->user_data = index;
    }
    __atomic_store_n(ring->submission_tail, first + count, __ATOMIC_RELEASE);
    uint32_t taken = 0, done = 0;
    while (done < count) {
        long result = syscall(
            SYS_io_uring_enter, ring->descriptor, count - taken, count - done, IORING_ENTER_GETEVENTS, NULL, 0);
        taken = __atomic_load_n(ring->submission_head, __ATOMIC_ACQUIRE) - first;
        done += taproom_ring_collect(ring, sends);
        // The kernel uses the buffers of accepted sends, so their results must be awaited.
        if (result < 0 && errno != EINTR && done >= taken) break;
    }
    return taken;
}
