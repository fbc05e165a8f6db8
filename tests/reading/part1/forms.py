"""A made-up form and made-up answers, laid out in the shapes that converters leave. No wording of a published paper is used
but the form's own labels, which the round's locators hold."""

from dataclasses import replace

from bettercare.reading.outline import outline
from bettercare.reading.part1 import read_part1
from bettercare.reading.words import Words
from bettercare.rounds import fingerprint, load
from bettercare.rounds.model import Round

from .papers import text_document

PROMPTS = {
    "1c/providers": "Kindly tell the assurers in which meetings hospitals and care companies took part and what they said.",
    "2d/impact": "Kindly say which wards would close, what money that frees, and what happens to waiting times if it is not freed.",
    "3a/definition": "Kindly write down what your partners mean by keeping adult care whole.",
    "3a/protection": "Kindly say by which steps the care so defined is kept whole.",
    "3b/commitment": "Kindly point to the joint promise of your leaders about work on all days of the week.",
    "3b/local-plans": "Kindly describe what is planned on the ground for Saturdays and Sundays.",
    "3c/nhs-number": "Kindly state whether letters between services carry one common number for every person.",
    "3c/nhs-number-commitment": "Kindly state, where they do not carry it yet, that they will and in which month at the latest.",
    "3c/open-apis": "Kindly state that new computer systems will be open to those of your partners.",
    "3c/information-governance": "Kindly state that every rule on keeping records private will be followed by all.",
    "3d/proportions": "Kindly give the part of grown people in danger of going to hospital and how you came to know them.",
}


def made_round() -> Round:
    """The round of 2014-15 with prompts of our own in place of the official ones."""
    official = load("2014-15")
    sections = tuple(
        replace(
            s,
            prompts=tuple(
                replace(p, locator=replace(p.locator, prompt=fingerprint(PROMPTS.get(f"{s.id}/{p.id}", "")))) for p in s.prompts
            ),
        )
        for s in official.sections
    )
    return replace(official, sections=sections)


ROUND = made_round()

SUMMARY = (
    ("Local Authority", "Wiltshire Council"),
    ("Clinical Commissioning Groups", "NHS Wiltshire CCG"),
    ("Boundary Differences", "A few villages use surgeries over the border; both sides agreed who pays."),
    ("Date agreed at Health and Well-Being Board:", "6 March 2014"),
    ("Date submitted:", "28/03/2014"),
    ("Minimum required value of ITF pooled budget: 2014/15", "£7,654,000"),
    ("2015/16", "£27,101,000"),
    ("Total agreed value of pooled budget: 2014/15", "£8,000,500"),
    ("2015/16", "£28,902,000"),
)

SIGNED = (
    (
        ("Signed on behalf of the Clinical Commissioning Group", "NHS Wiltshire CCG"),
        ("By", "Accountable Officer"),
        ("Position", "Chief Officer"),
        ("Date", "27 March 2014"),
    ),
    (
        ("Signed on behalf of the Council", "Wiltshire Council"),
        ("By", "Corporate Director"),
        ("Position", "Director of Adult Care"),
        ("Date", "26/03/14"),
    ),
    (
        ("Signed on behalf of the Health and Wellbeing Board", "Wiltshire Health and Wellbeing Board"),
        ("By Chair of Health and Wellbeing Board", "Leader of the Council"),
        ("Date", "28th March 2014"),
    ),
)


def part1(text: str, round: Round = ROUND):
    found, _ = read_part1((text_document(text),), round)
    return found


def outlined(text: str, round: Round = ROUND):
    return outline(Words((text_document(text),)), round)


def of_kind(found, kind: str):
    return [p for p in found.parts if p.kind == kind]


def values(part) -> dict[str, object]:
    return {name: read.value for name, read in part.fields.items()}
