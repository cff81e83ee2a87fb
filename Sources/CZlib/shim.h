#include <zlib.h>

/// deflateInit2 is a macro, which Swift can't call. 16 added to the window's size asks for gzip's frame.
static inline int taproom_deflate_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

/// So is inflateInit2.
static inline int taproom_inflate_init(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}
