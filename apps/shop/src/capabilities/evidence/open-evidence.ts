/** What keeps evidence in the shop's process: pieces of plates and positions, and clips of cameras. */
import { listClipCameras } from "../../config/list-clip-cameras.ts";
import type { CurveRecorder } from "../../evidence/curve-recorder.ts";
import type { EvidencePeriods } from "../../evidence/evidence-periods.ts";
import type { ShopProcess } from "../../process/shop-process.ts";
import { createEvidenceKeeper, type EvidenceKeeper } from "./keep-evidence.ts";
import { type OpenClipsOptions, openClips } from "./open-clips.ts";

export interface Evidence extends EvidenceKeeper {
  /** Resolves when no clip is being made any more; those not made within so long are given up. */
  close(withinMs: number): Promise<void>;
}

export interface OpenEvidenceOptions extends Pick<OpenClipsOptions, "start" | "onError"> {
  /** What is seen goes there first. */
  readonly recorder: CurveRecorder;
  readonly periods: EvidencePeriods;
}

export function openEvidence(
  shopProcess: ShopProcess,
  { recorder, periods, onError, ...clipping }: OpenEvidenceOptions,
): Evidence {
  const { config, shop, goods, source } = shopProcess;
  const cameras = listClipCameras(config);
  const clips = openClips({
    config,
    shop,
    goods,
    recorder,
    cameras,
    reporter: source.cameras?.reporter ?? null,
    onError,
    ...clipping,
  });
  if (clips !== null) source.cameras?.onView(clips.see);
  return {
    ...createEvidenceKeeper(shop, recorder, periods, onError, { clips }),
    close: async (withinMs) => clips?.close(withinMs),
  };
}
