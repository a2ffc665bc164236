/**
 * What a fridge does to its plates: the compressor shakes them while it runs, its start and the door jerk them, and
 * warm air has them drift. Its door is open while a hand is inside; readings have the contact at index 0 of shelf and
 * of plate.
 */
import { type Observation, type PlateBatch, WRIST } from "@saunter/engine/observation";
import type { Random } from "@saunter/numerics/random";
import type { FloorPlan, GondolaPlan } from "./floor-plan-types.ts";
import type { Simulation } from "./simulate.ts";

/** A door is opened so long before a hand is inside, and falls shut so long after, milliseconds. */
const OPENS_MS = 700;
const SHUTS_MS = 900;
/** A hand is inside from so far before the front on, metres. */
const INSIDE_M = -0.12;
/** The jerk of the door as it opens and as it falls shut, and of the compressor as it starts: grams, hertz, seconds. */
const JERKS = {
  opens: { g: 15, hz: 7, decayS: 0.15 },
  shuts: { g: 60, hz: 9, decayS: 0.25 },
  starts: { g: 10, hz: 12, decayS: 0.3 },
} as const;
/** A domestic compressor runs at 50 Hz less some slip; a short recording has some of its starts, seconds. */
const RUNS_S = 22;
const RESTS_S = 17;
const RUN_HZ = 48.7;
const RUN_G = 1.5;
/** A gram or two a degree, some degrees while the door is open and in the compressor's cycle. */
const DRIFT_G_PER_MINUTE = 6;

interface Span {
  readonly fromMs: number;
  untilMs: number;
}

export function* disturbFridge(
  { floor, observations, truth }: Pick<Simulation, "floor" | "observations" | "truth">,
  random: Random,
): Generator<Observation, void, void> {
  const doors = findDoorTimes(floor, observations());
  const phaseS = random.uniform(0, RUNS_S + RESTS_S);
  const drift = random.uniform(-DRIFT_G_PER_MINUTE, DRIFT_G_PER_MINUTE);
  for (const { gondola, kind, timestamp, untilTimestamp = timestamp } of truth().events) {
    if (kind !== "handover") addSpan(doors, gondola, 1000 * timestamp, 1000 * untilTimestamp);
  }
  for (const spans of doors.values()) joinSpans(spans);
  let startMs = Number.NaN;
  for (const observation of observations()) {
    if (Number.isNaN(startMs)) startMs = observation.timestampMs;
    if (observation.kind === "joints") yield observation;
    else {
      const spans = doors.get(observation.gondola) ?? [];
      yield disturb(observation, { spans, startMs, phaseS, drift });
    }
  }
}

/** When hands are inside each gondola. */
function findDoorTimes(floor: FloorPlan, observations: Iterable<Observation>): Map<number, Span[]> {
  const doors = new Map<number, Span[]>();
  for (const observation of observations) {
    if (observation.kind !== "joints") continue;
    for (const { joints } of observation.shoppers) {
      for (const wrist of [WRIST, WRIST + 1]) {
        const [x, y] = [joints[4 * wrist]!, joints[4 * wrist + 1]!];
        const plan = floor.gondolas.find((one) => isInside(one, x, y));
        if (plan !== undefined) addSpan(doors, plan.gondola, observation.timestampMs);
      }
    }
  }
  return doors;
}

function isInside(plan: GondolaPlan, x: number, y: number): boolean {
  const [c, s] = [Math.cos(plan.yawRad), Math.sin(plan.yawRad)];
  const along = c * (x - plan.x) + s * (y - plan.y);
  const into = -s * (x - plan.x) + c * (y - plan.y);
  const isBeside = along >= 0 && along <= plan.plateCount * plan.plateWidthM;
  return isBeside && into > INSIDE_M && into < plan.depthM;
}

function addSpan(
  doors: Map<number, Span[]>,
  gondola: number,
  fromMs: number,
  untilMs = fromMs,
): void {
  let own = doors.get(gondola);
  if (own === undefined) {
    own = [];
    doors.set(gondola, own);
  }
  own.push({ fromMs: fromMs - OPENS_MS, untilMs: untilMs + SHUTS_MS });
}

/** Those that overlap become one, in order. */
function joinSpans(spans: Span[]): void {
  spans.sort((a, b) => a.fromMs - b.fromMs);
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && span.fromMs <= last.untilMs) {
      last.untilMs = Math.max(last.untilMs, span.untilMs);
    } else joined.push(span);
  }
  spans.splice(0, spans.length, ...joined);
}

interface Disturbance {
  readonly spans: readonly Span[];
  readonly startMs: number;
  readonly phaseS: number;
  readonly drift: number;
}

function disturb(batch: PlateBatch, { drift, phaseS, spans, startMs }: Disturbance): PlateBatch {
  const { plateCount, sampleCount, sampleRateHz, shelfCount, timestampMs } = batch;
  const samplesG = batch.samplesG.slice();
  const cells = shelfCount * plateCount;
  for (let sample = 0; sample < sampleCount; sample++) {
    const atMs = timestampMs + (1000 * sample) / sampleRateHz;
    const atS = (atMs - startMs) / 1000;
    const cycleS = (atS + phaseS) % (RUNS_S + RESTS_S);
    const isRunning = cycleS < RUNS_S;
    let common = (drift * atS) / 60;
    if (isRunning) common += jerk(JERKS.starts, cycleS);
    let isOpen = false;
    for (const { fromMs, untilMs } of spans) {
      common +=
        jerk(JERKS.opens, (atMs - fromMs) / 1000) + jerk(JERKS.shuts, (atMs - untilMs) / 1000);
      if (atMs >= fromMs && atMs < untilMs) isOpen = true;
    }
    const at = sample * cells;
    for (let cell = plateCount + 1; cell < cells; cell++) {
      const shake = isRunning ? RUN_G * Math.sin(2 * Math.PI * RUN_HZ * atS + cell) : 0;
      samplesG[at + cell]! += common + shake;
    }
    samplesG[at] = isOpen ? 1 : 0;
  }
  return { ...batch, samplesG };
}

function jerk({ decayS, g, hz }: (typeof JERKS)[keyof typeof JERKS], afterS: number): number {
  if (afterS < 0 || afterS > 8 * decayS) return 0;
  return g * Math.exp(-afterS / decayS) * Math.sin(2 * Math.PI * hz * afterS);
}
