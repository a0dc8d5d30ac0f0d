"""Recognise an office of another country printed with an author: "former President of Ireland", "US senator"."""

import re
from typing import Final

_COUNTRIES: Final = (
    *("Afghanistan", "Albania", "Algeria", "Argentina", "Armenia", "Australia", "Austria", "Azerbaijan", "Bahrain"),
    *("Bangladesh", "Barbados", "Belarus", "Belgium", "Bolivia", "Bosnia", "Botswana", "Brazil", "Bulgaria", "Burma"),
    *(
        "Cambodia",
        "Cameroon",
        "Canada",
        "Chile",
        "China",
        "Colombia",
        "Croatia",
        "Cuba",
        "Cyprus",
        "Denmark",
        "Ecuador",
    ),
    *(
        "Egypt",
        "Estonia",
        "Ethiopia",
        "Finland",
        "France",
        "Germany",
        "Ghana",
        "Greece",
        "Guyana",
        "Hungary",
        "Iceland",
    ),
    *("India", "Indonesia", "Iran", "Iraq", "(?<!Northern )Ireland", "Israel", "Italy", "Jamaica", "Japan", "Jordan"),
    *("Kazakhstan", "Kenya", "Kosovo", "Kuwait", "Latvia", "Lebanon", "Liberia", "Libya", "Lithuania", "Luxembourg"),
    *("Malawi", "Malaysia", "Mali", "Malta", "Mauritius", "Mexico", "Moldova", "Mongolia", "Montenegro", "Morocco"),
    *("Mozambique", "Myanmar", "Namibia", "Nepal", "the Netherlands", "Netherlands", "New Zealand", "Nigeria"),
    *("North Macedonia", "Norway", "Oman", "Pakistan", "Panama", "Paraguay", "Peru", "the Philippines", "Poland"),
    *("Portugal", "Qatar", "Romania", "Russia", "Rwanda", "Saudi Arabia", "Senegal", "Serbia", "Sierra Leone"),
    *("Singapore", "Slovakia", "Slovenia", "Somalia", "South Africa", "South Korea", "South Sudan", "Spain"),
    *("Sri Lanka", "Sudan", "Sweden", "Switzerland", "Syria", "Taiwan", "Tanzania", "Thailand", "Tunisia", "Turkey"),
    *("Uganda", "Ukraine", "the United Arab Emirates", "the UAE", "Uruguay", "Uzbekistan", "Venezuela", "Vietnam"),
    *(
        "Yemen",
        "Zambia",
        "Zimbabwe",
        "the Republic of Ireland",
        "the Irish Republic",
        "the United States(?: of America)?",
    ),
    *("the US", "the USA", "America", "Georgia", "Catalonia", "Quebec", "Ontario", "Bavaria", "Texas", "California"),
)
_NATIONALITIES: Final = (
    *("US", "U\\.S\\.", "United States", "American", "Afghan", "Albanian", "Algerian", "Argentine", "Argentinian"),
    *("Armenian", "Australian", "Austrian", "Bangladeshi", "Belgian", "Bolivian", "Bosnian", "Brazilian", "Bulgarian"),
    *("Canadian", "Catalan", "Chilean", "Chinese", "Colombian", "Croatian", "Cypriot", "Czech", "Danish", "Dutch"),
    *("Egyptian", "Estonian", "Ethiopian", "Finnish", "French", "Georgian", "German", "Ghanaian", "Greek", "Hungarian"),
    *("Icelandic", "Indian", "Indonesian", "Iranian", "Iraqi", "(?<!Northern )Irish", "Israeli", "Italian", "Jamaican"),
    *("Japanese", "Jordanian", "Kenyan", "Korean", "Kosovan", "Latvian", "Lebanese", "Libyan", "Lithuanian"),
    *("Malaysian", "Maltese", "Mexican", "Moldovan", "Montenegrin", "Moroccan", "Nepalese", "Nepali", "Nigerian"),
    *("Norwegian", "Pakistani", "Palestinian", "Peruvian", "Polish", "Portuguese", "Romanian", "Russian", "Rwandan"),
    *("Saudi", "Senegalese", "Serbian", "Singaporean", "Slovak", "Slovenian", "Somali", "South African", "Spanish"),
    *("Sri Lankan", "Sudanese", "Swedish", "Swiss", "Syrian", "Taiwanese", "Tanzanian", "Thai", "Tunisian", "Turkish"),
    *("Ugandan", "Ukrainian", "Venezuelan", "Vietnamese", "Yemeni", "Zambian", "Zimbabwean", "New Zealand"),
)
_HEADS: Final = (
    r"(?:[Dd]eputy |[Vv]ice[ -]|[Ff]ormer |[Aa]cting |[Ii]nterim )*(?:[Pp]resident|[Pp]rime [Mm]inister|[Cc]hancellor|"
    r"[Pp]remier|[Gg]overnor(?:[ -][Gg]eneral)?|[Aa]ttorney[ -][Gg]eneral|[Kk]ing|[Qq]ueen|[Cc]hief [Jj]ustice|"
    r"[Tt]aoiseach|[Tt]ánaiste|[Ss]enator|[Cc]ongress(?:man|woman))"
)
_MINISTERS: Final = (
    r"(?:[\w-]+ ){0,3}?(?:[Mm]inister|[Ss]ecretary of [Ss]tate|[Cc]ommissioner)|(?:[\w-]+ )?"
    r"(?:[Aa]mbassador|[Hh]igh [Cc]ommissioner|[Cc]onsul)|MPs?|TD|[Mm]ember of [Pp]arliament|[Pp]arliamentarian|"
    r"[Dd]eputy|[Ll]awmaker|[Ll]egislator|[Cc]ouncillor|(?:[Oo]pposition|[Pp]arty) [Ll]eader|[Pp]olitician"
)
_ASSEMBLIES: Final = r"(?:[Pp]arliament|Senate|Congress|House of Representatives|Dáil|Knesset|Bundestag|[Aa]ssembly)"
_COUNTRY: Final = rf"(?:{'|'.join(_COUNTRIES)})(?![\w-])"
_NATIONALITY: Final = rf"(?:{'|'.join(_NATIONALITIES)})(?![\w.-])"
_ELSEWHERE: Final = re.compile(
    rf"(?<![\w-])(?:{_HEADS} (?:of|for) (?:the )?(?:{_COUNTRY}|European (?:Commission|Council|Parliament))|"
    rf"(?:[Aa]mbassador|[Mm]inister(?: (?:of|for) [\w ]{{3,30}}?)?|[Mm]ember of [Pp]arliament) of {_COUNTRY}|"
    rf"{_COUNTRY}['’]s? (?:{_HEADS}|{_MINISTERS})\b|"
    rf"(?<!British )(?<!British-)(?<!first ){_NATIONALITY} (?:former |ex-)?(?:{_HEADS}|{_MINISTERS})(?!\w| to )|"
    rf"[Mm]ember of (?:the )?{_NATIONALITY} {_ASSEMBLIES}|"
    r"[Ss]enator (?:for|from) [A-Z]|[Gg]overnor of (?!the Bank\b|Hong Kong\b)[A-Z]|[Tt]aoiseach|[Tt]ánaiste|"
    r"[Mm]ember of (?:the )?(?:US |U\.S\. |United States )?(?:House of Representatives|Congress|Dáil|Knesset|Bundestag)"
    r")"
)
_TITLE: Final = re.compile(r"(?:(?:by|the|former|ex-?|vice[ -])\s+)*President\s*$", re.IGNORECASE)
_BREAK: Final = re.compile(r"[,;|•·()]|\s[–—-]\s|\band\b|&")


def has_office_elsewhere(text: str) -> bool:
    """Return whether a line names an office of another country: a head of state, a minister, a member of its
    parliament. An envoy to another country is not one of its offices.
    """
    return bool(_ELSEWHERE.search(text))


def is_credited_elsewhere(byline: str, name: str) -> bool:
    """Return whether a credit prints an office of another country next to a person: "Irish senator Jane Roe",
    "President Jane Roe".
    """
    before, found, after = byline.partition(name)
    if not found:
        return False
    own = _BREAK.split(before)[-1]
    following = (
        _BREAK.split(after.lstrip(" ,("))[0] if after[:2].strip(" (").startswith(",") or "(" in after[:2] else ""
    )
    return bool(_TITLE.fullmatch(own)) or any(map(has_office_elsewhere, (own, following)))
