"""Running the whole service: ports, static files, and processes that die."""

import io
import os
import socket
import time

import pytest
from honcho.printer import Printer

from config import launch, supervise


def test_a_taken_port_is_noticed_and_another_one_offered():
    with socket.socket() as other:
        other.bind((launch.HOST, 0))
        other.listen()
        assert launch.port_is_taken(other.getsockname()[1])
    assert not launch.port_is_taken(launch.free_port())


def test_static_files_are_collected_again_only_when_a_source_is_newer(tmp_path, monkeypatch):
    monkeypatch.setattr(launch.embedded, "LOCAL", tmp_path)
    monkeypatch.setattr(launch, "ROOT", tmp_path)
    monkeypatch.delenv("STATIC_ROOT", raising=False)
    source = tmp_path / "static" / "page.css"
    source.parent.mkdir()
    source.touch()
    assert launch.static_files_are_old()
    (tmp_path / "static.done").touch()
    os.utime(source, (0, 0))
    os.utime(source.parent, (0, 0))
    assert not launch.static_files_are_old()


def test_each_line_of_a_command_is_said_with_the_time_since_the_start(capsys):
    launch.Said().write("4,800 past cases\n\nFigures worked out\n")

    said = capsys.readouterr().out.splitlines()
    assert [line.split(" s  ")[1] for line in said] == ["4,800 past cases", "Figures worked out"]


@pytest.fixture
def supervisor(tmp_path, monkeypatch):
    """Return a function that supervises the given Procfile and shows what was printed."""
    made = []

    def make(procfile):
        (tmp_path / "Procfile").write_text(procfile)
        processes = supervise.Supervisor(tmp_path / "Procfile", os.environ)
        processes.all[0].printer = Printer(io.StringIO())
        processes.start()
        made.append(processes)
        return processes

    yield make
    for processes in made:
        processes.stop()


def until(condition, seconds=10):
    """Return a condition for `watch` that holds, at the latest, after some seconds."""
    end = time.monotonic() + seconds
    return lambda: condition() or time.monotonic() > end


def test_a_process_that_dies_is_started_again(supervisor):
    processes = supervisor("web: sleep 60\n")
    first = processes.all[0].process
    first.kill()
    processes.watch(until(lambda: processes.all[0].process is not first))
    assert processes.all[0].process.pid != first.pid
    assert "ended with status -9" in processes.all[0].printer.output.getvalue()


def test_a_process_that_keeps_dying_is_given_up(supervisor):
    processes = supervisor("web: false\n")
    with pytest.raises(supervise.KeepsDying, match="web died"):
        processes.watch(until(lambda: False, seconds=20))


def test_stopping_ends_every_process(supervisor):
    processes = supervisor("web: sleep 60\nworker: sleep 60\n")
    processes.stop()
    assert [one.process.poll() for one in processes.all] == [-15, -15]


def test_what_a_process_says_is_shown_with_its_name(supervisor):
    processes = supervisor("web: sh -c 'echo hello; sleep 60'\n")
    output = processes.all[0].printer.output
    processes.watch(until(lambda: "hello" in output.getvalue()))
    assert "web | hello" in output.getvalue()
