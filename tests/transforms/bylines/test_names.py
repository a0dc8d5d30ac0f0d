"""Names in bylines: lists are split, names parsed and folded."""

import pytest

from transforms.bylines.names import fold_name, parse_name, split_names

SPLIT = {
    "By Stella Hale MP and Alis Gower MP": ("Stella Hale MP", "Alis Gower MP"),
    "Ann Buck MP, Mary Cray MP, Angela Forge and Nick Thom-Simms MP": (
        *("Ann Buck MP", "Mary Cray MP", "Angela Forge", "Nick Thom-Simms MP"),
    ),
    "Sonny Long & Sam Goodwin": ("Sonny Long", "Sam Goodwin"),
    "Lord Norrow of South Louth and Baroness Vale": ("Lord Norrow of South Louth", "Baroness Vale"),
    "the Earl of Marr and Kelso": ("Earl of Marr and Kelso",),
    "Lord Brough and Vaux": ("Lord Brough and Vaux",),
    "Baroness Kenny of The Shallows": ("Baroness Kenny of The Shallows",),
    "Bishop of Ashford and Jane Smithers": ("Bishop of Ashford", "Jane Smithers"),
    "Rt Revd Alan Smithers, Bishop of St Olave": ("Rt Revd Alan Smithers, Bishop of St Olave",),
    "Labour's Caro Flynn and Conservative Lena Spelding reflect": ("Labour's Caro Flynn", "Conservative Lena Spelding"),
    "write the co-chairs of the Social Mobility APPG Baroness Tyne and Justin Mather": (
        *("Baroness Tyne", "Justin Mather"),
    ),
    "writes Labour MP Tracy Brabant": ("Labour MP Tracy Brabant",),
    "former Labour MP Nat Engels is keen": ("former Labour MP Nat Engels",),
    "Agnes Chamber talks to Black Rod": ("Agnes Chamber",),
    "The justice secretary talks to Alan Mackie": ("Alan Mackie",),
    "says Andy Cork, chief executive of Marshall-James": ("Andy Cork",),
    "Jane Smithers, chair of the board, and John Doe": ("Jane Smithers", "John Doe"),
    "Steve Brownlow from the House of Commons Library looks at": ("Steve Brownlow",),
    "Home Affairs Spokesperson Brian Paddon": ("Brian Paddon",),
    "Chief Secretary to the Treasury John Glenn": ("John Glenn",),
    "LFI chair Steve McCade MP has written the below": ("Steve McCade MP",),
    "- Sir Graham Bradley The House Advisory Board Chair": ("Sir Graham Bradley",),
    "LibLink: Roger Robbins: The future of our citizenship": ("Roger Robbins",),
    "Craig Hoyle MSP, South of Scotland": ("Craig Hoyle MSP",),
    "Jane Doe MP, Milton Keynes North": ("Jane Doe MP",),
    "Sir Alan Hazel, MP for Saffron Walden": ("Sir Alan Hazel, MP",),
    "by Lord Norrow • • 13 Comments": ("Lord Norrow",),
    "By Mary Reed | Fri 3rd November 2017 - 10:55 am": ("Mary Reed",),
    "Mark Johns April 2018": ("Mark Johns",),
    "Smithers, John": ("John Smithers",),
    "JANE SMITHERS MP": ("Jane Smithers MP",),
    "robert-hale: (title prefix)": ("Robert Hale",),
    "miketupp (author slug)": ("miketupp",),
    "Sophie In’t Velden": ("Sophie In’t Velden",),
    "By Ludwig van der Berg": ("Ludwig van der Berg",),
    "John Barron and John Bishop MP": ("John Barron", "John Bishop MP"),
    "Lord Chancellor Robert Buckle": ("Robert Buckle",),
    "Lord (David) Alder": ("Lord David Alder",),
    "LabourList Staff": ("LabourList Staff",),
    "王小明": ("王小明",),
    "your correspondent has nothing more to say": (),
    "": (),
}


@pytest.mark.parametrize("byline", SPLIT)
def test_a_credit_gives_exactly_its_persons(byline: str) -> None:
    assert split_names(byline) == SPLIT[byline]


@pytest.mark.parametrize(
    ("credit", "name", "chambers"),
    [
        ("Rt Hon Steve McCade MP", "Steve McCade", {"commons"}),
        ("The Rt Hon Dame Margaret Hodd DBE MP", "Margaret Hodd", {"commons"}),
        ("Dr. Phil Leigh", "Phil Leigh", set()),
        ("Ms Ann Lowe MS", "Ann Lowe", {"senedd"}),
        ("Sian Perry AM", "Sian Perry", {"senedd", "london-assembly"}),
        ("Prof. Lord Winsome KC OBE", "Lord Winsome", {"lords"}),
        ("Lady Hermione MP", "Lady Hermione", {"commons", "lords"}),
        ("Reform UK MP Lee Anders", "Lee Anders", {"commons"}),
        ("Green Smith", "Green Smith", set()),
        ("王小明", "王小明", set()),
    ],
)
def test_styles_and_letters_are_taken_off_and_say_where_one_sits(credit: str, name: str, chambers: set[str]) -> None:
    styled = parse_name(credit)
    assert (styled.name, set(styled.chambers)) == (name, chambers)


def test_a_peer_is_split_into_rank_name_and_place() -> None:
    peer = parse_name("the Lord Norrow of Louth-under-Hill")
    assert (peer.rank, peer.core, peer.place) == ("lord", "Norrow", "Louth-under-Hill")
    see = parse_name("Rt Revd Alan Smithers, Bishop of St Olave")
    assert (see.name, see.rank, see.place) == ("Alan Smithers", "bishop", "St Olave")


def test_party_and_former_office_before_a_name_are_kept_as_evidence() -> None:
    styled = parse_name("former Lib Dem MP Jo Swain")
    assert (styled.name, styled.party, styled.is_former) == ("Jo Swain", "liberal-democrat", True)
    assert parse_name("Congressman Robert Hurst").is_elsewhere


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nick Thom-Simms", "nick thom simms"),
        ("Lembit &#214;pik", "LEMBIT OPIK"),
        ("Bjørn O’Brien", "Bjorn OBrien"),
        ("Ian C. Lukas", "Ian C Lukas"),
    ],
)
def test_two_spellings_of_a_name_fold_alike(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.usefixtures("_bounded")
@pytest.mark.parametrize("hostile", ["x" * 200_000, "Aa " * 60_000, "Lord of " * 30_000, "(A" * 90_000, "A, " * 60_000])
def test_a_hostile_credit_is_read_in_bounded_time(hostile: str) -> None:
    # It takes milliseconds; a rule that grows with the square of the length would take minutes.
    split_names(hostile)
    parse_name(hostile)
