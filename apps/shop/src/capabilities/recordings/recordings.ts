/** Recordings of the shop's sensors: started and stopped by operators, bounded in time and size. */

import { isSamePlanogram } from "../../goods/live-goods.ts";
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { BY_ITSELF, recordSecurity, toNew } from "../../security/record-security.ts";
import { createLiveRecorder } from "./live-recorder.ts";
import { addRecordingRoutes } from "./recording-routes.ts";

const CHECKED_EVERY_MS = 1000;

export const RECORDINGS: Capability = {
  name: "recordings",
  open: ({ onError, process: { config, goods, machine, shop, source } }) => {
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
    return {
      http: {
        addRoutes: (context) => addRecordingRoutes(withServices(context, { recorder })),
      },
      hooks: {
        onEngine: () => {
          const before = engineModel;
          engineModel = goods.current().model;
          // A recording has one planogram.
          if (!isSamePlanogram(before, engineModel)) recorder.stop("planogram").catch(onError);
        },
        onObservation: recorder.take,
      },
      repeats: [
        { everyMs: CHECKED_EVERY_MS, what: "checking the recording", work: recorder.checkLimits },
      ],
      finish: (isWell) => recorder.stop(isWell ? "shop" : "failed"),
    };
  },
};
