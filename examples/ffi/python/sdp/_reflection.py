"""The library's own tables of types, fields and operations: what a newer library knows, is here by itself."""
import functools
import re

from ._native import KEY, READ_ONLY, decode, lib


class Field:
    """A member of a type."""

    def __init__(self, owner, pointer):
        self._owner = owner
        self.name = decode(lib.sdp_field_name(pointer))
        self.doc = decode(lib.sdp_field_doc(pointer))
        self.kind = decode(lib.sdp_kind_name(lib.sdp_field_kind(pointer)))
        flags = lib.sdp_field_flags(pointer)
        self.read_only = bool(flags & READ_ONLY)
        self.is_key = bool(flags & KEY)
        self._nested = lib.sdp_field_type(pointer)

    @property
    def type(self):
        """The type of an object, or of the items of a list; None for other kinds."""
        return type_at(self._nested)

    def __reduce__(self):
        return field_named, (self._owner, self.name)

    def __repr__(self):
        return f"<field {self.name}: {self.kind}>"


class Type:
    """A type of entity, such as product."""

    def __init__(self, pointer):
        self._pointer = pointer
        self.name = decode(lib.sdp_type_name(pointer))
        self.doc = decode(lib.sdp_type_doc(pointer))

    @functools.cached_property
    def fields(self):
        pointers = walk(functools.partial(lib.sdp_type_field, self._pointer))
        return {field.name: field for field in map(functools.partial(Field, self.name), pointers)}

    def nearest(self, name):
        """The name of the field that was meant, or None."""
        try:
            return decode(lib.sdp_field_name(lib.sdp_type_field_nearest(self._pointer, name.encode("utf-8"))))
        except UnicodeEncodeError:
            return None

    def __reduce__(self):  # the pointer is of this process
        return type_named, (self.name,)

    def __repr__(self):
        return f"<type {self.name}>"


class Operation:
    """An operation of the service, such as products.add."""

    def __init__(self, pointer):
        self.name = decode(lib.sdp_operation_name(pointer))
        self.doc = decode(lib.sdp_operation_doc(pointer))
        self.method = decode(lib.sdp_operation_method(pointer))
        self.path = decode(lib.sdp_operation_path(pointer))
        in_body = decode(lib.sdp_operation_body_ids(pointer)) or ""
        self.ids = tuple(re.findall(r"\{(\w+)\}", self.path) + in_body.split())
        self.is_write = bool(lib.sdp_operation_access(pointer))
        self.input_type = type_at(lib.sdp_operation_input_type(pointer))
        self.output_type = type_at(lib.sdp_operation_output_type(pointer))
        self.output_is_list = bool(lib.sdp_operation_output_is_list(pointer))
        self._whole = bool(lib.sdp_operation_output_is_whole(pointer))
        self._keys = (decode(lib.sdp_operation_output_keys(pointer)) or "").split()

    @property
    def result_type(self):
        """The type of what a call gives, which may stand inside of what the service answers."""
        inner = [self.output_type.fields[key].type for key in self._keys if key in self.output_type.fields] \
            if self._whole else []
        return inner[0] if inner and inner[0] else self.output_type

    @property
    def searches(self):
        """Whether it takes search criteria."""
        return self.input_type is not None and "search_criteria" in self.input_type.fields

    def __reduce__(self):
        return operation_named, (self.name,)

    def __repr__(self):
        return f"<operation {self.name}>"


def walk(at):
    index = 0
    while pointer := at(index):
        yield pointer
        index += 1


@functools.lru_cache(maxsize=None)
def type_at(pointer):
    return Type(pointer) if pointer else None


@functools.lru_cache(maxsize=None)
def types():
    """All types by their names."""
    return {one.name: one for one in map(type_at, walk(lib.sdp_type_at))}


@functools.lru_cache(maxsize=None)
def operations():
    """All operations by their names."""
    return {one.name: one for one in map(Operation, walk(lib.sdp_operation_at))}


def type_named(name):
    return types()[name]


def field_named(owner, name):
    return types()[owner].fields[name]


def operation_named(name):
    return operations()[name]


@functools.lru_cache(maxsize=None)
def nouns():
    """The verbs of each noun."""
    found = {}
    for name in operations():
        noun, verb = name.split(".")
        found.setdefault(noun, []).append(verb)
    return found


def config_keys():
    """What Client() takes."""
    return tuple(map(decode, walk(lib.sdp_config_key_at)))


def option_keys():
    """What every call takes by keyword, beside cancel, file and allow_unknown."""
    return tuple(map(decode, walk(lib.sdp_options_key_at)))
