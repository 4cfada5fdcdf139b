"""contracts expiring and contracts tree, and how the command knows its tasks."""
import csv
import http.server
import io
import json
import os
import pty
import re
import signal
import subprocess
import threading
import urllib.parse

import harness

NOW = ("--now", "2026-11-22T12:00:00Z")
DAY = ("--today", "2026-11-22")
UTC = {"TZ": "UTC"}


class Desk:
    """Contracts of our own making, which the sandbox would not have: a list of them, and each by its id."""

    def __init__(self, contracts, forbidden=(), searches=True):
        desk = self
        self.contracts, self.forbidden, self.searches = {one["id"]: one for one in contracts}, forbidden, searches
        self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                url = urllib.parse.urlparse(self.path)
                status, answer = desk.answer(url.path.split("/contracts")[1], urllib.parse.parse_qs(url.query))
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.base_url = f"http://127.0.0.1:{self.server.server_port}/app/itdesk"

    def answer(self, path, query):
        good = {"status_code": 2000, "status": "success"}
        self.asked.append(path)
        if path in ("", "/"):
            criteria = json.loads(query["input_data"][0])["list_info"].get("search_criteria")
            rows = list(self.contracts.values())
            criteria = None if isinstance(criteria, list) else criteria
            if criteria is not None and not self.searches:
                return 400, {"response_status": {"status_code": 4000, "status": "failed",
                                                 "messages": [{"status_code": 4001, "field": "search_criteria"}]}}
            if criteria is not None and criteria["field"] == "contract_renewed_from.id":
                rows = [one for one in rows if (one.get("contract_renewed_from") or {}).get("id") == criteria["value"]]
            return 200, {"response_status": [good], "list_info": {"has_more_rows": False}, "contracts": rows}
        one = self.contracts.get(path[1:])
        if path[1:] in self.forbidden:
            return 403, {"response_status": {"status_code": 4000, "status": "failed",
                                             "messages": [{"status_code": 4002, "message": "not yours"}]}}
        if one is None:
            return 404, {"response_status": {"status_code": 4000, "status": "failed",
                                             "messages": [{"status_code": 4007}]}}
        return 200, {"response_status": good, "contract": one}

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Tasks(harness.Case):
    sandbox_arguments = ("--seed-data", "demo", *NOW)

    def desk(self, *arguments, **options):
        made = Desk(*arguments, **options)
        self.addCleanup(made.stop)
        return made, {"SDP_BASE_URL": made.base_url, **UTC}

    def expiring(self, *more, env=None):
        return self.good("contracts", "expiring", *DAY, *more, env={**UTC, **(env or {})})


class Expiring(Tasks):
    def test_what_ends_within_the_days_over_all_customers(self):
        rows = self.expiring("--days", "60").json
        self.assertEqual([(row["name"], row["customer"], row["active_till"], row["days_left"]) for row in rows], [
            ("Managed desktop", "Aster Dental Group", "2026-12-04", 12),
            ("Managed desktop", "Birchwood Schools", "2026-12-17", 25),
            ("Warehouse network", "Calder Logistics", "2027-01-06", 45),
            ("Server room, third term", "Eastgate Law", "2027-01-16", 55)])
        self.assertEqual((rows[0]["cost"], rows[0]["currency"], rows[0]["vendor"]), ("9600.00", "USD", "Dell"))
        self.assertEqual(rows[0]["active_till_ms"], 1796408999999)

    def test_the_last_day_counts_and_thirty_are_usual(self):
        self.assertEqual([row["days_left"] for row in self.expiring().json], [12, 25])
        self.assertEqual([row["days_left"] for row in self.expiring("--days", "12").json], [12])
        self.assertEqual(self.expiring("--days", "11").json, [])
        self.assertEqual(self.expiring("--days", "0").json, [])
        on_the_day = self.good("contracts", "expiring", "--today", "2026-12-04", "--days", "0", env=UTC).json
        self.assertEqual([(row["name"], row["days_left"]) for row in on_the_day], [("Managed desktop", 0)])
        self.assertEqual(self.good("contracts", "expiring", "--today", "2026-12-05", "--days", "5", env=UTC).json, [])

    def test_the_service_searches_and_the_pages_are_large(self):
        self.expiring("--days", "60")
        asked = [one["input_data"]["list_info"] for one in self.sandbox.requests()]
        self.assertEqual(len(asked), 1)
        self.assertEqual((asked[0]["row_count"], asked[0]["sort_field"]), (100, "active_till"))
        values = json.dumps(asked[0]["search_criteria"])
        self.assertIn("1795305600000", values)  # 2026-11-22T00:00Z
        self.assertIn(str(1795305600000 + 61 * 86400000), values)

    def test_all_pages_are_walked_and_rows_come_by_their_end(self):
        contracts = [{"id": str(1000 + i), "name": f"c{i}", "active_till": {"value": str(1795305600000 + (i * 7919) % 86400000)},
                      "is_renewed": False} for i in range(250)]
        desk, env = self.desk(contracts)
        rows = self.expiring(env=env).json
        self.assertEqual(len(rows), 250)
        self.assertEqual(rows, sorted(rows, key=lambda row: row["active_till_ms"]))
        self.assertEqual(desk.asked, [""])

    def test_what_is_cancelled_renewed_or_a_draft_is_left_out(self):
        soon = {"value": "1795500000000"}
        desk, env = self.desk([
            {"id": "1", "name": "good", "active_till": soon, "is_renewed": False, "status": {"name": "Active"}},
            {"id": "2", "name": "cancelled", "active_till": soon, "is_renewed": False, "status": {"name": "Canceled"}},
            {"id": "3", "name": "draft", "active_till": soon, "is_renewed": False, "is_draft": True},
            {"id": "4", "name": "renewed", "active_till": soon, "is_renewed": "true"},
            {"id": "5", "name": "late", "active_till": {"value": "1995500000000"}, "is_renewed": False},
            {"id": "6", "name": "over", "active_till": {"value": "1795000000000"}, "is_renewed": False},
            {"id": "7", "name": "endless", "active_till": None, "is_renewed": False}])
        self.assertEqual([row["id"] for row in self.expiring(env=env).json], ["1"])
        self.assertEqual(desk.asked, [""])  # the rows say all that counts

    def test_a_list_that_does_not_say_what_is_renewed_is_completed_by_reading(self):
        soon = {"value": "1795500000000"}
        desk, env = self.desk([{"id": "1", "name": "a", "active_till": soon}, {"id": "2", "name": "b", "active_till": soon}],
                              forbidden=("2",))
        answer = desk.answer
        desk.answer = lambda path, query: ((200, {"response_status": {"status_code": 2000, "status": "success"}, "contract":
                                                  {"id": "1", "is_renewed": True}}) if path == "/1" else answer(path, query))
        self.assertEqual([row["id"] for row in self.expiring(env=env).json], ["2"])

    def test_a_list_that_cannot_be_completed_is_none(self):
        soon = {"value": "1795500000000"}
        desk, env = self.desk([{"id": str(i), "name": "a", "active_till": soon} for i in (1, 2, 3)])
        answer = desk.answer
        failed = {"status_code": 4000, "status": "failed", "messages": [{"status_code": 4002}]}
        for http, body, status in ((401, {"response_status": failed}, 4), (503, {"x": 1}, 3)):
            desk.answer = lambda path, query: (http, body) if path == "/2" else answer(path, query)
            for form in ("json", "jsonl", "csv", "table"):
                self.bad(status, "contracts", "expiring", *DAY, "--output", form, "--max-retries", "0", env=env)

    def test_an_interrupt_while_it_is_completed(self):
        soon = {"value": "1795500000000"}
        desk, env = self.desk([{"id": "1", "name": "a", "active_till": soon}])
        answer, asked, over = desk.answer, threading.Event(), threading.Event()

        def late(path, query):
            if path == "/1":
                asked.set()
                over.wait(harness.SECONDS)
            return answer(path, query)

        desk.answer = late
        desk.server.handle_error = lambda *_: None  # nobody waits for the late answer
        self.addCleanup(over.set)
        with subprocess.Popen([harness.SDP, "contracts", "expiring", *DAY, "--csv"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=self.environment(env)) as running:
            self.assertTrue(asked.wait(harness.SECONDS))
            running.send_signal(signal.SIGINT)
            out, _ = running.communicate(timeout=harness.SECONDS)
        self.assertEqual((running.returncode, out), (130, b""))

    def test_every_form(self):
        read = list(csv.DictReader(io.StringIO(self.expiring("--csv").out)))
        self.assertEqual([(row["name"], row["cost"], row["days_left"]) for row in read],
                         [("Managed desktop", "9600.00", "12"), ("Managed desktop", "31200.00", "25")])
        self.assertEqual(self.expiring("--output", "csv").out, self.expiring("--csv").out)
        self.assertEqual(self.expiring("--output", "jsonl").rows, self.expiring().json)
        table = self.expiring("--output", "table", env={"COLUMNS": "90"}).out.splitlines()
        self.assertEqual(table[0].split(), ["id", "name", "customer", "active_till", "days", "cost"])
        self.assertIn("2026-12-04", table[2])
        self.assertIn("9600.00 USD", table[2])
        self.assertTrue(all(len(line) <= 90 for line in table))
        self.assertIn("vendor", self.expiring("--output", "table", env={"COLUMNS": "120"}).out)
        self.assertEqual(self.expiring("--days", "0", "--csv").out.count("\n"), 1)  # the header alone

    def test_fields_and_conditions(self):
        rows = self.expiring("--fields", "name, days_left", "--where", "customer.name is Birchwood Schools").json
        self.assertEqual(rows, [{"name": "Managed desktop", "days_left": 25}])
        self.bad(2, "contracts", "expiring", "--fields", "day_left", says="did you mean 'days_left'?")
        self.bad(2, "contracts", "expiring", "--where", "nam is x", says="--where")

    def test_days_are_those_of_utc(self):
        for value in (1795305600000, 1795305600000 + 86400000 - 1):  # the first moment of the day, and the last one
            _, env = self.desk([{"id": "1", "name": "a", "active_till": {"value": str(value)}, "is_renewed": False}])
            for zone in ("UTC", "EST5EDT", "XYZ-13"):
                rows = self.expiring("--days", "0", env={**env, "TZ": zone}).json
                self.assertEqual([(row["active_till"], row["days_left"]) for row in rows], [("2026-11-22", 0)])

    def test_a_day_that_was_set_is_shown(self):
        for zone in ("EST5EDT", "XYZ-13"):
            self.sandbox.reset()
            env = {"TZ": zone}
            one = self.expiring(env=env).json[0]["id"]
            self.good("contracts", "edit", one, "--set", "active_till=2026-12-10", env=env)
            rows = {row["id"]: row for row in self.expiring(env=env).json}
            self.assertEqual((rows[one]["active_till"], rows[one]["days_left"]), ("2026-12-10", 18))
        self.assertEqual(self.good("contracts", "expiring", "--today", "1971-01-01").json, [])

    def test_a_day_is_one_request_however_late_it_is(self):
        values = []
        for words in ((), ("--today", "2026-11-22")):
            self.sandbox.reset()
            self.good("contracts", "expiring", *words, env=UTC)
            self.good("contracts", "expiring", *words, "--days", "3", env={"TZ": "XYZ-5:30"})  # wherever that is
            found = [one["input_data"]["list_info"]["search_criteria"] for one in self.sandbox.requests()]
            values.append([int(re.search(r'"greater or equal", "value": "?(\d+)', json.dumps(one))[1]) for one in found])
        self.assertEqual(values[1], [1795305600000, 1795305600000])
        for value in values[0]:
            self.assertEqual(value % 86400000, 0)  # the beginning of a day, and no moment of it

    def test_what_ended_this_morning_ends_today(self):
        till = {"value": "1795305600001"}  # a moment after midnight
        _, env = self.desk([{"id": "1", "name": "a", "active_till": till, "is_renewed": False}])
        self.assertEqual([row["days_left"] for row in self.expiring("--days", "0", env=env).json], [0])

    def test_the_clock_of_the_machine_counts_without_today(self):
        box = harness.Sandbox("--seed-data", "demo")
        self.addCleanup(box.stop)
        rows = self.good("contracts", "expiring", "--days", "60", env={"SDP_BASE_URL": box.base_url, **UTC}).json
        self.assertEqual([row["name"] for row in rows][-1], "Server room, third term")

    def test_what_is_refused(self):
        for words, says in ((("--days", "-1"), "0 to 3650"), (("--days", "3651"), "0 to 3650"), (("--days", "x"), "0 to 3650"),
                            (("--today", "2027-02-30"), "--today"), (("--today", "tomorrow"), "--today"),
                            (("--output", "raw"), "raw"), (("--csv", "--output", "json"), "--csv"), (("x",), "'x'"),
                            (("--all",), "--all is not for contracts expiring"), (("--set", "a=b"), "--set")):
            done = self.sdp("contracts", "expiring", *words)
            self.assertEqual((done.status, done.out), (2, ""), words)
            self.assertIn(says, done.err)
        self.assertEqual(self.sandbox.requests(), [])
        self.bad(2, "contracts", "list", "--days", "3", says="--days is for contracts expiring and report, not for contracts.list")
        self.bad(2, "contracts", "expiring", env={"SDP_BASE_URL": None}, says="SDP_BASE_URL")
        self.bad(4, "contracts", "expiring", env={"SDP_ACCESS_TOKEN": None})

    def test_a_failure_prints_no_half_of_a_list(self):
        box = harness.Sandbox("--seed-data", "demo", *NOW, "--fault", "GET /contracts code:4002")
        self.addCleanup(box.stop)
        self.bad(1, "contracts", "expiring", env={"SDP_BASE_URL": box.base_url})


class Tree(Tasks):
    def id_of(self, name):
        return self.good("contracts", "list", "--where", f'name is "{name}"').json[0]["id"]

    def tree(self, name, *more, env=None):
        return self.good("contracts", "tree", self.id_of(name), *more, env={**UTC, **(env or {})})

    def test_the_chain_of_renewals_is_the_same_from_each_of_its_terms(self):
        terms = ["Server room", "Server room, second term", "Server room, third term"]
        for asked in terms:
            node, names = self.tree(asked).json, []
            while node is not None:
                names.append(node["name"])
                self.assertEqual(node.get("asked", False), node["name"] == asked)
                nodes = node.get("renewed_by", [None])
                self.assertEqual(len(nodes), 1)
                node = nodes[0]
            self.assertEqual(names, terms)
        first = self.tree(terms[0]).json
        self.assertEqual((first["status"], first["active_from"], first["active_till"], first["cost"], first["currency"]),
                         ("Expired", "2023-12-03", "2024-12-01", "5000.00", "USD"))

    def test_parts_and_what_it_is_a_part_of(self):
        whole = self.tree("Everything managed").json
        self.assertEqual([one["name"] for one in whole["parts"]], ["Everything managed: network", "Everything managed: seats"])
        part = self.tree("Everything managed: seats").json
        self.assertEqual((part["part_of"]["name"], part["asked"]), ("Everything managed", True))
        alone = self.tree("Telephones").json
        self.assertEqual((alone["status"], sorted(alone)[0:2]), ("Canceled", ["active_from", "active_till"]))
        self.assertFalse({"parts", "part_of", "renewed_by"} & set(alone))

    def test_drawn_with_ascii_where_it_is_no_terminal(self):
        lines = self.tree("Server room, second term", "--output", "table", env={"COLUMNS": "200"}).out.splitlines()
        self.assertEqual([line.split("  ")[0] for line in lines[:2]],
                         ["Server room", "`- renewed by: * Server room, second term"])
        self.assertTrue(lines[2].startswith("   `- renewed by: Server room, third term  "))
        self.assertIn("  Expired  2023-12-03..2024-12-01  5000.00 USD", lines[0])
        narrow = self.tree("Everything managed", "--output", "table", env={"COLUMNS": "80"}).out.splitlines()
        self.assertEqual(len(narrow), 6)
        self.assertTrue(all(len(line) <= 80 for line in narrow))
        self.assertTrue(narrow[2].startswith("|- part: "))
        self.assertTrue(narrow[4].startswith("`- part: "))

    def on_terminal(self, locale):
        main, other = pty.openpty()
        env = self.environment({**UTC, "LC_ALL": locale, "COLUMNS": "80", "TERM": "xterm", "NO_COLOR": "1"})
        with subprocess.Popen([harness.SDP, "contracts", "tree", self.id_of("Everything managed")], stdout=other,
                              stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env) as running:
            os.close(other)
            shown = harness.all_of_terminal(main)
            running.communicate(timeout=harness.SECONDS)
        os.close(main)
        return shown.decode()

    def test_drawn_with_unicode_on_a_terminal_that_has_it(self):
        self.assertIn("├─ part: Everything managed: network", self.on_terminal("C.UTF-8"))
        plain = self.on_terminal("C")
        self.assertIn("|- part: Everything managed: network", plain)
        self.assertTrue(plain.isascii())

    def test_a_circle_ends(self):
        desk, env = self.desk([
            {"id": "1", "name": "a", "contract_renewed_from": {"id": "2", "name": "b"},
             "parent_contract": {"id": "3", "name": "c"}},
            {"id": "2", "name": "b", "contract_renewed_from": {"id": "1", "name": "a"}},
            {"id": "3", "name": "c", "parent_contract": {"id": "3", "name": "c"}}])
        node = self.good("contracts", "tree", "1", env=env).json
        self.assertIn('"repeated": true', json.dumps(node))
        self.assertLess(len(desk.asked), 10)
        self.assertIn("(see above)", self.good("contracts", "tree", "1", "--output", "table", env=env).out)

    def test_what_may_not_be_read_is_a_gap(self):
        _, env = self.desk([{"id": "3", "name": "third", "contract_renewed_from": {
            "id": "2", "name": "second", "contract_renewed_from": {"id": "1", "name": "first"}}},
            {"id": "2", "name": "second"}, {"id": "1", "name": "first"}], forbidden=("2",))
        first = self.good("contracts", "tree", "3", env=env).json
        second = first["renewed_by"][0]
        self.assertEqual((first["name"], second["name"], second["renewed_by"][0]["name"]), ("first", "second", "third"))
        self.assertIn("not yours", second["unreadable"])
        self.assertIn("cannot be read", self.good("contracts", "tree", "3", "--output", "table", env=env).out)
        self.bad(1, "contracts", "tree", "2", env=env, says="not yours")
        self.bad(1, "contracts", "tree", "9", env=env)

    def test_without_a_search_for_renewals_the_rest_is_drawn(self):
        _, env = self.desk([{"id": "1", "name": "a"}], searches=False)
        done = self.sdp("contracts", "tree", "1", env=env)
        self.assertEqual((done.status, done.json["name"]), (0, "a"))
        self.assertIn("not known", done.err)

    def test_a_search_that_is_not_understood_invents_no_renewals(self):
        desk, env = self.desk([{"id": "1", "name": "a"}, {"id": "2", "name": "b", "contract_renewed_from": None}])
        desk.answer, answer = (lambda path, query: answer(path, {"input_data": ['{"list_info":{}}']} if not path else query)), \
            desk.answer
        self.assertNotIn("renewed_by", self.good("contracts", "tree", "1", env=env).json)

    def test_a_long_chain(self):
        chain = [{"id": str(i), "name": f"term {i}", "contract_renewed_from": {"id": str(i - 1)} if i > 1 else None}
                 for i in range(1, 81)]
        _, env = self.desk(chain)
        for asked, count in (("1", 12), ("40", 24), ("80", 12)):
            out = self.good("contracts", "tree", asked, env=env).out
            self.assertEqual(out.count('"renewed_by"'), count)
            self.assertEqual(out.count('"more":true'), count // 12)

    def test_what_is_refused(self):
        self.bad(2, "contracts", "tree", says="CONTRACT_ID")
        self.bad(2, "contracts", "tree", "1", "2", says="CONTRACT_ID")
        self.bad(2, "contracts", "tree", "1", "--output", "csv", says="table, json or jsonl")
        self.bad(2, "contracts", "tree", "1", "--days", "3", says="--days is not for contracts tree")


class Known(harness.Case):
    def test_help_knows_the_tasks(self):
        everything = self.good("--help").out
        nouns = self.good("contracts", "--help").out
        self.assertIn("expiring, tree, report", everything)
        self.assertIn("what ends within N days", nouns)
        for noun, verb in (("contracts", "expiring"), ("contracts", "tree"), ("contracts", "report"), ("products", "import"),
                           ("products", "export"), ("customers", "import"), ("customers", "export")):
            page = self.good(noun, verb, "--help").out
            self.assertTrue(page.startswith(f"usage: sdp {noun} {verb}"))
            self.assertTrue(all(len(line) <= 104 for line in page.splitlines()), page)
        self.assertIn("expiring", self.good("help", "man").out)
        self.assertIn("--look-up", self.good("products", "import", "--help").out)
        self.assertIn("--fields", self.good("contracts", "report", "--help").out)

    def test_words_that_are_nearly_a_task(self):
        self.bad(2, "contracts", "expirng", says="did you mean 'expiring'?")
        self.bad(2, "products", "improt", says="did you mean 'import'?")
        self.bad(2, "describe", "contracts", "tree", says="sdp contracts tree --help")
        self.assertIn("expiring", self.bad(2, "contracts").err)


harness.main()
