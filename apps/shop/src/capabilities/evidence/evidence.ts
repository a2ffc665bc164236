/** Evidence of interactions: plates' curves, positions and clips, kept for as long as they may be needed. */
import { CLIPS_CLOSE_MS_MAX } from "@saunter/ingest/clips/clip-limits";
import { makeEvidencePeriods } from "../../evidence/evidence-periods.ts";
import { EVIDENCE_SCHEMA } from "../../evidence/evidence-store.ts";
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import { addEvidenceRoutes } from "./evidence-routes.ts";
import { keepAfterExit, purgeOldEvidence } from "./keep-evidence.ts";
import { openEvidence } from "./open-evidence.ts";
import { openEvidenceReaders } from "./open-evidence-readers.ts";

/** @param open opens what keeps it; a test has its own */
export function createEvidence(open = openEvidence): Capability {
  return {
    name: "evidence",
    schema: EVIDENCE_SCHEMA,
    onVisitClosed: (tx, visit, { policies }) =>
      keepAfterExit(tx, visit, makeEvidencePeriods(policies)),
    open: ({ process, metrics, onError }) => {
      const { recorder, config } = process;
      const periods = makeEvidencePeriods(config.policies);
      const keeper = open(process, { recorder, periods, onError });
      const readers = openEvidenceReaders(process, metrics);
      return {
        http: { addRoutes: (context) => addEvidenceRoutes(withServices(context, readers)) },
        hooks: { onObservation: keeper.see, onOutputs: keeper.applyOutputs },
        tidy: purgeOldEvidence,
        end: keeper.end,
        // Clips are made of what was received last, too.
        finish: (isWell) => keeper.close(isWell ? CLIPS_CLOSE_MS_MAX : 0),
      };
    },
  };
}
