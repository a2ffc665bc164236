/** What a visit's carts may hold, and how what was doubtful became what it is. */
import type { Candidate, Evidence, EvidenceStatus } from "@saunter/commerce/cart/events";
import { type SpreadProduct, spreadBelief } from "@saunter/commerce/cart/spread-belief";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import type { Store } from "../store/store.ts";
import { readCarts, readDoubts } from "./compose-receipt.ts";

/** What the engine said of an interaction at a time. */
export interface Telling {
  readonly atMs: number;
  readonly status: EvidenceStatus;
  readonly probability: number;
  /** All accounts of it, the likeliest first. */
  readonly accounts: readonly Candidate[];
}

export interface ToldDoubt {
  readonly evidenceId: string;
  /** In order of time. */
  readonly tellings: readonly Telling[];
}

export interface Belief {
  readonly products: readonly SpreadProduct[];
  /** Interactions that were doubtful at some time, in order of when they happened. */
  readonly doubts: readonly ToldDoubt[];
}

/** More of one interaction nobody reads: the last ones are told. */
export const TELLINGS_MAX = 60;
/** Less sure than this, an interaction is doubtful. */
const DOUBTFUL_BELOW = 0.97;

export function tellBelief(
  store: Pick<Store, "db" | "read" | "readStream">,
  visit: VisitFacts,
): Belief {
  const { evidence } = readCarts(store, visit);
  return {
    products: spreadBelief(new Set(visit.shoppers), readDoubts(store, evidence)),
    doubts: listDoubts(store, visit.shoppers),
  };
}

function listDoubts(store: Pick<Store, "readStream">, shoppers: readonly string[]): ToldDoubt[] {
  const told = new Map<string, { occurredMs: number; tellings: Telling[] }>();
  const events = shoppers
    .flatMap((shopperId) => store.readStream(`shopper-${shopperId}`))
    .sort((a, b) => a.position - b.position);
  for (const { event, atMs } of events) {
    if (event.type !== "InteractionTold") continue;
    const { evidence, status } = event;
    const known = told.get(evidence.evidenceId) ?? { occurredMs: 0, tellings: [] };
    known.occurredMs = evidence.occurredMs;
    known.tellings.push(describeTelling(evidence, status, atMs));
    told.set(evidence.evidenceId, known);
  }
  return [...told]
    .filter(([, { tellings }]) => tellings.some(isDoubtful))
    .sort(([, a], [, b]) => a.occurredMs - b.occurredMs)
    .map(([evidenceId, { tellings }]) => ({
      evidenceId,
      tellings: tellings.slice(-TELLINGS_MAX),
    }));
}

function describeTelling(evidence: Evidence, status: EvidenceStatus, atMs: number): Telling {
  const { kind, shopperId, giverId, gtin, quantity, probability, candidates } = evidence;
  const likeliest = { kind, shopperId, giverId, gtin, quantity, probability };
  return {
    atMs,
    status,
    probability,
    accounts: candidates.length === 0 ? [likeliest] : candidates,
  };
}

function isDoubtful({ status, probability, accounts }: Telling): boolean {
  return accounts.length > 1 || probability < DOUBTFUL_BELOW || status === "retracted";
}
