/** Scales of now as a source: what their transports say, and what the shop knows of it. */

import type { CameraMachine } from "@saunter/ingest/pipeline/open-pipeline";
import { makeCamerasConfig, makeScene } from "@saunter/ingest/pipeline/simulated-cameras-fixture";
import type { FrameSink } from "@saunter/ingest/scales/frame-sink";
import { makeFrame } from "@saunter/ingest/scales/scales-fixture";
import type { AnnouncedDevice } from "@saunter/ingest/scales/text-topics/announcements";
import { describe, expect, it } from "vitest";
import { GOODS_LINES, LEAST_LINES, loadGood } from "../config/config-fixture.ts";
import { makeMachine } from "../process/camera-shop-fixture.ts";
import { type OpenTransports, openScaleSource } from "./scale-source.ts";

const SOURCE = `source:
  kind: sensors
  devices: [{ id: shelf-1, gondola: 1, channels: [{ shelf: 1, plates: 1-2 }] }]
`;

const announce = (id: string): AnnouncedDevice => ({
  ...{ id, name: null, manufacturer: null, model: null, sensors: [] },
});

const START_MS = 1_700_000_000_000;

describe("a source of scales", () => {
  it("lists controllers that announce themselves and are not in the configuration", async () => {
    const text = LEAST_LINES.replace("source: { kind: simulated }\n", SOURCE + GOODS_LINES);
    const { shopModel, source } = loadGood(text);
    if (source.kind !== "sensors") throw new Error(`it is ${source.kind}`);
    const needNone = () => Promise.reject(new Error("there are no cameras"));
    const opened = await openScaleSource(source, {
      nowMs: () => 1_700_000_000_000,
      shopModel,
      recordings: {} as never,
      openPipeline: needNone,
      pictures: new Map(),
      openTransports: () =>
        Promise.resolve({
          close: () => Promise.resolve(),
          listAnnounced: () => [announce("shelf-1"), announce("shelf-2")],
        }),
    });
    expect(opened.scales!.listAnnounced()).toEqual([announce("shelf-2")]);
    await opened.close();
  });
});

describe("scales and a tracker", () => {
  it("step together, and by as much, when the shop's clock is set", async () => {
    const text = LEAST_LINES.replace("source: { kind: simulated }\n", SOURCE + GOODS_LINES);
    const { shopModel, source } = loadGood(text);
    if (source.kind !== "sensors") throw new Error(`it is ${source.kind}`);
    let [evenMs, setMs] = [0, 0];
    let sink: FrameSink | null = null;
    const opened = await openScaleSource(source, {
      nowMs: () => START_MS + evenMs + setMs,
      evenMs: () => evenMs,
      shopModel,
      recordings: {} as never,
      openPipeline: () => Promise.reject(new Error("there are no cameras")),
      pictures: new Map(),
      openTransports: async (_, given) => {
        sink = given;
        return { close: () => Promise.resolve() };
      },
    });
    for (let sequence = 0; sequence < 200; sequence++) {
      evenMs += 100;
      if (sequence === 100) setMs = 30_000;
      sink!.frame(makeFrame(sequence));
      const frame = { trackerId: "t", bootId: 1, sequence, timeUs: evenMs * 1000, people: [] };
      sink!.people(frame as never);
    }
    await opened.close();
    const timesMs = { plates: [] as number[], joints: [] as number[] };
    const ending = new AbortController();
    for await (const chunk of opened.observations(ending.signal)) {
      for (const { kind, timestampMs } of chunk) timesMs[kind].push(timestampMs);
      ending.abort();
    }
    const stepAt = (kind: "plates" | "joints"): number =>
      timesMs[kind].findIndex((ms, at) => ms - (timesMs[kind][at - 1] ?? ms) > 1000);
    expect(stepAt("plates")).toBe(stepAt("joints"));
    expect(stepAt("plates")).toBeGreaterThan(100);
    expect(timesMs.joints.at(-1)).toBeCloseTo(START_MS + evenMs + setMs, 0);
    // A frame's first sample is a frame's length before its arrival.
    expect(timesMs.plates.at(-1)).toBeCloseTo(START_MS + evenMs + setMs - 100, 0);
  });
});

const SCENE = makeScene(4, 1);
const PICTURES = new Map([["8410076472052", { file: "milk.png" }]]);

/** Scales beside cameras; `weigh` sends what a controller measures in the next seconds. */
async function openBesideCameras(
  more: Partial<CameraMachine> = {},
  openTransports: OpenTransports = () => Promise.resolve({ close: () => Promise.resolve() }),
) {
  const text = LEAST_LINES.replace("source: { kind: simulated }\n", SOURCE + GOODS_LINES);
  const { shopModel, source } = loadGood(text);
  if (source.kind !== "sensors") throw new Error(`it is ${source.kind}`);
  let [nowMs, sequence] = [START_MS, 0];
  let sink: FrameSink | null = null;
  const opened = await openScaleSource(
    { ...source, cameras: makeCamerasConfig(SCENE) },
    {
      nowMs: () => nowMs,
      shopModel,
      recordings: {} as never,
      openPipeline: async () => makeMachine(SCENE, more),
      pictures: PICTURES,
      openTransports: (config, given) => {
        sink = given;
        return openTransports(config, given);
      },
    },
  );
  const weigh = (seconds: number): void => {
    for (let at = 0; at < seconds * 10; at++) {
      nowMs += 100;
      sink!.frame(makeFrame(sequence++));
    }
  };
  return {
    opened,
    weigh,
    people: (frame: Parameters<FrameSink["people"]>[0]) => sink!.people(frame),
  };
}

describe("scales beside cameras", () => {
  it("give both as they come, and no positions of a tracker", async () => {
    const { opened, people, weigh } = await openBesideCameras();
    expect(opened).toMatchObject({ hasPlates: true, isLive: true });
    weigh(3);
    const stray = { trackerId: "t", bootId: 1, sequence: 0, timeUs: 0, people: [] };
    people(stray as never);
    const counts = { plates: 0, joints: 0 };
    for await (const chunk of opened.observations(new AbortController().signal)) {
      for (const { kind } of chunk) counts[kind]++;
    }
    // The films are over.
    expect(counts.plates).toBeGreaterThan(5);
    expect(counts.joints).toBe(SCENE.instants.length);
    expect(opened.cameras!.reporter.list().map(({ cameraId }) => cameraId)).toEqual(
      SCENE.cameras.map(({ cameraId }) => cameraId),
    );
    await opened.close();
  });

  it("close the cameras where a transport cannot be opened", async () => {
    const machine = makeMachine(SCENE);
    const opening = openBesideCameras(machine, () => Promise.reject(new Error("no such port")));
    await expect(opening).rejects.toThrow("no such port");
    expect(machine.closed.finders).toBe(1);
  });

  it("learn from pictures of products what hands hold, as what is taken is weighed", async () => {
    const learned: unknown[] = [];
    const { opened } = await openBesideCameras({
      openHandClassifier: async (pictures) => {
        learned.push(pictures);
        return null;
      },
    });
    expect(learned).toEqual([PICTURES]);
    await opened.close();
  });

  it("are read on while no camera gives a frame", async () => {
    const idle = makeMachine(SCENE);
    const { opened, weigh } = await openBesideCameras({
      openCamera: (...asked) => ({
        ...idle.openCamera(...asked),
        frames: (async function* () {
          await new Promise(() => {});
        })(),
      }),
    });
    const ending = new AbortController();
    let plates = 0;
    weigh(3);
    for await (const chunk of opened.observations(ending.signal)) {
      plates += chunk.filter(({ kind }) => kind === "plates").length;
      if (plates < 20) weigh(1);
      else ending.abort();
    }
    expect(plates).toBeGreaterThanOrEqual(20);
  });
});
