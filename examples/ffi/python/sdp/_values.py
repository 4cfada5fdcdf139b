"""Values of Python as JSON for the library, and its JSON as values of Python."""
import datetime
import decimal
import json
from collections.abc import Mapping

from ._reflection import types

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MILLISECOND = datetime.timedelta(milliseconds=1)
MOST_DEPTH = 60


def milliseconds(moment):
    """A datetime as the service counts time: a text of milliseconds."""
    if moment.tzinfo is None:
        raise ValueError("a datetime needs its time zone, such as datetime.timezone.utc")
    return str((moment - EPOCH) // MILLISECOND)


def time_json(moment):
    return '{"value":"%s"}' % milliseconds(moment)


def searched_value(value):
    if isinstance(value, (list, tuple)):
        return [searched_value(one) for one in value]
    return milliseconds(value) if isinstance(value, datetime.datetime) else value


def searched(criteria, depth=0):
    """Search criteria in the form in which they are sent: a time is a text there, and no object as in an entity."""
    if depth > MOST_DEPTH:
        raise ValueError("the criteria are nested too deeply, or contain themselves")
    if isinstance(criteria, (list, tuple)):
        return [searched(one, depth + 1) for one in criteria]
    if not isinstance(criteria, Mapping):
        return criteria
    made = dict(criteria)
    made.update({name: searched_value(made[name]) for name in ("value", "values") if name in made})
    if "children" in made:
        made["children"] = searched(made["children"], depth + 1)
    return made


def number_json(number):
    """Of a float or a Decimal. What a class that is derived from them prints may be no number (numpy.float64)."""
    plain = decimal.Decimal(float.__repr__(number) if isinstance(number, float) else number)
    if not plain.is_finite():
        raise ValueError(f"{plain} is not a number that JSON has")
    return str(plain)


class TooDeep(ValueError):
    """Its path would be long."""


def located(problem, where):
    """What is wrong with a member, told with its path."""
    path, words = getattr(problem, "found", ("", str(problem)))
    problem.found = (where + (path if path.startswith("[") or not path else "." + path), words)
    problem.args = (": ".join(problem.found),)
    return problem


def part_json(where, value, depth):
    try:
        return to_json(value, depth + 1)
    except TooDeep:
        raise
    except (ValueError, TypeError) as problem:
        raise located(problem, where)


def text_json(text):
    if "\0" in text:
        raise ValueError("a text has a NUL, which cannot be sent")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("a text has a lone surrogate, which cannot be sent") from None
    return json.dumps(text, ensure_ascii=False)


def member_json(name, value, depth):
    if not isinstance(name, str):
        raise TypeError(f"a member's name must be a str, not {type(name).__name__}")
    return f"{text_json(name)}:{part_json(name, value, depth)}"


def to_json(value, depth=0):
    """The JSON of None, bool, int, Decimal, float, str, datetime, Record, mappings, lists and tuples."""
    if depth > MOST_DEPTH:
        raise TooDeep("the input is nested too deeply, or contains itself")
    if value is None or isinstance(value, (bool, int)):
        return json.dumps(value)
    if isinstance(value, str):
        return text_json(value)
    if isinstance(value, datetime.datetime):
        return time_json(value)
    if isinstance(value, (decimal.Decimal, float)):
        return number_json(value)
    if isinstance(value, Record):
        return to_json({"id": value["id"]} if "id" in value else value.raw, depth + 1)
    if isinstance(value, Mapping):
        return "{" + ",".join(member_json(name, member, depth) for name, member in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(part_json(f"[{index}]", item, depth) for index, item in enumerate(value)) + "]"
    raise TypeError(f"{type(value).__name__} cannot be sent; use str, int, Decimal, bool, datetime, None, dict or list")


def json_bytes(value):
    return to_json(value).encode("utf-8")


def parse(text):
    """JSON without a detour over floating point."""
    return json.loads(text, parse_float=decimal.Decimal)


def time_of(value):
    if isinstance(value, Mapping):
        value = value.get("value")
    return EPOCH + int(value) * MILLISECOND


def bool_of(value):
    return value if isinstance(value, bool) else {"true": True, "false": False}[value]


SCALARS = {"text": str, "id": str, "number": lambda value: decimal.Decimal(str(value)), "integer": int,
           "bool": bool_of, "time": time_of}


def from_json(value, field):
    """A member as Python has it. Where that is impossible (a year 30000), the JSON stays as it came."""
    if value is None or field is None:
        return value
    if field.kind == "object":
        return Record(field.type, value) if isinstance(value, dict) else value
    if field.kind in ("list", "texts"):
        items = value if isinstance(value, list) else [value]
        return tuple(Record(field.type, item) if field.type and isinstance(item, dict) else item for item in items)
    convert = SCALARS.get(field.kind)
    try:
        return convert(value) if convert else value
    except (ValueError, TypeError, KeyError, OverflowError, decimal.InvalidOperation):
        return value


class Record(Mapping):
    """A received entity, which does not change: product.name or product["name"].

    A member that did not come is not in it, and None as an attribute; one that is null is None either way.
    """

    __slots__ = ("_type", "_raw")

    def __init__(self, type_, raw):
        self._type = type_
        self._raw = raw

    @property
    def raw(self):
        """The JSON as it came, as dicts and lists."""
        return self._raw

    def _raw_member(self, name):
        return from_json(self._raw.get(name), self._type.fields.get(name))

    def __getitem__(self, name):
        if name not in self._raw:
            raise KeyError(name)
        return self._raw_member(name)

    def __getattr__(self, name):
        if name.startswith("_"):  # also of a record that copy or pickle has not filled yet
            raise AttributeError(name)
        if name in self._raw or name in self._type.fields:
            return self._raw_member(name)
        nearest = self._type.nearest(name)
        meant = f"; did you mean '{nearest}'?" if nearest else ""
        raise AttributeError(f"{self._type.name} has no member '{name}'{meant}")

    def __reduce__(self):
        return record_named, (self._type.name, self._raw)

    def __contains__(self, name):
        return name in self._raw

    def __iter__(self):
        return iter(self._raw)

    def __len__(self):
        return len(self._raw)

    def __dir__(self):
        return sorted({*super().__dir__(), *self._type.fields, *self._raw})

    def __repr__(self):
        shown = " ".join(f"{name}={self._raw[name]!r}" for name in ("id", "name") if self._raw.get(name) is not None)
        return f"<{self._type.name} {shown}>" if shown else f"<{self._type.name}>"


def type_of(one):
    """The type of a record, with its fields."""
    return one._type


def record_named(name, raw):
    """A record that was copied or pickled, in a process whose library knows its type."""
    return Record(types()[name], raw)


def record(type_, raw):
    """What a call gave: a record, a tuple of records, or plain JSON where no type is known."""
    if isinstance(raw, list):
        return tuple(record(type_, one) for one in raw)
    return Record(type_, raw) if type_ and isinstance(raw, dict) else raw
