/** The simulated turnstile against the shop's own controller of a gate, over the broker inside the process. */
import { setTimeout as sleep } from "node:timers/promises";
import { openLocalBroker } from "@saunter/ingest/scales/mqtt/local-broker";
import { createTopicBus } from "@saunter/ingest/scales/mqtt/topic-bus";
import { createNotedSink } from "@saunter/ingest/scales/sink-fixture";
import { createGateController } from "@saunter/shop/gates/gate-controller";
import { listBusDevice } from "@saunter/shop/gates/gate-topics";
import { makeMqttActuator, NO_HARDWARE, PREFIX } from "@saunter/shop/gates/gates-fixture";
import { describe, expect, it, onTestFinished } from "vitest";
import { type GateFaultKind, openSimulatedGate } from "./simulated-gate.ts";

const GATE = "north";

async function open(...faults: readonly GateFaultKind[]) {
  const hardware = { ...NO_HARDWARE, actuator: { ...makeMqttActuator("saunter"), openMs: 400 } };
  const bus = createTopicBus([listBusDevice(PREFIX, { gateId: GATE, hardware })]);
  const listens = { host: "127.0.0.1", port: 0, prefix: PREFIX, checkDevice: () => true, bus };
  const broker = await openLocalBroker(listens, createNotedSink());
  onTestFinished(broker.close);
  const time = { aheadMs: 0 };
  const controller = createGateController({
    ...{ gateId: GATE, direction: "in", hardware, prefix: PREFIX, bus },
    sendOnce: async () => "done",
    nowMs: () => Date.now() + time.aheadMs,
    machineMs: () => Date.now() + time.aheadMs,
    isHeldOpen: () => false,
    onPassage: () => {},
    onCode: () => {},
  });
  const turnstile = openSimulatedGate({
    url: `mqtt://127.0.0.1:${broker.port}`,
    ...{ prefix: PREFIX, gateId: GATE, deviceId: "door-1", key: "key" },
    listFaults: () => faults,
    nowMs: Date.now,
    sleep: (durationMs) => sleep(durationMs),
    onRefused: () => {},
  });
  onTestFinished(turnstile.close);
  const read = () => controller.read();
  if (!faults.includes("gate-forced") && !faults.includes("gate-tampered")) {
    await expect.poll(() => read().state).toBe("closed");
  }
  const listFaults = () => read().faults.map(({ kind }) => kind);
  return { bus, controller, listFaults, read, time, turnstile };
}

describe("a simulated turnstile", () => {
  it("carries a command out, lets the party pass and closes again", async () => {
    const { controller, read, turnstile } = await open();
    await controller.open("visit-1", 2);
    await expect.poll(() => read().state).toBe("open");
    await expect.poll(() => read().counts.in).toBe(2);
    await expect.poll(() => read().state).toBe("closed");
    expect(read()).toMatchObject({ command: { status: "acknowledged" }, faults: [] });
    expect(turnstile.opened).toBe(1);
  });

  it("ends when the simulation does, whose pauses are none by then", async () => {
    const turnstile = openSimulatedGate({
      url: "mqtt://127.0.0.1:1",
      ...{ prefix: PREFIX, gateId: GATE, deviceId: "door-1", key: "key" },
      listFaults: () => [],
      nowMs: Date.now,
      sleep: async () => {},
      onRefused: () => {},
    });
    await sleep(10);
    await turnstile.close();
    expect(turnstile.opened).toBe(0);
  });

  it("does not open for a command that comes too late", async () => {
    const { bus, controller, read, turnstile } = await open();
    const late = { id: "visit-0", atMs: Date.now() - 60_000, validMs: 4000, openMs: 400 };
    const topic = `${PREFIX}/gates/${GATE}/open`;
    bus.publish(topic, JSON.stringify({ ...late, direction: "in", partySize: 1 }));
    await controller.open("visit-1", 1);
    await expect.poll(() => read().counts.in).toBe(1);
    expect([turnstile.ignored, turnstile.opened]).toEqual([1, 1]);
  });

  it.each([
    ["gate-tailgated", 2],
    ["gate-unpassed", 0],
  ] as const)("with %s counts %i people of one who was admitted", async (fault, people) => {
    const { controller, read } = await open(fault);
    await controller.open("visit-1", 1);
    await expect.poll(() => read().state).toBe("open");
    await expect.poll(() => read().state).toBe("closed");
    expect(read().counts.in).toBe(people);
  });

  it("that is mute, jammed, forced or tampered with is a fault of the gate", async () => {
    const mute = await open("gate-mute");
    await mute.controller.open("visit-1", 1);
    mute.time.aheadMs = 3000;
    mute.controller.tick();
    expect(mute.listFaults()).toEqual(["no-acknowledgement"]);
    const jammed = await open("gate-jammed");
    await jammed.controller.open("visit-1", 1);
    await expect.poll(() => jammed.read().state).toBe("open");
    jammed.time.aheadMs = 15_000;
    expect(jammed.listFaults()).toEqual(["stuck-open"]);
    for (const [fault, kind] of [
      ["gate-forced", "forced-open"],
      ["gate-tampered", "tamper"],
    ] as const) {
      const { listFaults } = await open(fault);
      await expect.poll(listFaults).toContain(kind);
    }
  });
});
