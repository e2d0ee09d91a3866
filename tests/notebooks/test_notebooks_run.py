"""Every notebook is run from the top in a fresh kernel, as nbmake runs it; and one is run out of order."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbmake.nb_run import NotebookRun

from peersim.report.notebook import NotThereError

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

TIME_LIMIT = 60
"""Seconds that a notebook may take with a compiled engine, on a machine with nothing else to do."""


@pytest.fixture(autouse=True)
def kernel_of_its_own(monkeypatch, tmp_path):
    """The kernel finds this copy of the package, draws as it would for a reader, and leaves nothing behind."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep))
    monkeypatch.delenv("MPLBACKEND", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs_from_the_top(path):
    result = NotebookRun(path, 5 * TIME_LIMIT).execute()
    assert result.error is None, f"code cell {result.error.failing_cell_index}:\n{result.error.trace}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_cell_run_before_those_above_says_so_in_a_sentence(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells[1:], start=1):
        with pytest.raises(NotThereError, match=r"Run the cells above first\."):
            exec(compile(cell.source, f"{path.name}, code cell {number}", "exec"), {"__name__": "__main__"})


@pytest.mark.slow
def test_out_of_order_the_reader_sees_a_sentence_and_no_traceback():
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"][2:3]
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, timeout=TIME_LIMIT).execute(cwd=str(NOTEBOOKS[0].parent))
    (seen,) = [output for output in notebook.cells[0].outputs if output.output_type == "error"]
    assert seen.ename == "NotThereError"
    shown = "\n".join(seen.traceback)
    assert shown.startswith('This cell works with "answer", which a cell above makes')
    assert "Run All Above Selected Cell" in shown
    assert "Traceback" not in shown
    assert "NameError" not in shown
