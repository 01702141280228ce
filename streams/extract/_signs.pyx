# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Folds and measures the words of a line, sign by sign, in C; gives what `streams.extract.plain_signs` gives."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    Py_UNICODE_ISPRINTABLE,
    Py_UNICODE_ISSPACE,
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
)

from streams.extract.plain_signs import CLOSERS, STOPS, UNSEEN

cdef enum:
    PLANE = 1 << 16
    SEEN = 1  # printable, and so neither white space but the blank nor unseen
    SPACE = 2
    DROPPED = 4
    CLOSER = 8
    STOP = 16
    WIDE = 32
    NO_BREAK = 0xA0
    LAST_SIGNS = 8

cdef unsigned char[PLANE] kinds
"""What each sign of the first plane is."""


cdef void learn():
    cdef int number
    cdef Py_UCS4 sign
    for number in range(PLANE):
        kinds[number] = (
            (SEEN if Py_UNICODE_ISPRINTABLE(number) else 0)
            | (SPACE if Py_UNICODE_ISSPACE(number) else 0)
            | (WIDE if is_wide(number) else 0)
        )
    for sign in <str> UNSEEN:
        kinds[sign] |= DROPPED
    for sign in <str> CLOSERS:
        kinds[sign] |= CLOSER
    for sign in <str> STOPS:
        kinds[sign] |= STOP


cdef inline bint is_wide(Py_UCS4 sign) noexcept:
    return (
        0x1100 <= sign <= 0x11FF
        or 0x3040 <= sign <= 0x30FF
        or 0x3400 <= sign <= 0x4DBF
        or 0x4E00 <= sign <= 0x9FFF
        or 0xAC00 <= sign <= 0xD7AF
        or 0xF900 <= sign <= 0xFAFF
    )


cdef inline int kind_of(Py_UCS4 sign) noexcept:
    if sign < PLANE:
        return kinds[sign]
    return (SEEN if Py_UNICODE_ISPRINTABLE(sign) else 0) | (SPACE if Py_UNICODE_ISSPACE(sign) else 0)


def squeeze(str text not None):
    """The text on one line: white space folded, characters that are not seen left out."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), start = 0, end = length, i
    cdef int width = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_UCS4 sign, before = 0
    while start < end and kind_of(PyUnicode_READ(width, data, start)) & SPACE:
        start += 1
    while end > start and kind_of(PyUnicode_READ(width, data, end - 1)) & SPACE:
        end -= 1
    for i in range(start, end):
        sign = PyUnicode_READ(width, data, i)
        if not kind_of(sign) & SEEN or (sign == 32 and before == 32):
            return folded(text, start, end)
        before = sign
    return text if end - start == length else text[start:end]


cdef str folded(str text, Py_ssize_t start, Py_ssize_t end):
    cdef int width = PyUnicode_KIND(text), kind
    cdef void *data = PyUnicode_DATA(text)
    cdef bint is_ascii = text.isascii(), is_within = False
    cdef Py_ssize_t i, size = 0, spaces = 0
    cdef Py_UCS4 sign, space = 0
    cdef Py_UCS4 *signs = <Py_UCS4 *> PyMem_Malloc((end - start + 1) * sizeof(Py_UCS4))
    if signs == NULL:
        raise MemoryError
    for i in range(start, end):
        sign = PyUnicode_READ(width, data, i)
        kind = kind_of(sign)
        if kind & DROPPED and not is_ascii:
            continue
        if kind & SPACE:
            spaces, space = spaces + 1, sign
            continue
        if spaces and size:
            # A no-break space that parts two words alone stays what it is.
            signs[size] = NO_BREAK if spaces == 1 and space == NO_BREAK else 32
            size += 1
        spaces = 0
        signs[size] = sign
        size += 1
    try:
        return PyUnicode_FromKindAndData(4, signs, size)
    finally:
        PyMem_Free(signs)


def width(str text not None):
    """How much the text says, in Latin letters."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), octets = 0, wide = 0, i
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_UCS4 sign
    for i in range(length):
        sign = PyUnicode_READ(kind, data, i)
        octets += 1 + (sign >= 0x80) + (sign >= 0x800) + (sign >= PLANE)
        wide += (kind_of(sign) & WIDE) != 0
    return length if octets < length * 2 else length + 2 * wide


def ends_sentence(str text not None):
    """Does the text end as a sentence does?"""
    cdef Py_ssize_t i = PyUnicode_GET_LENGTH(text), first = i - LAST_SIGNS
    cdef int kind = PyUnicode_KIND(text), found
    cdef void *data = PyUnicode_DATA(text)
    while i > 0 and i > first:
        i -= 1
        found = kind_of(PyUnicode_READ(kind, data, i))
        if found & STOP:
            return True
        if not found & (CLOSER | SPACE):
            return False
    return False


learn()
