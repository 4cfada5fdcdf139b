"""The same calls by Python: calls.py ROOT N PATH urllib|http.client|requests. Prints nanoseconds a call.

Each answer is read as JSON. urllib makes a connection for each call, as the vendor's pages have it. Exit status 77: the
way is not installed.
"""
import json
import sys
import time
import urllib.parse
import urllib.request

HEADERS = {"Accept": "application/vnd.manageengine.sdp.v3+json", "Authorization": "Zoho-oauthtoken token",
           "Content-Type": "application/x-www-form-urlencoded"}


def by_urllib(root, path):
    def call():
        with urllib.request.urlopen(urllib.request.Request(root + path, headers=HEADERS)) as answer:
            return json.loads(answer.read())
    return call


def by_http_client(root, path):
    import http.client
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(root).netloc)

    def call():
        connection.request("GET", path, headers=HEADERS)
        return json.loads(connection.getresponse().read())
    return call


def by_requests(root, path):
    try:
        import requests
    except ImportError:
        sys.exit(77)
    session = requests.Session()
    return lambda: session.get(root + path, headers=HEADERS).json()


def main():
    root, count, path, way = sys.argv[1:]
    call = {"urllib": by_urllib, "http.client": by_http_client, "requests": by_requests}[way](root, path)
    call()
    start = time.perf_counter_ns()
    for _ in range(int(count)):
        call()
    print((time.perf_counter_ns() - start) // int(count))


main()
