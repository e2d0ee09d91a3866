"""How peersim tells a user what is wrong: all at once, each with its place, what is allowed and the nearest name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field


class PeersimError(Exception):
    """A mistake in what the user asked for; its text is the whole message, shown without a traceback."""

    def _render_traceback_(self) -> list[str]:
        """Give Jupyter and IPython the message to show in place of a traceback; a script keeps its traceback."""
        return str(self).splitlines()


class InputError(PeersimError):
    """Bad input: one or more problems found before anything was run.

    Parameters
    ----------
    problems : list of str
        One sentence each: where, what, what is allowed, the nearest valid name.
    hint : str
        Where to look next.
    """

    def __init__(self, problems: list[str], hint: str = "") -> None:
        self.problems = list(problems)
        self.hint = hint
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}. Nothing was run."
        super().__init__("\n".join([*self.problems, f"{count} {hint}".strip()]))


class RunError(PeersimError):
    """A run that began and could not finish; what was finished before it is kept."""


def nearest(name: str, allowed: Iterable[str]) -> str:
    """Say which valid name is nearest.

    Parameters
    ----------
    name : str
        What the user wrote.
    allowed : iterable of str
        Valid names.

    Returns
    -------
    str
        ``' Did you mean "x"?'`` with a leading space, or an empty string when nothing is near.
    """
    close = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.5)
    return f' Did you mean "{close[0]}"?' if close else ""


@dataclass
class Problems:
    """Collects problems so that the user hears of all of them at once.

    Attributes
    ----------
    found : list of str
        Sentences, in the order they were found.
    hint : str
        Added at the end of the message.
    """

    hint: str = ""
    found: list[str] = field(default_factory=list)

    def add(self, sentence: str) -> None:
        """Note one problem, once."""
        if sentence not in self.found:
            self.found.append(sentence)

    def raise_if_any(self) -> None:
        """Raise `InputError` with every problem noted so far, if there is one."""
        if self.found:
            raise InputError(self.found, self.hint)
