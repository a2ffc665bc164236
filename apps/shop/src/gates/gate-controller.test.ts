import {
  ACKNOWLEDGE_MS_MAX,
  COMMAND_VALID_MS,
  PASSAGE_IDS_KEPT_MS,
} from "@saunter/ingest/gates/gate-limits";
import { parseHttpPreset, readShippedPreset } from "@saunter/ingest/gates/gate-preset";
import { GATE_LIMITS } from "@saunter/protocol/devices/gate-messages";
import { describe, expect, it, vi } from "vitest";
import type { ActuatorConfig } from "../config/gates-config.ts";
import type { OnceOutcome, OnceRequest } from "../network/send-once.ts";
import { makeMqttActuator, openTestGate } from "./gates-fixture.ts";

const REPORTS = "saunter/gates/north/reports";

describe("a gate over MQTT", () => {
  it("is opened once for each entry, and told until when that is good", async () => {
    const { clock, controller, listFaults, published, receive } = openTestGate();
    await controller.open("visit-1", 2);
    await controller.open("visit-1", 2);
    expect(published.map(([topic, payload]) => [topic, JSON.parse(payload)])).toEqual([
      [
        "saunter/gates/north/open",
        {
          id: "visit-1",
          atMs: clock.nowMs,
          validMs: COMMAND_VALID_MS,
          openMs: 3000,
          direction: "in",
          partySize: 2,
        },
      ],
    ]);
    receive(REPORTS, { kind: "acknowledged", commandId: "visit-1" });
    clock.nowMs += ACKNOWLEDGE_MS_MAX;
    controller.tick();
    expect(listFaults()).toEqual([]);
    expect(controller.read().command?.status).toBe("acknowledged");
  });

  it.each([
    ["tasmota", "", "stat/door-1/POWER", "ON", ["cmnd/door-1/Power1", "OFF"]],
    [
      "esphome-lock",
      "strike",
      "door-1/lock/strike/state",
      "UNLOCKED",
      ["door-1/lock/strike/command", "LOCK"],
    ],
  ] as const)(
    "of %s is called off where it is not acknowledged, and only then",
    async (name, component, topic, payload, cancel) => {
      const actuator = makeMqttActuator(name, component);
      const { clock, controller, listFaults, published, receive } = openTestGate({ actuator });
      await controller.open("visit-1", 1);
      receive(topic, payload, true);
      clock.nowMs += ACKNOWLEDGE_MS_MAX;
      controller.tick();
      controller.tick();
      expect(published.slice(1)).toEqual([cancel]);
      expect(listFaults()).toEqual(["no-acknowledgement"]);
      await controller.open("visit-2", 1);
      receive(topic, payload);
      clock.nowMs += ACKNOWLEDGE_MS_MAX;
      controller.tick();
      expect(published).toHaveLength(3);
      expect(listFaults()).toEqual([]);
    },
  );

  it("of Shelly counts the answer to the last command alone", async () => {
    const { controller, published, receive } = openTestGate({
      actuator: makeMqttActuator("shelly"),
    });
    await controller.open("visit-1", 1);
    await controller.open("visit-2", 1);
    const [first, second] = published.map(([, payload]) => JSON.parse(payload).id);
    receive("saunter/gates/north/rpc", { id: first, result: { was_on: false } });
    expect(controller.read().command?.status).toBe("sent");
    receive("saunter/gates/north/rpc", { id: second, error: { code: -103, message: "no" } });
    expect(controller.read().command?.status).toBe("sent");
    receive("saunter/gates/north/rpc", { id: second, result: { was_on: true } });
    expect(controller.read().command?.status).toBe("acknowledged");
  });

  it("is not sent a command that was given while the broker was away, and says so", async () => {
    vi.useFakeTimers();
    const { bus, clock, controller, listFaults, published } = openTestGate();
    bus.attach(null);
    const opening = controller.open("visit-1", 1);
    clock.nowMs += COMMAND_VALID_MS;
    await vi.advanceTimersByTimeAsync(COMMAND_VALID_MS);
    await opening;
    vi.useRealTimers();
    expect(published).toEqual([]);
    expect(listFaults()).toEqual(["no-acknowledgement"]);
  });

  it("knows by its last will that its device is offline, also by one that the broker has kept", () => {
    const { listFaults, receive } = openTestGate({ actuator: makeMqttActuator("tasmota") });
    receive("tele/door-1/LWT", "Offline", true);
    expect(listFaults()).toEqual(["offline"]);
    receive("tele/door-1/LWT", "Online");
    expect(listFaults()).toEqual([]);
  });
});

describe("what a gate reports", () => {
  it("are passages, each once, its door, and codes", () => {
    const { codes, controller, listFaults, passed, receive } = openTestGate();
    for (const passageId of ["1", "1", "2"]) {
      receive(REPORTS, { kind: "passage", direction: "in", passageId });
    }
    receive(REPORTS, { kind: "passage", direction: "out" });
    receive(REPORTS, { kind: "passage", direction: "in", passageId: "3" }, true);
    expect(passed).toEqual(["in", "in", "out"]);
    receive(REPORTS, { kind: "code", text: "AQR0" });
    expect(codes).toEqual(["AQR0"]);
    receive(REPORTS, { kind: "state", state: "open" });
    expect(listFaults()).toEqual(["forced-open"]);
    expect(controller.read()).toMatchObject({ state: "open", counts: { in: 2, out: 1 } });
  });

  it("may come from devices that publish texts", () => {
    const match = (topic: string) => ({ topic, payload: "ON" });
    const { codes, controller, passed, receive } = openTestGate({
      contact: { topic: "door-1/contact", open: "ON", closed: "OFF" },
      passage: { withinMs: 5000, in: match("bar/in"), out: match("bar/out") },
      codeReader: { kind: "mqtt", topic: "reader/code" },
    });
    for (const topic of ["bar/in", "bar/out", "bar/in"]) receive(topic, "ON");
    receive("bar/in", "OFF");
    receive("bar/in", "ON", true);
    expect(passed).toEqual(["in", "out", "in"]);
    receive("reader/code", " AQR0\r\n");
    receive("reader/code", "A".repeat(GATE_LIMITS.codeCharsMax + 1));
    expect(codes).toEqual(["AQR0"]);
    receive("door-1/contact", "OFF", true);
    expect(controller.read().state).toBe("closed");
    receive("door-1/contact", "ajar");
    expect(controller.read().counts.refused).toBe(2);
  });

  it("counts what is no report, and takes nothing of it", () => {
    const { controller, receive } = openTestGate();
    const broken = ["", "{", "null", "7", { kind: "open" }, { kind: "passage", direction: "up" }];
    for (const payload of broken) receive(REPORTS, payload);
    receive(REPORTS, { kind: "state", state: "open", more: 1 });
    receive(REPORTS, `${" ".repeat(GATE_LIMITS.reportBytesMax)}{}`);
    expect(controller.read()).toMatchObject({ state: null, counts: { refused: 8 } });
  });

  it("comes on its own topics alone", () => {
    const { bus, receive } = openTestGate();
    expect(receive("saunter/gates/south/reports", { kind: "state", state: "open" })).toBe(false);
    expect(bus.mayPublish("door-1", REPORTS)).toBe(true);
    expect(bus.mayPublish("door-2", REPORTS)).toBe(false);
    expect(bus.mayRead("door-1", "saunter/gates/north/open")).toBe(true);
    for (const [device, filter] of [
      ["door-1", "#"],
      ["door-1", "saunter/#"],
      ["door-1", REPORTS],
      ["door-2", "saunter/gates/north/#"],
    ] as const) {
      expect(bus.mayRead(device, filter), filter).toBe(false);
    }
  });

  it("lets firmware of others read all below its own name", () => {
    const { bus } = openTestGate({ actuator: makeMqttActuator("tasmota") });
    expect(bus.mayRead("door-1", "cmnd/door-1/#")).toBe(true);
    expect(bus.mayRead("door-1", "cmnd/#")).toBe(false);
    expect(bus.mayRead("door-1", "cmnd/door-10/#")).toBe(false);
  });
});

describe("a gate's times", () => {
  it("are the machine's in commands, as devices have it, and the even clock's otherwise", async () => {
    const { clock, controller, published } = openTestGate();
    clock.machineAheadMs = -60_000;
    await controller.open("visit-1", 1);
    expect(JSON.parse(published[0]![1]).atMs).toBe(clock.nowMs - 60_000);
    expect(controller.read().command?.atMs).toBe(clock.nowMs);
  });

  it("let a controller that restarts count passages from the first again", () => {
    const { clock, passed, receive } = openTestGate();
    const report = () => receive(REPORTS, { kind: "passage", direction: "in", passageId: "1" });
    report();
    clock.nowMs += PASSAGE_IDS_KEPT_MS;
    report();
    expect(passed).toHaveLength(1);
    clock.nowMs += 1;
    report();
    expect(passed).toHaveLength(2);
  });

  it("are over for a command that is given up: it does not go out when the broker is back", async () => {
    vi.useFakeTimers();
    const { bus, clock, controller, published } = openTestGate();
    bus.attach(null);
    const opening = controller.open("visit-1", 1);
    clock.nowMs += ACKNOWLEDGE_MS_MAX;
    controller.tick();
    const sent: string[] = [];
    bus.attach((topic) => {
      sent.push(topic);
      return true;
    });
    await vi.advanceTimersByTimeAsync(1000);
    await opening;
    vi.useRealTimers();
    expect([...sent, ...published]).toEqual([]);
  });
});

it("a gate has opened for whom its controller has said so, or cannot say", async () => {
  const { controller, receive } = openTestGate();
  await controller.open("visit-1", 1);
  expect(controller.hasOpened("visit-1")).toBe(false);
  receive(REPORTS, { kind: "acknowledged", commandId: "visit-1" });
  await controller.open("visit-2", 1);
  expect(["visit-1", "visit-2"].map(controller.hasOpened)).toEqual([true, false]);
  const saunter = makeMqttActuator("saunter");
  if (saunter.kind !== "mqtt") throw new Error("it is no relay over MQTT");
  const mute = { ...saunter, isOwn: false, preset: { ...saunter.preset, acknowledged: [] } };
  const other = openTestGate({ actuator: mute });
  await other.controller.open("visit-1", 1);
  expect(other.controller.hasOpened("visit-1")).toBe(true);
  expect(openTestGate({ actuator: null }).controller.hasOpened("visit-1")).toBe(true);
});

describe("a gate over HTTP", () => {
  const open = (
    outcomes: OnceOutcome[],
    own: Partial<Extract<ActuatorConfig, { kind: "http" }>> = {},
  ) => {
    const asked: OnceRequest[] = [];
    const actuator: ActuatorConfig = {
      kind: "http",
      preset: parseHttpPreset(readShippedPreset("http", "shelly-gen1")!),
      url: "http://192.0.2.20",
      authorization: null,
      channel: 1,
      openMs: 3000,
      ...own,
    };
    const gate = openTestGate(
      { actuator },
      {
        sendOnce: async (request) => {
          asked.push(request);
          return outcomes.shift()!;
        },
      },
    );
    return { ...gate, asked };
  };

  it("is asked once, and acknowledges by its answer", async () => {
    const { asked, controller } = open(["done"]);
    await controller.open("visit-1", 1);
    expect(asked).toMatchObject([
      { method: "GET", url: "http://192.0.2.20/relay/0?turn=on&timer=3", headers: {}, body: null },
    ]);
    expect(controller.read().command?.status).toBe("acknowledged");
  });

  it("is asked again only where it is certain that nothing has arrived", async () => {
    const { asked, controller, listFaults } = open(["not-sent", "not-sent", "done"]);
    await controller.open("visit-1", 1);
    expect(asked).toHaveLength(3);
    expect(listFaults()).toEqual([]);
    for (const outcome of ["unknown", "refused"] as const) {
      const other = open([outcome, "done"]);
      await other.controller.open("visit-1", 1);
      expect(other.asked).toHaveLength(1);
      other.clock.nowMs += ACKNOWLEDGE_MS_MAX;
      other.controller.tick();
      expect(other.listFaults()).toEqual(["no-acknowledgement"]);
    }
  });

  it("is asked no longer than until it is called off", async () => {
    const { asked, clock, controller } = open(["not-sent", "done"]);
    const opening = controller.open("visit-1", 1);
    clock.nowMs += ACKNOWLEDGE_MS_MAX - 100;
    await opening;
    expect(asked.map(({ timeoutMs }) => timeoutMs)).toEqual([2000, 100]);
    const late = open(["not-sent", "done"]);
    const other = late.controller.open("visit-1", 1);
    late.clock.nowMs += ACKNOWLEDGE_MS_MAX;
    await other;
    expect(late.asked).toHaveLength(1);
    expect(late.controller.read().command?.status).toBe("not-sent");
  });

  it("is sent its secret, and fills in a template of one's own", async () => {
    const secret = { source: "test", reveal: () => "admin:pass" };
    const preset = parseHttpPreset(
      JSON.stringify({
        maker: "m",
        models: ["m"],
        sources: ["s"],
        open: {
          method: "POST",
          path: "/open/{id}",
          headers: { "content-type": "application/json" },
          body: '{"ms":{milliseconds},"people":{partySize}}',
        },
      }),
    );
    const headers: unknown[] = [];
    for (const scheme of ["basic", "bearer"] as const) {
      const { asked, controller } = open(["done"], { preset, authorization: { scheme, secret } });
      await controller.open("visit/1", 2);
      expect(asked).toMatchObject([
        { method: "POST", url: "http://192.0.2.20/open/visit%2F1", body: '{"ms":3000,"people":2}' },
      ]);
      headers.push(asked[0]!.headers.authorization);
    }
    expect(headers).toEqual(["Basic YWRtaW46cGFzcw==", "Bearer admin:pass"]);
  });
});
