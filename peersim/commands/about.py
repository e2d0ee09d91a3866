"""`peersim phases`, `rules`, `schema`, `cite` and `doctor`: about the model, its files and this machine."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from peersim.commands.options import AsJson
from peersim.commands.screen import remark, say, say_json, say_table, told

TITLE = "peersim: agent-based simulation of peer-support programmes for parents"
AUTHORS = "The peersim authors"
YEAR = 2026


@told
def phases(as_json: AsJson = False) -> None:
    """Print what happens in a week, in its order."""
    from peersim.engine.phases import PHASES

    if as_json:
        say_json([{"number": number, "name": name, "what": what} for number, name, what in PHASES])
    else:
        say_table(("phase", "name", "what happens"), PHASES, right=(0,))


@told
def rules(
    search: Annotated[str, typer.Argument(help="Words to look for, such as `attendance`.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the rules of the model, each of which can be replaced."""
    from peersim.engine.swapping import rules as listing

    found = listing(search)
    if as_json:
        say_json([rule._asdict() for rule in found])
    elif found:
        cells = [(f"{r.name}({', '.join(r.parameters)})", r.module.removeprefix("peersim."), r.about) for r in found]
        say_table(("rule", "module", "what it says"), cells)
    else:
        remark("No rule matches.")


@told
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from peersim.scenarios.schema import json_schema as make

    say_json(make())


@told
def cite(as_json: AsJson = False) -> None:
    """Print how to cite this version."""
    from peersim.version import __version__

    facts = {"title": TITLE, "authors": AUTHORS, "version": __version__, "year": YEAR, "licence": "MIT"}
    if as_json:
        say_json(facts)
        return
    say(f"{AUTHORS} ({YEAR}). {TITLE}, version {__version__}.\n")
    say(
        "@software{peersim,\n"
        f"  author  = {{{{{AUTHORS}}}}},\n"
        f"  title   = {{{TITLE}}},\n"
        f"  version = {{{__version__}}},\n"
        f"  year    = {{{YEAR}}}\n"
        "}\n"
    )
    say("Give the seed, draws and replications of your study with it: they are in its manifest.json.")


@told
def doctor(as_json: AsJson = False) -> None:
    """Show versions, cores, and whether the engine is compiled."""
    facts = examine()
    if as_json:
        say_json(facts)
        return
    rows = [(name.replace("_", " "), value) for name, value in facts.items() if name != "packages"]
    say_table(("what", "here"), [*rows, *facts["packages"].items()])


def examine() -> dict[str, Any]:
    """Describe this installation.

    Returns
    -------
    dict
        Version, commit, Python, platform, cores, cache folder, whether the engine is compiled, packages.
    """
    import platform

    from peersim.engine.compiled import cache_folder, is_compiled
    from peersim.studies.execute import default_workers
    from peersim.studies.provenance import checkout, package_versions, running_python
    from peersim.version import __version__

    commit, dirty = checkout()
    return {
        "peersim": __version__,
        "commit": commit + (" with uncommitted changes" if dirty else "") if commit else "none: an installed copy",
        "python": running_python(),
        "platform": platform.platform(),
        "cores": default_workers(),
        "cache_folder": str(cache_folder()),
        "engine_compiled": "yes" if is_compiled() else "no: the first run will compile it",
        "packages": package_versions(),
    }
