"""The values behind /sys/kernel/mm/ksm that steer ksmd (what may be written there is ksmlab.kernel.knobs')."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Knobs:
    """The writable files with the kernel's defaults; `run` is 1 at a scenario's start."""

    run: int = 1
    pages_to_scan: int = 100
    sleep_millisecs: int = 20
    merge_across_nodes: int = 1
    use_zero_pages: int = 0
    max_page_sharing: int = 256
    stable_node_chains_prune_millisecs: int = 2000
    smart_scan: int = 1
    advisor_mode: str = "none"
    advisor_max_cpu: int = 70
    advisor_min_pages_to_scan: int = 500
    advisor_max_pages_to_scan: int = 30000
    advisor_target_scan_time: int = 200
