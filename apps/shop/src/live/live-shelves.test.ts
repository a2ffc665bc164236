import { createEngine, stepEngine } from "@saunter/engine/engine";
import type { PlateBatch } from "@saunter/engine/observation";
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { createCurveRecorder } from "../evidence/curve-recorder.ts";
import type { StoredEvent } from "../store/journal.ts";
import { SHELF_PAST_MS, SHELF_STEP_MS } from "./live-limits.ts";
import { createLiveShelves } from "./live-shelves.ts";

const START_MS = 1_772_442_000_000;
const BATCH_MS = 200;
const WEIGHT_G = 100;
const FACING = { facing: "1/1/1", gondola: 1, shelf: 1, plates: [1, 2], weightG: WEIGHT_G };

interface Told {
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever was reported
  readonly data: any;
}

function openShelf() {
  const recorder = createCurveRecorder();
  const random = createRandom(1);
  let reportCommitted: (events: readonly StoredEvent[]) => void = () => {};
  const store = {
    onCommitted: (listener: typeof reportCommitted) => {
      reportCommitted = listener;
      return () => {};
    },
  };
  const room = { taken: 0, max: 9 };
  const shelves = createLiveShelves({ store, room, recorder, listFacings: () => [FACING] });
  const engine = createEngine({ facings: [], products: new Map() });
  shelves.watch(engine);
  let atMs = START_MS;
  const levelG = [0, 1000, 1200];
  const makeBatch = (): PlateBatch => {
    // Two shelves of two plates; places 0 are unused.
    const samplesG = Float32Array.from({ length: 12 * 9 }, (_, at) => {
      const plate = at % 3;
      const isUsed = plate > 0 && Math.floor(at / 3) % 3 > 0;
      return isUsed ? levelG[plate]! + random.normal(0, 1) : Number.NaN;
    });
    const shape = { sampleRateHz: 60, sampleCount: 12, shelfCount: 3, plateCount: 3 };
    return { kind: "plates", gondola: 1, timestampMs: atMs, ...shape, samplesG };
  };
  const pass = (seconds: number): void => {
    for (const untilMs = atMs + 1000 * seconds; atMs < untilMs; atMs += BATCH_MS) {
      const batch = makeBatch();
      recorder.takePlates(batch);
      shelves.see(batch);
      stepEngine(engine, batch);
    }
  };
  const count = (facing: string, quantity: number): void =>
    reportCommitted([
      { event: { type: "StockCounted", facing, quantity } } as unknown as StoredEvent,
    ]);
  return { shelves, room, levelG, pass, count };
}

const parse = (text: string): Told => {
  const [, event, data] = /^event: (.*)\ndata: (.*)\n/.exec(text) ?? [];
  return { event: event ?? "", data: data === undefined ? null : JSON.parse(data) };
};

async function read(messages: AsyncIterator<string>, count: number): Promise<Told[]> {
  const told: Told[] = [];
  while (told.length < count) {
    const { value, done } = await messages.next();
    if (done) break;
    const one = parse(value);
    if (one.event !== "") told.push(one);
  }
  return told;
}

const follow = ({ shelves }: ReturnType<typeof openShelf>, shelf = 1) =>
  shelves.subscribe({ gondola: 1, shelf }, new AbortController().signal)[Symbol.asyncIterator]();

describe("a live shelf", () => {
  it("gives how plates are, the curve there was, and then what comes, without a gap", async () => {
    const opened = openShelf();
    opened.pass(SHELF_PAST_MS / 1000 + 5);
    const messages = follow(opened);
    const [plates, past] = await read(messages, 2);
    expect(plates!.event).toBe("plates");
    expect(plates!.data.plates).toMatchObject([
      { plate: 1, isDisturbed: false, problem: null },
      { plate: 2, isDisturbed: false, problem: null },
    ]);
    expect(Math.abs(plates!.data.plates[0].levelG - 1000)).toBeLessThan(3);
    expect(past!.event).toBe("curve");
    const { startMs, stepMs, plates: curves } = past!.data;
    expect(stepMs).toBe(SHELF_STEP_MS);
    expect(startMs + stepMs * curves[0].gramsG.length).toBe(START_MS + SHELF_PAST_MS + 5000);
    expect(curves[0].gramsG.length).toBeGreaterThan(0.95 * (SHELF_PAST_MS / SHELF_STEP_MS));
    opened.levelG[1] = 700;
    opened.pass(0.4);
    const next = (await read(messages, 3)).filter(({ event }) => event === "curve");
    expect(next.map(({ data }) => data.startMs)).toEqual([
      START_MS + SHELF_PAST_MS + 5000,
      START_MS + SHELF_PAST_MS + 5200,
    ]);
    const [first] = next[0]!.data.plates;
    expect(first.gramsG).toHaveLength(2);
    for (const grams of first.gramsG) expect(Math.abs(grams - 700)).toBeLessThan(3);
  });

  it("counts what lies there by weight from the last count on", async () => {
    const opened = openShelf();
    opened.pass(3);
    const seen = async (): Promise<number | null> => {
      const [plates] = await read(follow(opened), 1);
      return plates!.data.facings[0].seen;
    };
    expect(await seen()).toBeNull();
    opened.count("1/1/1", 10);
    expect(await seen()).toBeCloseTo(10, 0);
    opened.levelG[2] = 1200 - 3 * WEIGHT_G;
    opened.pass(5);
    expect(await seen()).toBeCloseTo(7, 0);
    opened.count("9/9/9", 1);
    expect(await seen()).toBeCloseTo(7, 0);
  });

  it("takes what plates read first for what was counted before they were known", async () => {
    const opened = openShelf();
    opened.count("1/1/1", 4);
    const [before] = await read(follow(opened), 1);
    expect(before!.data.facings).toEqual([
      { facing: "1/1/1", seen: null, weighsG: null, unitG: WEIGHT_G },
    ]);
    opened.pass(3);
    const [first] = await read(follow(opened), 1);
    expect(first!.data.facings[0].seen).toBe(4);
    opened.levelG[1] = 900;
    opened.pass(5);
    const [later] = await read(follow(opened), 1);
    expect(later!.data.facings[0].seen).toBeCloseTo(3, 0);
    expect(Math.abs(later!.data.facings[0].weighsG - (4 * WEIGHT_G - 100))).toBeLessThan(3);
    const [changed, same] = later!.data.plates;
    expect(Math.abs(changed.sinceCountG + 100)).toBeLessThan(3);
    expect(Math.abs(same.sinceCountG)).toBeLessThan(3);
  });

  it("does so whether somebody looks or not", async () => {
    const opened = openShelf();
    opened.count("1/1/1", 4);
    opened.pass(3);
    opened.levelG[1] = 900;
    opened.pass(5);
    const [later] = await read(follow(opened), 1);
    expect(later!.data.facings[0].seen).toBeCloseTo(3, 0);
  });

  it("tells each second how plates are, and of a shelf without products nothing of them", async () => {
    const opened = openShelf();
    opened.pass(2);
    const messages = follow(opened, 2);
    const [first] = await read(messages, 2);
    expect(first!.data.facings).toEqual([]);
    opened.pass(3);
    const told = await read(messages, 15 + 3);
    expect(told.filter(({ event }) => event === "plates")).toHaveLength(3);
  });

  it("makes nothing when nobody looks any more", async () => {
    const opened = openShelf();
    opened.pass(1);
    const stop = new AbortController();
    const messages = opened.shelves
      .subscribe({ gondola: 1, shelf: 1 }, stop.signal)
      [Symbol.asyncIterator]();
    await read(messages, 2);
    expect(opened.room.taken).toBe(1);
    stop.abort();
    expect((await messages.next()).done).toBe(true);
    expect(opened.room.taken).toBe(0);
  });
});
