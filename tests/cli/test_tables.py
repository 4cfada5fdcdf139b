"""A new field row and new operation rows are all that a new field and new commands need: nothing of examples/cli changes."""
import os
import re
import shutil
import subprocess
import tempfile

import harness

MEMBER = "    const char *manufacturer;\n"
NEW_MEMBERS = "    const char *shelf;\n    sdp_time bought_on;\n    const sdp_json *udf_fields;\n"
NEW_FIELDS = ',\n TEXT(shelf, 0, "where it lies"),\n TIME(bought_on, 0, "when it was bought"),\n UDF(udf_fields, 0, "fields of one\'s own"));'
NEW_OPERATIONS = """
OPERATION(GADGET_ADD, "gadgets.add_new", "Adds a gadget",
          .method = "POST", .path = "/gadgets", .access = SDP_ACCESS_WRITE,
          .place = SDP_PLACE_FORM, .bare = SDP_BARE_NOTHING,
          .input_type = &sdpi_type_sdp_product, .input_key = "gadget", .required = "shelf",
          .output_type = &sdpi_type_sdp_product, .output_keys = "gadget")

OPERATION(GADGET_LINK, "gadgets.link", "Links gadgets to a product",
          .method = "POST", .path = "/gadgets/{gadget_id}/links/{link_id}", .access = SDP_ACCESS_WRITE,
          .place = SDP_PLACE_FORM, .bare = SDP_BARE_NOTHING,
          .input_type = &sdpi_type_sdp_lookup, .input_key = "links", .input_is_list = 1)
"""


def replace(path, old, new):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    changed, count = re.subn(old, lambda _: new, text)
    assert count == 1, f"{path} has {count} times {old}"
    with open(path, "w", encoding="utf-8") as file:
        file.write(changed)


def build(folder):
    """Builds the command of a copy of the sources with more rows in their tables; as the build builds it, but at once."""
    for part in ("include", "src", "examples/cli"):
        shutil.copytree(os.path.join(harness.ROOT, part), os.path.join(folder, part))
    replace(os.path.join(folder, "include/sdp/products.h"), r"(?<=const sdp_depreciation \*depreciation_detail;\n)", NEW_MEMBERS)
    replace(os.path.join(folder, "src/model/products.c"), r'(?<="name of its manufacturer"\))\);', NEW_FIELDS)
    with open(os.path.join(folder, "src/api/operations.def"), "a", encoding="utf-8") as file:
        file.write(NEW_OPERATIONS)
    sources = [os.path.join(at, name) for part in ("src", "examples/cli") for at, _, names in os.walk(os.path.join(folder, part))
               for name in names if name.endswith(".c")]
    program = os.path.join(folder, "sdp")
    subprocess.run([os.environ.get("CC", "cc"), "-std=c11", "-O0", "-w", "-D_POSIX_C_SOURCE=200809L",
                    "-I", os.path.join(folder, "include"), "-I", os.path.join(folder, "src"), *sources,
                    "-lcurl", "-lcjson", "-lpthread", "-o", program], check=True, timeout=300)
    return program


class Tables(harness.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.TemporaryDirectory()
        cls.before = harness.SDP
        harness.SDP = build(cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        harness.SDP = cls.before
        cls.folder.cleanup()
        super().tearDownClass()

    def test_the_field_is_known(self):
        self.assertRegex(self.good("products", "add", "--help").out, r"shelf +text +where it lies")
        self.assertRegex(self.good("describe", "products", "get").out, r"shelf +text +where it lies")
        made = self.sent("products", "edit", "1", "--set", "shelf=A 7", "--set", "bought_on=2027-01-31")
        self.assertEqual(made["product"]["shelf"], "A 7")
        self.bad(2, "products", "edit", "1", "--set", "shelv=x", says="'shelf'")
        self.bad(2, "products", "list", "--fields", "shelve", says="'shelf'")
        found = self.sent("products", "list", "--where", "shelf contains A", "--sort", "-shelf")["list_info"]
        self.assertEqual((found["search_criteria"]["field"], found["sort_field"]), ("shelf", "shelf"))
        offered = self.good("completion", "words", "--", "products", "edit", "1", "--set", "sh")
        self.assertEqual(offered.out.split("\t")[0], "shelf=")

    def times(self, written):
        made = self.sent("products", "edit", "1", "--set", "bought_on=" + written)["product"]["bought_on"]
        return int(made["value"] if isinstance(made, dict) else made)

    def test_times(self):
        for written, ms in (("1700000000000", 1700000000000), ("-1", -1), ("1970-01-01", 0), ("2027-01-01", 1798761600000),
                            ("2024-02-29T12:00", 1709208000000), ("2024-02-29T12:00:01Z", 1709208001000),
                            ("2024-02-29 12:00:01.250Z", 1709208001250), ("2024-02-29T12:00+02:00", 1709200800000),
                            ("1969-12-31T23:59:59-0100", 3599000), ("2000-03-01", 951868800000), ("0001-01-01", -62135596800000)):
            self.assertEqual(self.times(written), ms, written)
        for wrong in ("", "tomorrow", "2027-13-01", "2027-02-29", "2027-1-1", "2027-01-01T", "2027-01-01T24:00", "2027-01-01x",
                      "2027-01-01T10", "99999999999999999999", "2027-01-01T10:00:00.1Z", "2027-00-10", "2027-01-00"):
            self.bad(2, "products", "edit", "1", "--set", "bought_on=" + wrong, says="date in UTC")
        criterion = self.sent("products", "list", "--where", "bought_on >= 2027-01-01")["list_info"]["search_criteria"]
        self.assertEqual((criterion["condition"], criterion["value"]), ("greater or equal", "1798761600000"))
        criterion = self.sent("products", "list", "--where", "bought_on between 1970-01-01, \"5\"")["list_info"]["search_criteria"]
        self.assertEqual(criterion["values"], ["0", "5"])
        self.bad(2, "products", "list", "--where", "bought_on is soon", says="date in UTC")
        made = self.sent("products", "edit", "1", "--set", "bought_on.value=1970-01-02")["product"]["bought_on"]
        self.assertEqual(int(made["value"] if isinstance(made, dict) else made), 86400000)

    def test_open_fields(self):
        made = self.sent("products", "edit", "1", "--set", "udf_fields.a=5", "--set", "udf_fields.b:=5", "--set",
                         "udf_fields.c.d[]=x", "--set", "udf_fields.c.d[]:=null")["product"]["udf_fields"]
        self.assertEqual(made, {"a": "5", "b": 5, "c": {"d": ["x", None]}})
        self.assertEqual(self.sent("products", "list", "--where", "udf_fields.a is 5")["list_info"]["search_criteria"]["value"], "5")
        self.bad(2, "products", "edit", "1", "--set", "udf_fields=x")

    def test_the_operation_is_a_command(self):
        self.assertIn("gadgets", self.good("--help").out)
        self.assertIn("Adds a gadget", self.good("gadgets", "--help").out)
        self.assertIn("--set shelf=...", self.good("gadgets", "add-new", "--help").out)
        self.assertEqual(self.sent("gadgets", "add-new", "--set", "shelf=B"), {"gadget": {"shelf": "B"}})
        self.assertEqual(self.sent("gadgets", "add_new", "--set", "gadget.shelf=B"), {"gadget": {"shelf": "B"}})
        self.bad(2, "gadgets", "add-new", "--set", "name=x", says="shelf")
        self.bad(2, "gadgets", "ad-new", says="'add_new'")
        self.bad(2, "gadget", "link", says="'gadgets'")
        self.assertEqual(self.good("completion", "words", "--", "gad").out.split("\t")[0], "gadgets")

    def test_an_operation_on_a_list(self):
        link = ("gadgets", "link", "7", "8")
        two = {"links": [{"id": "1"}, {"id": "2"}]}
        self.assertEqual(self.sent(*link, "--input", '{"id":"1"}'), {"links": [{"id": "1"}]})
        self.assertEqual(self.sent(*link, "--input", '[{"id":"1"},{"id":"2"}]'), two)
        self.assertEqual(self.sent(*link, "--input", '{"links":[{"id":"1"},{"id":"2"}]}'), two)
        self.assertEqual(self.sent(*link, "--set", "id=1"), {"links": [{"id": "1"}]})
        self.assertEqual(self.sent(*link, "--set", "[0].id=1", "--set", "[1].id=2"), two)
        self.assertEqual(self.sent(*link, "--set", "[].id=1", "--set", "links[].id=2"), two)
        self.assertEqual(self.sent(*link, "--set", '[]:={"id":"1"}', "--set", '[]:={"id":"2"}'), two)
        self.assertEqual(self.sent(*link, "--input", '{"id":"1"}', "--set", "[1].id=2"), two)
        self.assertEqual(self.sent(*link, "--input", '{"links":{"id":"3"}}', "--set", "id=1", "--set", "[1].id=2"), two)
        self.assertEqual(self.good(*link, "--set", "id=1", "--dry-run").json["url"].split("/api/v3")[1], "/gadgets/7/links/8")
        self.bad(2, *link, "--set", "[2].id=1", says="index")
        self.bad(2, *link, "--set", "[0]=1")
        self.bad(2, *link, "--set", "[0].nme=1", says="'name'")
        self.bad(2, "gadgets", "link", "7", "--set", "id=1", says="LINK_ID")


harness.main()
