/** What makes clips in the shop's process, put together; there is none where clips are not kept. */

import { type SetTimer, setTimer } from "@saunter/ingest/cameras/ffmpeg-run";
import { findFfmpeg } from "@saunter/ingest/cameras/find-ffmpeg";
import {
  createClipEncoder,
  type StartPiped,
  startPipedAt,
} from "@saunter/ingest/clips/clip-encoder";
import { createClipRing } from "@saunter/ingest/clips/clip-ring";
import type { CameraReporter } from "@saunter/ingest/pipeline/camera-reports";
import type { Camera } from "@saunter/vision/cameras/camera-model";
import type { ShopConfig } from "../../config/shop-config.ts";
import type { Shop } from "../../domain/shop-context.ts";
import type { CurveRecorder } from "../../evidence/curve-recorder.ts";
import { makeEvidencePeriods } from "../../evidence/evidence-periods.ts";
import { findPlace, findReach } from "../../evidence/find-place.ts";
import type { LiveGoods } from "../../goods/live-goods.ts";
import { openClipSeal } from "../../process/process-keys.ts";
import { type ClipKeeper, createClipKeeper } from "./keep-clips.ts";

export interface OpenClipsOptions {
  readonly config: Pick<ShopConfig, "policies" | "dataFolder">;
  readonly shop: Shop;
  /** What stands where by now. */
  readonly goods: Pick<LiveGoods, "current">;
  /** Where people were. */
  readonly recorder: Pick<CurveRecorder, "cutPositions">;
  /** As they are calibrated; none where the source has no cameras. */
  readonly cameras: readonly Camera[];
  /** How they are; null where nobody tells. */
  readonly reporter: CameraReporter | null;
  readonly onError: (error: unknown) => void;
  /** How ffmpeg is started; the machine's own where not given. */
  readonly start?: StartPiped;
  readonly setTimer?: SetTimer;
}

/**
 * Give its `see` to the cameras as `onView`, and itself to the keeper of evidence as `clips`. Null where
 * the policy has no clips, or the shop no cameras.
 */
export function openClips(options: OpenClipsOptions): ClipKeeper | null {
  const {
    config,
    shop,
    goods,
    recorder,
    cameras,
    reporter,
    onError,
    start = startFfmpeg,
  } = options;
  const { clipsMs } = makeEvidencePeriods(config.policies);
  if (clipsMs === null || cameras.length === 0) return null;
  return createClipKeeper({
    shop,
    cameras,
    clipsMs,
    onError,
    findPlace: (interaction) =>
      findPlace(goods.current().model, interaction) ?? findReach(recorder, interaction),
    isLeftOut: (cameraId) =>
      reporter?.list().some((one) => one.cameraId === cameraId && one.isLeftOut) ?? false,
    ring: createClipRing({ cameras: cameras.length }),
    encoder: createClipEncoder({ start, setTimer: options.setTimer ?? setTimer }),
    seal: openClipSeal(config.dataFolder),
  });
}

/** Looked for when the first clip is made. */
const startFfmpeg: StartPiped = (args) => startPipedAt(findFfmpeg(null, process.env.PATH))(args);
