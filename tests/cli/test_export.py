"""products export and customers export: all of them as CSV."""
import csv
import fcntl
import io
import os
import signal
import stat
import subprocess
import time

import harness

NOBODY = 2 ** 22 + 1  # no process has such a number


def leave(path, words):
    """A file as the command makes them beside their place."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(words)
    os.chmod(path, 0o600)


class Export(harness.Case):
    sandbox_arguments = ("--seed-data", "demo")

    def read(self, text):
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def test_all_of_them_with_what_can_be_set(self):
        rows = self.read(self.good("products", "export").out)
        self.assertEqual(len(rows), 20)
        self.assertEqual(list(rows[0])[:2], ["id", "name"])
        self.assertLessEqual({"product_type.name", "comments", "manufacturer", "part_no", "is_laptop"}, set(rows[0]))
        self.assertEqual((rows[0]["name"], rows[0]["product_type.name"], rows[0]["is_laptop"]),
                         ("Latitude 5450", "Laptop", "true"))
        customers = self.read(self.good("customers", "export").out)
        self.assertEqual((len(customers), customers[0]["email_id"]), (8, "it@aster-dental.example"))

    def test_every_page(self):
        box = harness.Sandbox("--seed-data", "250")
        self.addCleanup(box.stop)
        rows = self.read(self.good("products", "export", env={"SDP_BASE_URL": box.base_url}).out)
        self.assertEqual(len({row["id"] for row in rows}), 250)
        self.assertEqual(len(box.requests()), 3)

    def test_fields_and_conditions(self):
        done = self.good("customers", "export", "--fields", "name,created_time", "--where", "city is Bristol")
        header, row = csv.reader(io.StringIO(done.out))
        self.assertEqual((header, row[0]), (["name", "created_time"], "Aster Dental Group"))
        self.assertRegex(row[1], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ$")
        self.bad(2, "products", "export", "--fields", "nam", says="did you mean 'name'?")

    def test_what_needs_quotes_comes_back(self):
        odd = 'say "hi", then\ngo\r\n, =1+1 é'
        self.product("name=" + "Q", "comments=" + odd)
        self.product("name=R", "comments=\\N")
        rows = {row["name"]: row for row in self.read(self.good("products", "export").raw.decode())}
        self.assertEqual(rows["Q"]["comments"], odd)
        self.assertEqual(rows["R"]["comments"], "\\\\N")  # a text, and not the null of an import

    def test_a_file_appears_when_it_is_whole(self):
        path = os.path.join(self.state, "out.csv")
        done = self.sdp("products", "export", path)
        self.assertEqual((done.status, done.out), (0, ""))
        self.assertIn("20 rows", done.err)
        with open(path, encoding="utf-8", newline="") as file:
            whole = file.read()
        self.assertEqual(whole, self.good("products", "export", "-").raw.decode())
        box = harness.Sandbox("--seed-data", "250", "--fault", "GET /products skip=1 html:503")
        self.addCleanup(box.stop)
        self.bad(3, "products", "export", path, "--max-retries", "0", env={"SDP_BASE_URL": box.base_url})
        with open(path, encoding="utf-8", newline="") as file:
            self.assertEqual(file.read(), whole)
        self.assertEqual(os.listdir(self.state), ["out.csv"])

    def test_a_file_that_is_there_keeps_its_rights_and_a_link_stays_one(self):
        path, link = os.path.join(self.state, "real.csv"), os.path.join(self.state, "link.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("old")
        os.chmod(path, 0o600)
        os.symlink("real.csv", link)
        self.assertEqual(self.sdp("products", "export", "--quiet", link).status, 0)
        self.assertTrue(os.path.islink(link))
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, encoding="utf-8") as file:
            self.assertTrue(file.readline().startswith("id,"))

    def stuck(self, path, stderr=subprocess.DEVNULL):
        """An export whose second page never comes; it has written the first."""
        box = harness.Sandbox("--seed-data", "250", "--fault", "GET /products skip=1 stall")
        self.addCleanup(box.stop)
        running = subprocess.Popen([harness.SDP, "products", "export", path, "--timeout-ms", str(1000 * harness.SECONDS)],
                                   stdout=subprocess.DEVNULL, stderr=stderr,
                                   env=self.environment({"SDP_BASE_URL": box.base_url}))
        self.addCleanup(running.kill)
        box.wait_for("GET /products", 2)
        return running

    def test_signals_leave_nothing_behind(self):
        path = os.path.join(self.state, "out.csv")
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            running = self.stuck(path)
            self.assertEqual(os.listdir(self.state), [f"out.csv.sdp-{running.pid}.new"])
            running.send_signal(number)
            self.assertEqual((running.wait(harness.SECONDS), os.listdir(self.state)), (status, []))

    def test_a_second_signal_that_ends_it_at_once_leaves_nothing_behind(self):
        path = os.path.join(self.state, "out.csv")
        full, stderr = os.pipe()  # what the first signal makes it say has no room, and it waits for that
        os.set_blocking(stderr, False)
        with open(full, "rb") as _, open(stderr, "wb", buffering=0) as pipe:
            while pipe.write(b"x" * 4096):
                pass
            os.set_blocking(stderr, True)
            running = self.stuck(path, pipe)
            limit = time.monotonic() + harness.SECONDS
            while running.poll() is None and time.monotonic() < limit:
                running.send_signal(signal.SIGTERM)
                time.sleep(0.05)
        self.assertEqual((running.wait(harness.SECONDS), os.listdir(self.state)), (143, []))

    def test_what_a_kill_left_the_next_one_takes_away(self):
        path = os.path.join(self.state, "out.csv")
        running = self.stuck(path)
        running.kill()
        running.wait(harness.SECONDS)
        self.assertEqual(os.listdir(self.state), [f"out.csv.sdp-{running.pid}.new"])
        done = self.sdp("products", "export", path)
        self.assertEqual((done.status, os.listdir(self.state)), (0, ["out.csv"]))
        self.assertIn(f"removed out.csv.sdp-{running.pid}.new, the unfinished file of a run that was killed", done.err)
        with open(path, encoding="utf-8", newline="") as file:
            self.assertEqual(len(self.read(file.read())), 20)

    def test_what_others_write_stays(self):
        path = os.path.join(self.state, "out.csv")
        running = self.stuck(path)  # lives, and so does what it writes
        pipe = f"{path}.sdp-{NOBODY}.new"
        os.mkfifo(pipe, 0o600)
        others = [f"{path}.sdp-{os.getpid()}.new", f"{path}.sdp-x.new", f"{path}.sdp-12.old", f"{path}.sdp-.new", f"{path}.new",
                  os.path.join(self.state, f"b.csv.sdp-{NOBODY}.new"), f"{path}.sdp-{NOBODY}.new2"]
        for other in others:
            leave(other, "mine")
        locked = f"{path}.sdp-{NOBODY + 1}.new"
        leave(locked, "")
        with open(locked, "r+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # by a process of another container, whose number says nothing here
            self.assertEqual(self.sdp("products", "export", path).status, 0)
        names = {os.path.basename(name) for name in (path, pipe, locked, *others)} | {f"out.csv.sdp-{running.pid}.new"}
        self.assertEqual(set(os.listdir(self.state)), names)
        running.send_signal(signal.SIGTERM)
        running.wait(harness.SECONDS)
        self.assertEqual(self.sdp("products", "export", path).status, 0)
        self.assertEqual(set(os.listdir(self.state)), names - {os.path.basename(locked), f"out.csv.sdp-{running.pid}.new"})

    def test_files_that_people_made_stay(self):
        """Names that a hand might choose, and a file that was left but is somebody's by now."""
        path = os.path.join(self.state, "out.csv")
        shown, linked = (f"{path}.sdp-{NOBODY + i}.new" for i in range(2))
        made = [f"{path}.20261121.new", f"{path}.{NOBODY}.new", f"{path}.1.new", shown, linked, path + ".copy"]
        for name in made[:-1]:
            leave(name, "mine")
        os.chmod(shown, 0o644)
        os.link(linked, made[-1])
        done = self.sdp("products", "export", path)
        self.assertEqual((done.status, done.err), (0, f"sdp: 20 rows in {path}\n"))
        self.assertEqual(sorted(os.listdir(self.state)), sorted(os.path.basename(name) for name in [path, *made]))

    def test_a_bare_name_is_in_this_folder(self):
        leave(os.path.join(self.state, f"out.csv.sdp-{NOBODY}.new"), "left")
        self.assertEqual(self.sdp("products", "export", "out.csv", cwd=self.state).status, 0)
        self.assertEqual(os.listdir(self.state), ["out.csv"])

    def test_a_file_that_may_not_be_written_stays(self):
        path = os.path.join(self.state, "out.csv")
        leave(path, "mine")
        os.chmod(path, 0o444)
        self.bad(2, "products", "export", path, says="cannot be written: Permission denied")
        with open(path, encoding="utf-8") as file:
            self.assertEqual((file.read(), os.listdir(self.state)), ("mine", ["out.csv"]))

    def test_what_is_refused(self):
        self.bad(2, "products", "export", "a", "b", says="'b'")
        self.bad(2, "products", "export", "--output", "json", says="products list --all")
        self.bad(2, "products", "export", os.devnull, says="no regular file")
        self.bad(2, "products", "export", os.path.join(self.state, "no", "where.csv"), says="cannot be written")
        self.assertTrue(stat.S_ISCHR(os.stat(os.devnull).st_mode))


harness.main()
