"""Warm start: topics officers worked on stay, whatever comes afterwards."""

import json
import zlib
from dataclasses import replace

import pytest

from portal.analysis.errors import TopicModelError
from portal.analysis.topic_fit import fit_topics
from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_place import place
from portal.analysis.topic_refit import refit
from portal.analysis.topic_space import Space
from portal.analysis.topics import described
from tests.analysis.invented_topics import matter, opinions


def _keys(model: TopicModel, comments, pins=None) -> dict[str, int]:
    placed = place(model, comments, pins)
    return {one.id: key for one, key in zip(comments, placed.keys.tolist(), strict=True)}


def _key_of(model: TopicModel, comments, name: str) -> int:
    keys = [key for id_, key in _keys(model, comments).items() if matter(id_) == name]
    return max(set(keys), key=keys.count)


def test_a_kept_model_places_comments_as_the_fresh_one_did() -> None:
    comments = opinions(40)
    model = fit_topics(comments, 3)
    packed = model.to_bytes()
    again = TopicModel.from_bytes(packed)
    assert again.to_bytes() == packed == fit_topics(comments, 3).to_bytes()
    assert _keys(again, comments) == _keys(model, comments)


@pytest.mark.parametrize("packed", [b"", b"topics1\n", b"topics1\nxx", b"\x80\x04pickle"])
def test_bytes_that_are_no_model_are_refused(packed: bytes) -> None:
    with pytest.raises(TopicModelError):
        TopicModel.from_bytes(packed)


def test_comments_that_come_later_join_without_moving_the_earlier_ones() -> None:
    early, late = opinions(40), opinions(10, first=40)
    model = fit_topics(early, 3)
    before = _keys(model, early)
    after = _keys(refit(model, early + late), early + late)
    assert sum(before[id_] == after[id_] for id_ in before) >= 0.95 * len(before)
    joined = [after[one.id] == _key_of(model, early, matter(one.id)) for one in late]
    assert sum(joined) >= 0.8 * len(joined)


def test_many_more_comments_bring_new_words_under_the_old_keys() -> None:
    early = opinions(20)
    everything = early + opinions(60, first=20)
    model = fit_topics(early, 3)
    grown = refit(model, everything)
    assert grown.seen_count == len(everything)
    assert all(
        _key_of(grown, everything, name) == _key_of(model, early, name)
        for name in ("停车", "垃圾", "电梯")
    )


def test_what_an_officer_placed_stays_where_it_was_placed() -> None:
    comments = opinions(40)
    model = fit_topics(comments, 3)
    target = _key_of(model, comments, "垃圾")
    pins = {one.id: target for one in comments if matter(one.id) == "电梯"}
    moved = refit(model, comments, pins)
    assert all(_keys(moved, comments, pins)[id_] == target for id_ in pins)
    later = [one for one in opinions(6, first=40) if matter(one.id) == "电梯"]
    keys = list(_keys(moved, later).values())
    assert keys.count(target) >= len(keys) / 2


def test_merged_topics_stay_one_and_do_not_come_back() -> None:
    comments = opinions(40)
    model = fit_topics(comments, 3)
    gone, kept = _key_of(model, comments, "电梯"), _key_of(model, comments, "垃圾")
    merged = refit(refit(model, comments, merged={gone: kept}), comments + opinions(20, first=40))
    assert gone not in merged.keys
    groups = described(merged, comments, place(merged, comments))
    assert sorted(one.key for one in groups if one.key >= 0) == sorted(set(merged.keys))
    assert len({one.key for one in groups if one.key >= 0}) == 2


def test_mergers_in_a_circle_do_no_harm() -> None:
    comments = opinions(20)
    model = fit_topics(comments, 3)
    a, b, c = model.keys
    assert set(refit(model, comments, merged={a: b, b: a}).keys) <= {a, b, c}


def test_a_topic_an_officer_made_draws_later_comments() -> None:
    comments = opinions(40)
    model = fit_topics(comments, 2)
    own = max(model.keys) + 1
    pins = {one.id: own for one in comments[:20] if matter(one.id) == "停车"}
    grown = refit(model, comments, pins)
    assert own in grown.keys
    later = [one for one in opinions(12, first=40) if matter(one.id) == "停车"]
    assert list(_keys(grown, later).values()).count(own) >= len(later) / 2


def test_nothing_to_say_gives_a_model_without_topics_that_still_takes_a_refit() -> None:
    silent = [one for one in opinions(5)]
    empty = [type(silent[0])(str(number), "") for number in range(20)]
    model = fit_topics(empty)
    assert model.keys == ()
    assert set(_keys(refit(model, empty), empty).values()) == {-1}
    assert TopicModel.from_bytes(model.to_bytes()).keys == ()


def test_an_empty_comment_put_into_a_topic_of_its_own_does_no_harm() -> None:
    comments = [*opinions(20), type(opinions(1)[0])("e", "")]
    model = fit_topics(comments, 3)
    assert set(refit(model, comments, {"e": 99}).keys) == set(model.keys)


def test_a_model_kept_before_views_had_names_is_still_read() -> None:
    comments = opinions(40)
    model = fit_topics(comments, 3)
    parts = tuple(part for part in model.space.parts if part.view != "meanings")
    width = sum(part.mean.size for part in parts)
    early = replace(
        model, space=Space(model.space.vocabulary, parts), centres=model.centres[:, :width]
    )
    head, numbers = zlib.decompress(early.to_bytes()[len(b"topics1\n") :]).split(b"\n", 1)
    told = json.loads(head)
    assert told.pop("views") == ["words", "vectors", "letters"]
    packed = b"topics1\n" + zlib.compress(json.dumps(told).encode() + b"\n" + numbers)
    assert TopicModel.from_bytes(packed).to_bytes() == early.to_bytes()
