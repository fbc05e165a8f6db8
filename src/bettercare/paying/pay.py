"""What a plan's results release of its fund, by the rule of its round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bettercare.paying.falls import extra_fall, for_a_fall
from bettercare.paying.figured import answer, figure
from bettercare.paying.progress import by_progress
from bettercare.plan import Period, Plan
from bettercare.plan.payments import Actual, ActualKind, Actuals, ByProgress, ForAFall, PaymentStatement, Unusable
from bettercare.plan.words import begin, listed, months, pounds
from bettercare.rounds.model import AllocationTable, ExtraFall, Payment, PaymentVariant, Round


class NoSuchVariant(KeyError):
    """A round's rule of payment has no such variant; names those there are."""

    def __str__(self) -> str:
        return str(self.args[0])


def pay(
    plan: Plan, round: Round, actuals: Actuals | None = None, variant: str | None = None, tables: Sequence[AllocationTable] = ()
) -> PaymentStatement:  # fmt: skip
    """Return what is paid for a plan's results, in pounds and pence; what is not known stays open and says why.

    `variant` names one of the round's ways to read a rule that is not confirmed, else its first holds. `tables` are allocations
    that go before the round's own. Raises NoSuchVariant.
    """
    given = actuals or Actuals()
    rule, extra = round.payment, round.extra_fall
    chosen = _variant(round, variant)
    problems = list(given.unusable)
    paid: dict[str, ByProgress | ForAFall] = {}
    made: list[tuple[str, ByProgress | ForAFall | Unusable | None]] = []
    if rule and rule.method == "progress-to-target":
        made.append(("by_progress", by_progress(plan, round, rule, chosen, given)))
    if rule and rule.method == "cumulative-reduction":
        made.append(("for_a_fall", for_a_fall(plan, round, rule, chosen, given, tables)))
    if extra:
        made.append(("extra_fall", extra_fall(plan, round, extra, chosen, given)))
    for name, result in made:
        if isinstance(result, Unusable):
            problems.append(result)
        elif result is not None:
            paid[name] = result
    problems += _beside_what_is_asked(given.rows, paid.values())
    owner = rule or extra
    return PaymentStatement(
        round=round.id,
        area=plan.area.name,
        variant=chosen.id if chosen else None,
        variant_title=chosen.title if chosen else None,
        unconfirmed=tuple(_unconfirmed(plan, round, chosen)),
        if_missed=owner.if_missed if owner else (),
        not_worked_out=tuple(problems),
        **paid,  # type: ignore[arg-type]
    )


def _beside_what_is_asked(rows: Sequence[Actual], paid: Iterable[ByProgress | ForAFall]) -> Iterator[Unusable]:
    """Rows of a metric whose result is still open, about a period on which no money hangs: one of them may be meant for it."""
    asked: dict[str, dict[Period, bool]] = {}  # by metric, the periods that count, and whether the result of each is known
    for statement in paid:
        if isinstance(statement, ForAFall):
            asked.setdefault(statement.metric, {}).update({q.period: q.actual is not None for q in statement.quarters})
            continue
        for part in (p for t in statement.tranches for p in t.parts):
            if part.period is not None:
                asked.setdefault(part.of, {})[part.period] = part.actual is not None
    for row in (r for r in rows if r.kind is ActualKind.METRIC and r.period):
        counted = asked.get(row.of, {})
        still = listed(months(p.start, p.end) for p, known in counted.items() if not known)
        if row.period and row.period not in counted and still:
            found = f"it is about {months(row.period.start, row.period.end)}, on which no money hangs"
            yield Unusable(row.where, found, f"Still to be given: {still}. If this row is meant, mend its period.")


def _variants(round: Round) -> tuple[PaymentVariant, ...]:
    owner = round.payment or round.extra_fall
    return owner.variants if owner else ()


def _variant(round: Round, id: str | None) -> PaymentVariant | None:
    known = _variants(round)
    if id is None:
        return known[0] if known else None
    for variant in known:
        if variant.id == id:
            return variant
    names = listed(f"{v.id} ({v.title})" for v in known) or "none"
    raise NoSuchVariant(f"Round {round.id} reads its rule of payment in no way called {id!r}. Its ways are: {names}.")


def _unconfirmed(plan: Plan, round: Round, variant: PaymentVariant | None) -> Iterator[str]:
    """In sentences, what of the rule that was used is not confirmed."""
    owner: Payment | ExtraFall | None = round.payment or round.extra_fall
    if owner is None:
        return
    if not owner.confirmed:
        yield "The rule as a whole was not read in the official documents."
    if variant and not variant.confirmed:
        yield f"{begin(variant.title)}: the published rule was not seen."
    ids = [owner.unit_cost] if answer(plan, owner.own_unit_cost) is None else []
    if isinstance(owner, Payment):
        ids += [owner.threshold, owner.guideline, *(t.amount for t in owner.tranches)]
        if owner.weights:
            yield "That the metrics of a payment weigh alike is taken from memory."
        late = [t.title for t in owner.tranches if not t.confirmed]
        if late:
            yield f"When it is paid is from memory: {listed(late)}."
    for id in dict.fromkeys(i for i in ids if i):
        used = figure(round, id)
        if not used.confirmed:
            amount = pounds(used.value) if used.unit == "GBP" else f"{used.value} {used.unit}"
            yield f"{used.title} ({amount}) is not confirmed."
