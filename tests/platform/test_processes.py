"""Children end with us and when they are told, at whatever moment that is."""

import os
import signal
import subprocess
import sys

import psutil
import pytest
from tests.patience import PATIENCE

from lianxin.adapters import processes


@pytest.fixture
def noting():
    """This process handles SIGTERM, as `lianxin up` does, so that a copy of it does as well."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_child_told_to_end_before_it_is_its_program_ends(noting):
    ask = processes.die_with_parent(signal.SIGTERM)

    def told_early():
        ask()
        os.kill(os.getpid(), signal.SIGTERM)

    assert subprocess.run(["sleep", "60"], preexec_fn=told_early).returncode == -signal.SIGTERM


def test_a_child_whose_parent_is_gone_already_ends():
    ask = processes.die_with_parent(signal.SIGTERM)
    other = os.fork()
    if other == 0:  # to its child, the process that asked for the signal is not the parent
        os._exit(subprocess.run(["true"], preexec_fn=ask).returncode)
    assert os.waitstatus_to_exitcode(os.waitpid(other, 0)[1]) == 1


def test_waiting_that_is_given_up_ends_the_child_and_its_children():
    said = "import subprocess, sys; subprocess.Popen(['sleep', '60']); print('both', flush=True); sys.stdin.read()"
    child = subprocess.Popen(
        [sys.executable, "-c", said], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    family = []

    def give_up(seconds):
        assert child.stdout.readline() == b"both\n"
        family.extend(psutil.Process(child.pid).children())
        raise KeyboardInterrupt

    with child, pytest.raises(KeyboardInterrupt):
        processes.ended(child, give_up)
    assert child.returncode == -signal.SIGKILL
    assert len(family) == 1
    assert not psutil.wait_procs(family, timeout=PATIENCE)[1]


LOADING = """
import os
import lianxin.web.application as loading
loading.application = lambda: os.kill(os.getpid(), {sign})
from lianxin import serving
serving.serve("127.0.0.1", 0, 1)
"""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_web_server_that_still_loads_ends_when_told(sign):
    told = subprocess.run([sys.executable, "-c", LOADING.format(sign=int(sign))], capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (-sign, "")


FORKED = """
import multiprocessing, os, signal
from lianxin.adapters import processes
def answer():
    processes.bind_fork()
    os.kill(os.getpid(), signal.SIGTERM)
signal.signal(signal.SIGTERM, lambda *_: None)  # Granian's, which its forks are born with
fork = multiprocessing.get_context("fork").Process(target=answer)
fork.start()
fork.join()
print(fork.exitcode)
"""
LOADED = """
import os
import lianxin.wsgi
from django.db import connections
from django.urls import get_resolver
print(len(os.listdir("/proc/self/task")), [one.connection for one in connections.all()])
print("lianxin.web.desk.urls" in __import__("sys").modules)
"""


def test_what_is_loaded_before_the_web_server_forks_holds_no_thread_and_no_connection():
    """A thread is not there after a fork, a connection would be everybody's."""
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True)
    assert told.stdout == "1 [None]\nTrue\n", told.stderr


def test_a_forked_process_ends_when_told_whatever_its_parent_did_about_it():
    told = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True)
    assert told.stdout == f"{-signal.SIGTERM}\n", told.stderr
