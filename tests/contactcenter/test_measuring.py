"""The processor time that benchmarks tell."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import Programs

WORKS_IN_A_SESSION_OF_ITS_OWN = """
import os, sys, time
if os.fork():
    os.wait()
else:
    os.setsid()
    while time.process_time() < 0.2:
        pass
    print("worked", flush=True)
    sys.stdin.read()
"""


def test_a_process_in_a_session_of_its_own_counts_as_its_program(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", "-c", WORKS_IN_A_SESSION_OF_ITS_OWN]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        (tmp_path / "programs.json").write_text(json.dumps({"postgres": program.pid}))
        assert program.stdout.readline() == "worked\n"
        programs = Programs(var=tmp_path)
        assert programs.cpu_seconds()["postgres"] >= 0.15
        assert programs.memory_megabytes()["postgres"] > 0
        program.stdin.close()
