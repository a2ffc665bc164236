/**
 * Clips of doubtful interactions: cut out of the last seconds before the camera that saw them best, made
 * a film, sealed, and kept as long as reviewers need them. See docs/decisions/0015.
 */
import type { Camera } from "@saunter/perception/cameras/camera-model";
import type { Point3 } from "@saunter/perception/cameras/rotations";
import type { Interaction } from "@saunter/perception/receipt-types";
import { chooseCameras } from "../clips/choose-camera.ts";
import { type ClipEncoder, ClipError } from "../clips/clip-encoder.ts";
import {
  CLIP_AFTER_MS,
  CLIP_BEFORE_MS,
  CLIP_STEP_MS,
  CLIPS_WAITING_MAX,
} from "../clips/clip-limits.ts";
import type { ClipPictures, ClipRing } from "../clips/clip-ring.ts";
import type { ClipSeal } from "../clips/clip-seal.ts";
import { EVIDENCE_BYTES_MAX } from "../evidence/evidence-limits.ts";
import { keepSealed, readSealed } from "../evidence/evidence-store.ts";
import type { LookedAt } from "../eyes/looked-at.ts";
import type { ReadClip } from "../http/http-deps.ts";
import { clearAlert, raiseAlert } from "../shop/alerts.ts";
import type { Shop } from "../shop/shop-context.ts";
import type { Store, Transaction } from "../store/store.ts";
import { type ClipTaker, findKeptFromMs, tellFull } from "./keep-evidence.ts";

export interface ClipKeeperOptions {
  readonly shop: Shop;
  /** As they are calibrated, for frames of any size. */
  readonly cameras: readonly Camera[];
  /** Where a hand takes from an interaction's plates, by now; null where that is not known. */
  readonly findPlace: (interaction: Interaction) => Point3 | null;
  readonly ring: ClipRing;
  readonly encoder: ClipEncoder;
  readonly seal: ClipSeal;
  /** Clips are kept so long from the exit. */
  readonly clipsMs: number;
  readonly onError: (error: unknown) => void;
  /** All evidence together. */
  readonly bytesMax?: number;
}

export interface ClipKeeper extends ClipTaker {
  /** For `onLook` of the cameras. */
  readonly see: (frame: LookedAt) => void;
  readonly counts: ClipCounts;
  /** Resolves when nothing is being made any more. */
  settle(): Promise<void>;
}

export interface ClipCounts {
  readonly kept: number;
  /** No camera saw it, or its seconds were gone. */
  readonly unseen: number;
  /** Too many waited. */
  readonly dropped: number;
  readonly failed: number;
}

interface Cut {
  readonly evidenceId: string;
  readonly interaction: Interaction;
  readonly cameraId: string;
  readonly pictures: ClipPictures;
}

const ALERT = "clips-failing";

export function createClipKeeper(options: ClipKeeperOptions): ClipKeeper {
  const { shop, ring, onError } = options;
  const counts = { kept: 0, unseen: 0, dropped: 0, failed: 0 };
  /** The newest of each: one that was told otherwise, or taken back, is kept no more. */
  const wanted = new Map<string, Cut>();
  let working: Promise<void> = Promise.resolve();

  async function make(cut: Cut): Promise<void> {
    if (wanted.get(cut.evidenceId) !== cut) return;
    try {
      const sealed = await encodeAndSeal(options, cut);
      const isKept = await shop.store.transact((tx) => {
        clearAlert(tx, ALERT, "system");
        return wanted.get(cut.evidenceId) === cut && keepClip(tx, cut, sealed, options);
      });
      if (isKept) counts.kept++;
    } catch (error) {
      if (!(error instanceof ClipError)) throw error;
      counts.failed++;
      await shop.store.transact((tx) => tellFailure(tx, error));
    } finally {
      if (wanted.get(cut.evidenceId) === cut) wanted.delete(cut.evidenceId);
    }
  }

  return {
    counts,
    see: ring.see,
    take: (evidenceId, interaction) => {
      const cut = cutClip(options, evidenceId, interaction);
      if (cut === null) counts.unseen++;
      else if (wanted.size >= CLIPS_WAITING_MAX && !wanted.has(evidenceId)) counts.dropped++;
      else {
        wanted.set(evidenceId, cut);
        working = working.then(() => make(cut)).catch(onError);
      }
    },
    forget: (evidenceId) => void wanted.delete(evidenceId),
    settle: () => working,
  };
}

/** Of the best camera that has the seconds in memory. */
function cutClip(
  { cameras, findPlace, ring }: ClipKeeperOptions,
  evidenceId: string,
  interaction: Interaction,
): Cut | null {
  const place = findPlace(interaction);
  if (place === null) return null;
  const { timestampMs } = interaction;
  for (const cameraId of chooseCameras(cameras, place, timestampMs, ring)) {
    const [fromMs, toMs] = [timestampMs - CLIP_BEFORE_MS, timestampMs + CLIP_AFTER_MS];
    const pictures = ring.cut(cameraId, fromMs, toMs);
    if (pictures !== null) return { evidenceId, interaction, cameraId, pictures };
  }
  return null;
}

async function encodeAndSeal(
  { encoder, seal }: ClipKeeperOptions,
  { evidenceId, interaction, cameraId, pictures }: Cut,
): Promise<Uint8Array> {
  const { mediaType, video } = await encoder.encode(pictures);
  const { widthPx, heightPx, startMs } = pictures;
  return seal.seal(evidenceId, {
    ...{ cameraId, mediaType, video, widthPx, heightPx, startMs },
    happenedMs: interaction.timestampMs,
    durationMs: pictures.pictures.length * CLIP_STEP_MS,
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
  return keepSealed(tx, file, bytesMax, () => tellFull(tx, bytesMax));
}

function tellFailure(tx: Transaction, { message }: ClipError): void {
  raiseAlert(tx, {
    ...{ alertKey: ALERT, kind: ALERT, visitId: null },
    message: `clips of doubtful picks cannot be made: ${message}`,
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
