"""What figures in prose are about: patterns over the words before and after a figure, most particular first.

`before` must end at the figure and `after` begin at it; `also` must stand somewhere in the sentence and `never` must not. In a
pattern, `~N` stands for up to N words in between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from bettercare.reading.claim_numbers import COUNT, MONEY, PERCENT

SUBJECTS = {
    "pool": "the pooled fund of the area, in pounds",
    "minimum": "the least that the pool must be, in pounds",
    "grant": "what a source of funding brings, in pounds; basis is the source's id",
    "contribution": "what a partner puts in, in pounds; basis is the source's id or the partner's kind",
    "national": "an amount for the whole of England, in pounds",
    "saving": "money to be saved or released, in pounds; basis names a part of the plan, or None for the whole plan",
    "unit-cost": "the price of one admission, bed day, attendance or the like, in pounds; basis says of what",
    "cost-per-head": "an amount for each person, in pounds",
    "bed-cost": "what some beds cost, in pounds; basis is their number, such as `20 beds`",
    "beds": "hospital, community or assessment beds; basis says which",
    "bed-share": "a share of a hospital's beds, per cent",
    "admissions-avoided": "admissions that are not to happen",
    "attendances-avoided": "attendances that are not to happen",
    "attendances": "attendances at emergency departments",
    "delayed-days": "days lost to delays, with their unit of time",
    "target": "a level to reach; basis is the metric's id or what is measured",
    "present": "a level reached so far; basis is the metric's id or what is measured",
    "reduction": "a fall, per cent; basis is the metric's id or what falls",
    "increase": "a rise, per cent; basis is the metric's id or what rises",
    "people-at-risk": "people found to be at risk of admission",
    "share-at-risk": "the share of the population found to be at risk, per cent",
    "nhs-number-share": "the share of records that hold the NHS Number, per cent",
    "performance-share": "the share of the fund that hangs on results, per cent",
    "population": "people who live in an area or are served there",
    "places-per-week": "people, places or packages a week",
    "staff": "posts, or whole-time equivalents",
    "partner-plan": "a figure of a partner's own plan; basis is the metric's id",
    "date-commitment": "a day or month by which something is promised; basis says what",
}  # fmt: skip
"""The closed list of what a claim can be about, and what each means."""


@dataclass(frozen=True)
class Pattern:
    subject: str
    unit: str
    kinds: tuple[str, ...]
    before: str = ""
    after: str = ""
    also: str = ""
    never: str = ""
    not_before: str = ""
    follows: bool = False
    """`also` may stand in the sentences just before."""
    basis: str = ""
    """A pattern whose first group in the sentence is the basis; `metric`, `stream`, `bed-count` or `topic` are found by name."""
    least: int = 0
    """A bare number below this cannot be an amount of money here."""
    compiled: dict[str, re.Pattern[str]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        made = {name: getattr(self, name) for name in ("before", "after", "also", "never", "not_before")}
        shapes = {"before": r"(?:{})\W*$", "not_before": r"(?:{})\W*$", "after": r"^\W*(?:{})", "also": r"{}", "never": r"{}"}
        return {name: re.compile(shapes[name].format(_gaps(text)), re.I) for name, text in made.items() if text}


def _gaps(text: str) -> str:
    return re.sub(r"\s*~(\d+)\s*", lambda m: rf"(?:\W+[\w'&%£.,/-]+){{0,{m[1]}}}?\W+", text)


_ABOUT = r"(?:\W*(?:about|approximately|approx\.?|around|roughly|circa|c\.?|some|nearly|almost|an? estimated|estimated|at least|a minimum of|over|more than|up to|under|less than|just over|just under|in excess of|a further|an additional|another|only|a total of))?"
_BE = r"(?:is|are|was|were|be|being|been|of|at|totals?|totall?ing|amounts?(?: in total)? to|amounting to|comes? to|stands? at|worth|reaches|reach|equals?|set at|agreed at|valued at|=|:|-)"
_ADMISSIONS = r"(?:(?:emergency|unplanned|avoidable|non-?\s?elective|hospital|acute|urgent)\s+)*(?:admissions?|non-?\s?electives?|spells|(?:non-?\s?elective )?activity|episodes|readmissions)"
_CUT = r"(?:reduc\w*|decreas\w*|cut\w*|fewer|avoid\w*|prevent\w*|divert\w*|lower\w*|drop\w*|fall\w*|fell|less|eliminat\w*)"
_RISE = r"(?:increas\w*|rise|rises|rising|rose|grow\w*|growth|grew|up)"
_POOL = r"(?:pool(?:ed)?(?: (?:budget|fund|funding|value|amount))*|better care fund(?: (?:budget|pool|plan))*|bcf(?: (?:budget|fund|pool|plan))*|total (?:fund|budget|pool|value)(?: of the (?:fund|pool))?|overall (?:fund|budget|pool)|the fund|joint fund)"
_RESULTS = r"(?:performance|outcomes?|targets?|results|kpis?|indicators?|metrics?|improve\w*|withheld|held back|conditional|at risk|payment by results|pay for performance|p4p)"
_TARGET = r"(?:targets?|goals?|ambitions?|aims?|aspirations?|trajector\w+|standard|threshold|stretch)"
_PEOPLE = r"(?:people|patients|residents|individuals|adults|older people|service users|citizens|persons|clients)"

PATTERNS: tuple[Pattern, ...] = (
    Pattern("cost-per-head", "GBP", (MONEY, COUNT), after=r"(?:a|per|for each|for every|each) (?:head|person|patient|resident|capita|registered patient)\b", never=r"\bper (?:head|patient) per day\b"),
    Pattern("unit-cost", "GBP", (MONEY, COUNT), after=r"(?:per|an?|for (?:each|every)|each)\s+(?:avoided |emergency |excess |non-?elective |average |hospital |A&E )*(?:admission|attendance|bed[- ]?day|episode|spell|readmission|visit|referral|contact|placement|case|week|night|day|hour)", basis=r"(?:per|an?|for (?:each|every)|each)\s+((?:avoided |emergency |excess |non-?elective |hospital |A&E )*(?:admission|attendance|bed[- ]?day|episode|spell|readmission|visit|referral|contact|placement|case|week|night|day|hour))"),
    Pattern("unit-cost", "GBP", (MONEY, COUNT), before=r"(?:unit (?:cost|price)|average (?:cost|price|tariff)|tariff|price|cost)s?(?: of| for| per)? ~6 " + _BE + _ABOUT, also=r"\b(?:admission|attendance|bed[- ]?day|episode|spell|readmission)s?\b", never=r"\bbeds\b|total cost|bedded", least=20, basis=r"((?:emergency |avoided |excess |non-?elective |hospital |A&E )*(?:admission|attendance|bed[- ]?day|episode|spell|readmission))"),
    Pattern("unit-cost", "GBP", (MONEY,), before=r"(?:each|every|one|an?) (?:avoided |emergency |excess |non-?elective |hospital |A&E )*(?:admission|attendance|bed[- ]?day|episode|spell|readmission)(?: avoided| saved)? (?:costs?|is (?:worth|priced at|costed at|valued at)|saves?|releases?)(?: us| the system| the ccg)?" + _ABOUT, basis=r"(?:each|every|one|an?) ((?:avoided |emergency |excess |non-?elective |hospital |A&E )*(?:admission|attendance|bed[- ]?day|episode|spell|readmission))"),
    Pattern("bed-cost", "GBP", (MONEY,), before=r"(?:bed(?:s|ded)?|ward) ~14 (?:costs?|equates? to|equivalent to|worth|costing|priced at|amounts? to|comes? to|valued at)" + _ABOUT, also=r"\d+\W+(?:\w+\W+){0,3}?bed|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty)\W+(?:\w+\W+){0,3}?bed", basis="bed-count"),
    Pattern("bed-cost", "GBP", (MONEY,), after=r"(?:is|was|would be)?\s*(?:the )?(?:cost|price) of (?:running |keeping |staffing )?(?:an? )?\w+(?:\W+\w+){0,3}?[ -]bed", basis="bed-count"),
    Pattern("national", "GBP", (MONEY,), also=r"\b(?:national(?:ly)?|across (?:england|the country)|government (?:announced|spending)|england as a whole|nationwide)\b", never=r"\b(?:our|local(?:ly)?|area's)\b"),
    Pattern("saving", "GBP", (MONEY,), before=r"(?:sav(?:e|es|ed|ing|ings)|efficienc(?:y|ies)|cost avoidance|releas(?:e|es|ing)|cash-releasing) ~7" + _ABOUT, never=r"\b(?:invest|spend) to save\b(?=.{0,20}£)|\bnot (?:yet )?sav"),
    Pattern("saving", "GBP", (MONEY,), after=r"(?:(?:a year|per year|per annum|annual|annually|net|gross|recurrent|recurring|cash|nhs|system|of|in|worth)\s+){0,4}(?:savings?|efficienc(?:y|ies)|cost avoidance|(?:will|would|can|could|is to|are to) be (?:saved|released))", never=r"\bnot (?:yet )?sav"),
    Pattern("saving", "GBP", (MONEY,), before=r"reduc\w* (?:acute |hospital |secondary care |overall |nhs )*(?:spend\w*|expenditure|costs?) ~4 by" + _ABOUT),
    Pattern("minimum", "GBP", (MONEY, COUNT), before=r"minimum (?:required |ccg |nhs |pooled |local |bcf |better care )*(?:value|contribution|fund|amount|allocation|pool|budget|requirement)s? ~10 " + _BE + _ABOUT, least=100_000),
    Pattern("minimum", "GBP", (MONEY, COUNT), after=r"(?:(?:is|as) (?:the|our|its) |the )?(?:minimum (?:required|fund|contribution|value|allocation)|required minimum|mandatory minimum)", least=100_000),
    Pattern("grant", "GBP", (MONEY, COUNT), basis="stream", least=10_000, never=r"\b(?:spend\w*|spent|invest\w*|set aside|earmark\w*|(?:be|is|been) (?:used|allocated))\b"),
    Pattern("pool", "GBP", (MONEY, COUNT), before=_POOL + r"(?: (?:for|in|during|available|agreed|proposed|this year|next year|in total))* ~8 " + _BE + _ABOUT, never=r"\bminimum\b|underspend|overspend|\bcontingency\b", not_before=r"(?:made up of|compris\w+|consist\w+ of|includ\w+|contains?) ~4", least=1_000_000),
    Pattern("pool", "GBP", (MONEY, COUNT), before=r"(?:pool|pooling|total|bring\w*(?: together)?|put\w*|combin\w*)(?: ~3)?" + _ABOUT, after=r"(?:into|in|through|to)(?: the| a| our)? (?:pool|better care|bcf|joint|section)", least=1_000_000),
    Pattern("pool", "GBP", (MONEY,), after=r"(?:pool(?:ed)?(?: (?:budget|fund))?|better care fund|bcf|joint (?:budget|fund))\b", never=r"\bminimum\b"),
    Pattern("pool", "GBP", (MONEY,), before=r"\b(?:approximate |overall |grand |combined )?total(?: of the (?:fund|pool|budget))? " + _BE + _ABOUT, also=r"\b(?:fund|pool|bcf|better care|this means)\b", never=r"\bminimum\b|sav"),
    Pattern("beds", "beds", (COUNT,), after=r"(?:(?!(?:bed|of|in|at|per|to|and|or|by|from|with|the|a)\b)[\w'&-]+\s+){0,4}beds\b(?! ?-?days?)", basis=r"\W+((?:[\w'&-]+\s+){0,4})beds\b"),
    Pattern("beds", "beds", (COUNT,), before=r"\bbeds\b \(?" + _ABOUT[:-1] + r"?", after=r"\)", basis=r"((?:[\w'&-]+\s+){1,2})beds\b"),
    Pattern("bed-share", "per cent", (PERCENT,), after=r"(?:of|in)?(?: the| all| our| its| total| local| acute| current)* ~6 bed(?:s\b| stock| base| capacity| numbers)"),
    Pattern("nhs-number-share", "per cent", (PERCENT,), also=r"\bNHS numbers?\b", never=r"\btarget\b|\bmust\b", basis="records"),
    Pattern("share-at-risk", "per cent", (PERCENT,), before=r"\b(?:top|highest)(?: risk)?", also=r"\brisk\b|stratif|complex|frail", follows=True),
    Pattern("share-at-risk", "per cent", (PERCENT,), after=r"(?:of)?(?: the| our| all| adult| local| registered| total)* (?:population|adults|people|patients|residents|list)\b ~12 (?:risk|stratif\w*|frail\w*)"),
    Pattern("share-at-risk", "per cent", (PERCENT,), before=r"(?:at (?:high(?:est)? |greatest )?risk ~8|identif\w+ ~6)" + _ABOUT, after=r"(?:of)?(?: the| our| all| adult| local| registered| total)* (?:population|adults|people|patients|residents|list)"),
    Pattern("performance-share", "per cent", (PERCENT,), after=r"(?:of (?:the |our |this |its )?(?:\w+ ){0,4}?)?(?:funds?|funding|bcf|budget|allocation|pool|money|monies|payment|resources?|better care fund)?(?:\W+(?!and\b|but\b|while\b|\d)[\w'’&-]+){0,8}?\W+" + _RESULTS, also=r"\b(?:fund\w*|bcf|pool\w*|budget|payment|paid|pay|money|monies|allocation|financ\w*)\b", never=r"\b(?:reduc\w+|increas\w+|patients|people|admissions|beds|records)\b"),
    Pattern("performance-share", "per cent", (PERCENT,), before=r"(?:access|remaining|held back|withhold|withheld|retain\w*|performance[- ](?:related |linked )?(?:element|share|pot|fund|payment)|hold back|linked|pay\w* for performance) ~4" + _ABOUT, also=r"\b(?:fund\w*|bcf|pool\w*|budget|payment|paid|money|monies|allocation|conditional|performance)\b", never=r"\b(?:reduc\w+|increas\w+|patients|people|admissions|beds|records)\b", not_before=r"\bpaid"),
    Pattern("performance-share", "per cent", (PERCENT,), after=r"(?:of )?(?:the )?(?:funding|funds?|money|payment|budget)(?: is| are| will be| to be| being)? (?:held back|withheld|conditional|performance|linked|retained)"),
    Pattern("target", "", (PERCENT, COUNT), before=_TARGET + r"(?: (?:is|are|of|for|at|to|be|set|will|this|the|have|has|been|agreed|we|reach|achieve|deliver|delivering|reaching|daily|delays?|rate|level|no|more|than|\d{4}|x+))* " + _ABOUT.replace(r"\W*(?:", r"(?:", 1), also=r"\w", never=r"£", basis="metric"),
    Pattern("target", "", (PERCENT, COUNT), before=r"\b(?:target|goal|ambition|trajectory|standard)\b ~8 (?:of|at|to|is|below|above|under|that)" + _ABOUT, basis="metric"),
    Pattern("target", "", (PERCENT, COUNT), after=r"(?:\([^)]*\) )?(?:is|as|was|has been|being)?\s*(?:set |agreed )?(?:the |our |its |an? )?(?:agreed |national |local |daily |new |stretch )*(?:target|goal|ambition|standard|trajectory)\b", basis="metric"),
    Pattern("target", "per cent", (PERCENT,), before=r"\b(?:ensure|ensuring|so) (?:that )?(?:at least|a minimum of|no more than|more than|over)", never=r"\bNHS number\b", basis="metric"),
    Pattern("admissions-avoided", "admissions", (COUNT,), before=_CUT + r" ~7 " + _ADMISSIONS + r" ~4 (?:by|of|to the tune of)" + _ABOUT, never=r"per 100,?000"),
    Pattern("admissions-avoided", "admissions", (COUNT,), before=_ADMISSIONS + r"(?: ~4)? " + _CUT + r" by" + _ABOUT, never=r"per 100,?000"),
    Pattern("admissions-avoided", "admissions", (COUNT,), before=r"(?:avoid\w*|prevent\w*|reduction (?:of|in)|reduc\w*(?: by)?|divert\w*|fewer than|cut\w*)" + _ABOUT, after=r"(?:fewer |avoidable |of these )*" + _ADMISSIONS),
    Pattern("admissions-avoided", "admissions", (COUNT,), after=r"(?:fewer|less|avoided|avoidable|prevented)\s+" + _ADMISSIONS),
    Pattern("admissions-avoided", "admissions", (COUNT,), after=_ADMISSIONS + r"(?: a year| per year| each year| in the year)? (?:will be|would be|are to be|were|to be|are|can be|could be)?\s*(?:avoided|prevented|averted|diverted|saved)"),
    Pattern("attendances-avoided", "attendances", (COUNT,), before=r"(?:avoid\w*|prevent\w*|reduction of|reduc\w*(?: by)?|divert\w*|cut\w*)" + _ABOUT, after=r"(?:fewer )?(?:A&E |ED |emergency department |accident and emergency )?attendances"),
    Pattern("attendances-avoided", "attendances", (COUNT,), after=r"(?:fewer|less|avoided)\s+(?:A&E |ED |emergency department )?attendances"),
    Pattern("attendances", "attendances", (COUNT,), after=r"(?:[\w&-]+ ){0,3}?attendances\b", also=r"A&E|\bED\b|emergency|urgent"),
    Pattern("present", "", (COUNT,), before=r"(?:averag\w+|lost|los(?:es|ing)|losses of|running at|stands? at|stood at|current\w*)(?: ~3)?" + _ABOUT, after=r"(?:bed[- ]days|delayed days|days(?: lost| of delay)?|delays)\b", also="metric", basis="metric"),
    Pattern("present", "", (COUNT,), before=r"(?:bed[- ]days|delayed days|days|delays)(?: lost| of delay)?(?: currently| now| presently)? (?:averag\w+|(?:was|were|is|are|stands? at|stood at|currently|now|running at))" + _ABOUT, also="metric", basis="metric"),
    Pattern("present", "per cent", (PERCENT,), before=r"\b(?:currently|at present|presently|now|today|latest|stands? at|stood at|running at|running|was|is|are|performance (?:of|is|was|at)|baseline (?:of|is|was))" + _ABOUT, also="metric", never=_TARGET + r"|reduc|increas|\brise\b|\bfall\b", basis="metric"),
    Pattern("delayed-days", "days", (COUNT,), after=r"(?:[\w-]+ ){0,2}?(?:bed[- ]days|delayed (?:bed[- ])?days|days (?:lost|of delay))\b", basis="rate"),
    Pattern("increase", "per cent", (PERCENT,), before=_RISE + r"(?: ~6)? (?:by|of)" + _ABOUT, basis="metric"),
    Pattern("increase", "per cent", (PERCENT,), after=r"(?:increase|rise|growth|more)\b", basis="metric"),
    Pattern("reduction", "per cent", (PERCENT,), before=r"(?:reduc\w*|decreas\w*|cut\w*|fall\w*|fell|drop\w*|lower\w*|declin\w*) ~9 (?:by|of)" + _ABOUT, basis="metric"),
    Pattern("reduction", "per cent", (PERCENT,), before=r"(?:reduc\w*|decreas\w*|cut\w*|fall\w*|fell|drop\w*|lower\w*|declin\w*) (?:by|of)" + _ABOUT, basis="metric"),
    Pattern("reduction", "per cent", (PERCENT,), after=r"(?:overall |further |year[- ]on[- ]year |annual )*(?:reduction|decrease|cut|fall|drop|fewer|lower|less)\b", basis="metric"),
    Pattern("places-per-week", "a week", (COUNT,), after=r"(?:[\w'-]+ ){1,4}?(?:a|per|each|every) week\b", never=r"\bhours (?:a|per) week\b|£", basis=r"\W+((?:[\w'-]+\s+){1,3}?)(?:a|per|each|every) week"),
    Pattern("places-per-week", "a week", (COUNT,), before=r"\b(?:each|every|per) week ~8", after=r"(?:new )?(?:" + _PEOPLE + r"|places|packages|slots|discharges|referrals)\b"),
    Pattern("people-at-risk", "people", (COUNT,), after=r"(?:[\w'-]+ ){0,2}?" + _PEOPLE + r"\b ~14 (?:at (?:very )?(?:high(?:er|est)? |greater |increased |most |greatest )?risk|at risk|risk of (?:hospital |an? )?(?:emergency )?(?:admission|hospital)|high[- ]risk|risk stratif\w*)"),
    Pattern("people-at-risk", "people", (COUNT,), before=r"(?:risk (?:stratif\w+|profil\w+|tool)|at (?:high(?:est)? )?risk|high[- ]risk) ~9", after=r"(?:[\w'-]+ ){0,2}?" + _PEOPLE),
    Pattern("population", "people", (COUNT,), before=r"\b(?:population|list size)(?:\s+(?!by\b)[\w'+-]+){0,6}?\s+(?:of|is|was|to|at|reach|about|around)(?: about| around| between| approximately| some| nearly| over| almost| just over| just under)?", least=500, never=r"per 100,?000|\brate\b"),
    Pattern("population", "people", (COUNT,), after=r"(?:[\w'-]+ ){0,2}?(?:" + _PEOPLE + r"|inhabitants)\b(?: ~3)? (?:living in|live in|resident in|registered (?:with|in)|who live|in (?:the|our) (?:borough|county|city|district|area|town))", least=500),
    Pattern("population", "people", (COUNT,), before=r"\b(?:serv(?:es|ing|ed)|covers?|covering|home to|for)" + _ABOUT, after=r"(?:local )?(?:people|residents|inhabitants|patients)\b", least=2000),
    Pattern("population", "people", (COUNT,), before=r"\bnumber of (?:people|residents|adults|older people) ~12 (?:to|reach|is|of)" + _ABOUT, least=500, never=r"\bat risk\b"),
    Pattern("staff", "posts", (COUNT,), after=r"(?:additional |new |extra |more |further |band x+ |full[- ]time |part[- ]time |qualified |community |district |specialist |senior )*(?:w\.?t\.?e\.?s?|f\.?t\.?e\.?s?|whole[- ]time equivalents?|full[- ]time equivalents?|nurses|social workers|therapists|physiotherapists|occupational therapists|care coordinators|care co-ordinators|coordinators|support workers|geriatricians|pharmacists|posts|members of staff|staff)\b", basis=r"\W+((?:[\w'-]+\s+){0,3}?(?:nurses|social workers|therapists|physiotherapists|coordinators|co-ordinators|support workers|geriatricians|pharmacists|posts|staff))"),
)  # fmt: skip
