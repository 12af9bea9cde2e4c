"""Who submits: the contact form and the seal scan that may come with it."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, StringField
from wtforms.validators import AnyOf, StopValidation

from portal.errors import InvalidInputError
from portal.models.submissions import CommenterKind, SealKind
from portal.operations import attachments
from portal.operations.submissions import Contact
from portal.web.file_words import file_refusal
from portal.web.public.forms import CitizenForm, one_of, storable_line
from portal.web.public.reach import looks_reachable
from portal.web.words import COMMENTER_KINDS, INPUT_RULES, MISSING

NAME_LIMIT = 100
KEPT = (
    "commenter_kind", "name", "reach", "organisation", "liaison", "liaison_reach", "seal",
    "allows_publication", "website", "doubted",
)  # fmt: skip
"""The fields that wait with the basket."""
SEALS: dict[str, Any] = {
    SealKind.UPLOAD.value: _l("上传盖章扫描件"),
    SealKind.POST.value: _l("盖章原件另行邮寄"),
}


class OfKind:
    """The other validators apply only to the chosen kind of commenter."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __call__(self, form: Any, field: Any) -> None:
        """Raises: StopValidation to skip the rest of the chain."""
        if form.commenter_kind.data != self.kind:
            field.errors = []
            raise StopValidation


_PERSON, _UNIT = OfKind(CommenterKind.INDIVIDUAL), OfKind(CommenterKind.ORGANISATION)
_CHOSEN = AnyOf(list(SEALS), _l("请选择公章的提交方式。"))


class ContactForm(CitizenForm):
    """Both kinds' fields on one page; the chosen kind decides which of them count.

    Source: the notice's signing rule (domain.md section 2, 营口署名规则).
    """

    commenter_kind = one_of(
        _l("您以什么身份提出意见？"), COMMENTER_KINDS, default=CommenterKind.INDIVIDUAL.value
    )
    name = StringField(_l("姓名"), [_PERSON, storable_line(_l("请填写姓名。"), NAME_LIMIT)])
    reach = StringField(_l("联系方式"), [_PERSON, storable_line(_l("请填写联系方式。"))])
    organisation = StringField(_l("单位名称"), [_UNIT, storable_line(_l("请填写单位名称。"))])
    liaison = StringField(_l("联系人"), [_UNIT, storable_line(_l("请填写联系人。"), NAME_LIMIT)])
    liaison_reach = StringField(
        _l("联系人的联系方式"), [_UNIT, storable_line(_l("请填写联系人的联系方式。"))]
    )
    seal = one_of(_l("单位公章"), SEALS, validators=[_UNIT, _CHOSEN], validate_choice=False)
    seal_file = FileField(_l("盖章扫描件"))
    allows_publication = BooleanField(
        _l("我同意在公布采纳情况时公开我的意见原文（个人姓名脱敏，单位用全称）")
    )
    website = StringField(_l("请勿填写此项"))
    doubted = HiddenField()
    """The way to be reached that was asked back about: sent again, it is taken."""

    @property
    def is_organisation(self) -> bool:
        """True when an organisation submits."""
        return bool(self.commenter_kind.data == CommenterKind.ORGANISATION)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """As CitizenForm; a way to be reached that looks like none is asked back about, once."""
        is_valid = bool(super().validate(*args, **kwargs))
        field = self.liaison_reach if self.is_organisation else self.reach
        typed = (field.data or "").strip()
        if field.errors or not typed or looks_reachable(typed) or typed == self.doubted.data:
            return is_valid
        self.doubted.data = typed
        doubt = gettext(
            "“%(typed)s”看起来不像完整的电话、电子邮箱或通信地址。请核对；确认无误，再按一次“下一步”即可。",
            typed=typed,
        )
        field.errors = [*field.errors, doubt]
        return False

    def typed(self) -> dict[str, Any]:
        """What was typed, to be kept; no file, no token."""
        return {name: self[name].data for name in KEPT}

    def fill(self, fields: dict[str, Any]) -> None:
        """The form shows what was kept."""
        for name in KEPT:
            self[name].data = fields.get(name, self[name].data)

    def contact(self) -> Contact:
        """The contact data of the chosen kind."""
        if not self.is_organisation:
            return Contact(
                kind=CommenterKind.INDIVIDUAL,
                name=self.name.data,
                reach=self.reach.data,
                allows_publication=self.allows_publication.data,
            )
        return Contact(
            kind=CommenterKind.ORGANISATION,
            name=self.liaison.data,
            reach=self.liaison_reach.data,
            organisation=self.organisation.data,
            seal=self.seal.data,
            allows_publication=self.allows_publication.data,
        )

    def check_kind(self, *, is_no_comment: bool) -> bool:
        """True unless a person would answer 无意见."""
        if not is_no_comment or self.is_organisation:
            return True
        self.commenter_kind.errors = [INPUT_RULES["no_comment_of_person"]]
        return False

    def check_seal(self, *, has_file: bool, is_kept: bool) -> bool:
        """True unless an upload was promised and neither came now nor lies in the basket."""
        wants_file = self.is_organisation and self.seal.data == SealKind.UPLOAD
        if not wants_file or has_file or is_kept or self.seal_file.errors:
            return not self.seal_file.errors
        self.seal_file.errors = [MISSING["seal"]]
        return False

    def uploaded_seal(self) -> tuple[bytes, str, str] | None:
        """The uploaded file as (bytes, media type, name); a bad one becomes an error of its field.

        None too when the page has expired: then nothing may be kept.
        """
        upload = self.seal_file.data
        if not upload or not getattr(upload, "filename", ""):
            return None
        with closing(upload):
            data = upload.read(attachments.SEAL_BYTE_LIMIT + 1)
        if self.has_expired:
            return None
        try:
            return data, attachments.media_type(data), upload.filename
        except InvalidInputError as error:
            self.seal_file.errors = [*self.seal_file.errors, file_refusal(error, upload.filename)]
            return None
