"""Words in labels, addresses and headlines that show the genre."""

import re

PARTNER = re.compile(
    r"\b(?:partner content|member content|paid content|sponsored|sponsored content|advertorial|advertisement feature|"
    r"paid post|in association with|brought to you by|anzeige|promoted)\b",
    re.IGNORECASE,
)
PARTNER_PATH = re.compile(
    r"/(?:partner[-_]?(?:content|article)s?|sponsored|advertorial|paid-post|brand-?\w*content)(?=/|$)", re.IGNORECASE
)
PARTNER_MARK = re.compile(
    r"(?:partner|member|paid|sponsored|promoted) (?:content|post|article|feature)|sponsored(?: by .+)?|advertorial|"
    r"advertisement feature|(?:paid for|brought to you|presented) by .+|in (?:association|partnership) with .+",
    re.IGNORECASE,
)
OPINION = re.compile(
    r"\b(?:opinions?|op-?eds?|comment|commentary|comment ?is ?free|columns?|columnists?|views?|editorials?|leader|"
    r"perspectives?|letters(?: to the editor)?|"
    r"meinung|kommentare?|kolumnen?|debatte|gastkommentar|gastbeitrag|leitartikel|tribune|idées|chronique|"
    r"opinión|columna|opinie)\b",
    re.IGNORECASE,
)
# Not "blog": of 16 real pages with it in the address one is opinion, the others are code, recipes, trade.
OPINION_FOLDER = re.compile(
    r"\b(?:opinions?|op ?eds?|comment|commentary|commentisfree|columns?|columnists?|editorials?|perspectives?|voices|"
    r"letters|meinung|kommentare?|kolumnen?|debatte|gastkommentar|gastbeitrag|leitartikel|tribune|idees|chronique|"
    r"columna|opinie)\b",
    re.IGNORECASE,
)
OPINION_MARK = re.compile(
    r"opinion|op-?ed|commentary|column|editorial|meinung|kommentar|kolumne|gastkommentar|gastbeitrag|leitartikel",
    re.IGNORECASE,
)
INTERVIEW = re.compile(r"\binterviews?\b|\bentrevistas?\b|\bentretiens?\b|\bim gespräch\b", re.IGNORECASE)
INTERVIEW_TITLE = re.compile(r"\binterview(?:\s*[:|]|\s(?:with|mit)\b)|\bin conversation with\b", re.IGNORECASE)
# "granted an interview to the BBC" reports an interview: the word counts only at the beginning of the summary, or if
# the interview is the outlet's own.
INTERVIEW_SUMMARY = re.compile(
    r"^(?:an? |our |the )?(?:exclusive |in-depth )*(?:interview|conversation) with\b|"
    r"\b(?:our|this|exclusive) interview\b",
    re.IGNORECASE,
)
TALKS = re.compile(r"\b(?:talks to|sits down with|in conversation with) [A-Z][\w’'-]+ [A-Z][\w’'-]+")
SAYS_TO = r"\b(?:talk(?:s|ed)|sp(?:eaks|oke)|tells|told|chat(?:s|ted)|opens up|sits down|meets|met)\b(?: (?:to|with))? "
NEWS = re.compile(
    r"\b(?:news|nachrichten|politics|politik|world|uk|sports?|business|economy|wirtschaft|international|panorama|"
    r"actualités)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"^\W*[“\"„«‘]")
ASKED, ANSWERED = re.compile(r"^\W*Q\s*[:.]\s"), re.compile(r"^\W*A\s*[:.]\s")
