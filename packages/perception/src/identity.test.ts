import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { findExchanged, IDENTITY_AFTER_MS, type PairIdentity, resolvePair } from "./identity.ts";
import { type Body, trackPeople } from "./test-builders.ts";

const AT_MS = 10_000;

type Place = readonly [x: number, y: number];
/** Where two people are at a time. */
type Walk = (timestampMs: number) => readonly [Place, Place];

/** The pair as it is told: places with 3 cm of noise, the two exchanged while `isExchanged`. */
function resolve(
  walk: Walk,
  isExchanged: (timestampMs: number) => boolean,
  { seed = 1, toMs = AT_MS + IDENTITY_AFTER_MS }: { seed?: number; toMs?: number } = {},
): PairIdentity | null {
  const random = createRandom(seed);
  const body = ([x, y]: Place): Body => ({
    x: x + random.normal(0, 0.03),
    y: y + random.normal(0, 0.03),
  });
  const tracks = trackPeople(AT_MS - 4000, toMs, (timestampMs) => {
    const [first, second] = walk(timestampMs).map(body);
    return isExchanged(timestampMs) ? { ann: second!, bob: first! } : { ann: first!, bob: second! };
  });
  return resolvePair(tracks.byId.get("ann")!, tracks.byId.get("bob")!, AT_MS);
}

const never = (): boolean => false;
const between =
  (fromMs: number, toMs: number) =>
  (timestampMs: number): boolean =>
    timestampMs >= AT_MS + fromMs && timestampMs < AT_MS + toMs;

/** Two who stand so far apart, in metres. */
const stand =
  (apartM: number): Walk =>
  () => [
    [0, 0],
    [apartM, 0],
  ];

/** Probability that they are exchanged, so many milliseconds after the time asked for. */
const at = (pair: PairIdentity | null, afterMs: number): number =>
  findExchanged(pair!, AT_MS + afterMs);

describe("an exchange of two who stand apart", () => {
  it("is found and undone, by the jump of both at either end", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const pair = resolve(stand(0.7), between(-500, 600), { seed });
      for (const afterMs of [-3000, -1000, -600, 700, 1500]) {
        expect(at(pair, afterMs)).toBeLessThan(0.02);
      }
      for (const afterMs of [-400, 0, 500]) expect(at(pair, afterMs)).toBeGreaterThan(0.98);
    }
  });

  it("is found while it has yet to end", () => {
    const pair = resolve(stand(0.7), between(-500, 5000), { toMs: AT_MS + 300 });
    expect(at(pair, -1000)).toBeLessThan(0.05);
    expect(at(pair, 0)).toBeGreaterThan(0.9);
  });

  it("is found once each time it happens", () => {
    const first = between(-3000, -2200);
    const second = between(-200, 700);
    const pair = resolve(stand(0.7), (atMs) => first(atMs) || second(atMs));
    for (const afterMs of [-3500, -1200, 1200]) expect(at(pair, afterMs)).toBeLessThan(0.02);
    for (const afterMs of [-2600, 0, 300]) expect(at(pair, afterMs)).toBeGreaterThan(0.98);
  });

  it("does not happen where nobody jumps", () => {
    const pair = resolve(stand(0.4), never);
    expect(pair === null || Math.max(...pair.exchanged) < 0.02).toBe(true);
  });
});

/** They stand on one spot until `partMs`, then walk apart at 1 m/s each. */
const part =
  (partMs: number): Walk =>
  (timestampMs) => {
    const apart = (Math.max(0, timestampMs - AT_MS - partMs) / 1000) * 1;
    return [
      [-Math.min(0.6, apart), 0],
      [Math.min(0.6, apart), 0],
    ];
  };

describe("an exchange that nobody sees", () => {
  it("is resolved by the jump in which it ends", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const pair = resolve(part(-400), between(-900, 1200), { seed });
      expect(at(pair, 600)).toBeGreaterThan(0.95);
      expect(at(pair, 1100)).toBeGreaterThan(0.95);
      expect(at(pair, 1500)).toBeLessThan(0.05);
    }
  });

  it("stays in doubt until then", () => {
    const pair = resolve(part(-400), between(-900, 5000), { toMs: AT_MS + 600 });
    expect(at(pair, 400)).toBeLessThan(0.5);
    expect(at(pair, 400)).toBeGreaterThan(1e-4);
  });
});

describe("an exchange that may have been", () => {
  it("is the less likely the longer nobody jumps back", () => {
    const after = (seenMs: number): number =>
      at(resolve(part(-400), never, { toMs: AT_MS + seenMs }), 400);
    expect(after(1000)).toBeLessThan(0.6 * after(500));
    expect(after(2000)).toBeLessThan(0.3 * after(1000));
  });
});

describe("two people", () => {
  const passBy =
    (besideM: number): Walk =>
    (timestampMs) => {
      const along = (timestampMs - AT_MS) / 1000;
      return [
        [along, 0],
        [-along, besideM],
      ];
    };

  it.each([0.1, 0.3, 0.6])("who walk past each other %d m apart are not exchanged", (besideM) => {
    for (let seed = 1; seed <= 20; seed++) {
      const pair = resolve(passBy(besideM), never, { seed });
      for (const probability of pair?.exchanged ?? [0]) expect(probability).toBeLessThan(0.5);
      if (pair !== null) {
        expect(at(pair, -1000)).toBeLessThan(0.05);
        expect(at(pair, 1500)).toBeLessThan(0.2);
      }
    }
  });

  it("who were never close are not asked about, not even if both jump", () => {
    expect(resolve(stand(2), never)).toBeNull();
    expect(resolve(stand(2), between(-500, 600))).toBeNull();
  });

  it("who were close but stayed well apart from frame to frame are not asked about", () => {
    expect(resolve(stand(0.8), never)).toBeNull();
    expect(resolve(stand(0.8), between(-500, 600))).not.toBeNull();
  });

  it("who are not seen together are not asked about", () => {
    const alone = trackPeople(AT_MS - 4000, AT_MS + 2000, (atMs) =>
      atMs < AT_MS ? { ann: { x: 0, y: 0 } } : { bob: { x: 0.1, y: 0 } },
    );
    expect(resolvePair(alone.byId.get("ann")!, alone.byId.get("bob")!, AT_MS)).toBeNull();
    const body = {
      x: 0,
      y: 0,
      joints: { head: null, neck: null, l_shoulder: null, r_shoulder: null },
    };
    const unseen = trackPeople(AT_MS - 4000, AT_MS, () => ({ ann: body, bob: { x: 0, y: 0 } }));
    expect(resolvePair(unseen.byId.get("ann")!, unseen.byId.get("bob")!, AT_MS)).toBeNull();
  });

  it("are told of by the frames that show both", () => {
    const tracks = trackPeople(AT_MS - 2000, AT_MS + 2000, (atMs): Record<string, Body> => {
      const ann = { x: 0, y: 0 };
      const bob = { x: 0.2, y: 0 };
      const frame = Math.round((atMs - AT_MS) / (1000 / 15));
      if (frame % 5 === 1) return { ann };
      if (frame % 5 === 2) return { bob };
      return { ann, bob };
    });
    const [ann, bob] = [tracks.byId.get("ann")!, tracks.byId.get("bob")!];
    const pair = resolvePair(ann, bob, AT_MS)!;
    const both = ann.frames.filter((frame) =>
      bob.frames.some(({ timestampMs }) => timestampMs === frame.timestampMs),
    );
    expect(both.length).toBeGreaterThan(30);
    expect(pair.timesMs).toEqual(both.map(({ timestampMs }) => timestampMs));
    expect(pair).toMatchObject({ a: "ann", b: "bob" });
  });
});

it("probabilities are what they are, however long the two stand close", () => {
  const pair = resolve(stand(0.05), never)!;
  for (const probability of pair.exchanged) {
    expect(probability).toBeGreaterThanOrEqual(0);
    expect(probability).toBeLessThanOrEqual(1);
  }
  expect(pair.exchanged).toHaveLength(pair.timesMs.length);
});

it("a time between frames has the probability of the nearest", () => {
  const pair = { a: "a", b: "b", timesMs: [0, 100, 200], exchanged: [0.1, 0.5, 0.9] };
  expect([-50, 40, 60, 149, 151, 900].map((atMs) => findExchanged(pair, atMs))).toEqual([
    0.1, 0.1, 0.5, 0.5, 0.9, 0.9,
  ]);
  expect(findExchanged({ ...pair, timesMs: [], exchanged: [] }, 0)).toBe(0);
});
