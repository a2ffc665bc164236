/**
 * Evidence for reviewers: the plates' curve, the positions and a clip around each interaction that
 * somebody may question, now or when a line is disputed. See docs/decisions/0014 and 0015.
 */

import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import type { Interaction, UnclearChange } from "@saunter/engine/receipt-types";
import { raiseAlert } from "../../domain/alerts.ts";
import { findVisitOf } from "../../domain/binding-service.ts";
import type { Shop } from "../../domain/shop-context.ts";
import type {
  CurveCut,
  CurveRecorder,
  Piece,
  PositionsCut,
} from "../../evidence/curve-recorder.ts";
import { EVIDENCE_BYTES_MAX, NEAR_M, RECORDED_MS } from "../../evidence/evidence-limits.ts";
import type { EvidencePeriods } from "../../evidence/evidence-periods.ts";
import {
  dropEvidence,
  type EvidenceFile,
  type EvidenceKind,
  extendEvidence,
  keepEvidence,
  purgeEvidence,
  readEvidence,
} from "../../evidence/evidence-store.ts";
import { prepared } from "../../store/prepared.ts";
import type { Store } from "../../store/store.ts";
import type { Transaction } from "../../store/transaction.ts";
import type { EvidenceOfReview } from "./evidence-readers.ts";

/** Length of what is kept before and after an interaction. */
const BEFORE_MS = 4000;
const AFTER_MS = 4000;
const PURGES_MAX = 20;

export interface EvidenceKeeper {
  /** What is seen goes to the recorder first. */
  see(observation: Pick<Observation, "timestampMs">): void;
  applyOutputs(outputs: readonly EngineOutput[], run: string): void;
  /** The stream has ended: what waits is cut out as far as it was seen. */
  end(): void;
}

/** What makes clips, where there are cameras and clips are kept. */
export interface ClipTaker {
  /** The seconds about an interaction are over. One that was made of the same seconds before stays until it has another. */
  take(evidenceId: string, interaction: Observed): void;
  /** It was revised and is still uncertain: a clip that does not show what is reported now is deleted. */
  compare(evidenceId: string, interaction: Observed): void;
  /** It was retracted, or is certain now: what is being made of it is deleted. */
  forget(evidenceId: string): void;
}

export interface EvidenceKeeperOptions {
  /** All evidence together. */
  readonly bytesMax?: number;
  readonly clips?: ClipTaker | null;
}

/** What evidence is kept of. */
export type Observed = Pick<
  Interaction | UnclearChange,
  | "timestampMs"
  | "targetId"
  | "giverId"
  | "barcode"
  | "gondola"
  | "shelf"
  | "plates"
  | "alternatives"
>;

/** An interaction whose seconds are cut out when they have passed. */
interface Waiting {
  readonly evidenceId: string;
  readonly interaction: Observed;
}

/** The last report of an interaction. */
interface Told {
  readonly of: string;
  readonly isUncertain: boolean;
  readonly timestampMs: number;
}

/** Pieces of one interaction. */
interface Cut extends Waiting {
  readonly curve: CurveCut | null;
  readonly positions: PositionsCut | null;
}

/** Cuts pieces out of what `recorder` has, when their seconds are over. */
export function createEvidenceKeeper(
  shop: Shop,
  recorder: CurveRecorder,
  periods: EvidencePeriods,
  onError: (error: unknown) => void,
  { bytesMax = EVIDENCE_BYTES_MAX, clips = null }: EvidenceKeeperOptions = {},
): EvidenceKeeper {
  const waiting = new Map<string, Waiting>();
  /** What is cut out, or waits to be, and of what, as long as it could be cut out again. */
  const known = new Map<string, Told>();
  let streamMs = Number.NEGATIVE_INFINITY;
  const cutDue = (untilMs: number): void => {
    const due = [...waiting.values()].filter(
      ({ interaction }) => interaction.timestampMs + AFTER_MS <= untilMs,
    );
    if (due.length === 0) return;
    const cuts = due.map((one) => {
      waiting.delete(one.evidenceId);
      return cut(recorder, one, periods);
    });
    shop.store.transact((tx) => keepCuts(tx, cuts, periods, bytesMax)).catch(onError);
    for (const { evidenceId, interaction } of cuts) {
      if (isUncertain(interaction)) clips?.take(evidenceId, interaction);
    }
    for (const [id, { timestampMs }] of known) {
      if (timestampMs < streamMs - RECORDED_MS) known.delete(id);
    }
  };
  const drop = (evidenceId: string, kinds?: readonly EvidenceKind[]): void => {
    clips?.forget(evidenceId);
    shop.store.transact((tx) => dropEvidence(tx, evidenceId, kinds)).catch(onError);
  };
  const hearOne = (evidenceId: string, interaction: Observed): void => {
    const { timestampMs } = interaction;
    const before = known.get(evidenceId);
    // What is no longer in memory whole is kept as it was cut out before.
    const isGone = timestampMs - BEFORE_MS < streamMs - RECORDED_MS;
    const told = makeTold(interaction);
    const isSame = before?.of === told.of && before.isUncertain === told.isUncertain;
    // An interaction reported so long ago that it is forgotten may have been uncertain, or elsewhere.
    const mayBeKept = before?.isUncertain ?? isGone;
    if (mayBeKept && !told.isUncertain) drop(evidenceId, listUncertainKinds(periods));
    else if (mayBeKept && !isSame) clips?.compare(evidenceId, interaction);
    if (!isGone || before !== undefined) known.set(evidenceId, told);
    if (waiting.has(evidenceId) || !(isGone || isSame)) {
      waiting.set(evidenceId, { evidenceId, interaction });
    }
  };
  return {
    see: ({ timestampMs }) => {
      if (!Number.isFinite(timestampMs)) return;
      streamMs = timestampMs;
      if (waiting.size > 0) cutDue(streamMs);
    },
    applyOutputs: (outputs, run) => {
      // Reviewers have to see what a receipt is unsure of, also where it is no interaction any more.
      const asked = new Set(
        outputs.flatMap((output) =>
          output.kind === "receipt" ? output.receipt.unclear.map(({ id }) => `${run}.${id}`) : [],
        ),
      );
      for (const output of outputs) {
        if (output.kind === "unclear") hearOne(`${run}.${output.change.id}`, output.change);
        if (output.kind !== "interaction") continue;
        const { interaction, status } = output;
        const evidenceId = `${run}.${interaction.id}`;
        if (status === "retracted" && asked.has(evidenceId)) continue;
        if (status === "retracted") {
          waiting.delete(evidenceId);
          known.delete(evidenceId);
          drop(evidenceId);
        } else hearOne(evidenceId, interaction);
      }
    },
    end: () => cutDue(Number.POSITIVE_INFINITY),
  };
}

/** Nobody is sure of it: there is more than one alternative, or none that is known. */
function isUncertain({ alternatives, barcode }: Observed): boolean {
  return barcode === null || alternatives.length > 0;
}

function makeTold(interaction: Observed): Told {
  const { timestampMs } = interaction;
  return { of: describePlace(interaction), isUncertain: isUncertain(interaction), timestampMs };
}

/** What is kept of it only as long as it is uncertain. */
function listUncertainKinds({ keepsSurePositions }: EvidencePeriods): readonly EvidenceKind[] {
  return keepsSurePositions ? ["clip"] : ["clip", "positions"];
}

/** Where and when, and whom it may concern: the same gives the same pieces. */
function describePlace(interaction: Observed): string {
  const { gondola, shelf, plates, timestampMs } = interaction;
  return JSON.stringify([gondola, shelf, plates, timestampMs, listPeople(interaction)]);
}

/** Everybody whom some alternative of it names. */
function listPeople(interaction: Observed): string[] {
  const people = [interaction, ...interaction.alternatives].flatMap(({ targetId, giverId }) => [
    ...[targetId, giverId],
  ]);
  return [...new Set(people.filter((id) => id !== null))].sort();
}

function cut(
  recorder: CurveRecorder,
  waiting: Waiting,
  { keepsSurePositions }: EvidencePeriods,
): Cut {
  const { interaction } = waiting;
  const { gondola, shelf, plates, timestampMs } = interaction;
  const fromMs = timestampMs - BEFORE_MS;
  const toMs = timestampMs + AFTER_MS;
  const curve = recorder.cutCurve(gondola, shelf, plates, fromMs, toMs);
  const isWanted = keepsSurePositions || isUncertain(interaction);
  const seen = isWanted ? recorder.cutPositions(fromMs, toMs) : null;
  const positions = seen === null ? null : leaveNear(seen, listPeople(interaction));
  return { ...waiting, curve, positions };
}

/**
 * Of all who were seen those whom it may concern, and who came near them: nobody else matters. Where
 * none of them was seen, it may have been anybody.
 */
function leaveNear(cut: PositionsCut, people: readonly string[]): PositionsCut {
  const concerned = cut.shoppers.filter(({ shopperId }) => people.includes(shopperId));
  if (concerned.length === 0) return cut;
  const shoppers = cut.shoppers.filter((one) =>
    concerned.some((other) => one === other || isNear(one.body, other.body)),
  );
  return { ...cut, shoppers };
}

type Track = PositionsCut["shoppers"][number]["body"];

function isNear(a: Track, b: Track): boolean {
  return a.some((place, at) => {
    const other = b[at];
    if (place === null || other === null || other === undefined) return false;
    return Math.hypot(place[0] - other[0], place[1] - other[1]) <= NEAR_M;
  });
}

function keepCuts(
  tx: Transaction,
  cuts: readonly Cut[],
  periods: EvidencePeriods,
  bytesMax: number,
): void {
  for (const { evidenceId, interaction, curve, positions } of cuts) {
    const exitMs = findKeptFromMs(tx, interaction);
    if (exitMs === null) {
      // It may have been told to be somebody else's before.
      dropEvidence(tx, evidenceId);
      continue;
    }
    const madeMs = tx.atMs;
    const keep = (kind: EvidenceFile["kind"], piece: object | null, keptMs: number): void => {
      if (piece === null) return;
      const content = { happenedMs: interaction.timestampMs, ...piece };
      const file = { evidenceId, kind, content, madeMs, deleteAfterMs: exitMs + keptMs };
      keepEvidence(tx, file, bytesMax, () => reportFull(tx, bytesMax));
    };
    keep("curve", curve, periods.curveMs);
    keep("positions", positions, periods.positionsMs);
  }
}

/** From when on what is kept of an interaction is counted, Unix ms; null where nothing is kept of it. */
export function findKeptFromMs(tx: Transaction, interaction: Observed): number | null {
  const exits = listExits(tx, listPeople(interaction));
  // Staff pay nothing: nobody disputes or reviews what they alone have moved.
  if (exits.length > 0 && exits.every(({ isStaff }) => isStaff)) return null;
  const isOver = exits.length > 0 && exits.every(({ closedMs }) => closedMs !== null);
  return isOver ? Math.max(...exits.map(({ closedMs }) => closedMs ?? 0)) : tx.atMs;
}

export function reportFull(tx: Transaction, bytesMax: number): void {
  raiseAlert(tx, {
    alertKey: "evidence-full",
    kind: "evidence-full",
    visitId: null,
    message: `evidence storage is full (${(bytesMax / 1e9).toFixed(0)} GB): the oldest evidence is deleted before its date, and is missing when an item is disputed; reduce the retention period (policies.evidenceKeepDays)`,
  });
}

/** When the visits of some people ended; null where they go on. */
function listExits(tx: Transaction, people: readonly string[]) {
  const visitIds = new Set(people.map((shopperId) => findVisitOf(tx, shopperId)));
  return [...visitIds].flatMap((visitId) => {
    const visit = visitId === null ? null : tx.read("visit", visitId);
    if (visit === null || visit.status === "unopened") return [];
    const closedMs = visit.status === "closed" ? visit.closedMs : null;
    return [{ isStaff: visit.payer.kind === "staff", closedMs }];
  });
}

/** A visit has ended: what belongs to it is kept from now on for as long as it says. */
export function keepAfterExit(tx: Transaction, visit: VisitFacts, periods: EvidencePeriods): void {
  const rows = prepared(
    tx.db,
    `SELECT DISTINCT evidence_id FROM evidence_shoppers
       WHERE shopper_id IN (SELECT value FROM json_each(?))`,
  ).all(JSON.stringify(visit.shoppers));
  const ids = rows.map((row) => row.evidence_id as string);
  extendEvidence(tx, ids, "curve", tx.atMs + periods.curveMs);
  extendEvidence(tx, ids, "positions", tx.atMs + periods.positionsMs);
  if (periods.clipsMs !== null) extendEvidence(tx, ids, "clip", tx.atMs + periods.clipsMs);
}

export function readReviewEvidence(
  { db }: Pick<Store, "db">,
  evidenceId: string,
  nowMs: number,
): EvidenceOfReview {
  const curve = readEvidence(db, evidenceId, "curve", nowMs);
  const positions = readEvidence(db, evidenceId, "positions", nowMs);
  return {
    curve: (curve?.content as Piece<CurveCut> | undefined) ?? null,
    curveDeleteAfterMs: curve?.deleteAfterMs ?? null,
    positions: (positions?.content as Piece<PositionsCut> | undefined) ?? null,
    positionsDeleteAfterMs: positions?.deleteAfterMs ?? null,
  };
}

export function purgeOldEvidence(tx: Transaction): void {
  for (let purges = 0; purges < PURGES_MAX; purges++) if (!purgeEvidence(tx)) return;
}
