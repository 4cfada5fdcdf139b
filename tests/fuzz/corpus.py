"""Makes the inputs that each fuzz target begins with, from the vendor's printed requests and responses.

    corpus.py FIXTURES OPERATIONS.DEF FOLDER

How an input is laid out stands at the top of each target; fuzz.h has the two bytes that begin all of them.
"""
import json
import os
import re
import shutil
import sys

CALM = b"\0\0"  # no allocation fails


def read(path):
    with open(path, "rb") as file:
        return file.read()


def operation_names(path):
    text = read(path).decode()
    return re.findall(r'^(?:NEUCRM_)?OPERATION\(\w+,\s*"([\w.]+)"', text, re.MULTILINE)


def printed(fixtures, what):
    """What an operation sends or brings: the name of a file, or the JSON itself, as a text or not."""
    if not isinstance(what, str):
        return json.dumps(what).encode()
    return read(os.path.join(fixtures, what)) if what.endswith(".json") else what.encode()


class Corpora:
    def __init__(self, folder):
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)

    def add(self, target, name, rest):
        os.makedirs(os.path.join(self.folder, target), exist_ok=True)
        with open(os.path.join(self.folder, target, name.replace("/", ".")), "wb") as file:
            file.write(CALM + rest)


# Shapes in which the service says no, besides the printed ones.
FAILURES = {
    "code": '{"response_status":{"status_code":4000,"messages":[{"status_code":4008,"type":"failed","field":"name",'
            '"message":"taken"}],"status":"failed"}}',
    "fields": '{"response_status":[{"status_code":4000,"messages":{"status_code":"4012","fields":["a","b"]},'
              '"status":"failed"}]}',
    "partial": '{"response_status":[{"status_code":2000,"status":"success"},{"status_code":4000,"status":"failed"}]}',
    "login": '{"response_status":{"status_code":4000,"messages":[{"status_code":4002}],"status":"failed"}}',
    "throttle": '{"error":"You have reached the maximum access limit"}',
    "html": "<html><title>502 Bad Gateway</title></html>",
    "nothing": "",
    "neucrm": '{"result":null,"error":{"message":"Invalid API key"}}',
    "result": '{"result":{"1":{"name":"a"},"2":{"id":2}},"error":null}',
    "count": '{"result":"17","error":null}',
}

NUMBERS = ['[0,-0,1e400,-1.5E-7,100000000000033283,2322.00]', '{"a":{"b":[1,"1",null,true]},"a":2}',
           '"\\u0000\\ud83d\\ude00\\n"', '\ufeff[1]', '[' * 64 + ']' * 64, '[' * 65 + ']' * 65, '{"1":1,2:3}', '[01]',
           '[1,]', '["\\ud83d"]', 'truefalse', '-', '1.', '{"a":"\\x"}', '"\t"', ' ', '["a\\"1,2"]']

URLS = ["https://desk.example.com\nitdesk\n/api/v3/contracts/1/uploads/2",
        "  https://desk.example.com/app/itdesk/api/v3/ \n\nuploads/a b.pdf?x=1",
        "https://desk.example.com/app/itdesk/app/itdesk/api/v3\nitdesk\nhttps://DESK.example.com:443/app/itdesk/x",
        "http://127.0.0.1:8080/app/a/api/v3\nb\n//evil.example.com/x", "http://localhost\n\n/../%2e%2e/x",
        "https://[::1]:8443/sdp/api/v3/api\nx\n100000000000037183", "https://crm.example.com/api/customer/list\n\n..",
        "https://user:word@example.com\n\n\xc3\xa4", "https://h:0/\n\napi/v3/x#y", "ftp://x\n\n",
        "https://app/app/x/api/v3\n\nhttps://app.evil/api/v3/x",
        "https://h/app/a/api/v3/app/a/api/v3/\na\n.", "https://h/sdp/api/customer/api/customer/list\n\nx"]

# Days around which calendars go wrong, in seconds since 1970.
DAYS = [0, 951782399, 951868799, 1078012800, 1709164800, 1709251199, 1735689599, 4107542399, 253402300000]

HEADERS = ["120", " 5", "-1", "99999999999999999999", "Sun, 06 Nov 1994 08:49:37 GMT", "Wed, 31 Dec 2036 23:59:60 GMT",
           "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "", "a\tb", "x\x7f", "report.PDF", "a.tar.gz"]

QUERIES = ['{"row_count":10,"start_index":1,"sort_field":"name","sort_order":"asc","get_total_count":true}',
           '{"page":2,"search_criteria":{"field":"name","condition":"contains","value":"Dell"}}',
           '{"search_criteria":[{"field":"cost","condition":"between","values":["1","2"]},{"field":"name",'
           '"condition":"is","value":null,"logical_operator":"OR","children":[{"field":"a","condition":"is not",'
           '"value":1}]}]}',
           '{"search_fields":{"name":"x"},"filter_by":{"name":"all"},"fields_required":["name","id"]}',
           '{"search_criteria":{"children":[]}}', '{"sort_order":"up"}', '{"row_count":101}']

CONDITIONS = ["name contains Dell", "part_no is \"A 1\"", "name = 'it\\'s'", "name not between 10, 20",
              "product_type is Workstation", "id >= 5", "is_laptop = true", "cost.value > 5.0", "name !~ x", "name",
              "active_till lesser than 2027-01-31", "nme is x", "name containz x", "  name  starts   with  x  ",
              "name between \"1,2\" , 3", "comments = ", "name is not x", "name != x", "id > 1", "id < 1", "id <= 1",
              "name ~ x", "name ends with x", "id greater than 1", "id greater or equal 1", "id lesser or equal 1"]

SETS = ["name=x", "product_type.name=Workstation", "product_type=Workstation", "cost.value=2322.00",
        "active_till=2027-01-31T10:00:00+02:00", "is_definite=true", "comments:=null", "udf_fields.txt=5",
        "sites[0].name=a", "sites[]=b", "[0].asset.id=5", "email_ids_to_notify=a@b.c", "contract.name=x",
        "product.name=y", "a.b[2]=c", "notify_before[0].days:=[1,{}]", "=", "x", ":=1", "name:=", "[0]:={}"]


TOKENS = ['{"access_token":"1000.0123456789abcdef.0123","expires_in":3600,"api_domain":"https://x","token_type":"Bearer"}',
          '{"access_token":"1000.0123456789abcdef","refresh_token":"1000.fedcba9876543210","expires_in_sec":3600,'
          '"expires_in":3600000}',
          '{"access_token":"","error":"invalid_code"}', '{"access_token":"a b"}', '{"access_token":"\\u0041bcdefghijkl"}',
          '{"error":"invalid_client"}', '{"error":"invalid_client_secret"}', '{"error":"general_error"}',
          '{"error":"Access Denied","error_description":"You have made too many requests continuously."}',
          '{"error":"not a\\nword","status":"failure"}', '{"access_token":5,"access_token":"abcdefgh"}',
          "<html>Service unavailable</html>", "[]", ""]

# What a value may come as instead: every scalar, or every object, of an answer.
SCALARS = {
    "null": lambda value: None,
    "number": lambda value: 5,
    "text": lambda value: "5",
    "true": lambda value: True,
    "list": lambda value: [value],
    "object": lambda value: {"id": "5", "value": value, "display_value": value},
}
OBJECTS = {
    "list": lambda value: [value],
    "lists": lambda value: [value, value],
    "nothing": lambda value: {},
    "text": lambda value: "x",
    "twice": lambda value: {**value, **{name + "_": other for name, other in value.items()}},
}


def change(value, scalar, whole, depth=0):
    """The same document with other scalars and objects; its envelope stays."""
    if isinstance(value, list):
        return [change(one, scalar, whole, depth) for one in value]
    if not isinstance(value, dict):
        return scalar(value)
    made = {name: other if name in ("response_status", "list_info") else change(other, scalar, whole, depth + 1)
            for name, other in value.items()}
    return whole(made) if depth > 1 else made


def add_changed(corpora, name, row, body):
    document = json.loads(body)
    same = lambda value: value
    for what, scalar in SCALARS.items():
        text = json.dumps(change(document, scalar, same)).encode()
        corpora.add("decode", f"{name}.scalar.{what}", row + b"\1" + text)
    for what, whole in OBJECTS.items():
        text = json.dumps(change(document, same, whole)).encode()
        corpora.add("decode", f"{name}.whole.{what}", row + b"\1" + text)


def add_answers(corpora, fixtures, rows):
    for operation in json.loads(read(os.path.join(fixtures, "operations.json"))):
        if not operation.get("response"):
            continue
        row = bytes([rows.index(operation["operation"])])
        body = printed(fixtures, operation["response"])
        corpora.add("decode", operation["operation"], row + b"\0" + body)
        if operation["operation"].split(".")[1] in ("get", "list", "renew", "upload_attachment"):
            add_changed(corpora, operation["operation"], row, body)
        corpora.add("envelope", operation["operation"], row + (200).to_bytes(2, "big") + b"\0\n" + body)
    for row, name in enumerate(rows):
        corpora.add("decode", f"{name}.odd", bytes([row, 1]) +
                    b'{"product":[{"id":5}],"products":{"id":"5","name":null},"contract":{"id":"1","cost":{"value":1.50}},'
                    b'"customers":[{"id":"\xff"}],"list_info":{"has_more_rows":"true"},"result":[{"id":7,"x":[]}]}')
    for name, body in FAILURES.items():
        for http in (200, 401, 404, 429, 502, 303):
            row = bytes([(len(name) * 7 + http) % len(rows)])
            corpora.add("envelope", f"{name}.{http}", row + http.to_bytes(2, "big") + b"\3https://x/y?z\n" +
                        body.encode())


def add_requests(corpora, fixtures, rows):
    for operation in json.loads(read(os.path.join(fixtures, "operations.json"))):
        if not operation.get("input_data"):
            continue
        name = operation["operation"]
        row = bytes([rows.index(name)])
        body = json.loads(printed(fixtures, operation["input_data"]))
        line = json.dumps(body, separators=(",", ":")).encode()
        corpora.add("set", f"{name}.input", row + b"\1" + line + b"\nname=x")
        inner = next(iter(body.values())) if isinstance(body, dict) and len(body) == 1 else body
        for number in range(40):
            if isinstance(inner, dict):
                corpora.add("path", f"{name}.{number}", bytes([number, 1]) + b"name\n\"x\"\n" +
                            json.dumps(inner).encode())


SHEETS = ["name\nXPS 15\n", "name,comments\r\nXPS 15,\"a \"\"b\"\"\"\r\n\r\n,\r\n", "\ufeffname;city\n\"two\nlines\",\\N", "a,b\n1\n1,2,3\n",
          "name\n\"open", "name\n\"x\"y\n", "name\nx\"y\n", "\u540d\u524d\n\U0001f600,\n", "\n\n", "\"\"\n", ",", "a\rb\r\nc"]


def add_texts(corpora, rows):
    for number, text in enumerate(SHEETS):
        corpora.add("csv", f"sheet{number}", text.encode())
    corpora.add("csv", "bytes", b"name\n\xff\xc3\x00x\n\xed\xa0\x80,b\n")
    for number, text in enumerate(NUMBERS):
        for caller in (0, 1):
            corpora.add("numbers", f"text{number}.{caller}", bytes([caller]) + text.encode())
    for number, text in enumerate(URLS):
        corpora.add("url", f"url{number}", b"\0" + text.encode("latin-1"))
        corpora.add("url", f"url{number}.http", b"\1" + text.encode("latin-1"))
    for number, text in enumerate(HEADERS):
        corpora.add("headers", f"value{number}", (1795300000000 + number).to_bytes(8, "little") + text.encode())
    for number, day in enumerate(DAYS):
        for before in (0, 60, 86400):
            corpora.add("headers", f"day{number}.{before}", (max(day - before, 0) * 1000).to_bytes(8, "little"))
    corpora.add("form", "bytes", b"\0\4" + bytes(range(1, 128)))
    corpora.add("form", "all_bytes", b"\0\4" + bytes(range(256)))
    for number, text in enumerate(TOKENS):
        for http in (200, 400, 429, 503):
            corpora.add("token", f"answer{number}.{http}", http.to_bytes(2, "big") + text.encode())
    for number, text in enumerate(QUERIES):
        corpora.add("criteria", f"query{number}", b"\0\0" + text.encode())
    listed = [row for row, name in enumerate(rows) if name.endswith(".list")]
    for number, text in enumerate(CONDITIONS):
        for row in listed:
            corpora.add("criteria", f"condition{number}.{row}", bytes([row, 1 + number % 2 * 2]) + text.encode())
    for number, text in enumerate(SETS):
        for row, name in enumerate(rows):
            if name.split(".")[1] in ("add", "renew", "list", "cancel", "associate_assets", "create"):
                corpora.add("set", f"set{number}.{row}", bytes([row, number % 2 * 2]) + text.encode())
    for number, text in enumerate(NUMBERS + URLS):
        corpora.add("form", f"text{number}", b"\0\4" + text.encode())
        corpora.add("form", f"text{number}.short", b"\10\0" + text.encode())
    for number, text in enumerate(SETS):
        path, _, value = text.partition("=")
        corpora.add("path", f"set{number}", bytes([number, 1]) + path.rstrip(":").encode() + b"\n" +
                    (value or "null").encode() + b"\n{}")


def main():
    fixtures, operations, folder = sys.argv[1:]
    rows = operation_names(operations)
    corpora = Corpora(folder)
    add_answers(corpora, fixtures, rows)
    add_requests(corpora, fixtures, rows)
    add_texts(corpora, rows)
    for root, _, names in os.walk(fixtures):
        for name in names:
            body = read(os.path.join(root, name))
            corpora.add("numbers", os.path.basename(root) + "." + name, b"\0" + body)


main()
