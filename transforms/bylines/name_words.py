"""Closed word lists around a name: styles, ranks, letters, roles, column labels, separators."""

from typing import Final


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list written as running text."""
    return frozenset(text.split())


COURTESIES: Final = word_set(
    "rt right hon honourable honorable mr mrs ms miss mx sir dame dr doctor prof professor revd rev reverend very most "
    "canon father rabbi imam col colonel lt lieutenant maj major gen general admiral capt captain brigadier "
    "commander cdr commodore sgt sergeant major-general lieutenant-general ambassador"
)
ELSEWHERE: Final = word_set(
    "rep reps representative congressman congresswoman sen sens senator gov governor cllr councillor ald alderman "
    "mayor mep meps pcc td"
)
"""Offices outside the register's chambers: evidence that the author is not the member of the same name."""

RANKS: Final = {
    "lord": "lord",
    "baron": "lord",
    "lady": "lady",
    "baroness": "lady",
    "viscount": "viscount",
    "viscountess": "viscountess",
    "earl": "earl",
    "countess": "countess",
    "marquess": "marquess",
    "marquis": "marquess",
    "marchioness": "marchioness",
    "duke": "duke",
    "duchess": "duchess",
    "bishop": "bishop",
    "archbishop": "archbishop",
    "arglwydd": "lord",  # Welsh, as are the next two
    "barwnes": "lady",
    "farwnes": "lady",
}
NOT_PEERS: Final = word_set(
    "advocate chamberlain chancellor chief commissioner high justice lieutenant mayor of president privy provost "
    "speaker spiritual spirituals temporal the"
)
"""Words that turn "Lord" into an office: Lord Speaker, Lord Mayor, Lord Chief Justice, Lord Privy Seal."""

LETTERS: Final = {
    "mp": ("commons",),
    "mps": ("commons",),
    "msp": ("scottish-parliament",),
    "msps": ("scottish-parliament",),
    "ms": ("senedd",),
    "as": ("commons", "senedd"),
    "am": ("senedd", "london-assembly"),
    "ac": ("senedd",),
    "mla": ("ni-assembly",),
    "mlas": ("ni-assembly",),
}
"""Letters that claim a seat. AM was a member of the Welsh Assembly and is one of London's; AS is Welsh for MP or MS,
and AC was for an Assembly Member.
"""

HONOURS: Final = word_set(
    "kc qc sc pc kg kt kp kcb kcmg kcvo kbe gcb gcmg gcvo gbe dbe dcb dcmg dcvo cbe obe mbe cb cmg cvo lvo ch om mc "
    "kcsg dso dl jp phd md ba ma bsc msc fba frs frse fmedsci frcp frcs frsa fcca frgs hon esq jr sr ii iii iv"
)
AFTER_NAMES: Final = HONOURS | ELSEWHERE | LETTERS.keys()
"""Letters and offices printed after a name."""
STYLES: Final = COURTESIES | ELSEWHERE | RANKS.keys()
"""Words that begin a person."""
PARTIES: Final = {
    ("labour",): "labour",
    ("labour/co-operative",): "labour",
    ("labour/co-op",): "labour",
    ("conservative",): "conservative",
    ("tory",): "conservative",
    ("lib", "dem"): "liberal-democrat",
    ("liberal", "democrat"): "liberal-democrat",
    ("snp",): "scottish-national-party",
    ("plaid", "cymru"): "plaid-cymru",
    ("plaid",): "plaid-cymru",
    ("green", "party"): "green",
    ("green",): "green",
    ("dup",): "dup",
    ("uup",): "uup",
    ("sdlp",): "social-democratic-and-labour-party",
    ("sinn", "fein"): "sinn-fein",
    ("sinn", "féin"): "sinn-fein",
    ("alliance",): "alliance",
    ("reform", "uk"): "reform",
    ("reform",): "reform",
    ("ukip",): "ukip",
    ("alba",): "alba",
    ("crossbench",): "crossbench",
    ("independent",): "independent",
}
"""Words for a party before a name, each with the party's id in the register."""
PARTY_ABBREVIATIONS: Final = {
    "Lab": "labour",
    "Lab/Co-op": "labour",
    "Con": "conservative",
    "LD": "liberal-democrat",
    "LibDem": "liberal-democrat",
    "SF": "sinn-fein",
    "Ind": "independent",
}
"""Words for a party that count only after a name: before one they may be a given name (Con Murphy)."""
PARTY_LABELS: Final = (
    *("Labour", "Labour/Co-operative", "Labour/Co-op", "Labour Co-operative", "Lab", "Lab/Co-op", "Conservative"),
    *("Conservative and Unionist", "Con", "Tory", "Liberal Democrat", "Lib Dem", "LibDem", "LD", "SNP"),
    *("Scottish National Party", "Plaid Cymru", "Plaid", "Green", "Green Party", "Scottish Labour", "Welsh Labour"),
    *("Scottish Conservative", "Welsh Conservative", "Scottish Green", "Scottish Liberal Democrat", "DUP", "UUP"),
    *("SDLP", "Sinn Féin", "Sinn Fein", "SF", "Alliance", "TUV", "Reform UK", "Reform", "UKIP", "Alba"),
    *("Independent", "Ind", "Crossbench", "Non-affiliated", "Fine Gael", "Fianna Fáil", "Fianna Fail", "FG", "FF"),
    *("Your Party", "Restore Britain", "Change UK", "Co-operative", "Co-op", "backbench", "Backbench"),
)
"""Parties as bylines print them with an office or alone ("Jane Roe, Lab, Fenwick Sands")."""
PLACES: Final = word_set(
    "upper lower great little nether inner outer greater isle isles island islands port bay sound sands sand park "
    "green heath forest town city bridge castle abbey coast coastal marsh marshes moor moors moorlands weald downs "
    "dales peak rural vale valley valleys hill hills water waters lakes lochs loch glen strath burgh burghs borough "
    "county counties district division wood woods wells spa ferry harbour haven beach head point bank banks fields "
    "field common commons cross gate mill mills end side wolds fens fen regis magna st saint new old rhondda welwyn "
    "chase hundred levels peninsula riverside tyne wear mersey trent severn thames humber tees estuary "
    "university universities stow minster upon under region ward constituency"
)
"""Words of places: capitalised words with one of them after an office are another part of a seat."""
FORMER: Final = word_set("former ex late then")
ROLES: Final = word_set(
    "adviser advisor ambassador analyst candidate chair chairman chairperson chairwoman chief co-chair co-chairs "
    "co-convener co-convenor co-founder co-leader co-leaders "
    "columnist commentator commissioner contributor convenor convener correspondent deputy director editor envoy "
    "executive expert founder leader manager member minister officer peer peers president principal "
    "reporter secretary shadow spokesman spokesperson spokeswoman treasurer trustee undersecretary writer "
    "political parliamentary foreign home health education justice defence treasury colleague his her their our my "
    "the senior national"
)
ORGANISATIONS: Final = word_set(
    "agency alliance appg appgs archive association bbc board bureau campaign centre center college comment "
    "commission committee commons company conference congress council daily department desk diary editorial federation "
    "forum foundation group heroes house institute interview government guardian labour library limited live "
    "long-read ltd magazine media ministry network news newspaper newsroom office online op-ed opinion parliament "
    "party plc policy post press profile project q&a reporters research service sketch society staff studio table "
    "team telegraph think tank times today trust union university video watch weekly"
)
"""A run of capitalised words with one of these is an organisation or a column, not a person."""

STOPS: Final = word_set(
    "a about after an as at author before by comments exclusive extract for from how in into is it its on our over "
    "photo picture posted published says that the these this to under up updated via was what when where which who why "
    "without words writing written writes yesterday"
)
"""Words that are never part of a name, even with a capital."""

MONTHS: Final = word_set("january february march april may june july august september october november december")
"""They end a name only before a figure: April, June, May and August are names too."""

PARTICLES: Final = word_set(
    "al ap ben bin da dal de del della den der di do dos du e el et ibn in't la le st ter ten van vom von y zu zum zur "
    "'t ’t"
)
COMPASS: Final = word_set("north south east west northern southern eastern western mid central")
JOINERS: Final = frozenset({"and", "&", "with", "+", "und", "et", "y"})
BREAKS: Final = frozenset({",", ";", "|", "/", "•", "·"})
