"""What every Word document handed out needs to be read in an office: numbered pages and an outline."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def number_pages(document: Any) -> None:
    """Each page has its number at the foot, between dashes as on official papers. Source: GB/T 9704."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    shown = OxmlElement("w:r")
    number = OxmlElement("w:t")
    number.text = "1"
    shown.append(number)
    field.append(shown)
    paragraph._p.append(field)
    paragraph.add_run(" —")


def set_level(paragraph: Any, level: int) -> None:
    """The heading stands in the outline of the document: 0 its title, 1 a part."""
    mark = OxmlElement("w:outlineLvl")
    mark.set(qn("w:val"), str(level))
    paragraph._p.get_or_add_pPr().append(mark)
