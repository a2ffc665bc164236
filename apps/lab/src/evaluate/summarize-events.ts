import type { InteractionKind } from "@saunter/engine/receipt-types";
import { brierScore, expectedCalibrationError } from "@saunter/numerics/calibration";
import { binProbabilities, CALIBRATION_BINS, type ProbabilityBin } from "./calibration-bins.ts";
import { type EventScore, PHANTOM_CAUSES, type PhantomCause } from "./score-events.ts";

/** A phantom reported with at least this probability was reported as a certainty. */
export const SURE_PROBABILITY = 0.9;

export const EVENT_KINDS = ["pick", "putback", "handover"] as const satisfies InteractionKind[];

/** Counts of events. What was found may have several things wrong with it. */
export interface EventTally {
  /** Events that happened: found and missed. */
  readonly happened: number;
  readonly found: number;
  readonly missed: number;
  /** Events that the engine reported, phantoms among them. */
  readonly reported: number;
  /** Reported, and never happened. */
  readonly phantoms: number;
  readonly wrongShopper: number;
  readonly wrongProduct: number;
  readonly wrongQuantity: number;
}

export interface PhantomTally {
  readonly phantoms: number;
  /** Of them, those reported with at least `SURE_PROBABILITY`. */
  readonly sure: number;
}

/** Events of the recordings whose truth lists them. */
export interface EventSummary {
  readonly recordings: number;
  readonly byKind: Readonly<Record<InteractionKind, EventTally>>;
  readonly all: EventTally;
  readonly phantomsByCause: Readonly<Record<PhantomCause, PhantomTally>>;
  readonly allPhantoms: PhantomTally;
  /** Over events reported; NaN where there is none. An event is right if all of it is. */
  readonly meanProbability: number;
  readonly rightShare: number;
  readonly calibrationError: number;
  readonly brier: number;
  readonly calibrationBins: readonly ProbabilityBin[];
}

/** Sums up the scores of several recordings; null where there is none. */
export function summarizeEvents(scores: readonly EventScore[]): EventSummary | null {
  if (scores.length === 0) return null;
  const joined: EventScore = {
    happened: scores.flatMap(({ happened }) => happened),
    reported: scores.flatMap(({ reported }) => reported),
  };
  const tallyCause = (cause: PhantomCause) => tallyPhantoms(joined, (one) => one === cause);
  return {
    recordings: scores.length,
    byKind: {
      pick: tallyEvents(joined, "pick"),
      putback: tallyEvents(joined, "putback"),
      handover: tallyEvents(joined, "handover"),
    },
    all: tallyEvents(joined, null),
    phantomsByCause: {
      press: tallyCause("press"),
      meeting: tallyCause("meeting"),
      other: tallyCause("other"),
    },
    allPhantoms: tallyPhantoms(joined, (one) => PHANTOM_CAUSES.some((cause) => cause === one)),
    ...judgeProbabilities(joined),
  };
}

/** Of one kind, or of all. */
export function tallyEvents(score: EventScore, kind: InteractionKind | null): EventTally {
  const happened = score.happened.filter((event) => kind === null || event.kind === kind);
  const reported = score.reported.filter(
    ({ interaction }) => kind === null || interaction.kind === kind,
  );
  const found = happened.filter((event) => event.found);
  return {
    happened: happened.length,
    found: found.length,
    missed: happened.length - found.length,
    reported: reported.length,
    phantoms: reported.filter(({ phantom }) => phantom !== null).length,
    wrongShopper: found.filter(({ wrongShopper }) => wrongShopper).length,
    wrongProduct: found.filter(({ wrongProduct }) => wrongProduct).length,
    wrongQuantity: found.filter(({ wrongQuantity }) => wrongQuantity).length,
  };
}

function tallyPhantoms(
  { reported }: EventScore,
  isOfCause: (cause: PhantomCause | null) => boolean,
): PhantomTally {
  const phantoms = reported.filter(({ phantom }) => isOfCause(phantom));
  const sure = phantoms.filter(({ interaction }) => interaction.probability >= SURE_PROBABILITY);
  return { phantoms: phantoms.length, sure: sure.length };
}

function judgeProbabilities({
  reported,
}: EventScore): Pick<
  EventSummary,
  "meanProbability" | "rightShare" | "calibrationError" | "brier" | "calibrationBins"
> {
  // Sums of probabilities may pass 1 by rounding.
  const probabilities = reported.map(({ interaction }) => Math.min(1, interaction.probability));
  const right = reported.map((event) => event.right);
  const isEmpty = reported.length === 0;
  return {
    meanProbability: probabilities.reduce((sum, one) => sum + one, 0) / reported.length,
    rightShare: right.filter(Boolean).length / reported.length,
    calibrationError: isEmpty
      ? Number.NaN
      : expectedCalibrationError(probabilities, right, CALIBRATION_BINS),
    brier: isEmpty ? Number.NaN : brierScore(probabilities, right),
    calibrationBins: isEmpty ? [] : binProbabilities(probabilities, right),
  };
}
