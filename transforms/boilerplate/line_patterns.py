"""Patterns of lines that are never prose of an article, each with the name of its rule."""

import re

from transforms.bylines.name_words import word_set

MAX_LINE_CHARACTERS = 200  # characters: a line of furniture; a paragraph of prose is longer


def line_pattern(*alternatives: str) -> re.Pattern[str]:
    """Return the pattern of a line that is one of the alternatives and nothing else."""
    return re.compile(rf"^\W*(?:{'|'.join(alternatives)})\W*$", re.IGNORECASE)


_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)"
_READING_TIME = line_pattern(
    rf"(?:estimated )?(?:reading time:? )?{_NUMBER}[ -]?(?:min(?:ute)?s?\.?)(?: read(?:ing time)?| to read)?",
    rf"(?:lesezeit|lesedauer):? (?:ca\. )?{_NUMBER} ?min\w*",
    rf"{_NUMBER} ?min(?:uten|\.)? (?:lesezeit|lesedauer)",
    rf"(?:temps de lecture:? )?{_NUMBER} ?min(?:utes)?(?: de lecture)?",
    rf"(?:leestijd|tiempo de lectura|lectura|tempo di lettura|tempo de leitura|czas czytania|læsetid):? "
    rf"(?:ca\. )?{_NUMBER} ?min\w*",
    rf"{_NUMBER} ?min\w* (?:de lectura|de leitura|di lettura|leestijd|lesetid|läsning)",
)
_PROMPT = line_pattern(
    r"(?:read|also read|see) (?:more|also|next|the full (?:story|article))(?: (?:from|on|about|at) .{1,60})?",
    r"read (?:the )?(?:most recent|latest|more|other) (?:articles?|pieces?|stories|story|"
    r"posts?)(?: written)? (?:by|from) .{1,150}",
    r"related(?: (?:articles?|stories|topics|posts|content|coverage|reading|links))?",
    r"more (?:on|from|stories|about) .{1,60}|more (?:stories|news|like this)",
    r"share(?: this)?(?: (?:article|story|post|page))?|share (?:on|via) .{1,40}|follow us.{0,60}|click here.{0,60}",
    r"(?:compart(?:e|ir|ilhe|ilhar)|condividi|udostępnij)(?: (?:en|em|na|no|por|su|via|vía) \S{1,20}|"
    r" ?(?:est[ae] |questo |quest[’']|l[’']|ten |el |la |o |a )?(?:artículo|noticia|nota|publicación|página|articolo|"
    r"notizia|pagina|artigo|notícia|matéria|reportagem|artykuł).{0,40})?",
    r"partage[rz] (?:cet|l[’'])\s?article.{0,40}|(?:diesen )?(?:artikel|beitrag) teilen.{0,20}|"
    r"deel (?:dit )?artikel.{0,20}|del (?:artikkelen|saken|artiklen)",
    r"link copied|copy link|advertisement|advertising|anzeige|werbung|publicité|publicidad|skip advertisement",
    r"lesen sie (?:auch|dazu|mehr).{0,60}|mehr zum thema.{0,60}|das könnte sie auch interessieren|auch interessant",
    r"(?:à )?lire aussi.{0,60}|lea también.{0,60}|czytaj (?:więcej|także).{0,40}|leia (?:mais|também).{0,40}",
    r"recommended (?:reading|articles|stories)|hide ad|read next|in case you missed it|you may have missed",
    r"log ?in(?: or register)? to (?:post|leave|add|write) (?:a )?comments?|be the first to comment",
    r"most (?:read|popular|viewed)|popular|trending(?: now)?|recommended(?: for you)?|editor['’]?s picks?|up next",
    r"leave a (?:comment|reply)|(?:view |show |post a )?comments?(?: ?\(?\d+\)?)?|print(?: this)?|e-?mail(?: this)?",
    r"like (?:this|what you (?:read|see))\?.{0,60}|share (?:it|this) with (?:a friend|your friends).{0,40}",
    r"tweet|x|bluesky|threads|instagram|facebook|twitter|whatsapp|linkedin|categories|tags?(?::.{0,120})?|topics:?|temas|themen",
    r"(?:story|article) continues(?: below)?.{0,40}|continue reading.{0,60}|skip (?:past|to) .{0,60}",
    r"loading(?: more(?: \w+){0,3})?|advertisement\.? scroll to continue.{0,20}",
    r"swipe.{0,40}|now watching|watch(?: now| live| the video)?|play video|scroll (?:down|to continue).{0,40}|"
    r"back to top",
    r"subscribe now|sign up(?: now)?|register now|log ?in|download(?: the)? app.{0,40}|jetzt testen|weiterlesen",
    r"join (?:our|the) (?:\w+ )?(?:conversation|discussion|debate|forum|community)|join .{0,30}conversations?.{0,100}",
    r"(?:this is a )?breaking news? story.{0,60}|more to follow|follow along .{0,20}updates.{0,20}",
    r"link (?:zum|zur) \S+|https?://\S+|fehler gefunden.{0,40}|korrektur melden.{0,40}",
    r"(?:get in touch|contact|email) (?:with )?(?:us|our (?:news ?)?(?:team|desk|reporters?)).{0,120}|"
    r"for more stories like this.{0,60}",
    r"comments? (?:are |is )?(?:now )?(?:closed|off|disabled)(?: on this (?:article|post))?|no comments(?: yet)?|"
    r"(?:back|return) to (?:all |the )?(?:articles|news|blogs?|posts|opinions?|comment|home(?:page)?)",
    r"get in touch:.{0,120}|weiterlesen mit .{1,30}|jetzt zugang (?:zu|sichern)\b.{0,60}",
    r"click to (?:share|expand|enlarge|view).{0,60}|view (?:gallery|image|photos)|(?:next|previous) (?:video|"
    r"article|story)",
)
# A date's label, without the date: that was removed before.
_DATE_LABEL = line_pattern(
    r"(?:last )?(?:published|posted|updated|modified)(?: on| at)?|(?:veröffentlicht|aktualisiert|erschienen)(?: am)?|"
    r"(?:publié|mis à jour|modifié)e?(?: le)?|(?:publicado|actualizado|atualizado)(?: el| em)?|stand|"
    r"(?:pubblicato|aggiornato)(?: il)?|(?:gepubliceerd|bijgewerkt)(?: op)?|opublikowano|publisert|publicerad|udgivet",
    r"(?:about |over )?(?:an?|\d{1,2}) (?:minutes?|hours?|days?|weeks?|months?|years?) ago|vor \d{1,2} \w+|"
    r"il y a \d{1,2} \w+|hace \d{1,2} \w+",
)
_LED = re.compile(
    r"^\W*(?:read (?:more|also|next)|also read|see (?:more|also)|related(?: \w+)?|more on this|don['’]t miss|"
    r"recommended|lesen sie auch|lesen sie mehr|mehr zum thema|auch interessant|lire aussi|voir aussi|lea también|"
    r"lee también|leggi anche|lees ook|les også|læs også|läs (?:även|också)|leia também|"
    r"czytaj (?:także|też|również)|watch|listen)"
    r"\s*[:|>»–-]\s*\S",
    re.IGNORECASE,
)
# A call is an imperative: prose has voters register and ministers subscribe to a view.
CALL = r"(?:^|[.!?:–-]\s+)\W*(?:please |to |click (?:here|below) to )?"
_NEWSLETTER = re.compile(
    rf"{CALL}(?:sign[- ]?up|subscribe|register|melden sie sich|abonnieren sie|inscrivez-vous|"
    rf"suscr[ií]bete)\b.{{0,200}}"
    r"\b(?:newsletters?|e-?mails?|inbox|updates?|alerts?|bulletin|briefing|channel|podcast|news|edition)\b|"
    r"^get the (?:inside track|latest|best|day['’]s)\b.*\b(?:inbox|sign up|newsletter|email)\b|"
    r"^.{0,80}\breader-supported publication\b|^we[’']ll send you an? .{3,80}\b(?:e-?mail|newsletter|digest)\b|"
    r"^receive free .{3,40} updates\W*$|"
    r"^subscribe to .{2,60} (?:from|for) (?:just |only |as little as )?[£$€]\d|"
    r"^(?:recib[ea]|receba|assine|ap[uú]ntate|recevez|abonnez-vous|iscriviti|ricevi|schrijf je in|meld je aan|"
    r"prenumerera|abonner|tilmeld dig|zapisz się)\b.{0,100}"
    r"\b(?:bolet(?:ín|im|ines)|newsletters?|lettre|nieuwsbrief|nyhetsbre[vf]\w*|nyhedsbrev\w*)\b|^boletines$|"
    r"\bwe use your (?:sign-?up|information|data) to provide\b|^thank you for (?:signing up|subscribing)\b.{0,60}$|"
    r"^did you know with a digital subscription\b|^please enter a valid e-?mail\b|"
    r"^[\w’' ]{0,40}newsletters?$|^[\w’' -]{0,60}\be-?newsletters?$|"
    r"\bnewsletters?\b.{0,300}\b(?:anmelden|anmeldung|hier entlang|abonnieren|"
    r"sign up|subscribe)\b",
    re.IGNORECASE,
)
_ACCESS = re.compile(
    r"\b(?:already a subscriber|log in or create an account|subscribe to (?:continue|read|unlock)|"
    r"create a free account|"
    r"this (?:article|content) is (?:only )?(?:available )?(?:for|to) (?:\w+ ){0,3}subscribers|"
    r"il vous reste .{1,12} de cet article|"
    r"réservée? aux abonnés|se está usando en otro dispositivo|tu suscripción|(?:enable|turn on) javascript|"
    r"more up to date browser|browser version with limited support|empfohlener redaktioneller inhalt|"
    r"mit (?:unserem|dem) .{0,40}(?:abo|angebot) .{0,40}weiterlesen|kostenlos testen|(?:confirm|read|register|"
    r"log in) .{0,60}before commenting|"
    r"like to comment on this article|read our comment policy|logout and then login|"
    r"externe[rn]? inhalte?n?\b.{0,40}\b(?:angezeigt|anzeigen)|nur für abonnenten|"
    r"(?:sólo|solo|exclusiv[ao]) para (?:suscriptores|abonados)|leyendo en (?:este|otro) dispositivo|"
    r"cambiar tu contraseña)\b",
    re.IGNORECASE,
)
_FOLLOW = re.compile(
    rf"{CALL}(?:you can |also )?(?:follow|like|join|find) (?:us|our|the|me|him|her|them|(?-i:[A-Z@])).{{0,100}}"
    r"\b(?:twitter|facebook|instagram|linkedin|whatsapp|telegram|bluesky|threads|youtube|google news)\b|"
    r"^(?:stay up to date|keep up)\b.{0,100}\bfollowing us on\b|"
    r"\b(?:join|follow)(?:ing)? our (?:\w+ ){0,2}(?:whatsapp|telegram|facebook|youtube|google news)"
    r"(?: (?:channel|group|community|page))?\W*$|"
    rf"{CALL}download (?:the|our)\b.{{0,60}}\bapps?\b|\bdownload (?:the|our) .{{0,40}}\bapps? for (?:ios|android)\b|"
    rf"{CALL}submit your (?:letter|story|comment)|^pour (?:lire la suite|accéder en illimité)",
    re.IGNORECASE,
)
_READERS = re.compile(
    r"^(?:do|did) you have an opinion on the issues raised in this (?:article|piece)|^comments?: our rules\W*$|"
    r"\bcommitted to publishing a diversity of letters\b|\bfollow the .{3,40} opinion section on\b|"
    r"^(?:do|have) you (?:have|got) an? (?:\w+ ){0,2}(?:story|tip|experience)\b.{0,80}"
    r"\b(?:published on|send us|email us|get in touch|contact us)\b|"
    r"\bif you have (?:anything|a story|a tip|information) (?:to share|you)\b.{0,200}\b(?:contact|email) us\b|"
    r"\bwant our comments to be a lively\b|\bsubmit a (?:response|letter) of up to \d+ words\b|"
    r"^(?:to )?(?:send|submit|email) (?:us )?(?:a|your) letters? (?:to the editor|for publication)\b",
    re.IGNORECASE,
)
_DISCLOSURE = re.compile(
    r"\b(?:we (?:may )?(?:earn|receive) (?:an? )?(?:affiliate )?(?:commission|compensation)|affiliate links?|"
    r"auto affiliate|do(?:es)? not work for, consult, own shares in|"
    r"(?:post|article|page) contains (?:references to products|affiliate)|not the card issuer)\b",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"\b(?:(?:this|our) (?:web)?site|we) (?:also )?uses? (?:\w+ ){0,3}cookies\b|"
    r"^we and our (?:\d+ )?(?:third-party )?partners (?:store|use|process|may)\b|"
    r"\b(?:agree|consent) to (?:the|our) use of cookies\b|^accept (?:all )?cookies\W*$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^\(credits?: [^)]{2,80}\)$|^\W*(?:image|photo|picture|pictures|photograph|foto|fotos|bild|abbildung|"
    r"crédito|crédit photo|video|illustration)"
    r"(?: (?:credit|by|source|von|par))?\s*[:©/]\s*\S.{1,80}$|^\W*(?:file photo|stock image|getty images?)\b.{0,60}$|"
    r"^\(?(?:image|photo|foto|pic)\b.{0,20}: [^)]{2,80}\)$",
    re.IGNORECASE,
)
_OPENING = (("reading time", _READING_TIME), ("date line", _DATE_LABEL), ("prompt", _PROMPT), ("prompt", _LED))
# Parts of words: every line that the pattern of this name matches contains one of them in lower case.
_OF_NEWSLETTERS = (
    *("newsletter", "sign", "subscribe", "register", "melden", "abonnieren", "inscrivez", "suscr", "get the"),
    *("digital subscription", "to provide", "subscribing", "a valid e", "send you", "receive free"),
    *("reader-supported", "bolet", "lettre", "nieuwsbrief", "nyhetsbre", "nyhedsbrev"),
)
_OF_ACCESS = (
    *("subscri", "account", "vous reste", "abonn", "dispositivo", "suscri", "javascript", "browser", "empfohlener"),
    *("weiterlesen", "kostenlos", "comment", "logout", "inhalt", "abonados", "contraseña"),
)
_OF_FOLLOWING = (
    *("twitter", "facebook", "instagram", "linkedin", "whatsapp", "telegram", "bluesky", "threads", "youtube"),
    *("google news", "following us on", "download", "submit your", "lire la suite", "accéder"),
)
_OF_READERS = (
    *("opinion on", "our rules", "our comments", "submit a", "letter", "follow the", "published on", "send us"),
    *("touch", "email us", "contact us"),
)
_OF_DISCLOSURES = ("we may", "we earn", "we receive", "own shares", "affiliate", "contains", "card issuer")
_OF_CREDITS = ("credit", "crédit", "image", "photo", "pic", "foto", "bild", "video", "illustration", "getty")
_WITHIN = (
    ("newsletter", _NEWSLETTER, _OF_NEWSLETTERS, 2 * MAX_LINE_CHARACTERS),
    ("access notice", _ACCESS, _OF_ACCESS, 2 * MAX_LINE_CHARACTERS),
    ("follow us", _FOLLOW, _OF_FOLLOWING, 2 * MAX_LINE_CHARACTERS),
    ("readers' letters", _READERS, _OF_READERS, 2 * MAX_LINE_CHARACTERS),
    ("disclosure", _DISCLOSURE, _OF_DISCLOSURES, 2 * MAX_LINE_CHARACTERS),
    ("cookie notice", _COOKIES, ("cookies",), 2 * MAX_LINE_CHARACTERS),
    ("picture credit", _CREDIT, _OF_CREDITS, MAX_LINE_CHARACTERS),
)
_TELLING = word_set(
    "cookies sign signup subscribe subscriber subscribers subscription register newsletter newsletters inbox "
    "abonnieren anmelden inscrivez suscríbete suscribete suscripción log create unlock abonnés "
    "dispositivo javascript browser empfohlener abo angebot kostenlos commenting comment externe externer "
    "follow like join find download submit lire accéder commission compensation affiliate links contains "
    "issuer suscriptores abonados abonnenten contraseña logout login anmeldung "
    "supported following joining opinion comments response letter letters publishing send email contact touch "
    "boletín boletim boletines lettre nieuwsbrief nyhetsbrev nyhetsbrevet nyhetsbrevene nyhedsbrev nyhedsbrevet "
    "consult signing subscribing digital data mail "
    "image photo picture pictures photograph foto fotos bild abbildung crédito crédit video "
    "illustration credit credits file stock getty pic get melden article content "
)
"""Every line that a pattern of `_WITHIN` matches contains one of these words; other lines skip the patterns."""
_WORD = re.compile(r"[^\W\d_]+")


def match_rule(line: str) -> str | None:
    """Return the name of the rule by which a line is boilerplate at any position, or None."""
    if len(line) > 2 * MAX_LINE_CHARACTERS:
        return None
    if len(line) <= MAX_LINE_CHARACTERS:
        for name, pattern in _OPENING:
            if pattern.match(line):
                return name
    if _TELLING.isdisjoint(_WORD.findall(line.lower())):
        return None
    for name, pattern, parts, longest in _WITHIN:
        if len(line) <= longest and has_any(line, parts) and pattern.search(line):
            return name
    return None


def has_any(line: str, parts: tuple[str, ...]) -> bool:
    """Return whether a line contains one of the parts, which are in lower case."""
    folded = line.casefold()
    return any(part in folded for part in parts)
