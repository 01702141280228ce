# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Reads in place the tree that the parser has made: nodes, attributes, texts and simple selectors, in C.

Gives what `streams.extract.tree` gives without it, node for node. The parser is called by the functions that its library
offers to others; what lies in its structures is read directly, after `fits` has compared every place that is read with
what those functions say of a page.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.ref cimport PyObject
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport uint64_t, uintptr_t
from libc.string cimport memcmp, memcpy

cimport cython

import re
from sys import intern

from selectolax import lexbor
from selectolax.lexbor import LexborHTMLParser

from streams.extract.hints import LONGEST_TOKEN, NOTHING, hint, token_hint


cdef extern from *:
    """
    #include <stddef.h>
    #include <stdint.h>

    /* https://github.com/lexbor/lexbor/tree/master/source/lexbor/dom/interfaces: node.h, element.h, attr.h,
       character_data.h. Held against the library itself before use. */
    typedef struct st_node st_node_t;
    typedef struct st_attr st_attr_t;
    typedef struct { unsigned char *data; size_t length; } st_str_t;
    struct st_node {
        void *events;
        uintptr_t local_name, prefix, ns;
        void *document;
        st_node_t *next, *prev, *parent, *first_child, *last_child;
        void *user;
        int type;
    };
    typedef struct { st_node_t node; st_str_t data; } st_text_t;
    struct st_attr {
        st_node_t node;
        uintptr_t upper_name, qualified_name;
        st_str_t *value;
        void *owner;
        st_attr_t *next, *prev;
    };
    typedef struct {
        st_node_t node;
        uintptr_t upper_name, qualified_name;
        st_str_t *is_value;
        st_attr_t *first_attr, *last_attr;
    } st_element_t;
    """
    ctypedef struct st_str_t:
        const unsigned char *data
        size_t length
    ctypedef struct st_node_t:
        uintptr_t local_name
        uintptr_t ns
        st_node_t *next
        st_node_t *prev
        st_node_t *parent
        st_node_t *first_child
        st_node_t *last_child
        int type
    ctypedef struct st_text_t:
        st_str_t data
    ctypedef struct st_attr_t:
        st_node_t node
        uintptr_t qualified_name
        st_str_t *value
        st_attr_t *next
    ctypedef struct st_element_t:
        uintptr_t qualified_name
        st_attr_t *first_attr

cdef extern from "dlfcn.h":
    void *dlopen(const char *path, int flags)
    void *dlsym(void *library, const char *name)
    int RTLD_LAZY

ctypedef st_node_t *(*to_node_t)(const st_node_t *) noexcept
ctypedef uintptr_t (*to_number_t)(const st_node_t *) noexcept
ctypedef int (*to_type_t)(const st_node_t *) noexcept
ctypedef st_attr_t *(*to_attr_t)(const st_node_t *) noexcept
ctypedef st_attr_t *(*next_attr_t)(const st_attr_t *) noexcept
ctypedef const unsigned char *(*attr_text_t)(const st_attr_t *, size_t *) noexcept
ctypedef const unsigned char *(*node_text_t)(const st_node_t *, size_t *) noexcept

cdef struct Library:
    to_node_t next
    to_node_t prev
    to_node_t parent
    to_node_t first_child
    to_node_t last_child
    to_number_t tag_id
    to_type_t type
    to_attr_t first_attr
    next_attr_t next_attr
    attr_text_t attr_name
    attr_text_t attr_local_name
    attr_text_t attr_value
    node_text_t tag_name
    node_text_t text

cdef Library library

cdef enum:
    ELEMENT = 1
    TEXT = 3
    COMMENT = 8
    # Names with smaller numbers are the library's own, the same for every page; others are addresses.
    KNOWN_TAGS = 512
    KNOWN_ATTRIBUTES = 256

cdef list tag_names = [None] * KNOWN_TAGS
cdef list attribute_names = [None] * KNOWN_ATTRIBUTES
cdef dict OTHER_TAGS = {2: "-text", 3: "-document", 4: "-comment", 5: "-doctype"}


cdef inline str decoded(const unsigned char *data, size_t length):
    return PyUnicode_DecodeUTF8(<const char *> data, length, "replace")


cdef inline bint is_blank(const unsigned char *data, size_t length) noexcept nogil:
    """Only white space of HTML?"""
    cdef size_t i
    for i in range(length):
        if data[i] > 32 or not (data[i] == 32 or data[i] == 9 or data[i] == 10 or data[i] == 12 or data[i] == 13):
            return False
    return True


cdef inline bint is_blank_text(const st_node_t *node) noexcept nogil:
    cdef const st_str_t *text = &(<const st_text_t *> node).data
    return node.type == TEXT and is_blank(text.data, text.length)


cdef str tag_of(const st_node_t *node):
    cdef size_t length = 0
    cdef const unsigned char *name
    cdef object known
    if node.type != ELEMENT:
        return OTHER_TAGS.get(node.local_name)
    if node.local_name < KNOWN_TAGS and (<const st_element_t *> node).qualified_name == 0:
        known = tag_names[node.local_name]
        if known is None:
            name = library.tag_name(node, &length)
            known = tag_names[node.local_name] = decoded(name, length)
        return <str> known
    name = library.tag_name(node, &length)
    return decoded(name, length) if name != NULL else None


cdef inline str attribute_value(const st_attr_t *attr):
    if attr.value == NULL or attr.value.data == NULL:
        return None
    return decoded(attr.value.data, attr.value.length)


@cython.final
cdef class Buffer:
    """Bytes that are put one behind the other."""

    cdef unsigned char *data
    cdef size_t length, size

    def __dealloc__(self):
        PyMem_Free(self.data)

    cdef int add(self, const unsigned char *data, size_t length) except -1:
        cdef unsigned char *larger
        if self.length + length > self.size:
            self.size = (self.length + length) * 2 + 1024
            larger = <unsigned char *> PyMem_Realloc(self.data, self.size)
            if larger == NULL:
                raise MemoryError
            self.data = larger
        if length:
            memcpy(self.data + self.length, data, length)
            self.length += length
        return 0


cdef struct Place:
    st_node_t *node
    uint64_t has  # which of the names that were asked for first its attributes have, a bit each
    int parent
    int prev  # -1: none
    int end  # behind the last node within it
    unsigned short tag  # 0: none that the library has a number for
    unsigned char type


@cython.final
@cython.no_gc
@cython.freelist(512)
cdef class HtmlNode:
    """A node of a tree. It keeps the tree alive, and nothing keeps it."""

    cdef Tree tree
    cdef int at
    cdef Place *place

    def __init__(self):
        raise TypeError("nodes come from a tree")

    @property
    def mem_id(self):
        return self.at

    def __eq__(self, other):
        return isinstance(other, HtmlNode) and (<HtmlNode> other).place == self.place

    def __hash__(self):
        return self.at

    @property
    def tag(self):
        cdef object known = tag_names[self.place.tag]
        return tag_of(self.place.node) if known is None else known

    @property
    def is_element_node(self):
        return self.place.type == ELEMENT

    @property
    def is_text_node(self):
        return self.place.type == TEXT

    @property
    def is_empty_text_node(self):
        return is_blank_text(self.place.node)

    @property
    def parent(self):
        return self.tree.node(self.place.parent)

    @property
    def next(self):
        return self.tree.node(self.tree.next_of(self.at))

    @property
    def prev(self):
        return self.tree.node(self.place.prev)

    @property
    def first_child(self):
        return self.tree.node(self.at + 1 if self.at + 1 < self.place.end else -1)

    @property
    def last_child(self):
        cdef int way = self.at + 1, last = -1
        while way < self.place.end:
            last, way = way, self.tree.places[way].end
        return self.tree.node(last)

    @property
    def attributes(self):
        cdef dict attributes = {}
        cdef st_attr_t *attr
        if self.place.type == ELEMENT:
            attr = (<st_element_t *> self.place.node).first_attr
            while attr != NULL:
                attributes[self.tree.attribute_name(attr)] = attribute_value(attr)
                attr = attr.next
        return attributes

    @property
    def text_content(self):
        return text_of(self.place.node) if self.place.type == TEXT else None

    def text(self, bint deep=True, str separator="", bint strip=False):
        cdef int way = self.at
        cdef const st_str_t *text
        cdef Buffer joined = Buffer()
        cdef bytes between = separator.encode()
        cdef bint is_first = True
        if strip:
            return separator.join([(part or "").strip() for part in self._texts(deep)])
        while way < self.place.end:
            if self.tree.places[way].type == TEXT:
                text = &(<const st_text_t *> self.tree.places[way].node).data
                if text.data != NULL:
                    if not is_first and between:
                        joined.add(between, len(between))
                    joined.add(text.data, text.length)
                    is_first = False
            way = way + 1 if deep or way == self.at else self.tree.places[way].end
        return decoded(joined.data, joined.length)

    def text_lexbor(self):
        return self.text()

    cdef list _texts(self, bint deep):
        cdef int way = self.at
        cdef list parts = []
        while way < self.place.end:
            if self.tree.places[way].type == TEXT:
                parts.append(text_of(self.tree.places[way].node))
            way = way + 1 if deep or way == self.at else self.tree.places[way].end
        return parts

    def iter(self, bint include_text=False, bint skip_empty=False):
        cdef int way = self.at + 1
        cdef Place *place
        cdef list nodes = []
        while way < self.place.end:
            place = &self.tree.places[way]
            if place.type != TEXT or (include_text and not (skip_empty and is_blank_text(place.node))):
                nodes.append(self.tree.node(way))
            way = place.end
        return nodes

    def traverse(self, bint include_text=False, bint skip_empty=False):
        cdef Traversal way = Traversal.__new__(Traversal)
        way.tree, way.at, way.end = self.tree, self.at, self.place.end
        way.include_text, way.skip_empty = include_text, skip_empty
        return way


cdef inline str text_of(const st_node_t *node):
    cdef const st_str_t *text = &(<const st_text_t *> node).data
    return decoded(text.data, text.length) if text.data != NULL else None


@cython.final
@cython.no_gc
cdef class Traversal:
    """The nodes within one, in document order."""

    cdef Tree tree
    cdef int at, end
    cdef bint include_text, skip_empty

    def __iter__(self):
        return self

    def __next__(self):
        cdef Place *place
        while self.at < self.end:
            place = &self.tree.places[self.at]
            self.at += 1
            if place.type != TEXT or (self.include_text and not (self.skip_empty and is_blank_text(place.node))):
                return self.tree.node(self.at - 1)
        raise StopIteration


@cython.final
cdef class Tree:
    """A parsed page: its nodes in document order, and the names of its attributes."""

    cdef readonly object parser
    """The parser that owns the nodes."""
    cdef Place *places
    cdef int count, room
    cdef uintptr_t *keys
    """Numbers that the library gave to names of this page, hashed; 0 where a place is free."""
    cdef PyObject **names
    """The names of them, kept alive by `kept`."""
    cdef int *asked_names
    """The number among `ASKED` of each, -1 for none."""
    cdef size_t mask
    cdef list kept
    cdef uintptr_t *numbers
    """The library's number for each of `ASKED`; 0 where the page has no such attribute."""
    cdef int asked
    cdef int noted
    """How many of `ASKED` have a bit in `Place.has`."""

    def __init__(self, html):
        self.parser = LexborHTMLParser(html, scripting=True)
        self.noted = min(len(ASKED), 64)
        root = self.parser.root
        self.kept = []
        self.grow(256)
        if root is not None:
            self.take(<st_node_t *> <size_t> root.mem_id)
        self.resolve()

    def __dealloc__(self):
        PyMem_Free(self.places)
        PyMem_Free(self.keys)
        PyMem_Free(self.names)
        PyMem_Free(self.asked_names)
        PyMem_Free(self.numbers)

    @property
    def root(self):
        return self.node(0 if self.count else -1)

    @property
    def head(self):
        return self._child("head")

    @property
    def body(self):
        return self._child("body")

    cdef HtmlNode _child(self, str tag):
        cdef int way = 1
        while way < self.count and tag_of(self.places[way].node) != tag:
            way = self.places[way].end
        return self.node(way if way < self.count else -1)

    cdef inline HtmlNode node(self, int at):
        cdef HtmlNode found
        if at < 0:
            return None
        found = <HtmlNode> HtmlNode.__new__(HtmlNode)
        found.tree, found.at, found.place = self, at, &self.places[at]
        return found

    cdef inline int next_of(self, int at) noexcept nogil:
        """The next sibling; -1 behind the last."""
        cdef int parent = self.places[at].parent, end = self.places[at].end
        return end if parent >= 0 and end < self.places[parent].end else -1

    cdef int take(self, st_node_t *root) except -1:
        """Takes up all nodes below the root, and the names of attributes that the library has no number of its own for."""
        cdef st_node_t *node = root
        cdef int parent = -1, prev = -1
        while True:
            if self.count == self.room:
                self.make_room()
            self.places[self.count] = Place(node, 0, parent, prev, 0, number_of(node), <unsigned char> node.type)
            if node.type == ELEMENT:
                self.places[self.count].has = self.names_of(node)
            self.count += 1
            if node.first_child != NULL:
                parent, prev, node = self.count - 1, -1, node.first_child
                continue
            self.places[self.count - 1].end = self.count
            prev = self.count - 1
            while node != root and node.next == NULL:
                node = node.parent
                prev, parent = parent, self.places[parent].parent
                self.places[prev].end = self.count
            if node == root:
                break
            node = node.next
        return 0

    cdef int make_room(self) except -1:
        cdef int room = self.room * 2 + 4096
        cdef Place *places = <Place *> PyMem_Realloc(self.places, room * sizeof(Place))
        if places == NULL:
            raise MemoryError
        self.places, self.room = places, room
        return 0

    cdef uint64_t names_of(self, const st_node_t *node) except? 0:
        """Which of the names that were asked for first the element's attributes have."""
        cdef st_attr_t *attr = (<const st_element_t *> node).first_attr
        cdef uint64_t has = 0
        cdef uintptr_t key
        cdef int asked
        while attr != NULL:
            key = attr.node.local_name
            if key < KNOWN_ATTRIBUTES:
                asked = static_asked[key]
            elif self.keys[self.place_of(key)]:
                asked = self.asked_names[self.place_of(key)]
            else:
                asked = self.add(attr)
            if 0 <= asked < self.noted:
                has |= (<uint64_t> 1) << asked
            attr = attr.next
        return has

    cdef inline size_t place_of(self, uintptr_t key) noexcept nogil:
        """Where a name's number is, or would be."""
        cdef size_t at = (key >> 4) & self.mask
        while self.keys[at] and self.keys[at] != key:
            at = (at + 1) & self.mask
        return at

    cdef int add(self, const st_attr_t *attr) except -2:
        """Takes up a name; its number among those that were asked for, -1 for none."""
        cdef size_t length = 0, at
        cdef const unsigned char *name = library.attr_local_name(attr, &length)
        if <size_t> len(self.kept) * 2 > self.mask:
            self.grow((self.mask + 1) * 2)
        found = intern(decoded(name, length))
        self.kept.append(found)
        at = self.place_of(attr.node.local_name)
        self.keys[at], self.names[at] = attr.node.local_name, <PyObject *> found
        self.asked_names[at] = ASKED.get(found, -1)
        return self.asked_names[at]

    cdef int grow(self, size_t size) except -1:
        cdef uintptr_t *keys = self.keys
        cdef PyObject **names = self.names
        cdef int *asked = self.asked_names
        cdef size_t old = self.mask + 1 if keys != NULL else 0, i, at
        self.keys = <uintptr_t *> PyMem_Calloc(size, sizeof(uintptr_t))
        self.names = <PyObject **> PyMem_Calloc(size, sizeof(PyObject *))
        self.asked_names = <int *> PyMem_Calloc(size, sizeof(int))
        self.mask = size - 1
        if self.keys == NULL or self.names == NULL or self.asked_names == NULL:
            raise MemoryError
        for i in range(old):
            if keys[i]:
                at = self.place_of(keys[i])
                self.keys[at], self.names[at], self.asked_names[at] = keys[i], names[i], asked[i]
        PyMem_Free(keys)
        PyMem_Free(names)
        PyMem_Free(asked)
        return 0

    cdef int resolve(self) except -1:
        """Looks up the numbers of the names that are asked for, where some are new."""
        cdef size_t i
        if self.asked == len(ASKED):
            return 0
        self.asked = len(ASKED)
        PyMem_Free(self.numbers)
        self.numbers = <uintptr_t *> PyMem_Calloc(self.asked, sizeof(uintptr_t))
        if self.numbers == NULL:
            raise MemoryError
        for name, number in ASKED.items():
            self.numbers[<int> number] = STATIC_ATTRIBUTES.get(name, 0)
        for i in range(self.mask + 1):
            if self.keys[i] and <object> self.names[i] in ASKED:
                self.numbers[<int> ASKED[<object> self.names[i]]] = self.keys[i]
        return 0

    cdef str value(self, const Place *place, int name):
        """The value of an element's attribute by the number of its name; None where it has none."""
        cdef st_attr_t *attr
        if name < self.noted and not place.has >> name & 1:
            return None
        attr = (<st_element_t *> place.node).first_attr
        while attr != NULL and (attr.node.local_name != self.numbers[name] or attr.qualified_name):
            attr = attr.next
        return None if attr == NULL else attribute_value(attr)

    cdef str attribute_name(self, const st_attr_t *attr):
        cdef size_t length = 0
        cdef uintptr_t local = attr.node.local_name
        cdef object known
        if attr.qualified_name == 0 and local >= KNOWN_ATTRIBUTES:
            return <str> <object> self.names[self.place_of(local)]
        if attr.qualified_name == 0 and attribute_names[local] is not None:
            return <str> attribute_names[local]
        cdef const unsigned char *name = library.attr_name(attr, &length)
        known = intern(decoded(name, length))
        if attr.qualified_name == 0:
            attribute_names[local] = known
        return <str> known


@cython.final
cdef class Sheet:
    """The nodes from one on down as lists, in document order; what is in sealed elements is left out."""

    cdef readonly list tags
    cdef readonly list codes
    cdef readonly list ends
    cdef Tree tree
    cdef int *ats

    def __cinit__(self, HtmlNode root, dict codes, int sealed):
        cdef Tree tree = root.tree
        cdef int at = root.at, start = root.at, end = root.place.end, count = 0, i
        cdef int *positions = <int *> PyMem_Malloc((end - start + 1) * sizeof(int))
        cdef list known = codes_of_tags(codes)
        self.ats = <int *> PyMem_Malloc((end - start) * sizeof(int))
        if positions == NULL or self.ats == NULL:
            PyMem_Free(positions)
            raise MemoryError
        self.tree, self.tags, self.codes, self.ends = tree, [], [], []
        while at < end:
            positions[at - start], self.ats[count] = count, at
            count += 1
            at = self.take(&tree.places[at], at, codes, known, sealed)
        positions[end - start] = count
        for i in range(count):
            self.ends.append(positions[tree.places[self.ats[i]].end - start])
        PyMem_Free(positions)

    def __dealloc__(self):
        PyMem_Free(self.ats)

    cdef int take(self, const Place *place, int at, dict codes, list known, int sealed) except -1:
        """Notes a node; where the next one is."""
        cdef object tag, code
        if place.tag:
            tag, code = tag_names[place.tag], known[place.tag]
            if code is None:
                tag = tag_of(place.node)
                code = known[place.tag] = codes.get(tag, 0)
        else:
            tag = tag_of(place.node) or ""
            code = codes.get(tag, 0)
        self.tags.append(tag)
        self.codes.append(code)
        return place.end if <int> code & sealed else at + 1

    def node(self, int i):
        return self.tree.node(self.ats[i])

    def text(self, int i):
        cdef const st_node_t *node = self.tree.places[self.ats[i]].node
        return "" if is_blank_text(node) else text_of(node)

    def is_space(self, int i):
        cdef const Place *place = &self.tree.places[self.ats[i]]
        if place.type != TEXT:
            return False
        return is_blank_text(place.node) or text_of(place.node).isspace()

    def hint(self, int i):
        """What the attributes of an element say; where a class alone says it, it is looked up."""
        cdef const Place *place = &self.tree.places[self.ats[i]]
        cdef st_attr_t *attr
        cdef dict named
        if not place.has & telling_bits:
            return NOTHING
        attr = (<st_element_t *> place.node).first_attr
        if not place.has & telling_bits & ~(class_bit | id_bit):
            return hint_of_names(self.tree.value(place, class_name), self.tree.value(place, id_name))
        named = {}
        while attr != NULL:
            name = self.tree.attribute_name(attr)
            if name in TELLING:
                named[name] = attribute_value(attr)
            attr = attr.next
        return hint(named)


cdef dict hints_of_classes = {}
cdef enum:
    MOST_CLASSES = 1 << 13
    LONGEST_CLASS = 300


cdef object hint_of_names(str named, str identity):
    """What class and id say; of a class it is remembered, as pages of a site have the same."""
    cdef object found = NOTHING
    if named is not None:
        found = hints_of_classes.get(named)
        if found is None:
            found = hint({"class": named})
            if len(named) <= LONGEST_CLASS:
                if len(hints_of_classes) >= MOST_CLASSES:
                    hints_of_classes.clear()
                hints_of_classes[named] = found
    if identity is None or token_hint(identity[:LONGEST_TOKEN]) is NOTHING:
        return found
    return hint({"class": named, "id": identity})


cdef dict last_codes = None
cdef list last_known = None


cdef list codes_of_tags(dict codes):
    """The code of each tag that the library has a number for."""
    global last_codes, last_known
    if codes is not last_codes:
        last_codes, last_known = codes, [None] * KNOWN_TAGS
    return last_known


@cython.final
cdef class Around:
    """Which nodes hold one of these."""

    cdef list inner

    def __init__(self, inner):
        self.inner = list(inner)

    def holds(self, HtmlNode node):
        cdef HtmlNode held
        for held in self.inner:
            if node.at <= held.at < node.place.end:
                return True
        return False


def attribute(HtmlNode node, str name):
    """The value of an attribute of HTML; None where the element has none of this name, or no value for it."""
    cdef object number = ASKED.get(name)
    if node.place.type != ELEMENT:
        return None
    if number is None:
        number = asked(name)
    node.tree.resolve()
    return node.tree.value(node.place, number)


def text_length(HtmlNode node):
    """How many characters the texts within a node have: bytes that begin one."""
    cdef int way
    cdef size_t i, length = 0
    cdef const st_str_t *text
    for way in range(node.at, node.place.end):
        if node.tree.places[way].type == TEXT:
            text = &(<const st_text_t *> node.tree.places[way].node).data
            for i in range(text.length):
                length += (text.data[i] & 0xC0) != 0x80
    return length


cdef frozenset TELLING = frozenset(("class", "id", "itemprop", "role", "hidden"))
cdef uint64_t telling_bits = 0
"""The bits of `Place.has` for these."""
cdef uint64_t class_bit = 0, id_bit = 0
cdef int class_name = 0, id_name = 0


cdef inline unsigned short number_of(const st_node_t *node) noexcept nogil:
    """The library's number of an element's tag; 0 where it has none, and for other nodes but texts."""
    if node.type == ELEMENT:
        if node.local_name < KNOWN_TAGS and (<const st_element_t *> node).qualified_name == 0:
            return <unsigned short> node.local_name
        return 0
    return 2 if node.type == TEXT else 0


cdef int[KNOWN_ATTRIBUTES] static_asked
"""The number among `ASKED` of each name that the library knows itself, -1 for none."""
cdef dict ASKED = {}
"""Number of each attribute's name that was ever asked for."""
cdef dict STATIC_ATTRIBUTES = {}
"""The library's own numbers of attributes."""
cdef dict STATIC_TAGS = {}


def asked(str name):
    """The number by which the attribute of this name is found from now on."""
    number = ASKED.setdefault(name, len(ASKED))
    if name in STATIC_ATTRIBUTES:
        static_asked[<int> STATIC_ATTRIBUTES[name]] = number
    return number


cdef enum Match:
    PRESENT, EQUAL, WORD, PREFIX, SUFFIX, PART

cdef enum Step:
    ITSELF, WITHIN, BEHIND

cdef struct Condition:
    Match match
    int name
    const unsigned char *value
    size_t length
    bint ignores_case

cdef struct Compound:
    Step step
    uintptr_t tag
    int start
    int end
    int bars

FIRST_ASKED = (
    "class id href rel role hidden itemprop itemscope typeof property content name type src title datetime itemtype "
    "data-testid data-qa style alt"
).split()
"""Names whose presence is noted of each element while the page is taken up: those that selectors here look for."""

cdef dict MATCHES = {"": PRESENT, "=": EQUAL, "~=": WORD, "^=": PREFIX, "$=": SUFFIX, "*=": PART}
cdef dict STEPS = {"": ITSELF, " ": WITHIN, "+": BEHIND}
cdef frozenset CASELESS = frozenset("type rel lang media method charset http-equiv dir align target".split())
"""Attributes whose values have no case: https://html.spec.whatwg.org/#case-sensitivity-of-selectors"""

cdef object ATTRIBUTE = re.compile(r"""\[([\w-]+)(?:([~^$*]?=)(?:"([^"]*)"|([\w-]+))(?:\s+(i))?)?\]""")
cdef object COMPOUND = re.compile(
    rf"(\*|[a-zA-Z][\w-]*)?((?:{ATTRIBUTE.pattern})*)(?::not\(((?:{ATTRIBUTE.pattern},?\s*)+)\))?"
)
cdef object STEP = re.compile(r"\s*(\+)\s*|\s+")


@cython.final
cdef class Selector:
    """A comma list of selectors by tag and attribute, as `a[href]`, `[class*="date" i]`, `td p + p`.

    Raises `ValueError` for one that says more than that, and for a tag that the library has no number for.
    """

    cdef Compound *compounds
    cdef Condition *conditions
    cdef int *ends
    cdef int count
    cdef list kept

    def __cinit__(self, str query):
        alternatives = [read_alternative(text) for text in split_list(query)]
        rows = [row for alternative in alternatives for row in alternative]
        wanted = [condition for row in rows for condition in (*row[2], *row[3])]
        self.compounds = <Compound *> PyMem_Calloc(len(rows) + 1, sizeof(Compound))
        self.conditions = <Condition *> PyMem_Calloc(len(wanted) + 1, sizeof(Condition))
        self.ends = <int *> PyMem_Calloc(len(alternatives) + 1, sizeof(int))
        if self.compounds == NULL or self.conditions == NULL or self.ends == NULL:
            raise MemoryError
        self.kept = [value for _, _, value, _ in wanted]
        cdef int i, start = 0, end = 0
        for i, (match, name, value, ignores_case) in enumerate(wanted):
            self.conditions[i] = Condition(match, asked(name), <bytes> value, len(value), ignores_case)
        for i, (step, tag, some, barred) in enumerate(rows):
            end = start + len(some)
            self.compounds[i] = Compound(step, tag, start, end, end + len(barred))
            start = end + len(barred)
        for alternative in alternatives:
            self.ends[self.count] = (self.ends[self.count - 1] if self.count else 0) + len(alternative)
            self.count += 1

    def __dealloc__(self):
        PyMem_Free(self.compounds)
        PyMem_Free(self.conditions)
        PyMem_Free(self.ends)

    cdef bint fits(self, Tree tree, int at) noexcept:
        cdef int i, start = 0
        for i in range(self.count):
            if self.fits_from(tree, at, start, self.ends[i]):
                return True
            start = self.ends[i]
        return False

    cdef bint fits_from(self, Tree tree, int at, int number, int end) noexcept:
        """Does the node fit one compound, and what is around or before it those behind?"""
        cdef const Compound *compound = &self.compounds[number]
        cdef const Place *place = &tree.places[at]
        if compound.tag and place.tag != compound.tag and (place.tag or place.node.local_name != compound.tag):
            return False
        if compound.start != compound.bars and not self.holds(tree, place, compound):
            return False
        if compound.step == ITSELF:
            return True
        at = place.parent if compound.step == WITHIN else place.prev
        while at >= 0:
            if tree.places[at].type == ELEMENT:
                if self.fits_from(tree, at, number + 1, end):
                    return True
                if compound.step == BEHIND:
                    return False
            at = tree.places[at].parent if compound.step == WITHIN else tree.places[at].prev
        return False

    cdef bint holds(self, Tree tree, const Place *place, const Compound *compound) noexcept:
        cdef const Condition *condition
        cdef int i
        for i in range(compound.start, compound.bars):
            condition = &self.conditions[i]
            if condition.name < tree.noted and not place.has >> condition.name & 1:
                if i < compound.end:
                    return False
            elif meets((<const st_element_t *> place.node).first_attr, tree.numbers[condition.name], condition) != (
                i < compound.end
            ):
                return False
        return True


cdef list split_list(str query):
    """The parts of a comma list; commas in quotes and brackets part nothing."""
    return [part.strip() for part in re.findall(r"(?:\[[^\]]*\]|\([^)]*\)|[^,\[(])+", query)]


cdef list read_alternative(str text):
    """Rows of (step to the one before, number of the tag, conditions, barred conditions), the innermost first."""
    rows, at, step = [], 0, ""
    while True:
        match = COMPOUND.match(text, at)
        if match is None or match.end() == at:
            raise ValueError(text)
        rows.append((STEPS[step], tag_number(match[1]), conditions(match[2]), conditions(match[8] or "")))
        at = match.end()
        if at == len(text):
            break
        between = STEP.match(text, at)
        if between is None:
            raise ValueError(text)
        step, at = between[1] or " ", between.end()
    return rows[::-1]


cdef uintptr_t tag_number(tag) except? 0:
    if not tag or tag == "*":
        return 0
    if tag not in STATIC_TAGS:
        raise ValueError(tag)
    return STATIC_TAGS[tag]


cdef list conditions(str text):
    found = ATTRIBUTE.findall(text)
    return [
        (MATCHES[match], name, (quoted or bare).encode(), bool(case) or name in CASELESS)
        for name, match, quoted, bare, case in found
    ]


cdef bint meets(const st_attr_t *attr, uintptr_t name, const Condition *condition) noexcept nogil:
    """Does the attribute of this name among these have such a value?"""
    if name == 0:
        return False
    while attr != NULL and attr.node.local_name != name:
        attr = attr.next
    if attr == NULL:
        return False
    if condition.match == PRESENT:
        return True
    if attr.value == NULL or attr.value.data == NULL:
        return condition.match == EQUAL and condition.length == 0
    return matches(attr.value.data, attr.value.length, condition)


cdef bint matches(const unsigned char *text, size_t length, const Condition *condition) noexcept nogil:
    cdef size_t wanted = condition.length, i
    if wanted > length or (wanted == 0 and condition.match != EQUAL):
        return False
    if condition.match == EQUAL:
        return length == wanted and same(text, condition)
    if condition.match == PREFIX:
        return same(text, condition)
    if condition.match == SUFFIX:
        return same(text + length - wanted, condition)
    for i in range(length - wanted + 1):
        if same(text + i, condition) and (
            condition.match == PART
            or ((i == 0 or is_blank(text + i - 1, 1)) and (i + wanted == length or is_blank(text + i + wanted, 1)))
        ):
            return True
    return False


cdef inline unsigned char lower(unsigned char sign) noexcept nogil:
    return sign + 32 if 65 <= sign <= 90 else sign


cdef inline bint same(const unsigned char *text, const Condition *condition) noexcept nogil:
    cdef size_t i
    for i in range(condition.length):
        if text[i] != condition.value[i] and not (
            condition.ignores_case and lower(text[i]) == lower(condition.value[i])
        ):
            return False
    return True


cdef dict selectors = {}
cdef enum:
    MOST_SELECTORS = 4096


cdef Selector selector(str query):
    """The selector of a query; None where it says more than can be read here."""
    cdef object found
    try:
        return <Selector> selectors[query]
    except KeyError:
        pass
    try:
        found = Selector(query)
    except ValueError:
        found = None
    if len(selectors) < MOST_SELECTORS:
        selectors[query] = found
    return <Selector> found


def select(within, str query, int most=-1):
    """The first `most` elements that fit, the one that is asked among them, in document order, each once."""
    cdef Tree tree = <Tree> within if isinstance(within, Tree) else (<HtmlNode?> within).tree
    cdef int start = 0 if isinstance(within, Tree) else (<HtmlNode> within).at
    cdef int end = tree.count if isinstance(within, Tree) else (<HtmlNode> within).place.end
    cdef Selector wanted = selector(query)
    cdef list found = []
    cdef int at
    if wanted is None:
        return selected_by_parser(tree, start, end, query)[: most if most >= 0 else None]
    tree.resolve()
    for at in range(start, end):
        if tree.places[at].type == ELEMENT and wanted.fits(tree, at):
            found.append(tree.node(at))
            if len(found) == most:
                break
    return found


cdef list selected_by_parser(Tree tree, int start, int end, str query):
    """What the parser's own selectors find, which are dearer, and know all of CSS."""
    cdef set addresses = {node.mem_id for node in tree.parser.css(query)}
    return [tree.node(at) for at in range(start, end) if <size_t> tree.places[at].node in addresses]


cdef inline st_node_t *following(st_node_t *node, const st_node_t *root) noexcept nogil:
    """The next node within `root` in document order; NULL behind the last."""
    if node.first_child != NULL:
        return node.first_child
    while node != root and node.next == NULL:
        node = node.parent
    return NULL if node == root else node.next


PROBE = (
    '<!doctype html><html lang=a><!--c--><title>é</title><body id=b data-x hidden=""><p class="c d">e<b>f</b> g<br>'
    '<svg viewBox="0 0 1 1"><foreignObject></foreignObject></svg><x-y z=1>h</x-y><p>'
)
TAGS = (
    "a abbr address area article aside audio b base big blockquote body br button canvas caption center cite code col "
    "dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 "
    "h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark menu meta nav "
    "noframes noscript object ol optgroup option p param picture pre q s samp script search section select slot small "
    "source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr "
    "tt u ul var video"
).split()
ATTRIBUTES = (
    "alt charset class content dir href hreflang http-equiv id lang media rel rev src style target title type width height"
).split()


def load():
    """Finds the library's functions and compares what they say of a page with what is read of it in place.

    Raises `ImportError` where that differs, or a function is missing.
    """
    cdef void *handle = dlopen(lexbor.__file__.encode(), RTLD_LAZY)
    if handle == NULL:
        raise ImportError("the parser's library cannot be opened")
    library.next = <to_node_t> function(handle, b"lxb_dom_node_next_noi")
    library.prev = <to_node_t> function(handle, b"lxb_dom_node_prev_noi")
    library.parent = <to_node_t> function(handle, b"lxb_dom_node_parent_noi")
    library.first_child = <to_node_t> function(handle, b"lxb_dom_node_first_child_noi")
    library.last_child = <to_node_t> function(handle, b"lxb_dom_node_last_child_noi")
    library.tag_id = <to_number_t> function(handle, b"lxb_dom_node_tag_id_noi")
    library.type = <to_type_t> function(handle, b"lxb_dom_node_type_noi")
    library.first_attr = <to_attr_t> function(handle, b"lxb_dom_element_first_attribute_noi")
    library.next_attr = <next_attr_t> function(handle, b"lxb_dom_element_next_attribute_noi")
    library.attr_name = <attr_text_t> function(handle, b"lxb_dom_attr_qualified_name")
    library.attr_local_name = <attr_text_t> function(handle, b"lxb_dom_attr_local_name_noi")
    library.attr_value = <attr_text_t> function(handle, b"lxb_dom_attr_value_noi")
    library.tag_name = <node_text_t> function(handle, b"lxb_dom_element_qualified_name")
    library.text = <node_text_t> function(handle, b"lxb_dom_node_text_content")
    parser = LexborHTMLParser(PROBE)
    compare(<st_node_t *> <size_t> parser.root.mem_id)
    learn_numbers()


cdef void *function(void *handle, bytes name) except NULL:
    cdef void *found = dlsym(handle, name)
    if found == NULL:
        raise ImportError(f"the parser's library has no {name.decode()}")
    return found


cdef int compare(st_node_t *root) except -1:
    cdef st_node_t *node = root
    cdef st_attr_t *attr
    cdef size_t length = 0
    cdef const unsigned char *text
    while node != NULL:
        if not (
            node.next == library.next(node)
            and node.prev == library.prev(node)
            and node.parent == library.parent(node)
            and node.first_child == library.first_child(node)
            and node.last_child == library.last_child(node)
            and node.type == library.type(node)
            and node.local_name == library.tag_id(node)
        ):
            raise ImportError("the parser keeps its nodes in another way")
        if node.type == TEXT:
            text = library.text(node, &length)
            if not is_the_same(&(<st_text_t *> node).data, text, length):
                raise ImportError("the parser keeps its texts in another way")
        if node.type == ELEMENT:
            attr = (<st_element_t *> node).first_attr
            if attr != library.first_attr(node):
                raise ImportError("the parser keeps its elements in another way")
            while attr != NULL:
                compare_attribute(attr)
                attr = attr.next
        node = following(node, root)
    return 0


cdef int compare_attribute(st_attr_t *attr) except -1:
    cdef size_t length = 0
    cdef const unsigned char *text = library.attr_value(attr, &length)
    if attr.next != library.next_attr(attr) or (attr.value == NULL) != (text == NULL):
        raise ImportError("the parser keeps its attributes in another way")
    if text != NULL and not is_the_same(attr.value, text, length):
        raise ImportError("the parser keeps the values of attributes in another way")
    return 0


cdef bint is_the_same(const st_str_t *kept, const unsigned char *text, size_t length) noexcept:
    return kept.length == length and kept.data != NULL and memcmp(kept.data, text, length) == 0


cdef int learn_numbers() except -1:
    """Takes up the numbers that the library itself has for tags and attributes."""
    global telling_bits, class_bit, class_name, id_bit, id_name
    cdef HtmlNode node
    cdef st_attr_t *attr
    parser = LexborHTMLParser("<p " + " ".join(f"{name}=1" for name in ATTRIBUTES) + ">")
    attr = (<st_element_t *> <size_t> parser.css_first("p").mem_id).first_attr
    for name in ATTRIBUTES:
        if attr.node.local_name < KNOWN_ATTRIBUTES:
            STATIC_ATTRIBUTES[name] = attr.node.local_name
        attr = attr.next
    for number in range(KNOWN_ATTRIBUTES):
        static_asked[number] = -1
    for name in FIRST_ASKED:
        asked(name)
    for name in TELLING:
        telling_bits |= (<uint64_t> 1) << <int> ASKED[name]
    class_name = ASKED["class"]
    class_bit = (<uint64_t> 1) << class_name
    id_name = ASKED["id"]
    id_bit = (<uint64_t> 1) << id_name
    tag_names[2] = "-text"
    for name in TAGS:
        number = LexborHTMLParser("").create_node(name).tag_id
        if number < KNOWN_TAGS:
            STATIC_TAGS[name] = number
            tag_names[number] = intern(name)
    return 0


load()
