"""All processes of a scenario: starting them, telling them what to do, seeing them end."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
import traceback
from typing import Any, Dict, NoReturn

from ksmlab.live.agent import syscalls
from ksmlab.live.agent.actor import Actor
from ksmlab.live.agent.frames import Regions
from ksmlab.live.agent.quiet import Spans, strangers
from ksmlab.live.agent.types import Error, Op, Program

_HUSHES = 50


class ActorDied(Exception):
    """A process of the scenario ended when it should not have; the message says what it was doing."""


class Company:
    """The processes by name, in the order in which they started: `members` is name -> (pid, regions).

    Each process reads the numbers of ops from a pipe and answers with one line. All pipes are made before the first
    process starts, so that a forked child finds its own; only the agent holds their other ends, so a process that loses
    the agent reads the end of the file and ends.
    """

    def __init__(self, program: Program, ops: list[Op], nodes: int) -> None:
        self._program, self._ops, self._nodes = program, ops, nodes
        self.members: dict[str, tuple[int, Regions]] = {}
        self._pidfds: dict[str, int] = {}
        self._merge_any: set[str] = set()  # those that prctl made mergeable as a whole
        names = {op["process"] for op in ops if op["action"] == "start"} | {
            op["child"] for op in ops if op["action"] == "fork"
        }
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        self._orders = {name: os.pipe() for name in sorted(names)}  # (process reads, agent writes)
        self._answers = {name: os.pipe() for name in sorted(names)}  # (agent reads, process writes)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps, whoever the parent is

    def play(self, number: int) -> list[Error]:
        """Let the process of op `number` do it; afterwards everybody waits again."""
        op = self._ops[number]
        name, action = op["process"], op["action"]
        if action == "start":
            self._enter(name, self._start(name), {})
        os.write(self._orders[name][1], b"%d\n" % number)
        if action == "exit":
            self._leave(name)
            return []
        answer = self._answer(name, op)
        self.members[name] = (self.members[name][0], {key: tuple(value) for key, value in answer["regions"].items()})
        if action == "fork":
            self._enter(op["child"], answer["child"], dict(self.members[name][1]))
            self._answer(op["child"], op)
            if name in self._merge_any:
                self._merge_any.add(op["child"])
        elif action == "prctl" and not answer["errors"]:
            (self._merge_any.add if op["merge_any"] else self._merge_any.discard)(name)
        for member in (name, op.get("child")):
            if member in self._merge_any:
                self._hush(member)
        return list(answer["errors"])

    def dismiss(self) -> None:
        """End every process and wait until its memory is gone."""
        for name in list(self.members):
            signal.pidfd_send_signal(self._pidfds[name], signal.SIGKILL)
            self._leave(name)
        for pipe in [*self._orders.values(), *self._answers.values()]:
            os.close(pipe[0])
            os.close(pipe[1])

    def _hush(self, name: str) -> None:
        """Take what the process has of its own out of KSM, until a look finds nothing of it there."""
        for _ in range(_HUSHES):
            spans = strangers(*self.members[name])
            if not spans:
                return
            os.write(self._orders[name][1], json.dumps(spans).encode() + b"\n")
            self._answer(name, {"action": "keep_out"})
        raise ActorDied(f"process {name} has ever new mergeable memory of its own")

    def _enter(self, name: str, pid: int, regions: Regions) -> None:
        self.members[name] = (pid, regions)
        self._pidfds[name] = os.pidfd_open(pid)

    def _leave(self, name: str) -> None:
        """Wait for the end: a process signals it after its memory has been torn down."""
        pidfd = self._pidfds.pop(name)
        _ready(pidfd)
        os.close(pidfd)
        del self.members[name]
        self._merge_any.discard(name)

    def _answer(self, name: str, op: Op) -> Dict[str, Any]:
        answers, pidfd = self._answers[name][0], self._pidfds[name]
        line = b""
        while not line.endswith(b"\n"):
            if answers not in _ready(answers, pidfd):
                raise ActorDied(f"process {name} ended while it did: {json.dumps(op)[:200]}")
            line += os.read(answers, 65536)
        answer: Dict[str, Any] = json.loads(line)
        return answer

    def _start(self, name: str) -> int:
        agent = os.getpid()
        pid = os.fork()
        if pid == 0:
            syscalls.die_with_parent()
            if os.getppid() != agent:
                os._exit(1)
            for held in [*self._orders.values()]:
                os.close(held[1])
            for held in [*self._answers.values()]:
                os.close(held[0])
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 0)
            os.dup2(null, 1)
            self._perform(name, Actor(self._program["contents"], self._nodes))
        return pid

    def _perform(self, name: str, actor: Actor) -> NoReturn:
        """The life of a process: read an op's number, do it, answer; the end of the file is the end."""
        try:
            while True:
                order = b""
                while not order.endswith(b"\n"):
                    more = os.read(self._orders[name][0], 1)
                    if not more:
                        os._exit(0)
                    order += more
                name = self._obey(name, actor, json.loads(order))
        except BaseException:
            traceback.print_exc(file=sys.stderr)
            sys.stderr.flush()
            os._exit(1)

    def _obey(self, name: str, actor: Actor, order: int | Spans) -> str:
        """An op by its number, or spans to keep out; the name under which the process goes on."""
        if not isinstance(order, int):
            actor.keep_out(order)
            os.write(self._answers[name][1], b"{}\n")
            return name
        op, child = self._ops[order], 0
        if op["action"] == "fork":
            child = os.fork()
            if child == 0:
                name = op["child"]
        answer = {"errors": actor.do(op), "child": child, "regions": actor.regions}
        os.write(self._answers[name][1], json.dumps(answer).encode() + b"\n")
        return name


def _ready(*handles: int) -> list[int]:
    """Those of the handles that can be read, once one of them can (select(2) takes none above 1023)."""
    poll = select.poll()
    for handle in handles:
        poll.register(handle, select.POLLIN)
    return [handle for handle, _ in poll.poll()]
