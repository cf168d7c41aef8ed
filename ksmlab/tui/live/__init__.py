"""The lab's screen over the running machine, or over a recording of one. It only looks."""
