import { beforeAll, describe, expect, it } from "vitest";
import type { GateHardware } from "../../config/gates-config.ts";
import { makeMqttActuator, NO_HARDWARE } from "../../gates/gates-fixture.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";
import { withHardware } from "../../http/shop-config-fixture.ts";
import { readSecurityEvents } from "../security/security-events-fixture.ts";

/** Users of the fixture have their role's name: this gate's controller is theirs whose role is sensor. */
const NORTH: GateHardware = {
  ...NO_HARDWARE,
  deviceId: "sensor",
  actuator: makeMqttActuator("saunter"),
  passage: { withinMs: 15_000, in: null, out: null },
  codeReader: { kind: "reports" },
};

describe("gates of the shop's own", () => {
  const api = startApi({ config: withHardware({ north: NORTH, south: NO_HARDWARE }) });
  const published: string[] = [];
  beforeAll(() => {
    api.fixture.process.bus.attach((topic) => {
      published.push(topic);
      return true;
    });
  });
  const list = async () => (await api.get("/v1/gates/devices", { as: "reviewer" })).body.items;
  const report = (gateId: string, body: object) =>
    api.post(`/v1/gates/${gateId}/reports`, { as: "sensor", body });

  it("are listed for staff", async () => {
    const { body } = await api.get("/v1/gates/devices", { as: "reviewer" });
    const idle = {
      ...{ state: null, lastCommand: null, lastPassage: null, cardReader: null, faults: [] },
      counts: { in: 0, out: 0, withoutEntry: 0, refused: 0 },
    };
    expect(body).toEqual({
      items: [
        {
          ...idle,
          ...{ gateId: "north", name: "North door", deviceId: "sensor" },
          ...{ actuator: "mqtt", codeReader: "reports" },
        },
        {
          ...idle,
          ...{ gateId: "south", name: "South door", deviceId: "door-1" },
          ...{ actuator: null, codeReader: null },
        },
      ],
      next: null,
    });
  });

  it("open once for each request by hand, and the audit log says who", async () => {
    const ask = { as: "operator", key: "deliver-1" } as const;
    const first = await api.post("/v1/gates/north/open", ask);
    expect(first.body).toMatchObject({ gateId: "north" });
    expect((await api.post("/v1/gates/north/open", ask)).body).toEqual(first.body);
    expect(published).toHaveLength(1);
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
    expect((await list())[0].faults).toMatchObject([{ kind: "tamper" }]);
    await report("north", { kind: "passage", direction: "in" });
    expect((await list())[0]).toMatchObject({
      lastCommand: { atMs: api.fixture.shop.nowMs() },
      lastPassage: { atMs: api.fixture.shop.nowMs(), direction: "in" },
      counts: { in: 1, withoutEntry: 1 },
    });
    for (const gateId of ["south", "nowhere"]) {
      const { body } = await report(gateId, { kind: "passage", direction: "in" });
      expect(body.code).toBe("not-found");
    }
    expect((await list())[1]).toMatchObject({ counts: { in: 0 }, lastPassage: null });
  });

  it("refuse what is no report", async () => {
    for (const body of [{}, { kind: "state", state: "ajar" }, { kind: "code", text: "" }]) {
      expect((await report("north", body)).body.code).toBe("input-invalid");
    }
  });
});
