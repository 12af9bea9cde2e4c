"""The closed word lists every result is drawn from; light enough for the web process."""

from typing import Literal, get_args

Stance = Literal["support", "oppose", "suggest", "question", "none"]
Kind = Literal[
    "suggestion",
    "complaint",
    "question",
    "praise",
    "formal_no_opinion",
    "off_topic",
    "empty_talk",
    "other",
]
PersonalKind = Literal[
    "mobile",
    "landline",
    "id_number",
    "bank_card",
    "email",
    "plate",
    "address",
    "name",
    "account",
]
TopicWarning = Literal["rest", "small", "similar", "overlap"]

STANCES: tuple[Stance, ...] = get_args(Stance)
KINDS: tuple[Kind, ...] = get_args(Kind)
PERSONAL_KINDS: tuple[PersonalKind, ...] = get_args(PersonalKind)
TOPIC_WARNINGS: tuple[TopicWarning, ...] = get_args(TopicWarning)
