"""The agent: plays one program on the real kernel and prints the rows, needing nothing but a Python 3.9 and root.

It runs as a process of its own (`python -m ksmlab.live.agent`, programs on stdin, rows on stdout), on this machine or
as the first process of a virtual machine, so nothing in this package imports what the standard library lacks.

A program is JSON, made by ksmlab.live.program from a scenario:

    {"name": "zero-pages", "frames": true, "costs": true,
     "defaults": {"pages_to_scan": 100, …},   every setting before the scenario's own
     "ksm": {"use_zero_pages": 1},
     "contents": ["qg==", …],                 pages, base64, without the zeros at their end
     "start": [op, …], "steps": [op, …]}

An op is a mapping with `action`, `step` (its place in the file) and what the action needs: `process`, `region`,
`ranges` ([[first, last], …]), `runs` ([[pages, content number or "read" or "untouched"], …]), as ksmlab.live.program
writes them.
"""
