"""The worker process: several files at once, limits on memory and time, and refusals that name the right file."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from raw_files import docx, p, xlsx

from bettercare.documents import CannotRead, Limits, Making, WorkerFailed, bounded, make_of_files, open_document, open_documents
from bettercare.plan import FinancialYear, How, Line, Place, Plan, Reading, Scheme, State


def kept(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def test_several_files_come_back_in_their_order_and_as_in_process(tmp_path: Path) -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><v>207000.5</v></c></row></sheetData>'
    paths = [kept(tmp_path, "a.docx", docx(p("Part 1"))), kept(tmp_path, "b.xlsx", xlsx(sheet)), kept(tmp_path, "c.txt", b"a\tb\n")]
    assert open_documents(paths) == tuple(open_document(path) for path in paths)
    assert open_documents([]) == ()


def test_the_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    paths = [kept(tmp_path, "good.txt", b"text"), kept(tmp_path, "bad.docx", b"PK\x03\x04nothing")]
    with pytest.raises(CannotRead) as caught:
        open_documents(paths)
    assert (caught.value.name, "cut short" in caught.value.found) == ("bad.docx", True)
    assert caught.value.cure


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_START", f"{bounded._START.removesuffix('work()')}import time; time.sleep(600)")
    with pytest.raises(CannotRead) as caught:
        open_documents([kept(tmp_path, "slow.pdf", b"%PDF-1.4")], Limits(seconds=0.5))
    assert (caught.value.name, caught.value.found) == ("slow.pdf", "it could not be read within 0.5 seconds")


def test_a_worker_that_dies_names_the_file_it_was_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dying = "import os, bettercare.documents.bounded as b\nb._opened = lambda *a: os._exit(11)\nb.work()"
    monkeypatch.setattr(bounded, "_START", dying)
    with pytest.raises(CannotRead) as caught:
        open_documents([kept(tmp_path, "trap.pdf", b"%PDF-1.4")])
    assert caught.value.name == "trap.pdf"
    assert "was stopped" in caught.value.found


def test_memory_is_bounded_and_running_out_of_it_is_a_refusal(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    large = kept(tmp_path, "large.txt", b"word\n" * 12_000_000)
    with pytest.raises(CannotRead) as caught:
        open_documents([large], Limits(memory=512 * 1024 * 1024))
    assert caught.value.name == "large.txt"
    assert "memory" in caught.value.found


def test_a_library_that_the_worker_lacks_is_named_as_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pypdfium2.py").write_text("raise ModuleNotFoundError(\"No module named 'pypdfium2'\")", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    paper = kept(tmp_path, "plan.pdf", b"%PDF-1.4\n%%EOF\n")
    with pytest.raises(ImportError, match="pypdfium2"):
        open_documents([paper])


def test_one_worker_serves_many_requests_and_is_replaced_after_a_refusal(tmp_path: Path) -> None:
    good, bad = kept(tmp_path, "good.txt", b"text"), kept(tmp_path, "bad.docx", b"PK\x03\x04nothing")
    open_documents([good])
    (waiting,) = bounded._Worker.idle
    open_documents([good, good])
    assert bounded._Worker.idle == [waiting]
    with pytest.raises(CannotRead):
        open_documents([bad])
    assert bounded._Worker.idle == []
    assert waiting._process.poll() is not None
    assert open_documents([good]) == (open_document(good),)


def test_files_are_found_from_the_folder_of_the_caller_though_the_worker_waited_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        kept(tmp_path / name, "plan.txt", name.encode())
        monkeypatch.chdir(tmp_path / name)
        assert open_documents(["plan.txt"]) == (open_document(tmp_path / name / "plan.txt"),)


def test_a_worker_cannot_make_the_caller_run_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "run"
    evil = f"import pickle, sys, os\nclass E:\n  def __reduce__(self): return (os.mkdir, ({str(mark)!r},))\n"
    monkeypatch.setattr(bounded, "_START", f"{evil}sys.stdout.buffer.write(pickle.dumps(('document', E())))")
    with pytest.raises(CannotRead):
        open_documents([kept(tmp_path, "plan.txt", b"text")])
    assert not mark.exists()


def test_what_is_made_of_files_is_made_in_the_worker_and_comes_back(tmp_path: Path) -> None:
    paths = [kept(tmp_path, name, name.encode()) for name in ("a.txt", "b.txt")]
    made = make_of_files(paths, Making("made_in_workers:names_and_process", ("told",)))
    assert made[:3] == ("a.txt", "b.txt", "told")
    assert made[3] != os.getpid()


def test_making_that_takes_too_long_or_too_much_memory_is_a_refusal_that_names_the_files(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    paths = [kept(tmp_path, name, name.encode()) for name in ("a.txt", "b.txt")]
    with pytest.raises(CannotRead, match="within 3 seconds") as late:
        make_of_files(paths, Making("made_in_workers:forever"), limits=Limits(seconds=3))
    with pytest.raises(CannotRead, match="memory") as large:
        make_of_files(paths, Making("made_in_workers:too_much"))
    assert (late.value.name, large.value.name) == ("a.txt, b.txt", "a.txt, b.txt")


def test_a_fault_of_ours_in_the_worker_is_told_as_ours_with_where_it_arose(tmp_path: Path) -> None:
    with pytest.raises(WorkerFailed, match="KeyError: 'ours'") as failed:
        make_of_files([kept(tmp_path, "a.txt", b"text")], Making("made_in_workers:fault"))
    assert "made_in_workers.py" in failed.value.__notes__[0]


def test_a_worker_for_one_alone_serves_nobody_else(tmp_path: Path) -> None:
    good = kept(tmp_path, "good.txt", b"text")
    open_documents([good])
    waiting = list(bounded._Worker.idle)
    process = [make_of_files([good], Making("made_in_workers:names_and_process"), alone=True)[-1] for _ in range(2)]
    assert len({*process, *(w._process.pid for w in waiting)}) == 3
    assert bounded._Worker.idle == waiting


def test_a_worker_ends_when_its_caller_is_killed(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    mark = tmp_path / "held"
    caller = (
        "from bettercare.documents import Making, make_of_files\n"
        f"make_of_files([{str(kept(tmp_path, 'a.txt', b'text'))!r}], Making('made_in_workers:forever_holding', ({str(mark)!r},)))"
    )
    path = os.pathsep.join(p for p in sys.path if p)
    with subprocess.Popen([sys.executable, "-c", caller], env={**os.environ, "PYTHONPATH": path}) as process:
        while not mark.exists():
            assert process.poll() is None
        process.kill()
    with mark.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # waits until the worker is gone


def test_what_a_worker_sends_is_the_same_when_it_arrives() -> None:
    held = Place("a.xlsx", sheet="Spend", cell="B3", as_written="£5", how=How.INFERRED, reason="alone in its row")
    plan = Plan(round="2025-26", schemes=(Scheme("s1", name="Falls", lines=(Line("l1", FinancialYear(2025), amount=Decimal(5)),)),))
    sent = Reading(plan, {"area/name": State.BLANK}, {"schemes/s1/name": held})
    assert bounded._Received(BytesIO(bounded.packed(("made", sent)))).load() == ("made", sent)
