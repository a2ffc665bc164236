import { describe, expect, it } from "vitest";
import { NO_HARDWARE, openTestGate } from "../../gates/gates-fixture.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { readSecurityEvents } from "../security/security-events-fixture.ts";
import type { GateDevice } from "./gate-faults.ts";

/** Users of the fixture have their role's name: this gate's controller is theirs whose role is sensor. */
const own = openTestGate({ deviceId: "sensor" }, { gateId: "north" });
const other = openTestGate({ ...NO_HARDWARE, actuator: null }, { gateId: "south" });

const LISTED: GateDevice = {
  gateId: "north",
  name: "North",
  deviceId: "sensor",
  actuator: "mqtt",
  state: "closed",
  lastCommand: { atMs: 1_790_000_000_000, status: "acknowledged" },
  lastPassage: { atMs: 1_790_000_001_000, direction: "in" },
  counts: { in: 3, out: 2, withoutEntry: 1, refused: 0 },
  codeReader: "serial",
  cardReader: { readerId: "tmr_1", status: "waiting" },
  faults: [{ kind: "tamper", sinceMs: 1_790_000_002_000, message: "was opened" }],
};

describe("gates of the shop's own", () => {
  const controllers = [own.controller, other.controller];
  const api = startApi({ deps: { controllers, listGateDevices: () => [LISTED] } });
  const report = (gateId: string, body: object) =>
    api.post(`/v1/gates/${gateId}/reports`, { as: "sensor", body });

  it("are listed for staff", async () => {
    const { body } = await api.get("/v1/gates/devices", { as: "reviewer" });
    expect(body).toEqual({ items: [LISTED], next: null });
  });

  it("open once for each request by hand, and the audit log says who", async () => {
    const ask = { as: "operator", key: "deliver-1" } as const;
    const first = await api.post("/v1/gates/north/open", ask);
    expect(first.body).toMatchObject({ gateId: "north" });
    expect((await api.post("/v1/gates/north/open", ask)).body).toEqual(first.body);
    expect(own.published).toHaveLength(1);
    expect(readSecurityEvents(api.fixture.store).at(-1)).toMatchObject({
      kind: "gate.opened",
      object: { kind: "gate", id: "north" },
    });
  });

  it("are not opened where there is none, or nothing opens it", async () => {
    const codes: string[] = [];
    for (const gateId of ["nowhere", "south"]) {
      const { body } = await api.post(`/v1/gates/${gateId}/open`, { as: "operator" });
      codes.push(body.code);
    }
    expect(codes).toEqual(["gate-unknown", "not-found"]);
  });

  it("take reports of their own controller alone", async () => {
    expect((await report("north", { kind: "state", state: "tamper" })).status).toBe(202);
    expect(own.listFaults()).toEqual(["tamper"]);
    for (const gateId of ["south", "nowhere"]) {
      const { body } = await report(gateId, { kind: "passage", direction: "in" });
      expect(body.code).toBe("not-found");
    }
    expect(other.passed).toEqual([]);
  });

  it("refuse what is no report", async () => {
    for (const body of [{}, { kind: "state", state: "ajar" }, { kind: "code", text: "" }]) {
      expect((await report("north", body)).body.code).toBe("input-invalid");
    }
  });
});
