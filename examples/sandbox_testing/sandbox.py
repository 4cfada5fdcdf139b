"""A local ServiceDesk Plus MSP for tests in Python, with the standard library alone: copy it beside yours.

    with Sandbox("--seed-data", "demo") as box:
        ... requests to box.base_url, with any token ...

With pytest, as a fixture:

    @pytest.fixture(scope="session")
    def box():
        with Sandbox() as box:
            yield box
"""
import json
import os
import subprocess
import urllib.request


class Sandbox:
    def __init__(self, *arguments, program=None):
        program = program or os.environ.get("SDP_SANDBOX", "sdp-sandbox")
        # It ends when its standard input does: with this process, whatever happens.
        self.process = subprocess.Popen([program, "--port", "0", "--exit-with-parent", *arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{program} did not get ready: exit status {self.process.wait()}")
        self.__dict__.update(json.loads(line))  # port, base_url, accounts_url, neucrm_base_url

    def control(self, method, path, body=None):
        url = f"http://127.0.0.1:{self.port}/_sandbox/{path}"
        request = urllib.request.Request(url, method=method, data=body.encode() if body is not None else None)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def reset(self):
        self.control("POST", "reset", "")

    def fault(self, rule):
        self.control("POST", "faults", rule)

    def clock(self, when):
        return self.control("POST", "clock", when)

    def requests(self):
        return self.control("GET", "requests")

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()
