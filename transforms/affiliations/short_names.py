"""Compare given names that are printed in a shorter form than in the register: initials and short forms."""

import re
from typing import Final

# Usual English, Scottish, Welsh and Irish short forms; each line has the forms of one name.
_FORMS: Final = """
abigail abi abby
alan al
alastair alistair alasdair al ally
albert bert bertie
alexander alex alec
alexandra alex
alfred alf alfie
andrew andy drew
anthony tony
antonia toni
arthur art
barbara barb babs
benjamin ben
bernard bernie
bradley brad
cameron cam
caroline caro
catherine katherine kathryn cathy kathy kate katie cath kath
charles charlie chas
charlotte lottie
christine christina chris tina
christopher chris kit
clifford cliff
cynthia cindy
daniel dan danny
david dave davey dai
deborah debbie deb
dennis den
derek del
diana di
dominic dom
donald don
dorothy dot
douglas doug
edward ed eddie ted ned
edwin ed
eleanor ellie nell
elizabeth liz beth betty lizzie libby eliza
emily em
emma em
eric rick
eugene gene
felicity fliss
florence flo
frances fran
francis frank
frederick fred freddie
gabriel gabe
gareth gaz
geoffrey jeffrey geoff jeff
gerald gerry jerry
gerard gerry
gillian gill jill
gregory greg
harold harry hal
henry harry hal
helen nell
iain ian
isabel bel
jacob jake
jacqueline jackie jacqui
james jim jimmy jamie
janet jan
jennifer jenny jen
jeremy jez jerry
jessica jess
joanna joanne jo
john jack johnny
jonathan jon jonny
joseph joe
josephine jo josie
joshua josh
judith judy jude
julian jules
julia julie
kenneth ken kenny
kimberley kim
lawrence laurence larry laurie
leonard len lenny
leslie les
louis lou
louise lou
lucy lou
madeleine maddy
malcolm mal
margaret maggie meg peggy
martin marty
matthew matt
maurice mo
maxwell max
melanie mel
michael mike mick mickey
mohammed mohammad muhammad mo
natalie nat
nathaniel nathan nat
nicholas nick nicky
nicola nicky nic
norman norm
oliver ollie
pamela pam
patricia pat patsy tricia
patrick pat paddy
penelope penny
peter pete
philip phillip phil
philippa pippa
rachel rach
raymond ray
rebecca becky becca
reginald reg
richard rich rick dick richie
robert rob bob robbie bobby bert
roderick rod
rodney rod
roger rog
ronald ron ronnie
rosalind ros
rosemary rosie
russell russ
samantha sam
samuel sam
sandra sandy
sebastian seb
sidney sid
simon si
stephen steven steve
stewart stuart stu
susan sue susie
suzanne sue
terence terry
theodore theo ted
theresa teresa tess
thomas tom tommy
timothy tim
tobias toby
valerie val
victoria vicky vicki
victor vic
vincent vince
virginia ginny
walter walt
wesley wes
wilfred wilf
william will bill billy liam
zachary zack zac
"""
_GROUPS: Final = tuple(frozenset(line.split()) for line in _FORMS.split("\n") if line)
_INITIALS = re.compile(r"[^aeiouy]{1,2}|[a-z]")


def split_short_name(folded: str) -> tuple[str, str] | None:
    """Return given and family name of a folded name, without initials between them; None if it has no family name.

    "d t c davies" and "david tc davies" have the family name davies, "rhun ap iorwerth" has ap iorwerth.
    """
    given, *rest = folded.split()
    family = [word for word in rest[:-1] if not _INITIALS.fullmatch(word)] + rest[-1:]
    return (given, " ".join(family)) if family and len(family[-1]) > 1 else None


def may_be_same_given_name(one: str, other: str) -> bool:
    """Return whether two given names may be one: the same, an initial, or usual forms of the same name."""
    if one == other or (len(one) == 1 and other.startswith(one)):
        return True
    return any(one in group and other in group for group in _GROUPS)
