import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import { unpackFrame } from "@saunter/protocol/devices/packed-frame";
import { createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import { loadConfig } from "@saunter/shop/config/load-config";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MqttDeviceOptions } from "../devices/mqtt-device.ts";
import { addPlayCommand } from "./play.ts";

const EXAMPLE = fileURLToPath(
  new URL("../../../../examples/live-scales/shop.yaml", import.meta.url),
);
const IDS = ["shelf-1-low", "shelf-1-high", "shelf-2", "tracker"];
const RECORDED_MS = Date.UTC(2026, 2, 2, 9);
const SECONDS = 10;
/** Of the example's gondola 2: its first shelf and plate. */
const CELL = { shelfCount: 4, plateCount: 7, index: 8 };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-play-command-"));
  writeKeys(IDS);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keysFile = () => join(folder, "keys.json");
const writeKeys = (ids: readonly string[]): void =>
  writeFileSync(keysFile(), JSON.stringify(Object.fromEntries(ids.map((id) => [id, `of-${id}`]))));

/** Five batches a second of two gondolas, and a frame with each; the plate reads nothing in the first second. */
function* makeObservations(): Generator<Observation> {
  for (let at = 0; at < SECONDS * 5; at++) {
    const timestampMs = RECORDED_MS + at * 200;
    const { index, plateCount, shelfCount } = CELL;
    for (const gondola of [1, 2]) {
      const samplesG = new Float32Array(2 * shelfCount * plateCount).fill(100);
      for (const from of [0, shelfCount * plateCount]) {
        samplesG[from + index] = at < 5 ? Number.NaN : 500;
      }
      const shape = { sampleRateHz: 10, sampleCount: 2, shelfCount, plateCount };
      yield { kind: "plates", gondola, timestampMs, ...shape, samplesG };
    }
    const shoppers = [{ shopperId: "1", joints: new Float64Array(32).fill(1) }];
    const ambiguities = [
      {
        shopperIds: ["1", "2"] as const,
        ...{ fromMs: timestampMs - 1000, toMs: timestampMs, probability: 0.1 },
      },
    ];
    yield { kind: "joints", timestampMs, shoppers, ambiguities };
  }
}

async function play(args: readonly string[] = [], gondolas: readonly number[] = [1, 2]) {
  const captured = createCapturedIo();
  const opened: MqttDeviceOptions[] = [];
  const scales = new Map<string, Uint8Array[]>();
  const people: { readonly timeUs: number; readonly ambiguities: { fromUs: number }[] }[] = [];
  const startMs = captured.io.nowMs();
  /** The broker answers after a second; the shop takes the last frames a second after they were sent. */
  let lastSentMs = Number.NaN;
  let firstSentMs = Number.NaN;
  const send = (): void => {
    if (Number.isNaN(firstSentMs)) firstSentMs = captured.io.nowMs();
    lastSentMs = captured.io.nowMs();
  };
  const shop: ShopModel = {
    facings: gondolas.map((gondola) => ({
      ...{ gondola, shelf: 1, plates: [1], barcode: null, place: null },
    })),
    products: new Map(),
  };
  const code = await runCommandLine(
    ["play", "a/recording", "--config", EXAMPLE, "--keys", keysFile(), ...args],
    "1",
    captured.io,
    (program) =>
      addPlayCommand(program, {
        io: captured.io,
        loadConfig: (file) => loadConfig(file, {}),
        recordings: {
          find: async () => [],
          readTruth: async () => null,
          open: async () => ({
            shop,
            chunks: (async function* () {
              yield [...makeObservations()];
            })(),
            warnings: () => [],
          }),
        },
        openDevice: (options) => {
          opened.push(options);
          const sent: Uint8Array[] = [];
          scales.set(options.deviceId, sent);
          return {
            publishScale: (bytes) => {
              send();
              sent.push(bytes);
            },
            publishPeople: (json) => {
              send();
              people.push(JSON.parse(json));
            },
            get isConnected() {
              return captured.io.nowMs() >= startMs + 1000;
            },
            get waiting() {
              return captured.io.nowMs() < lastSentMs + 1000 ? 1 : 0;
            },
            get sent() {
              return sent.length;
            },
            close: async () => {},
          };
        },
      }),
  );
  const frames = (deviceId: string) =>
    scales.get(deviceId)!.map((bytes) => {
      const read = unpackFrame(bytes);
      if (!read.ok) throw new Error(read.fault);
      return read.frame;
    });
  const passedMs = captured.io.nowMs() - startMs;
  return { captured, code, firstSentMs, frames, opened, passedMs, people, startMs };
}

describe("saunter play", () => {
  it("sends all of a recording at its own rate, once the devices are connected", async () => {
    const played = await play();
    expect([played.code, played.captured.err()]).toEqual([0, ""]);
    expect(played.opened.map(({ deviceId, key, url }) => ({ deviceId, key, url }))).toEqual(
      IDS.map((deviceId) => ({
        deviceId,
        key: `of-${deviceId}`,
        url: "mqtt://127.0.0.1:18830",
      })),
    );
    for (const id of IDS.slice(0, 3)) expect(played.frames(id), id).toHaveLength(SECONDS * 5);
    expect(played.people).toHaveLength(SECONDS * 5);
    expect(played.frames("shelf-2")[0]).toMatchObject({ rateHz: 10, sampleCount: 2 });
    // It waits for connections before, and until the shop has taken the last frame.
    expect(played.firstSentMs - played.startMs).toBeGreaterThanOrEqual(1000);
    expect(played.passedMs).toBeGreaterThanOrEqual(2000 + SECONDS * 1000);
    expect(played.passedMs).toBeLessThan(2100 + SECONDS * 1000);
    expect(played.captured.out()).toContain("The shop has all of the recording.");
  });

  it("sends it faster, to another broker", async () => {
    const played = await play(["--speed", "4", "--url", "mqtt://broker.local"]);
    expect(new Set(played.opened.map(({ url }) => url))).toEqual(new Set(["mqtt://broker.local"]));
    expect(played.frames("shelf-2")).toHaveLength(SECONDS * 5);
    expect(played.frames("shelf-2")[0]!.rateHz).toBe(40);
    expect(played.passedMs).toBeLessThan(2100 + (SECONDS * 1000) / 4);
    const [{ ambiguities, timeUs }] = played.people as [(typeof played.people)[0]];
    expect(timeUs - ambiguities[0]!.fromUs).toBeCloseTo(1e6 / 4, -1);
  });

  it("sends missing readings as missing, and what the plate weighs after them", async () => {
    const { captured, frames } = await play();
    expect(captured.err()).toBe("");
    const first = frames("shelf-2").map(({ samples }) => samples[0]!);
    expect(first.slice(0, 5).every(Number.isNaN)).toBe(true);
    for (const value of first.slice(5)) expect(value).toBeCloseTo(500, 0);
  });

  it("says which keys and scales are missing", async () => {
    writeKeys(IDS.slice(1));
    const without = await play();
    expect([without.code, without.captured.err()]).toEqual([
      1,
      expect.stringContaining("has no key for shelf-1-low: saunter devices keys"),
    ]);
    const other = await play([], [1, 7, 9]);
    expect([other.code, other.captured.err()]).toEqual([
      1,
      expect.stringContaining("no scales for the recording's gondolas 7, 9"),
    ]);
  });
});
