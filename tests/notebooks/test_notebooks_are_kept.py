"""What can be seen of the notebooks without running them: pairs in step, no outputs, one heading, links, order."""

import ast
import builtins
import re
import symtable
from pathlib import Path

import jupytext
import nbformat
import pytest

from peersim.report.notebook import NotThereError, needs, needs_study

pytestmark = pytest.mark.quick

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SYNC = "jupytext --sync notebooks/*.ipynb"


def notebook_of(path):
    return nbformat.read(path, as_version=4)


def code_of(path):
    return [cell.source for cell in notebook_of(path).cells if cell.cell_type == "code"]


def prose_of(path):
    return [cell.source for cell in notebook_of(path).cells if cell.cell_type == "markdown"]


each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_are_nine_and_each_has_its_text():
    assert len(NOTEBOOKS) == 9
    assert [path.stem for path in NOTEBOOKS] == sorted(path.stem for path in FOLDER.glob("*.py"))


@each_notebook
def test_notebook_and_text_are_the_same_cell_by_cell(path):
    text = jupytext.read(path.with_suffix(".py"))
    pairs = [[(cell.cell_type, cell.source) for cell in each.cells] for each in (notebook_of(path), text)]
    assert pairs[0] == pairs[1], f"{path.name} and its .py differ; `{SYNC}` brings the older one up to the newer."
    for each in (notebook_of(path), text):
        assert each.metadata["jupytext"]["formats"] == "ipynb,py:percent"


@each_notebook
def test_no_output_is_committed(path):
    cells = [cell for cell in notebook_of(path).cells if cell.cell_type == "code"]
    kept = [number for number, cell in enumerate(cells) if cell.outputs or cell.execution_count is not None]
    assert kept == [], f"{path.name} holds outputs: clear them (in Jupyter: Edit, then “Clear Outputs of All Cells”)."


@each_notebook
def test_nothing_of_one_machine_is_in_it(path):
    for file in (path, path.with_suffix(".py")):
        text = file.read_text(encoding="utf-8")
        assert re.findall(r"(?<![\w.])/(?:home|root|tmp|work|Users|mnt|opt)/|[A-Z]:\\\\", text) == []


@each_notebook
def test_it_has_one_title_and_ends_with_what_to_change(path):
    prose = prose_of(path)
    headings = [line for text in prose for line in text.splitlines() if line.startswith("# ")]
    assert len(headings) == 1
    assert prose[0].startswith(headings[0])
    assert notebook_of(path).cells[0].cell_type == "markdown"
    assert "## Try to break it" in prose[-1]
    assert re.findall(r"^(\d)\. ", prose[-1], re.M) == ["1", "2", "3"]
    assert "**Read on.**" in prose[-1]


@each_notebook
def test_every_file_it_links_to_is_there(path):
    links = re.findall(r"\]\(([^)#\s]+)\)", "\n".join(prose_of(path)))
    assert links
    assert [link for link in links if "://" not in link and not (FOLDER / link).exists()] == []


def names_of(source):
    """Names a cell gives, and names it takes from elsewhere."""
    table = symtable.symtable(source, "cell", "exec")
    given = {name.get_name() for name in table.get_symbols() if name.is_assigned() or name.is_imported()}
    taken, tables = set(), [table]
    while tables:
        scope = tables.pop()
        tables += scope.get_children()
        top = scope is table
        taken |= {s.get_name() for s in scope.get_symbols() if s.is_referenced() and (top or s.is_global())}
    return given, taken - given - set(dir(builtins))


def asked_for(source):
    """Names that a cell's `needs` lists."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    found = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "needs"]
    return {argument.value for call in found for argument in call.args}


@each_notebook
def test_every_cell_says_which_cells_it_stands_on(path):
    """Whichever of the cells above was left out, `needs` must notice."""
    maker, cells = {}, code_of(path)
    for number, source in enumerate(cells):
        given, taken = names_of(source)
        assert taken <= maker.keys(), f"cell {number} uses {taken - maker.keys()}, which no cell above makes"
        noticed = {maker[name] for name in asked_for(source)}
        for reached in sorted(noticed, reverse=True):  # a cell that ran stands on others, which therefore ran too
            noticed |= stands_on(cells, maker, reached)
        assert {maker[name] for name in taken} <= noticed, f"code cell {number} of {path.name}: list more in needs()"
        maker |= dict.fromkeys(given, number)


def stands_on(cells, maker, number):
    """Cells that must have run before this one could, by what it asks for."""
    below = {maker[name] for name in asked_for(cells[number]) if maker[name] < number}
    return below.union(*(stands_on(cells, maker, each) for each in below))


def test_what_is_lacking_is_named_and_the_rest_is_not():
    answer = table = None
    with pytest.raises(NotThereError, match='works with "missing_one" and "missing_two"') as caught:
        exec(
            'needs("answer", "missing_one", "table", "missing_two")', {"needs": needs, "answer": answer, "table": table}
        )
    assert "answer" not in str(caught.value)
    assert caught.value._render_traceback_() == str(caught.value).splitlines()
    exec('needs("answer")', {"needs": needs, "answer": answer})


def test_where_no_study_is_the_command_that_makes_it_is_told(tmp_path):
    with pytest.raises(NotThereError, match="holds no study") as caught:
        needs_study(tmp_path, made_by="peersim study plan a.toml here\npeersim study run here")
    assert str(caught.value).splitlines()[-2:] == ["    peersim study plan a.toml here", "    peersim study run here"]


def test_the_readme_lists_every_notebook_and_how_to_open_and_sync_them():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\((\d\d_\w+\.ipynb)\)", text) == [path.name for path in NOTEBOOKS]
    for words in ('pip install "peersim[notebooks]"', "jupyter lab", SYNC, "pytest --nbmake"):
        assert words in text
