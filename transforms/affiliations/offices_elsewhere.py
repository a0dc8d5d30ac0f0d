"""Recognise an office of another country printed with an author: "former President of Ireland", "US senator"."""

import re
from typing import Final

# States as CLDR names them in English, and some parts of federations; without the United Kingdom and its territories.
# Babel has them too: it takes 31 ms of each process to load them, and has no adjectives.
_COUNTRIES: Final = (
    r"Afghanistan|Albania|Algeria|Andorra|Angola|Antigua|Argentina|Armenia|Australia|Austria|Azerbaijan|Bahamas|"
    r"Bahrain|Bangladesh|Barbados|Belarus|Belgium|Belize|Benin|Bhutan|Bolivia|Bosnia|Botswana|Brazil|Brunei|"
    r"Bulgaria|Burkina Faso|Burma|Burundi|Cambodia|Cameroon|Canada|Cape Verde|Central African Republic|Chad|Chile|"
    r"China|Colombia|Comoros|Congo|Costa Rica|Côte d[’']Ivoire|Croatia|Cuba|Cyprus|Czechia|Czech Republic|"
    r"Denmark|Djibouti|Dominica|Dominican Republic|East Timor|Ecuador|Egypt|"
    r"El Salvador|Equatorial Guinea|Eritrea|Estonia|Eswatini|Ethiopia|Fiji|Finland|France|Gabon|Gambia|Georgia|"
    r"Germany|Ghana|Greece|Greenland|Grenada|Guatemala|Guinea|Guinea-Bissau|Guyana|Haiti|Honduras|Hungary|Iceland|"
    r"India|Indonesia|Iran|Iraq|(?<!Northern )Ireland|Irish Republic|Israel|Italy|Ivory Coast|Jamaica|Japan|"
    r"Jordan|Kazakhstan|Kenya|Kiribati|Kosovo|Kuwait|Kyrgyzstan|Laos|Latvia|Lebanon|Lesotho|Liberia|Libya|"
    r"Liechtenstein|Lithuania|Luxembourg|Madagascar|Malawi|Malaysia|Maldives|Mali|Malta|Marshall Islands|"
    r"Mauritania|Mauritius|Mexico|Micronesia|Moldova|Monaco|Mongolia|Montenegro|Morocco|Mozambique|Myanmar|"
    r"Namibia|Nauru|Nepal|Netherlands|New Zealand|Nicaragua|Niger|Nigeria|North Korea|North Macedonia|Norway|Oman|"
    r"Pakistan|Palau|Palestine|Panama|Papua New Guinea|Paraguay|Peru|Philippines|Poland|Portugal|Puerto Rico|"
    r"Qatar|Romania|Russia|Rwanda|Samoa|San Marino|Saudi Arabia|Senegal|Serbia|Seychelles|"
    r"Sierra Leone|Singapore|Slovakia|Slovenia|Solomon Islands|Somalia|South Africa|South Korea|South Sudan|Spain|"
    r"Sri Lanka|St Kitts|St Lucia|St Vincent|Sudan|Suriname|Sweden|Switzerland|Syria|Taiwan|Tajikistan|Tanzania|"
    r"Thailand|Timor-Leste|Togo|Tonga|Trinidad|Tunisia|Turkey|Türkiye|Turkmenistan|Tuvalu|UAE|Uganda|Ukraine|"
    r"United Arab Emirates|United States(?: of America)?|Uruguay|US|USA|Uzbekistan|Vanuatu|Venezuela|Vietnam|"
    r"Yemen|Zambia|Zimbabwe|America|Bavaria|California|Catalonia|Ontario|Quebec|Texas"
)
_NATIONALITIES: Final = (
    r"Afghan|Albanian|Algerian|American|Angolan|Argentine|Argentinian|Armenian|Australian|Austrian|Bahraini|"
    r"Bangladeshi|Barbadian|Belarusian|Belgian|Bhutanese|Bolivian|Bosnian|Botswanan|Brazilian|Bulgarian|Cambodian|"
    r"Cameroonian|Canadian|Catalan|Chilean|Chinese|Colombian|Congolese|Croatian|Cuban|Cypriot|Czech|Danish|"
    r"Dominican|Dutch|Ecuadorian|Egyptian|Emirati|Eritrean|Estonian|Ethiopian|Fijian|Filipino|Finnish|French|"
    r"Gambian|Georgian|German|Ghanaian|Greek|Guatemalan|Guyanese|Haitian|Honduran|Hungarian|Icelandic|Indian|"
    r"Indonesian|Iranian|Iraqi|Israeli|Italian|Ivorian|Jamaican|Japanese|Jordanian|Kazakh|Kenyan|Korean|Kosovan|"
    r"Kuwaiti|Kyrgyz|Laotian|Latvian|Lebanese|Liberian|Libyan|Lithuanian|Luxembourgish|Macedonian|Malawian|"
    r"Malaysian|Malian|Maltese|Mauritian|Mexican|Moldovan|Mongolian|Montenegrin|Moroccan|Mozambican|Namibian|"
    r"Nepalese|Nepali|New Zealand|Nicaraguan|Nigerian|(?<!Northern )Irish|Norwegian|Omani|Pakistani|Palestinian|"
    r"Panamanian|Paraguayan|Peruvian|Philippine|Polish|Portuguese|Qatari|Romanian|Russian|Rwandan|Salvadoran|"
    r"Salvadorean|Saudi|Senegalese|Serbian|Singaporean|Slovak|Slovenian|Somali|South African|Spanish|Sri Lankan|"
    r"Sudanese|Swedish|Swiss|Syrian|Taiwanese|Tajik|Tanzanian|Thai|Togolese|Tongan|Trinidadian|Tunisian|Turkish|"
    r"Turkmen|US|U\.S\.|Ugandan|Ukrainian|United States|Uruguayan|Uzbek|Venezuelan|Vietnamese|Yemeni|Zambian|"
    r"Zimbabwean"
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
_COUNTRY: Final = rf"(?:the )?(?:(?:\w+ )?(?:Republic|Kingdom|State) of (?:the )?)?(?:{_COUNTRIES})(?![\w-])"
_NATIONALITY: Final = rf"(?:{_NATIONALITIES})(?![\w.-])"
_ELSEWHERE: Final = re.compile(
    rf"(?<![\w-])(?:{_HEADS} (?:of|for) (?:{_COUNTRY}|(?:the )?European (?:Commission|Council|Parliament))|"
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
