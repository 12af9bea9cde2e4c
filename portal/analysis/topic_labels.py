"""Topics people chose for some comments, by number, carried over to topics found from nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from portal.analysis.topic_model import TopicModel
from portal.analysis.topic_place import REST, place, topic_keys
from portal.analysis.topic_refit import refit
from portal.analysis.types import Opinion


def taught(
    model: TopicModel, opinions: Sequence[Opinion], chosen: Mapping[str, int]
) -> TopicModel:
    """The model with the chosen numbers as keys, moved toward the comments they were given to.

    A found topic takes the number that most of its chosen comments have; what is left over is numbered
    around the chosen ones, and a number no found topic answers to becomes a topic of its own.
    """
    labelled = [opinion for opinion in opinions if chosen.get(opinion.id, REST) >= 0]
    if not labelled:
        return model
    votes = Counter(
        (chosen[opinion.id], key)
        for opinion, key in zip(labelled, place(model, labelled).keys.tolist(), strict=True)
        if key != REST
    )
    number_of: dict[int, int] = {}
    for (number, key), _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        if key not in number_of and number not in number_of.values():
            number_of[key] = number
    taken = {number for number in chosen.values() if number >= 0}
    free = (number for number in range(len(taken) + len(model.keys)) if number not in taken)
    for key in topic_keys(model):
        if key not in number_of:
            number_of[key] = next(free)
    renamed = replace(model, keys=tuple(number_of[key] for key in model.keys))
    return refit(renamed, opinions, chosen)
