import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IDENTITY_LABELS_MAX, IDENTITY_STATES_MAX } from "../limits.ts";
import { DEFAULT_IDENTITY } from "../parameters/identity.ts";
import { type Body, trackPeople } from "../test-builders.ts";
import {
  type Assignment,
  findAssignments,
  type IdentityGroup,
  resolveIdentities,
} from "./identity-smoother.ts";
import type { ShopperTrack } from "./tracks.ts";

const AT_MS = 10_000;

/** Assignments at every time. */
const listAll = ({ timesMs, listAssignments }: IdentityGroup) =>
  timesMs.map((_, place) => listAssignments(place));

type Place = readonly [x: number, y: number];
/** Where people are at a time. */
type Walk = (timestampMs: number) => readonly Place[];
/** Which person each label is at a time; null: the tracker does not report that label. */
type Told = (timestampMs: number) => readonly (number | null)[];

const LABELS = ["ann", "bob", "cid", "dan"];

/** Tracks of people, positions with 3 cm of noise, under the labels that the tracker gives them. */
function watch(
  walk: Walk,
  told: Told,
  {
    seed = 1,
    fromMs = -4000,
    toMs = AT_MS + DEFAULT_IDENTITY.lookAfterMs,
  }: { seed?: number; fromMs?: number; toMs?: number } = {},
): ShopperTrack[] {
  const random = createRandom(seed);
  const body = ([x, y]: Place): Body => ({
    x: x + random.normal(0, 0.03),
    y: y + random.normal(0, 0.03),
  });
  const tracks = trackPeople(AT_MS + fromMs, toMs, (timestampMs) => {
    const bodies = walk(timestampMs).map(body);
    const people: Record<string, Body> = {};
    for (const [label, person] of told(timestampMs).entries()) {
      if (person !== null) people[LABELS[label]!] = bodies[person]!;
    }
    return people;
  });
  return [...tracks.byId.values()];
}

/** The groups of two people of whom the tracker has them swapped while `isSwapped`. */
function resolve(
  walk: Walk,
  isSwapped: (timestampMs: number) => boolean,
  options: { seed?: number; toMs?: number } = {},
): IdentityGroup[] {
  const told: Told = (atMs) => (isSwapped(atMs) ? [1, 0] : [0, 1]);
  return resolveIdentities(
    watch(walk, told, options),
    AT_MS,
    Number.POSITIVE_INFINITY,
    DEFAULT_IDENTITY,
  );
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

/** Probability that a label is another person, so many milliseconds after the time asked for. */
function displaced(groups: readonly IdentityGroup[], afterMs: number, label = "ann"): number {
  const group = groups.find(({ shoppers }) => shoppers.includes(label));
  if (group === undefined) return 0;
  const at = group.shoppers.indexOf(label);
  let probability = 0;
  for (const one of findAssignments(group, AT_MS + afterMs)) {
    if (one.persons[at] !== at) probability += one.probability;
  }
  return probability;
}

describe("an ID switch of two who stand apart", () => {
  it("is found and undone, by the jump of both at either end", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const groups = resolve(stand(0.7), between(-500, 600), { seed });
      for (const afterMs of [-3000, -1000, -600, 700, 1500]) {
        expect(displaced(groups, afterMs)).toBeLessThan(0.02);
      }
      for (const afterMs of [-400, 0, 500]) {
        expect(displaced(groups, afterMs)).toBeGreaterThan(0.98);
      }
    }
  });

  it("is found while it has yet to end", () => {
    const groups = resolve(stand(0.7), between(-500, 5000), { toMs: AT_MS + 300 });
    expect(displaced(groups, -1000)).toBeLessThan(0.05);
    expect(displaced(groups, 0)).toBeGreaterThan(0.9);
  });

  it("is found once each time it happens", () => {
    const first = between(-2500, -1700);
    const second = between(-200, 700);
    const groups = resolve(stand(0.7), (atMs) => first(atMs) || second(atMs));
    for (const afterMs of [-2900, -1200, 1200]) {
      expect(displaced(groups, afterMs)).toBeLessThan(0.02);
    }
    for (const afterMs of [-2200, 0, 300]) {
      expect(displaced(groups, afterMs)).toBeGreaterThan(0.98);
    }
  });

  it("does not happen where nobody jumps", () => {
    const groups = resolve(stand(0.4), never);
    for (let afterMs = -3900; afterMs < 2200; afterMs += 100) {
      expect(displaced(groups, afterMs)).toBeLessThan(0.02);
    }
  });

  it("rests on the frames up to the time asked for, whatever came after it", () => {
    const told: Told = (atMs) => (between(-500, 600)(atMs) ? [1, 0] : [0, 1]);
    const later = resolveIdentities(watch(stand(0.7), told), AT_MS, AT_MS + 300, DEFAULT_IDENTITY);
    const sooner = watch(stand(0.7), told, { toMs: AT_MS + 300 });
    const until = resolveIdentities(sooner, AT_MS, Number.POSITIVE_INFINITY, DEFAULT_IDENTITY);
    expect(later.map(({ timesMs }) => timesMs)).toEqual(until.map(({ timesMs }) => timesMs));
    expect(later.map(listAll)).toEqual(until.map(listAll));
    expect(later[0]!.timesMs.at(-1)).toBeLessThanOrEqual(AT_MS + 300);
    // Nor on any that came too late for that time.
    const all = watch(stand(0.7), told, { toMs: AT_MS + 5000 });
    const [group] = resolveIdentities(all, AT_MS, Number.POSITIVE_INFINITY, DEFAULT_IDENTITY);
    expect(group!.timesMs.at(-1)).toBeLessThanOrEqual(AT_MS + DEFAULT_IDENTITY.lookAfterMs);
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

describe("an ID switch that nobody sees", () => {
  it("is resolved by the jump in which it ends", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const groups = resolve(part(-400), between(-900, 1200), { seed });
      expect(displaced(groups, 600)).toBeGreaterThan(0.95);
      expect(displaced(groups, 1100)).toBeGreaterThan(0.95);
      expect(displaced(groups, 1500)).toBeLessThan(0.05);
    }
  });

  it("stays ambiguous until then", () => {
    const groups = resolve(part(-400), between(-900, 5000), { toMs: AT_MS + 600 });
    expect(displaced(groups, 400)).toBeLessThan(0.5);
    expect(displaced(groups, 400)).toBeGreaterThan(1e-4);
  });
});

describe("an ID switch that lasts", () => {
  it("is remembered by the jump with which it began, many seconds later", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const since: Told = (atMs) => (atMs >= AT_MS - 6000 ? [1, 0] : [0, 1]);
      const tracks = watch(stand(0.6), since, { seed, fromMs: -9000 });
      const groups = resolveIdentities(tracks, AT_MS, Number.POSITIVE_INFINITY, DEFAULT_IDENTITY);
      // The jump may have been the end of one that began before they were seen, too.
      expect(displaced(groups, 0)).toBeGreaterThan(0.6);
      expect(displaced(groups, -7000)).toBeLessThan(0.4);
    }
  });
});

describe("an ID switch that may have been", () => {
  it("is the less likely the longer nobody jumps back", () => {
    const after = (seenMs: number): number =>
      displaced(resolve(part(-400), never, { toMs: AT_MS + seenMs }), 400);
    expect(after(1000)).toBeLessThan(0.6 * after(500));
    expect(after(2000)).toBeLessThan(0.4 * after(1000));
  });
});

describe("an ID switch in which the tracker loses one of the two", () => {
  /** Ann's label goes to Bob while Bob's is reported for nobody, then both are themselves again. */
  const goneWith =
    (lost: 0 | 1): Told =>
    (atMs) => {
      if (!between(-500, 600)(atMs)) return [0, 1];
      return lost === 1 ? [1, null] : [null, 0];
    };

  it.each([0, 1] as const)("is found by the jumps of the other: label %d lost", (lost) => {
    const label = LABELS[1 - lost]!;
    for (let seed = 1; seed <= 20; seed++) {
      const tracks = watch(stand(0.7), goneWith(lost), { seed });
      const groups = resolveIdentities(tracks, AT_MS, Number.POSITIVE_INFINITY, DEFAULT_IDENTITY);
      for (const afterMs of [-1500, -600, 800, 1500]) {
        expect(displaced(groups, afterMs, label)).toBeLessThan(0.03);
      }
      for (const afterMs of [-400, 0, 500]) {
        expect(displaced(groups, afterMs, label)).toBeGreaterThan(0.97);
      }
    }
  });

  it("is none where one is lost and the other stays where they were", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const told: Told = (atMs) => (between(-500, 600)(atMs) ? [0, null] : [0, 1]);
      const tracks = watch(stand(0.7), told, { seed });
      const groups = resolveIdentities(tracks, AT_MS, Number.POSITIVE_INFINITY, DEFAULT_IDENTITY);
      for (const afterMs of [-400, 0, 500, 1000]) {
        expect(displaced(groups, afterMs)).toBeLessThan(0.02);
      }
    }
  });
});

describe("three people", () => {
  const jumps: Told = (atMs) => (between(-500, 600)(atMs) ? [1, 0, 2] : [0, 1, 2]);

  /** The third passes the first two, at walking pace. */
  const passedBy =
    (besideM: number): Walk =>
    (atMs) => [
      [0, 0],
      [0.7, 0],
      [0.35 + (atMs - AT_MS) / 1000, besideM],
    ];

  it.each([0.1, 0.2, 0.5])(
    "of whom two are swapped while the third walks by, %d m away, are distinguished",
    (besideM) => {
      for (let seed = 1; seed <= 20; seed++) {
        const tracks = watch(passedBy(besideM), jumps, { seed });
        const groups = resolveIdentities(tracks, AT_MS, Number.POSITIVE_INFINITY, DEFAULT_IDENTITY);
        for (const afterMs of [-350, 0, 450]) {
          expect(displaced(groups, afterMs, "ann")).toBeGreaterThan(0.95);
          expect(displaced(groups, afterMs, "bob")).toBeGreaterThan(0.95);
          expect(displaced(groups, afterMs, "cid")).toBeLessThan(0.05);
        }
        for (const label of ["ann", "bob", "cid"]) {
          expect(displaced(groups, -2500, label)).toBeLessThan(0.05);
          expect(displaced(groups, 2000, label)).toBeLessThan(0.05);
        }
      }
    },
  );

  /** The third is beside the second when the switch begins, and beside the first when it ends. */
  const along: Walk = (atMs) => [
    [0, 0],
    [0.7, 0],
    [0.7 - (0.7 * (atMs - AT_MS + 500)) / 1100, 0.15],
  ];

  it("of whom the third is where a jump goes: one jump has one cause", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const tracks = watch(along, jumps, { seed });
      const groups = resolveIdentities(tracks, AT_MS, Number.POSITIVE_INFINITY, DEFAULT_IDENTITY);
      expect(groups.map(({ shoppers }) => shoppers)).toEqual([["ann", "bob", "cid"]]);
      for (const afterMs of [-400, 0, 500]) {
        const [likeliest] = findAssignments(groups[0]!, AT_MS + afterMs);
        expect(likeliest!.persons).toEqual([1, 0, 2]);
        expect(likeliest!.probability).toBeGreaterThan(0.98);
      }
    }
  });

  it("of whom one is swapped with one and then with the other are found", () => {
    const corners: Walk = () => [
      [0, 0],
      [0.7, 0],
      [0.35, 0.6],
    ];
    const told: Told = (atMs) => {
      if (between(-900, -300)(atMs)) return [1, 0, 2];
      if (between(-300, 500)(atMs)) return [1, 2, 0];
      return between(500, 1000)(atMs) ? [0, 2, 1] : [0, 1, 2];
    };
    for (let seed = 1; seed <= 20; seed++) {
      const tracks = watch(corners, told, { seed });
      const groups = resolveIdentities(tracks, AT_MS, Number.POSITIVE_INFINITY, DEFAULT_IDENTITY);
      for (const afterMs of [-1500, -600, 100, 700, 1500]) {
        const [{ persons }] = findAssignments(groups[0]!, AT_MS + afterMs) as [Assignment];
        expect({ seed, persons }).toEqual({ seed, persons: told(AT_MS + afterMs) });
      }
    }
  });

  it("are two groups where two pairs have nothing to do with each other", () => {
    const apart: Walk = () => [
      [0, 0],
      [0.1, 0],
      [9, 0],
      [9.1, 0],
    ];
    const tracks = watch(apart, () => [0, 1, 2, 3]);
    const groups = resolveIdentities(tracks, AT_MS, Number.POSITIVE_INFINITY, DEFAULT_IDENTITY);
    expect(groups.map(({ shoppers }) => shoppers)).toEqual([
      ["ann", "bob"],
      ["cid", "dan"],
    ]);
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

  it.each([0.1, 0.3, 0.6])("who walk past each other %d m apart are not swapped", (besideM) => {
    for (let seed = 1; seed <= 20; seed++) {
      const groups = resolve(passBy(besideM), never, { seed });
      for (let afterMs = -3900; afterMs < 2200; afterMs += 100) {
        expect(displaced(groups, afterMs)).toBeLessThan(0.5);
      }
      expect(displaced(groups, -1000)).toBeLessThan(0.05);
      expect(displaced(groups, 1500)).toBeLessThan(0.2);
    }
  });

  it("who were never close are not asked about, not even if both jump", () => {
    expect(resolve(stand(2), never)).toEqual([]);
    expect(resolve(stand(2), between(-500, 600))).toEqual([]);
  });

  it("who were close but stayed well apart from frame to frame are not asked about", () => {
    expect(resolve(stand(0.8), never)).toEqual([]);
    expect(resolve(stand(0.8), between(-500, 600))).toHaveLength(1);
  });

  it("of whom one is never seen where the other was are not asked about", () => {
    const body = {
      x: 0,
      y: 0,
      joints: { head: null, neck: null, l_shoulder: null, r_shoulder: null },
    };
    const unseen = trackPeople(AT_MS - 4000, AT_MS, () => ({ ann: body, bob: { x: 0, y: 0 } }));
    expect(resolveIdentities([...unseen.byId.values()], AT_MS, AT_MS, DEFAULT_IDENTITY)).toEqual(
      [],
    );
    const alone = trackPeople(AT_MS - 4000, AT_MS, () => ({ ann: { x: 0, y: 0 } }));
    expect(resolveIdentities([...alone.byId.values()], AT_MS, AT_MS, DEFAULT_IDENTITY)).toEqual([]);
    expect(resolveIdentities([], AT_MS, AT_MS, DEFAULT_IDENTITY)).toEqual([]);
  });

  it("are reported by every frame that shows either", () => {
    const tracks = trackPeople(AT_MS - 2000, AT_MS + 2000, (atMs): Record<string, Body> => {
      const ann = { x: 0, y: 0 };
      const bob = { x: 0.2, y: 0 };
      const frame = Math.round((atMs - AT_MS) / (1000 / 15));
      if (frame % 5 === 1) return { ann };
      if (frame % 5 === 2) return { bob };
      return { ann, bob };
    });
    const members = [...tracks.byId.values()];
    const groups = resolveIdentities(members, AT_MS, Number.POSITIVE_INFINITY, DEFAULT_IDENTITY);
    expect(groups).toHaveLength(1);
    const seen = members.flatMap(({ frames }) => frames.map(({ timestampMs }) => timestampMs));
    expect(groups[0]!.timesMs).toEqual([...new Set(seen)].sort((a, b) => a - b));
    expect(groups[0]!.shoppers).toEqual(["ann", "bob"]);
  });
});

/** People on one spot, as many as given. */
const crowd = (count: number, toMs = AT_MS + 1000): ShopperTrack[] => {
  const people = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`p${at}`, { x: 0.05 * at, y: 0 }]),
  );
  return [...trackPeople(AT_MS - 2000, toMs, () => people).byId.values()];
};

describe("more people than can be smoothed together", () => {
  it("are smoothed up to the bound, the first given of them", () => {
    const at = (count: number): string[] =>
      resolveIdentities(crowd(count), AT_MS, AT_MS, DEFAULT_IDENTITY).flatMap(({ shoppers }) => [
        ...shoppers,
      ]);
    expect(at(IDENTITY_LABELS_MAX)).toHaveLength(IDENTITY_LABELS_MAX);
    const first = crowd(IDENTITY_LABELS_MAX).map(({ shopperId }) => shopperId);
    expect(at(IDENTITY_LABELS_MAX + 1)).toEqual(first);
  });

  it("may be swapped in no more ways than the bound", () => {
    const [group] = resolveIdentities(
      crowd(IDENTITY_LABELS_MAX),
      AT_MS,
      Number.POSITIVE_INFINITY,
      DEFAULT_IDENTITY,
    );
    const counts = listAll(group!).map(({ length }) => length);
    expect(Math.max(...counts)).toBe(IDENTITY_STATES_MAX);
  });
});

describe("assignments", () => {
  it("are permutations whose probabilities sum to one, the likeliest first", () => {
    const place = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(0));
    const wander = fc.array(place, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(wander, { minLength: 2, maxLength: 6 }), (stations) => {
        const walk: Walk = (atMs) => stations[Math.floor(atMs / 700) % stations.length]!;
        const seen: Told = (atMs) => [0, atMs % 3 < 1 ? null : 1, 2];
        const tracks = watch(walk, seen);
        for (const group of resolveIdentities(
          tracks,
          AT_MS,
          Number.POSITIVE_INFINITY,
          DEFAULT_IDENTITY,
        )) {
          for (const assignments of listAll(group)) {
            const total = assignments.reduce((sum, { probability }) => sum + probability, 0);
            expect(total).toBeCloseTo(1, 9);
            const order = assignments.map(({ probability }) => probability);
            expect(order).toEqual([...order].sort((a, b) => b - a));
            for (const { persons, probability } of assignments) {
              expect(probability).toBeGreaterThanOrEqual(0);
              const labels = Array.from(group.shoppers.keys());
              expect([...persons].sort((a, b) => a - b)).toEqual(labels);
            }
          }
        }
      }),
      { seed: 20_260_105, numRuns: 50 },
    );
  });

  it("leave hardly anything sure however long two stand on one spot", () => {
    for (const assignments of listAll(resolve(stand(0.02), never)[0]!)) {
      for (const { probability } of assignments) expect(Number.isFinite(probability)).toBe(true);
      expect(assignments[0]!.persons).toEqual([0, 1]);
      expect(assignments[0]!.probability).toBeLessThan(0.9999);
    }
  });

  it("at a time between frames are those of the nearest", () => {
    const told = [0.1, 0.5, 0.9].map((probability) => [{ persons: [0, 1], probability }]);
    const listAssignments = (place: number) => told[place]!;
    const group = { shoppers: ["a", "b"], timesMs: [0, 100, 200], listAssignments };
    const at = (atMs: number): number => findAssignments(group, atMs)[0]!.probability;
    expect([-50, 40, 60, 149, 151, 900].map(at)).toEqual([0.1, 0.1, 0.5, 0.5, 0.9, 0.9]);
  });
});
