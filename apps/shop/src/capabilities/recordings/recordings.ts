/** Recordings of the shop's sensors: started and stopped by operators, bounded in time and size. */

import type { ShopConfig } from "../../config/shop-config.ts";
import { isSamePlanogram } from "../../goods/live-goods.ts";
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import type { ShopProcess } from "../../process/shop-process.ts";
import { BY_ITSELF, recordSecurity, toNew } from "../../security/record-security.ts";
import type { SensorSource } from "../../sensors/sensor-source.ts";
import { createLiveRecorder, type LiveRecorder } from "./live-recorder.ts";
import { addRecordingRoutes } from "./recording-routes.ts";

const CHECKED_EVERY_MS = 1000;

export const RECORDINGS: Capability = {
  name: "recordings",
  open: ({ onError, process }) => {
    const { notePlanogram, recorder } = openRecorder(process, onError);
    return {
      http: {
        addRoutes: (context) => addRecordingRoutes(withServices(context, { recorder })),
      },
      hooks: { onEngine: notePlanogram, onObservation: recorder.take },
      repeats: [
        { everyMs: CHECKED_EVERY_MS, what: "checking the recording", work: recorder.checkLimits },
      ],
      finish: async (isWell) => {
        if (isWell) await recorder.stop("shop");
      },
    };
  },
};

type RecordedShop = Pick<ShopProcess, "goods" | "machine" | "shop"> & {
  readonly config: Pick<ShopConfig, "dataFolder">;
  readonly source: Pick<SensorSource, "hasPlates">;
};

/** The recorder of a shop. `notePlanogram` is for each start of the engine: a recording has one planogram. */
export function openRecorder(
  { config, goods, machine, shop, source }: RecordedShop,
  onError: (error: unknown) => void,
): { readonly recorder: LiveRecorder; readonly notePlanogram: () => void } {
  let engineModel = goods.current().model;
  const recorder = createLiveRecorder({
    dataFolder: config.dataFolder,
    readModel: () => engineModel,
    hasPlates: source.hasPlates,
    readDisk: machine.last,
    nowMs: shop.nowMs,
    onError,
    onEnded: async ({ endedBy }) => {
      if (endedBy === "stopped") return;
      await shop.store.transact((tx) =>
        recordSecurity(tx, BY_ITSELF, "recording.stopped", {
          changes: { endedBy: toNew(endedBy) },
        }),
      );
    },
  });
  const notePlanogram = (): void => {
    const before = engineModel;
    engineModel = goods.current().model;
    if (!isSamePlanogram(before, engineModel)) recorder.stop("planogram").catch(onError);
  };
  return { recorder, notePlanogram };
}
