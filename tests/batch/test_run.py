"""A run accounts for every input, survives its workers, goes on where it stopped, and never half-writes."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import seloste
from seloste.batch import run
from seloste.batch.outputs import read_records
from seloste.batch.runner import Runner
from seloste.errors import OutputError, UsageError
from seloste.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))
import standin

PACKAGE_ROOT = Path(seloste.__file__).parent.parent
TABLES = [name for name in run.FILES if name != "run.json"]


@pytest.fixture(autouse=True)
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model folder to take the digest of."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "meta.json").write_text("{}")
    return folder


def extract(tmp_path: Path, *, out: str = "out", workers: int = 2, **options: Any) -> run.Report:
    os.chdir(tmp_path)
    return run.extract(
        options.pop("inputs", ["in"]),
        Path(out),
        Settings(model="model", **options.pop("settings", {})),
        workers=workers,
        build=standin.build,
        **options,
    )


def failures(out: Path) -> dict[str, str]:
    lines = (out / "failures.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["input"]: entry["reason"] for entry in map(json.loads, lines)}


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in TABLES}


def test_every_input_is_accounted_for_and_all_files_are_written(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 12)
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    (tmp_path / "in" / "fault.txt").write_text(standin.TEXT + "VIKA")
    (tmp_path / "in" / "poison.txt").write_text(standin.TEXT + "MYRKKY")
    report = extract(tmp_path, inputs=["in", "vanished.txt"])
    counts = report.run["counts"]
    assert counts["inputs"] == 16
    assert counts["inputs_done"] + counts["inputs_failed"] == 16
    assert counts["notices"] == 12
    assert failures(tmp_path / "out") == {
        "in/empty.txt": "empty",
        "in/fault.txt": "internal",
        "in/poison.txt": "crashed",
        "vanished.txt": "not_found",
    }
    assert counts["failures_by_reason"] == Counter(failures(tmp_path / "out").values())
    assert all((tmp_path / "out" / name).is_file() for name in run.FILES)
    records = list(read_records(tmp_path / "out" / "records.jsonl"))
    assert [record.id for record in records] == [f"n{number:03d}" for number in range(12)]
    assert report.run["summary"]["denied"] == {"data": {"health": 12}}
    # nothing else lies about
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*run.FILES, ".work"}


def test_same_input_same_bytes_whatever_the_number_of_workers(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 9)
    extract(tmp_path, out="one", workers=1)
    extract(tmp_path, out="two", workers=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    one, two = (json.loads((tmp_path / name / "run.json").read_text()) for name in ("one", "two"))
    assert one.pop("times").keys() == two.pop("times").keys()
    assert one == two


def test_equal_names_in_different_folders_keep_apart(tmp_path: Path) -> None:
    for folder in ("a", "b", "c"):
        standin.write_notices(tmp_path / "in" / folder, 1, extra=folder)
    extract(tmp_path)
    records = list(read_records(tmp_path / "out" / "records.jsonl"))
    assert len({record.id for record in records}) == 3
    assert [record.id for record in records] == sorted(record.id for record in records)
    assert {record.source.path for record in records} == {f"in/{folder}/n000.txt" for folder in "abc"}


def test_second_run_does_only_what_is_new_or_changed(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 4)
    extract(tmp_path)
    before = (tmp_path / "out" / "run.json").read_bytes()
    assert extract(tmp_path).resumed == 4
    assert (tmp_path / "out" / "run.json").read_bytes() == before, "nothing to do, nothing is written"
    (tmp_path / "in" / "n000.txt").write_text(standin.TEXT.replace("nimen", "puhelinnumeron"))
    (tmp_path / "in" / "n001.txt").unlink()
    (tmp_path / "in" / "new.txt").write_text(standin.TEXT)
    report = extract(tmp_path)
    assert report.resumed == 2
    records = {record.id: record for record in read_records(tmp_path / "out" / "records.jsonl")}
    assert sorted(records) == ["n000", "n002", "n003", "new"]
    assert "puhelinnumeron" in records["n000"].text
    assert report.run["counts"]["inputs"] == 4


def test_failures_of_the_moment_are_tried_again(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 1)
    (tmp_path / "in" / "empty.txt").touch()
    (tmp_path / "gone.txt").symlink_to("elsewhere.txt")
    assert extract(tmp_path, inputs=["in", "gone.txt"]).run["counts"]["failures"] == 2
    (tmp_path / "elsewhere.txt").write_text(standin.TEXT)
    report = extract(tmp_path, inputs=["in", "gone.txt"])
    assert report.resumed == 2, "the empty file is not tried again"
    assert failures(tmp_path / "out") == {"in/empty.txt": "empty"}
    assert report.run["counts"]["notices"] == 2


def test_other_settings_need_another_folder_or_force(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 2)
    extract(tmp_path)
    with pytest.raises(UsageError, match=r"other settings.*--force"):
        extract(tmp_path, settings={"min_score": 0.5})
    (tmp_path / "model" / "meta.json").write_text('{"version": 2}')
    with pytest.raises(UsageError, match="other model"):
        extract(tmp_path)
    (tmp_path / "out" / "mine.txt").write_text("a file of somebody's own")
    assert extract(tmp_path, settings={"min_score": 0.5}, force=True).resumed == 0
    assert (tmp_path / "out" / "mine.txt").exists(), "--force removes what a run writes and nothing else"


def test_a_run_alone_has_its_folder(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 1)
    os.chdir(tmp_path)
    from seloste.batch.journal import Journal

    with contextlib.closing(Journal(Path("out/.work"))), pytest.raises(UsageError, match="another run"):
        extract(tmp_path)


def test_force_leaves_alone_what_another_run_is_writing(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 2)
    extract(tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.*") if path.is_file()}
    os.chdir(tmp_path)
    from seloste.batch.journal import Journal

    with contextlib.closing(Journal(Path("out/.work"))), pytest.raises(UsageError, match="another run"):
        extract(tmp_path, force=True)
    assert {path: path.read_bytes() for path in before} == before
    assert extract(tmp_path, force=True).resumed == 0


def test_records_of_unknown_origin_are_not_overwritten(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 1)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "records.jsonl").write_text("precious\n")
    with pytest.raises(UsageError, match="--force"):
        extract(tmp_path)
    assert (tmp_path / "out" / "records.jsonl").read_text() == "precious\n"


def test_lost_results_are_made_again_and_a_damaged_journal_is_said(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 2)
    extract(tmp_path)
    before = contents(tmp_path / "out")
    (tmp_path / "out" / "records.jsonl").unlink()
    (tmp_path / "out" / "facts.parquet").unlink()
    assert extract(tmp_path).resumed == 2
    assert contents(tmp_path / "out") == before
    (tmp_path / "out" / ".work" / "journal.sqlite").write_bytes(b"no data base" * 1000)
    with pytest.raises(UsageError, match=r"damaged.*--force"):
        extract(tmp_path)
    assert extract(tmp_path, force=True).resumed == 0
    assert contents(tmp_path / "out") == before


def test_addresses_are_inputs_that_cannot_be_had(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 1)
    report = extract(tmp_path, inputs=["https://saha.example/tietosuoja", "in"])
    assert report.run["counts"]["inputs"] == 2
    assert failures(tmp_path / "out") == {"https://saha.example/tietosuoja": "not_fetched"}


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
def test_what_is_no_file_is_a_failure(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 1)
    (tmp_path / "in" / "loop").symlink_to("loop")
    (tmp_path / "in" / "nowhere.txt").symlink_to("nothing")
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    (tmp_path / "in" / "folder.html").mkdir()
    report = extract(tmp_path)
    assert report.run["counts"]["notices"] == 1
    assert failures(tmp_path / "out") == {
        "in/loop": "unreadable",
        "in/nowhere.txt": "not_found",
        "in/pipe.txt": "unreadable",
    }


def test_results_in_the_input_folder_are_not_read_again(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 2)
    extract(tmp_path, out="in/results")
    assert extract(tmp_path, out="in/results").run["counts"]["inputs"] == 2


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(UsageError, match="nothing to read"):
        extract(tmp_path)


def test_hanging_input_costs_itself_alone(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 6)
    (tmp_path / "in" / "n002a.txt").write_text(standin.TEXT + "JUMI")
    report = extract(tmp_path, workers=1, seconds=3.0)
    assert report.run["counts"]["notices"] == 6
    assert failures(tmp_path / "out") == {"in/n002a.txt": "timeout"}


def test_workers_that_die_at_their_start_end_the_run(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 1)
    os.chdir(tmp_path)
    with pytest.raises(seloste.errors.SelosteError, match="at their start"):
        run.extract(["in"], Path("out"), Settings(model="model"), workers=1, build=_die)


def _die(settings: Settings) -> Any:
    os._exit(7)


def test_killing_workers_at_random_moments_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standin.write_notices(tmp_path / "in", 60, extra="HIDAS")
    extract(tmp_path, out="calm")
    started: list[int] = []
    start = Runner._start

    def noted(self: Runner) -> Any:
        worker = start(self)
        started.append(worker.process.pid)
        return worker

    monkeypatch.setattr(Runner, "_start", noted)
    stop = threading.Event()
    killer = threading.Thread(target=_kill_some, args=(started, stop))
    killer.start()
    extract(tmp_path, out="stormy")
    stop.set()
    killer.join()
    assert len(started) > 2, "workers were killed and replaced"
    assert contents(tmp_path / "calm") == contents(tmp_path / "stormy")


def _kill_some(started: list[int], stop: threading.Event) -> None:
    chance = random.Random(1)
    for _ in range(4):
        if stop.wait(chance.uniform(1.0, 2.0)):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(started[-2:]), signal.SIGKILL)


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGKILL])
def test_stopped_run_goes_on(tmp_path: Path, signal_number: int) -> None:
    """After Ctrl-C or a killed supervisor the next run does the rest, and the result is the same."""
    standin.write_notices(tmp_path / "in", 40, extra="HIDAS")
    extract(tmp_path, out="calm")
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "import standin\n"
        "from seloste.batch import run\n"
        "from seloste.settings import Settings\n"
        "if __name__ == '__main__':\n"
        "    run.extract(['in'], Path('out'), Settings(model='model'), workers=1, build=standin.build,\n"
        "                progress=lambda done, total: print(done, flush=True))\n"
    )
    (tmp_path / "script.py").write_text(script)
    search = os.pathsep.join([str(PACKAGE_ROOT), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [sys.executable, "script.py", str(Path(__file__).parent)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": search},
    ) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 10:
            pass
        process.send_signal(signal_number)
    assert not (tmp_path / "out" / "records.jsonl").exists()
    _wait_for_free_journal(tmp_path)
    report = extract(tmp_path, out="out")
    assert 10 <= report.resumed < 40
    assert contents(tmp_path / "calm") == contents(tmp_path / "out")


def _wait_for_free_journal(tmp_path: Path) -> None:
    """A killed process's lock goes with it, a moment later."""
    from seloste.batch.journal import Journal

    for _ in range(50):
        try:
            with contextlib.closing(Journal(tmp_path / "out" / ".work")):
                return
        except UsageError:
            time.sleep(0.1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder_is_said(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 1)
    (tmp_path / "out").mkdir(mode=0o500)
    with pytest.raises(OutputError, match="cannot write"):
        extract(tmp_path)


def test_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    standin.write_notices(tmp_path / "in", 1)
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="cannot write"):
        extract(tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_full_disk_is_said_and_the_work_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    standin.write_notices(tmp_path / "in", 3)
    monkeypatch.setattr("seloste.batch.run.write_tables", _disk_is_full)
    with pytest.raises(OutputError, match="No space left"):
        extract(tmp_path)
    monkeypatch.undo()
    report = extract(tmp_path)
    assert report.resumed == 3
    assert report.run["counts"]["notices"] == 3


def _disk_is_full(*_: object, **__: object) -> None:
    from seloste.export.atomic import replacing

    with replacing(Path("out/notices.parquet")), Path("/dev/full").open("w") as file:
        file.write("x" * 100_000)


def test_standard_input_is_an_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "piped").write_text(standin.TEXT)
    with (tmp_path / "piped").open() as piped:
        monkeypatch.setattr("sys.stdin", piped)
        report = extract(tmp_path, inputs=["-"])
    assert report.run["counts"]["notices"] == 1


@pytest.mark.skipif(
    os.name != "posix" or sys.platform == "darwin", reason="file names are bytes on Linux only"
)
def test_file_name_that_is_no_utf8(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with open(os.fsencode(tmp_path / "in") + b"/ty\xf6.txt", "w") as file:  # noqa: PTH123
        file.write(standin.TEXT)
    report = extract(tmp_path)
    assert report.run["counts"]["notices"] == 1
    assert next(read_records(tmp_path / "out" / "records.jsonl")).source.path == "in/ty\\xf6.txt"
