/** What a visit's carts may hold, and how the probabilities of its uncertain interactions changed. */
import type { Candidate, Evidence, EvidenceStatus } from "@saunter/commerce/cart/events";
import { toItem } from "@saunter/commerce/cart/items";
import { type SpreadProduct, spreadBelief } from "@saunter/commerce/cart/spread-belief";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import type { Store } from "../store/store.ts";
import { readCarts, readUncertainties } from "./compose-receipt.ts";

/** What the engine reported of an interaction at one time. */
export interface Revision {
  readonly atMs: number;
  readonly status: EvidenceStatus;
  readonly probability: number;
  /** All its explanations, the likeliest first. */
  readonly alternatives: readonly Candidate[];
}

export interface UncertainInteraction {
  readonly evidenceId: string;
  /** In order of time. */
  readonly revisions: readonly Revision[];
}

export interface Belief {
  readonly products: readonly SpreadProduct[];
  /** Interactions that were uncertain at some time, in order of when they happened. */
  readonly uncertain: readonly UncertainInteraction[];
}

/** The latest revisions of one interaction; nobody reads more. */
export const REVISIONS_MAX = 60;
/** Less sure than this, an interaction is uncertain. */
const UNCERTAIN_BELOW = 0.97;

export function readBelief(
  store: Pick<Store, "db" | "read" | "readStream">,
  visit: VisitFacts,
): Belief {
  const { evidence } = readCarts(store, visit);
  return {
    products: spreadBelief(new Set(visit.shoppers), readUncertainties(store, evidence)),
    uncertain: listUncertainties(store, visit.shoppers),
  };
}

function listUncertainties(
  store: Pick<Store, "readStream">,
  shoppers: readonly string[],
): UncertainInteraction[] {
  const byId = new Map<string, { occurredMs: number; revisions: Revision[] }>();
  const events = shoppers
    .flatMap((shopperId) => store.readStream(`shopper-${shopperId}`))
    .sort((a, b) => a.position - b.position);
  for (const { event, atMs } of events) {
    if (event.type !== "InteractionTold") continue;
    const { evidence, status } = event;
    const known = byId.get(evidence.evidenceId) ?? { occurredMs: 0, revisions: [] };
    known.occurredMs = evidence.occurredMs;
    known.revisions.push(describeRevision(evidence, status, atMs));
    byId.set(evidence.evidenceId, known);
  }
  return [...byId]
    .filter(([, { revisions }]) => revisions.some(isUncertain))
    .sort(([, a], [, b]) => a.occurredMs - b.occurredMs)
    .map(([evidenceId, { revisions }]) => ({
      evidenceId,
      revisions: revisions.slice(-REVISIONS_MAX),
    }));
}

function describeRevision(evidence: Evidence, status: EvidenceStatus, atMs: number): Revision {
  const { kind, shopperId, giverId, quantity, probability, candidates } = evidence;
  const likeliest = { kind, shopperId, giverId, ...toItem(evidence), quantity, probability };
  return {
    atMs,
    status,
    probability,
    alternatives: candidates.length === 0 ? [likeliest] : candidates,
  };
}

function isUncertain({ status, probability, alternatives }: Revision): boolean {
  return alternatives.length > 1 || probability < UNCERTAIN_BELOW || status === "retracted";
}
