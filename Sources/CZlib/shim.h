#include <zlib.h>

/// deflateInit2 is a macro, which Swift can't call. Adding 16 to the window's size selects the gzip format.
static inline int taproom_deflate_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

/// inflateInit2 is a macro, too.
static inline int taproom_inflate_init(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}
