"""The structs and constants of the public headers, as the checks of this folder look at them."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lint"))
import declarations  # noqa: E402
import definitions  # noqa: E402
import project  # noqa: E402


class Member:
    def __init__(self, read):
        self.name = read["name"]
        self.type = read.get("type")
        if self.type is None:
            self.type = f"{read['returns']} (*)({', '.join(part['type'] for part in read['parameters'])})"


class Struct:
    def __init__(self, read):
        self.name = read["name"]
        self.members = [Member(member) for member in read["members"]]

    @property
    def grows(self):
        """What tells its size may grow; what does not is embedded, or laid side by side, and never changes."""
        return (self.members[0].type, self.members[0].name) in (("sdp_head", "head"), ("size_t", "size"))


def headers(root):
    return declarations.all_headers(root)


def read_header(root, header):
    return project.read(os.path.join(root, header))


def structs(root):
    """All structs with members, in the order of their headers."""
    found = [one for header in headers(root) for one in definitions.types(read_header(root, header))]
    return [Struct(one) for one in found if one["kind"] == "struct"]


def constants(root):
    """The names of the enumerations' constants, in the order of their headers."""
    enums = [one for header in headers(root) for one in definitions.enums(read_header(root, header))]
    return [constant["name"] for enum in enums for constant in enum["constants"]]
