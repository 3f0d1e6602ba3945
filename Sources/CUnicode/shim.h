#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <unicode/ucnv.h>
#include <unicode/uidna.h>
#include <unicode/uchar.h>

// The library's functions carry its version in their names, by macros that Swift does not see.

/// A mapping of domain names as browsers do it: UTS #46 without its transitional processing.
static inline UIDNA *cunicode_idna_open(void) {
    UErrorCode error = U_ZERO_ERROR;
    UIDNA *idna = uidna_openUTS46(
        UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
        &error);
    return U_SUCCESS(error) ? idna : NULL;
}

/// What the standard for URLs does not count as an error of a name: empty and long labels, hyphens anywhere.
static const uint32_t cunicode_idna_ignored =
    UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG
    | UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

/// Maps a name in UTF-8 to ASCII. Returns the length, -1 for a name that is not valid, -2 when `capacity` is too small.
static inline int32_t cunicode_idna_to_ascii(
    const UIDNA *idna, const char *name, int32_t length, char *target, int32_t capacity) {
    UErrorCode error = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    int32_t written = uidna_nameToASCII_UTF8(idna, name, length, target, capacity, &info, &error);
    if (error == U_BUFFER_OVERFLOW_ERROR) return -2;
    if (U_FAILURE(error) || (info.errors & ~cunicode_idna_ignored) != 0) return -1;
    return written;
}

static inline UConverter *cunicode_converter_open(const char *name) {
    UErrorCode error = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &error);
    return U_SUCCESS(error) ? converter : NULL;
}

static inline void cunicode_converter_close(UConverter *converter) { ucnv_close(converter); }

/// Lets a converter stop at a sequence that it does not know.
static inline bool cunicode_converter_stops(UConverter *converter) {
    UErrorCode error = U_ZERO_ERROR;
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &error);
    return U_SUCCESS(error);
}

/// Converts until the source is used up (returns 0), the target is full (1), a sequence is wrong (2, with `*invalid` set to
/// its length in bytes) or the source ends within one (3). Both pointers are moved.
static inline int32_t cunicode_convert(
    UConverter *converter, const char **source, const char *end, UChar **target, const UChar *limit, bool flush,
    int8_t *invalid) {
    UErrorCode error = U_ZERO_ERROR;
    ucnv_toUnicode(converter, target, limit, source, end, NULL, flush, &error);
    if (error == U_BUFFER_OVERFLOW_ERROR) return 1;
    if (U_SUCCESS(error)) return 0;
    if (error == U_TRUNCATED_CHAR_FOUND) return 3;
    char bytes[32];
    int8_t length = sizeof bytes;
    UErrorCode second = U_ZERO_ERROR;
    ucnv_getInvalidChars(converter, bytes, &length, &second);
    *invalid = U_SUCCESS(second) ? length : 1;
    return 2;
}

/// Whether a code point may begin (or, unless `first`, go on with) a name in a pattern of URLs.
static inline bool cunicode_is_identifier(int32_t point, bool first) {
    return first ? u_hasBinaryProperty(point, UCHAR_ID_START) : u_hasBinaryProperty(point, UCHAR_ID_CONTINUE);
}
