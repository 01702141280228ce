# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Makes the keys by which names are compared, in one pass over their letters, in C.

Gives what `streams.extract.plain_key` gives. What Python knows of a letter is asked once for each 256 letters in a row.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint32_t

from streams.extract.plain_key import WORD

cdef extern from "Python.h":
    int PyUnicode_4BYTE_KIND
    object PyUnicode_FromKindAndData(int kind, const void *buffer, Py_ssize_t size)
    object PyUnicode_DecodeASCII(const char *text, Py_ssize_t size, const char *errors)
    const void *PyUnicode_DATA(object text)

cdef enum:
    ROW = 256
    ROWS = 4352
    MOST = 3
    SMALL = 512

cdef struct Letter:
    uint32_t folded[MOST]  # a letter of the key, 0 for what parts words
    unsigned char length

cdef Letter *rows[ROWS]


cdef const Letter *learn(uint32_t number) except NULL:
    """Asks what Python knows of the letters of a row."""
    cdef Letter *row = <Letter *> PyMem_Calloc(ROW, sizeof(Letter))
    cdef int i, place
    if row == NULL:
        raise MemoryError
    for i in range(ROW):
        folded = chr(number * ROW + i).casefold()
        row[i].length = len(folded)
        for place in range(min(len(folded), MOST)):
            if folded[place] != "_" and WORD.match(folded[place]):
                row[i].folded[place] = ord(folded[place])
    rows[number] = row
    return row


def fold(str text):
    """A key for comparing names: case, punctuation and white space ignored."""
    return ascii_key(text) if text.isascii() else key(text)


cdef str ascii_key(str text):
    cdef const unsigned char *data = <const unsigned char *> PyUnicode_DATA(text)
    cdef Py_ssize_t size = len(text), end = 0, i
    cdef char small[SMALL]
    cdef char *letters = &small[0]
    cdef const Letter *row = rows[0] if rows[0] != NULL else learn(0)
    cdef uint32_t letter
    cdef bint is_behind_gap = False
    if size > SMALL:
        letters = <char *> PyMem_Malloc(size)
    if letters == NULL:
        raise MemoryError
    try:
        for i in range(size):
            letter = row[data[i]].folded[0]
            if letter == 0:
                is_behind_gap = end > 0
                continue
            if is_behind_gap:
                letters[end] = 32
                end += 1
                is_behind_gap = False
            letters[end] = <char> letter
            end += 1
        return <str> PyUnicode_DecodeASCII(letters, end, NULL)
    finally:
        if letters != &small[0]:
            PyMem_Free(letters)


cdef str key(str text):
    cdef uint32_t *letters = <uint32_t *> PyMem_Malloc((len(text) * MOST + 1) * sizeof(uint32_t))
    cdef const Letter *row
    cdef const Letter *letter
    cdef Py_ssize_t end = 0
    cdef bint is_behind_gap = False
    cdef Py_UCS4 sign
    cdef int place
    if letters == NULL:
        raise MemoryError
    try:
        for sign in text:
            row = rows[<uint32_t> sign >> 8]
            if row == NULL:
                row = learn(<uint32_t> sign >> 8)
            letter = &row[<uint32_t> sign & 255]
            for place in range(letter.length):
                if letter.folded[place] == 0:
                    is_behind_gap = end > 0
                    continue
                if is_behind_gap:
                    letters[end] = 32
                    end += 1
                    is_behind_gap = False
                letters[end] = letter.folded[place]
                end += 1
        return <str> PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, letters, end)
    finally:
        PyMem_Free(letters)
