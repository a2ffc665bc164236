/** A trip as the cart reports it to the shop. */
import { weighCertainty } from "@saunter/engine/smart-cart/weigh-certainty";
import { TRIP_LIMITS, type Trip, type TripQuestion } from "@saunter/protocol/smart-cart/trip";
import {
  type Asked,
  type CartLine,
  type CartTrip,
  isOpenQuestion,
  listChanges,
  weighInside,
} from "./cart-trip.ts";

export type CartFault = Trip["faults"][number];

export interface ReportScene {
  readonly trip: CartTrip;
  readonly battery: number | null;
  readonly position: Trip["position"];
  readonly faults: readonly CartFault[];
}

/** Of each message, whatever the trip is. */
type Envelope = "sequence" | "sentMs" | "bootId" | "previousBootId";

export type Report = Omit<Trip, Envelope>;

/** Probabilities are told to so many digits: less is noise, and no reason to tell them again. */
const DIGITS = 3;

export function makeReport({ battery, faults, position, trip }: ReportScene): Report {
  const { helpCalledMs, laneId, lines, payer, startedMs, status } = trip;
  return {
    startedMs,
    payer,
    lines: [...lines.values()].map((line) => reportLine(trip, line)),
    certainty: tellCertainty(trip),
    questions: trip.questions.map((question) => toTold(trip, question)),
    changes: listChanges(trip).map((change) => ({
      ...change,
      changeG: limitG(change.changeG),
      errorG: limitG(change.errorG),
      levelG: limitG(change.levelG),
    })),
    ownSaidMs: [...trip.ownSaidMs],
    confirmed: [...trip.confirmedMs].map(([lineId, saidMs]) => ({ lineId, saidMs })),
    status: status === "free" ? "abandoned" : status,
    laneId,
    battery: battery === null ? null : round(battery),
    position,
    faults: [...faults],
    helpCalledMs,
  };
}

function reportLine(trip: CartTrip, line: CartLine): Report["lines"][number] {
  const { grossG, gtin, isRemoved, labelMinor, lineId, quantity, scannedMs, weightG } = line;
  return {
    lineId,
    gtin,
    quantity,
    weightG,
    grossG,
    ...(labelMinor === undefined ? {} : { labelMinor }),
    scannedMs,
    removed: isRemoved,
    inside: isRemoved ? 0 : round(weighInside(trip, lineId)),
  };
}

export function tellCertainty({ engine }: CartTrip): Trip["certainty"] {
  const { probabilityExact, probabilityMissing, probabilityTooMuch } = weighCertainty(engine);
  return {
    exact: round(probabilityExact),
    missing: round(probabilityMissing),
    tooMuch: round(probabilityTooMuch),
  };
}

/** What a shopper did instead of answering is an answer, too. */
function toTold(trip: CartTrip, question: Asked): TripQuestion {
  const { about, answer, askedMs, lineId } = question;
  const told = { about, lineId, weightG: limitG(question.weightG), askedMs };
  if (answer !== null || isOpenQuestion(trip, question)) return { ...told, answer };
  if (about === "not-scanned") return { ...told, answer: "scanned" };
  const lines = lineId === null ? [...trip.lines.values()] : [trip.lines.get(lineId)];
  const isRemoved = lines.every((line) => line?.isRemoved !== false);
  return { ...told, answer: isRemoved ? "removed" : "put-in" };
}

/** Whatever a scale reads, the shop takes it: of goods whose weight nobody knows there is none. */
function limitG(weightG: number): number {
  const { levelGMax } = TRIP_LIMITS;
  return Number.isFinite(weightG) ? Math.min(levelGMax, Math.max(-levelGMax, weightG)) : 0;
}

function round(probability: number): number {
  return Number(Math.min(1, Math.max(0, probability)).toFixed(DIGITS));
}
