"""Pages that are read: the draft for everybody and for one visitor, and the officers' lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks import table
from benchmarks.bare import PATH, page_app
from benchmarks.measure import Act, in_turns
from benchmarks.plan import Plan
from benchmarks.site import Site
from benchmarks.wsgi_client import Answer, call, environ
from portal.secrets import new_token

Read = Callable[[Site], Answer]


def run(sites: Mapping[int, Site], plan: Plan) -> None:
    """Each page at each size, beside a bare view that returns the same bytes."""
    basket = {"portal_basket": new_token()}
    _read("draft page, as everybody sees it", "50 % of bare", sites, plan, draft)
    _read(
        "draft page, made anew for a visitor with a basket",
        "",
        sites,
        plan,
        lambda s: s.get(s.public("draft"), basket),
    )
    within = "within 1.1 times of each other"
    _read(
        "officer: comments by clause",
        within,
        sites,
        plan,
        lambda s: s.get(s.bureau("comments"), s.staff_cookies),
    )
    _read(
        "officer: comments of one clause",
        within,
        sites,
        plan,
        lambda s: s.get(s.bureau(f"clauses/{s.scene.clause_ids[0]}"), s.staff_cookies),
    )
    _read(
        "officer: list of consultations",
        within,
        sites,
        plan,
        lambda s: s.get("/bureau/", s.staff_cookies),
    )


def draft(site: Site) -> Answer:
    """The draft page of a visitor without cookies."""
    return site.get(site.public("draft"))


def _read(name: str, aim: str, sites: Mapping[int, Site], plan: Plan, read: Read) -> None:
    body = read(sites[max(sites)])[2]
    bare = page_app(body).wsgi_app
    acts: dict[int, Act] = {table.BARE: lambda: call(bare, environ(PATH))}
    acts |= {size: lambda site=site: read(site) for size, site in sites.items()}  # type: ignore[misc]  # mypy sees no default of a lambda
    table.heading(f"{name}, {len(body) / 1024:,.0f} KB", aim)
    table.show(in_turns(acts, rounds=plan.rounds, calls=plan.calls))
