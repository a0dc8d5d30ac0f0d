"""Patterns of the lines that follow an article: rights, appeals, paywalls, the headings of what comes next."""

import re

from transforms.boilerplate.line_patterns import CALL, MAX_LINE_CHARACTERS, has_any, line_pattern

_RIGHTS = re.compile(
    r"\bdo(?:es)? not necessarily (?:reflect|represent) (?:\w+ ){0,5}"
    r"(?:views?|opinions?|positions?|policy|policies)\b|"
    r"\b(?:views?|opinions?) (?:expressed|stated|set out)\b.{0,80}\b(?:those of|own|author['’]?s)\b|"
    r"\b(?:views?|opinions?) in .{3,60} (?:section|pages|columns?|articles?) are (?:those of|the authors?['’]? own)\b|"
    r"\bby: .{3,60} (?:publisher|published by): .{2,60}$|"
    r"^\W*(?!.*\b(?:could|must|ought|should|would)\b)(?:republish|(?:(?:all|our|the|these|this) )?(?:\w+ )?"
    r"(?:articles?|content|images?|photo(?:graph)?s?|pictures?|pieces?|story|stories|text))\b.{0,60}"
    r"\b(?:free|licensed|published|reused?|republish(?:ed)?)\b.{0,60}\bcreative commons\b|"
    r"^\W*(?:this|the) (?:article|piece|column|essay|post|blog) (?:was )?(?:first|originally) (?:appeared|published|"
    r"ran|posted)\b|"
    r"^\W*(?:a version of )?this (?:article|piece|column|essay|interview) (?:also |is |was |has been )?"
    r"(?:appears?|appeared|taken|published) .{0,60}\b(?:issue|edition|magazine|in print|newspaper)\b|"
    r"^\W*(?:een versie van )?dit artikel (?:verscheen|is (?:ook )?verschenen)\b|"
    r"^\W*diese[rs]? (?:artikel|text|beitrag|kommentar|interview) (?:ist|erschien|erscheint|wurde) .{0,60}"
    r"\b(?:erschienen|ausgabe|veröffentlicht|magazin|zeitung)\b|"
    r"^\W*(?:this (?:article|page|story) was )?printed from (?:the )?(?:https?:|www\.|\w+\.\w)|"
    r"\bgir uttrykk for skribentens? (?:egne? )?(?:holdning|mening)\w*\b|\bskribenten svarar för\b|"
    r"^\W*cet article (?:est|a été) (?:initialement |d[’']abord )?(?:paru|publié|extrait)\b|"
    r"^\W*este artículo (?:fue|se|ha sido) (?:publicó|publicado)\b|^\W*questo articolo (?:è (?:stato )?)?(?:apparso|"
    r"pubblicato|uscito)\b|"
    r"^\W*(?:(?:if you[’'](?:d|re) )?(?:want|like|interested)|would you like) (?:to|in) writ(?:e|ing) for us\b|"
    r"^\W*(?:©|\(c\)|copyright\b(?! (?:is|was|law|has|and|in)\b)).{0,160}$|\ball rights reserved\b.{0,120}$|"
    r"^\W*(?:printed|published|promoted|printed and promoted) (?:and promoted )?by .{3,100} on behalf of .{3,}",
    re.IGNORECASE,
)
_APPEAL = re.compile(
    r"\bdepends? on the (?:generosity|support) of (?:its|our|you,? our) (?:readers|members|supporters)\b|"
    r"^thanks for reading\b.{0,80}!\s*(?:subscribe|this post is public|share)\b|"
    r"\b(?:support|fund).{1,120}\bfor the price of (?:a|one) (?:cup of )?coffee\b|"
    r"^for the price of (?:a|one) (?:cup of )?coffee\b.{0,60}\b(?:you can (?:help|support|fund)|"
    r"(?:help|support|fund) us)\b|"
    r"^support (?:our|us|the) (?:[\w’']+ ){0,3}today\W*$|"
    rf"{CALL}(?:help (?:us |to |us to )?)?"
    r"(?:support|fund|keep) (?:our|independent|quality|good) (?:\w+ )?(?:journalism|reporting|coverage|newsroom)\b|"
    r"^thank you for helping to make\b.{0,80}\bsource of (?:news|opinion)\b|"
    r"^support us and (?:browse|enjoy|get|go|keep|read|see)\b.{0,40}$|"
    r"^support (?:your|our) (?=.*\b(?:journalism|magazine|media|news\w*|paper|reporting)\b).{3,40}\. support .{3,60}$|"
    r"\bwe rely on the (?:\w+ ){0,3}support of (?:\w+ ){0,3}"
    r"(?:donors|people like you|readers|subscribers|supporters)\b|"
    r"\byour (?:\w+ )?source for (?:\w+ ){0,3}(?:journalism|news)\b|"
    rf"{CALL}(?:become an? (?:\w+ )?(?:member|subscriber|supporter|patron)|(?:consider|make) a donation|donate)\b|"
    r"\b(?:enjoyed|liked?) (?:reading )?this (?:article|piece|post|story)\b|"
    r"\bconsider (?:supporting|donating|subscribing|becoming an? (?:member|subscriber|supporter))\b|"
    r"\bconsider (?:making|giving) (?:us )?a (?:\w+ )?(?:donation|gift|contribution)\b|"
    r"^upgrade to (?:a |our )?(?:paid|premium|full|annual) (?:\w+ )?(?:plan|subscription|membership|tier)\b|"
    r"\bhat ihnen (?:dieser|der) (?:artikel|beitrag)\b|\bunterstützen sie (?:uns|unsere\w*|unabhängig\w+)\b|"
    r"\bunabhängiger journalismus\b.{0,60}\bunterstützung\b|\btesten sie .{0,60}\b(?:zeitung|wochen|abo)\b|"
    r"\b(?:soutenez|aidez)(?: -?nous|-nous| notre| un journalisme)\b|\bfaites un don\b|"
    r"\b(?:apoya|apoye) (?:nuestro|el|un) periodismo\b|\bhazte socio\b",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"^(?:get|enjoy|for) (?:unlimited|full|instant) (?:\w+ )?access (?:for|to|from|with)\b|"
    rf"{CALL}(?:subscribe|register|sign (?:in|up)|log ?in|upgrade)\b.{{0,60}}\b(?:to (?:continue|keep|finish) reading|"
    r"to (?:read|unlock) (?:the (?:rest|full|whole)|this)|for the full story)\b|"
    r"^to (?:continue reading|read (?:the (?:rest|full|whole)|more)|unlock)\b.{0,60}\b(?:subscri|regist|log|sign)|"
    r"^this (?:post|article|story|piece|newsletter) is (?:only )?for (?:\w+ )?(?:subscribers|members)\W*$|"
    r"^to (?:continue reading|keep reading|read (?:more of )?)\s?(?:this )?(?:article|story|piece)?,?\W*$|"
    r"^start (?:a|your) (?:\w+ )?free trial\W*$|^already (?:have an account|a (?:subscriber|member))\b.{0,30}$|"
    r"\bfor (?:\w+ )?subscribers only\b|\bonly available to subscribers\b|\bla suite est réservée\b|"
    r"\bde cet article à lire\b|\bpour lire la suite\b|\bjetzt weiterlesen mit\b|\bmit .{0,40}abo .{0,40}weiterlesen\b|"
    r"\bum (?:den ganzen|diesen) artikel (?:zu lesen|weiterzulesen)\b|\bpara seguir leyendo\b",
    re.IGNORECASE,
)
# Parts of words: every line that _WALL or _APPEAL matches contains one. The patterns take 30 µs for a line, this 2.
_OF_WALLS = (
    *("subscri", "regist", "sign", "log", "upgrade", "suite", "à lire", "weiterlesen", "artikel", "leyendo"),
    *(" access", "continue", "trial", "have an account", "keep reading", "to read"),
)
_OF_APPEALS = (
    *(
        "support",
        "fund",
        "keep",
        "source for",
        "source of",
        "become a",
        "donat",
        "upgrade",
        "consider",
        "generosity",
        "enjoyed",
    ),
    *("like", "thanks for", "hat ihnen", "unterstütz", "testen", "soutenez", "aidez", "faites un don", "apoya"),
    *("apoye", "hazte", "price of"),
)
AFTER_ARTICLE = line_pattern(
    r"related(?: (?:articles?|stories|posts|content|topics))?|more (?:from|on|stories|in) ?.{0,40}|most (?:read|"
    r"popular)",
    r"popular(?: stories)?|you (?:may|might) (?:also )?like.{0,20}|recommended(?: for you| reading)?",
    r"further reading|about the authors?|comments?|leave a (?:reply|comment)|share this.{0,20}|tags?|topics",
    r"ähnliche.{0,20}|mehr zum thema.{0,40}|das könnte .{0,20}interessieren|auch interessant|weitere (?:artikel|"
    r"themen).{0,20}",
    r"articles? (?:similaires|liés)|à lire aussi|sur le même (?:sujet|thème)|te puede interesar|más (?:noticias|"
    r"información)",
    r"partner content|sponsored|[\w’' ]{0,30}newsletters?|trending(?: now)?|latest (?:news|stories).{0,20}|"
    r"explore further",
    r"mehr themen.{0,40}|mehr (?:aus|von) .{1,40}|more great .{1,40}|explore more.{0,30}|read next.{0,30}",
    r"further information|notes? (?:to|for) editors?|(?:media|press) (?:contacts?|enquiries).{0,20}|"
    r"see also|(?:useful|related) links|ends?|"
    r"comentarios|comentários|commentaires|kommentare|reacties|commenti|komentarze",
    r"updates? to this page|update history|is this page useful",
    r"would you like to comment.{0,40}|join the (?:conversation|discussion).{0,20}|popular|what to read next|"
    r"top stories",
)
"""Headings of what follows an article: nothing after them belongs to it."""


def is_paywall_line(line: str) -> bool:
    """Return whether a line says that the rest of the article is for people who pay or register."""
    return len(line) <= 2 * MAX_LINE_CHARACTERS and has_any(line, _OF_WALLS) and bool(_WALL.search(line))


def is_appeal(line: str) -> bool:
    """Return whether a line asks readers for money or feedback; to be used for the foot of a page."""
    return len(line) <= 2 * MAX_LINE_CHARACTERS and has_any(line, _OF_APPEALS) and bool(_APPEAL.search(line))


def is_rights_notice(line: str) -> bool:
    """Return whether a line reserves rights or says where else the text appeared; for the first and last paragraphs."""
    return len(line) <= MAX_LINE_CHARACTERS and bool(_RIGHTS.search(line))
