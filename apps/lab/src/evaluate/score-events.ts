/** Events that an engine reported, beside those that happened: picks, put-backs and hand-overs. */

import type { Interaction, InteractionKind } from "@saunter/engine/receipt-types";
import type { TruthEvent, TruthEventKind } from "@saunter/ingest/recordings/read-truth";
import { assignSparse } from "@saunter/numerics/sparse-assignment";

/** An engine's time and the label's differ by less than this. */
export const TIME_TOLERANCE_MS = 3000;
/** A change leaks to the plate beside, and labels name one plate of those an item stands on. */
export const PLATES_APART_MAX = 1;
/** Units of one product that one shopper moves within this time are one event. */
export const SAME_EVENT_MS = 100;
/** A phantom this long before a press is labelled, or after, counts as caused by it. */
export const PRESS_BEFORE_MS = 1000;
/** The label is the press's beginning: 15 s of a long press, and what its release sets off. */
export const PRESS_AFTER_MS = 20_000;

/** What a pair of units is worth if nothing is wrong with it; more than all costs together. */
const PAIR_GAIN = 10;
/** Above half of the gain, so that no right pair is given up for two with wrong products. */
const COST_WRONG_PRODUCT = 6;
/** Half of it for each of the two people of a hand-over. */
const COST_WRONG_SHOPPER = 3;
/** At the end of the time tolerance; nearer in proportion. */
const COST_TIME = 0.5;
const COST_NEXT_PLATE = 0.4;

/** Of an event that was found; any of the three together. */
export interface Mistakes {
  readonly wrongShopper: boolean;
  readonly wrongProduct: boolean;
  readonly wrongQuantity: boolean;
}

/** Units moved at once, and what the engine made of them. */
export interface HappenedEvent extends Mistakes {
  readonly kind: InteractionKind;
  readonly timestampMs: number;
  /** Who did it; of a hand-over who gave. */
  readonly targetId: string | null;
  /** Who received, of a hand-over; null where the truth does not say. */
  readonly otherId: string | null;
  readonly barcode: string;
  readonly quantity: number;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  /** The engine reported at least one of its units; where not, it is missed. */
  readonly found: boolean;
  /** What the engine reported it; empty where it is missed. */
  readonly reported: readonly Interaction[];
}

/** What was there when the engine reported something that never happened. */
export const PHANTOM_CAUSES = ["press", "meeting", "other"] as const;
export type PhantomCause = (typeof PHANTOM_CAUSES)[number];

export interface ReportedEvent {
  readonly interaction: Interaction;
  /** Kind, product, shopper and quantity are what happened. */
  readonly right: boolean;
  /** Null where it happened, rightly reported or not. */
  readonly phantom: PhantomCause | null;
}

export interface EventScore {
  /** In order of time. */
  readonly happened: readonly HappenedEvent[];
  /** In the order in which they were given. */
  readonly reported: readonly ReportedEvent[];
}

const KINDS: Readonly<Record<Exclude<TruthEventKind, "hold">, InteractionKind>> = {
  pickup: "pick",
  putback: "putback",
  handover: "handover",
};

type TrueEvent = Omit<HappenedEvent, "found" | "reported" | keyof Mistakes>;

/** Units of an event that happened, and of one that was reported, that may be the same. */
interface Candidate {
  readonly happened: number;
  readonly reported: number;
  readonly cost: number;
}

/** How many units of the two were paired. */
interface Match extends Candidate {
  units: number;
}

/**
 * Pairs what was reported with what happened, unit by unit, so that as much as possible is explained at
 * the least cost: same kind, gondola and shelf, plates that overlap or touch, times within
 * `TIME_TOLERANCE_MS`; the same product and shopper where there is a choice. Hand-overs are paired
 * by time and by the people, of whom one at least has to be the same. What stays without a partner
 * was missed, or never happened. `truth` is one event a unit; its order does not matter.
 */
export function scoreEvents(
  reported: readonly Interaction[],
  truth: readonly TruthEvent[],
): EventScore {
  const happened = gatherUnits(truth);
  const matches = matchUnits(happened, reported);
  const happenedUnits = countUnits(matches, "happened", happened.length);
  const reportedUnits = countUnits(matches, "reported", reported.length);
  const judge = (own: readonly Match[]): Mistakes => ({
    wrongShopper: own.some(
      (one) => countWrongShoppers(happened[one.happened], reported[one.reported]) > 0,
    ),
    wrongProduct: own.some(
      (one) => happened[one.happened].barcode !== reported[one.reported].barcode,
    ),
    wrongQuantity: own.some(
      (one) =>
        happenedUnits[one.happened] < happened[one.happened].quantity ||
        reportedUnits[one.reported] < reported[one.reported].quantity,
    ),
  });
  const presses = truth.filter(({ kind }) => kind === "hold");
  const matchesOfHappened = Map.groupBy(matches, (match) => match.happened);
  const matchesOfReported = Map.groupBy(matches, (match) => match.reported);
  return {
    happened: happened.map((event, at) => {
      const own = matchesOfHappened.get(at) ?? [];
      const found = own.length > 0;
      return { ...event, found, ...judge(own), reported: own.map((one) => reported[one.reported]) };
    }),
    reported: reported.map((interaction, at) => {
      const own = matchesOfReported.get(at) ?? [];
      if (own.length === 0) {
        return { interaction, right: false, phantom: findCause(interaction, presses) };
      }
      const { wrongShopper, wrongProduct, wrongQuantity } = judge(own);
      return {
        interaction,
        right: !wrongShopper && !wrongProduct && !wrongQuantity,
        phantom: null,
      };
    }),
  };
}

/** Makes one event of the units that one shopper moved at once. */
function gatherUnits(truth: readonly TruthEvent[]): TrueEvent[] {
  const events: TrueEvent[] = [];
  const lastByKey = new Map<string, number>();
  for (const unit of truth.toSorted((a, b) => a.timestampMs - b.timestampMs)) {
    if (unit.kind === "hold") continue;
    const { weightG: _, kind, ...rest } = unit;
    const key = JSON.stringify([
      ...[kind, unit.targetId, unit.otherId, unit.barcode],
      ...[unit.gondola, unit.shelf, unit.plates],
    ]);
    const at = lastByKey.get(key);
    if (at !== undefined && unit.timestampMs - events[at].timestampMs <= SAME_EVENT_MS) {
      events[at] = { ...events[at], quantity: events[at].quantity + 1 };
    } else {
      lastByKey.set(key, events.length);
      events.push({ ...rest, kind: KINDS[kind], quantity: 1 });
    }
  }
  return events;
}

function matchUnits(happened: readonly TrueEvent[], reported: readonly Interaction[]): Match[] {
  const candidates = listCandidates(happened, reported);
  const firstRow = startOfUnits(happened);
  const firstColumn = startOfUnits(reported);
  const rows: number[] = [];
  const columns: number[] = [];
  const gains: number[] = [];
  const candidateOfPair: number[] = [];
  for (const [at, { happened: h, reported: t, cost }] of candidates.entries()) {
    for (let row = firstRow[h]; row < firstRow[h + 1]; row++) {
      for (let column = firstColumn[t]; column < firstColumn[t + 1]; column++) {
        rows.push(row);
        columns.push(column);
        gains.push(PAIR_GAIN - cost);
        candidateOfPair.push(at);
      }
    }
  }
  const rowCount = firstRow[happened.length];
  const columnCount = firstColumn[reported.length];
  const matches = new Map<number, Match>();
  for (const pair of assignSparse({ rowCount, columnCount, rows, columns, gains })) {
    if (pair < 0) continue;
    const at = candidateOfPair[pair];
    const match = matches.get(at);
    if (match === undefined) matches.set(at, { ...candidates[at], units: 1 });
    else match.units++;
  }
  return [...matches.values()];
}

/** Where each one's units begin in a row of all units, and where the last one's end. */
function startOfUnits(events: readonly { readonly quantity: number }[]): number[] {
  const starts = [0];
  for (const { quantity } of events) starts.push(starts[starts.length - 1] + quantity);
  return starts;
}

function listCandidates(
  happened: readonly TrueEvent[],
  reported: readonly Interaction[],
): Candidate[] {
  const reportedByPlace = Map.groupBy(reported.keys(), (at) => nameScene(reported[at]));
  return happened.flatMap((event, h) =>
    (reportedByPlace.get(nameScene(event)) ?? []).flatMap((t) => {
      const cost = costOf(event, reported[t]);
      return cost === null ? [] : [{ happened: h, reported: t, cost }];
    }),
  );
}

/** Only events of one scene may be the same; people meet anywhere. */
function nameScene({ kind, gondola, shelf }: TrueEvent | Interaction): string {
  return kind === "handover" ? kind : `${kind} ${gondola} ${shelf}`;
}

/** Of taking the two for the same, or null where they cannot be. */
function costOf(event: TrueEvent, interaction: Interaction): number | null {
  const apartMs = Math.abs(interaction.timestampMs - event.timestampMs);
  if (!(apartMs <= TIME_TOLERANCE_MS)) return null;
  const apart = event.kind === "handover" ? 0 : measureApart(event.plates, interaction.plates);
  if (apart > PLATES_APART_MAX) return null;
  if (event.kind === "handover" && !haveSomebodyInCommon(event, interaction)) return null;
  return (
    (event.barcode === interaction.barcode ? 0 : COST_WRONG_PRODUCT) +
    (COST_WRONG_SHOPPER * countWrongShoppers(event, interaction)) /
      (event.kind === "handover" ? 2 : 1) +
    (COST_TIME * apartMs) / TIME_TOLERANCE_MS +
    (apart === 0 ? 0 : COST_NEXT_PLATE)
  );
}

/** Plates between the nearest two; 0 where either names none, and means the shelf. */
function measureApart(some: readonly number[], others: readonly number[]): number {
  if (some.length === 0 || others.length === 0) return 0;
  return Math.min(...some.flatMap((one) => others.map((other) => Math.abs(one - other))));
}

function haveSomebodyInCommon(
  { targetId, otherId }: TrueEvent,
  { giverId, targetId: receiverId }: Interaction,
): boolean {
  const known = [targetId, otherId].filter((id) => id !== null);
  // Nobody was tracked: the time has to do.
  return known.length === 0 || known.some((id) => id === giverId || id === receiverId);
}

/** Of a hand-over 0 to 2; a receiver whom the truth does not name is not judged. */
function countWrongShoppers(event: TrueEvent, interaction: Interaction): number {
  if (event.kind !== "handover") return event.targetId === interaction.targetId ? 0 : 1;
  const wrongReceiver = event.otherId !== null && event.otherId !== interaction.targetId;
  return (event.targetId === interaction.giverId ? 0 : 1) + (wrongReceiver ? 1 : 0);
}

function countUnits(
  matches: readonly Match[],
  side: "happened" | "reported",
  length: number,
): Int32Array {
  const units = new Int32Array(length);
  for (const match of matches) units[match[side]] += match.units;
  return units;
}

function findCause(phantom: Interaction, presses: readonly TruthEvent[]): PhantomCause {
  if (phantom.kind === "handover") return "meeting";
  const isPressed = presses.some(({ gondola, shelf, timestampMs }) => {
    const sinceMs = phantom.timestampMs - timestampMs;
    return (
      gondola === phantom.gondola &&
      shelf === phantom.shelf &&
      sinceMs >= -PRESS_BEFORE_MS &&
      sinceMs <= PRESS_AFTER_MS
    );
  });
  return isPressed ? "press" : "other";
}
