"""What the wheel holds beside the code: compiled translations."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Every translations/*/LC_MESSAGES/*.po stands compiled in the package's _resources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is packed, each .po is compiled into a scratch folder."""
        self._scratch = tempfile.TemporaryDirectory()
        sys.path.insert(0, self.root)  # so that the wheel and the bootstrap compile in the same way
        from portal.bootstrap.catalogues import compile_catalogue

        source = Path(self.root, "translations")
        for po in sorted(source.glob("*/LC_MESSAGES/*.po")):
            relative = po.relative_to(source).with_suffix(".mo")
            target = Path(self._scratch.name, relative)
            target.parent.mkdir(parents=True)
            compile_catalogue(po, target, locale=relative.parts[0])
            build_data["force_include"][str(target)] = f"portal/_resources/translations/{relative}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """The scratch folder is gone."""
        self._scratch.cleanup()
