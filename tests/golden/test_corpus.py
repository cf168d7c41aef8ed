"""The corpus is what its README and its manifest say it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.golden import pack, unpack

MANIFEST = unpack.manifest()
KERNELS = list(MANIFEST["kernels"])


def rows(kernel: str) -> dict[str, list[dict[str, Any]]]:
    """The kernel's rows by the name of their scenario."""
    return {
        name.removesuffix(f".{kernel}.jsonl"): [json.loads(line) for line in content.splitlines()]
        for name, content in unpack.members(kernel).items()
    }


@pytest.mark.parametrize("kernel", KERNELS)
def test_manifest_tells_what_the_archive_holds(kernel: str) -> None:
    assert pack.facts(kernel, unpack.members(kernel)) == MANIFEST["kernels"][kernel]


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_trace_has_its_scenario_and_rows_in_order(kernel: str) -> None:
    for name, trace in rows(kernel).items():
        assert f"{name}.yaml" in unpack.members("scenarios")
        assert (trace[0]["step"], trace[0]["batch"], trace[0]["action"]) == (0, 0, "start"), name
        moments = [(row["step"], row["batch"]) for row in trace]
        assert moments == sorted(set(moments)), name
        assert "frames" in trace[-1], name


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_row_has_every_counter_of_its_kernel(kernel: str) -> None:
    known = MANIFEST["kernels"][kernel]
    for name, trace in rows(kernel).items():
        for row in trace:
            assert list(row["counters"]) == known["counters"], (name, row["step"])
            assert all(list(fields) == known["process_fields"] for fields in row["processes"].values()), name


@pytest.mark.parametrize("kernel", KERNELS)
def test_differences_start_at_zero(kernel: str) -> None:
    """The counters that the README calls differences from the first row are 0 in it."""
    differences = ("pages_scanned", "pages_skipped", "general_profit", "ksm_zero_pages", "zero_pages_sharing")
    for name, trace in rows(kernel).items():
        assert not any(trace[0]["counters"].get(counter, 0) for counter in differences), name
        assert trace[0].get("costs", {}).get("memcmp_pages", 0) == 0, name


def test_readme_has_the_tables_of_the_manifest() -> None:
    readme = (unpack.HERE / "README.md").read_text(encoding="utf-8")
    assert f"\n{pack.tables(MANIFEST)}<!-- end of tables -->" in readme


def test_unpack_writes_one_family_of_one_kernel(tmp_path: Path) -> None:
    traces = unpack.unpack(tmp_path / "traces", ["6.18"], ["selftest"])
    assert traces == MANIFEST["kernels"]["6.18"]["families"]["selftest"]
    names = sorted(path.name for path in (tmp_path / "traces").iterdir())
    assert names[:2] == ["selftest-merge.6.18.jsonl", "selftest-merge.yaml"]
    assert len(names) == 2 * traces


def test_pack_takes_what_unpack_gives(tmp_path: Path) -> None:
    unpack.unpack(tmp_path, ["v3"])
    assert pack.traces(tmp_path, "v3") == unpack.members("v3")


def test_a_damaged_archive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "SHA256SUMS").write_text("0" * 64 + "  6.1.tar.xz\n", encoding="ascii")
    (tmp_path / "6.1.tar.xz").write_bytes(b"not an archive")
    monkeypatch.setattr(unpack, "HERE", tmp_path)
    unpack.members.cache_clear()
    with pytest.raises(unpack.DamagedArchive, match=r"6\.1\.tar\.xz"):
        unpack.members("6.1")
    unpack.members.cache_clear()
