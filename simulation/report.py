"""What to tell about a play."""

from collections import Counter

from simulation.play import Outcome


def lines(outcome: Outcome) -> list[str]:
    """Return the report, a line each."""
    ledger, found = outcome.ledger, outcome.audit
    channels = Counter(conversation.channel for conversation in ledger.conversations)
    return [
        f"citizens taken in      {len(ledger.conversations):6}   {_counts(channels)}",
        f"given to an agent      {sum(c.seen_by_agent for c in ledger.conversations):6}   "
        f"{_counts(Counter(outcome.handled))}",
        f"contacts now           {sum(found.contact_states.values()):6}   {_counts(found.contact_states)}",
        f"complaints             {sum(found.complaint_states.values()):6}   {_counts(found.complaint_states)}",
        f"messages to citizens   {found.messages:6}   on the way {found.on_the_way}, failed {found.failed_messages}",
        f"requests               {sum(outcome.client.answers.values()):6}   {_counts(outcome.client.answers)}, "
        f"made again {outcome.client.repeats}",
        "",
        f"lost contacts          {len(found.lost_contacts):6}   {_some(found.lost_contacts)}",
        f"lost complaints        {len(found.lost_complaints):6}   {_some(found.lost_complaints)}",
        f"lost messages          {len(found.lost_messages):6}   {_some(found.lost_messages)}",
        f"messages sent twice    {len(found.doubled):6}   {_some(found.doubled)}",
        f"given to two agents    {len(ledger.given_twice):6}   {_some(ledger.given_twice)}",
        *(f"! {count} x {what}" for what, count in ledger.errors.most_common(10)),
        f"{outcome.seconds:.0f} s: {'nothing was lost' if kept(outcome) else 'PROMISES WERE BROKEN'}",
    ]


def kept(outcome: Outcome) -> bool:
    """Tell whether nothing was lost, doubled or given to two people."""
    return outcome.audit.kept and not outcome.ledger.given_twice


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
