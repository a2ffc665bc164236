/**
 * Clips of uncertain interactions: cut out of the last seconds before the camera that saw them best, made
 * a film, sealed, and kept as long as reviewers need them. See docs/decisions/0015.
 */

import { type SetTimer, setTimer } from "@saunter/ingest/cameras/ffmpeg-run";
import { chooseCameras } from "@saunter/ingest/clips/choose-camera";
import { type ClipEncoder, ClipError } from "@saunter/ingest/clips/clip-encoder";
import {
  CLIP_AFTER_MS,
  CLIP_BEFORE_MS,
  CLIP_STEP_MS,
  CLIPS_WAITING_MAX,
} from "@saunter/ingest/clips/clip-limits";
import type { ClipFrames, ClipRing } from "@saunter/ingest/clips/clip-ring";
import type { ClipFacts, ClipSeal } from "@saunter/ingest/clips/clip-seal";
import type { ViewedFrame } from "@saunter/ingest/pipeline/viewed-frame";
import type { Camera } from "@saunter/vision/cameras/camera-model";
import type { Point3 } from "@saunter/vision/cameras/rotations";
import { clearAlert, raiseAlert } from "../../domain/alerts.ts";
import type { Shop } from "../../domain/shop-context.ts";
import { EVIDENCE_BYTES_MAX } from "../../evidence/evidence-limits.ts";
import { dropEvidence, keepSealed, readSealed } from "../../evidence/evidence-store.ts";
import type { Store } from "../../store/store.ts";
import type { Transaction } from "../../store/transaction.ts";
import type { ReadClip } from "./evidence-readers.ts";
import { type ClipTaker, findKeptFromMs, type Observed, reportFull } from "./keep-evidence.ts";

export interface ClipKeeperOptions {
  readonly shop: Shop;
  /** As they are calibrated, for frames of any size. */
  readonly cameras: readonly Camera[];
  /** Where a hand takes from an interaction's plates, by now; null where that is not known. */
  readonly findPlace: (interaction: Observed) => Point3 | null;
  readonly ring: ClipRing;
  /** Whether what a camera sees does not count now. */
  readonly isLeftOut: (cameraId: string) => boolean;
  readonly encoder: ClipEncoder;
  readonly seal: ClipSeal;
  /** Clips are kept so long from the exit. */
  readonly clipsMs: number;
  readonly onError: (error: unknown) => void;
  /** All evidence together. */
  readonly bytesMax?: number;
  readonly setTimer?: SetTimer;
}

export interface ClipKeeper extends ClipTaker {
  /** For `onView` of the cameras. */
  readonly see: (frame: ViewedFrame) => void;
  readonly counts: ClipCounts;
  /** Resolves when nothing is being made any more. */
  settle(): Promise<void>;
  /** As `settle`, but what is not made within so long is given up. */
  close(withinMs: number): Promise<void>;
}

export interface ClipCounts {
  readonly kept: number;
  /** No camera that was well saw it, or its seconds were gone. */
  readonly unseen: number;
  /** Too many waited. */
  readonly dropped: number;
  readonly failed: number;
}

interface Cut {
  readonly evidenceId: string;
  readonly interaction: Observed;
  readonly cameraId: string;
  readonly pictures: ClipFrames;
}

interface Making {
  readonly cut: Cut;
  isWanted: boolean;
}

const ALERT = "clips-failing";
/** What is told to have been so much sooner or later is in the middle of a clip's seconds still. */
const SAME_MOMENT_MS = 2000;

export function createClipKeeper(options: ClipKeeperOptions): ClipKeeper {
  const { ring, onError } = options;
  const counts = { kept: 0, unseen: 0, dropped: 0, failed: 0 };
  /** In order of their turns, the newest cut of each: cuts are large, and nothing else holds one. */
  const waiting = new Map<string, Cut>();
  let making: Making | null = null;
  let working: Promise<void> = Promise.resolve();
  const closing = new AbortController();

  async function makeAll(): Promise<void> {
    for (const [evidenceId, cut] of waiting) {
      waiting.delete(evidenceId);
      making = { cut, isWanted: true };
      await make(options, making, counts, closing.signal).catch(onError);
    }
    making = null;
  }

  /** One that was reported differently, or retracted, is deleted. */
  function forget(evidenceId: string): void {
    waiting.delete(evidenceId);
    if (making?.cut.evidenceId === evidenceId) making.isWanted = false;
  }

  function compare(evidenceId: string, interaction: Observed): void {
    const cut = waiting.get(evidenceId);
    if (cut !== undefined && !isOf(describeCut(cut), interaction)) waiting.delete(evidenceId);
    if (making?.cut.evidenceId === evidenceId && !isOf(describeCut(making.cut), interaction))
      making.isWanted = false;
    options.shop.store
      .transact((tx) => dropUntrue(tx, options.seal, evidenceId, interaction))
      .catch(onError);
  }

  function giveUp(): void {
    counts.dropped += waiting.size + (making?.isWanted ? 1 : 0);
    waiting.clear();
    if (making !== null) making.isWanted = false;
    closing.abort();
  }

  return {
    counts,
    see: ring.see,
    take: (evidenceId, interaction) => {
      const cut = cutClip(options, evidenceId, interaction);
      // One that waits gives its room to the newest of the same name.
      const ahead = waiting.size - (waiting.has(evidenceId) ? 1 : 0) + (making === null ? 0 : 1);
      if (cut === null) counts.unseen++;
      else if (ahead >= CLIPS_WAITING_MAX || closing.signal.aborted) counts.dropped++;
      else {
        forget(evidenceId);
        waiting.set(evidenceId, cut);
        if (making === null) working = makeAll();
      }
    },
    compare,
    forget,
    settle: () => working,
    close: async (withinMs) => {
      const cancel = (options.setTimer ?? setTimer)(withinMs, giveUp);
      if (withinMs === 0) giveUp();
      await working;
      cancel();
    },
  };
}

async function make(
  options: ClipKeeperOptions,
  one: Making,
  counts: { kept: number; failed: number },
  signal: AbortSignal,
): Promise<void> {
  const { store } = options.shop;
  try {
    const sealed = await encodeAndSeal(options, one.cut, signal);
    const isKept = await store.transact((tx) => {
      clearAlert(tx, ALERT, "system");
      return one.isWanted && keepClip(tx, one.cut, sealed, options);
    });
    if (isKept) counts.kept++;
  } catch (error) {
    if (!(error instanceof ClipError)) throw error;
    // What was given up is counted already, and is nobody's fault.
    if (signal.aborted) return;
    counts.failed++;
    await store.transact((tx) => reportFailure(tx, error));
  }
}

/** Of the best camera that has the seconds in memory, and was well in them and since. */
function cutClip(
  { cameras, findPlace, ring, isLeftOut }: ClipKeeperOptions,
  evidenceId: string,
  interaction: Observed,
): Cut | null {
  const place = findPlace(interaction);
  if (place === null) return null;
  const { timestampMs } = interaction;
  const [fromMs, toMs] = [timestampMs - CLIP_BEFORE_MS, timestampMs + CLIP_AFTER_MS];
  const well = cameras.filter(
    ({ cameraId }) => !isLeftOut(cameraId) && !ring.wasLeftOut(cameraId, fromMs),
  );
  for (const cameraId of chooseCameras(well, place, timestampMs, ring)) {
    const pictures = ring.cut(cameraId, fromMs, toMs);
    if (pictures !== null) return { evidenceId, interaction, cameraId, pictures };
  }
  return null;
}

type Place = Pick<ClipFacts, "gondola" | "shelf" | "happenedMs">;

function describeCut({ interaction: { gondola, shelf, timestampMs } }: Cut): Place {
  return { gondola, shelf, happenedMs: timestampMs };
}

/** Whether a clip shows an interaction as it is told now; whoever it may concern is in it. */
function isOf(clip: Place, { gondola, shelf, timestampMs }: Observed): boolean {
  const apartMs = Math.abs(clip.happenedMs - timestampMs);
  return clip.gondola === gondola && clip.shelf === shelf && apartMs <= SAME_MOMENT_MS;
}

/** Of one that cannot be read nobody knows what it shows. */
function dropUntrue(
  tx: Transaction,
  seal: ClipSeal,
  evidenceId: string,
  interaction: Observed,
): void {
  const file = readSealed(tx.db, evidenceId, tx.atMs);
  if (file === null) return;
  const clip = seal.open(evidenceId, file.sealed);
  if (clip === null || !isOf(clip, interaction)) dropEvidence(tx, evidenceId, ["clip"]);
}

async function encodeAndSeal(
  { encoder, seal }: ClipKeeperOptions,
  cut: Cut,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { evidenceId, cameraId, pictures } = cut;
  const { mediaType, video } = await encoder.encode(pictures, signal);
  const { widthPx, heightPx, startMs } = pictures;
  return seal.seal(evidenceId, {
    cameraId,
    mediaType,
    video,
    widthPx,
    heightPx,
    startMs,
    ...describeCut(cut),
    durationMs: pictures.frames.length * CLIP_STEP_MS,
  });
}

function keepClip(
  tx: Transaction,
  { evidenceId, interaction }: Cut,
  sealed: Uint8Array,
  { clipsMs, bytesMax = EVIDENCE_BYTES_MAX }: ClipKeeperOptions,
): boolean {
  const fromMs = findKeptFromMs(tx, interaction);
  if (fromMs === null) return false;
  const file = { evidenceId, sealed, madeMs: tx.atMs, deleteAfterMs: fromMs + clipsMs };
  return keepSealed(tx, file, bytesMax, () => reportFull(tx, bytesMax));
}

function reportFailure(tx: Transaction, { message }: ClipError): void {
  raiseAlert(tx, {
    alertKey: ALERT,
    kind: ALERT,
    visitId: null,
    message: `clips of flagged picks cannot be made: ${message}`,
  });
}

/**
 * Reads clips, as long as they are kept. What was sealed by another key, or changed since, is told as what
 * cannot be read, each time through `onUnreadable`.
 *
 * @param openSeal asked for when the first clip is read
 */
export function createClipReader(
  { db }: Pick<Store, "db">,
  openSeal: () => ClipSeal,
  onUnreadable: () => void,
): (evidenceId: string, nowMs: number) => ReadClip | null {
  let seal: ClipSeal | null = null;
  return (evidenceId, nowMs) => {
    const file = readSealed(db, evidenceId, nowMs);
    if (file === null) return null;
    seal ??= openSeal();
    const clip = seal.open(evidenceId, file.sealed);
    if (clip === null) onUnreadable();
    return { clip, deleteAfterMs: file.deleteAfterMs };
  };
}
