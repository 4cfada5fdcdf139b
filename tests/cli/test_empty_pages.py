"""A page that comes empty although more rows are said to follow: no row is lost, and no file says that all is done."""
import http.server
import json
import os
import threading
import urllib.parse

import harness

LIST = ("products", "list", "--all", "--max-retries", "0", "--query", '{"row_count":10}')
ROWS = 30


class Gap(http.server.BaseHTTPRequestHandler):
    """A list of products, of which the page from row 21 on comes empty as often as a test wants."""

    protocol_version = "HTTP/1.1"
    empty = 0
    seen = []

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        asked = json.loads(query["input_data"][0])["list_info"]
        first = asked["start_index"]
        counts = asked.get("get_total_count", False)
        Gap.seen.append((first, counts))
        rows = range(first, min(first + asked["row_count"], ROWS + 1))
        if first == 21 and Gap.empty > 0:
            Gap.empty -= 1
            rows = range(0)
        info = {"start_index": first, "row_count": len(rows), "has_more_rows": not rows or rows[-1] < ROWS}
        if counts:
            info["total_count"] = ROWS
        body = json.dumps({"response_status": [{"status_code": 2000, "status": "success"}], "list_info": info,
                           "products": [{"id": str(row), "name": f"p{row}"} for row in rows]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class EmptyPages(harness.Case):
    def setUp(self):
        super().setUp()
        Gap.seen = []
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gap)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.env = {"SDP_BASE_URL": f"http://127.0.0.1:{server.server_address[1]}"}
        self.file = os.path.join(self.state, "place")

    def walk(self, *more):
        return self.sdp(*LIST, *more, env=self.env)

    def ids(self, done):
        return [int(row["id"]) for row in done.rows]

    def test_once(self):
        Gap.empty = 1
        done = self.walk()
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertEqual(self.ids(done), list(range(1, ROWS + 1)))
        self.assertEqual(Gap.seen, [(1, False), (11, False), (21, False), (21, True)])

    def test_again_and_again(self):
        Gap.empty = 2
        done = self.walk("--checkpoint", self.file)
        self.assertEqual(done.status, 6, done.err)
        self.assertIn("page 3 of products.list is empty", done.err)
        self.assertTrue(os.path.exists(self.file))
        rest = self.walk("--checkpoint", self.file)
        self.assertEqual((rest.status, rest.err), (0, ""))
        self.assertEqual(self.ids(done) + self.ids(rest), list(range(1, ROWS + 1)))
        self.assertFalse(os.path.exists(self.file))


harness.main()
