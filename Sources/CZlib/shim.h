#ifndef MERIDIAN_CZLIB_SHIM_H
#define MERIDIAN_CZLIB_SHIM_H

#include <zlib.h>

// A macro of zlib that Swift can't see. 31: the largest window, with a gzip head.
static inline int meridian_deflate_init_gzip(z_streamp stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}

// Without a head, as WebSocket has it.
static inline int meridian_deflate_init_raw(z_streamp stream, int level, int window) {
    return deflateInit2(stream, level, Z_DEFLATED, -window, 8, Z_DEFAULT_STRATEGY);
}

static inline int meridian_inflate_init_raw(z_streamp stream) {
    return inflateInit2(stream, -15);
}

static inline int meridian_inflate_init_gzip(z_streamp stream) {
    return inflateInit2(stream, 31);
}

#endif
