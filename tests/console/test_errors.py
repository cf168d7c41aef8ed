"""Errors are a shell's and the kernel's own, and say in brackets what would help."""

from __future__ import annotations

import pytest

from ksmlab.console.console import Console
from ksmlab.kernel.knobs import DIRECTORY
from tests.snapshot.sessions import small


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("echo 2 > pages_shared", "bash: pages_shared: Permission denied\n(pages_shared is read-only)"),
        ("echo 1 > run/x", "bash: run/x: Permission denied"),
        (
            "echo 1 > smart_scn",
            "bash: smart_scn: Permission denied\n"
            f"(this kernel has no file {DIRECTORY}/smart_scn; did you mean smart_scan?",
        ),
        (f"echo 3 > {DIRECTORY}/run", "bash: echo: write error: Invalid argument\n(run: 3 is not 0, 1 or 2;"),
        ("echo 7 > max_page_sharing", "bash: echo: write error: Device or resource busy\n(cannot change while"),
        ("echo 99999999999999999999 > merge_across_nodes", "bash: echo: write error: Numerical result out of range"),
        ("cat rum", f"cat: rum: No such file or directory\n(this kernel has no file {DIRECTORY}/rum; did you mean run"),
        ("cat /proc/vm9/ksm_stat", "cat: /proc/vm9/ksm_stat: No such file or directory"),
        ("cat /proc", "cat: /proc: Is a directory"),
        ("cd /nowhere", "bash: cd: /nowhere: No such file or directory"),
        ("cd run", "bash: cd: run: Not a directory"),
        ("ech 1 > run", "bash: ech: command not found\n(did you mean echo?)"),
        ("echo 'x", "bash: unexpected EOF"),
        ("cat run | wc", "bash: | is not taken here"),
        ("madvise vm1 ram 0-3 hugepage", "madvise: Invalid argument"),
        ("madvise vm1 ram 0-9 mergeable", "vm1.ram has no pages 0-9\n(it has 0 to 7)"),
        ("write vm1 rm 0 zero", "vm1 has no region rm\n(did you mean ram?)"),
        ("write vm3 ram 0 zero", "vm3: No such process\n(did you mean vm"),
        ("write vm1 ram 0 hex xy", "'xy' is no hex content\n(pairs of hex digits: hex a5)"),
        ("fork vm1 vm2", "there is or was a process vm2"),
        ("exit", "exit: which process?"),
        ("until pages_shring > 1", "until: there is no pages_shring on kernel 6.18; did you mean pages_sharing?"),
        ("back 0", "'0' is no count"),
        ("why vm1 ram", "why: which page?"),
        ("save /nowhere/x.yaml", "save: cannot write in /nowhere"),
    ],
)  # fmt: skip
def test_errors_are_a_shells_and_say_what_helps(line: str, answer: str) -> None:
    output = Console(small(scans=2)).run(line)
    assert output.is_error
    assert output.text.startswith(answer)
