"""A limit on everything that a scenario file can ask for, so that a slip of the pen never eats the machine."""

from __future__ import annotations

MAX_FILE_BYTES = 8 << 20  # a scenario is written by hand or by `verify --random`
MAX_NODES = 1_000_000  # YAML nodes with every alias written out
MAX_DEPTH = 64  # YAML nesting, with every alias written out
MAX_DIGITS = 40  # of one number
MAX_ERRORS = 100  # reported for one file

PAGE_BYTES = 4096
MAX_PAGES = 1 << 30  # of a region, and of all that a scenario ever maps: 4 TiB
MAX_PAGE_NUMBER = (1 << 35) - 1  # last page of a process's 47 bits of address space
MAX_NODE = 63  # NUMA node
MAX_U64 = (1 << 64) - 1
MAX_DISTINCT = 1 << 32

MAX_WAKEUPS = 100_000_000  # of one `scan`, and of a whole scenario
MAX_FULL_SCANS = 1_000_000
MAX_REPEATS = 1_000_000  # `times` of one `repeat`
MAX_REPEAT_DEPTH = 4
MAX_STEPS = 1_000_000  # with every `repeat` written out
MAX_COST_NS = 10**15  # one cost on the virtual clock: eleven days
MAX_NAME = 64
