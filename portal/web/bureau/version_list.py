"""The versions of a draft: which there are, and the way to the next."""

from __future__ import annotations

from typing import Any

from portal.models.drafts import Purpose
from portal.queries.versions import versions as all_versions
from portal.web import edge, words
from portal.web.bureau import blueprint, workbench


@blueprint.get("/consultations/<reference>/versions")
def versions(reference: str) -> Any:
    """Every version with its purpose and, once public, its day; links to its mapping."""
    own = workbench.get_own(reference)
    found = all_versions(edge.reading(), own.id)
    return workbench.page(
        "version_list",
        own,
        versions=found,
        purposes=words.PURPOSES,
        has_final=any(one.purpose == Purpose.FINAL and one.published_at for one in found),
    )
