# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Folds and counts the words of a body in one pass over its letters, and makes its simhash, in C.

Gives what `streams.enrich.plain_words` gives. What Python knows of a letter is asked once for each 256 letters in a row.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from streams.enrich.plain_words import FIRST, READ, SECOND, THAI_FAMILY_WORD
from streams.enrich.scripts import IDEOGRAPHS, THAI_FAMILY

cdef enum:
    SPACE = 1
    NO_MARK = 2  # its folded form has a letter, a digit or an underscore
    IDEOGRAPH = 4
    THAI = 8
    ROW = 256
    ROWS = 4352
    MOST_BYTES = 6

cdef struct Letter:
    unsigned char flags
    unsigned char length
    unsigned char folded[MOST_BYTES]

cdef Letter *rows[ROWS]
cdef uint32_t sums[256]
cdef uint64_t spread[256]
cdef uint64_t first = FIRST, second = SECOND
cdef Py_ssize_t most_letters = READ, thai_word = THAI_FAMILY_WORD


cdef inline const Letter *letter_of(uint32_t sign) except NULL:
    cdef const Letter *row = rows[sign >> 8]
    if row == NULL:
        row = learn(sign >> 8)
    return &row[sign & 255]


cdef const Letter *learn(uint32_t number) except NULL:
    """Asks what Python knows of the letters of a row."""
    cdef Letter *row = <Letter *> PyMem_Calloc(ROW, sizeof(Letter))
    cdef int i
    if row == NULL:
        raise MemoryError
    for i in range(ROW):
        sign = chr(number * ROW + i)
        folded = sign.casefold()
        data = folded.encode("utf-8", "replace")
        row[i].length = len(data)
        memcpy(row[i].folded, PyBytes_AS_STRING(data), min(len(data), MOST_BYTES))
        row[i].flags = (
            SPACE * sign.isspace()
            | NO_MARK * any([part.isalnum() or part == "_" for part in folded])
            | IDEOGRAPH * (IDEOGRAPHS.match(sign) is not None)
            | THAI * (THAI_FAMILY.match(sign) is not None)
        )
    rows[number] = row
    return row


def read_words(str text):
    """The words of a text in UTF-8, without difference of case, a blank between two; and how many there are."""
    cdef Py_ssize_t count = 0, ideographs = 0, thai = 0, end = 0
    cdef bint is_word = False, is_behind_space = False
    cdef const Letter *letter
    cdef Py_UCS4 sign
    cdef unsigned char *folded = <unsigned char *> PyMem_Malloc(len(text) * (1 if text.isascii() else MOST_BYTES) + 1)
    if folded == NULL:
        raise MemoryError
    try:
        for sign in text:
            letter = letter_of(<uint32_t> sign)
            if letter.flags & SPACE:
                count += is_word
                is_word, is_behind_space = False, end > 0
                continue
            if letter.flags & (IDEOGRAPH | THAI):
                count += is_word
                is_word = False
                ideographs += letter.flags & IDEOGRAPH != 0
                thai += letter.flags & THAI != 0
            elif letter.flags & NO_MARK:
                is_word = True
            if is_behind_space:
                folded[end] = 32
                end += 1
                is_behind_space = False
            if letter.length == 1:
                folded[end] = letter.folded[0]
            else:
                memcpy(folded + end, letter.folded, letter.length)
            end += letter.length
        count += is_word + ideographs + (thai + thai_word - 1) // thai_word
        return PyBytes_FromStringAndSize(<char *> folded, end), count
    finally:
        PyMem_Free(folded)


def count_in(bytes folded, list parts):
    """How many of the parts of words come up in the words."""
    cdef const unsigned char *data = <const unsigned char *> PyBytes_AS_STRING(folded)
    cdef Py_ssize_t length = len(folded), at, i, count = len(parts), found = 0
    cdef unsigned char opens[8192]
    cdef const unsigned char **texts = <const unsigned char **> PyMem_Calloc(count + 1, sizeof(unsigned char *))
    cdef Py_ssize_t *sizes = <Py_ssize_t *> PyMem_Calloc(count + 1, sizeof(Py_ssize_t))
    cdef uint32_t opening
    try:
        if texts == NULL or sizes == NULL:
            raise MemoryError
        memset(opens, 0, sizeof(opens))
        for i in range(count):
            if len(parts[i]) < 4:
                found += parts[i] in folded
                continue
            texts[i], sizes[i] = <const unsigned char *> PyBytes_AS_STRING(parts[i]), len(parts[i])
            opening = opening_of(texts[i])
            opens[opening >> 3] |= 1 << (opening & 7)
        for at in range(length - 3):
            opening = opening_of(data + at)
            if opens[opening >> 3] >> (opening & 7) & 1:
                for i in range(count):
                    if sizes[i] and sizes[i] <= length - at and memcmp(data + at, texts[i], sizes[i]) == 0:
                        found += 1
                        sizes[i] = 0
        return found
    finally:
        PyMem_Free(texts)
        PyMem_Free(sizes)


cdef inline uint32_t opening_of(const unsigned char *text) noexcept nogil:
    """Sixteen bits for the first four bytes."""
    cdef uint32_t opening
    memcpy(&opening, text, sizeof(opening))
    return opening * <uint32_t> 2654435761 >> 16


cdef class Votes:
    """How many hashes have each of their 64 bits set."""

    cdef uint64_t lanes[8]
    cdef uint32_t sums[64]
    cdef int pending
    cdef Py_ssize_t count

    cdef inline void add(self, uint64_t hashed) noexcept nogil:
        cdef int i
        for i in range(8):
            self.lanes[i] += spread[hashed >> 8 * i & 255]
        self.count += 1
        self.pending += 1
        if self.pending == 255:
            self.settle()

    cdef void settle(self) noexcept nogil:
        """Takes the votes out of the lanes, a byte each, before one runs over."""
        cdef int bit
        for bit in range(64):
            self.sums[bit] += self.lanes[bit >> 3] >> 8 * (bit & 7) & 255
        for bit in range(8):
            self.lanes[bit] = 0
        self.pending = 0

    cdef uint64_t majority(self) noexcept nogil:
        cdef uint64_t number = 0
        cdef int bit
        self.settle()
        for bit in range(64):
            if 2 * <Py_ssize_t> self.sums[bit] > self.count:
                number |= <uint64_t> 1 << bit
        return number


def simhash(bytes folded):
    """64-bit simhash over pairs of neighbouring words; zero for a text without words."""
    cdef const unsigned char *data = <const unsigned char *> PyBytes_AS_STRING(folded)
    cdef Py_ssize_t length = len(folded), at = 0, letters = 0, size
    cdef Votes votes = Votes()
    cdef uint32_t opening = 0, before = 0, running = 0xFFFFFFFF
    cdef Py_ssize_t words = 0
    cdef bint is_alone, is_within = False
    while at < length and letters < most_letters:
        letters += 1
        size = 1 if data[at] < 0xC0 else 2 if data[at] < 0xE0 else 3 if data[at] < 0xF0 else 4
        is_alone = size > 2 and letter_of(decoded(data + at, size)).flags & (IDEOGRAPH | THAI)
        if is_within and (is_alone or data[at] == 32):
            before, opening, words = voted(votes, ~running, before, opening, words)
            is_within, running = False, 0xFFFFFFFF
        if data[at] != 32:
            running = summed(running, data + at, size)
            is_within = True
        if is_alone:
            before, opening, words = voted(votes, ~running, before, opening, words)
            is_within, running = False, 0xFFFFFFFF
        at += size
    if is_within:
        before, opening, words = voted(votes, ~running, before, opening, words)
    if words == 0:
        return 0
    votes.add(before * first + opening * second)
    return votes.majority()


cdef inline (uint32_t, uint32_t, Py_ssize_t) voted(
    Votes votes, uint32_t word, uint32_t before, uint32_t opening, Py_ssize_t words
) noexcept:
    """Lets the pair of a word and the one before it vote; the first has none before it."""
    if words == 0:
        return word, word, 1
    votes.add(before * first + word * second)
    return word, opening, words + 1


cdef inline uint32_t summed(uint32_t running, const unsigned char *data, Py_ssize_t size) noexcept nogil:
    """The CRC-32 that `zlib` has, some bytes further."""
    cdef Py_ssize_t i
    for i in range(size):
        running = sums[(running ^ data[i]) & 255] ^ running >> 8
    return running


cdef inline uint32_t decoded(const unsigned char *data, Py_ssize_t size) noexcept nogil:
    """The letter of these bytes of UTF-8, three or four."""
    if size == 3:
        return (data[0] & 15) << 12 | (data[1] & 63) << 6 | data[2] & 63
    return (data[0] & 7) << 18 | (data[1] & 63) << 12 | (data[2] & 63) << 6 | data[3] & 63


cdef void prepare() noexcept:
    cdef int i, bit
    cdef uint32_t part
    for i in range(256):
        part = i
        for bit in range(8):
            part = 0xEDB88320 ^ part >> 1 if part & 1 else part >> 1
            spread[i] |= <uint64_t> (i >> bit & 1) << 8 * bit
        sums[i] = part


prepare()
