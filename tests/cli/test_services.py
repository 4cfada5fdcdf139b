"""Customers, contracts, files and NeuCRM: what is theirs alone, against a sandbox that has the vendor's data."""
import json
import os
import subprocess
import tempfile
import threading

import harness

CHILD, OTHER, CUSTOMER = "100000000000033287", "100000000000036061", "2000000040924"
RENEW = ("contracts", "renew", CHILD)
LOGO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


class Services(harness.Case):
    sandbox_arguments = ("--seed-data", "vendor")

    def table(self, *arguments, columns="120"):
        return self.good(*arguments, "--output", "table", env={"COLUMNS": columns}).out.splitlines()


class Tables(Services):
    def test_columns_of_contracts(self):
        every = ("contracts", "list", "--query", '{"row_count":100}')
        lines = self.table(*every)
        self.assertEqual(lines[0].split()[:5], ["id", "name", "status", "customer", "active_till"])
        row = next(line for line in lines if line.startswith(CHILD))
        self.assertEqual([row.split("  ")[0], "Customer ABC" in row, "Apr 10, 2023" in row], [CHILD, True, True])
        self.assertLessEqual(max(map(len, lines)), 120)
        self.assertEqual(self.table(*every, columns="80")[0].split(), ["id", "name", "status", "customer"])

    def test_columns_of_others(self):
        self.assertEqual(self.table("customers", "list")[0].split()[:3], ["id", "name", "email_id"])
        self.assertEqual(self.table("products", "list")[0].split()[:3], ["id", "name", "product_type"])
        self.assertEqual(self.table("neucrm", "list")[0].split()[:3], ["id", "name", "email"])
        self.assertIn("Customer ABC", "".join(self.table("customers", "list", "--all")))

    def test_a_contract(self):
        lines = dict(line.split(None, 1) for line in self.table("contracts", "get", CHILD) if len(line.split(None, 1)) == 2)
        self.assertEqual((lines["id"], lines["name"], lines["status"], lines["active_till"]),
                         (CHILD, "Child 1", "Active", "Apr 10, 2023"))

    def test_a_time_without_words(self):
        lines = self.table("contracts", "move_to_trash", CHILD, "--fields", "deleted_time")
        self.assertRegex(lines[0], r"^deleted_time  \S[^{]*$")

    def test_searches(self):
        found = self.good("contracts", "list", "--where", "status is Expired", "--fields", "name,status.name").json
        self.assertEqual(found, [{"name": "DCS", "status": {"name": "Expired"}}])
        criterion = self.sent("contracts", "list", "--where", "active_till < 2023-04-01")["list_info"]["search_criteria"]
        self.assertEqual(criterion, {"field": "active_till", "condition": "lesser than", "value": "1680307200000"})


class Renewals(Services):
    def test_input(self):
        for given in ({"name": "Y"}, {"contract": {"name": "Y"}}):
            self.assertEqual(self.sent(*RENEW, "--input", json.dumps(given)), {"contract": {"name": "Y"}})
            self.assertEqual(self.sent(*RENEW, "--input", json.dumps(given), "--set", "disable_notification=true",
                                       "--set", "comments=c"),
                             {"contract": {"name": "Y", "comments": "c"}, "disable_notification": True})

    def test_set(self):
        self.assertEqual(self.sent(*RENEW, "--set", "name=X", "--set", "contract.comments=c", "--set", "vendor=V",
                                   "--set", "active_from=2027-01-31", "--set", "sites[].name=S"),
                         {"contract": {"name": "X", "comments": "c", "vendor": {"name": "V"},
                                       "active_from": {"value": 1801353600000}, "sites": [{"name": "S"}]}})
        self.assertEqual(self.sent(*RENEW, "--set", "disable_notification=false", "--set", 'contract:={"name":"X"}'),
                         {"disable_notification": False, "contract": {"name": "X"}})

    def test_mistakes(self):
        self.bad(2, *RENEW, says="input")
        self.bad(2, *RENEW, "--set", "disable_notification=true", says="'contract'")
        self.bad(2, *RENEW, "--set", "nam=x", says="'name'")
        self.bad(2, *RENEW, "--set", "contract.nam=x", says="'name'")
        self.bad(2, *RENEW, "--set", "disable_notification=yes", says="true or false")
        self.bad(2, *RENEW, "--input", '{"nam":"x"}', says="nam")
        self.bad(2, *RENEW, "--input", "[]")
        self.assertEqual(self.sandbox.requests(), [])


class Associations(Services):
    def test_the_first_item_is_implied(self):
        one = {"assets": [{"asset": {"name": "A"}}]}
        for sets in (("asset.name=A",), ("asset=A",), ("[0].asset.name=A",), ("assets[0].asset=A",), ("[].asset=A",)):
            arguments = [word for item in sets for word in ("--set", item)]
            for operation in ("associate_assets", "dissociate-assets"):
                self.assertEqual(self.sent("contracts", operation, CHILD, *arguments), one)
        self.assertEqual(self.sent("contracts", "associate_assets", CHILD, "--set", "asset=A", "--set", "[1].asset.id=7"),
                         {"assets": [{"asset": {"name": "A"}}, {"asset": {"id": "7"}}]})
        self.assertEqual(self.sent("contracts", "associate_software_licenses", CHILD, "--set", "software_license.id=7"),
                         {"software_licenses": [{"software_license": {"id": "7"}}]})
        self.bad(2, "contracts", "associate_assets", CHILD, "--set", "asset.nme=A", says="'name'")
        self.bad(2, "contracts", "associate_assets", CHILD, "--set", "name=A", says="no member 'name'")

    def test_fields_are_those_of_what_is_printed(self):
        self.bad(2, "contracts", "associate_assets", CHILD, "--set", "asset=A", "--fields", "assets", says="contract_asset")
        self.sent("contracts", "associate_assets", CHILD, "--set", "asset=A", "--fields", "asset.name")

    def test_a_child(self):
        made = self.good("contracts", "associate_child_contract", CHILD, "--set", "child_contract.id=" + OTHER).json
        self.assertEqual(made["child_contract"]["id"], OTHER)

    def test_cancel(self):
        self.assertEqual(self.sent("contracts", "cancel", CHILD, "--set", "is_notify=true", "--set", "to=a@example.com",
                                   "--set", "to[]=b@example.com"),
                         {"notification": {"is_notify": True, "to": ["a@example.com", "b@example.com"]}})

    def test_mail(self):
        mail = self.good("contracts", "email_owner", CHILD, "--fields", "subject").json
        self.assertEqual(list(mail), ["subject"])


class Uploads(Services):
    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, name="logo.png", content=LOGO):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def stored(self, uploaded):
        return self.sandbox.ask("GET", "/app/itdesk/api/v3" + uploaded["content_url"].removeprefix("/api/v3"))

    def test_a_download_is_what_was_uploaded(self):
        url = self.good("contracts", "upload-attachment", CHILD, "--file", self.file()).json[0]["content_url"]
        with tempfile.TemporaryDirectory() as folder:
            place = os.path.join(folder, "got.png")
            self.assertEqual(self.good("download", url, "--file", place).json, {})
            with open(place, "rb") as got:
                self.assertEqual(got.read(), LOGO)
            self.bad(1, "download", "/contracts/_uploads/999999", "--file", os.path.join(folder, "none"))
            self.assertEqual(os.listdir(folder), ["got.png"])
            self.assertNotIn(harness.TOKEN, self.good("download", url, "--file", place, "--dry-run").out)
            self.bad(2, "download", url, "--file", folder)
        self.bad(2, "download", url)
        self.bad(2, "download")
        self.bad(2, "download", "https://elsewhere.example.com/x", "--file", "x")

    def test_each_upload(self):
        for operation in (("customers", "upload_image"), ("customers", "upload_attachment"),
                          ("contracts", "upload-attachment", CHILD)):
            files = self.good(*operation, "--file", self.file()).json
            self.assertEqual([(one["name"], one["content_type"], int(one["size"])) for one in files],
                             [("logo.png", "image/png", len(LOGO))])
            lines = self.table(*operation, "--file", self.file())
            self.assertEqual(lines[0].split()[:2], ["file_id", "name"])
            self.assertEqual(list(self.good(*operation, "--file", self.file(), "--fields", "file_id").json[0]), ["file_id"])

    def test_standard_input(self):
        for stdin in (LOGO, LOGO * 100):
            files = self.good("customers", "upload_image", "--file", "-", stdin=stdin).json
            self.assertEqual((files[0]["name"], int(files[0]["size"])), ("stdin", len(stdin)))
        # A file as standard input is read from where it stands.
        with open(self.file(), "rb") as file:
            os.lseek(file.fileno(), 100, os.SEEK_SET)
            done = subprocess.run([harness.SDP, "customers", "upload_image", "--file", "-"], stdin=file, capture_output=True,
                                  env=self.environment(), timeout=harness.SECONDS)
        self.assertEqual(int(json.loads(done.stdout)[0]["size"]), len(LOGO) - 100)

    def test_names(self):
        for name in ("a b.png", 'quo"te.png', "é漢😀.png", "-.png"):
            self.assertEqual(self.good("customers", "upload_image", "--file", self.file(name)).json[0]["name"], name)

    def test_dry_run(self):
        told = self.good("contracts", "upload_attachment", CHILD, "--file", self.file(), "--dry-run").json
        self.assertEqual((told["place"], told["file"]["name"], told["file"]["size"], told["file"]["fields"]),
                         ("multipart", "logo.png", len(LOGO), {"addtoattachment": "true"}))
        reader, writer = os.pipe()  # nothing is read of it, or this would wait for ever
        done = subprocess.run([harness.SDP, "customers", "upload_image", "--file", "-", "--dry-run"], stdin=reader,
                              capture_output=True, env=self.environment(), timeout=harness.SECONDS)
        os.close(reader)
        os.close(writer)
        self.assertIsNone(json.loads(done.stdout)["file"]["size"])
        self.assertEqual(self.sandbox.requests(), [])

    def test_progress(self):
        done = self.sdp("customers", "upload_image", "--file", self.file(), "--verbose")
        self.assertEqual((done.status, done.err.splitlines()[0]), (0, f"sdp: sent {len(LOGO)} of {len(LOGO)} bytes"))
        self.assertNotIn("sent", self.good("customers", "upload_image", "--file", self.file()).err)

    def test_mistakes(self):
        image = ("customers", "upload_image")
        self.bad(2, *image, says="--file PATH")
        self.bad(2, *image, "--file", "", says="empty")
        self.bad(2, *image, "--file", self.folder.name, says="--file: ")
        self.bad(2, *image, "--file", self.folder.name + "/none", says="--file: ")
        self.bad(2, *image, "--file", self.file(content=b""), says="empty")
        self.bad(2, *image, "--file", "-", says="empty")
        self.bad(2, *image, "--file", "/dev/zero", says="--file: ")
        self.bad(2, *image, "--file", self.file(), "--set", "name=x", says="--set is for operations that take input")
        self.bad(2, "contracts", "upload_attachment", "--file", self.file(), says="CONTRACT_ID")
        for other in (("products", "list"), ("contracts", "get", CHILD), ("neucrm", "list"), ("contracts", "cancel", CHILD)):
            self.bad(2, *other, "--file", self.file(), says="--file is for uploads")
        error = self.sdp(*image, "--output", "json").error
        self.assertEqual((error["status"], error["path"]), ("SDP_E_REQUIRED", "--file"))
        self.bad(4, *image, "--file", self.file(), env={"SDP_ACCESS_TOKEN": None}, says="SDP_ACCESS_TOKEN")
        self.assertEqual(self.sandbox.requests(), [])

    def test_a_pipe_that_is_slow(self):
        reader, writer = os.pipe()

        def write():
            for byte in LOGO[:5]:
                os.write(writer, bytes([byte]))
            os.close(writer)

        thread = threading.Thread(target=write)
        thread.start()
        done = subprocess.run([harness.SDP, "customers", "upload_image", "--file", "-"], stdin=reader, capture_output=True,
                              env=self.environment(), timeout=harness.SECONDS)
        thread.join()
        os.close(reader)
        self.assertEqual((done.returncode, int(json.loads(done.stdout)[0]["size"])), (0, 5))


NEW = {"type": "Individual", "name": "Anna", "mobile": "1", "email": "anna@example.com", "zipcode": "403000", "state": "Goa",
       "city": "Panaji", "street": "1"}


class Neucrm(Services):
    def form(self, *arguments):
        return self.good("neucrm", *arguments, "--dry-run").json["form"]

    def test_filter(self):
        login = {"userid": "***", "api_key": "***"}
        self.assertEqual(self.form("list"), login)
        self.assertEqual(self.form("list", "--set", "name=A%"), {"name": "A%", **login})
        self.assertEqual(self.form("list", "--input", '{"city":"Goa"}', "--set", "rows_limit=5", "--sort", "-name"),
                         {"city": "Goa", "rows_limit": "5", "sort_field": "name", "sort_order": "desc", **login})
        self.assertEqual(self.form("list", "--set", "name=A%", "--count"), {"name": "A%", "show_count": "1", **login})
        self.assertEqual(self.form("list", "--all")["rows_limit"], "100")

    def test_list(self):
        rows = self.good("neucrm", "list").json
        self.assertEqual(len(rows), 3)
        self.assertEqual(self.good("neucrm", "list", "--all").rows, rows)
        self.assertEqual(self.good("neucrm", "list", "--all", "--set", "rows_limit=2", "--fields", "id").rows,
                         [{"id": row["id"]} for row in rows])
        self.assertEqual(len(self.sandbox.requests()), 4)
        self.good("neucrm", "create", "--input", json.dumps(NEW))
        self.assertEqual([row["name"] for row in self.good("neucrm", "list", "--set", "name=A%").json], ["Anna"])
        self.assertEqual(len(self.good("neucrm", "list", "--output", "raw").json["result"]), 4)

    def test_count(self):
        self.assertEqual(self.good("neucrm", "list", "--count").out, '{"total_count":3}\n')
        self.assertEqual(self.good("neucrm", "list", "--count", "--set", "name=nobody").json, {"total_count": 0})
        self.assertEqual(self.table("neucrm", "list", "--count"), ["3"])
        self.assertEqual(self.good("neucrm", "list", "--count", "--output", "raw").json, {"result": 3, "error": None})

    def test_whole_life(self):
        arguments = [word for name, value in NEW.items() for word in ("--set", f"{name}={value}")]
        made = self.good("neucrm", "create", *arguments).json["id"]
        self.assertEqual(self.good("neucrm", "update", made, "--set", "city=Margao").json, {})
        self.assertEqual([row["city"] for row in self.good("neucrm", "list", "--set", "customerid=" + made).json], ["Margao"])
        self.assertEqual(self.good("neucrm", "delete", made).json, {})
        self.bad(1, "neucrm", "delete", made)

    def test_mistakes(self):
        for option in (("--where", "name is x"), ("--query", "{}")):
            for more in ((), ("--all",), ("--count",)):
                self.bad(2, "neucrm", "list", *option, *more, says=f"{option[0]} is for lists with a list_info")
        self.bad(2, "neucrm", "list", "--sort", "nam", says="'name'")
        self.bad(2, "neucrm", "list", "--sort", "city", says="sort_field")
        self.bad(2, "neucrm", "list", "--set", "nam=x", says="'name'")
        self.bad(2, "neucrm", "list", "--set", "rows_limit=0x", says="number")
        self.bad(2, "neucrm", "list", "--set", "rows_limit=101", "--count", says="rows_limit")
        self.bad(2, "neucrm", "list", "--input", '{"x":1}', "--count", says="x")
        self.bad(2, "neucrm", "list", "--all", "--count", says="either")
        self.bad(2, "neucrm", "list", "--all", "--set", "show_count=1", says="show_count")
        self.bad(2, "neucrm", "list", "5", says="one argument too many")
        self.bad(2, "neucrm", "create", "--set", "name=Anna", says="type")
        self.bad(2, "neucrm", "update", "--set", "name=Anna", says="CUSTOMERID")
        self.bad(2, "neucrm", "update", "1235", "--set", "id=7", says="id")
        self.assertEqual(self.sandbox.requests(), [])

    def test_verbose_does_not_show_the_login(self):
        done = self.sdp("neucrm", "list", "--verbose")
        self.assertRegex(done.err, r"^sdp: attempt 1: POST http://\S+/api/customer/list: HTTP 200, \d+ ms, new connection\n$")


harness.main()
