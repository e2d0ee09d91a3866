"""Contradictions about money: what the programme buys that no fund pays for, and funds with nothing to pay for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from peersim.scenarios.contradictory import WARNING, Contradiction, Findings, in_a_row
from peersim.scenarios.levers import COST_LINES
from peersim.scenarios.overview import Overview
from peersim.scenarios.values import number_text, quoted


class _Bought(NamedTuple):
    """A cost line: whether the programme buys it, what comes of having no money for it, and where it is asked for."""

    line: str
    wanted: Callable[[Overview], bool]
    asked: str
    outcome: str
    place: Callable[[Overview], str]


def _at(lever: str) -> Callable[[Overview], str]:
    return lambda view: view.place(lever)


def _at_group(lever: str) -> Callable[[Overview], str]:
    return lambda view: view.place(lever, view.groups_with(lever)[0])


def _at_first(kind: str) -> Callable[[Overview], str]:
    return lambda view: view.of_group(next(group for group in view.groups if group.kind == kind))


def _trains(view: Overview) -> bool:
    return view.ever("staff.posts") and view.ever("training.weeks")


def _by_video(view: Overview) -> bool:
    return any(group.kind == "video" for group in view.groups)


_BOUGHT = (
    _Bought(
        "staff",
        lambda view: view.ever("staff.posts"),
        "coordinators are employed",
        "no wage is paid, so no hour is worked",
        _at("staff.posts"),
    ),
    _Bought(
        "rooms",
        lambda view: bool(view.in_person),
        "groups meet in rooms",
        "every session in a room is cancelled",
        _at_first("in_person"),
    ),
    _Bought(
        "creche",
        lambda view: bool(view.groups_with("creche.places")),
        "a crèche is planned",
        "it never opens",
        _at_group("creche.places"),
    ),
    _Bought(
        "travel",
        lambda view: view.ever("transport.help") and bool(view.in_person),
        "help with travel is promised",
        "no lift or fare is ever paid",
        _at("transport.help"),
    ),
    _Bought(
        "volunteer_expenses",
        lambda view: view.ever("volunteers.expenses") and view.may_have_volunteers,
        "volunteers' expenses are promised (volunteers.expenses)",
        "every claim is refused",
        _at("volunteers.expenses"),
    ),
    _Bought(
        "training",
        _trains,
        "volunteers are to be trained",
        "no week of a course is held, and nobody new finishes training",
        _at("training.weeks"),
    ),
    _Bought(
        "outreach",
        lambda view: view.ever("outreach.spend"),
        "money is to be spent on outreach (outreach.spend)",
        "nothing is printed or advertised",
        _at("outreach.spend"),
    ),
    _Bought(
        "recruitment",
        lambda view: view.ever("recruitment.spend"),
        "money is to be spent on recruitment (recruitment.spend)",
        "nothing is advertised",
        _at("recruitment.spend"),
    ),
    _Bought(
        "online",
        _by_video,
        "groups meet by video",
        "every session by video is cancelled",
        _at_first("video"),
    ),
    _Bought(
        "facilitator_pay",
        lambda view: view.ever("facilitators.paid") and bool(view.meeting),
        "facilitators are promised pay (facilitators.paid)",
        "every payment is refused",
        _at("facilitators.paid"),
    ),
)

_ALSO_USED: dict[str, Callable[[Overview], bool]] = {
    "overhead": lambda view: view.ever("staff.posts"),
    "refreshments": lambda view: bool(view.in_person),
    "checks": lambda view: view.may_have_volunteers,
    "online": lambda view: bool(view.spaces or view.groups_with("group.hybrid")),
}
"""When a programme spends on the lines whose refusal stops nothing."""


def _nobody_pays(view: Overview) -> Findings:
    if view.income == 0:  # a note of its own says that nothing can be bought
        return
    for bought in _BOUGHT:
        if bought.wanted(view) and not view.paid_for(bought.line):
            yield (
                bought.place(view),
                f"{bought.asked}, but no fund pays for {quoted(bought.line)}, so {bought.outcome}; add it to the "
                "pays_for of a fund, or leave it out.",
            )


def _used_lines(view: Overview) -> set[str]:
    used = {bought.line for bought in _BOUGHT if bought.wanted(view)}
    return used | {line for line, wanted in _ALSO_USED.items() if wanted(view)}


def _pays_for_nothing(view: Overview) -> Findings:
    used = _used_lines(view)
    for fund in view.scenario.funds:
        bound = fund.amount_per_year > 0 and not view.may_move_money(fund)
        if bound and used and not used & set(fund.pays_for):
            yield (
                view.of_fund(fund.name, "pays_for"),
                f"fund {quoted(fund.name)} pays only for {in_a_row(fund.pays_for)}, which this programme never buys, "
                f"so its £{number_text(fund.amount_per_year)} a year stays unspent; widen pays_for.",
            )


def _empty_fund(view: Overview) -> Findings:
    for fund in view.scenario.funds:
        if fund.amount_per_year == 0 and view.income > 0:
            reports = f", yet its reports take {fund.reporting_hours:g} hours a week" if fund.reporting_hours else ""
            yield (
                view.of_fund(fund.name, "amount_per_year"),
                f"fund {quoted(fund.name)} pays £0 a year{reports}; state an amount, or leave it out.",
            )


def _flexible_already(view: Overview) -> Findings:
    bound = [fund for fund in view.scenario.funds if len(fund.pays_for) < len(COST_LINES) or fund.reporting_hours]
    if view.ever("money.flexible") and not bound:
        yield (
            view.place("money.flexible"),
            "money.flexible frees income from conditions and reports, but no fund has any, so nothing comes of it; "
            "leave it out.",
        )


def _reports_take_all(view: Overview) -> Findings:
    from peersim.evidence import central

    p = central()[0]
    reporting = sum(fund.reporting_hours for fund in view.scenario.funds)
    posts, helpers = float(view.values("staff.posts").max()), float(view.values("staff.administrator").max())
    if posts == 0 or view.ever("money.flexible"):
        return
    usual, contract = float(p["staff_usual_reporting"]), float(p["staff_contract_hours"])
    share = float(p["staff_admin_share"])
    lost = share + (reporting - usual) / (posts * contract)
    lost -= min(float(p["staff_administrator_takes"]) * helpers / posts, share)
    if lost >= 1.0:
        most = max(view.scenario.funds, key=lambda fund: fund.reporting_hours)
        yield (
            view.of_fund(most.name, "reporting_hours"),
            f"reports to funders take {reporting:g} hours a week, which with the rest of the paperwork is all the "
            f"time of {posts:g} posts, so no coordinator hour is left for families; lower reporting_hours or raise "
            "staff.posts.",
        )


def _asks_in_vain(view: Overview) -> Findings:
    for fund in view.scenario.funds:
        scored = view.ever("evaluation.measured") and view.ever("one_to_one.offered")
        if fund.asks_for_evidence and not scored and not view.ever("evaluation.hours"):
            yield (
                view.of_fund(fund.name, "asks_for_evidence"),
                f"fund {quoted(fund.name)} asks for evidence before it is renewed, but nothing is looked at "
                "(evaluation.measured, evaluation.hours), so there is none to show; state how it is evaluated.",
            )


ABOUT_MONEY = (
    Contradiction(
        "nobody_pays",
        WARNING,
        (),
        "Something is planned that no fund pays for: staff, rooms, a crèche, travel, expenses, training, outreach, "
        "recruitment, video or facilitators' pay.",
        _nobody_pays,
    ),
    Contradiction(
        "fund_with_nothing_to_pay_for",
        WARNING,
        (),
        "A fund may be spent only on what the programme never buys.",
        _pays_for_nothing,
    ),
    Contradiction("fund_of_nothing", WARNING, (), "A fund of £0 beside others.", _empty_fund),
    Contradiction(
        "flexible_already",
        WARNING,
        ("money.flexible",),
        "Money is freed of conditions and reports it does not have.",
        _flexible_already,
    ),
    Contradiction(
        "reports_take_every_hour",
        WARNING,
        ("staff.posts",),
        "Reports to funders take all the coordinators' time.",
        _reports_take_all,
    ),
    Contradiction(
        "evidence_nobody_gathers",
        WARNING,
        ("evaluation.measured", "evaluation.hours"),
        "A funder asks for evidence before it renews and nothing is evaluated.",
        _asks_in_vain,
    ),
)
"""Contradictions about money."""
