"""Smart scan (6.7): pages that never merge are visited less and less often."""

from __future__ import annotations

from ksmlab.ksm.removal import remove_rmap_item_from_tree
from ksmlab.ksm.rmap_items import SKIPPED, STABLE
from ksmlab.ksm.state import Ksm

MAX_AGE = 255
YOUNG = 3  # visits before anything is skipped


def skip_age(age: int) -> int:
    """How many visits are skipped next, by the item's age in visits."""
    if age <= 3:
        return 1
    if age <= 5:
        return 2
    return 4 if age <= 8 else 8


def should_skip_rmap_item(ksm: Ksm, slot: int, frame: int) -> bool:
    """Whether smart scan passes this page over; if so its item leaves the tree that it is in."""
    items = ksm.unswept_items
    items.flags_at[slot] &= ~SKIPPED & 0xFF
    if not ksm.knobs.smart_scan or ksm.memory.frames.holds_at[frame] < 0:
        return False
    if not ksm.features.stable_items_keep_age and items.flags_at[slot] & STABLE:
        return False
    age = items.age_at[slot]
    if age != MAX_AGE:
        items.age_at[slot] = age + 1
    if age < YOUNG:
        return False
    if not items.remaining_skips_at[slot]:
        items.remaining_skips_at[slot] = skip_age(age)
        return False
    ksm.counters.pages_skipped += 1
    items.remaining_skips_at[slot] -= 1
    remove_rmap_item_from_tree(ksm, slot)
    items.flags_at[slot] |= SKIPPED
    ksm.clock.work(ksm.clock.costs.skip_ns)
    ksm.tell("should_skip_rmap_item", "skipped", slot)
    return True
