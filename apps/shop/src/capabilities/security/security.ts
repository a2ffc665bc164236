/** The audit log: security events of what is changed outside of the API, and all of them listed. */

import type { Capability } from "../../process/capability.ts";
import { openKey } from "../../process/process-keys.ts";
import { findNotes, recordNotes, removeNotes } from "../../security/console-notes.ts";
import { removeOldDetails } from "../../security/record-security.ts";
import { recordRefused } from "../../security/refused-sign-ins.ts";
import { addSecurityRoutes } from "./security-routes.ts";
import {
  digestKeyFiles,
  noteConfiguration,
  noteKeyFiles,
  noteWebhooks,
} from "./watch-configuration.ts";

const DAY_MS = 24 * 3_600_000;
/** How often files of keys and notes of the command line are looked for. */
const LOOKED_EVERY_MS = 60_000;

export const SECURITY: Capability = {
  name: "security",
  open: async ({ process: { config, store } }) => {
    const { dataFolder, policies } = config;
    const digestKey = openKey(dataFolder, "settings").export({ type: "pkcs8", format: "der" });
    const look = async (): Promise<void> => {
      const digests = digestKeyFiles(dataFolder, digestKey);
      const notes = findNotes(dataFolder);
      await store.transact((tx) => {
        noteKeyFiles(tx, digests);
        recordNotes(tx, notes);
      });
      removeNotes(notes);
    };
    await store.transact((tx) => {
      noteConfiguration(tx, config, digestKey);
      noteWebhooks(tx, config, digestKey);
    });
    await look();
    return {
      http: { addRoutes: addSecurityRoutes },
      watches: [{ name: "refused sign-ins", write: recordRefused }],
      repeats: [{ everyMs: LOOKED_EVERY_MS, what: "looking for changed keys", work: look }],
      tidy: (tx, nowMs) => removeOldDetails(tx, nowMs - policies.addressKeepDays * DAY_MS),
    };
  },
};
