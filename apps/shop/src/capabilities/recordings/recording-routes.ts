import type { SecurityChange } from "@saunter/commerce/security/events";
import {
  GET_RECORDING,
  POST_RECORDING_START,
  POST_RECORDING_STOP,
  RECORDING_MINUTES_DEFAULT,
} from "@saunter/protocol/http/recording-routes";
import type { SecurityEventKind } from "@saunter/protocol/security-event-kinds";
import { addPost, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { ProblemError } from "../../http/problem.ts";
import { recordSecurity, toNew } from "../../security/record-security.ts";
import type { Store } from "../../store/store.ts";
import type { LiveRecorder } from "./live-recorder.ts";

export interface RecordingServices {
  readonly recorder: LiveRecorder;
}

/** Starting a running recording, or stopping without one, changes nothing: both are safe to repeat. */
export function addRecordingRoutes(context: HttpContext<RecordingServices>): void {
  const { recorder, shop } = context.deps;
  addRead(context, GET_RECORDING, () => recorder.read());
  addPost(context, POST_RECORDING_START, (call, claim) =>
    context.idempotency.onceInSteps(claim, shop.makeId, async () => {
      const { minutes = RECORDING_MINUTES_DEFAULT } = call.body;
      if (recorder.read().running === null) {
        const obstacle = recorder.findObstacle();
        if (obstacle !== null) throw new ProblemError("recording-unavailable", obstacle);
        // Written first: nothing is recorded that the audit log doesn't have.
        await write(shop.store, call, "recording.started", { minutes: toNew(minutes) });
        await recorder.start(minutes);
      }
      const state = recorder.read();
      if (state.running !== null) return { status: 200, body: state };
      throw new ProblemError("recording-unavailable", `${state.folder} cannot be written`);
    }),
  );
  addPost(context, POST_RECORDING_STOP, (call, claim) =>
    context.idempotency.onceInSteps(claim, shop.makeId, async () => {
      if (recorder.read().running !== null) {
        await write(shop.store, call, "recording.stopped", { endedBy: toNew("stopped") });
        await recorder.stop("stopped");
      }
      return { status: 200, body: recorder.read() };
    }),
  );
}

function write(
  store: Store,
  call: Parameters<typeof findActor>[0],
  kind: SecurityEventKind,
  changes: Readonly<Record<string, SecurityChange>>,
): Promise<void> {
  return store.transact((tx) => recordSecurity(tx, findActor(call), kind, { changes }));
}
