"""What a guest needs to run the agent: this Python, the modules that the agent imports, and their shared libraries."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

from ksmlab.errors import MachineRefuses

_LIBRARY = re.compile(r"(?:=> |^\s+)(/\S+) \(0x", re.MULTILINE)  # `libm.so.6 => /lib/… (0x…)`, or the loader alone
_PACKAGE = Path(__file__).parents[1]  # …/ksmlab
_INIT = """
import sys
sys.path.insert(0, "/")
from ksmlab.live.agent.guest import main
main()
"""
_LIST_MODULES = """
import sys
sys.path.insert(0, sys.argv[1])
import ksmlab.live.agent.guest, encodings.ascii, encodings.latin_1, encodings.utf_8
print(*(m.__file__ for m in list(sys.modules.values()) if getattr(m, "__file__", None)), sep="\\n")
"""


def guest_files() -> dict[str, bytes]:
    """Absolute path in the guest -> contents; /init is a script for the copied Python that runs the agent.

    Everything keeps the path that it has here, so nothing has to be told where it is; our own package moves to /ksmlab.
    """
    python = os.path.realpath(sys.executable)
    listed = _output(python, "-IS", "-c", _LIST_MODULES, str(_PACKAGE.parent))
    modules = [Path(path) for path in listed.split("\n") if path]
    binaries = [Path(python), *(path for path in modules if path.suffix == ".so")]
    files = {str(path): path.read_bytes() for path in [*binaries, *_shared_libraries(binaries)]}
    for path in modules:
        if path.suffix == ".py":
            files[_place(path)] = _compiled(path)
    landmark = Path(os.__file__)
    files[str(landmark)] = landmark.read_bytes()  # by this file Python finds its library
    files["/init"] = f"#!{python} -IS\n{_INIT}".encode()
    return files


def _place(path: Path) -> str:
    """A module without source: the name with .pyc is enough, and saves the guest the compiling."""
    compiled = path.with_suffix(".pyc")
    if path.is_relative_to(_PACKAGE):
        return str(Path("/ksmlab") / compiled.relative_to(_PACKAGE))
    return str(compiled)


def _compiled(path: Path) -> bytes:
    import marshal

    code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    return importlib.util.MAGIC_NUMBER + b"\0" * 12 + marshal.dumps(code)


def _shared_libraries(binaries: list[Path]) -> set[Path]:
    """The libraries and the loader by the names under which they are asked for, as ldd tells them."""
    found: set[Path] = set()
    for binary in binaries:
        found |= {Path(path) for path in _LIBRARY.findall(_output("ldd", str(binary)))}
    return found


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError) as failure:
        detail = getattr(failure, "stderr", "") or str(failure)
        if "not a dynamic executable" in detail or "statically linked" in detail:
            return ""
        raise MachineRefuses(f"the guest's files cannot be gathered: {command[0]}: {detail.strip()}") from None
