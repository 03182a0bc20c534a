#!/usr/bin/env python3
"""Verifies a finished OxyTrial study from its bundle, with Python 3.11 and its standard library alone.

Written from docs/verification.md and the pages it refers to, and from no other code: section names below are those of that page.
Exit code 0: verified. 1: something differs; the first difference is told. 2: bad input.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
import zipfile
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm
from pathlib import Path
from zoneinfo import ZoneInfo

CHECKS = ("chain", "checkpoints", "spec", "commitment", "order", "signatures", "strata", "levels", "allocations",
          "kits", "kit-choices", "stock", "doses", "receipts", "end")


class BadInput(Exception):
    """What was given is no bundle."""


class Differs(Exception):
    """The first difference."""

    def __init__(self, check, what, position=None):
        super().__init__(what)
        self.check, self.what, self.position = check, what, position


class Malformed(Exception):
    """JSON without the members or types asked for."""


# ---------------------------------------------------------------------------------------------------------------- JSON

def _members(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key is there twice")
    return found


def _no_constant(name):
    raise Malformed(f"{name} is no number")


def read_json(text):
    try:
        return json.loads(text, object_pairs_hook=_members, parse_float=Fraction, parse_constant=_no_constant)
    except (ValueError, RecursionError, ZeroDivisionError) as wrong:
        raise Malformed(f"no JSON: {wrong}") from None


def member(holder, name, kind, bits=32):
    """A member of a JSON object, of exactly this type; True is no number."""
    value = holder.get(name) if isinstance(holder, dict) else None
    if type(value) is not kind:
        raise Malformed(f"{name} is not there, or not a {kind.__name__}")
    if kind is str:
        well_formed(value)
    if kind is int and not -2 ** (bits - 1) <= value < 2 ** (bits - 1):
        raise Malformed(f"{name} is too large")
    return value


def texts(holder, name):
    items = member(holder, name, list)
    for item in items:
        if type(item) is not str:
            raise Malformed(f"{name} is not a list of texts")
        well_formed(item)
    return items


def mapping(holder, name, kind):
    items = member(holder, name, dict)
    for key in items:
        member(items, key, kind)
    return items


def optional(holder, name, kind):
    return None if not isinstance(holder, dict) or holder.get(name) is None else member(holder, name, kind)


def well_formed(text):
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Malformed("a text has a lone surrogate") from None


def a_date(text):
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise Malformed(f"'{text}' is no date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed(f"'{text}' is no date") from None


def ordinal(text):
    """Order of UTF-16 code units."""
    return text.encode("utf-16-be", "surrogatepass")


def fraction(text):
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]+(/[1-9][0-9]*)?", text):
        raise Malformed(f"{text!r} is no fraction")
    return Fraction(text)


# -------------------------------------------------------------------------------------------------------------- hashes

def sha256(data):
    return hashlib.sha256(data).digest()


def hmac256(key, data):
    return hmac.digest(key, data, "sha256")


def framed(*values):
    """Fields: each its length in four bytes, then its bytes."""
    parts = []
    for value in values:
        if isinstance(value, int):
            value = value.to_bytes(8, "big", signed=True)
        elif isinstance(value, str):
            value = value.encode("utf-8")
        parts += [len(value).to_bytes(4, "big"), value]
    return b"".join(parts)


class Secret:
    """The secret of all derivations, bound to the spec's hash."""

    def __init__(self, secret, spec):
        self._secret, self._spec = secret, spec

    def mixed_with(self, source, number, value):
        return Secret(hmac256(self._secret, framed("oxytrial/beacon/1", source, number, value)), self._spec)

    def rank(self, kit):
        return hmac256(self._secret, framed("oxytrial/kit-rank/1", kit, self._spec))[:16]

    def draw(self, *purpose):
        return Draw(self._bytes(framed(*purpose)))

    def _bytes(self, personalization):
        """HMAC_DRBG (NIST SP 800-90A Rev. 1, 10.1.2) in requests of 32 bytes, byte by byte."""
        seed = self._secret + self._spec + personalization
        key, value = b"\0" * 32, b"\1" * 32
        for domain in (b"\0", b"\1"):
            key = hmac256(key, value + domain + seed)
            value = hmac256(key, value)
        while True:
            value = hmac256(key, value)
            yield from value
            key = hmac256(key, value + b"\0")
            value = hmac256(key, value)


class Draw:
    def __init__(self, stream):
        self._stream = stream

    def below(self, limit):
        bits = (limit - 1).bit_length()
        while True:
            number = 0
            for _ in range(-(-bits // 8)):
                number = number << 8 | next(self._stream)
            number %= 1 << bits
            if number < limit:
                return number

    def weighted(self, probabilities):
        whole = lcm(*(probability.denominator for probability in probabilities))
        number = self.below(whole)
        reached = 0
        for index, probability in enumerate(probabilities):
            reached += probability * whole
            if number < reached:
                return index
        raise AssertionError("probabilities sum to less than one")

    def shuffled(self, items):
        items = list(items)
        for last in reversed(range(1, len(items))):
            other = self.below(last + 1)
            items[other], items[last] = items[last], items[other]
        return items


# ---------------------------------------------------------------------------------------------------------- procedures

def ratio_shares(ratio):
    return [Fraction(share, sum(ratio)) for share in ratio]


def proportional(weights):
    total = sum(weights)
    return [Fraction(weight) / total for weight in weights]


def shared(best, probability, ratio):
    """Arms in best share the probability, the others the rest, each in proportion to its ratio."""
    groups = {True: sum(r for arm, r in enumerate(ratio) if arm in best), False: sum(r for arm, r in enumerate(ratio) if arm not in best)}
    if not groups[False]:
        return ratio_shares(ratio)
    part = {True: probability, False: 1 - probability}
    return [part[arm in best] * Fraction(r, groups[arm in best]) for arm, r in enumerate(ratio)]


def scaled(counts, ratio):
    return [Fraction(n, r) for n, r in zip(counts, ratio)]


def least(values):
    return {index for index, value in enumerate(values) if value == min(values)}


def spread(values):
    return max(values) - min(values)


def pair_squares(values):
    return sum((a - b) ** 2 for a, b in combinations(values, 2))


def sample_variance(values):
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)


def one_more(counts, arm):
    return [n + (index == arm) for index, n in enumerate(counts)]


METRICS = {"range": spread, "variance": sample_variance, "squared-sum": pair_squares}


class Procedure:
    """One procedure of the revealed JSON: the probabilities of the next place of a list, given the list so far."""

    def __init__(self, node, ratio):
        self.ratio = ratio
        self.method = member(node, "method", str)
        self.factors = optional(node, "factors", dict) or {}
        for name in self.factors:
            texts(self.factors, name)
        self.length = optional(node, "length", int)
        if self.method == "permuted-block":
            self.sizes = member(node, "sizes", list)
            total = sum(ratio)
            if not self.sizes or any(type(size) is not int or size < 1 or size % total for size in self.sizes) or sorted(set(self.sizes)) != self.sizes:
                raise Malformed("sizes are not ascending multiples of the ratio's sum")
            return
        makers = {
            "complete": self._complete, "random-allocation-rule": self._rule, "truncated-binomial": self._truncated, "efron-coin": self._efron,
            "big-stick": self._big_stick, "block-urn": self._block_urn, "wei-urn": self._wei, "maximal": self._maximal,
            "minimization": self._minimization, "hu-hu": self._hu_hu, "dynamic-hierarchical": self._hierarchical,
        }
        if self.method not in makers:
            raise Malformed(f"no procedure is called {self.method}")
        self.probabilities = makers[self.method](node)

    def profile(self, levels):
        for name, possible in self.factors.items():
            if levels.get(name) not in possible:
                return None
        return tuple(levels[name] for name in self.factors)

    def _counts(self, history, condition=lambda profile: True):
        tally = Counter(arm for profile, arm in history if condition(profile))
        return [tally[arm] for arm in range(len(self.ratio))]

    def _of_counts(self, rule):
        return lambda history, profile: rule(self._counts(history))

    def _places(self, node):
        length = member(node, "length", int)
        if length < 1 or length % sum(self.ratio):
            raise Malformed("length is no multiple of the ratio's sum")
        return length

    def _complete(self, node):
        return self._of_counts(lambda counts: ratio_shares(self.ratio))

    def _rule(self, node):
        sets = self._places(node) // sum(self.ratio)
        return self._of_counts(lambda counts: proportional([sets * r - n for r, n in zip(self.ratio, counts)]))

    def _truncated(self, node):
        sets = self._places(node) // sum(self.ratio)
        return self._of_counts(lambda counts: proportional([r if n < sets * r else 0 for r, n in zip(self.ratio, counts)]))

    def _efron(self, node):
        probability = fraction(node.get("probability"))
        return self._of_counts(lambda counts: shared(least(scaled(counts, self.ratio)), probability, self.ratio))

    def _equal_ratio(self):
        if len(set(self.ratio)) != 1:
            raise Malformed(f"{self.method} is for equal ratios")

    def _big_stick(self, node):
        self._equal_ratio()
        tolerance = member(node, "tolerance", int)
        return self._of_counts(lambda counts: proportional([int(spread(one_more(counts, arm)) <= tolerance) for arm in range(len(counts))]))

    def _block_urn(self, node):
        balls = member(node, "lambda", int)
        return self._of_counts(lambda counts: proportional(
            [r * (balls + min(n // q for n, q in zip(counts, self.ratio))) - n for r, n in zip(self.ratio, counts)]))

    def _wei(self, node):
        alpha, beta = fraction(node.get("alpha")), fraction(node.get("beta"))

        def rule(counts):
            x = scaled(counts, self.ratio)
            balls = [r * (alpha + beta * (sum(x) - own)) for r, own in zip(self.ratio, x)]
            return proportional(balls) if any(balls) else ratio_shares(self.ratio)

        return self._of_counts(rule)

    def _maximal(self, node):
        self._equal_ratio()
        tolerance, length = member(node, "tolerance", int), self._places(node)

        # Counts in ascending order, which changes no number; place by place, then counted back from the balanced end.
        after = lambda counts: {tuple(sorted(one_more(counts, arm))) for arm in range(len(counts))}
        layers = [{(0,) * len(self.ratio)}]
        for _ in range(length):
            layers.append({later for counts in layers[-1] for later in after(counts) if spread(later) <= tolerance})
        endings = {counts: int(spread(counts) == 0) for counts in layers.pop()}
        for layer in reversed(layers):
            endings.update({counts: sum(endings.get(tuple(sorted(one_more(counts, arm))), 0) for arm in range(len(counts))) for counts in layer})
        return self._of_counts(lambda counts: proportional([endings.get(tuple(sorted(one_more(counts, arm))), 0) for arm in range(len(counts))]))

    def _adaptive(self, groups, metric, probability):
        """groups: (weight, which earlier profiles count for a newcomer's)."""

        def probabilities(history, newcomer):
            counted = [(weight, self._counts(history, lambda earlier, alike=alike: alike(earlier, newcomer))) for weight, alike in groups]
            imbalances = [sum(weight * metric(scaled(one_more(counts, arm), self.ratio)) for weight, counts in counted) for arm in range(len(self.ratio))]
            return shared(least(imbalances), probability, self.ratio)

        return probabilities

    def _margins(self, weights):
        return [(fraction(weights.get(name)), lambda a, b, index=index: a[index] == b[index]) for index, name in enumerate(self.factors)]

    def _minimization(self, node):
        metric = METRICS.get(member(node, "metric", str))
        if metric is None:
            raise Malformed("metric is unknown")
        return self._adaptive(self._margins(member(node, "weights", dict)), metric, fraction(node.get("probability")))

    def _hu_hu(self, node):
        weights = member(node, "weights", dict)
        groups = [
            (fraction(weights.get("overall")), lambda a, b: True),
            *self._margins(member(weights, "margins", dict)),
            (fraction(weights.get("stratum")), lambda a, b: a == b),
        ]
        return self._adaptive(groups, pair_squares, fraction(node.get("probability")))

    def _hierarchical(self, node):
        names = list(self.factors)

        def alike(within):
            if within in names:
                return lambda a, b, index=names.index(within): a[index] == b[index]
            if within not in ("overall", "stratum"):
                raise Malformed(f"within is {within}")
            return (lambda a, b: True) if within == "overall" else (lambda a, b: a == b)

        levels = [(alike(member(level, "within", str)), member(level, "threshold", int), fraction(level.get("probability"))) for level in member(node, "levels", list)]

        def probabilities(history, newcomer):
            for same, threshold, probability in levels:
                x = scaled(self._counts(history, lambda earlier: same(earlier, newcomer)), self.ratio)
                if spread(x) >= threshold:
                    return shared(least(x), probability, self.ratio)
            return ratio_shares(self.ratio)

        return probabilities


class Scope:
    """One list, place by place."""

    def __init__(self, name, procedure, secret):
        self.name, self.procedure, self.secret = name, procedure, secret
        self.history, self.blocks, self.block_count = [], [], 0

    @property
    def taken(self):
        return len(self.history)

    def next(self, profile):
        arm = self._from_block() if self.procedure.method == "permuted-block" else self.secret.draw("oxytrial/slot/1", self.name, self.taken + 1).weighted(
            self.procedure.probabilities(self.history, profile))
        self.history.append((profile, arm))
        return arm

    def _from_block(self):
        if not self.blocks:
            self.block_count += 1
            draw = self.secret.draw("oxytrial/block/1", self.name, self.block_count)
            size = self.procedure.sizes[draw.below(len(self.procedure.sizes))]
            repeats = size // sum(self.procedure.ratio)
            self.blocks = draw.shuffled(arm for arm, share in enumerate(self.procedure.ratio) for _ in range(share * repeats))
        return self.blocks.pop(0)


# ---------------------------------------------------------------------------------------------------------------- kits

DAMM = ("0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")


def damm(digits):
    interim = 0
    for digit in digits:
        interim = int(DAMM[interim][int(digit)])
    return str(interim)


class Catalogue:
    """The kits of all sets, and the content of each."""

    def __init__(self, secret, per_set, digits, sets):
        if not 4 <= digits <= 8 or sets < 1 or sets * sum(per_set) * 10 > 10 ** digits:
            raise Malformed("there can be no such kits")
        draw = secret.draw("oxytrial/kit-numbers/1", digits)
        self.contents, self.sets = {}, []
        for _ in range(sets):
            one = []
            for content, share in enumerate(per_set):
                while share:
                    bare = str(draw.below(10 ** digits)).zfill(digits)
                    number = bare + damm(bare)
                    if number not in self.contents:
                        self.contents[number] = content
                        one.append(number)
                        share -= 1
            self.sets.append(one)

    def numbers(self, first, sets):
        return sorted(number for one in self.sets[first:first + sets] for number in one)


# ---------------------------------------------------------------------------------------------------------------- spec

class Spec:
    def __init__(self, data):
        text = data.decode("utf-8")
        self.text, self.hash = text, sha256(data)
        node = read_json(text)
        self.id = member(node, "id", str)
        arms = member(node, "arms", list)
        self.arms = [member(arm, "key", str) for arm in arms]
        self.labels = {member(arm, "key", str): member(arm, "label", str) for arm in arms}
        self.ratio = [member(arm, "ratio", int) for arm in arms]
        if len(self.labels) != len(arms) or len(arms) < 2 or min(self.ratio) < 1:
            raise Malformed("the arms are not as they must be")
        self.cohorts = [member(cohort, "key", str) for cohort in member(node, "cohorts", list)]
        self.zones = {member(site, "id", str): member(site, "timeZone", str) for site in member(node, "sites", list)}
        self.eligibility = [member(check, "key", str) for check in member(node, "eligibility", list)]
        self.factors = member(node, "factors", list)
        self.by_name = {member(factor, "name", str): factor for factor in self.factors}
        self.levels = {name: texts(factor, "levels") for name, factor in self.by_name.items()}
        for factor in self.factors:
            member(factor, "kind", str)
        self.drawn = [name for name, factor in self.by_name.items() if factor["kind"] == "randomized"]
        self.drawn_scopes = {name: texts(self.by_name[name], "scopeFactors") for name in self.drawn}
        self.scope_factors = texts(node, "scopeFactors")
        caps = member(node, "caps", dict)
        self.study_cap, self.stratum_cap = optional(caps, "study", int), optional(caps, "perStratum", int)
        self.cohort_caps, self.site_caps = mapping(caps, "cohorts", int), mapping(caps, "sites", int)
        visits = member(node, "visits", list)
        self.visits = [member(visit, "key", str) for visit in visits]
        self.visit_kit = {member(visit, "key", str): member(visit, "kit", str) for visit in visits}
        self.period = {member(visit, "key", str): optional(visit, "period", int) for visit in visits}
        self.first_visit = next((visit for visit in self.visits if self.visit_kit[visit] == "new"), None)
        kits = member(node, "kits", dict)
        self.digits, self.sets = member(kits, "numberDigits", int), member(kits, "sets", int)
        self.shelf = timedelta(days=member(kits, "doNotDispenseDays", int))
        self.stock_rule = member(kits, "stockRule", str)
        if self.stock_rule not in ("pooled", "everyArm"):
            raise Malformed("stockRule is unknown")
        beacon = optional(node, "beacon", dict)
        self.beacon = None if beacon is None else (member(beacon, "source", str), member(beacon, "round", int))
        self.washout = timedelta(days=(optional(optional(node, "washout", dict), "minimumDays", int) or 0))
        self._contents(node, arms)

    def _contents(self, node, arms):
        treatments = optional(node, "treatments", list)
        if treatments is None:
            self.per_set, self._sequences = self.ratio, None
            return
        keys = [member(treatment, "key", str) for treatment in treatments]
        sequences = [texts(arm, "sequence") for arm in arms]
        if any(key not in keys for sequence in sequences for key in sequence):
            raise Malformed("a sequence has a treatment that is none")
        needed = [sum(share * sequence.count(key) for share, sequence in zip(self.ratio, sequences)) for key in keys]
        if not all(needed):
            raise Malformed("a treatment is in no sequence")
        self.per_set = [number // gcd(*needed) for number in needed]
        self._sequences = [[keys.index(key) for key in sequence] for sequence in sequences]

    def content(self, arm, visit):
        if self._sequences is None:
            return arm
        period, sequence = self.period[visit], self._sequences[arm]
        if period is None or not 1 <= period <= len(sequence):
            raise Malformed(f"visit {visit} has no period of the sequences")
        return sequence[period - 1]

    def key(self, cohort, levels, only=None):
        """A stratum's key, or with only the part of it that names a list."""
        return "|".join([f"cohort={cohort}", *(f"{name}={levels[name]}" for name in self.by_name if name in levels and (only is None or name in only))])

    def zone(self, site):
        try:
            return ZoneInfo(self.zones[site])
        except Exception:
            raise BadInput(f"this machine does not know the time zone {self.zones[site]} (Debian: apt install tzdata)") from None

    def procedures(self, text):
        node = read_json(text)
        nodes, arms = {}, node
        if isinstance(node, dict) and "arms" in node:
            nodes, arms = member(node, "factors", dict), node["arms"]
        if sorted(nodes) != sorted(self.drawn):
            raise Malformed("the procedures are not for the spec's randomized factors")
        return Procedure(arms, self.ratio), {name: Procedure(nodes[name], [1] * len(self.levels[name])) for name in nodes}


# -------------------------------------------------------------------------------------------------------------- bundle

HEX64 = re.compile(r"[0-9a-f]{64}")


class Bundle:
    """The files of a bundle, read."""

    REQUIRED = ("commitment.txt", "journal.ndjson", "revealed-secret.json", "spec.json")

    def __init__(self, path):
        files = self._folder(Path(path)) if Path(path).is_dir() else self._zip(path)
        for name in self.REQUIRED:
            if name not in files:
                raise BadInput(f"{name} is not in {path}")
        self.journal, self.spec = files["journal.ndjson"], files["spec.json"]
        self.printed = self._commitment(self._text(files, "commitment.txt"))
        self._reveal(self._text(files, "revealed-secret.json"))
        self.checkpoints = self._checkpoints(self._text(files, "checkpoints.txt")) if "checkpoints.txt" in files else []

    @classmethod
    def _folder(cls, path):
        return {name: (path / name).read_bytes() for name in (*cls.REQUIRED, "checkpoints.txt") if (path / name).is_file()}

    @classmethod
    def _zip(cls, path):
        try:
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
                if len(set(names)) != len(names):
                    raise BadInput(f"{path} has a file twice")
                return {name: archive.read(name) for name in names if name in (*cls.REQUIRED, "checkpoints.txt")}
        except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as wrong:
            raise BadInput(f"{path} is no bundle: {wrong}") from None
        except Exception as wrong:  # zlib.error, and whatever else a broken archive makes of itself
            if isinstance(wrong, BadInput):
                raise
            raise BadInput(f"{path} is no bundle: {wrong}") from None

    @staticmethod
    def _text(files, name):
        try:
            return files[name].decode("utf-8")
        except UnicodeDecodeError:
            raise BadInput(f"{name} is not UTF-8") from None

    @staticmethod
    def _commitment(text):
        found = {}
        for line in text.split("\n"):
            name, colon, value = line.partition(":")
            name, value = name.strip(), value.strip()
            if not colon or name not in ("study", "spec", "procedure", "commitment"):
                continue
            if name in found:
                raise BadInput(f"commitment.txt has {name} twice")
            if name != "study":
                value = re.sub(r"[ \t-]", "", value).lower()
                if not HEX64.fullmatch(value):
                    raise BadInput(f"commitment.txt: {name} is not 64 hexadecimal digits")
            found[name] = value
        if len(found) != 4:
            raise BadInput("commitment.txt has not all of study, spec, procedure and commitment")
        return found

    def _reveal(self, text):
        names = ("study", "secret", "salt", "procedure", "procedureSalt")
        try:
            node = read_json(text)
            self.revealed = {name: member(node, name, str) for name in names}
        except Malformed as wrong:
            raise BadInput(f"revealed-secret.json: {wrong}") from None
        if len(node) != len(names):
            raise BadInput("revealed-secret.json has a member of another name")
        for name, pattern in (("secret", r"([0-9a-f]{2}){32}"), ("salt", r"([0-9a-f]{2}){16,}"), ("procedureSalt", r"([0-9a-f]{2}){16,}")):
            if not re.fullmatch(pattern, self.revealed[name]):
                raise BadInput(f"revealed-secret.json: {name} is not as long as it must be, or not in hexadecimal digits")

    @staticmethod
    def _checkpoints(text):
        found = []
        for line in text.split("\n"):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            match = re.fullmatch(r"(0|[1-9][0-9]{0,18}):((?:[0-9a-f]{4}-){3}[0-9a-f]{4}|[0-9a-f]{64})", line)
            if not match:
                raise BadInput(f"checkpoints.txt: '{line}' is no checkpoint")
            found.append((int(match[1]), match[2].replace("-", "")))
        return found


# --------------------------------------------------------------------------------------------------------------- chain

FORM = {"study": str, "epoch": int, "position": int, "stream": str, "version": int, "type": str, "schemaVersion": int, "utc": str, "actor": str,
        "commandId": str, "commandDigest": str, "body": str, "hash": str}
UTC_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{7}Z")


def line_of(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


def instant(text):
    if not UTC_FORM.fullmatch(text):
        raise Malformed("utc is not in its one form")
    try:
        return datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    except ValueError:
        raise Malformed("utc is no time") from None


def lines_of(data):
    """Lines with their line feed; only the last may lack it."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


class Chain:
    """The journal file, line by line; events has those that were found good."""

    def __init__(self, data):
        self.lines, self.events, self.versions, self.commands = lines_of(data), [], {}, set()
        self.study, self.hash = None, None

    def walk(self):
        for number, line in enumerate(self.lines):
            try:
                if number == 0:
                    self._header(line)
                elif line.startswith(b'{"events":'):
                    self._trailer(number, line)
                    return
                else:
                    self._event(number, line)
            except Malformed as wrong:
                raise Differs("chain", f"line {number + 1}: {wrong}", number) from None
            except UnicodeDecodeError:
                raise Differs("chain", f"line {number + 1}: it is not UTF-8", number) from None
        raise Differs("chain", "the file ends without its trailer", len(self.lines))

    def _header(self, line):
        self.study = member(read_json(line.decode("utf-8")), "study", str)
        if line != line_of({"format": "OxyTrial journal", "formatVersion": 1, "study": self.study}):
            raise Malformed("it is not the header")
        self.hash = sha256(framed("OxyTrial.Journal.Genesis.1", self.study))

    def _trailer(self, number, line):
        if line != line_of({"events": len(self.events), "hash": self.hash.hex()}):
            raise Malformed("the trailer names other events or another hash")
        if number + 1 != len(self.lines):
            raise Differs("chain", "the file goes on after its trailer", number + 1)

    def _event(self, number, line):
        event = read_json(line.decode("utf-8"))
        if not isinstance(event, dict) or list(event) != list(FORM) or line != line_of(event):
            raise Malformed("it is not an event in its one form")
        for name, kind in FORM.items():
            member(event, name, kind, 32 if name == "schemaVersion" else 64)
        if not HEX64.fullmatch(event["commandDigest"]) or not HEX64.fullmatch(event["hash"]):
            raise Malformed("a hash is not 64 hexadecimal digits")
        event["at"] = instant(event["utc"])
        last = self.events[-1] if self.events else None
        goes_on = last is not None and last["commandId"] == event["commandId"]
        self._must(event["study"] == self.study, "it is of another study")
        self._must(event["position"] == number, f"position {event['position']} where {number} is next")
        self._must(event["version"] == self.versions.get(event["stream"], 0) + 1, "the stream's version is not the next")
        self._must(last is None or event["utc"] >= last["utc"], "it is earlier than the event before")
        self._must(goes_on or event["commandId"] not in self.commands, "its command wrote events before, and others came between")
        self._must(not goes_on or event["commandDigest"] == last["commandDigest"], "its command has two digests")
        growth = event["epoch"] - (last["epoch"] if last else 1)
        self._must(growth == 0 or (growth == 1 and not goes_on), "the epoch is not as it must be")
        try:
            hashed = sha256(framed(
                "OxyTrial.Journal.Event.1", self.study, event["epoch"], event["position"], event["stream"], event["version"], event["type"], event["schemaVersion"], event["utc"],
                event["actor"], event["commandId"], bytes.fromhex(event["commandDigest"]), sha256(event["body"].encode("utf-8")), self.hash))
        except OverflowError:
            raise Malformed("a number does not fit into eight bytes") from None
        self._must(event["hash"] == hashed.hex(), "the hash does not follow from the event and the one before")
        self.hash = hashed
        self.versions[event["stream"]] = event["version"]
        self.commands.add(event["commandId"])
        self.events.append(event)

    @staticmethod
    def _must(holds, what):
        if not holds:
            raise Malformed(what)

    @property
    def fingerprint(self):
        digits = self.hash.hex()
        return f"{len(self.events)}:{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:16]}"


# ------------------------------------------------------------------------------------------------------------ the walk

class Lot:
    def __init__(self, name, expiry, sets, kits):
        self.name, self.expiry, self.sets, self.kits = name, expiry, sets, kits


class SiteBook:
    def __init__(self):
        self.state, self.lots, self.kits, self.counted = "not opened", {}, {}, 0

    def available(self, lot):
        return [kit for kit in lot.kits if self.kits[kit] == "available"]

    def lot_of(self, kit):
        return next(lot for lot in self.lots.values() if kit in lot.kits)


class Person:
    def __init__(self):
        self.state, self.site, self.cohort, self.recorded, self.scores, self.categories = "nobody", None, None, {}, {}, {}
        self.levels, self.drawn, self.arm, self.place = {}, {}, None, None
        self.medication, self.last_dose, self.in_error, self.openings = {}, None, False, []

    @property
    def all_levels(self):
        return {**self.levels, **self.drawn}


class Quarantine:
    def __init__(self, end):
        self.end, self.another, self.first, self.receipts = end, False, None, Counter()


class Owed:
    """An event that must come next."""

    def __init__(self, kind, stream, **content):
        self.kind, self.stream, self.content = kind, stream, content


# P-256 (FIPS 186-5, SP 800-186): y^2 = x^3 - 3x + B over P, base point G of order N.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296, 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def point_sum(a, b):
    if a is None or b is None:
        return b if a is None else a
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def point_times(number, point):
    total = None
    for bit in bin(number)[2:]:
        total = point_sum(total, total)
        if bit == "1":
            total = point_sum(total, point)
    return total


def signature_holds(key, message, signature):
    """ECDSA with SHA-256; the key as SubjectPublicKeyInfo, the signature as r || s."""
    if len(key) != 91 or key[26] != 4 or len(signature) != 64:
        return False
    x, y = int.from_bytes(key[27:59], "big"), int.from_bytes(key[59:], "big")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if (y * y - x**3 + 3 * x - B) % P or not (0 < r < N and 0 < s < N):
        return False
    inverse, digest = pow(s, -1, N), int.from_bytes(sha256(message), "big")
    found = point_sum(point_times(digest * inverse % N, G), point_times(r * inverse % N, (x, y)))
    return found is not None and found[0] % N == r


FOLLOWERS = {"DatabaseLocked", "UnblindingAuthorized", "KitAssigned", "RandomizationCounted", "KitDispensed", "ParticipantRandomized", "PeriodDosed", "SlotRecovered",
             "JournalReconciled"}

# Type: kind of stream, stages at which it may come, stage after it (None: the same).
TABLE = {
    "StudyRegistered": ("study", (0,), 1), "CustodiansAppointed": ("study", (1,), None), "CustodianApproved": ("study", (5, 6), None),
    "PredictabilityShown": ("study", (3, 4, 5), None), **dict.fromkeys(("EmergencyPackIssued", "EmergencyCodeListIssued"), ("study", (3, 4, 5, 6), None)),
    "StudySealed": ("study", (1,), 2), "BeaconRecorded": ("study", (2,), None), "StudyActivated": ("study", (2,), 3),
    "LotReleased": ("study", (2, 3, 4), None), "PackagingListIssued": ("study", (2, 3, 4), None), "RecruitmentClosed": ("study", (3,), 4),
    "DatabaseLockSigned": ("study", (4,), None), "DatabaseLocked": ("study", (4,), 5), "UnblindingSigned": ("study", (5,), None),
    "UnblindingAuthorized": ("study", (5,), 6), "StudyUnblinded": ("study", (6,), 7),
    **dict.fromkeys(("SiteOpened", "SiteSuspended", "SiteResumed", "SiteClosed", "KitsReceived", "KitReturned", "KitDamaged"), ("site", (2, 3, 4), None)),
    **dict.fromkeys(("KitAssigned", "RandomizationCounted", "KitDispensed"), ("site", (3, 4), None)),
    **dict.fromkeys(("ParticipantScreened", "ParticipantRandomized"), ("participant", (3,), None)),
    **dict.fromkeys((
        "ConsentRecorded", "QuestionnaireScored", "InterviewCoded", "PrototypesRated", "EligibilityConfirmed", "ParticipantExcluded", "ParticipantWithdrawn",
        "ParticipantCompleted", "RandomizedInErrorRecorded", "MisstratificationRecorded", "VisitKitAssigned", "VisitDispensed", "PeriodDosed"), ("participant", (3, 4), None)),
    **dict.fromkeys(("EmergencyUnblindingRequested", "OfflineOpeningRecorded", "OfflineOpeningReconciled"), ("participant", (3, 4, 5, 6), None)),
    **dict.fromkeys(("FactorLevelAllocated", "SlotAllocated", "SlotRecovered"), ("block", (3,), None)),
    **dict.fromkeys(("RestoreDetected", "ReconciliationSigned", "JournalReconciled"), ("study", (1, 2, 3, 4, 5, 6), None)), "ReceiptEntered": ("study", (3, 4), None),
}

# What does not happen in quarantine, but after a receipt.
BARRED = {"PackagingListIssued", "EmergencyPackIssued", "EmergencyCodeListIssued", "PredictabilityShown", "DatabaseLockSigned", "CustodianApproved", "UnblindingSigned",
          "StudyUnblinded", "FactorLevelAllocated", "SlotAllocated", "VisitKitAssigned"}

ENROLLED = ("randomized", "withdrawn", "completed")
STATES_BEFORE = {
    "ConsentRecorded": ("screened",), "QuestionnaireScored": ("consented",), "InterviewCoded": ("consented",), "PrototypesRated": ("consented",),
    "EligibilityConfirmed": ("consented",), "ParticipantExcluded": ("screened", "consented", "eligible"), "FactorLevelAllocated": ("eligible",), "SlotAllocated": ("eligible",),
    "SlotRecovered": ("eligible",),
    "VisitKitAssigned": ("randomized",), "VisitDispensed": ("randomized",), "ParticipantWithdrawn": ("randomized",), "ParticipantCompleted": ("randomized",),
    "RandomizedInErrorRecorded": ENROLLED, "MisstratificationRecorded": ENROLLED,
}


def camel_to_snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Walk:
    """Goes over the events once; each event's rules are a method of its type's name."""

    def __init__(self, spec, bundle, arms, factors, counts):
        self.spec, self.bundle, self.counts = spec, bundle, counts
        self.procedure, self.factor_procedures = arms, factors
        self.secret = Secret(bytes.fromhex(bundle.revealed["secret"]), spec.hash)
        self.catalogue = None
        self.stage, self.has_beacon = 0, False
        self.signers = {"lock": set(), "unblinding": set()}
        self.sites, self.people, self.scopes, self.released, self.next_set = {}, {}, {}, {}, 0
        self.in_stratum, self.in_cohort, self.in_study = Counter(), Counter(), 0
        self.owed, self.command = [], None
        self.custodians, self.threshold, self.approved, self.locked = {}, 0, set(), None
        self.quarantine, self.receipt, self.epoch = None, None, 1

    # -- what holds for every event

    def event(self, event):
        self.now, kind = event, event["type"]
        try:
            if kind not in TABLE or event["schemaVersion"] != 1:
                self.differ("order", f"{kind} version {event['schemaVersion']} is no event that this verifier knows")
            stream_kind, stages, after = TABLE[kind]
            prefix, slash, self.name = event["stream"].partition("/")
            if prefix != stream_kind or bool(slash) != (stream_kind != "study") or (slash and not self.name):
                self.differ("order", f"{kind} is on stream {event['stream']}")
            due = self._due(event)
            if self.stage not in stages:
                self.differ("order", f"{kind} comes at the wrong stage of the study")
            self._in_epoch(event, due)
            body = read_json(event["body"])
            if not isinstance(body, dict):
                raise Malformed("the body is no object")
            getattr(self, camel_to_snake(kind))(body, due)
            if after is not None:
                self.stage = after
        except Malformed as wrong:
            self.differ("order", f"{kind} cannot be read: {wrong}")
        self.counts["order"] += 1

    def _due(self, event):
        kind, owed = event["type"], self.owed
        if owed:
            due = owed[0]
            if kind != due.kind or (due.stream is not None and event["stream"] != due.stream) or event["commandId"] != self.command:
                self.differ("order", f"{kind} comes where {due.kind} is owed")
            owed.pop(0)
            return due
        if kind in FOLLOWERS or (kind == "SlotAllocated" and self.spec.drawn):
            self.differ("order", f"{kind} follows nothing")
        self.command, self.receipt = event["commandId"], None
        return None

    def differ(self, check, what):
        raise Differs(check, what, self.now["position"])

    def must(self, check, holds, what):
        if not holds:
            self.differ(check, what)

    def end(self):
        if self.owed or self.stage != 7:
            raise Differs("end", f"{self.owed[0].kind} is owed" if self.owed else "the study is not unblinded")
        self.counts["end"] += 1

    def days(self, site):
        today = self.now["at"].astimezone(self.spec.zone(site)).date()
        return today, today - timedelta(days=1)

    def usable(self, expiry, day):
        return day <= expiry - self.spec.shelf

    # -- the study

    def study_registered(self, body, due):
        revealed = self.bundle.printed
        self.must("commitment", member(body, "specJson", str) == self.spec.text, "the spec registered is another one than spec.json")
        self.must("commitment", member(body, "specSha256", str) == self.spec.hash.hex(), "the hash registered is not the spec's")
        self.must("commitment", member(body, "procedureCommitment", str) == revealed["procedure"], "the procedure registered is not the one committed to")
        self.counts["commitment"] += 3

    def custodians_appointed(self, body, due):
        self.must("signatures", not self.custodians, "custodians are appointed twice")
        self.threshold = member(body, "threshold", int)
        for custodian in member(body, "custodians", list):
            name, line = member(custodian, "name", str), member(custodian, "publicKey", str).split(" ", 3)
            self.must("signatures", len(line) == 4 and line[0] == "oxytrial-custodian-1" and line[3] == name, f"the public key of {name} is not of the known form")
            agreement, signing = (self._base64(key, f"the public key of {name} is not of the known form") for key in line[1:3])
            fingerprint = sha256(agreement + signing).hex()[:32]
            self.must("signatures", fingerprint == member(custodian, "fingerprint", str) and fingerprint not in self.custodians, f"the fingerprint of {name} is not that of the key")
            self.custodians[fingerprint] = signing
        self.must("signatures", 2 <= self.threshold <= len(self.custodians), f"{self.threshold} of {len(self.custodians)} custodians cannot approve")
        self.counts["signatures"] += 1

    def custodian_approved(self, body, due):
        name, fingerprint = member(body, "name", str), member(body, "fingerprint", str)
        position, hash_, layers = member(body, "position", int, 64), member(body, "hash", str), member(body, "layers", str)
        self.must("signatures", fingerprint in self.custodians, f"{name} is no custodian of the study")
        self.must("signatures", self.locked == (position, hash_), f"{name} approved another data set than the locked one")
        text = "\n".join(("oxytrial/unblinding-approval/1", self.bundle.printed["study"], str(position), hash_, self.bundle.printed["commitment"], fingerprint, layers))
        what = f"the signature of {name} does not hold"
        self.must("signatures", signature_holds(self.custodians[fingerprint], text.encode(), self._base64(member(body, "signature", str), what)), what)
        self.must("signatures", fingerprint not in self.approved, f"{name} approved twice")
        self.approved.add(fingerprint)
        self.counts["signatures"] += 1

    def _base64(self, text, what):
        try:
            return base64.b64decode(text, validate=True)
        except ValueError:
            self.differ("signatures", what)

    def predictability_shown(self, body, due):
        self._by_actor("signatures", body, "person")

    emergency_pack_issued = emergency_code_list_issued = predictability_shown

    def study_sealed(self, body, due):
        self.must("commitment", member(body, "commitment", str) == self.bundle.printed["commitment"], "the journal's commitment is not the published one")
        self.counts["commitment"] += 1

    def beacon_recorded(self, body, due):
        self.must("order", self.spec.beacon is not None and not self.has_beacon, "a beacon's value is recorded without a beacon in the spec, or a second time")
        value = member(body, "value", str)
        self.must("commitment", HEX64.fullmatch(value) is not None, "the beacon's value is not 64 hexadecimal digits")
        self.secret = self.secret.mixed_with(*self.spec.beacon, bytes.fromhex(value))
        self.has_beacon = True
        self.counts["commitment"] += 1

    def _beacon_needed(self):
        self.must("order", self.spec.beacon is None or self.has_beacon, "the beacon's value is not recorded yet")

    def study_activated(self, body, due):
        self._beacon_needed()

    def packaging_list_issued(self, body, due):
        self._beacon_needed()
        self._by_actor("signatures", body, "person")

    def recruitment_closed(self, body, due):
        pass

    def _by_actor(self, check, body, name):
        self.must(check, member(body, name, str) == self.now["actor"], f"{body[name]} signs, and {self.now['actor']} acted")

    def _sign(self, body, what, follower):
        self._by_actor("signatures", body, "person")
        signers = self.signers[what]
        self.must("signatures", body["person"] not in signers, f"the {what} is not signed by two different persons")
        signers.add(body["person"])
        if len(signers) == 2:
            self.owed = [Owed(follower, "study")]
        self.counts["signatures"] += 1

    def database_lock_signed(self, body, due):
        self._sign(body, "lock", "DatabaseLocked")

    def unblinding_signed(self, body, due):
        read = mapping(body, "readBack", str)
        self.must("signatures", {key: text.strip() for key, text in read.items()} == self.spec.labels, "the labels read back are not the spec's")
        self._sign(body, "unblinding", "UnblindingAuthorized")

    def database_locked(self, body, due):
        self.locked = (self.now["position"], self.now["hash"])

    def unblinding_authorized(self, body, due):
        pass

    def study_unblinded(self, body, due):
        self.must("signatures", len(self.approved) >= self.threshold, f"{len(self.approved)} custodians approved the unblinding, {self.threshold} must")
        for name in ("secret", "salt", "procedure", "procedureSalt"):
            self.must("commitment", member(body, name, str) == self.bundle.revealed[name], f"the {name} revealed in the journal is another one")
        self.counts["commitment"] += 4

    def lot_released(self, body, due):
        self._beacon_needed()
        if self.catalogue is None:
            self.catalogue = Catalogue(self.secret, self.spec.per_set, self.spec.digits, self.spec.sets)
        lot, site = member(body, "lot", str), member(body, "site", str)
        first, sets, expiry, kits = member(body, "firstSet", int), member(body, "sets", int), a_date(member(body, "expiry", str)), texts(body, "kits")
        self.must("kits", lot not in self.released, f"lot {lot} is released twice")
        self.must("kits", site in self.spec.zones, f"lot {lot} goes to site {site}, which is none")
        self.must("kits", first == self.next_set, f"lot {lot} begins with set {first} where {self.next_set} is next")
        self.must("kits", sets >= 1 and first + sets <= self.spec.sets, f"lot {lot} has {sets} sets")
        self.must("kits", any(self.usable(expiry, day) for day in self.days(site)), f"lot {lot} has expired")
        self.must("kits", kits == self.catalogue.numbers(first, sets), f"the kits of lot {lot} are not those derived")
        self.released[lot] = (site, Lot(lot, expiry, sets, kits))
        self.next_set += sets
        self.counts["kits"] += len(kits)

    # -- restores

    def _in_epoch(self, event, due):
        if event["type"] == "ReconciliationSigned" and self.quarantine is not None and self.quarantine.first is not None:
            self.epoch += 1
        self.must("order", event["epoch"] == self.epoch, f"the epoch is {event['epoch']} where it is {self.epoch}")
        self.must("order", self.quarantine is None or due is not None or event["type"] not in BARRED, f"{event['type']} in quarantine")

    def restore_detected(self, body, due):
        end, position, digits, differs = member(body, "journalEnd", int, 64), member(body, "position", int, 64), member(body, "digits", str), member(body, "differs", bool)
        self.must("order", end < self.now["position"] and (differs or position > end), f"checkpoint {position} was no news to a journal that ended at {end}")
        self.must("order", re.fullmatch(r"[0-9a-f]{16}|[0-9a-f]{64}", digits) is not None, "the checkpoint has no hash")
        if self.quarantine is None:
            self.quarantine = Quarantine(end)
        self.quarantine.another = self.quarantine.another or differs
        self.quarantine.first = None

    def _reconcilable(self):
        self.must("order", self.quarantine is not None, f"{self.now['type']} without a restore")
        self.must("order", not self.quarantine.another, f"{self.now['type']} although the journal is another one than the checkpoint's")

    def receipt_entered(self, body, due):
        site, name, visit, kit = (member(body, part, str) for part in ("site", "participant", "visit", "kit"))
        position, person = member(body, "position", int, 64), self._person(name)
        self._reconcilable()
        self.must("receipts", position > self.quarantine.end, "the receipt is of a position that was not lost")
        self.must("receipts", person.site == site and person.state in ("eligible", "randomized"), f"participant {name} can have no such receipt")
        self.receipt = (kit, visit)
        self.quarantine.receipts[site] += 1
        self.quarantine.first = None
        if person.state == "randomized":
            self.owed = [Owed("VisitKitAssigned", f"participant/{name}", visit=visit)]
        else:
            self.owed = [Owed("FactorLevelAllocated" if self.spec.drawn else "SlotRecovered", None, participant=name)]
        self.counts["receipts"] += 1

    def reconciliation_signed(self, body, due):
        person, counted = member(body, "person", str), mapping(body, "receipts", int)
        self._reconcilable()
        self._by_actor("signatures", body, "person")
        self.must("signatures", person != self.quarantine.first, "the reconciliation is not signed by two different persons")
        entered = {site: self.quarantine.receipts[site] for site in self.spec.zones}
        self.must("receipts", counted == entered, "the receipts counted are not those entered")
        if self.quarantine.first is not None:
            self.owed = [Owed("JournalReconciled", "study")]
        self.quarantine.first = person
        self.counts["signatures"] += 1

    def journal_reconciled(self, body, due):
        self.quarantine = None

    def slot_recovered(self, body, due):
        name, kit, visit = member(body, "participant", str), member(body, "kit", str), member(body, "visit", str)
        person = self._in_state(name)
        self._as_owed("order", body, due)
        scope, slot, profile = self._place("allocations", body, person, name, self.spec.scope_factors, self.procedure)
        self.must("allocations", profile is not None, "the stratum does not fit the procedure")
        self.must("receipts", (kit, visit) == self.receipt, "the place is recovered with another kit or visit than the receipt's")
        self.must("receipts", visit == self.spec.first_visit, f"the first kit is for visit {visit}")
        self.must("receipts", self.catalogue is not None and kit in self.catalogue.contents, f"kit {kit} is none of the study's")
        drawn, content = scope.next(profile), self.catalogue.contents[kit]
        self._occupied(person, scope, slot, next((arm for arm in [drawn, *range(len(self.spec.arms))] if self.spec.content(arm, visit) == content), drawn), name)

    # -- sites and stock

    def _site(self, name):
        return self.sites.setdefault(name, SiteBook())

    def site_opened(self, body, due):
        site = self._site(self.name)
        self.must("order", site.state == "not opened" and self.name in self.spec.zones and member(body, "site", str) == self.name, f"site {self.name} cannot open")
        site.state = "open"

    def _site_step(self, before, after):
        site = self._site(self.name)
        self.must("order", site.state in before, f"site {self.name} is {site.state}")
        site.state = after

    def site_suspended(self, body, due):
        self._site_step(("open",), "suspended")

    def site_resumed(self, body, due):
        self._site_step(("suspended",), "open")

    def site_closed(self, body, due):
        self._site_step(("open", "suspended"), "closed")

    def kits_received(self, body, due):
        site = self._site(self.name)
        self.must("order", site.state in ("open", "suspended"), f"site {self.name} is {site.state}")
        name = member(body, "lot", str)
        where, lot = self.released.get(name, (None, None))
        self.must("stock", where == self.name, f"lot {name} was not released to this site")
        self.must("stock", name not in site.lots, f"lot {name} is received twice")
        same = (a_date(member(body, "expiry", str)), member(body, "sets", int), texts(body, "kits")) == (lot.expiry, lot.sets, lot.kits)
        self.must("stock", same, f"lot {name} is received otherwise than released")
        site.lots[name] = lot
        site.kits.update(dict.fromkeys(lot.kits, "available"))
        self.counts["stock"] += 1

    def _move(self, body, before, after):
        site, kit = self._site(self.name), member(body, "kit", str)
        self.must("order", site.state != "not opened", f"site {self.name} was never opened")
        self.must("stock", site.kits.get(kit) in before, f"kit {kit} becomes {after} but is {site.kits.get(kit, 'not here')}")
        site.kits[kit] = after
        self.counts["stock"] += 1

    def kit_returned(self, body, due):
        self._move(body, ("dispensed",), "returned")

    def kit_damaged(self, body, due):
        self._move(body, ("available", "assigned", "dispensed"), "damaged")

    def _as_owed(self, check, body, due):
        for name, value in due.content.items():
            found = member(body, name, type(value))
            self.must(check, found == value, f"{self.now['type']} names {name} {found} where {value} is meant")

    def kit_assigned(self, body, due):
        self._as_owed("kit-choices", body, due)
        self._site(self.name).kits[body["kit"]] = "assigned"

    def randomization_counted(self, body, due):
        self._as_owed("allocations", body, due)
        self._site(self.name).counted += 1

    def kit_dispensed(self, body, due):
        self._as_owed("doses", body, due)
        self._site(self.name).kits[body["kit"]] = "dispensed"

    # -- participants

    def _person(self, name):
        return self.people.setdefault(name, Person())

    def _in_state(self, name, site_states=("open", "suspended")):
        person, kind = self._person(name), self.now["type"]
        self.must("order", person.state in STATES_BEFORE[kind], f"{kind} of participant {name}, who is {person.state}")
        self.must("order", self._site(person.site).state in site_states, f"{kind} at site {person.site}, which is {self._site(person.site).state}")
        return person

    def participant_screened(self, body, due):
        person, site = self._person(self.name), member(body, "site", str)
        self.must("order", person.state == "nobody" and member(body, "participant", str) == self.name, f"participant {self.name} is screened twice, or as another")
        self.must("order", site in self.spec.zones and self._site(site).state == "open", f"site {site} is not open")
        cohort, recorded = member(body, "cohort", str), mapping(body, "recorded", str)
        self.must("strata", cohort in self.spec.cohorts, f"cohort {cohort} is none")
        possible = {name: self.spec.levels[name] for name, factor in self.spec.by_name.items() if factor["kind"] == "recorded"}
        self.must("strata", recorded.keys() == possible.keys() and all(recorded[name] in possible[name] for name in possible), "what is recorded is not what the spec asks for")
        person.state, person.site, person.cohort, person.recorded = "screened", site, cohort, recorded

    def consent_recorded(self, body, due):
        self._in_state(self.name).state = "consented"

    def questionnaire_scored(self, body, due):
        person, instrument = self._in_state(self.name), member(body, "instrument", str)
        self.must("strata", any(factor["kind"] == "instrument" and factor.get("instrument") == instrument for factor in self.spec.factors), f"{instrument} is not used")
        scores = {}
        for score in member(body, "scores", list):
            answered = member(score, "answered", int)
            if answered < 1:
                raise Malformed("a score of no answer")
            scores[member(score, "scale", str)] = Fraction(member(score, "sum", int), answered)
        person.scores[instrument] = scores

    def _categorized(self, body, due):
        person, instrument, category = self._in_state(self.name), member(body, "instrument", str), member(body, "category", str)
        using = [factor for factor in self.spec.factors if factor["kind"] == "category" and factor.get("instrument") == instrument]
        self.must("strata", using and all(category in mapping(factor, "levelByCategory", str) for factor in using), f"{instrument} is not used, or has no category {category}")
        person.categories[instrument] = category

    interview_coded = prototypes_rated = _categorized

    def _level(self, person, factor):
        kind = factor["kind"]
        if kind == "recorded":
            return person.recorded[factor["name"]]
        if kind == "site":
            return person.site
        instrument = member(factor, "instrument", str)
        if kind == "category":
            return mapping(factor, "levelByCategory", str).get(person.categories.get(instrument))
        if kind != "instrument":
            raise Malformed(f"a factor of kind {kind}")
        scale = member(factor, "scale", str)
        scales = [f"{target}.{scale}" for target in texts(factor, "targets")] if factor.get("targets") is not None else [scale]
        scores = person.scores.get(instrument, {})
        if not scales or any(scale not in scores for scale in scales):
            return None
        mean, cut = sum(scores[scale] for scale in scales) / len(scales), factor.get("cutOff")
        if type(cut) not in (int, Fraction):
            raise Malformed("a cut-off is no number")
        low, high = texts(factor, "levels")
        return low if mean < cut else high if mean > cut else low if member(factor, "tie", str) == "low" else high

    @staticmethod
    def _stratum(body):
        stratum = member(body, "stratum", dict)
        return member(stratum, "cohort", str), [(member(level, "factor", str), member(level, "level", str)) for level in member(stratum, "levels", list)]

    def _expected(self, person):
        levels = person.all_levels
        return person.cohort, [(name, levels[name]) for name in self.spec.by_name if name in levels]

    def eligibility_confirmed(self, body, due):
        person = self._in_state(self.name)
        derived = {name: self._level(person, factor) for name, factor in self.spec.by_name.items() if factor["kind"] != "randomized"}
        self.must("strata", None not in derived.values(), "a factor has no level, because nothing was measured for it")
        self.must("strata", self._stratum(body) == (person.cohort, list(derived.items())), f"the stratum of participant {self.name} is not the one that follows from what was recorded")
        self.must("strata", texts(body, "checks") == self.spec.eligibility, "not all checks are confirmed")
        person.levels, person.state = derived, "eligible"
        self.counts["strata"] += 1

    def participant_excluded(self, body, due):
        self._in_state(self.name).state = "excluded"

    def participant_withdrawn(self, body, due):
        self._in_state(self.name).state = "withdrawn"

    def participant_completed(self, body, due):
        self._in_state(self.name).state = "completed"

    def randomized_in_error_recorded(self, body, due):
        person = self._in_state(self.name)
        self.must("order", not person.in_error, "the error is recorded twice")
        person.in_error = True

    def misstratification_recorded(self, body, due):
        person, factor = self._in_state(self.name), member(body, "factor", str)
        used, right = member(body, "randomizedLevel", str), member(body, "correctLevel", str)
        self.must("strata", factor in self.spec.by_name and factor not in self.spec.drawn, f"{factor} cannot be misstratified")
        self.must("strata", person.all_levels.get(factor) == used, f"{factor} was not {used}")
        self.must("strata", right != used and right in self.spec.levels[factor], f"{right} is no other level of {factor}")

    def emergency_unblinding_requested(self, body, due):
        person = self._person(self.name)
        self.must("order", person.state in ENROLLED and member(body, "participant", str) == self.name, f"the code of participant {self.name} cannot be broken")
        self._by_actor("order", body, "requester")

    def offline_opening_recorded(self, body, due):
        person = self._person(self.name)
        self.must("order", person.state in ENROLLED and member(body, "participant", str) == self.name, f"the code of participant {self.name} cannot be opened")
        person.openings.append(False)

    def offline_opening_reconciled(self, body, due):
        openings, opening = self._person(self.name).openings, member(body, "opening", int)
        self.must("order", 1 <= opening <= len(openings) and not openings[opening - 1], f"opening {opening} of participant {self.name} is not there to be reconciled")
        openings[opening - 1] = True

    # -- lists

    def _place(self, check, body, person, name, only, procedure, prefix=""):
        """The next place of the list that the participant's stratum has; draws it."""
        cohort, levels = self._stratum(body)
        self.must(check, (cohort, levels) == self._expected(person), f"the stratum of participant {name} is not the confirmed one")
        slot = member(body, "slot", dict)
        scope, sequence = member(slot, "scope", str), member(slot, "sequence", int)
        derived = prefix + self.spec.key(cohort, dict(levels), only)
        self.must(check, scope == derived and self.name == scope, f"list {scope} is not that of the stratum")
        known = self.scopes.setdefault(scope, Scope(scope, procedure, self.secret))
        self.must(check, sequence == known.taken + 1, f"place {sequence} of {scope} comes after {known.taken}")
        self.must(check, procedure.length is None or sequence <= procedure.length, f"place {sequence} lies beyond the end of {scope}")
        return known, slot, procedure.profile(dict(levels))

    def factor_level_allocated(self, body, due):
        name = member(body, "participant", str)
        person = self._in_state(name, ("open",) if self.receipt is None else ("open", "suspended"))
        if due is not None:
            self._as_owed("order", body, due)
        factor = next((one for one in self.spec.drawn if one not in person.drawn), None)
        self.must("levels", factor is not None, "nothing is left to draw")
        procedure = self.factor_procedures[factor]
        scope, _, profile = self._place("levels", body, person, name, self.spec.drawn_scopes[factor], procedure, f"factor={factor}|")
        self.must("levels", profile is not None, "the stratum does not fit the procedure")
        level, derived = member(body, "level", str), self.spec.levels[factor][scope.next(profile)]
        self.must("levels", level == derived if self.receipt is None else level in self.spec.levels[factor], f"participant {name} has {factor} {level} where {derived} is derived")
        person.drawn[factor] = level
        last = len(person.drawn) == len(self.spec.drawn)
        self.owed = [Owed("FactorLevelAllocated" if not last else "SlotAllocated" if self.receipt is None else "SlotRecovered", None, participant=name)]
        self.counts["levels"] += 1

    def slot_allocated(self, body, due):
        name = member(body, "participant", str)
        person = self._in_state(name, ("open",))
        if due is not None:
            self._as_owed("order", body, due)
        scope, slot, profile = self._place("allocations", body, person, name, self.spec.scope_factors, self.procedure)
        self.must("allocations", profile is not None, "the stratum does not fit the procedure")
        stratum, site = (scope.name, self.spec.key(person.cohort, person.all_levels)), self._site(person.site)
        for taken, cap in ((self.in_study, self.spec.study_cap), (self.in_cohort[person.cohort], self.spec.cohort_caps.get(person.cohort)),
                           (site.counted, self.spec.site_caps.get(person.site)), (self.in_stratum[stratum], self.spec.stratum_cap)):
            self.must("allocations", cap is None or taken < cap, f"participant {name} is randomized although a limit is reached")
        self._occupied(person, scope, slot, scope.next(profile), name)

    def _occupied(self, person, scope, slot, arm, name):
        stratum = scope.name, self.spec.key(person.cohort, person.all_levels)
        person.arm, person.place = arm, (slot["scope"], slot["sequence"])
        self.in_study += 1
        self.in_cohort[person.cohort] += 1
        self.in_stratum[stratum] += 1
        at_site = f"site/{person.site}"
        self.owed = [Owed("ParticipantRandomized", f"participant/{name}"), Owed("KitAssigned", at_site), Owed("RandomizationCounted", at_site, participant=name)]
        self.counts["allocations"] += 1

    def participant_randomized(self, body, due):
        person = self._person(self.name)
        slot = member(body, "slot", dict)
        same = (member(slot, "scope", str), member(slot, "sequence", int)) == person.place and self._stratum(body) == self._expected(person)
        self.must("allocations", same, f"participant {self.name} does not hold this place")
        visit = member(body, "visit", str)
        self.must("kit-choices", visit == self.spec.first_visit, f"the first kit is for visit {visit}")
        self._choose(body, person, visit)
        person.state = "randomized"

    # -- kits and doses

    def visit_kit_assigned(self, body, due):
        person, visit = self._in_state(self.name), member(body, "visit", str)
        self.must("kit-choices", self.spec.visit_kit.get(visit) == "new", f"visit {visit} takes no new kit")
        site = self._site(person.site)
        if visit in person.medication:
            kit, given = person.medication[visit]
            expired = not given and not self.usable(site.lot_of(kit).expiry, self.days(person.site)[0])
            self.must("kit-choices", site.kits[kit] == "damaged" or expired, f"participant {self.name} has kit {kit} for visit {visit}")
        self.owed = [Owed("KitAssigned", f"site/{person.site}")]
        self._choose(body, person, visit)

    def _choose(self, body, person, visit):
        name, kit = member(body, "lot", str), member(body, "kit", str)
        site, content = self._site(person.site), self.spec.content(person.arm, visit)
        self.must("kit-choices", name in site.lots, f"kit {kit} is of lot {name}, which site {person.site} never received")
        if self.receipt is not None:
            return self._on_receipt(person, site, name, kit, visit)
        open_lots = [self._open_lot(site, day) for day in self.days(person.site)]
        self.must("kit-choices", name in open_lots, f"kit {kit} is of lot {name} where {open_lots[0]} is open")
        fitting = [number for number in site.available(site.lots[name]) if self.catalogue.contents[number] == content]
        derived = min(fitting, key=lambda number: (self.secret.rank(number), number), default=None)
        self.must("kit-choices", kit == derived, f"kit {kit} is assigned where {derived} is derived")
        self._held(person, kit, visit)
        self.counts["kit-choices"] += 1

    def _on_receipt(self, person, site, lot, kit, visit):
        self.must("receipts", (kit, visit) == self.receipt, f"kit {kit} for {visit} is not what the receipt says")
        self.must("receipts", site.kits.get(kit) == "available", f"kit {kit} of a receipt is {site.kits.get(kit, 'not here')}")
        self.must("receipts", site.lot_of(kit).name == lot, f"kit {kit} is not of lot {lot}")
        self._held(person, kit, visit)

    def _held(self, person, kit, visit):
        person.medication[visit] = (kit, False)
        owed = next(one for one in self.owed if one.kind == "KitAssigned")
        owed.content = {"kit": kit, "participant": self.name, "visit": visit}

    def _open_lot(self, site, day):
        for lot in sorted(site.lots.values(), key=lambda one: (one.expiry, ordinal(one.name))):
            available = site.available(lot)
            if self.spec.stock_rule == "pooled":
                serves = lot.sets * min(self.spec.per_set) > len(lot.kits) - len(available)
            else:
                serves = len({self.catalogue.contents[number] for number in available}) == len(self.spec.per_set)
            if serves and self.usable(lot.expiry, day):
                return lot.name
        return None

    def _kit_of(self, person, visit):
        if visit in person.medication:
            return person.medication[visit][0]
        if self.spec.visit_kit[visit] == "continue":
            for earlier in reversed(self.spec.visits[:self.spec.visits.index(visit)]):
                if self.spec.period[earlier] == self.spec.period[visit] and person.medication.get(earlier, (None, False))[1]:
                    return person.medication[earlier][0]
        return None

    def visit_dispensed(self, body, due):
        person, visit, kit = self._in_state(self.name), member(body, "visit", str), member(body, "kit", str)
        site = self._site(person.site)
        self.must("doses", self.spec.visit_kit.get(visit) in ("new", "continue"), f"visit {visit} gives no kit")
        self.must("doses", not person.medication.get(visit, (None, False))[1], f"visit {visit} was dosed before")
        self.must("doses", kit == self._kit_of(person, visit), f"participant {self.name} was given kit {kit} at {visit}, for which it was never assigned to them")
        self.must("doses", site.kits[kit] in ("assigned", "dispensed"), f"kit {kit} is given but is {site.kits[kit]}")
        self.must("doses", any(self.usable(site.lot_of(kit).expiry, day) for day in self.days(person.site)), f"kit {kit} has expired")
        person.medication[visit] = (kit, True)
        period = self.spec.period[visit]
        self.owed = [] if period is None else [Owed("PeriodDosed", f"participant/{self.name}", period=period)]
        if site.kits[kit] == "assigned":
            self.owed.append(Owed("KitDispensed", f"site/{person.site}", kit=kit, participant=self.name, visit=visit))
        self.counts["doses"] += 1

    def period_dosed(self, body, due):
        person, day = self._person(self.name), a_date(member(body, "day", str))
        self._as_owed("doses", body, due)
        self.must("doses", day in self.days(person.site), f"a dose is written down for {day}")
        period = body["period"]
        if person.last_dose is not None:
            last, when = person.last_dose
            self.must("doses", period >= last, f"a dose of period {period} is given after one of period {last}")
            self.must("doses", period == last or day >= when + self.spec.washout, f"a dose of period {period} is given without the washout")
        person.last_dose = (period, day)


# ---------------------------------------------------------------------------------------------------------- the answer

def compare_checkpoints(chain, bundle, counts):
    for position, digits in bundle.checkpoints:
        if position > len(chain.events):
            raise Differs("checkpoints", f"the journal has {len(chain.events)} events and not position {position}", position)
        there = chain.events[position - 1]["hash"] if position else sha256(framed("OxyTrial.Journal.Genesis.1", chain.study)).hex()
        if not there.startswith(digits):
            raise Differs("checkpoints", f"the journal has another hash at position {position}", position)
        counts["checkpoints"] += 1


def read_spec(chain, bundle, counts):
    try:
        spec = Spec(bundle.spec)
    except (Malformed, UnicodeDecodeError) as wrong:
        raise Differs("spec", f"spec.json: {wrong}") from None
    studies = {chain.study, bundle.printed["study"], bundle.revealed["study"], spec.id}
    if len(studies) != 1:
        raise Differs("spec", f"journal, commitment, reveal and spec are not of one study: {', '.join(sorted(studies))}")
    counts["spec"] += 1
    return spec


def compare_commitment(spec, bundle, counts):
    printed, revealed = bundle.printed, bundle.revealed
    if spec.hash.hex() != printed["spec"]:
        raise Differs("commitment", "the spec is not the one committed to")
    counts["commitment"] += 1
    procedure = sha256(framed("oxytrial/procedure-commitment/1", revealed["procedure"], bytes.fromhex(revealed["procedureSalt"])))
    if procedure.hex() != printed["procedure"]:
        raise Differs("commitment", "the revealed procedure is not the one committed to")
    counts["commitment"] += 1
    secret = sha256(framed("oxytrial/commitment/1", spec.hash, procedure, bytes.fromhex(revealed["secret"]), bytes.fromhex(revealed["salt"])))
    if secret.hex() != printed["commitment"]:
        raise Differs("commitment", "the revealed secret is not the one committed to")
    counts["commitment"] += 1
    try:
        return spec.procedures(revealed["procedure"])
    except Malformed as wrong:
        raise Differs("commitment", f"the revealed procedure cannot be read: {wrong}") from None


def verify(bundle):
    """The answer on a bundle, as --json prints it."""
    counts, difference, chain = Counter(), None, Chain(bundle.journal)
    # Checks done; all of the walk's are done together with its end.
    done = []
    fingerprint = None
    try:
        try:
            chain.walk()
        finally:
            counts["chain"] = len(chain.events)
        fingerprint = chain.fingerprint
        done.append("chain")
        compare_checkpoints(chain, bundle, counts)
        done.append("checkpoints")
        spec = read_spec(chain, bundle, counts)
        done.append("spec")
        walk = Walk(spec, bundle, *compare_commitment(spec, bundle, counts), counts)
        for event in chain.events:
            walk.event(event)
        walk.end()
        done = list(CHECKS)
    except Differs as found:
        difference = found
    states = {name: "passed" if name in done else "differs" if difference and name == difference.check else "unfinished" for name in CHECKS}
    return {
        "verdict": "differs" if difference else "verified",
        "study": chain.study,
        "journal": fingerprint,
        "checks": [{"name": name, "count": counts[name], "state": states[name]} for name in CHECKS],
        "difference": difference and {"check": difference.check, "position": difference.position, "what": difference.what},
    }


def report(answer):
    for check in answer["checks"]:
        yield f"{check['name']:<12} {check['count']:>7}  {check['state']}"
    difference = answer["difference"]
    if difference is None:
        yield f"verified: study {answer['study']}, journal {answer['journal']}"
    else:
        where = "" if difference["position"] is None else f", journal position {difference['position']}"
        yield f"NOT verified: {difference['check']}{where}: {difference['what']}"


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="oxytrial_verify.py", description="Verifies a finished OxyTrial study from its bundle: chain, checkpoints, commitment, every allocation and every kit.",
        epilog="Exit code 0: verified; 1: something differs; 2: bad input. docs/verification.md says what is checked.")
    parser.add_argument("bundle", help="the bundle: a zip file or a folder, as made by 'oxytrial bundle'")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    options = parser.parse_args(arguments)
    try:
        answer = verify(Bundle(options.bundle))
    except BadInput as wrong:
        if options.json:
            print(json.dumps({"verdict": "bad-input", "study": None, "journal": None, "checks": [], "difference": {"check": None, "position": None, "what": str(wrong)}}, ensure_ascii=False))
        else:
            print(f"oxytrial_verify.py: {wrong}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(report(answer)))
    return 0 if answer["verdict"] == "verified" else 1


if __name__ == "__main__":
    sys.exit(main())
