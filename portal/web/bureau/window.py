"""Setting the window before publication: whole days, or exact times."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import DateField, DateTimeLocalField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from portal import window as rule
from portal.errors import PortalError
from portal.models.consultations import Consultation
from portal.operations import consultations, windows
from portal.queries.consultations import window_history
from portal.web import edge
from portal.web.bureau import blueprint, workbench
from portal.web.forms import PortalForm
from portal.web.minima import Measure, measure, minimum_words

_OFFERED_DAYS = 30
_LONGEST = timedelta(days=3 * 366)


class WindowForm(PortalForm):
    """First and last day, or two exact civil times."""

    mode = RadioField(
        _l("怎样填写"),
        choices=[
            SelectChoice("days", _l("按日：首日 0 时起，末日 24 时止")),
            SelectChoice("times", _l("按时刻：精确到分钟")),
        ],
        default="days",
    )
    first_day = DateField(_l("首日"), [Optional()])
    last_day = DateField(_l("末日"), [Optional()])
    opens = DateTimeLocalField(_l("开始时刻（北京时间）"), [Optional()], format="%Y-%m-%dT%H:%M")
    closes = DateTimeLocalField(_l("截止时刻（北京时间）"), [Optional()], format="%Y-%m-%dT%H:%M")

    def show(self, error: PortalError) -> None:
        """As every form; the beginning is a day or an instant here."""
        if error.details.get("field") == "opens_at":
            field = "first_day" if self.mode.data == "days" else "opens"
            error = type(error)(**{**error.details, "field": field})
        super().show(error)

    def value(self) -> rule.Window | None:
        """The window meant, or None: then what is wrong stands at a field."""
        start, end = (
            (self.first_day, self.last_day)
            if self.mode.data == "days"
            else (self.opens, self.closes)
        )
        for field in (start, end):
            if field.data is None and not field.errors:
                field.errors = [gettext("请填写“%(field)s”。", field=field.label.text)]
        if start.errors or end.errors:
            return None
        if not _is_plausible(start.data, end.data):
            end.errors = [gettext("结束必须晚于开始，期限不超过三年。")]
            return None
        if self.mode.data == "days":
            return rule.of_days(start.data, end.data)
        return rule.from_civil(start.data, end.data)


def _is_plausible(start: Any, end: Any) -> bool:
    """Days may coincide (one whole day), times may not; the year is one people plan in."""
    if not 2000 <= start.year <= 2200 or not timedelta(0) <= end - start <= _LONGEST:
        return False
    return start != end or not isinstance(start, datetime)


@blueprint.route("/consultations/<reference>/window", methods=["GET", "POST"])
def window(reference: str) -> Any:
    """The form beside its day counts; a success shows what the law says of the window."""
    own = workbench.get_own(reference)
    form = WindowForm(data=_initial(own))
    status = 422 if form.is_submitted() else workbench.DONE
    if form.validate_on_submit() and (value := form.value()):
        status = workbench.perform(form, lambda db: _save(db, own.id, value))
        if status == workbench.DONE:
            flash(gettext("起止时间已保存。"), "success")
            return redirect(url_for("bureau.window", reference=reference), 303)
    return workbench.page(
        "window",
        own,
        status,
        form=form,
        measured=_measured(own, form),
        minimum=minimum_words(consultations.minimum_of(own.document_kind)),
        history=window_history(edge.reading(), own.id),
    )


def _save(db: Session, consultation_id: int, value: rule.Window) -> None:
    windows.set_window(
        db,
        consultations.lock_consultation(db, consultation_id),
        value,
        actor=edge.actor(db),
        now=edge.now(),
    )


def _initial(own: Consultation) -> dict[str, Any]:
    """The window in force; without one, today and thirty days more."""
    today = rule.civil_day(edge.now())
    if own.window is None:
        return _offered(today, today + timedelta(days=_OFFERED_DAYS), "days")
    value = own.window.value()
    opens, closes = (
        rule.to_civil(at).replace(tzinfo=None) for at in (value.opens_at, value.closes_at)
    )
    first, last = opens.date(), rule.last_civil_day(value)
    mode = "days" if rule.of_days(first, last) == value else "times"
    return {**_offered(first, last, mode), "opens": opens, "closes": closes}


def _offered(first: date, last: date, mode: str) -> dict[str, Any]:
    return {"mode": mode, "first_day": first, "last_day": last}


def _measured(own: Consultation, form: WindowForm) -> Measure | None:
    """The saved window measured; before the first one, the one on offer."""
    if own.window is not None:
        value = own.window.value()
    elif not form.is_submitted():
        value = rule.of_days(form.first_day.data, form.last_day.data)
    else:
        return None
    return measure(edge.reading(), own.document_kind, value)
