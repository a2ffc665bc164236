import {
  GET_GATE_DEVICES,
  POST_GATE_OPEN,
  POST_GATE_REPORTS,
} from "@saunter/protocol/http/gate-device-routes";
import { RefusedError } from "../../domain/shop-context.ts";
import type { GateController } from "../../gates/gate-controller.ts";
import { addAction, addPost, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { pageItems } from "../../http/pages.ts";
import { ProblemError } from "../../http/problem.ts";
import { findDeviceOf } from "../../people/sensor-keys.ts";
import { recordSecurity } from "../../security/record-security.ts";
import type { GateDevice } from "./gate-faults.ts";

export interface GateDeviceServices {
  readonly controllers: readonly Pick<GateController, "gateId" | "hardware" | "open" | "take">[];
  readonly listGateDevices: () => readonly GateDevice[];
}

export function addGateDeviceRoutes(context: HttpContext<GateDeviceServices>): void {
  const { listGateDevices } = context.deps;
  addRead(context, GET_GATE_DEVICES, ({ query, url }) =>
    pageItems(listGateDevices(), ({ gateId }) => gateId, { ...query, url }),
  );
  addOpening(context);
  addReports(context);
}

function addOpening(context: HttpContext<GateDeviceServices>): void {
  const { controllers, shop } = context.deps;
  addPost(context, POST_GATE_OPEN, async (call, claim) => {
    const { gateId } = call.params;
    const gate = controllers.find((one) => one.gateId === gateId);
    const given = await context.idempotency.once(claim, (tx) => {
      if (!shop.settings.gateIds.includes(gateId)) {
        throw new RefusedError("gate-unknown", "the shop has no such gate");
      }
      if (gate === undefined || gate.hardware.actuator === null) {
        throw new RefusedError("not-found", "the configuration has no actuator for this gate");
      }
      recordSecurity(tx, findActor(call), "gate.opened", { object: { kind: "gate", id: gateId } });
      return { status: 200, body: { gateId, openedMs: tx.atMs } };
    });
    // Once for each key: an answer that was lost and is asked for again opens nothing.
    if (!given.isReplayed) void gate!.open(`by-hand-${shop.makeId()}`, 1);
    return given;
  });
}

/** A key is good for the controller of its name alone; of another nothing is said. */
function addReports(context: HttpContext<GateDeviceServices>): void {
  const { controllers, shop } = context.deps;
  addAction(context, POST_GATE_REPORTS, async ({ body, params, principal, reply }) => {
    const deviceId = findDeviceOf(shop.store, principal.id);
    const gate = controllers.find(({ gateId }) => gateId === params.gateId);
    if (gate === undefined || gate.hardware.deviceId !== deviceId) {
      throw new ProblemError("not-found", "the key is of another gate's controller");
    }
    gate.take(body);
    reply.status(202);
    return {};
  });
}
