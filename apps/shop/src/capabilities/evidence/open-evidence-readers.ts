import { makeEvidencePeriods } from "../../evidence/evidence-periods.ts";
import type { ShopMetrics } from "../../http/metrics.ts";
import { openClipSeal } from "../../process/process-keys.ts";
import type { ShopProcess } from "../../process/shop-process.ts";
import { createTripReader } from "../smart-carts/show-trip.ts";
import type { EvidenceReaders } from "./evidence-readers.ts";
import { createClipReader } from "./keep-clips.ts";
import { readReviewEvidence } from "./keep-evidence.ts";

export function openEvidenceReaders(
  { config, goods, shop, store }: ShopProcess,
  { countUnreadable }: ShopMetrics,
): EvidenceReaders {
  const { dataFolder, policies, smartCarts } = config;
  return {
    evidencePeriods: makeEvidencePeriods(policies),
    readEvidence: (evidenceId, nowMs) => readReviewEvidence(store, evidenceId, nowMs),
    readClip: createClipReader(store, () => openClipSeal(dataFolder), countUnreadable),
    readTrip: createTripReader(() =>
      smartCarts === null ? null : { shop, policy: smartCarts, model: goods.current().model },
    ),
  };
}
