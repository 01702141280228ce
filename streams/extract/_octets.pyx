# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Looks through the bytes of a page, in C; gives what `streams.extract.plain_octets` gives."""

from libc.stdint cimport uint64_t
from libc.string cimport memcpy

cdef enum:
    WORD = 8
    REST = 0x80


def is_utf8(const unsigned char[::1] octets):
    """Whether bytes are UTF-8 from end to end: https://www.unicode.org/versions/latest/core-spec/chapter-3/#G27506."""
    cdef Py_ssize_t length = octets.shape[0], at = 0
    cdef const unsigned char *data
    cdef int size
    if not length:
        return True
    data = &octets[0]
    while at < length:
        if data[at] < REST:
            at = after_ascii(data, at + 1, length)
            continue
        size = sequence(data + at, length - at)
        if not size:
            return False
        at += size
    return True


cdef inline Py_ssize_t after_ascii(const unsigned char *data, Py_ssize_t at, Py_ssize_t length) noexcept nogil:
    """The first byte from here that is not ASCII, eight at a time."""
    cdef uint64_t word
    while at + WORD <= length:
        memcpy(&word, data + at, WORD)
        if word & 0x8080808080808080ULL:
            break
        at += WORD
    while at < length and data[at] < REST:
        at += 1
    return at


cdef inline int sequence(const unsigned char *data, Py_ssize_t length) noexcept nogil:
    """How many bytes the character has that begins here; 0 where it is none."""
    cdef unsigned char first = data[0], low = 0x80, high = 0xBF
    cdef int size = 2 if 0xC2 <= first <= 0xDF else 3 if 0xE0 <= first <= 0xEF else 4 if 0xF0 <= first <= 0xF4 else 0
    if size == 0 or size > length:
        return 0
    if first == 0xE0:
        low = 0xA0
    elif first == 0xED:
        high = 0x9F
    elif first == 0xF0:
        low = 0x90
    elif first == 0xF4:
        high = 0x8F
    if not low <= data[1] <= high:
        return 0
    if size > 2 and not 0x80 <= data[2] <= 0xBF:
        return 0
    if size > 3 and not 0x80 <= data[3] <= 0xBF:
        return 0
    return size
