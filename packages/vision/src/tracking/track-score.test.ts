import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TrackRow } from "./track-rows.ts";
import { buildTrackScene, type SceneOptions } from "./track-scene-builders.ts";
import { scoreTracks, TRACK_DISTANCE_M_MAX, type TrackScore } from "./track-score.ts";

type Point = readonly [x: number, y: number];
/** Who is where in one frame. */
type Placed = Readonly<Record<string, Point>>;

/** Rows of frames 0, 1, 2… */
function listRows(frames: readonly Placed[]): TrackRow[] {
  return frames.flatMap((placed, frame) =>
    Object.entries(placed).map(([id, [x, y]]) => ({ frame, id, x, y })),
  );
}

function scoreFrames(
  frames: readonly { readonly truth?: Placed; readonly tracks?: Placed }[],
  distanceM?: number,
): TrackScore {
  const truth = listRows(frames.map((frame) => frame.truth ?? {}));
  const tracks = listRows(frames.map((frame) => frame.tracks ?? {}));
  return scoreTracks(truth, tracks, distanceM);
}

/** The place on the left at so much from one place and so much from another. */
function meet([ax, ay]: Point, fromA: number, [bx, by]: Point, fromB: number): Point {
  const apart = Math.hypot(bx - ax, by - ay);
  const along = (apart ** 2 + fromA ** 2 - fromB ** 2) / (2 * apart);
  const aside = Math.sqrt(fromA ** 2 - along ** 2);
  const [ux, uy] = [(bx - ax) / apart, (by - ay) / apart];
  return [ax + along * ux - aside * uy, ay + along * uy + aside * ux];
}

function expectScore(score: TrackScore, expected: Partial<TrackScore>): void {
  for (const [name, value] of Object.entries(expected)) {
    expect(score[name as keyof TrackScore], name).toBeCloseTo(value, 12);
  }
}

/**
 * Examples of py-motmetrics (github.com/cheind/py-motmetrics) with the values that it publishes. They
 * are given there as distances; here people and tracks stand so that these are their distances.
 */
describe("py-motmetrics", () => {
  // Readme.md, "Populating the accumulator": 1 and 2 are people, a, b and c the tracks 1, 2 and 3.
  const first = {
    truth: { 1: [0, 0], 2: [0.6, 0] },
    tracks: { a: [0.1, 0], b: [0.8, 0], c: [0.3, 0] },
  } as const;
  const second = { truth: { 1: [0, 0], 2: [0.6, 0] }, tracks: { a: [0.2, 0] } } as const;
  const third = {
    truth: { 1: [0, 0], 2: [0.7, 0] },
    tracks: { a: [0.6, 0], c: meet([0, 0], 0.2, [0.7, 0], 0.6) },
  } as const;

  it("agrees on the example of its Readme", () => {
    // "Computing metrics": full 83.3% 83.3% 83.3% … MT 1 PT 1 ML 0 FP 1 FN 1 IDs 1, 50.0% 0.340.
    expectScore(scoreFrames([first, second, third], 0.7), {
      mota: 0.5,
      motpM: 0.34,
      idf1: 5 / 6,
      idp: 5 / 6,
      idr: 5 / 6,
      matches: 5,
      misses: 1,
      falsePositives: 1,
      switches: 1,
      people: 2,
      tracks: 3,
      mostlyTracked: 1,
      mostlyLost: 0,
    });
    // part 75.0% 75.0% 75.0% … MT 1 PT 1 ML 0 FP 1 FN 1 IDs 0, 50.0% 0.167.
    expectScore(scoreFrames([first, second], 0.7), {
      mota: 0.5,
      motpM: 0.5 / 3,
      idf1: 0.75,
      idp: 0.75,
      idr: 0.75,
      misses: 1,
      falsePositives: 1,
      switches: 0,
      mostlyTracked: 1,
      mostlyLost: 0,
    });
  });

  it("agrees on test_metrics.py: test_mota_motp", () => {
    const near: Point = [1.3, 0];
    const score = scoreFrames(
      [
        { tracks: { a: [0, 0], b: [9, 0] } },
        { truth: { 1: [0, 0], 2: [9, 0] } },
        {
          truth: { 1: [0, 0], 2: near },
          tracks: { a: [1, 0], b: meet([0, 0], 0.5, near, 1) },
        },
        { truth: { 1: [0, 0], 2: [9, 0] }, tracks: { a: [0.2, 0], b: [9.1, 0] } },
        // Better pairs are there, but those of the frame before are kept.
        { truth: { 1: [0, 0], 2: [5, 1] }, tracks: { a: [5, 0], b: [0, 1] } },
      ],
      5,
    );
    // num_matches counts switches apart: 4 and 2.
    expectScore(score, {
      matches: 6,
      falsePositives: 2,
      misses: 2,
      switches: 2,
      truthRows: 8,
      trackRows: 8,
      mota: 1 - (2 + 2 + 2) / 8,
      motpM: 11.1 / 6,
    });
  });

  it("agrees on test_metrics.py: test_ids", () => {
    const aside = meet([0, 0], 0.7, [1, 0], 0.4);
    const score = scoreFrames([
      { truth: { 1: [0, 0], 2: [1, 0] }, tracks: { a: [1, 0], b: [0, 0] } },
      { truth: { 1: [0, 0], 2: [9, 0] }, tracks: { a: [0.4, 0], b: [9.4, 0] } },
      { truth: { 1: [0, 0], 2: [1, 0] }, tracks: { a: [0, 0], b: [1, 0] } },
      { truth: { 1: [0, 0], 2: aside }, tracks: { b: [1, 0], c: [0, 0] } },
      { truth: { 1: [0, 0], 3: aside }, tracks: { b: [1, 0], c: [0, 0] } },
    ]);
    expectScore(score, {
      matches: 10,
      falsePositives: 0,
      misses: 0,
      switches: 3,
      mota: 1 - 3 / 10,
      motpM: 1.6 / 10,
    });
  });

  it("agrees on test_metrics.py: test_correct_average, figure 3 of Bernardin & Stiefelhagen", () => {
    const four = { truth: { 1: [0, 0], 2: [5, 0], 3: [0, 5], 4: [5, 5] } } as const;
    const one = { truth: { 4: [5, 5] }, tracks: { d: [5, 5] } } as const;
    const score = scoreFrames([four, four, four, four, one, one, one, one]);
    expectScore(score, { mota: 0.2, mostlyLost: 3 });
  });
});

describe("evaluations on the ground plane", () => {
  it("agree with NVIDIA's of the AI City Challenge 2024 on the scenes of roboflow/trackers", () => {
    // tests/data/multicamera: expected_results.json, written by MTMC_Tracking_2024/eval/main.py.
    const first = { 10: [0, 0], 11: [1, 0], 12: [0.5, 0] } as const;
    const sceneA = scoreFrames([
      { truth: first, tracks: { ...first, 30: [10, 10] } },
      { tracks: { 10: [0, 0] } },
      { truth: { 10: [0, 0], 20: [1.2345, 2.3455] } },
    ]);
    expectScore(sceneA, {
      hota: 0.5773502691896258,
      deta: 0.42857142857142855,
      assa: 0.7777777777777778,
      loca: 1,
    });
    const placed = [0, 0.1, 0.2].map((x) => ({ 1: [x, 0], 2: [x + 1, 0] }) as const);
    const sceneB = scoreFrames(placed.map((both) => ({ truth: both, tracks: both })));
    expectScore(sceneB, { hota: 1, deta: 1, assa: 1, loca: 1 });
  });
});

const GOOD: SceneOptions = {
  frames: 60,
  people: 6,
  sideM: 8,
  errorM: 0.1,
  missProbability: 0.02,
  breakProbability: 0.005,
  idSwitchProbability: 0.002,
  ghostProbability: 0.05,
};
const FAIR: SceneOptions = {
  frames: 80,
  people: 10,
  sideM: 6,
  errorM: 0.3,
  missProbability: 0.15,
  breakProbability: 0.02,
  idSwitchProbability: 0.01,
  ghostProbability: 0.4,
};
const CROWDED: SceneOptions = {
  frames: 50,
  people: 20,
  sideM: 3,
  errorM: 0.4,
  missProbability: 0.3,
  breakProbability: 0.05,
  idSwitchProbability: 0.05,
  ghostProbability: 0.6,
};
const SPARSE: SceneOptions = {
  frames: 120,
  people: 1,
  sideM: 3,
  errorM: 0.6,
  missProbability: 0.4,
  breakProbability: 0.1,
  idSwitchProbability: 0,
  ghostProbability: 0.3,
};

/**
 * What the algorithms of TrackEval (github.com/JonathonLuiten/TrackEval: hota.py as of 3f80007,
 * clear.py as of 0dc0263, identity.py as of 2fa0680, Euclidean similarity with zero distance 2) give
 * for these scenes with NumPy 2.4.6 and SciPy 1.17.1. Its MOTP is a similarity: 2 (1 - MOTP) here.
 * Tolerance 1e-12: sums of a thousand numbers up to 1, in another order.
 */
const TRACK_EVAL: readonly (readonly [string, SceneOptions, Partial<TrackScore>])[] = [
  [
    "people far apart",
    GOOD,
    {
      mota: 0.9472222222222222,
      motpM: 0.12390550165210179,
      matches: 350,
      misses: 10,
      falsePositives: 3,
      switches: 6,
      mostlyLost: 0,
      idf1: 0.7573632538569425,
      idp: 0.7648725212464589,
      idr: 0.75,
      hota: 0.7310865910601966,
      deta: 0.9155420957085046,
      assa: 0.5838711357093187,
      loca: 0.9400537137660875,
    },
  ],
  [
    "people who meet",
    FAIR,
    {
      mota: 0.7475,
      motpM: 0.3624149607156357,
      matches: 665,
      misses: 135,
      falsePositives: 39,
      switches: 28,
      mostlyLost: 0,
      idf1: 0.49867021276595747,
      idp: 0.5326704545454546,
      idr: 0.46875,
      hota: 0.4397760712981061,
      deta: 0.6477099861221677,
      assa: 0.29882233868287106,
      loca: 0.842263497487534,
    },
  ],
  [
    "a crowd",
    CROWDED,
    {
      mota: 0.417,
      motpM: 0.45899164823074856,
      matches: 737,
      misses: 263,
      falsePositives: 24,
      switches: 296,
      mostlyLost: 0,
      idf1: 0.30210107893242477,
      idp: 0.3495400788436268,
      idr: 0.266,
      hota: 0.24081330613242233,
      deta: 0.5422400477872099,
      assa: 0.10751323286627419,
      loca: 0.8076438955445274,
    },
  ],
  [
    "frames with nobody in them",
    SPARSE,
    {
      mota: 0,
      motpM: 0.5317438898143856,
      matches: 63,
      misses: 57,
      falsePositives: 40,
      switches: 23,
      mostlyLost: 0,
      idf1: 0.10762331838565023,
      idp: 0.11650485436893204,
      idr: 0.1,
      hota: 0.1219163311128845,
      deta: 0.34863310561476757,
      assa: 0.04325690999371289,
      loca: 0.7538969586745832,
    },
  ],
];

describe("TrackEval", () => {
  it.each(TRACK_EVAL)("agrees on %s", (_, options, expected) => {
    const { truth, tracks } = buildTrackScene(createRandom(1), options);
    expectScore(scoreTracks(truth, tracks), expected);
  });
});

/** Places on a coarse grid, so that many assignments are equally good. */
const gridRows = fc
  .uniqueArray(
    fc.record({
      frame: fc.integer({ min: 0, max: 4 }),
      id: fc.constantFrom("a", "b", "c", "d"),
      x: fc.integer({ min: 0, max: 2 }),
      y: fc.integer({ min: 0, max: 1 }),
    }),
    { selector: ({ frame, id }) => `${frame} ${id}`, maxLength: 20 },
  )
  .map((rows): TrackRow[] => rows);
const gridScenes = fc.record({ truth: gridRows, tracks: gridRows });
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const wanderScenes = fc
  .tuple(seeds, fc.constantFrom(GOOD, FAIR, CROWDED, SPARSE))
  .map(([seed, options]) => buildTrackScene(createRandom(seed), { ...options, frames: 20 }));
const scenes = fc.oneof(gridScenes, wanderScenes);

describe("scoreTracks", () => {
  it("gives full marks to tracks that are the truth under other names", () => {
    fc.assert(
      fc.property(wanderScenes, ({ truth }) => {
        const tracks = truth.map((row) => ({ ...row, id: `track of ${row.id}` }));
        expectScore(scoreTracks(truth, tracks), {
          mota: 1,
          motpM: 0,
          idf1: 1,
          idp: 1,
          idr: 1,
          hota: 1,
          deta: 1,
          assa: 1,
          loca: 1,
          misses: 0,
          falsePositives: 0,
          switches: 0,
          matches: truth.length,
          mostlyLost: 0,
        });
      }),
    );
  });

  it("does not ask in which order rows come", () => {
    fc.assert(
      fc.property(scenes, seeds, ({ truth, tracks }, seed) => {
        const random = createRandom(seed);
        const shuffled = scoreTracks(random.shuffle([...truth]), random.shuffle([...tracks]));
        expect(shuffled).toEqual(scoreTracks(truth, tracks));
      }),
    );
  });

  it("does not ask what ids are called", () => {
    fc.assert(
      fc.property(scenes, seeds, ({ truth, tracks }, seed) => {
        const random = createRandom(seed);
        const rename = (rows: readonly TrackRow[]): TrackRow[] => {
          const ids = [...new Set(rows.map(({ id }) => id))];
          const names = random.shuffle(ids.map((_, number) => `${number}`));
          return rows.map((row) => ({ ...row, id: names[ids.indexOf(row.id)] }));
        };
        expect(scoreTracks(rename(truth), rename(tracks))).toEqual(scoreTracks(truth, tracks));
      }),
    );
  });

  it("keeps every score within its bounds", () => {
    fc.assert(
      fc.property(
        scenes.filter(({ truth, tracks }) => truth.length > 0 && tracks.length > 0),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        ({ truth, tracks }, distanceM) => {
          const score = scoreTracks(truth, tracks, distanceM);
          const { idf1, idp, idr, hota, deta, assa, loca } = score;
          for (const share of [idf1, idp, idr, hota, deta, assa, loca]) {
            expect(share).toBeGreaterThanOrEqual(0);
            expect(share).toBeLessThanOrEqual(1 + 1e-12);
          }
          expect(score.mota).toBeLessThanOrEqual(1);
          if (score.matches === 0) expect(score.motpM).toBeNaN();
          else expect(score.motpM).toBeLessThanOrEqual(distanceM + 1e-12);
          expect(score.misses + score.matches).toBe(truth.length);
          expect(score.falsePositives + score.matches).toBe(tracks.length);
          expect(score.switches).toBeLessThanOrEqual(score.matches);
          expect(score.mostlyTracked + score.mostlyLost).toBeLessThanOrEqual(score.people);
        },
      ),
    );
  });

  it("counts two people swapped for good by hand's reckoning", () => {
    const length = fc.integer({ min: 2, max: 30 });
    const cases = length.chain((frames) =>
      fc.record({ frames: fc.constant(frames), before: fc.integer({ min: 1, max: frames - 1 }) }),
    );
    fc.assert(
      fc.property(cases, ({ frames, before }) => {
        const after = frames - before;
        const both = { a: [0, 0], b: [9, 0] } as const;
        const swapped = { a: [9, 0], b: [0, 0] } as const;
        const score = scoreFrames(
          Array.from({ length: frames }, (_, frame) => ({
            truth: both,
            tracks: frame < before ? both : swapped,
          })),
        );
        // Two of four links have so many rows in common before, the other two after.
        const overlap = (rows: number): number => (rows * rows) / (2 * frames - rows);
        const assa = (overlap(before) + overlap(after)) / frames;
        expectScore(score, {
          switches: 2,
          mota: 1 - 2 / (2 * frames),
          idf1: Math.max(before, after) / frames,
          deta: 1,
          assa,
          hota: Math.sqrt(assa),
          loca: 1,
        });
      }),
    );
  });

  it("weighs detection and association alike where one follows and the other fragments", () => {
    // The situation of figure 1 of the HOTA paper: one track for a half, or four for all of it.
    const person = Array.from({ length: 20 }, (_, frame) => ({ frame, id: "p", x: 1, y: 1 }));
    const half = person.slice(0, 10);
    expectScore(scoreTracks(person, half), {
      deta: 0.5,
      assa: 0.5,
      hota: 0.5,
      mota: 0.5,
      idf1: 2 / 3,
    });
    const four = person.map((row) => ({ ...row, id: `t${Math.floor(row.frame / 5)}` }));
    expectScore(scoreTracks(person, four), {
      deta: 1,
      assa: 0.25,
      hota: 0.5,
      mota: 1 - 3 / 20,
      idf1: 0.25,
    });
  });

  it("matches as many as can be, though a nearer pair is given up for it", () => {
    const score = scoreFrames([
      { truth: { 1: [0, 0], 2: [0.9, 0] }, tracks: { a: [0.8, 0], b: [1.8, 0] } },
    ]);
    expectScore(score, { matches: 2, motpM: (0.8 + 0.9) / 2 });
  });

  it("matches at the limit and not past it", () => {
    const placed = (x: number) => ({ truth: { 1: [0.1, 0] }, tracks: { a: [x, 0] } }) as const;
    // 1.1 - 0.1 is 1 and a little more in binary.
    expectScore(scoreFrames([placed(1.1)]), { matches: 1, idf1: 1 });
    expectScore(scoreFrames([placed(1.1001)]), { matches: 0, idf1: 0 });
    expectScore(scoreFrames([placed(1.1001)], 1.01), { matches: 1, idf1: 1 });
  });

  it("keeps a pair over a frame in which there are only people, or only tracks", () => {
    const apart = { truth: { 1: [0, 0] }, tracks: { a: [0.5, 0] } } as const;
    const nearer = { truth: { 1: [0, 0] }, tracks: { a: [0.5, 0], b: [0.1, 0] } } as const;
    for (const between of [{ truth: { 1: [0, 0] } }, { tracks: { a: [0, 0] } }] as const) {
      expectScore(scoreFrames([apart, between, nearer]), { switches: 0, motpM: 0.5 });
    }
    const without = { truth: { 1: [0, 0] }, tracks: { a: [5, 0] } } as const;
    expectScore(scoreFrames([apart, without, nearer]), { switches: 1, motpM: 0.3 });
  });

  it("has no score where there is nothing to compute it from", () => {
    const person = [{ frame: 0, id: "1", x: 0, y: 0 }];
    const { NaN: none } = Number;
    expect(scoreTracks([], [])).toMatchObject({
      mota: none,
      motpM: none,
      idf1: none,
      idp: none,
      idr: none,
      hota: none,
      deta: none,
      assa: none,
      loca: none,
      frames: 0,
    });
    expect(scoreTracks(person, [])).toMatchObject({
      mota: 0,
      motpM: none,
      idf1: 0,
      idp: none,
      idr: 0,
      misses: 1,
      mostlyLost: 1,
      hota: 0,
      deta: 0,
      assa: 0,
      loca: 1,
    });
    expect(scoreTracks([], person)).toMatchObject({
      mota: none,
      motpM: none,
      idf1: 0,
      idp: 0,
      idr: none,
      falsePositives: 1,
      hota: 0,
      deta: 0,
      assa: 0,
      loca: 1,
    });
  });

  it("counts who is followed most of the time, from 80 %, and who is not, below 20 %", () => {
    const person = Array.from({ length: 10 }, (_, frame) => ({ frame, id: "p", x: 0, y: 0 }));
    const counts = (rows: number): number[] => {
      const { mostlyTracked, mostlyLost } = scoreTracks(person, person.slice(0, rows));
      return [mostlyTracked, mostlyLost];
    };
    expect([counts(8), counts(7), counts(2), counts(1)]).toEqual([
      [1, 0],
      [0, 0],
      [0, 0],
      [0, 1],
    ]);
  });

  it.each([0, -1, Number.NaN, TRACK_DISTANCE_M_MAX * 1.001])("refuses a distance of %s", (far) => {
    expect(() => scoreTracks([], [], far)).toThrow(RangeError);
    expect(scoreTracks([], [], TRACK_DISTANCE_M_MAX).distanceM).toBe(TRACK_DISTANCE_M_MAX);
  });
});
