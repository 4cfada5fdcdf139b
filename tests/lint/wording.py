"""What the fixed words of a contract (docs/conventions.md) mean: ownership, NULL, and errors, as values of JSON."""
import re

# The phrases by which contracts name many errors at once, with the first and last number of each.
PHRASES = (
    (r"\bof an argument\b", ((-2, -1), (-5, -5), (-13, -10))),
    (r"\bof the (?:input|query|filter)\b", ((-13, -1),)),
    (r"\bof the network\b", ((-25, -20),)),
    (r"\bof the service\b", ((-43, -30), (-68, -60))),
    (r"\berror of the call\b", ((-13, -1), (-25, -20), (-43, -30), (-68, -60))),
    (r"\bany error of the call\b", ((-50, -50),)),
)
MISTAKES = ("SDP_E_ARGUMENT", "SDP_E_UNKNOWN_FIELD", "SDP_E_VALUE", "SDP_E_UTF8", "SDP_E_LIMIT", "SDP_E_NO_MEMORY")
PRINTING = ("SDP_E_UTF8", "SDP_E_VALUE", "SDP_E_NO_MEMORY")
# Getters of a status that belongs to something else.
GETTERS = ("the status", "that status")


def is_result(text):
    """Whether a status that is returned tells what became of the call itself."""
    return not text.startswith(GETTERS)


class Statuses:
    """The names of statuses with their numbers, and which of them a function returns."""

    def __init__(self, constants, texts):
        self.numbers = {one["name"]: one["value"] for one in constants}
        self.texts = texts  # what each function says of its return

    def between(self, first, last):
        return {name for name, number in self.numbers.items() if first <= number <= last}

    def named(self, function, seen=()):
        """The names that a function returns, those of the functions that it refers to included."""
        text = self.texts[function]
        names = {name for name in re.findall(r"\bSDP_\w+", text) if name in self.numbers}
        for first, last in re.findall(r"\b(SDP_E_\w+) to (SDP_E_\w+)", text):
            names |= self.between(*sorted((self.numbers[first], self.numbers[last])))
        for phrase, ranges in PHRASES:
            if re.search(phrase, text):
                names = names.union(*(self.between(*one) for one in ranges))
        if "first mistake" in text:
            names.update(MISTAKES)
        if "error of printing" in text:
            names.update(PRINTING)
        for other in re.findall(r"\bas (sdp_\w+)\(\)", text):
            if other != function and other not in seen:
                names |= self.named(other, (*seen, function))
        return names

    def split(self, function):
        """Two lists: successes and errors, the numbers that are nearest to 0 first."""
        names = sorted(self.named(function), key=lambda name: abs(self.numbers[name]))
        return [name for name in names if self.numbers[name] >= 0], [name for name in names if self.numbers[name] < 0]


def values(text):
    """The constants that a number takes, where the text names their prefix."""
    match = re.search(r"\b(one|bits) of (SDP_\w+_)…", text)
    return {"prefix": match.group(2), "bits": match.group(1) == "bits"} if match else None


def freed_by(text):
    match = re.search(r"\bfreed by (sdp_\w+)\(", text)
    return match.group(1) if match else None


def parameter_nullable(text):
    return bool(re.search(r"\bnullable\b|\bNULL:|\bNULL (makes|means)\b|\bnot NULL where\b", text))


def result_nullable(text):
    return bool(re.search(r"\bor NULL\b|(?<!never )\bNULL (past|beyond|for|where|at|on|with)\b", text))


def is_out(kind, text):
    """Whether the parameter points to a place for a result. An opaque object that receives something is changed."""
    return bool(re.match(r"receives\b|filled\b|overwritten\b", text)) and not re.match(r"sdp_error \*$|.*_fn$", kind)


def direction(kind, text):
    if is_out(kind, text):
        # The caller says how long it is.
        return "in_out" if text.startswith("filled") else "out"
    return "in_out" if re.search(r"\bchanged\b", text) or text.startswith("receives") and "*" in kind else "in"


def ownership(kind, text):
    """Of a parameter: who owns what it points to; of one for a result, what it receives."""
    if is_out(kind, text):
        if re.match(r"receives\b[^;]*\bnew\b", text):
            return "new"
        return "borrowed" if re.match(r"receives\b.*\bborrowed\b", text) and kind.count("*") > 1 else "caller"
    if re.search(r"\bfreed by ops->|\btaken over\b", text):
        return "taken over"
    if re.match(r"(new text, )?(freed|released)\b", text):
        return "released" if text.startswith("released") else "freed"
    return "copied" if re.search(r"(^|; )copied\b", text) else "borrowed"
