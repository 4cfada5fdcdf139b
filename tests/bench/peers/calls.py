"""The same calls by Python: calls.py ROOT N PATH urllib|http.client|requests [JSON]. Prints nanoseconds a call.

Each answer is read as JSON. With JSON each call is a POST, whose form is made of it anew. urllib makes a connection for each call, as the vendor's pages have it. Exit status 77: the
way is not installed.
"""
import json
import sys
import time
import urllib.parse
import urllib.request

HEADERS = {"Accept": "application/vnd.manageengine.sdp.v3+json", "Authorization": "Zoho-oauthtoken token",
           "Content-Type": "application/x-www-form-urlencoded"}


def form_of(entity):
    return ("input_data=" + urllib.parse.quote(json.dumps(entity))).encode() if entity else None


def by_urllib(root, path, entity):
    def call():
        request = urllib.request.Request(root + path, form_of(entity), HEADERS)
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())
    return call


def by_http_client(root, path, entity):
    import http.client
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(root).netloc)

    def call():
        connection.request("POST" if entity else "GET", path, form_of(entity), HEADERS)
        return json.loads(connection.getresponse().read())
    return call


def by_requests(root, path, entity):
    try:
        import requests
    except ImportError:
        sys.exit(77)
    session = requests.Session()
    method = "POST" if entity else "GET"
    return lambda: session.request(method, root + path, data=form_of(entity), headers=HEADERS).json()


def main():
    root, count, path, way, body = (sys.argv[1:] + [""])[:5]
    entity = json.loads(body) if body else None
    call = {"urllib": by_urllib, "http.client": by_http_client, "requests": by_requests}[way](root, path, entity)
    call()
    start = time.perf_counter_ns()
    for _ in range(int(count)):
        call()
    print((time.perf_counter_ns() - start) // int(count))


main()
