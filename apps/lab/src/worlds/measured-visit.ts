/** Runs one simulated visit through the engine, and keeps what later statistics need. */

import { createEngine, finishEngine, stepEngine } from "@saunter/engine/engine";
import { type ParameterChanges, withParameters } from "@saunter/engine/parameters/engine";
import { calibrateExact } from "@saunter/engine/reporting/calibration";
import type { VisitRisk } from "@saunter/engine/reporting/visit-risk";
import type { TruthEvent } from "@saunter/ingest/recordings/read-truth";
import type { MixName } from "@saunter/sim/visit-mixes";
import { simulateVisit, type WorldName } from "@saunter/sim/worlds";
import { readSimulatedTruth } from "@saunter/stand-ins/recordings/simulated-truth";
import { type EventScore, scoreEvents } from "../evaluate/score-events.ts";
import { scoreRecording } from "../evaluate/score-recording.ts";

export interface VisitTask {
  readonly world: WorldName;
  readonly mix: MixName;
  readonly seed: number;
  /** Other values of some of the engine's parameters, by topic and name. */
  readonly changes?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What the calibration turns into the probability of a receipt. */
export interface Evidence {
  readonly belief: number;
  readonly risk: VisitRisk;
}

export interface MeasuredReceipt {
  readonly exact: boolean;
  /** Flagged whatever its probability: a sensor failed beside the shopper, or a product has no weight. */
  readonly alarmed: boolean;
  /** As the engine states it. */
  readonly probabilityExact: number;
  /** Null if the engine joined two receipts, or wrote none. */
  readonly evidence: Evidence | null;
  /** What the shopper did, by name, and `SHARED_PLATE`. */
  readonly tags: readonly string[];
}

export interface MeasuredVisit extends VisitTask {
  readonly receipts: readonly MeasuredReceipt[];
  readonly events: EventScore;
  readonly recordedSeconds: number;
}

export function measureVisit(task: VisitTask): MeasuredVisit {
  const visit = simulateVisit(task);
  const evidences = new Map<number, Evidence>();
  // Names and values are checked where they are taken.
  const parameters = withParameters((task.changes ?? {}) as ParameterChanges);
  const engine = createEngine(visit.shop, {
    parameters,
    // Only alarms flag; bounds apply later.
    acceptProbability: 0,
    calibrate: (belief, risk) => {
      // A tiny unique reduction identifies the receipt later.
      const probability =
        calibrateExact(belief, risk, parameters.calibration) * (1 - (evidences.size + 1) * TRIFLE);
      evidences.set(probability, { belief, risk: { ...risk } });
      return probability;
    },
  });
  let firstMs = Number.NaN;
  let lastMs = Number.NaN;
  for (const observation of visit.observations()) {
    if (Number.isNaN(firstMs)) firstMs = observation.timestampMs;
    lastMs = observation.timestampMs;
    stepEngine(engine, observation);
  }
  const { receipts, interactions } = finishEngine(engine);
  const truth = readSimulatedTruth(visit);
  const tags = visit.tags();
  const crowded = findSharedPlates(truth.events ?? []);
  const score = scoreRecording(receipts, truth.receipts);
  return {
    ...task,
    recordedSeconds: (lastMs - firstMs) / 1000,
    receipts: score.receipts.map(({ exact, flagged, probabilityExact, targetId }) => ({
      exact,
      alarmed: flagged,
      probabilityExact,
      evidence: evidences.get(probabilityExact) ?? null,
      tags: [...(tags.get(targetId ?? "") ?? []), ...(crowded.has(targetId) ? [SHARED_PLATE] : [])],
    })),
    events: strip(scoreEvents(interactions, truth.events ?? [])),
  };
}

/** Of shoppers who moved something within a second of somebody else, on the same plate or the next. */
export const SHARED_PLATE = "sharedPlate";
const SHARED_MS = 1000;

export function findSharedPlates(events: readonly TruthEvent[]): Set<string | null> {
  const moves = events.filter(({ kind }) => kind === "pickup" || kind === "putback");
  const isShared = (a: TruthEvent, b: TruthEvent): boolean =>
    a.targetId !== b.targetId &&
    a.gondola === b.gondola &&
    a.shelf === b.shelf &&
    Math.abs(a.timestampMs - b.timestampMs) <= SHARED_MS &&
    a.plates.some((plate) => b.plates.some((other) => Math.abs(plate - other) <= 1));
  const sharing = moves.filter((one) => moves.some((other) => isShared(one, other)));
  return new Set(sharing.map(({ targetId }) => targetId));
}

/** Far above rounding errors, far below differences that matter. */
const TRIFLE = 1e-12;

/** Drops alternatives to save memory: tens of thousands of events are kept. */
function strip({ happened, reported }: EventScore): EventScore {
  return {
    happened: happened.map((event) => ({ ...event, reported: [] })),
    reported: reported.map((one) => ({
      ...one,
      interaction: { ...one.interaction, alternatives: [] },
    })),
  };
}
