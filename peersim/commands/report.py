"""`peersim report`: what a finished study is worth, as a report that a funder can read and sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peersim.commands.options import Quiet
from peersim.commands.screen import Progress, duration, say, say_json, told

if TYPE_CHECKING:
    from peersim.economics.findings import Findings


@told
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a finished study.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(help="Folder to write into.", show_default="the folder report within the study's")
    ] = None,
    form: Annotated[
        list[str],
        typer.Option("--format", help="html, pdf, xlsx or json; repeat it for more.", show_default="all four"),
    ] = [],  # noqa: B006 - typer copies it
    country: Annotated[
        str, typer.Option(help="Whose prices, discounting and values: england, scotland, canada, australia, or a file.")
    ] = "england",
    perspective: Annotated[
        str,
        typer.Option(
            help="Whose costs and gains decide: society, funder, public_purse, public_purse_cashable, families or "
            "volunteers."
        ),
    ] = "society",
    unit: Annotated[
        str | None,
        typer.Option(
            help="What wellbeing is put in money by: wellby, qaly or none.", show_default="what the country uses"
        ),
    ] = None,
    do_minimum: Annotated[
        str | None,
        typer.Option(help="Scenario that is the least that could be done.", show_default="the cheapest of the study"),
    ] = None,
    fiscal: Annotated[
        Path | None,
        typer.Option(help="CSV of savings and costs of public services, of your own.", show_default="none"),
    ] = None,
    discounting: Annotated[
        str | None, typer.Option(help="Discounting scenario of the country's profile.", show_default="the usual one")
    ] = None,
    families: Annotated[
        int | None,
        typer.Option(
            help="Families whom the decision touches, for what learning more is worth [families].",
            show_default="those simulated",
        ),
    ] = None,
    horizon: Annotated[int, typer.Option(help="How long the decision holds [years].")] = 3,
    sensitivity: Annotated[
        Path | None,
        typer.Option(
            help="Folder of a sensitivity analysis of this study.",
            show_default="the folder sensitivity within the study's",
        ),
    ] = None,
    commissioned_by: Annotated[str | None, typer.Option(help="Who commissioned it.", show_default="not named")] = None,
    made_by: Annotated[str | None, typer.Option(help="Who made it.", show_default="not named")] = None,
    checked_by: Annotated[str | None, typer.Option(help="Who checked it.", show_default="not named")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the files' paths and the decision as one JSON document.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Write the funder's report of a finished study: what it is worth, and how sure that is.

    Seventeen sections, from the decision on one page to every input with its source, as a page (report.html), on
    paper (report.pdf), as a workbook (report.xlsx) and for machines (report.json). docs/how_to/write_a_funder_report.md
    goes through it.

    Example: peersim report results/creche --made-by "A. Ali" --checked-by "B. Byrne"
    """
    import time

    from peersim.report_api import FORMATS, written_report

    began = time.monotonic()
    people = {"commissioned by": commissioned_by, "made by": made_by, "checked by": checked_by}
    with Progress(quiet=quiet) as progress:
        files, findings = written_report(
            folder,
            out,
            form or FORMATS,
            progress.announce,
            country=country,
            perspective=perspective,
            unit=unit,
            do_minimum=do_minimum,
            fiscal=fiscal,
            discounting=discounting,
            families=families,
            horizon=horizon,
            sensitivity=sensitivity,
            people={role: name for role, name in people.items() if name},
        )
        progress.announce(f"Done in {duration(time.monotonic() - began)}.")
    if as_json:
        say_json({"files": [str(path) for path in files], **_decision(findings)})
    else:
        _say(files, findings)


def _say(files: list[Path], findings: Findings) -> None:
    import textwrap

    from peersim.report.funder.answer import answer
    from peersim.report.pages.inline import plain_of

    for sentence in answer(findings):
        say(textwrap.fill(plain_of(sentence, {}), 110))
    say("\nSimulated, not observed. Written:")
    for path in files:
        say(f"  {path}")


def _decision(findings: Findings) -> dict[str, Any]:
    from peersim.report.funder.answer import answer
    from peersim.report.funder.headline import headline
    from peersim.report.pages.inline import plain_of

    told = headline(findings)
    return {
        "recommended": findings.best,
        "best_programme": findings.best_programme,
        "do_minimum": findings.do_minimum,
        "perspective": findings.worth.perspective.name,
        "currency": findings.appraisal.profile.currency,
        "price_year": str(findings.appraisal.price_year),
        "net_value_of_best_programme": told.net,
        "chance_that_its_benefits_exceed_its_costs": told.worth,
        "chance_that_the_recommended_is_best": told.best,
        "expected_loss": told.loss,
        "cost_of_best_programme": told.cost,
        "cost_per_parent": told.parents,
        "answer": [plain_of(sentence, {}) for sentence in answer(findings)],
    }
