"""Programs that a check stands on and that may not be there."""
import os
import shutil
import sys

SKIPPED = 77  # SDP_TEST_SKIPPED of tests/CMakeLists.txt


def needed(check, program):
    """The path of the program. Without it the check is left out; with SDP_NO_SKIP it fails."""
    path = shutil.which(program)
    if path is None:
        print(f"{check}: left out: it needs {program}")
        sys.exit(1 if os.environ.get("SDP_NO_SKIP") else SKIPPED)
    return path
