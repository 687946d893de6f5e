"""Recomputes the vectors of code formats from their description, with the standard library alone.

Check symbols are computed differently than in the core: codes as integers, Verhoeff's with his two published tables,
and the explanation of a mistake by trying every other text. Damm's table is the published one.

    python3 recompute.py          compares the vectors with the computed ones; exits with 1 if they differ
    python3 recompute.py --write  writes the computed vectors

Each run also checks the comparison with planted faults: every published value is changed in turn, and each change must
be detected.
"""

import copy
import functools
import hashlib
import json
import sys
import unicodedata
from pathlib import Path

FILE = Path(__file__).with_name("vectors.json")
ALPHABETS = {
    "decimal": "0123456789",
    "base20": "BCDFGHJKLMNPQRSTVWXZ",
    "base31": "23456789ABCDEFGHJKMNPQRSTUVWXYZ",
    "crockford32": "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
}
SCHEMES = {"decimal": ["mod97", "damm", "verhoeff"], "base20": ["letter-pair"], "base31": ["letter-pair"]}
SCHEMES["crockford32"] = ["letter-pair", "mod37"]
LENGTHS = {"none": 0, "mod97": 2, "damm": 1, "verhoeff": 1, "letter-pair": 2, "mod37": 1}
CROCKFORD_CHECK = ALPHABETS["crockford32"] + "*~$=U"
DAMM = "0317598642 7092154863 4206871359 1750983426 6123045978 3674209581 5869720134 8945362017 9438617205 2581436790".split()
VERHOEFF_D = "0123456789 1234067895 2340178956 3401289567 4012395678 5987604321 6598710432 7659821043 8765932104 9876543210".split()
VERHOEFF_P = "0123456789 1576283094 5803796142 8916043527 9453126870 4286573901 2793806415 7046913258".split()
LOOK_ALIKES = {
    "decimal": {"O": "0", "I": "1", "L": "1", "|": "1", "S": "5", "B": "8", "Z": "2"},
    "crockford32": {"O": "0", "I": "1", "L": "1", "|": "1"},
    "base20": {"1": "L", "I": "L", "|": "L", "5": "S", "8": "B", "2": "Z"},
    "base31": {},
}
WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
DASHES = "-_.\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
STOPS = ".\u06d4\u3002\uff61"
# Invisible characters: soft hyphens, joiners, directional marks, variation selectors.
INVISIBLE = "\xad\u034f\u061c\u180e\ufeff" + "".join(
    chr(place) for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F)) for place in range(first, last + 1)
)
QUOTES = "\"'`\xb4\xab\xbb\u2039\u203a\uff62\uff63" + "".join(
    chr(place) for first, last in ((0x2018, 0x201F), (0x300C, 0x300F), (0x301D, 0x301F)) for place in range(first, last + 1)
)
COMMAS = ",\u060c\u3001\uff64"
IGNORED = set(WHITE + DASHES + STOPS + INVISIBLE + QUOTES + COMMAS)
MAX_BYTES = 128


def is_prime(number):
    return all(number % divisor for divisor in range(2, number))


@functools.cache
def modulus(size):
    """The largest prime below the square."""
    return next(n for n in range(size * size - 1, 1, -1) if is_prime(n))


def number(drawn, alphabet):
    """The integer that a text represents."""
    symbols = ALPHABETS[alphabet]
    return sum(symbols.index(symbol) * len(symbols) ** place for place, symbol in enumerate(reversed(drawn)))


@functools.cache
def check(drawn, alphabet, scheme):
    """The check symbols of the drawn symbols."""
    symbols, size = ALPHABETS[alphabet], len(ALPHABETS[alphabet])
    if scheme in ("mod97", "letter-pair"):
        prime = modulus(size)
        shifted = number(drawn, alphabet) * size**2
        # The only pair from 2 to the prime plus one that leaves a remainder of 1.
        pair = next(n for n in range(2, prime + 2) if (shifted + n) % prime == 1)
        return symbols[pair // size] + symbols[pair % size]
    if scheme == "damm":
        row = 0
        for digit in drawn:
            row = int(DAMM[row][int(digit)])
        return str(row)
    if scheme == "verhoeff":
        # The only digit with which the product of all is the neutral element.
        return next(digit for digit in symbols if verhoeff_product(drawn + digit) == 0)
    if scheme == "mod37":
        return CROCKFORD_CHECK[number(drawn, alphabet) % 37]
    return ""


def verhoeff_product(text):
    product = 0
    for place, digit in enumerate(reversed(text)):
        product = int(VERHOEFF_D[product][int(VERHOEFF_P[place % 8][int(digit)])])
    return product


def is_right(text, form):
    drawn, rest = text[: form["length"]], text[form["length"] :]
    known = all(symbol in ALPHABETS[form["alphabet"]] for symbol in drawn)
    return known and len(drawn) == form["length"] and check(drawn, form["alphabet"], form["check"]) == rest


def suspect(text, form):
    return only_group(text, tuple(form.items())) if form["group"] else None


@functools.cache
def only_group(text, form):
    """The group that contains every single mistake that explains the text, if it is unique."""
    form = dict(form)
    own = "*~$=U" if form["check"] == "mod37" else ""
    groups = set()
    for place in range(len(text)):
        for symbol in ALPHABETS[form["alphabet"]] + own:
            if symbol != text[place] and is_right(text[:place] + symbol + text[place + 1 :], form):
                groups.add(place // form["group"] + 1)
        swapped = text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
        if is_right(swapped, form):
            groups |= {place // form["group"] + 1, (place + 1) // form["group"] + 1}
    return groups.pop() if len(groups) == 1 else None


def entry(typed, form):
    if len(typed.encode()) > MAX_BYTES:
        return {"fault": "too long", "max": MAX_BYTES}
    text, wanted = "", form["length"] + LENGTHS[form["check"]]
    symbols = ALPHABETS[form["alphabet"]]
    odd = None
    for place, typed_symbol in enumerate(typed, 1):
        wide = "\uff01" <= typed_symbol <= "\uff5e"
        symbol = unicodedata.normalize("NFKC", typed_symbol) if wide else typed_symbol
        if symbol in IGNORED:
            continue
        symbol = symbol.upper() if symbol.isascii() else symbol
        symbol = symbol if symbol in symbols else LOOK_ALIKES[form["alphabet"]].get(symbol, symbol)
        own = form["check"] == "mod37" and symbol in "*~$=U"
        if symbol not in symbols and not own:
            never = form["alphabet"] == "base31" and symbol in "0O1IL|"
            return {"fault": "never used" if never else "symbol", "place": place}
        if odd:
            return {"fault": "symbol", "place": odd}
        odd = place if own else None
        text += symbol
    if not text:
        return {"fault": "empty"}
    if len(text) != wanted:
        return {"fault": "length", "found": len(text), "wanted": wanted}
    if not is_right(text, form):
        return {"fault": "check", "group": suspect(text, form)}
    return {"code": text}


def meant(typed):
    """The codes that a text may mean if the format is unknown."""
    if len(typed.encode()) > MAX_BYTES:
        return []
    codes = []
    for text in (typed.strip(WHITE), bare(typed)):
        if 1 <= len(text) <= 32 and all(" " <= symbol <= "~" for symbol in text) and text not in codes:
            codes.append(text)
    for alphabet in ALPHABETS:
        scheme = "mod37" if alphabet == "crockford32" else "none"
        for length in range(1, 33):
            # Length and check symbols do not matter here, only whether each symbol is accepted.
            form = {"alphabet": alphabet, "length": length - LENGTHS[scheme], "check": scheme, "group": 0}
            answer = entry(typed, form)
            text = answer.get("code") or (folded(typed, alphabet) if answer.get("fault") == "check" else None)
            if text and text not in codes:
                codes.append(text)
    return codes


def narrow(typed):
    return [unicodedata.normalize("NFKC", s) if "\uff01" <= s <= "\uff5e" else s for s in typed]


def bare(typed):
    """The text without surrounding characters that were copied with it."""
    visible = "".join(symbol for symbol in narrow(typed) if symbol not in INVISIBLE)
    return visible.strip(WHITE + "." + QUOTES + COMMAS)


def folded(typed, alphabet):
    """The folded symbols of a text, all of which are acceptable."""
    upper = [symbol.upper() for symbol in narrow(typed) if symbol not in IGNORED]
    alike = LOOK_ALIKES[alphabet]
    return "".join(symbol if symbol in ALPHABETS[alphabet] else alike.get(symbol, symbol) for symbol in upper)


NAMES = {
    "en": (
        "zero one two three four five six seven eight nine",
        "Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo"
        " Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu",
        "small",
        {"*": "asterisk", "~": "tilde", "$": "dollar", "=": "equals", "-": "hyphen", " ": "space", "@": "at sign"},
    ),
    "de": (
        "null eins zwei drei vier fünf sechs sieben acht neun",
        "Aachen Berlin Chemnitz Düsseldorf Essen Frankfurt Goslar Hamburg Ingelheim Jena Köln Leipzig München Nürnberg"
        " Offenbach Potsdam Quickborn Rostock Salzwedel Tübingen Unna Völklingen Wuppertal Xanten Ypsilon Zwickau",
        "klein",
        {"*": "Stern", "~": "Tilde", "$": "Dollarzeichen", "=": "Gleichheitszeichen", "-": "Bindestrich"}
        | {" ": "Leerzeichen", "@": "At-Zeichen"},
    ),
    "fi": (
        "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän",
        "Aarne Bertta Celsius Daavid Eemeli Faarao Gideon Heikki Iivari Jussi Kalle Lauri Matti Niilo Otto Paavo Kuu"
        " Risto Sakari Tyyne Urho Vihtori Wiski Äksä Yrjö Tseta",
        "pieni",
        {"*": "tähti", "~": "aaltoviiva", "$": "dollarimerkki", "=": "yhtäsuuruusmerkki", "-": "yhdysmerkki"}
        | {" ": "välilyönti", "@": "ät-merkki"},
    ),
}


def groups(code, form):
    own = "*~$=U" if form["check"] == "mod37" else ""
    size = form["group"] if all(symbol in ALPHABETS[form["alphabet"]] + own for symbol in code) else 0
    return [code[start : start + size] for start in range(0, len(code), size)] if size else [code]


def name(symbol, language):
    digits, letters, small, marks = NAMES[language]
    if symbol in "0123456789":
        return digits.split()[int(symbol)]
    if symbol.isalpha():
        word = letters.split()[ord(symbol.upper()) - ord("A")]
        return f"{small} {word}" if symbol.islower() else word
    return marks[symbol]


def spoken(code, form, language):
    return ", ".join(" ".join(name(symbol, language) for symbol in group) for group in groups(code, form))


def drawn(alphabet, length, salt):
    """Symbols that are pseudorandom but reproducible."""
    symbols = ALPHABETS[alphabet]
    stream = hashlib.sha256(f"{alphabet} {length} {salt}".encode()).digest()
    return "".join(symbols[byte % len(symbols)] for byte in stream[:length])


def form(alphabet, length, scheme="none", group=0):
    return {"alphabet": alphabet, "length": length, "check": scheme, "group": group}


PUBLISHED = [
    ("ISO/IEC 7064, MOD 97-10", "decimal", "mod97", "794"),
    ("the IBAN GB82 WEST 1234 5698 7654 32", "decimal", "mod97", "32142829123456987654321611"),
    ("Damm's example", "decimal", "damm", "572"),
    ("Verhoeff, a common example", "decimal", "verhoeff", "236"),
    ("Verhoeff, over more than eight places", "decimal", "verhoeff", "8473643095483728456789"),
    ("Crockford, 1234", "crockford32", "mod37", "16J"),
    ("Crockford, the last of his own symbols", "crockford32", "mod37", "14"),
]


def checks():
    yield from PUBLISHED
    for alphabet, schemes in SCHEMES.items():
        for scheme in schemes:
            for length in (1, 4, 9, 20, 32 - LENGTHS[scheme]):
                yield f"{length} symbols", alphabet, scheme, drawn(alphabet, length, scheme)
            yield "the lowest symbols", alphabet, scheme, 8 * ALPHABETS[alphabet][0]
            yield "the highest symbols", alphabet, scheme, 8 * ALPHABETS[alphabet][-1]


def mistakes():
    """One wrong symbol or one swap, in codes whose scheme locates mistakes and in codes whose scheme does not."""
    for alphabet, schemes in SCHEMES.items():
        for scheme in schemes:
            shape = form(alphabet, 10, scheme, 4)
            good = drawn(alphabet, 10, "typed")
            good += check(good, alphabet, scheme)
            for place in range(0, len(good), 3):
                other = next(symbol for symbol in ALPHABETS[alphabet][3:] if symbol != good[place])
                yield f"symbol {place + 1} is wrong", shape, good[:place] + other + good[place + 1 :]
            for place in (2, 3):
                yield f"symbol {place + 1} and the next are swapped", shape, good[:place] + good[place + 1] + good[place] + good[place + 2 :]


def typings():
    digits = form("decimal", 8, "none", 4)
    base31 = form("base31", 4)
    own = form("crockford32", 2, "mod37", 2)
    yield "in groups", digits, " 1234 5678\n"
    yield "dashes of all kinds", digits, "12-34\u201056\u201178\u2012\u2013\u2014\u2212_."
    yield "spaces of all kinds", digits, "1\u00a02\u20093\u202f4\u30005\t6\u200b7\ufeff8"
    yield "full-width", digits, "\uff11\uff12\uff13\uff14\uff0d\uff15\uff16\uff17\uff18"
    yield "look-alikes of digits", form("decimal", 12), "oOiIlL|sSbBz"
    yield "look-alikes of letters", form("base20", 8), "1i|l5s8b"
    yield "look-alikes in both", form("crockford32", 9), "oOiIlL|sB"
    yield "small letters", form("base31", 6), "abc xyz"
    yield "left out on purpose", base31, "A0BC"
    yield "left out on purpose, full-width", base31, "AB\uff2cC"
    yield "a digit of another script", digits, "123\u0664"
    yield "a letter that upper case would make two", base31, "A\u00dfC"
    yield "a long s is no s", form("decimal", 2), "1\u017f"
    yield "a comma", digits, "1234,5678"
    for mark in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        yield f"a mark of direction, U+{ord(mark):04X}", digits, f"{mark}1234{mark}5678{mark}"
    yield "as copied from right-to-left text", digits, "\u202b\u20661234\u00a05678\u2069\u202c\u200f"
    for before, after in ('""', "''", "``", "\u00b4\u00b4", "\u201e\u201c", "\u201c\u201d", "\u2018\u2019", "\u201a\u2018", "\u00ab\u00bb", "\u00bb\u00ab"):
        yield f"within {before} and {after}", digits, f"{before}1234 5678{after}"
    for before, after in ("\u2039\u203a", "\u300c\u300d", "\u300e\u300f", "\uff02\uff02", "\uff62\uff63", "\u301d\u301f"):
        yield f"within {before} and {after}", digits, f"{before}1234 5678{after}"
    for stop in ",.\u060c\u06d4\u3001\u3002\uff0c\uff0e\uff61\uff64":
        yield f"before {stop}", digits, f"1234 5678{stop}"
    yield "in a sentence", form("crockford32", 2, "mod37", 2), "\u201c\u200e14-u\u200e\u201d,"
    yield "a keycap's variation selector", digits, "\ufe0f".join("12345678")
    yield "a number sign of Arabic, which is seen", digits, "1234\u06015678"
    yield "a semicolon", digits, "1234 5678;"
    yield "brackets", digits, "(1234 5678)"
    yield "nothing", digits, ""
    yield "separators only", digits, " - "
    yield "too few", digits, "1234 567"
    yield "too many", digits, "1234 5678 9"
    yield "129 bytes", digits, "12345678" + " " * 121
    yield "128 bytes", digits, "12345678" + " " * 120
    yield "a check symbol of its own", own, "14-u"
    yield "a check symbol of its own, full-width", own, "10\uff0a"
    yield "a check symbol in another place", own, "1u4"
    yield "a check symbol twice", own, "14uu"
    yield "a check symbol too early", own, "1u"
    for alphabet, schemes in SCHEMES.items():
        for scheme in schemes:
            shape = form(alphabet, 9, scheme, 3)
            text = drawn(alphabet, 9, "entry")
            text += check(text, alphabet, scheme)
            yield "right", shape, "-".join([text[:3], text[3:6].lower(), text[6:]])


MEANT = ["\u200eSummer!24\u200e", '"Summer!24",', "\uff33ummer!24", "\u201cbc-d5\u201d.", '"l2"', "'\u200e'", "\u202a12\u202c", " 1234 5678 ", "Summer-24", "Summer!24", "bc-d5", "14-u", "b8", "\uff11\uff12", "p\u00e4ssword", "", " - ", "1 " * 32, "1 " * 33]
SHOWN = [
    ("digits in groups", form("decimal", 8, "none", 4), "40251378"),
    ("a last group that is short", form("decimal", 9, "damm", 4), "123456789" + check("123456789", "decimal", "damm")),
    ("in one piece", form("decimal", 6), "906172"),
    ("letters", form("base20", 8, "none", 4), "BCDFGHJK"),
    ("the other letters", form("base20", 12, "none", 6), "LMNPQRSTVWXZ"),
    ("vowels and letters", form("base31", 5, "none", 2), "AEUY7"),
    ("a check symbol of its own", form("crockford32", 2, "mod37", 2), "14U"),
    ("another check symbol of its own", form("crockford32", 2, "mod37", 2), "10*"),
    ("a code that somebody chose", form("decimal", 8, "none", 4), "Io-4 @"),
]


def vectors():
    return {
        "check": [
            {"title": title, "alphabet": alphabet, "check": scheme, "drawn": text, "code": text + check(text, alphabet, scheme)}
            for title, alphabet, scheme, text in checks()
        ],
        "entry": [
            {"title": title, "format": shape, "typed": typed, "answer": entry(typed, shape)}
            for source in (typings, mistakes)
            for title, shape, typed in source()
        ],
        "meant": [{"typed": typed, "codes": meant(typed)} for typed in MEANT],
        "shown": [
            {"title": title, "format": shape, "code": code, "display": " ".join(groups(code, shape))}
            | {language: spoken(code, shape, language) for language in NAMES}
            for title, shape, code in SHOWN
        ],
    }


def differences(published):
    """The places where a published result differs from the one computed from its inputs."""
    found = []
    for place, one in enumerate(published["check"]):
        if one["drawn"] + check(one["drawn"], one["alphabet"], one["check"]) != one["code"]:
            found.append(f"check {place}")
    for place, one in enumerate(published["entry"]):
        if entry(one["typed"], one["format"]) != one["answer"]:
            found.append(f"entry {place}")
    for place, one in enumerate(published["meant"]):
        if meant(one["typed"]) != one["codes"]:
            found.append(f"meant {place}")
    for place, one in enumerate(published["shown"]):
        shown = [" ".join(groups(one["code"], one["format"]))]
        shown += [spoken(one["code"], one["format"], language) for language in NAMES]
        if shown != [one[name] for name in ("display", *NAMES)]:
            found.append(f"shown {place}")
    return found


def changed(value):
    if isinstance(value, list):
        return value[:-1] if value else ["1"]
    if isinstance(value, str):
        return value[:-1] + ("1" if value.endswith("0") else "0")
    return 1 if value is None else value + 1


def missed_faults(published):
    """Changes each published result in turn, and returns the changes that `differences` does not detect."""
    results = [("check", place, "code") for place in range(len(published["check"]))]
    results += [("entry", place, name) for place, one in enumerate(published["entry"]) for name in one["answer"]]
    results += [("meant", place, "codes") for place in range(len(published["meant"]))]
    results += [("shown", place, name) for place in range(len(published["shown"])) for name in ("display", *NAMES)]
    missed = []
    for kind, place, name in results:
        planted = copy.deepcopy(published)
        at = planted[kind][place]
        at = at["answer"] if kind == "entry" else at
        at[name] = changed(at[name])
        if differences(planted) != [f"{kind} {place}"]:
            missed.append(f"{kind} {place} {name}")
    return missed


def self_test():
    """Checks the published examples, the sets of characters, and that Damm's table detects swaps."""
    known = {"794": "44", "32142829123456987654321611": "82", "572": "4", "236": "3", "8473643095483728456789": "2"}
    known |= {"16J": "D", "14": "U"}
    for _, alphabet, scheme, text in PUBLISHED:
        assert check(text, alphabet, scheme) == known[text], text
    rows = [[int(digit) for digit in row] for row in DAMM]
    assert all(rows[digit][digit] == 0 and sorted(rows[digit]) == list(range(10)) for digit in range(10))
    for place in range(0x10000):
        mark, category = chr(place), unicodedata.category(chr(place))
        is_directional = unicodedata.bidirectional(mark) in ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
        assert not is_directional or mark in INVISIBLE, f"{place:04X} changes the direction"
        assert category not in ("Pi", "Pf") or place >= 0x2E00 or mark in QUOTES, f"{place:04X} is a quotation mark"
    swaps = ((c, x, y) for c in range(10) for x in range(10) for y in range(x))
    assert all(rows[rows[c][x]][y] != rows[rows[c][y]][x] for c, x, y in swaps)


def main():
    self_test()
    text = json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n"
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(text)
    published = json.loads(FILE.read_text())
    wrong = differences(published)
    same = FILE.read_text() == text and not wrong
    missed = missed_faults(published) if same else []
    print(f"{FILE.name}: {'as computed' if same else 'NOT AS COMPUTED'}", *wrong, *(f"NOT DETECTED: {fault}" for fault in missed))
    return 0 if same and not missed else 1


if __name__ == "__main__":
    sys.exit(main())
