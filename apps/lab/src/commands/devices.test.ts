import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unpackFrame } from "@saunter/protocol/devices/packed-frame";
import { createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import { usePeople } from "@saunter/shop/commands/use-people";
import { loadConfig } from "@saunter/shop/config/load-config";
import { isSensorKey } from "@saunter/shop/people/sensor-keys";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MqttDevice, MqttDeviceOptions } from "../devices/mqtt-device.ts";
import type { SimulatedGateOptions } from "../devices/simulated-gate.ts";
import { addDevicesCommand } from "./devices.ts";

const EXAMPLE = fileURLToPath(
  new URL("../../../../examples/live-scales/shop.yaml", import.meta.url),
);
const IDS = ["shelf-1-low", "shelf-1-high", "shelf-2", "gate-in", "tracker"];
/** The turnstile sends no frames. */
const SENDERS = IDS.filter((id) => id !== "gate-in");
/** The simulated shop has begun, and somebody is in it. */
const RUNS_MS = 20_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-devices-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Played {
  readonly opened: MqttDeviceOptions[];
  readonly scales: Map<string, Uint8Array[]>;
  readonly people: string[];
  readonly gates: SimulatedGateOptions[];
  readonly entries: { readonly url: string; readonly key: string | null }[];
}

async function run(args: readonly string[], lines: readonly (readonly [number, string])[] = []) {
  const captured = createCapturedIo();
  const startMs = captured.io.nowMs();
  const played: Played = { opened: [], scales: new Map(), people: [], gates: [], entries: [] };
  let listen: (line: string) => void = () => {};
  const typed = [...lines];
  const openDevice = (options: MqttDeviceOptions): MqttDevice => {
    played.opened.push(options);
    const sent: Uint8Array[] = [];
    played.scales.set(options.deviceId, sent);
    return {
      publishScale: (bytes) => void sent.push(bytes),
      publishPeople: (json) => {
        played.people.push(json);
        const passedMs = captured.io.nowMs() - startMs;
        while (typed.length > 0 && typed[0]![0] <= passedMs) listen(typed.shift()![1]);
        if (passedMs > RUNS_MS) captured.interrupt();
      },
      isConnected: true,
      waiting: 0,
      get sent() {
        return sent.length;
      },
      close: async () => {},
    };
  };
  const code = await runCommandLine(["devices", ...args], "1", captured.io, (program) =>
    addDevicesCommand(program, {
      io: captured.io,
      loadConfig: (file) => loadConfig(file, {}),
      openDevice,
      openGate: (options) => {
        played.gates.push(options);
        return { opened: 0, ignored: 0, close: async () => {} };
      },
      fetch: async (url, init) => {
        const key = new Headers(init?.headers).get("authorization");
        played.entries.push({ url: String(url), key });
        return new Response(JSON.stringify({ code: "gate-closed" }), { status: 409 });
      },
      onLine: (listener) => {
        listen = listener;
        return () => {};
      },
    }),
  );
  return { code, captured, ...played };
}

const keysFile = () => join(folder, "keys.json");
const readKeys = () => JSON.parse(readFileSync(keysFile(), "utf8")) as Record<string, string>;
const giveKeys = () =>
  run(["keys", "--config", EXAMPLE, "--keys", keysFile(), "--data", join(folder, "data")]);

describe("devices keys", () => {
  it("gives each device a key that lets it in, in a file for its owner alone", async () => {
    expect((await giveKeys()).code).toBe(0);
    const keys = readKeys();
    expect(Object.keys(keys)).toEqual([...IDS, "simulated-gate"]);
    expect(statSync(keysFile()).mode & 0o777).toBe(0o600);
    await usePeople(join(folder, "data"), createCapturedIo().io, true, async (store) => {
      for (const id of IDS) expect(isSensorKey(store, id, keys[id]!, Date.now())).toBe(true);
      expect(isSensorKey(store, "shelf-2", keys["shelf-1-low"]!, Date.now())).toBe(false);
      expect(isSensorKey(store, "simulated-gate", keys["simulated-gate"]!, Date.now())).toBe(false);
    });
  });

  it("keeps those that are there, and says which it cannot know", async () => {
    await giveKeys();
    const before = readKeys();
    expect((await giveKeys()).captured.out()).toContain("0 keys are added");
    expect(readKeys()).toEqual(before);
    writeFileSync(keysFile(), "{}");
    const { captured } = await giveKeys();
    expect(captured.out()).toContain("These have a key that is not in the file: shelf-1-low,");
  });

  it("refuses a file that is none of keys", async () => {
    writeFileSync(keysFile(), '{"shelf-2":5}');
    const { captured, code } = await giveKeys();
    expect(code).toBe(1);
    expect(captured.err()).toContain("a file of keys is a JSON object");
  });
});

describe("devices simulate", () => {
  const simulate = (...more: string[]) => [
    ...["simulate", "--config", EXAMPLE, "--keys", keysFile(), "--scenario", "busy", ...more],
  ];

  it("publishes each controller's frames under its own key, and shows a card for who comes", async () => {
    await giveKeys();
    const { captured, code, entries, gates, opened, people, scales } = await run(simulate());
    expect(code).toBe(0);
    const keys = readKeys();
    expect(opened.map(({ deviceId, key, url }) => ({ deviceId, key, url }))).toEqual(
      SENDERS.map((deviceId) => ({ deviceId, key: keys[deviceId], url: "mqtt://127.0.0.1:18830" })),
    );
    for (const [at, channels] of [6, 12, 18].entries()) {
      const sent = scales.get(IDS[at]!)!.map((bytes) => unpackFrame(bytes));
      expect(sent.length).toBeGreaterThan(80);
      for (const [sequence, one] of sent.entries()) {
        const unit = at === 2 ? "g" : "counts";
        expect(one).toMatchObject({ ok: true, frame: { channelCount: channels, sequence, unit } });
      }
    }
    expect(gates).toMatchObject([
      { gateId: "gate-in", deviceId: "gate-in", key: keys["gate-in"], prefix: "saunter" },
    ]);
    expect(people.length).toBeGreaterThan(200);
    expect(entries[0]).toEqual({
      url: "http://127.0.0.1:8430/v1/gates/gate-in/entries",
      key: `Bearer ${keys["simulated-gate"]}`,
    });
    expect(captured.err()).toContain("The gate stays closed: gate-closed");
    expect(captured.out()).toContain("4 of 4 devices connected; faults: none");
  });

  it("has the faults of its options for their time, and those that are typed", async () => {
    await giveKeys();
    const fault = ["--no-gates", "--fault", "dead:shelf-2:4@5-10"];
    const { captured, entries, scales } = await run(simulate(...fault), [
      [12_000, "saturated:shelf-1-low:2"],
      [13_000, "dead:shelf-9"],
      [14_000, "gate-mute:gate-in"],
      [15_000, "off"],
    ]);
    expect(entries).toEqual([]);
    const listFaulty = (id: string, isFaulty: (samples: Float64Array) => boolean): number[] =>
      scales.get(id)!.flatMap((bytes, at) => {
        const one = unpackFrame(bytes);
        return one.ok && isFaulty(one.frame.samples) ? [at / 5] : [];
      });
    const dead = listFaulty("shelf-2", (samples) => Number.isNaN(samples[3]!));
    expect(dead[0]).toBeCloseTo(5, -1);
    expect(dead).toHaveLength(25);
    const full = listFaulty("shelf-1-low", (samples) => samples[1] === 8_388_607);
    expect(full.length).toBeGreaterThan(12);
    expect(full.length).toBeLessThan(18);
    expect(captured.out()).toContain("faults: saturated:shelf-1-low:2, gate-mute:gate-in");
    expect(captured.out()).toContain("The controllers are shelf-1-low, shelf-1-high, shelf-2");
  });

  it("says whose key is missing, and which controllers there are", async () => {
    const without = await run(simulate());
    expect(without.code).toBe(1);
    expect(without.captured.err()).toContain("has no key for shelf-1-low, shelf-1-high, shelf-2");
    await giveKeys();
    const { captured, code } = await run(simulate("--fault", "dead:shelf-9"));
    expect(code).toBe(1);
    expect(captured.err()).toContain("no controller is called shelf-9. The controllers are");
    expect((await run(simulate("--fault", "broken:shelf-2"))).captured.err()).toContain("no fault");
  });

  it("is of a shop with sensors", async () => {
    const other = fileURLToPath(new URL("../../../../examples/shop.yaml", import.meta.url));
    const { captured, code } = await run(["keys", "--config", other, "--keys", keysFile()]);
    expect(code).toBe(1);
    expect(captured.err()).toContain("devices need kind: sensors");
  });
});
