"""The draft as an officer hands it in: a file or a pasted text, and what was understood of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectChoice

from portal.drafts.child import read_source_in_child
from portal.drafts.errors import DraftError
from portal.drafts.outline import read_outline
from portal.drafts.tree import Outline
from portal.web.forms import PortalForm, without_unseen
from portal.web.words import sentence

IN_PROCESS_LIMIT = 100_000
"""Characters of a pasted text that are read right here; longer ones in the child process."""
_ENCODINGS = [
    SelectChoice("", _l("自动识别")),
    SelectChoice("utf-8", "UTF-8"),
    SelectChoice("gb18030", _l("GB18030（GBK、GB2312）")),
]


class SourceForm(PortalForm):
    """A file or a pasted text; which of several documents; whether a speech is meant."""

    file = FileField(_l("上传草案文件"))
    encoding = SelectField(
        _l("文件编码"),
        choices=_ENCODINGS,
        description=_l("一般不用改。只在上传文件出现乱码时选择。"),
    )
    text = TextAreaField(
        _l("或者粘贴草案全文"),
        description=_l("连同公告一起粘贴也可以，公告中的起止时间、联系方式会自动填好。"),
    )
    source_name = HiddenField()
    document = RadioField(_l("选定其中一份文件"), choices=[], validate_choice=False)
    accept_speech = BooleanField(_l("仍然导入"))


@dataclass(frozen=True, slots=True)
class Source:
    """A text that was understood; `document` is the chosen one of a bundle (0-based)."""

    outline: Outline
    text: str
    name: str
    document: int | None = None

    @property
    def title(self) -> str:
        """The draft's own title; empty when none was found."""
        documents = self.outline.documents or []
        return self.outline.title if self.document is None else documents[self.document].title


def read_source(form: SourceForm) -> Source | None:
    """The draft of a valid form, or None: then what is wrong or still to be chosen stands in it."""
    field: Any = form.file if _upload(form) else form.text
    if not _upload(form) and not (form.text.data or "").strip():
        field.errors = [*field.errors, gettext("请上传草案文件，或粘贴草案全文。")]
        return None
    try:
        source = _read(form)
    except DraftError as error:
        field.errors = [*field.errors, sentence(error)]
        form.text.data = without_unseen(form.text.data)
        return None
    # The page shown next holds the text: a browser does not send a chosen file twice.
    form.text.data, form.source_name.data = source.text, source.name
    return _chosen(form, source)


def _upload(form: SourceForm) -> Any:
    upload = form.file.data
    return upload if upload and upload.filename else None


def _read(form: SourceForm) -> Source:
    """A file is read in a child process with limits, a pasted text right here."""
    upload = _upload(form)
    if upload is None:
        text = (form.text.data or "").replace("\r\n", "\n")
        name = (form.source_name.data or gettext("粘贴的文字"))[:200]
        if len(text) > IN_PROCESS_LIMIT:
            found = read_source_in_child(text.encode(), "draft.txt", "utf-8")
            return Source(found.outline, found.text, name)
        return Source(read_outline(text), text, name)
    name = PurePath(upload.filename.replace("\\", "/")).name[-200:]
    found = read_source_in_child(upload.read(), name, form.encoding.data or None)
    return Source(found.outline, found.text, name)


def _chosen(form: SourceForm, source: Source) -> Source | None:
    """Raises nothing: an open choice becomes an error of its field."""
    outline = source.outline
    if outline.documents:
        return _chosen_document(form, source)
    if outline.genre == "speech" and not form.accept_speech.data:
        words = gettext(
            "这是一篇讲话稿，不是征求意见的草案，所以没有导入。确需征求意见的，请勾选后再提交。"
        )
        form.accept_speech.errors = [words]
        return None
    return source


def _chosen_document(form: SourceForm, source: Source) -> Source | None:
    documents = source.outline.documents or []
    form.document.choices = [
        SelectChoice(
            str(index),
            gettext(
                "%(title)s（第 %(line)s 行起，%(count)s 条）",
                title=document.title or gettext("第 %(number)s 份", number=index + 1),
                line=document.line,
                count=len(document.clauses),
            ),
        )
        for index, document in enumerate(documents)
    ]
    chosen = form.document.data
    if chosen in {choice.value for choice in form.document.choices}:
        return Source(source.outline, source.text, source.name, int(chosen))
    form.document.errors = [
        gettext("文件里有 %(count)s 份文件，一次只能就一份征求意见，请选定。", count=len(documents))
    ]
    return None
