/** Fits how likely a meeting of hands handed something over: slopes that all worlds share, and odds of each world. */

import { createHandoverDetector, findMeetings } from "@saunter/engine/attribution/handovers";
import {
  MEETING_PIECES,
  type MeetingOfHands,
  measurePieces,
} from "@saunter/engine/attribution/meeting-evidence";
import { createTracks, pushFrame } from "@saunter/engine/attribution/tracks";
import type { Observation } from "@saunter/engine/observation";
import { ENGINE_PARAMETERS } from "@saunter/engine/parameters/engine";
import { createShopIndex } from "@saunter/engine/shop-index";
import type { ShopModel } from "@saunter/engine/shop-model";
import { readObservations } from "@saunter/ingest/recordings/read-observations";
import { readShop } from "@saunter/ingest/recordings/read-shop";
import { readTruth, type TruthEvent } from "@saunter/ingest/recordings/read-truth";
import { fitSignedLogistic, type LogisticModel } from "@saunter/numerics/signed-logistic";
import { logistic } from "@saunter/numerics/statistics";
import { simulateVisit } from "@saunter/sim/worlds";
import type { Table } from "../worlds/format-worlds.ts";
import type { VisitTask } from "../worlds/measured-visit.ts";

/** A hand-over and the meeting that was it are no further apart. */
const SAME_MS = 2500;
const PENALTY = 0.001;
const NEWTON_STEPS = 50;

export interface LabelledMeeting {
  readonly world: string;
  readonly pieces: readonly number[];
  readonly handedOver: boolean;
}

type Handover = Pick<TruthEvent, "timestampMs" | "targetId" | "otherId">;

/** Meetings of a simulated visit; its world is reported with its mix, as the mixes differ in their odds. */
export function listSimulatedMeetings(task: VisitTask): LabelledMeeting[] {
  const visit = simulateVisit(task);
  // The truth is whole when the visit is over.
  const meetings = detectMeetings(visit.shop, visit.observations());
  const handovers = visit
    .truth()
    .events.filter(({ kind }) => kind === "handover")
    .map(({ timestamp, targetId, otherId }) => ({
      timestampMs: 1000 * timestamp,
      targetId,
      otherId: otherId ?? null,
    }));
  return label(`${task.world}, ${task.mix}`, meetings, handovers);
}

/** Meetings of a recording with its truth. */
export async function listRecordedMeetings(world: string, dir: string): Promise<LabelledMeeting[]> {
  const { shop } = await readShop(dir);
  const observations: Observation[] = [];
  for await (const chunk of (await readObservations(dir)).chunks) {
    observations.push(...chunk.filter(({ kind }) => kind === "joints"));
  }
  const events = (await readTruth(dir))?.events ?? [];
  const handovers = events.filter(({ kind }) => kind === "handover");
  return label(world, detectMeetings(shop, observations), handovers);
}

function detectMeetings(shop: ShopModel, observations: Iterable<Observation>): MeetingOfHands[] {
  const index = createShopIndex(shop, ENGINE_PARAMETERS);
  const tracks = createTracks();
  const detector = createHandoverDetector(ENGINE_PARAMETERS.hands);
  const meetings: MeetingOfHands[] = [];
  for (const observation of observations) {
    if (observation.kind !== "joints") continue;
    pushFrame(tracks, observation);
    meetings.push(...findMeetings(detector, index, tracks, observation.timestampMs));
  }
  return meetings;
}

/** The clearest meeting near a hand-over of those two is it. Recordings may not say who the other one was. */
function label(
  world: string,
  meetings: readonly MeetingOfHands[],
  handovers: readonly Handover[],
): LabelledMeeting[] {
  const found = new Set<MeetingOfHands>();
  for (const { timestampMs, targetId, otherId } of handovers) {
    const [clearest] = meetings
      .filter(
        (one) =>
          !found.has(one) &&
          (one.a === targetId || one.b === targetId) &&
          (otherId === null || one.a === otherId || one.b === otherId) &&
          Math.abs(one.timestampMs - timestampMs) < SAME_MS,
      )
      .sort((a, b) => b.strength - a.strength);
    if (clearest !== undefined) found.add(clearest);
  }
  return meetings.map((one) => ({
    world,
    handedOver: found.has(one),
    pieces: measurePieces(one, ENGINE_PARAMETERS.hands),
  }));
}

/** Slopes, and the odds of each world that was fitted on. */
function fitSlopes(meetings: readonly LabelledMeeting[], worlds: readonly string[]): LogisticModel {
  const signs = MEETING_PIECES.map(([, slope]) =>
    ENGINE_PARAMETERS.hands[slope] > 0 ? (1 as const) : (-1 as const),
  );
  return fitSignedLogistic(
    {
      features: meetings.flatMap(({ pieces, world }) => [
        ...pieces,
        ...worlds.map((one) => Number(one === world)),
      ]),
      outcomes: meetings.map(({ handedOver }) => Number(handedOver)),
    },
    [...signs, ...worlds.map(() => 0 as const)],
    PENALTY,
  );
}

const sumPieces = (pieces: readonly number[], slopes: readonly number[]): number =>
  pieces.reduce((sum, piece, at) => sum + slopes[at]! * piece, 0);

/** Of a world: the base that fits it by given slopes, and the log loss with it, nats. */
function fitBase(
  meetings: readonly LabelledMeeting[],
  slopes: readonly number[],
): { readonly base: number; readonly loss: number } {
  const sums = meetings.map(({ pieces }) => sumPieces(pieces, slopes));
  const gifts = meetings.filter(({ handedOver }) => handedOver).length;
  let base = 0;
  for (let iteration = 0; iteration < NEWTON_STEPS; iteration++) {
    const probabilities = sums.map((sum) => logistic(base + sum));
    const expected = probabilities.reduce((total, one) => total + one, 0);
    const variance = probabilities.reduce((total, one) => total + one * (1 - one), 0);
    base += Math.max(-1, Math.min(1, (gifts - expected) / variance));
  }
  let loss = 0;
  for (const [at, { handedOver }] of meetings.entries()) {
    const probability = logistic(base + sums[at]!);
    loss -= Math.log(handedOver ? probability : 1 - probability);
  }
  return { base, loss };
}

export interface FittedMeetings {
  readonly slopes: Table;
  readonly worlds: Table;
}

/** RangeError where there are fewer than two worlds with hand-overs. */
export function fitMeetings(meetings: readonly LabelledMeeting[]): FittedMeetings {
  const byWorld = Map.groupBy(meetings, ({ world }) => world);
  const worlds = [...byWorld.keys()].filter((world) =>
    byWorld.get(world)!.some(({ handedOver }) => handedOver),
  );
  if (worlds.length < 2) throw new RangeError("hand-overs of two worlds or more are needed");
  const own = meetings.filter(({ world }) => worlds.includes(world));
  const shipped = MEETING_PIECES.map(([, slope]) => ENGINE_PARAMETERS.hands[slope]);
  const all = fitSlopes(own, worlds).weights.slice(0, shipped.length);
  const leftOut = worlds.map((world) => {
    const others = own.filter((one) => one.world !== world);
    return fitSlopes(
      others,
      worlds.filter((one) => one !== world),
    ).weights.slice(0, shipped.length);
  });
  return {
    slopes: {
      header: ["parameter", "shipped", "fitted", "least, a world left out", "most"],
      rightAligned: new Set([1, 2, 3, 4]),
      rows: MEETING_PIECES.map(([, slope], at) => [
        slope,
        shipped[at]!.toFixed(2),
        all[at]!.toFixed(2),
        Math.min(...leftOut.map((one) => one[at]!)).toFixed(2),
        Math.max(...leftOut.map((one) => one[at]!)).toFixed(2),
      ]),
    },
    worlds: {
      header: ["world", "meetings", "hand-overs", "base", "loss, shipped", "loss, left out"],
      rightAligned: new Set([1, 2, 3, 4, 5]),
      rows: worlds.map((world, at) => {
        const its = byWorld.get(world)!;
        const held = fitBase(its, leftOut[at]!);
        return [
          world,
          String(its.length),
          String(its.filter(({ handedOver }) => handedOver).length),
          held.base.toFixed(2),
          fitBase(its, shipped).loss.toFixed(0),
          held.loss.toFixed(0),
        ];
      }),
    },
  };
}
