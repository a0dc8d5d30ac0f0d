"""Reference tables: the register, the outlets, our categories and topics."""

from warehouse.schema.contract import Column, Kind, Table
from warehouse.schema.tables.columns import SLUG, day, flag, maybe_day, maybe_instant, maybe_text, outlet_id, text
from warehouse.schema.tables.values import CHAMBERS

PERSONS = Table(
    "persons",
    "One row per parliamentarian in the register.",
    ("person_id",),
    (text("person_id", meaning="Register's identifier of the person."), text("name", meaning="Name as best known.")),
)

PERSON_NAMES = Table(
    "person_names",
    "One row per name a person is or was known by.",
    ("person_id", "name", "kind", "start_on"),
    (
        text("person_id", meaning="Person, as in `persons`."),
        text("name", meaning="The name in full."),
        text("kind", meaning="Kind of name: main, alternate, peerage or alias."),
        day("start_on", meaning="First day of use; 0001-01-01 where not known."),
        maybe_day("end_on", meaning="Last day of use, if it ended."),
    ),
)

PARTIES = Table(
    "parties",
    "One row per party or grouping.",
    ("party_id",),
    (
        text("party_id", meaning="Register's identifier of the party."),
        text("name", meaning="Party's name."),
        text("party_group", meaning="Party, including its sister labels."),
    ),
)

MEMBERSHIPS = Table(
    "memberships",
    "One row per unbroken spell of a person in a chamber under one party and seat.",
    ("membership_id",),
    (
        text("membership_id", meaning="Register's identifier of the membership."),
        text("person_id", meaning="Person, as in `persons`."),
        text("chamber", meaning="Chamber sat in.", values=CHAMBERS),
        maybe_text("party_id", meaning="Party, as in `parties`."),
        maybe_text("constituency", meaning="Seat, where the chamber has seats."),
        day("start_on", meaning="First day."),
        maybe_day("end_on", meaning="Last day; null while it lasts."),
        maybe_text("end_reason", meaning="Why it ended."),
    ),
)

OUTLETS = Table(
    "outlets",
    "One row per outlet.",
    ("outlet_id",),
    (
        outlet_id,
        text("name", meaning="Name of the title."),
        maybe_text("home_url", meaning="Front page."),
        text("timezone", meaning="IANA time zone its dates are in."),
        flag("is_declared", meaning="Whether outlets.toml declares it; if not, it was met in an import."),
    ),
)

CATEGORIES = Table(
    "categories",
    "One row per category of our taxonomy: the 21 major topics of the Comparative Agendas Project's master codebook.",
    ("category_id",),
    (text("category_id", meaning="Category.", pattern=SLUG), text("name", meaning="Name of the category.")),
)

_DEFINED = (
    text("topic_id", meaning="Topic.", pattern=SLUG),
    Column("topic_version", Kind.INTEGER, "Version of the definition.", least=1),
    text("title", meaning="Title for people."),
    text("description", meaning="Definition of the topic in words."),
    text("definition", meaning="The definition as JSON."),
)

TOPICS = Table("topics", "One row per topic in its current definition.", ("topic_id",), _DEFINED)

TOPIC_VERSIONS = Table(
    "topic_versions",
    "One row per version of a topic's definition that was ever loaded, title and description as they were then.",
    ("topic_id", "topic_version"),
    (
        *_DEFINED,
        maybe_text("run_id", meaning="The run that loaded it first, as in `runs`; null where that was not yet noted."),
        maybe_instant("first_loaded_at", meaning="Start of that run."),
    ),
)
