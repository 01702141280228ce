# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Folds and measures the words of a line, sign by sign, in C; gives what `streams.extract.plain_signs` gives."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    Py_UNICODE_ISALNUM,
    Py_UNICODE_ISALPHA,
    Py_UNICODE_ISNUMERIC,
    Py_UNICODE_ISPRINTABLE,
    Py_UNICODE_ISSPACE,
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
)

from streams.extract.plain_signs import CLOSERS, MARKS, STOPS, UNSEEN
from streams.extract.plain_signs import fold as plain_fold

cdef enum:
    PLANE = 1 << 16
    SEEN = 1  # printable, and so neither white space but the blank nor unseen
    SPACE = 2
    DROPPED = 4
    CLOSER = 8
    STOP = 16
    WIDE = 32
    WORD = 64
    NO_BREAK = 0xA0
    LAST_SIGNS = 8
    SHORT = 200
    MANY = 0xFFFF  # no character
    CASELESS_FROM = 0x2E80  # ideographs, kana and the like, up to letters of Africa and Lithuania
    CASED_AGAIN_FROM = 0xA000

cdef unsigned char[PLANE] kinds
"""What each sign of the first plane is."""
cdef unsigned short[PLANE] folded_signs
"""Each of them without case; `MANY` where that is several, or beyond the first plane."""


cdef int learn() except -1:
    cdef int number
    cdef Py_UCS4 sign
    for number in range(PLANE):
        kinds[number] = (
            (SEEN if Py_UNICODE_ISPRINTABLE(number) else 0)
            | (SPACE if Py_UNICODE_ISSPACE(number) else 0)
            | (WIDE if is_wide(number) else 0)
            | (WORD if Py_UNICODE_ISALNUM(number) else 0)
        )
    for first, _, last in zip(MARKS[::3], MARKS[1::3], MARKS[2::3]):
        for number in range(ord(first), ord(last) + 1):
            kinds[number] |= WORD
    learn_case()
    for sign in <str> UNSEEN:
        kinds[sign] |= DROPPED
    for sign in <str> CLOSERS:
        kinds[sign] |= CLOSER
    for sign in <str> STOPS:
        kinds[sign] |= STOP
    return 0


cdef int learn_case() except -1:
    cdef int number
    cdef str without
    for number in range(PLANE):
        folded_signs[number] = number
        if Py_UNICODE_ISALPHA(number) or Py_UNICODE_ISNUMERIC(number) or number == 0x345:
            if number < CASELESS_FROM or number >= CASED_AGAIN_FROM:
                without = chr(number).casefold()
                folded_signs[number] = MANY if len(without) > 1 or ord(without) >= PLANE else ord(without)
    return 0


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


def fold(str text not None):
    """A key for comparing names: case, punctuation and white space ignored."""
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), size = 0, i
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef bint is_parted = False
    cdef Py_UCS4 sign
    cdef Py_UCS4[SHORT] few
    cdef Py_UCS4 *signs = &few[0]
    if length >= SHORT:
        signs = <Py_UCS4 *> PyMem_Malloc((length + 1) * sizeof(Py_UCS4))
        if signs == NULL:
            raise MemoryError
    try:
        for i in range(length):
            sign = PyUnicode_READ(kind, data, i)
            if sign >= PLANE or folded_signs[sign] == MANY:
                return folded_whole(text)
            sign = folded_signs[sign]
            if not kinds[sign] & WORD:
                is_parted = True
                continue
            if is_parted and size:
                signs[size] = 32
                size += 1
            is_parted = False
            signs[size] = sign
            size += 1
        return PyUnicode_FromKindAndData(4, signs, size)
    finally:
        if signs != &few[0]:
            PyMem_Free(signs)


cdef str folded_whole(str text):
    """The key of a text with a sign that folds into several, or one beyond the first plane."""
    return plain_fold(text)


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
