"""Lines for `sdp batch`, which the tests of it share."""
import json


def text_of(lines):
    """What a file of them holds. A line that is a text stands as it is."""
    return "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines).encode()


def add(name, **more):
    return {"operation": "products.add", "input": {"name": name, "product_type": {"name": "Workstation"}}, **more}
