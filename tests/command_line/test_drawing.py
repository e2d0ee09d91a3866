"""A second process may draw some of the figures: the same ones, and without it nothing is missing."""

import pytest

from peersim.api import to_comparison
from peersim.drawing import SHARE, SecondProcess
from peersim.report.figures import FIGURES, draw
from peersim.report.saving import save_figure
from peersim.studies.execute import execute
from peersim.studies.plan import make_plan
from peersim.studies.store import write_observations


@pytest.fixture(scope="module")
def execution():
    return execute(make_plan(["baseline", "follow_up"], parents=150, weeks=40, draws=2, replications=1, seed=0))


def test_its_share_is_some_of_the_figures_but_not_all():
    assert set(SHARE) < set(FIGURES)


@pytest.mark.slow
def test_it_draws_what_this_process_would_draw(execution, tmp_path):
    write_observations(tmp_path / "observations.parquet", execution.results())
    second = SecondProcess(("headline", "costs"))
    second.draw(tmp_path / "observations.parquet", execution.plan.facts(), tmp_path / "there")
    comparison = to_comparison(execution)
    for kind in ("headline", "costs"):
        save_figure(draw(comparison, kind), tmp_path / "here" / kind)
    assert second.drawn() == ("headline", "costs")
    files = sorted(path.name for path in (tmp_path / "here").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "there").iterdir())
    for name in (file for file in files if not file.endswith(".svg")):  # ids in SVG count what was drawn before
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes(), name


def test_when_it_fails_it_says_so_and_nothing_hangs(tmp_path):
    second = SecondProcess()
    second.draw(tmp_path / "no_such_file.parquet", {}, tmp_path)
    assert second.drawn() == ()
    assert second.drawn() == ()


def test_it_ends_when_it_is_not_needed():
    second = SecondProcess()
    process = second._process
    second.close()
    assert process.poll() is not None
    assert second.drawn() == ()


@pytest.mark.slow
def test_a_study_draws_everything_itself_when_its_helper_dies(execution, tmp_path, monkeypatch):
    from peersim.api import write_study
    from peersim.studies.folder import StudyFolder

    with StudyFolder(tmp_path / "study", execution.plan) as folder:
        second = SecondProcess()
        second._process.kill()
        write_study(folder, execution, to_comparison(execution), second)
    drawn = {path.stem for path in (tmp_path / "study" / "figures").glob("*.png")}
    assert drawn == set(FIGURES)


def test_ctrl_c_while_drawing_keeps_the_runs_and_the_same_command_goes_on(tmp_path, monkeypatch):
    import peersim
    from peersim.report import saving

    def interrupted(*_):
        raise KeyboardInterrupt

    question = {"parents": 150, "weeks": 40, "draws": 2, "replications": 1, "seed": 0, "out": tmp_path / "study"}
    with monkeypatch.context() as patched:
        patched.setattr(saving, "save_figure", interrupted)
        with pytest.raises(peersim.StudyInterrupted, match="4 of 4 runs were finished"):
            peersim.compare(["baseline"], **question)
    assert not (tmp_path / "study" / "figures").exists()
    assert int(peersim.read(tmp_path / "study").runs.done.sum()) == 4
    told = []
    peersim.compare(["baseline"], announce=told.append, **question)
    assert any("holds 4 of the 4 runs already" in line for line in told)
    assert (tmp_path / "study" / "figures" / "headline.png").exists()
