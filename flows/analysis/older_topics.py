"""A topic as an older version of it was defined, so that what was counted by it can be counted again."""

from pathlib import Path
from typing import TYPE_CHECKING

from flows.analysis.corpus import opened
from flows.errors import BackbenchError, WrongUse
from warehouse.schema.ddl import literal

if TYPE_CHECKING:
    from transforms.topics.definitions import Topic

_VERSIONS = """
    select topic_version, title, description, definition, strftime(first_loaded_at, '%Y-%m-%d')
    from topic_versions where topic_id = {topic} order by topic_version"""


def topic_at(corpus: Path, topic: str, version: int) -> "Topic | None":
    """Return the topic by that version of its definition; None where the corpus is tagged by it already.

    Its title says which version it is. Raises WrongUse for a topic or a version that there never was, BackbenchError
    where there is no database.
    """
    with opened(corpus) as connection:
        known = connection.execute(_VERSIONS.format(topic=literal(topic))).fetchall()
        tagged_by = dict(connection.execute("select topic_id, topic_version from topics").fetchall()).get(topic)
        topics = connection.execute("select distinct topic_id from topic_versions order by 1").fetchall()
    if not known:
        raise WrongUse(f"There is no topic {topic!r}.", f"There are: {', '.join(name for (name,) in topics)}.")
    if version == tagged_by:
        return None
    for number, title, description, definition, _ in known:
        if number == version:
            return _topic(topic, version, f"{title} (version {version})", description, definition)
    there = ", ".join(f"{number} (loaded {day})" if day else str(number) for number, *_, day in known)
    raise WrongUse(f"Topic {topic} has no version {version}.", f"There are: {there}.")


def _topic(topic: str, version: int, title: str, description: str, definition: str) -> "Topic":
    from transforms.topics.definitions import restore_topic
    from transforms.topics.queries import QueryError

    try:
        return restore_topic(topic, version, title, description, definition)
    except QueryError as error:
        problem = f"Version {version} of topic {topic} is written as queries no longer are: {error}."
        raise BackbenchError(problem, "Count by it with the Backbench that loaded it.") from error
