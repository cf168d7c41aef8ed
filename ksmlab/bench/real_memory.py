"""A workload's memory laid out for real: processes with private anonymous pages that ksmd may merge."""

from __future__ import annotations

import errno
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import numpy as np

from ksmlab.bench.workloads import SEED, Act, Fork, Start, Workload, Write, rewrite
from ksmlab.memory.contents import PAGE_SIZE, Contents

_READY = b"."


class RealMemory:
    """The pipes to the process that holds the memory."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers

    def rewrite(self) -> None:
        """1 % of the pages are written, as in the engine; returns when they are."""
        os.write(self._commands, _READY)
        self.wait()

    def wait(self) -> None:
        """Until the holder has done what it was told. MemoryError when it is gone."""
        if os.read(self._answers, 1) != _READY:
            raise MemoryError("the process that holds the memory has ended")


@contextmanager
def laid_out(workload: Workload, pages: int) -> Iterator[RealMemory]:
    """The workload's processes for as long as the context lasts."""
    commands_out, commands_in = os.pipe()
    answers_out, answers_in = os.pipe()
    holder = os.fork()
    if holder == 0:
        os.close(commands_in)
        try:
            _hold(workload, pages, commands_out, answers_in)
        finally:
            os._exit(1)  # what follows is the other process's
    os.close(commands_out)
    os.close(answers_in)
    try:
        memory = RealMemory(commands_in, answers_out)
        memory.wait()
        yield memory
    finally:
        os.close(commands_in)
        while os.read(answers_out, 1):
            pass  # ends when the holder and all that it forked have ended
        os.close(answers_out)
        os.waitpid(holder, 0)


def _hold(workload: Workload, pages: int, commands: int, answers: int) -> None:
    """The holder: lay the memory out, then rewrite a part whenever told, until the other end is closed."""
    contents = Contents()
    column = _carry_out(list(workload.acts(contents, pages)), commands)
    generator = Random(SEED)
    os.write(answers, _READY)
    while os.read(commands, 1):
        write = rewrite(contents, pages, generator)
        column[write.places] = write.ids
        os.write(answers, _READY)


def _carry_out(acts: list[Act], commands: int) -> np.ndarray:
    """Do the first process's acts; each child does its own and waits. Returns the first 8 bytes of each page."""
    column = np.empty(0, ">u8")
    children = 0
    for act in acts:
        match act:
            case Start():
                column = _map(act.ids)
            case Fork():
                children += 1
                _fork(column, [act for act in acts if isinstance(act, Write) and act.process == children], commands)
            case Write(process=0):
                column[act.places] = act.ids
    return column


def _map(ids: np.ndarray) -> np.ndarray:
    memory = mmap.mmap(-1, len(ids) * PAGE_SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    try:
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    except OSError as refusal:
        if refusal.errno != errno.EINVAL:  # EINVAL: a kernel that has no huge pages
            raise
    column = np.frombuffer(memory, ">u8").reshape(len(ids), PAGE_SIZE // 8)[:, 0]
    column[:] = ids
    memory.madvise(mmap.MADV_MERGEABLE)
    return column


def _fork(column: np.ndarray, writes: list[Write], commands: int) -> None:
    """A child that writes its own pages and then waits for the end; returns in the parent when it has written them."""
    written_out, written_in = os.pipe()
    if os.fork() == 0:
        for write in writes:
            column[write.places] = write.ids
        os.write(written_in, _READY)
        os.close(written_in)
        os.read(commands, 1)
        os._exit(0)
    os.close(written_in)
    os.read(written_out, 1)
    os.close(written_out)
