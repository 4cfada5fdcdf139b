"""What the Python binding makes of bad input, of its tables, and of objects that end in any order.

    test_python.py SDP SANDBOX
"""
import ast
import contextlib
import copy
import datetime
import decimal
import gc
import itertools
import os
import pickle
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
import unittest
import weakref

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINDING = os.path.join(ROOT, "examples", "ffi", "python")
sys.path[:0] = [os.path.join(ROOT, "tests", "cli"), BINDING]

import harness  # noqa: E402
import sdp  # noqa: E402

KIND = {"name": "Workstation"}
SURROGATE = "lone \ud800"


class OddFloat(float):
    """As numpy.float64 is: a float that prints as something else."""

    def __repr__(self):
        return f"odd({super().__repr__()})"

    __str__ = __repr__


class OddDecimal(decimal.Decimal):
    def __str__(self):
        return "odd"

    __repr__ = __str__


class Falsy:
    """A function that looks like none."""

    def __init__(self):
        self.calls = 0

    def __call__(self, *_):
        self.calls += 1

    def __bool__(self):
        return False


class Binding(harness.Case):
    def client(self, **more):
        made = sdp.Client(**{"base_url": self.sandbox.base_url, "access_token": harness.TOKEN, "timeout_ms": 30000, **more})
        self.addCleanup(made.close)
        return made

    def fails(self, status, function, /, *arguments, says="", path=None, **options):
        with self.assertRaises(sdp.SdpError) as caught:
            function(*arguments, **options)
        self.assertEqual(caught.exception.status, status)
        self.assertIn(says, str(caught.exception))
        if path is not None:
            self.assertEqual(caught.exception.path, path)
        return caught.exception


class BadInput(Binding):
    def test_other_types_are_refused_before_the_library_sees_them(self):
        client = self.client()
        for bad in (5, None, b"1", ["1"], {"id": "1"}, 1.5):
            with self.assertRaises(TypeError):
                client.products.get(bad)
            with self.assertRaises(TypeError):
                client.call(bad)
        for bad in (5, "name", {1, 2}, object()):
            with self.assertRaises(TypeError):
                client.products.add(bad)
        for bad in ({"name": {1}}, {"name": b"x"}, {5: "x"}, [object()]):
            with self.assertRaises(TypeError):
                client.products.add(bad)
        for bad in ({"log": 5}, {"event": "x"}):
            with self.assertRaises(TypeError):
                self.client(**bad)
        for bad in ({"cancel": 5}, {"file": 5}, {"tag": object()}):
            with self.assertRaises(TypeError):
                client.products.list({}, **bad)
        self.assertEqual(self.sandbox.requests(), [])

    def test_the_wrong_number_of_arguments_names_the_right_ones(self):
        client = self.client()
        for call in (client.products.get, lambda: client.products.get("1", {}), lambda: client.products.edit("1", {}, {})):
            with self.assertRaisesRegex(TypeError, "product_id"):
                call()

    def test_values_of_another_kind_name_their_path(self):
        client = self.client()
        self.fails("SDP_E_VALUE", client.products.add, {"name": ["x"]}, path="product.name")
        self.fails("SDP_E_VALUE", client.products.add, {"name": "x", "is_laptop": "maybe"}, path="product.is_laptop")
        self.fails("SDP_E_VALUE", client.products.list, {}, timeout_ms="soon", path="timeout_ms")
        self.fails("SDP_E_VALUE", client.products.list, {}, place="nowhere", path="place", says="query")
        self.fails("SDP_E_VALUE", self.client, timeout_ms="soon", path="timeout_ms")
        self.fails("SDP_E_VALUE", self.client, allow_http=1, path="allow_http")
        self.fails("SDP_E_VALUE", client.batch, concurrency="many", path="concurrency")
        for number in (float("nan"), float("inf"), decimal.Decimal("sNaN")):
            with self.assertRaises(ValueError):
                client.contracts.add({"cost": {"value": number}})
        with self.assertRaisesRegex(ValueError, "time zone"):
            client.contracts.add({"active_from": datetime.datetime(2026, 1, 1)})
        for number in (OddFloat("nan"), OddFloat("-inf"), OddDecimal("NaN")):
            with self.assertRaisesRegex(ValueError, r"^cost\.value: .*not a number that JSON has"):
                client.contracts.add({"cost": {"value": number}})
        for number in (OddFloat(12.5), OddDecimal("12.5")):
            sent = client.contracts.edit("1", {"cost": {"value": number}}, dry_run=True)["input_data"]
            self.assertEqual(str(sent["contract"]["cost"]["value"]), "12.5")
        circle = {}
        circle["name"] = circle
        with self.assertRaises(ValueError):
            client.products.add(circle)

    def test_names_that_are_not_known_get_the_nearest(self):
        client = self.client()
        with self.assertRaisesRegex(AttributeError, "'products'"):
            client.product
        with self.assertRaisesRegex(AttributeError, "'edit'"):
            client.products.edti
        self.fails("SDP_E_UNKNOWN_FIELD", client.call, "products.gett", says="'products.get'")
        self.fails("SDP_E_UNKNOWN_FIELD", client.products.add, {"nmae": "x"}, says="'name'", path="product.nmae")
        self.fails("SDP_E_UNKNOWN_FIELD", client.products.list, {}, timeout=5, says="'timeout_ms'", path="timeout")
        self.fails("SDP_E_UNKNOWN_FIELD", self.client, acess_token="x", says="'access_token'", path="acess_token")
        self.fails("SDP_E_UNKNOWN_FIELD", client.batch, concurency=5, says="'concurrency'")
        self.fails("SDP_E_ARGUMENT", client.contracts.edit, "1")
        made = client.products.add({"name": "x", "product_type": KIND})
        with self.assertRaisesRegex(AttributeError, "'comments'"):
            made.coments
        with self.assertRaises(KeyError):
            made["coments"]
        with self.assertRaises(AttributeError):
            getattr(made, SURROGATE)

    def test_two_logins_are_refused_and_no_secret_is_repeated(self):
        error = self.fails("SDP_E_CONFIG", self.client, client_id="planted", path="client_id")
        self.assertNotIn(harness.TOKEN, str(error.__dict__))
        error = self.fails("SDP_E_ARGUMENT", self.client, access_token="line\nend-of-planted")
        self.assertEqual(error.path, "access_token")
        self.assertNotIn("planted", str(error.__dict__))

    def test_texts_that_c_cannot_hold_are_value_errors(self):
        client = self.client()
        for text in ("a\0b", SURROGATE):
            for call in (lambda: client.products.get(text), lambda: client.call(text), lambda: client.call("x." + text),
                         lambda: client.products.add({"name": text}), lambda: client.products.add({text: "x"}),
                         lambda: client.products.list({}, tag=text), lambda: self.client(base_url=text),
                         lambda: client.download(text, "x"), lambda: client.download("x", text),
                         lambda: client.contracts.upload_attachment("1", file=sdp.File(b"x", name=text)),
                         lambda: client.contracts.upload_attachment("1", file=text)):
                with self.assertRaises((ValueError, sdp.SdpError)):
                    call()
        self.assertEqual(self.sandbox.requests(), [])

    def test_what_cannot_be_sent_is_told_with_its_path(self):
        client = self.client()
        for input_, words in (({"name": "a\0b"}, "^name: a text has a NUL"),
                              ({"product_type": {"name": SURROGATE}}, "^product_type.name: a text has a lone surrogate"),
                              ({"sites": [{"name": "x"}, {"name": "a\0b"}]}, r"^sites\[1\].name: "),
                              ({"udf_fields": {"a": datetime.datetime(2026, 1, 1)}}, "^udf_fields.a: .*time zone")):
            self.assertRaisesRegex(ValueError, words, client.products.add, input_)
        self.assertRaisesRegex(ValueError, "^tag: a text has a NUL", client.products.list, tag="a\0b")
        self.assertRaisesRegex(ValueError, "^an id has a lone surrogate", client.products.get, SURROGATE)
        self.assertRaisesRegex(ValueError, "^the operation has a lone surrogate", client.call, SURROGATE)
        self.assertRaisesRegex(TypeError, "^name: set cannot be sent", client.products.add, {"name": {1}})

    def test_members_as_keywords_are_told_where_they_go(self):
        client = self.client()
        for add in (client.products.add, lambda **more: client.call("products.add", **more),
                    lambda **more: client.products.edit("1", **more), client.products.ensure):
            self.assertRaisesRegex(TypeError, r"'comments' is no option.*\{'comments': …\}", add, comments="x")
            self.assertRaisesRegex(TypeError, r"'name' is no option.*\{'name': …\}", add, name="x")
        self.assertRaisesRegex(TypeError, "'name' is no option.*where=", client.products.list, name="x")
        for one in ("operation", "arguments", "ensure", "hooks", "own"):
            self.fails("SDP_E_UNKNOWN_FIELD", client.products.list, path=one, **{one: "x"})
            with client.batch() as batch:
                self.fails("SDP_E_UNKNOWN_FIELD", batch.add, "products.list", path=one, **{one: "x"})
        self.assertEqual(self.sandbox.requests(), [])

    def test_a_login_that_is_none_is_no_login(self):
        for config in ({"access_token": None}, {"access_token": None, "client_id": None}):
            self.fails("SDP_E_CONFIG", sdp.Client, path="access_token", base_url=self.sandbox.base_url, **config)
        self.fails("SDP_E_CONFIG", sdp.Client, path="api_key", base_url=self.sandbox.base_url, api_key=None)
        sdp.Client(base_url=self.sandbox.base_url).close()
        self.client(client_id=None, portal=None).close()

    def test_a_received_record_is_no_input_but_its_id_is(self):
        client = self.client()
        made = client.products.add({"name": "x", "product_type": KIND})
        with self.assertRaises(TypeError):
            client.products.edit(made.id, made)
        sent = client.products.edit(made.id, {"product_type": made.product_type}, dry_run=True)["input_data"]
        self.assertEqual(sent, {"product": {"product_type": {"id": made.product_type.id}}})


class Searching(Binding):
    def criteria(self, *query, **options):
        return self.client().contracts.list(*query, dry_run=True, **options)["input_data"]["list_info"]["search_criteria"]

    def test_by_words(self):
        active = {"field": "status.name", "condition": "is", "value": "Active"}
        ends = {"field": "active_till", "condition": "lesser than", "value": "1798761600000", "logical_operator": "AND"}
        both = "status is Active and active_till < 2027-01-01"
        self.assertEqual(self.criteria(where="status is Active"), active)
        self.assertEqual(self.criteria(where=both), [active, ends])
        self.assertEqual(self.criteria({"sort_field": "name"}, where=["status is Active", "active_till < 2027-01-01"]),
                         [active, ends])
        self.assertEqual(self.criteria({"list_info": {"row_count": 5}}, where=both), [active, ends])
        self.assertEqual(self.criteria(where="nam is x", allow_unknown=True)["field"], "nam")
        client = self.client()
        query = {"row_count": 5}
        sent = client.products.list(query, where=[], dry_run=True)["input_data"]["list_info"]
        self.assertEqual((sent["row_count"], "search_criteria" in sent, query), (5, False, {"row_count": 5}))
        client.products.add({"name": "searched for", "product_type": KIND})
        self.assertEqual([one.name for one in client.products.list(where="name starts with 'searched'")], ["searched for"])
        self.assertEqual([one.name for one in client.call("products.list", where="name is nothing")], [])
        with client.batch() as batch:
            batch.add("products.list", where="name starts with searched")
            self.assertEqual([row.name for row in next(batch).get()], ["searched for"])

    def test_mistakes_are_told_before_anything_is_sent(self):
        client = self.client()
        self.fails("SDP_E_UNKNOWN_FIELD", client.products.list, where="nam is x", says="did you mean 'name'?")
        self.fails("SDP_E_VALUE", client.products.list, where=["name is a", "name is x and"], says="column 11")
        self.fails("SDP_E_VALUE", client.contracts.list, where="status is Active or Expired", says="in (a, b)")
        criterion = {"search_criteria": {"field": "name", "condition": "is", "value": "x"}}
        for call in (lambda: client.products.list(criterion, where="name is x"), lambda: client.products.get("1", where="x"),
                     lambda: client.neucrm.list(where="name is x"), lambda: client.products.list(where=5),
                     lambda: client.products.list(where=[5])):
            self.assertRaises(TypeError, call)
        for text in ("a\0b", SURROGATE):
            with self.assertRaises(ValueError):
                client.products.list(where=text)
        self.assertEqual(self.sandbox.requests(), [])

    def test_times_are_sent_as_the_service_compares_them(self):
        day = datetime.datetime(2027, 1, 1, tzinfo=datetime.timezone.utc)
        ms = "1798761600000"
        one = {"field": "active_till", "condition": "lesser than", "value": day}
        self.assertEqual(self.criteria({"search_criteria": one}), {**one, "value": ms})
        self.assertEqual(one["value"], day)
        several = [{**one, "children": [{**one, "condition": "between", "value": [day, day], "logical_operator": "OR"}]},
                   {"field": "active_from", "condition": "between", "values": (day, day), "logical_operator": "AND"}]
        found = self.criteria({"list_info": {"search_criteria": several}})
        self.assertEqual((found[0]["value"], found[0]["children"][0]["value"], found[1]["values"]), (ms, [ms, ms], [ms, ms]))
        with self.assertRaisesRegex(ValueError, "time zone"):
            self.criteria({"search_criteria": {**one, "value": datetime.datetime(2027, 1, 1)}})
        circle = {**one}
        circle["children"] = [circle]
        with self.assertRaisesRegex(ValueError, "contain themselves"):
            self.criteria({"search_criteria": circle})


class Copies(Binding):
    def test_records_are_copied_and_pickled(self):
        made = self.client().products.add({"name": "x", "product_type": KIND})
        for again in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made)),
                      *copy.deepcopy([made, made]), *(pickle.loads(pickle.dumps(made, p)) for p in range(6))):
            self.assertEqual((again, again.name, again.product_type.name), (made, "x", KIND["name"]))
            self.assertIs(sdp.type_of(again), sdp.type_of(made))
            with self.assertRaisesRegex(AttributeError, "'comments'"):
                again.coments
        self.assertIsNot(copy.deepcopy(made).raw, made.raw)
        for hidden in ("_raw", "_type", "__deepcopy__", "__getstate_", "_x"):
            with self.assertRaises(AttributeError):
                getattr(sdp.Record.__new__(sdp.Record), hidden)

    def test_each_type_has_a_name_to_be_found_by(self):
        todo, seen = list(sdp.types().values()), set()
        for operation in sdp.operations().values():
            todo += [one for one in (operation.input_type, operation.output_type, operation.result_type) if one]
        while todo:
            one = todo.pop()
            if one.name not in seen:
                seen.add(one.name)
                self.assertIs(sdp.types()[one.name], one)
                todo += [field.type for field in one.fields.values() if field.type]

    def test_tables_and_errors_are_copied_and_pickled(self):
        product, add = sdp.types()["product"], sdp.operations()["products.add"]
        for way in (copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))):
            self.assertIs(way(product), product)
            self.assertIs(way(add), add)
            self.assertIs(way(product.fields["name"]), product.fields["name"])
            error = self.fails("SDP_E_UNKNOWN_FIELD", self.client().products.add, {"nmae": "x"})
            again = way(error)
            self.assertEqual((type(again), str(again), again.path, again.fault), (type(error), str(error), error.path, "caller"))
            raised = way(sdp.CallbackError("a result", error))
            self.assertEqual((raised.result, str(raised.error)), ("a result", str(error)))


class Callbacks(Binding):
    def raising(self, *arguments):
        raise ZeroDivisionError("planted")

    def caught(self, function, *arguments, **options):
        with self.assertRaises(sdp.CallbackError) as caught:
            function(*arguments, **options)
        self.assertIsInstance(caught.exception.__cause__, ZeroDivisionError)
        return caught.exception

    def test_what_they_raise_comes_out_of_the_call_with_its_result(self):
        for functions in ({"event": self.raising}, {"log": self.raising, "log_level": "debug"}):
            client = self.client(**functions)
            name = f"made under {list(functions)[0]}"
            told = self.caught(client.products.add, {"name": name, "product_type": KIND})
            self.assertEqual(told.result.name, name)
            self.assertIsNone(told.error)
            self.assertEqual(len([one for one in self.client().products.list() if one.name == name]), 1)

    def test_what_they_raise_comes_out_with_the_error_too(self):
        told = self.caught(self.client(event=self.raising).products.get, "1")
        self.assertEqual((told.result, told.error.http_status), (None, 404))

    def test_functions_that_are_none_are_refused_before_anything_is_sent(self):
        client = self.client()
        for bad in (5, "no function", "", 0, False, []):
            with self.assertRaisesRegex(TypeError, "progress must be callable"):
                sdp.File(b"x", name="x.txt", progress=bad)
            with self.assertRaisesRegex(TypeError, "progress must be callable"):
                client.download("/x", lambda _: None, progress=bad)
            with self.assertRaisesRegex(TypeError, "event must be callable"):
                self.client(event=bad)
        for bad in (0, "", False):
            with self.assertRaises(TypeError):
                client.products.get("1", cancel=bad)
        with self.assertRaises(TypeError):
            client.customers.upload_attachment(file=0)
        self.assertEqual(self.sandbox.requests(), [])

    def test_what_is_false_is_not_nothing(self):
        event = Falsy()
        client = self.client(event=event)
        self.fails("SDP_E_REQUIRED", client.customers.upload_attachment, file=b"", path="file.name")
        list(client.products.list())
        self.assertEqual(event.calls, 1)

    def test_progress_and_sinks(self):
        client = self.client()
        file = sdp.File(b"x" * 5000, name="x.txt", progress=self.raising)
        told = self.caught(client.customers.upload_attachment, file=file)
        uploaded, = client.customers.upload_attachment(file=sdp.File(b"x" * 5000, name="x.txt"))
        self.assertEqual([one.name for one in told.result], ["x.txt"])
        self.assertEqual(self.caught(client.download, uploaded.content_url, self.raising).error.status, "SDP_E_CANCELED")
        self.caught(client.download, uploaded.content_url, lambda _: None, progress=self.raising)

    def test_an_interrupt_stays_one(self):
        def interrupt(_):
            raise KeyboardInterrupt
        with self.assertRaises(KeyboardInterrupt):
            self.client(event=interrupt).products.get("1")

    def test_the_next_call_is_as_if_nothing_had_been(self):
        failing = [True]
        client = self.client(event=lambda _: self.raising() if failing else None)
        self.caught(client.products.get, "1")
        failing.clear()
        self.assertEqual(list(client.products.list()), list(self.client().products.list()))

    def test_a_callback_may_use_a_sibling(self):
        def look(event):
            if event["operation"] == "products.list":
                with sibling:
                    sibling.products.get("1", tag="inner")
        client = self.client(event=look)
        sibling = client.sibling()
        with self.assertRaises(sdp.CallbackError) as caught:
            list(client.products.list())
        self.assertEqual(caught.exception.__cause__.http_status, 404)

    def test_what_was_raised_first_outlives_a_call_of_a_sibling(self):
        lines = []

        def log(*line):
            lines.append(line)
            if len(lines) == 1:
                self.raising()
        client = self.client(log=log, log_level="debug", event=lambda _: inner and list(inner.pop().products.list()))
        inner = [client.sibling()]
        self.caught(client.products.get, "1")
        self.assertEqual(inner, [])

    def test_a_callback_cannot_enter_its_client(self):
        client = self.client(event=lambda _: client.products.get("2"))
        with self.assertRaises(sdp.CallbackError) as caught:
            client.products.get("1")
        self.assertIsInstance(caught.exception.__cause__, sdp.BusyError)
        client = self.client(event=lambda _: client.close())
        with self.assertRaises(sdp.CallbackError) as caught:
            client.products.get("1")
        self.assertIsInstance(caught.exception.__cause__, sdp.BusyError)


class Lives(Binding):
    def test_what_was_closed_says_so(self):
        client = self.client()
        pages, batch = client.products.list(), client.batch()
        pages.close()
        batch.close()
        for use in (lambda: next(pages), lambda: pages.info, lambda: next(batch), lambda: batch.room,
                    lambda: batch.add("products.list")):
            self.assertRaises(sdp.ClosedError, use)
        pages, batch = client.products.list(), client.batch()
        client.close()
        client.close()
        for use in (lambda: next(pages), lambda: next(batch), client.sibling, client.batch, client.login,
                    lambda: client.products.list(), lambda: client.products.get("1"), lambda: client.root):
            self.assertRaises(sdp.ClosedError, use)
        pages.close()
        batch.close()

    def test_objects_end_in_any_order(self):
        made = self.client().products.add({"name": "x", "product_type": KIND})
        for order in range(6):
            client = self.client()
            pages, batch, options = client.products.list(), client.batch(), sdp.Cancel()
            batch.add("products.get", made.id, tag="x" * 500, cancel=options)
            next(pages)
            things = [client, pages, batch, options]
            things = things[order % 4:] + things[:order % 4]
            circle = {"all": things}
            circle["self"] = circle
            gone = weakref.ref(pages)
            del client, pages, batch, options
            while order < 4 and things:
                things.pop(0)
            del circle, things
            gc.collect()
            self.assertTrue(order >= 4 or gone() is None)
        self.assertEqual(made.name, "x")

    def test_a_walk_keeps_its_client(self):
        self.client().products.add({"name": "x", "product_type": KIND})
        pages = sdp.Client(base_url=self.sandbox.base_url, access_token=harness.TOKEN).products.list()
        gc.collect()
        self.assertIn("x", [one.name for one in pages])

    def test_a_batch_that_is_full_and_one_that_is_dropped(self):
        client = self.client()
        batch = client.batch(max_pending=2)
        batch.add("products.get", "1")
        batch.add("products.get", "2")
        self.fails("SDP_E_LIMIT", batch.add, "products.get", "3")
        self.assertEqual(len(list(batch.run(("products.get", str(n)) for n in range(7)))), 9)
        self.fails("SDP_E_UNKNOWN_FIELD", batch.add, "products.gett", says="'products.get'")
        with self.assertRaises(TypeError):
            batch.add("products.get")

    def test_a_program_may_end_in_the_middle(self):
        """What is still alive then goes in an order of its own; freed memory is overwritten, so that its use shows."""
        program = textwrap.dedent(f"""
            import sys
            sys.path.insert(0, {BINDING!r})
            import sdp
            client = sdp.Client(base_url={self.sandbox.base_url!r}, access_token="x")
            batch = client.batch()
            batch.add("products.get", "1")
            batch.add("products.get", "2", cancel=sdp.Cancel(), timeout_ms=5000)
            print(next(batch).number)
        """)
        for _ in range(3):
            done = subprocess.run([sys.executable, "-B", "-c", program], capture_output=True, text=True, timeout=60,
                                  env={**os.environ, "MALLOC_PERTURB_": "165"})
            self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def test_a_call_of_a_batch_that_is_wrong_ends_no_other(self):
        client = self.client()
        made = client.products.add({"name": "x", "product_type": KIND})
        good = ("products.get", made.id)
        wrong = [("products.gett", "1"), ("products.get",), ("products.get", 5), "products.get", None, (), 7,
                 ("products.get", "a\0b"), ("products.edit", made.id, {"nmae": "x"}), ("contracts.edit", "1")]
        calls = [good, *wrong, good, *wrong[:3], good]
        for config in ({}, {"in_order": True}, {"concurrency": 1}, {"max_pending": 1, "in_order": True}):
            with client.batch(**config) as batch:
                results = list(batch.run(calls))
            self.assertEqual(len(results), len(calls), config)
            self.assertEqual([one.get().id for one in results if one.error is None], [made.id] * 3)
            for one in results:
                self.assertEqual(one.number is None, one.error is not None)
                with contextlib.suppress(sdp.SdpError, TypeError, ValueError):
                    one.get()
            if config.get("in_order"):
                self.assertEqual([one.call for one in results], calls)
            else:
                self.assertCountEqual(map(str, (one.call for one in results)), map(str, calls))
        told = {one.operation: one.error for one in results if one.error}
        self.assertEqual(told["products.gett"].status, "SDP_E_UNKNOWN_FIELD")
        self.assertEqual(told["products.edit"].path, "product.nmae")
        # All of them wrong, without end: the results come all the same.
        with client.batch(in_order=True) as batch:
            endless = batch.run(itertools.repeat(("products.gett",)))
            self.assertTrue(all(one.error for one in itertools.islice(endless, 5000)))
        batch = client.batch()
        batch.close()
        self.assertRaises(sdp.ClosedError, list, batch.run([good]))

    def test_a_client_may_come_from_the_environment(self):
        names = {"SDP_BASE_URL": self.sandbox.base_url, "SDP_ACCESS_TOKEN": "x", "NEUCRM_BASE_URL": self.sandbox.neucrm_base_url,
                 "NEUCRM_USERID": "5", "NEUCRM_API_KEY": "k"}
        before = dict(os.environ)
        try:
            os.environ.update(names)
            with sdp.Client.from_environment() as client, sdp.Client.from_environment("neucrm") as crm:
                self.assertTrue(client.root.endswith("/api/v3"))
                self.assertIsInstance(list(crm.neucrm.list()), list)
            for bad in ("bogus", "", "NEUCRM", None, 5, ["sdp"]):
                with self.assertRaisesRegex(ValueError, "'sdp' or 'neucrm'"):
                    sdp.Client.from_environment(bad)
            del os.environ["SDP_BASE_URL"]
            self.fails("SDP_E_URL", sdp.Client.from_environment)
        finally:
            os.environ.clear()
            os.environ.update(before)


class Slow(Binding):
    sandbox_arguments = ("--fault", "GET */products* latency:20000")

    def test_a_call_is_cancelled_from_another_thread(self):
        client, cancel, seen = self.client(), sdp.Cancel(), []

        def intrude():
            for use in (client.close, lambda: client.products.get("1"), client.sibling):
                try:
                    use()
                except sdp.BusyError:
                    seen.append("busy")
            cancel.signal()
        timer = threading.Timer(0.3, intrude)
        timer.start()
        self.fails("SDP_E_CANCELED", client.products.get, "1", cancel=cancel)
        timer.join()
        self.assertEqual(seen, ["busy"] * 3)
        cancel.reset()
        self.fails("SDP_E_TIMEOUT", client.products.get, "1", cancel=cancel, timeout_ms=50, max_retries=0)


class Interrupts(Binding):
    """Ctrl-C in the main thread."""

    def setUp(self):
        super().setUp()
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.addCleanup(signal.signal, signal.SIGINT, before)

    def stalled(self, **more):
        """A client of a server that reads a request and answers with a Ctrl-C."""
        listener = socket.create_server(("127.0.0.1", 0))
        kept = []

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    kept.append(connection)
                    connection.recv(65536)
                    os.kill(os.getpid(), signal.SIGINT)
        server = threading.Thread(target=serve)
        server.start()

        def stop():
            listener.shutdown(socket.SHUT_RDWR)
            server.join()
            for one in (listener, *kept):
                one.close()
        self.addCleanup(stop)
        base_url = f"http://127.0.0.1:{listener.getsockname()[1]}/app/itdesk"
        return self.client(**{"base_url": base_url, "max_retries": 0, **more})

    def interrupted(self, function, *arguments, **options):
        with self.assertRaises(KeyboardInterrupt) as caught:
            function(*arguments, **options)
        self.assertIs(type(caught.exception), KeyboardInterrupt)  # with which an interpreter ends as by the signal
        self.assertIs(signal.getsignal(signal.SIGINT), signal.default_int_handler)
        self.assertEqual(signal.set_wakeup_fd(-1), -1)
        return caught.exception

    def test_it_ends_each_kind_of_call_at_once_and_tells_what_became_of_it(self):
        client = self.stalled()
        for options in ({}, {"timeout_ms": 29000}, {"cancel": sdp.Cancel()}):
            told = self.interrupted(client.products.add, {"name": "x", "product_type": KIND}, **options)
            self.assertEqual((told.error.status, told.error.maybe_done, told.result), ("SDP_E_MAYBE_DONE", True, None))
            self.assertIs(told.__cause__, told.error)
            self.assertIn("may have happened", str(told))
            if "cancel" in options:  # it was signalled as well
                self.fails("SDP_E_CANCELED", client.products.get, "1", **options)
                options["cancel"].reset()
            told = self.interrupted(lambda: next(client.products.list(**options)))
            self.assertEqual((told.error.status, told.error.maybe_done), ("SDP_E_CANCELED", False))
        self.interrupted(client.download, "/api/v3/attachments/1/content", lambda _: None)
        oauth = self.stalled(access_token=None, client_id="a", client_secret="b", refresh_token="c",
                             accounts_url=client.root.partition("/app")[0])
        self.assertEqual(self.interrupted(oauth.login).error.status, "SDP_E_CANCELED")

    def test_it_ends_a_batch(self):
        client = self.stalled()
        with client.batch(concurrency=1) as batch:
            for number in range(3):
                batch.add("products.edit", str(number), {"comments": None}, **({"cancel": sdp.Cancel()} if number else {}))
            told = self.interrupted(next, batch)
            results = [told.result, *batch]
            self.assertEqual([(one.error.status, one.error.maybe_done) for one in results],
                             [("SDP_E_MAYBE_DONE", True), ("SDP_E_CANCELED", False), ("SDP_E_CANCELED", False)])
            self.assertEqual(results[0].error.cause, "SDP_E_CANCELED")
            self.assertCountEqual([one.call[1] for one in results], ["0", "1", "2"])

    def test_a_call_that_was_over_has_its_result(self):
        client = self.client(event=lambda _: os.kill(os.getpid(), signal.SIGINT))
        told = self.interrupted(client.products.add, {"name": "interrupted", "product_type": KIND})
        self.assertEqual((told.result.name, told.error), ("interrupted", None))
        self.assertIn(".result", str(told))
        self.assertEqual([one.name for one in self.client().products.list(where="name is interrupted")], ["interrupted"])

    def test_the_next_call_is_as_if_nothing_had_been(self):
        for _ in range(30):
            failing = [True]
            client = self.client(event=lambda _: failing and failing.pop() and os.kill(os.getpid(), signal.SIGINT))
            self.interrupted(client.products.get, "1")
            self.fails("SDP_E_NOT_FOUND", client.products.get, "1")

    def test_it_interrupts_a_callback_and_a_call_within_it(self):
        inner = self.stalled()
        told = self.interrupted(self.client(event=lambda _: inner.products.get("1")).products.add,
                                {"name": "outer", "product_type": KIND})
        self.assertEqual((told.result.name, told.error, told.__cause__.error.status), ("outer", None, "SDP_E_CANCELED"))
        self.assertIn(".result", str(told))
        timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        self.interrupted(self.client(event=lambda _: time.sleep(60)).products.get, "1")
        timer.join()

    def test_other_handlers_and_threads_are_left_alone(self):
        seen = []
        signal.signal(signal.SIGINT, lambda *_: seen.append("handler"))
        self.fails("SDP_E_TIMEOUT", self.stalled(timeout_ms=400).products.get, "1")
        self.assertEqual(seen, ["handler"])
        signal.signal(signal.SIGINT, signal.default_int_handler)
        before, inside = os.pipe()
        os.set_blocking(inside, False)
        self.assertEqual(signal.set_wakeup_fd(inside), -1)
        with self.assertRaises(KeyboardInterrupt):
            self.stalled().products.get("1")
        self.assertEqual((signal.set_wakeup_fd(-1), os.read(before, 9)), (inside, bytes([signal.SIGINT])))
        os.close(before)
        os.close(inside)

    def test_a_process_may_fork_after_a_call(self):
        self.fails("SDP_E_NOT_FOUND", self.client().products.get, "1")
        child = os.fork()
        if child == 0:
            os._exit(0 if threading.active_count() == 1 else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertNotIn("sdp-interrupts", [one.name for one in threading.enumerate()])
        self.interrupted(self.stalled().products.get, "1")


class Tables(Binding):
    def described(self):
        """What `sdp describe` prints of each type: its members with their kinds."""
        found = {}
        for noun in ("products", "customers", "contracts", "neucrm"):
            for line in self.good("describe", noun).out.splitlines():
                name = line.partition(":")[0]
                if line[:1].strip() and name in sdp.types():
                    members = found.setdefault(name, {})
                elif line[:2] == "  " and line[4:5].strip() and line[3:4] == " " and found:
                    member, kind = line[4:].split()[:2]
                    members[member] = kind
        return found

    def test_the_fields_are_those_that_the_command_describes(self):
        described = self.described()
        self.assertIn("contract", described)
        for name, members in described.items():
            fields = {field.name: field.kind for field in sdp.types()[name].fields.values()}
            self.assertEqual({one: kind for one, kind in members.items() if one in fields}, fields, name)

    def test_the_operations_are_methods(self):
        client = self.client()
        for name, operation in sdp.operations().items():
            noun, verb = name.split(".")
            self.assertIn(verb, dir(getattr(client, noun)))
            self.assertEqual(getattr(getattr(client, noun), verb).__doc__, operation.doc)

    def test_no_member_is_hidden_by_a_method_of_records(self):
        own = {name for name in dir(sdp.Record) if not name.startswith("__")}
        for type_ in sdp.types().values():
            self.assertEqual(own & set(type_.fields), set(), type_.name)

    def test_values_are_those_of_python(self):
        client = self.client()
        moment = datetime.datetime(2026, 3, 1, 12, 30, 0, 250000, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
        sent = client.contracts.edit("1", {"active_from": moment, "cost": {"value": decimal.Decimal("2322.00")},
                                           "comments": None, "is_definite": False}, dry_run=True)["input_data"]["contract"]
        self.assertEqual(int(sent["active_from"]["value"]), int(moment.timestamp() * 1000))
        self.assertEqual((str(sent["cost"]["value"]), sent["comments"], sent["is_definite"]), ("2322.00", None, False))

    def test_the_stub_says_what_there_is(self):
        with open(os.path.join(BINDING, "sdp", "__init__.pyi"), encoding="utf-8") as file:
            tree = ast.parse(file.read())
        public = {node.name: node for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))
                  and not node.name.startswith("_")}
        self.assertEqual(set(public), set(sdp.__all__))
        for name, node in public.items():
            if not isinstance(node, ast.ClassDef):
                continue
            members = [one for one in node.body if isinstance(one, ast.FunctionDef)]
            there = {one for one in vars(getattr(sdp, name)) if not one.startswith("_")
                     and (callable(getattr(getattr(sdp, name), one)) or isinstance(vars(getattr(sdp, name))[one], property))}
            told = {one.name for one in members if not one.name.startswith("_")}
            self.assertEqual(told - set(dir(getattr(sdp, name))), set(), name)
            self.assertEqual({one for one in there if one not in told and one != "pointer_in_use"}, set(), name)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
