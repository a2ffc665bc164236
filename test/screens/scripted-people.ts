/**
 * People of a shop that a test tells what to do: they come in, take things and leave, as the engine
 * would see it. All of it goes through the shop's own services, so that screens get what is real.
 */
import { randomUUID } from "node:crypto";
import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import type { Alternative, Interaction } from "@saunter/engine/receipt-types";
import { seeShopper } from "@saunter/shop/domain/binding-service";
import { applyEngineOutputs } from "@saunter/shop/domain/engine-events";
import type { EntryPayer } from "@saunter/shop/domain/entry-method";
import { type EntryService, enterShop } from "@saunter/shop/domain/entry-service";
import { leaveShop } from "@saunter/shop/domain/floor-service";
import type { Shop } from "@saunter/shop/domain/shop-context";
import { listEntryGates } from "@saunter/shop/domain/shop-settings";
import { makeMoments } from "./scripted-evidence.ts";

/** What stands in the example shop, by the place where it stands. */
export const GOODS = {
  biscuits: { gtin: "5000001000011", weightG: 320, gondola: 1, shelf: 3, plates: [1, 2] },
  soup: { gtin: "5000001000028", weightG: 415, gondola: 1, shelf: 2, plates: [3, 4] },
  milk: { gtin: "5000001000035", weightG: 905, gondola: 1, shelf: 2, plates: [1, 2] },
  ale: { gtin: "5000001000042", weightG: 532, gondola: 1, shelf: 1, plates: [4, 5, 6] },
  crisps: { gtin: "5000001000059", weightG: 174, gondola: 1, shelf: 3, plates: [3, 4] },
  water: { gtin: "5000001000066", weightG: 1545, gondola: 1, shelf: 1, plates: [1, 2, 3] },
  chocolate: { gtin: "5000001000073", weightG: 108, gondola: 2, shelf: 3, plates: [1, 2] },
  coffee: { gtin: "5000001000097", weightG: 238, gondola: 2, shelf: 2, plates: [1, 2, 3] },
} as const;

export type Good = keyof typeof GOODS;

/** A card by its token, such as "pm_sim_ok-ann", whose last four digits are 4242; or who else pays. */
export type Payer = string | EntryPayer;

export interface TakeOptions {
  readonly quantity?: number;
  /** Of the alternative that the engine believes. Below 0.97 it is uncertain, with another alternative. */
  readonly probability?: number;
  /** What it may have been instead; soup, or biscuits where soup was taken. */
  readonly orElse?: Good;
  /** The engine waits for what else is seen, and may say otherwise. */
  readonly isProvisional?: boolean;
}

/** What the engine says of an interaction once more. */
export interface Retelling {
  readonly status: "revised" | "final" | "retracted";
  /** Of the alternative that it believed first; what is left of nine tenths is the other's. */
  readonly probability: number;
}

export interface ScriptedPeople {
  /** Shows a card, or whatever else pays, at the way in, and is seen inside. Gives the visit's id. */
  enter(payer: Payer): Promise<string>;
  /** Shows a card at the way in, and nobody comes in by it. */
  show(payer: Payer): Promise<string>;
  /** Somebody is seen inside whom the API has admitted; the visit is theirs. */
  comeIn(): Promise<void>;
  /** Gives the id of what was reported. */
  take(visitId: string, good: Good, options?: TakeOptions): Promise<string>;
  /** Something that was reported is revised. */
  retell(evidenceId: string, retelling: Retelling): Promise<void>;
  /** Crosses the exit: there is a draft. */
  leave(visitId: string): Promise<void>;
  /** The engine says its last word; the receipt is final, or waits for reviews, and the money follows. */
  conclude(visitId: string, reasons?: readonly string[]): Promise<void>;
  /** From the street to a receipt that is final, or waits where something was uncertain. */
  shopFor(payer: Payer, goods: Partial<Record<Good, number | TakeOptions>>): Promise<string>;
}

/** What the people need of the process that they walk about in. */
export interface PeopleDeps {
  readonly shop: Shop;
  readonly entryService: EntryService;
  readonly runner: Parameters<typeof enterShop>[2];
  /** What sensors say, and what the engine makes of it: kept as evidence. */
  readonly see: (observation: Observation) => void;
  readonly takeOutputs: (outputs: readonly EngineOutput[], run: string) => void;
}

const RUN = "scripted";
/** What was taken was taken so long ago, so that the seconds after it are over. */
const AGO_MS = 6000;
const UNCERTAIN_BELOW = 0.97;

let lastNumber = 0;

/** @param find the process of now: it may have been started again */
export function createPeople(find: () => PeopleDeps): ScriptedPeople {
  const people: ScriptedPeople = {
    enter: (payer) => enter(find(), payer),
    show: (payer) => show(find(), payer),
    comeIn: () => comeIn(find().shop),
    take: (visitId, good, options = {}) => take(find(), visitId, good, options),
    retell: (evidenceId, retelling) => retell(find(), evidenceId, retelling),
    leave: async (visitId) => {
      const { shop } = find();
      await shop.store.transact((tx) => leaveShop(tx, shop, findShopper(shop, visitId)));
    },
    conclude: (visitId, reasons) => conclude(find(), visitId, reasons),
    shopFor: async (payer, goods) => {
      const visitId = await people.enter(payer);
      let isUncertain = false;
      for (const [good, how] of Object.entries(goods) as [Good, number | TakeOptions][]) {
        const options = typeof how === "number" ? { quantity: how } : how;
        isUncertain ||= (options.probability ?? 1) < UNCERTAIN_BELOW;
        await people.take(visitId, good, options);
      }
      await people.leave(visitId);
      await people.conclude(visitId, isUncertain ? ["not sure what was taken"] : []);
      return visitId;
    },
  };
  return people;
}

async function enter(deps: PeopleDeps, who: Payer): Promise<string> {
  const visitId = await show(deps, who);
  await comeIn(deps.shop);
  return visitId;
}

async function show({ shop, entryService, runner }: PeopleDeps, who: Payer): Promise<string> {
  const payer: EntryPayer =
    typeof who === "string" ? { kind: "card", token: who, lastFour: "4242" } : who;
  const method = payer.kind === "card" ? "card" : payer.kind === "customer" ? "qr" : "badge";
  const gateId = listEntryGates(shop.settings)[0]!;
  const credential = { method, payer, onceKey: randomUUID() } as const;
  const entry = await enterShop(shop, entryService, runner, { gateId, partySize: 1, credential });
  if (!entry.ok) throw new Error(`${entry.refusal.code}: ${entry.refusal.detail}`);
  return entry.value.visitId;
}

async function comeIn(shop: Shop): Promise<void> {
  const shopperId = `p${++lastNumber}`;
  const gateId = listEntryGates(shop.settings)[0]!;
  await shop.store.transact((tx) => seeShopper(tx, shop, { shopperId, gateId }));
}

export function findShopper({ store }: Shop, visitId: string): string {
  const visit = store.read("visit", visitId);
  if (visit.status === "unopened" || visit.shoppers.length === 0) throw new Error("nobody came in");
  return visit.shoppers[0]!;
}

async function take(
  { shop, see, takeOutputs }: PeopleDeps,
  visitId: string,
  good: Good,
  options: TakeOptions,
): Promise<string> {
  const { quantity = 1, probability = 0.995 } = options;
  const { gtin, weightG, gondola, shelf, plates } = GOODS[good];
  const targetId = findShopper(shop, visitId);
  const alternative: Alternative = {
    kind: "pick",
    targetId,
    giverId: null,
    barcode: gtin,
    quantity,
    probability,
  };
  const orElse = options.orElse ?? (good === "soup" ? "biscuits" : "soup");
  const other = { ...alternative, barcode: GOODS[orElse].gtin, probability: 0.9 - probability };
  const timestampMs = shop.nowMs() - AGO_MS;
  const interaction: Interaction = {
    ...alternative,
    id: String(++lastNumber),
    timestampMs,
    decidedMs: timestampMs + 500,
    settledMs: timestampMs + 300,
    weightG: weightG * quantity,
    gondola,
    shelf,
    plates,
    alternatives: probability < UNCERTAIN_BELOW ? [alternative, other] : [],
  };
  const before = shop.store.read("shopper", targetId).lines;
  const lines = before.map((line) => ({ barcode: line.gtin, quantity: line.quantity }));
  const status = options.isProvisional === true ? "provisional" : "final";
  const outputs: EngineOutput[] = [
    { kind: "interaction", status, interaction },
    {
      kind: "cart",
      timestampMs,
      targetId,
      probability,
      lines: [...lines, { barcode: gtin, quantity }],
    },
  ];
  const { during, after } = makeMoments(interaction);
  for (const observation of during) see(observation);
  takeOutputs(outputs, RUN);
  for (const observation of after) see(observation);
  await shop.store.transact((tx) => applyEngineOutputs(tx, shop, RUN, outputs));
  const evidenceId = `${RUN}.${interaction.id}`;
  told.set(evidenceId, interaction);
  return evidenceId;
}

/** Of what was taken, by the id that it is told under. */
const told = new Map<string, Interaction>();

async function retell(
  { shop }: PeopleDeps,
  evidenceId: string,
  { status, probability }: Retelling,
): Promise<void> {
  const before = told.get(evidenceId)!;
  const [first, other] = before.alternatives;
  const alternatives = [
    { ...first!, probability },
    { ...other!, probability: 0.9 - probability },
  ].filter((alternative) => alternative.probability > 0);
  const interaction: Interaction = { ...before, probability, alternatives };
  const { targetId, barcode, timestampMs } = interaction;
  const known = shop.store.read("shopper", targetId!).lines;
  const outputs: EngineOutput[] = [
    { kind: "interaction", status, interaction },
    {
      kind: "cart",
      timestampMs,
      targetId,
      probability: Math.max(probability, 0.5),
      lines: known
        .filter(({ gtin }) => status !== "retracted" || gtin !== barcode)
        .map(({ gtin, quantity }) => ({ barcode: gtin, quantity })),
    },
  ];
  await shop.store.transact((tx) => applyEngineOutputs(tx, shop, RUN, outputs));
}

async function conclude(
  { shop, runner }: PeopleDeps,
  visitId: string,
  reasons: readonly string[] = [],
): Promise<void> {
  const targetId = findShopper(shop, visitId);
  const { lines } = shop.store.read("shopper", targetId);
  const needsReview = reasons.length > 0;
  const receipt = {
    targetId,
    needsReview,
    reasons,
    faults: [],
    unclear: [],
    products: lines.map(({ gtin, quantity }) => ({ barcode: gtin, quantity })),
    probabilityExact: needsReview ? 0.6 : 0.99,
  };
  const timestampMs = shop.nowMs();
  await shop.store.transact((tx) =>
    applyEngineOutputs(tx, shop, RUN, [{ kind: "receipt", timestampMs, receipt }]),
  );
  await runner.advance(visitId);
}
