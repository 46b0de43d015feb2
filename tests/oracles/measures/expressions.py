"""Says an expression of a pack in the SQL of SQLite.

The language is a part of SQL, so most of it stays as it is, three-valued logic included. What differs: numbers are
exact (see exact.py), calendar arithmetic keeps to the end of a month, LIKE heeds case.
"""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'(?:[^']|'')*')|(?P<name>[A-Za-z_]\w*(?:\.\w+)*)"
    r"|(?P<sign><=|>=|<>|!=|\|\||[-+*/%=<>(),]))"
)
NUMBERS = ("integer", "decimal")
FUNCTIONS = {  # name: (SQL, type; None is that of the first argument that has one)
    "coalesce": ("COALESCE", None),
    "nullif": ("NULLIF", None),
    "least": ("least", None),
    "greatest": ("greatest", None),
    "abs": ("absolute", None),
    "floor": ("floored", "integer"),
    "ceil": ("ceiled", "integer"),
    "ceiling": ("ceiled", "integer"),
    "length": ("LENGTH", "integer"),
    "lower": ("LOWER", "text"),
    "upper": ("UPPER", "text"),
    "trim": ("TRIM", "text"),
    "years_between": ("years_between", "integer"),
    "months_between": ("months_between", "integer"),
    "days_between": ("days_between", "integer"),
    "has": ("has", "boolean"),
    "count_codes": ("count_codes", "integer"),
}
DATE_PARTS = {"year": "%Y", "month": "%m", "day": "%d"}


class CannotSay(Exception):
    """Something that this recount has no words for; the reason is its text."""


class Unknown(CannotSay):
    """A name that isn't known (yet)."""


@dataclass
class Sql:
    text: str
    type: str


@dataclass
class Translation:
    """Goes through the tokens of one expression. `names` gives each name its SQL."""

    names: dict
    tokens: list
    used: set = field(default_factory=set)

    def peek(self):
        return self.tokens[0] if self.tokens else ("end", "")

    def word(self, *words):
        kind, text = self.peek()
        if kind in ("name", "sign") and text.upper() in words:
            self.tokens.pop(0)
            return text.upper()
        return None

    def want(self, word):
        if not self.word(word):
            raise CannotSay(f"`{word}` expected before `{self.peek()[1]}`")

    def either(self):
        left = self.both()
        while self.word("OR"):
            left = Sql(f"({left.text} OR {self.both().text})", "boolean")
        return left

    def both(self):
        left = self.negated()
        while self.word("AND"):
            left = Sql(f"({left.text} AND {self.negated().text})", "boolean")
        return left

    def negated(self):
        if self.word("NOT"):
            return Sql(f"(NOT {self.negated().text})", "boolean")
        return self.compared()

    def compared(self):
        left = self.sum()
        while True:
            sign = self.word("=", "<>", "!=", "<", "<=", ">", ">=")
            if sign:
                left = comparison(left, "<>" if sign == "!=" else sign, self.sum())
            elif self.word("IS"):
                left = self.asked(left)
            elif self.peek()[1].upper() in ("NOT", "BETWEEN", "IN", "LIKE"):
                left = self.belonging(left)
            else:
                return left

    def asked(self, left):
        no = "NOT " if self.word("NOT") else ""
        if self.word("DISTINCT"):
            self.want("FROM")
            right = self.sum()
            return Sql(f"({left.text} IS {'' if no else 'NOT '}{right.text})", "boolean")
        what = self.word("NULL", "TRUE", "FALSE", "UNKNOWN")
        if not what:
            raise CannotSay(f"IS {self.peek()[1]}")
        what = "NULL" if what == "UNKNOWN" else what
        return Sql(f"({left.text} IS {no}{what})", "boolean")

    def belonging(self, left):
        no = "NOT " if self.word("NOT") else ""
        if self.word("BETWEEN"):
            low = self.sum()
            self.want("AND")
            high = self.sum()
            inside = f"({comparison(left, '>=', low).text} AND {comparison(left, '<=', high).text})"
            return Sql(f"({no}{inside})", "boolean")
        if self.word("IN"):
            listed = ", ".join(a.text for a in self.arguments())
            return Sql(f"({left.text} {no}IN ({listed}))", "boolean")
        self.want("LIKE")
        pattern = self.sum()
        if self.word("ESCAPE"):
            raise CannotSay("LIKE with ESCAPE")
        return Sql(f"({left.text} {no}LIKE {pattern.text})", "boolean")

    def sum(self):
        left = self.product()
        while sign := self.word("+", "-", "||"):
            if sign == "||":
                left = Sql(f"({left.text} || {self.product().text})", "text")
            elif self.word("INTERVAL"):
                left = self.moved(left, sign)
            else:
                left = arithmetic(left, sign, self.product())
        return left

    def moved(self, date, sign):
        _, count = self.tokens.pop(0)
        unit = self.word("DAY", "MONTH", "YEAR")
        steps = int(count.strip("'")) * {"DAY": 1, "MONTH": 1, "YEAR": 12}[unit] * (1 if sign == "+" else -1)
        return Sql(f"{'days_later' if unit == 'DAY' else 'months_later'}({date.text}, {steps})", "date")

    def product(self):
        left = self.unary()
        while sign := self.word("*", "/", "%"):
            left = arithmetic(left, sign, self.unary())
        return left

    def unary(self):
        if self.word("-"):
            return arithmetic(Sql("0", "integer"), "-", self.unary())
        return self.primary()

    def primary(self):
        kind, text = self.peek()
        if kind == "end":
            raise CannotSay("the expression ends too early")
        if self.word("("):
            inner = self.either()
            self.want(")")
            return inner
        self.tokens.pop(0)
        if kind == "number":
            return number(text)
        if kind == "text":
            return Sql(text, "text")
        return self.named(text)

    def named(self, name):
        upper = name.upper()
        if upper in ("TRUE", "FALSE"):
            return Sql(upper, "boolean")
        if upper == "NULL":
            return Sql("NULL", "null")
        if upper == "DATE" and self.peek()[0] == "text":
            return Sql(self.tokens.pop(0)[1], "date")
        if upper == "CASE":
            return self.case()
        if upper == "CAST":
            return self.cast()
        if self.peek()[1] == "(":
            return self.function(name.lower())
        if name not in self.names:
            raise Unknown(f"the name `{name}`")
        self.used.add(name)
        return self.names[name]

    def arguments(self):
        self.want("(")
        found = [self.either()]
        while self.word(","):
            found.append(self.either())
        self.want(")")
        return found

    def function(self, name):
        found = self.arguments()
        if name in DATE_PARTS:
            return Sql(f"CAST(strftime('{DATE_PARTS[name]}', {found[0].text}) AS INTEGER)", "integer")
        if name == "round":
            places = found[1].text if len(found) > 1 else "0"
            return Sql(f"rounded({found[0].text}, {places})", "decimal" if len(found) > 1 else "integer")
        if name == "concat":
            return Sql("(" + " || ".join(f"COALESCE({a.text}, '')" for a in found) + ")", "text")
        if name not in FUNCTIONS:
            raise CannotSay(f"the function `{name}`")
        sql, type_ = FUNCTIONS[name]
        return Sql(f"{sql}({', '.join(a.text for a in found)})", type_ or joined(found))

    def case(self):
        subject = None if self.peek()[1].upper() == "WHEN" else self.either()
        whens, values = [], []
        while self.word("WHEN"):
            condition = self.either()
            if subject:
                condition = comparison(subject, "=", condition)
            self.want("THEN")
            value = self.either()
            values.append(value)
            whens.append(f"WHEN {condition.text} THEN {value.text}")
        if self.word("ELSE"):
            values.append(self.either())
            whens.append(f"ELSE {values[-1].text}")
        self.want("END")
        return Sql(f"(CASE {' '.join(whens)} END)", joined(values))

    def cast(self):
        self.want("(")
        value = self.either()
        self.want("AS")
        type_ = self.tokens.pop(0)[1].lower()
        self.want(")")
        if type_ == "text" and value.type in ("boolean", "decimal"):
            raise CannotSay(f"a {value.type} as text")
        return Sql(f"CAST({value.text} AS TEXT)" if type_ == "text" else value.text, type_)


def joined(values):
    types = {v.type for v in values} - {"null"}
    return "decimal" if types == {"integer", "decimal"} else next(iter(types), "null")


def number(text):
    whole, point, digits = text.partition(".")
    if not point or not digits.strip("0"):
        return Sql(whole, "decimal" if point else "integer")
    return Sql(f"over({whole + digits}, {10 ** len(digits)})", "decimal")


def arithmetic(left, sign, right):
    types = (left.type, right.type)
    if types[0] == "date":
        if types[1] == "date":
            return Sql(f"days_between({right.text}, {left.text})", "integer")
        return Sql(f"days_later({left.text}, {sign}{right.text})", "date")
    if sign == "/" or "decimal" in types:
        name = {"+": "plus", "-": "minus", "*": "times", "/": "over"}[sign]
        return Sql(f"{name}({left.text}, {right.text})", "decimal")
    return Sql(f"({left.text} {sign} {right.text})", "integer")


def comparison(left, sign, right):
    if "decimal" in (left.type, right.type) and sign not in ("=", "<>"):
        return Sql(f"(compared({left.text}, {right.text}) {sign} 0)", "boolean")
    return Sql(f"({left.text} {sign} {right.text})", "boolean")


def tokens(text):
    found, place = [], 0
    text = text.strip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if not match:
            raise CannotSay(f"`{text[place:]}`")
        found.append((match.lastgroup, match.group(match.lastgroup)))
        place = match.end()
    return found


def translate(text, names):
    """The SQL of an expression, and the names that it uses."""
    work = Translation(names, tokens(text))
    sql = work.either()
    if work.tokens:
        raise CannotSay(f"`{work.peek()[1]}` in `{text}`")
    return sql, work.used
