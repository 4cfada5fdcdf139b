"""How a client in Python, here one of a few lines on urllib, is tested against the sandbox. It runs with pytest, and as it is:

    SDP_SANDBOX=… python3 test_products.py
"""
import json
import unittest
import urllib.error
import urllib.parse
import urllib.request

from sandbox import Sandbox

HEADERS = {"Accept": "application/vnd.manageengine.sdp.v3+json", "Authorization": "Zoho-oauthtoken any",
           "Content-Type": "application/x-www-form-urlencoded"}


class Desk:
    """The client under test: it tries again once where the service is too busy."""

    def __init__(self, base_url):
        self.root = base_url + "/api/v3"

    def add_product(self, name, kind):
        body = json.dumps({"product": {"name": name, "product_type": {"name": kind}}})
        return self.send("POST", "/products", body)["product"]

    def send(self, method, path, body, tries=2):
        data = urllib.parse.urlencode({"input_data": body}).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(self.root + path, data, HEADERS, method=method)) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != 429 or tries == 1:
                raise
            return self.send(method, path, body, tries - 1)


class TestProducts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox("--seed-data", "demo")

    @classmethod
    def tearDownClass(cls):
        cls.box.close()

    def setUp(self):
        self.box.reset()
        self.desk = Desk(self.box.base_url)

    def test_a_product_is_added(self):
        product = self.desk.add_product("Scanner", "Printer")
        self.assertTrue(product["id"].isdigit())
        sent, = self.box.requests()
        self.assertEqual(json.loads(sent["input_data"])["product"]["name"], "Scanner")

    def test_a_busy_service_is_asked_again(self):
        self.box.fault("POST /products times=1 status:429")
        self.desk.add_product("Scanner", "Printer")
        self.assertEqual([request["status"] for request in self.box.requests()], [429, 200])

    def test_a_name_is_taken(self):
        self.desk.add_product("Scanner", "Printer")
        with self.assertRaises(urllib.error.HTTPError):
            self.desk.add_product("Scanner", "Printer")


if __name__ == "__main__":
    unittest.main()
