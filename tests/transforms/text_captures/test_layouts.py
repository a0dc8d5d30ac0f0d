"""Layouts that broke earlier rules: titles, standfirsts, bylines, and lines that are not the article."""

from datetime import UTC, date, datetime

import pytest

from transforms.extract import extract
from transforms.records import Capture, Discard, Extraction
from transforms.urls import find_outlet

PIECE = (
    "The tide mill has stood at Penfold since the abbots ground their barley there, and every winter the river takes "
    "another yard of the bank on which it rests.",
    "The county has a survey of the bank and a fund for it, and has had both for six years, and in that time the bank "
    "has lost eleven yards and the fund a third of its worth.",
    "What is wanted is not a seventh year of letters between two offices that share a corridor. It is four barges of "
    "stone before the spring tides.",
)
SPOKEN = (
    "Members of the county council warned on Monday that the mill at Penfold may fall into the river this winter.",
    "“We have asked for stone, and we were sent a questionnaire,” stated the chair of the parish, who noted that the "
    "bank had lost eleven yards.",
    "The county insisted that its survey was “nearly done”, and stressed that the fund was safe.",
)


def read(*lines: str, url: str = "https://news.penfold.example/2f6") -> Extraction:
    at = datetime(2024, 6, 1, 12, tzinfo=UTC)
    return extract(Capture(url, find_outlet(url, ()), at, "text/plain", "\n\n".join(lines).encode()))


def names(found: Extraction) -> list[str]:
    return [credit.name for credit in found.credits]


def test_a_caption_printed_twice_below_the_headline_is_not_the_title() -> None:
    caption = "Former miller Hesketh Pargeter"
    found = read("Who will save the last tide mill in the county", caption, caption, *PIECE)
    assert (found.title, found.categories) == ("Who will save the last tide mill in the county", ())
    assert caption not in found.body


def test_a_menu_of_sections_and_a_logo_are_not_titles() -> None:
    title = "Our Man at the Mill: four barges of stone are all we ask"
    assert read("Home   News   Article", title, "By Contributor", *PIECE).title == title
    assert names(read("Home   News   Article", title, "By Contributor", *PIECE)) == []
    assert read("logo", "The mill cannot wait", "The mill cannot wait", "Gazette16 hours ago", *PIECE).title == (
        "The mill cannot wait"
    )


def test_two_words_of_the_address_find_a_long_title_below_a_slogan() -> None:
    url = "https://news.penfold.example/2024/05/26/penfold-county-mill/"
    title = "County Urged to Send Four Barges of Stone to Penfold and to ‘Save What Can Be Saved’ Before the Winter"
    found = read("Written without fear", "No tracking. No cookies", title, *PIECE, url=url)
    assert (found.title, found.categories) == (title, ())


def test_a_digest_after_the_words_of_an_address_does_not_hide_a_title_that_asks() -> None:
    url = "https://news.penfold.example/talk/save-mill-dare-we-e3ipdiz9"
    found = read("Save the mill? How dare we?", "November 24, 2023 23:01", *PIECE, url=url)
    assert (found.title, found.dating.published_on) == ("Save the mill? How dare we?", date(2023, 11, 24))


def test_a_headline_that_ends_in_its_author_is_a_title_though_the_address_is_of_another_article() -> None:
    title = "River fears: the county is talking like the characters of a farce – Katherine Roe MP"
    url = "https://news.penfold.example/odd/runaway-goose-stops-the-night-train-1-3495360"
    assert read(title, *PIECE, url=url).title == title


def test_a_sentence_without_a_full_stop_below_the_title_is_the_standfirst() -> None:
    standfirst = "The abbots kept the bank for three hundred years, and the county for six, writes our reporter"
    found = read(
        "Why the tide mill must be saved",
        standfirst,
        "The mill in flood, on March 22, 2007. REUTERS/Hesketh Pargeter/File Photo - S1AETZ",
        "Powered by automated translation",
        *PIECE,
    )
    assert (found.standfirst, found.body) == (standfirst, "\n".join(PIECE))


def test_an_alternative_text_below_the_title_is_not_a_standfirst() -> None:
    alternative = "A woman waits at the edge of the mill pond for the ferry which will take her over to the oth"
    found = read("Why the tide mill must be saved", alternative, f"{alternative[:60]}. - Credit: PA", *PIECE)
    assert (found.standfirst, found.body) == (None, "\n".join(PIECE))


def test_a_date_between_by_and_a_section_is_the_date() -> None:
    found = read("Why the tide mill must be saved", "By May 03 2024, 12:31 Latest News No Comments", *PIECE)
    assert found.dating.published_on == date(2024, 5, 3)


def test_a_name_and_a_section_in_one_line_are_a_label_and_the_author_is_named_below() -> None:
    found = read(
        "MAGNUS ROEBUCK | COMMENT",
        "Rivers bring out the best in us and the worst",
        "new",
        "Rather than posturing, some should send a barge of stone",
        "Magnus Roebuck",
        "The Penfold Gazette",
        *PIECE,
        url="https://news.penfold.example/rivers-bring-out-the-best-and-worst-9ztdz097v",
    )
    assert names(found) == ["Magnus Roebuck"]
    assert found.standfirst == "Rather than posturing, some should send a barge of stone"
    assert found.body == "\n".join(PIECE)


def test_a_slogan_and_a_source_above_the_title_are_not_labels() -> None:
    for line in ("The Mill on the Web", "Source: The Penfold Gazette"):
        assert read(line, "Why the tide mill must be saved", "4 May 2024", *PIECE).categories == ()


def test_a_byline_as_the_last_line_names_the_author_and_leaves_the_text() -> None:
    found = read("Why the tide mill must be saved", *PIECE, "By: Katherine Roe")
    assert (names(found), found.body) == (["Katherine Roe"], "\n".join(PIECE))


def test_a_last_line_about_the_articles_subject_names_no_author() -> None:
    line = "Hesketh Pargeter MP is a member of the Penfold Mill Trust and visited the mill with it."
    found = read("Hesketh Pargeter MP ignores the mill at Penfold", *PIECE, line)
    assert (names(found), found.body.endswith(line)) == ([], True)


def test_read_more_with_one_title_between_paragraphs_does_not_end_the_article() -> None:
    lines = (*PIECE[:2], "Read More", "Floods: the county must act, says the Rector", PIECE[2], *PIECE[:1])
    found = read("Why the tide mill must be saved", *lines)
    assert "Rector" not in found.body
    assert PIECE[2] in found.body


def test_closed_comments_and_the_top_of_the_page_are_not_text() -> None:
    found = read("top of page", "Why the tide mill must be saved", *PIECE, "Comments are closed.")
    assert found.body == "\n".join(PIECE)


def test_reported_words_make_news_and_a_question_in_the_headline_opinion() -> None:
    assert read("MPs raise concerns about the mill at Penfold", *SPOKEN).genre == "news"
    asking = f"{PIECE[2]} Who would build on sand? Who would wait for the sea?"
    assert read("Who would join the county? Nobody, it turns out", *PIECE[:2], asking).genre == "opinion"


def test_a_title_printed_twice_is_not_a_label() -> None:
    found = read("logo", "The mill cannot wait", "The mill cannot wait", "Gazette16 hours ago", *PIECE)
    assert found.categories == ()


def test_a_sentence_about_members_in_general_is_text() -> None:
    sentence = "Peers are not under the same pressures as MPs from the marshes and the uplands."
    assert read("Why the tide mill must be saved", *PIECE, sentence).body.endswith(sentence)


def test_a_section_without_a_word_of_a_long_address_is_not_the_title() -> None:
    url = "https://news.penfold.example/opinion/editorial-there-was-no-easy-way-to-save-it-5188642"
    found = read("Morning View", "Gazette editorial on May 23 2024", *PIECE, url=url)
    assert (found.title, found.title_basis) == ("Editorial there was no easy way to save it", "address")


def test_a_month_on_a_line_of_its_own_is_not_a_label() -> None:
    assert read("06", "March", "Why the tide mill must be saved", "Penfold Gazette", *PIECE).categories == ()


def test_a_headline_with_a_full_stop_above_a_byline_is_the_title() -> None:
    found = read("Understanding mills: how the county can help.", "Written by Katherine Roe, Chair, Mill Trust", *PIECE)
    assert found.title == "Understanding mills: how the county can help."
    assert (names(found), found.body) == (["Katherine Roe"], "\n".join(PIECE))


def test_a_stamp_of_a_month_is_not_text() -> None:
    assert read(f" date 2023-07 {PIECE[0]}", *PIECE[1:]).body == "\n".join(PIECE)


def test_a_short_phrase_in_the_address_is_a_title() -> None:
    assert read(*PIECE, url="https://news.penfold.example/opinion/no-to-war/").title == "No to war"


def test_a_pull_quote_that_leaves_words_out_is_a_copy_and_a_crosshead_is_not() -> None:
    quote = "The river takes another yard of the bank on which the mill now rests"
    sentence = "Every winter, as we know, the river takes another yard of the old bank on which the mill now rests."
    passage = f"{sentence} {PIECE[1]}"
    found = read("Why the tide mill must be saved", PIECE[0], quote, passage, "What four barges would do", PIECE[2])
    assert found.body.split("\n") == [PIECE[0], passage, "What four barges would do", PIECE[2]]


@pytest.mark.parametrize(
    "header", ["County Council / Open data", "Home › Opinion", "Penfold Gazette / Comment / Mills"]
)
def test_the_name_of_a_site_with_its_section_is_not_a_title(header: str) -> None:
    assert read(header, *PIECE).title is None
    assert read(header, "The mill cannot wait", *PIECE).title == "The mill cannot wait"


@pytest.mark.parametrize("box", [["06 / March"], ["06", "March"], ["Mar 6"]])
def test_a_day_and_a_month_without_a_year_are_neither_date_nor_title(box: list[str]) -> None:
    found = read("Menu", *box, "The mill cannot wait", *PIECE)
    assert (found.title, found.dating.published_on, found.categories) == ("The mill cannot wait", None, ())


@pytest.mark.parametrize(
    "box", [["06 / March / 2019"], ["06", "March", "2019"], ["06 / March", "2019"], ["Mar", "6", "2019"]]
)
def test_a_date_box_with_a_year_next_to_the_title_is_the_date(box: list[str]) -> None:
    for lines in ([*box, "The mill cannot wait"], ["The mill cannot wait", *box]):
        found = read("Menu", *lines, *PIECE)
        dated = "The mill cannot wait", date(2019, 3, 6), ()
        assert (found.title, found.dating.published_on, found.categories) == dated


POSTS = [
    ["The mill cannot wait", "Posted on 12 March 2020", *PIECE, "0 comments"],
    ["Four barges of stone", "Posted on 8 March 2020", *SPOKEN, "2 comments"],
    ["A bank and its survey", "Posted on 2 March 2020", *reversed(PIECE), "0 comments"],
]


def test_posts_in_full_with_title_and_date_are_a_listing() -> None:
    menu = ["Jane Penfold", "Home", "About"]
    with pytest.raises(Discard, match="3 posts"):
        read(*menu, *POSTS[0], *POSTS[1], *POSTS[2], "Older posts")
    with pytest.raises(Discard, match="2 posts"):
        read(*menu, *POSTS[0], *POSTS[1], url="https://news.penfold.example/2020/03/")
    above = [[date, title, *rest] for title, date, *rest in POSTS]
    with pytest.raises(Discard, match="3 posts"):
        read(*menu, *above[0], *above[1], *above[2])


def test_two_articles_or_one_with_comments_or_teasers_are_not_a_listing() -> None:
    assert read(*POSTS[0], *POSTS[1]).title == "The mill cannot wait"
    comments = [("Miller of the old school", "13 March 2020 at 10:00", *SPOKEN)] * 3
    found = read(*POSTS[0][:-1], "3 comments", *(line for comment in comments for line in comment))
    assert (found.title, found.body.startswith(PIECE[0][:40])) == ("The mill cannot wait", True)
    teasers = [(title, day, SPOKEN[0]) for title, day, *_ in POSTS[1:]] * 2
    found = read(*POSTS[0][:-1], "Latest news", *(line for teaser in teasers for line in teaser))
    assert found.title == "The mill cannot wait"


@pytest.mark.parametrize(
    "sentence",
    [
        "Latest is not best, in mills.",
        "Recommended by whom, though?",
        "Copyright is a right like any other.",
        "Follow the money, as they say.",
    ],
)
def test_a_sentence_that_begins_like_a_line_below_articles_does_not_end_the_text(sentence: str) -> None:
    # So near the end, little enough follows for furniture.
    found = read("The mill cannot wait", *PIECE, *SPOKEN, sentence, "That is what I shall tell the county.")
    assert found.body.endswith(f"{sentence}\nThat is what I shall tell the county.")


@pytest.mark.parametrize("line", ["Follow us on X", "Follow her on X: @whitcombe", "Follow Penfold on social media"])
def test_a_call_to_follow_ends_the_text(line: str) -> None:
    assert read("The mill cannot wait", *PIECE, *SPOKEN, line, "Most read").body.endswith(SPOKEN[-1])


def test_soft_hyphens_and_marks_without_width_are_not_text() -> None:
    hidden = [line.replace("river", "ri\u00adver").replace("county", "coun\u200bty") for line in PIECE]
    found = read("Why the tide mill must be sav\u00aded", "4 May 2024", *hidden)
    assert (found.title, found.body) == ("Why the tide mill must be saved", "\n".join(PIECE))


def test_a_weekday_after_the_date_and_a_change_after_it_leave_the_date() -> None:
    for line in ("May 4, 2024 Saturday", "4 May 2024 12:44 GMT | Last update: 1 week 2 days ago"):
        assert read("Why the tide mill must be saved", line, *PIECE).dating.published_on == date(2024, 5, 4)


def test_the_country_of_the_address_decides_the_order_of_day_and_month() -> None:
    title, line = "Why the tide mill must be saved", "09/10/18"
    assert read(title, line, *PIECE, url="https://www.penfold.org.uk/mill").dating.published_on == date(2018, 10, 9)
    assert read(title, line, *PIECE, url="https://www.penfold.example/mill").dating.published_on is None
