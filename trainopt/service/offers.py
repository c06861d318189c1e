"""What a page offers for a proposal: the acts that `allowed` would let one do, and no others.

The functions that do them ask again.
"""

from __future__ import annotations

from dataclasses import dataclass

from trainopt.runs.store import Store
from trainopt.service.access import Action, allowed
from trainopt.service.actors import Actor
from trainopt.service.drafts import draft_here
from trainopt.service.proposals import Proposal, ProposalStatus, proposal_here


@dataclass(frozen=True)
class ProposalOffers:
    """What can be done with a proposal: decided or sent back, planned, or taken back by its author.

    `draft`: its draft can be looked at as a what-if.
    """

    decide: bool
    plan: bool
    withdraw: bool
    draft: bool


def offers_of_proposal(store: Store, actor: Actor, proposal: Proposal) -> ProposalOffers:
    """What the actor may do with it."""
    waits = proposal.status is ProposalStatus.WAITING
    with store.look() as connection:
        here = proposal_here(connection, proposal.number)
        draft = draft_here(connection, proposal.draft)
    decide = waits and allowed(actor, Action.DECIDE)
    seen = allowed(actor, Action.WHAT_IF) and allowed(actor, Action.SEE_DRAFT, draft)
    own = waits and allowed(actor, Action.OWN_DRAFT, here)
    return ProposalOffers(decide, plan=waits and seen, withdraw=own, draft=seen)
