"""Run the processes of a Procfile side by side: show what they say, restart what dies, stop all together."""

import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.printer import Message, Printer

from config.lifetime import die_with_parent

MOST_RESTARTS = 5
RESTARTS_FORGOTTEN_AFTER_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.2
STOP_SECONDS = 15.0
COLOURS = {"web": "36", "worker": "33", "outside": "32", "beat": "35"}


class KeepsDying(Exception):
    """A process died more often than restarting it can mend."""


@dataclass
class Supervised:
    """One line of the Procfile and the process that runs it now."""

    name: str
    command: str
    environment: Mapping[str, str]
    printer: Printer
    process: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches only us."""
        self.started.append(time.monotonic())
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {self.command}"],
            env=dict(self.environment), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=die_with_parent(signal.SIGTERM),
        )  # fmt: skip
        threading.Thread(target=self.show, args=(self.process,), daemon=True).start()

    def show(self, process: subprocess.Popen[bytes]) -> None:
        """Copy what the process says to the terminal, each line with its name."""
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self.say(line)

    def say(self, line: str | bytes) -> None:
        """Print a line under this process's name."""
        now = datetime.datetime.now(datetime.UTC).astimezone()
        colour = COLOURS.get(self.name)
        self.printer.write(Message(type="line", data=line, time=now, name=self.name, colour=colour))

    def mind(self) -> None:
        """Start the process again if it has died; raise KeepsDying when that happens too often."""
        if self.process is None or self.process.poll() is None:
            return
        self.say(f"ended with status {self.process.returncode}: starting it again")
        since = time.monotonic() - RESTARTS_FORGOTTEN_AFTER_SECONDS
        self.started = [at for at in self.started if at > since]
        if len(self.started) > MOST_RESTARTS:
            raise KeepsDying(f"{self.name} died {len(self.started)} times within a minute")
        self.send(signal.SIGKILL)  # children that it may have left behind
        self.start()

    def send(self, sign: signal.Signals) -> None:
        """Send a signal to the process and everything it has started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, sign)
            except ProcessLookupError:
                return


class Supervisor:
    """All processes of a Procfile."""

    def __init__(self, procfile: Path, environment: Mapping[str, str]) -> None:
        printer = Printer(sys.stdout)
        lines = parse_procfile(procfile.read_text()).processes
        printer.width = max(len(name) for name in lines)
        self.all = [Supervised(name, command, environment, printer) for name, command in lines.items()]

    def start(self) -> None:
        """Start every process."""
        for one in self.all:
            one.start()

    def watch(self, until: Callable[[], bool]) -> None:
        """Restart what dies until the condition holds; raise KeepsDying when restarting does not help."""
        while not until():
            for one in self.all:
                one.mind()
            time.sleep(LOOK_EVERY_SECONDS)

    def stop(self) -> None:
        """Ask every process to finish what it does, and end what does not within the time allowed."""
        running = [one for one in self.all if one.process is not None and one.process.poll() is None]
        for one in running:
            # To the main process alone: it knows how to bring its own children to an end.
            one.process.terminate()  # type: ignore[union-attr]
        end = time.monotonic() + STOP_SECONDS
        while time.monotonic() < end and any(one.process.poll() is None for one in running if one.process):
            time.sleep(0.05)
        for one in self.all:
            one.send(signal.SIGKILL)
