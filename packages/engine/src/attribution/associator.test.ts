import { describe, expect, it } from "vitest";
import { IDENTITY_LABELS_MAX } from "../limits.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { DEFAULT_WHO } from "../parameters/who.ts";
import { type Body, type Point, reachTo, trackPeople } from "../test-builders.ts";
import type { WhoDistribution } from "./associator.ts";
import { findWho, isAmbiguous, resolveNear, viewMoment } from "./associator.ts";
import type { ReachTarget } from "./reach.ts";
import { createTracks, type Tracks } from "./tracks.ts";

const AT_MS = 10_000;
const target: ReachTarget = {
  place: { x: 0, y: 0, z: 1, yawRad: 0, widthM: 0.1, depthM: 0.45 },
  halfWidthM: 0.05,
};
const AT_PLATE: Point = [0.05, 0.12, 1.14];

const during = (timestampMs: number): boolean => Math.abs(timestampMs - AT_MS) < 350;
const takes = (timestampMs: number, body: Body = { x: 0, y: -0.5 }): Body =>
  during(timestampMs) ? reachTo(body, AT_PLATE) : body;

/** A track without a body: no joint of the trunk is seen. */
const unseen = { head: null, neck: null, l_shoulder: null, r_shoulder: null } as const;

type People = (timestampMs: number) => Readonly<Record<string, Body>>;

const track = (people: People, toMs = AT_MS + 3000): Tracks =>
  trackPeople(AT_MS - 5000, toMs, people);

/** Who it was by the joints up to a time. */
function ask(tracks: Tracks, where: ReachTarget | null, untilMs = Infinity): WhoDistribution {
  const groups = resolveNear(tracks, where, AT_MS, untilMs, ENGINE_PARAMETERS);
  const moment = viewMoment(tracks, AT_MS, untilMs, groups, ENGINE_PARAMETERS);
  return findWho(moment, where, ENGINE_PARAMETERS);
}

const ambiguities = (
  tracks: Tracks,
  where: ReachTarget | null = target,
  untilMs = Infinity,
): boolean =>
  isAmbiguous(resolveNear(tracks, where, AT_MS, untilMs, ENGINE_PARAMETERS), AT_MS, DEFAULT_WHO);

function probabilityOf(who: WhoDistribution, shopper: string | null): number {
  const at = who.shoppers.indexOf(shopper);
  return at < 0 ? 0 : Math.exp(who.logProbabilities[at]! - who.evidence);
}

const totalOf = (who: WhoDistribution): number =>
  who.shoppers.reduce((sum, shopper) => sum + probabilityOf(who, shopper), 0);

describe("who made a change", () => {
  it("is the one who reached there", () => {
    const who = ask(
      track((atMs) => ({ ann: takes(atMs), bob: { x: 0.6, y: -0.5 }, cid: { x: 5, y: -3 } })),
      target,
    );
    expect(probabilityOf(who, "ann")).toBeGreaterThan(0.98);
    expect(totalOf(who)).toBeGreaterThan(0.999);
    expect(totalOf(who)).toBeLessThan(1.001);
    expect(who.shoppers).not.toContain("cid");
    expect(who.shoppers).not.toContain(null);
  });

  it("is either of two who reached there both", () => {
    const who = ask(
      track((atMs) => ({
        ann: takes(atMs, { x: -0.3, y: -0.5 }),
        bob: during(atMs) ? reachTo({ x: 0.4, y: -0.5 }, AT_PLATE, "l") : { x: 0.4, y: -0.5 },
      })),
      target,
    );
    expect(probabilityOf(who, "ann")).toBeGreaterThan(0.1);
    expect(probabilityOf(who, "bob")).toBeGreaterThan(0.1);
  });

  it("is not sure to be whose reach fits best where several clearly reach", () => {
    const bobAt = (point: Point): WhoDistribution =>
      ask(
        track((atMs) => {
          const bob = { x: 0.5, y: -0.5 };
          return {
            ann: takes(atMs, { x: -0.3, y: -0.5 }),
            bob: during(atMs) ? reachTo(bob, point, "l") : bob,
          };
        }),
        target,
      );
    const beside = bobAt([AT_PLATE[0] + 0.09, AT_PLATE[1], AT_PLATE[2]]);
    const aside = bobAt([AT_PLATE[0] + 0.4, AT_PLATE[1] - 0.4, AT_PLATE[2]]);
    expect(probabilityOf(beside, "ann")).toBeGreaterThan(0.8);
    expect(probabilityOf(beside, "bob")).toBeGreaterThan(0.02);
    expect(probabilityOf(aside, "bob")).toBeLessThan(0.01);
    expect(totalOf(beside)).toBeGreaterThan(0.999);
    expect(totalOf(beside)).toBeLessThan(1.001);
  });

  it("has as much evidence as its cap allows, and no more, where somebody reached there", () => {
    const { evidence } = ask(
      track((atMs) => ({ ann: takes(atMs) })),
      target,
    );
    expect(evidence).toBe(3);
  });

  it("has little evidence where nobody was near", () => {
    const far = ask(
      track(() => ({ ann: { x: 6, y: -3 }, bob: { x: -7, y: -3 } })),
      target,
    );
    expect(far.evidence).toBeLessThan(-5);
    const near = ask(
      track(() => ({ ann: { x: 0.6, y: -0.5 }, bob: { x: -7, y: -3 } })),
      target,
    );
    expect(near.evidence).toBeGreaterThan(far.evidence);
    // That nobody whom the tracker sees did it is then no longer out of the question.
    expect(probabilityOf(far, null)).toBeGreaterThan(0.1);
    expect(probabilityOf(near, null)).toBeLessThan(0.05);
  });

  it("is nobody known where nobody is tracked", () => {
    const who = ask(createTracks(), target);
    expect(who).toMatchObject({ shoppers: [null], logProbabilities: [0], evidence: 0 });
  });

  it("is nobody who came in later", () => {
    const who = ask(
      trackPeople(AT_MS + 3000, AT_MS + 4000, (atMs) => ({ ann: takes(atMs) })),
      target,
    );
    expect(who.shoppers).toEqual([null]);
    expect(who.evidence).toBe(-10);
  });

  it("is as likely anybody where it is not known where the plates are", () => {
    const who = ask(
      track((atMs) => ({ ann: takes(atMs), bob: { x: 6, y: -3 } })),
      null,
    );
    expect(probabilityOf(who, "ann")).toBeCloseTo(0.5, 4);
    expect(probabilityOf(who, "bob")).toBeCloseTo(0.5, 4);
    expect(who.evidence).toBeCloseTo(0, 3);
  });

  it("is seldom one who has not been seen for a while, the longer the less", () => {
    const absent = (goneMs: number): number => {
      const who = ask(
        track((atMs): Record<string, Body> => {
          const bob = { x: 5, y: -3 };
          return atMs > AT_MS - goneMs ? { bob } : { ann: { x: 4, y: -3 }, bob };
        }),
        null,
      );
      return probabilityOf(who, "ann");
    };
    expect(absent(300)).toBeCloseTo(0.5, 3);
    expect(absent(1000)).toBeLessThan(0.1);
    expect(absent(3000)).toBeLessThan(absent(1000) / 3);
  });

  it("keeps a chance that what the tracker tells of somebody near is wrong", () => {
    const who = ask(
      track((atMs) => ({ ann: takes(atMs), bob: { x: 1.5, y: -1 } })),
      target,
    );
    const { shoppers, reaches } = who;
    expect(reaches[shoppers.indexOf("ann")]).toBeGreaterThan(5);
    const near = ask(
      track(() => ({ bob: { x: 1.5, y: -1 } })),
      target,
    );
    const far = ask(
      track(() => ({ bob: { x: 9, y: -1 } })),
      target,
    );
    expect(near.reaches.at(-1)).toBeCloseTo(Math.log(0.003), 1);
    expect(far.reaches.at(-1)).toBeCloseTo(Math.log(0.0001), 1);
  });
});

describe("two whom the tracker swapped", () => {
  const aside: Body = { x: 0.75, y: -0.5 };
  /** Ann takes while she is reported as Bob, and he as her. */
  const swapped: People = (atMs) => {
    const ann = takes(atMs);
    return Math.abs(atMs - AT_MS) < 700 ? { ann: aside, bob: ann } : { ann, bob: aside };
  };

  it("are given back what each of them did", () => {
    const who = ask(track(swapped), target);
    expect(probabilityOf(who, "ann")).toBeGreaterThan(0.9);
  });

  it("are given back what each of them did while the tracker loses either", () => {
    for (const lost of ["ann", "bob"]) {
      const people: People = (atMs) => {
        const ann = takes(atMs);
        if (Math.abs(atMs - AT_MS) >= 500) return { ann, bob: aside };
        return lost === "ann" ? { bob: ann } : { ann: aside };
      };
      const who = ask(track(people), target);
      expect(probabilityOf(who, "ann")).toBeGreaterThan(0.9);
    }
  });

  it("are given back what each of them did while a third walks by", () => {
    const who = ask(
      track((atMs) => ({
        ...swapped(atMs),
        cid: { x: 0.4 + (atMs - AT_MS) / 1000, y: -0.65 },
      })),
      target,
    );
    expect(probabilityOf(who, "ann")).toBeGreaterThan(0.9);
    expect(probabilityOf(who, "cid")).toBeLessThan(0.05);
  });

  it("that nobody sees keep the frames that report them", () => {
    const who = ask(
      track((atMs) => ({ ann: takes(atMs), bob: aside })),
      target,
    );
    expect(probabilityOf(who, "ann")).toBeGreaterThan(0.98);
  });

  /** They stand on one spot, where an ID switch cannot be seen. */
  const close: People = (atMs) => ({ ann: takes(atMs), bob: { x: 0.05, y: -0.5 } });

  it("or may have, on one spot, leave an ambiguity that moves belief to the other", () => {
    const who = ask(track(close), target);
    const apart = ask(
      track((atMs) => ({ ...close(atMs), bob: { x: 2, y: -1.5 } })),
      target,
    );
    expect(probabilityOf(who, "bob")).toBeGreaterThan(0.01);
    expect(probabilityOf(who, "bob")).toBeLessThan(0.5);
    expect(probabilityOf(who, "bob")).toBeGreaterThan(2 * probabilityOf(apart, "bob"));
  });

  it("are worth waiting for while the next seconds may tell", () => {
    expect(ambiguities(track(close))).toBe(true);
  });

  it("are not waited for where they are apart, alone, or nowhere that is known", () => {
    const apart = track((atMs) => ({ ann: takes(atMs), bob: { x: 2, y: -1.5 } }));
    expect(ambiguities(apart)).toBe(false);
    const alone = track((atMs) => ({ ann: takes(atMs) }));
    expect(ambiguities(alone)).toBe(false);
    expect(ambiguities(track(close), null)).toBe(false);
    const far: ReachTarget = { ...target, place: { ...target.place, x: 20 } };
    expect(ambiguities(track(close), far)).toBe(false);
  });

  it("are considered before those further away where there are too many", () => {
    const crowd = Object.fromEntries(
      Array.from({ length: IDENTITY_LABELS_MAX + 3 }, (_, at): [string, Body] => [
        `p${at}`,
        { x: 1.5 - 0.15 * at, y: -0.5 },
      ]),
    );
    const [group] = resolveNear(
      track(() => crowd),
      target,
      AT_MS,
      Infinity,
      ENGINE_PARAMETERS,
    );
    // The last are the nearest.
    const nearest = Object.keys(crowd).slice(3).sort();
    expect([...group!.shoppers].sort()).toEqual(nearest);
  });

  it("are ambiguous while their likeliest identity is less than 0.98 sure", () => {
    const group = (probability: number) => ({
      shoppers: ["ann", "bob"],
      timesMs: [AT_MS],
      listAssignments: () => [{ persons: [1, 0], probability }],
    });
    expect(isAmbiguous([], AT_MS, DEFAULT_WHO)).toBe(false);
    expect(isAmbiguous([group(0.981)], AT_MS, DEFAULT_WHO)).toBe(false);
    expect(isAmbiguous([group(0.981), group(0.979)], AT_MS, DEFAULT_WHO)).toBe(true);
  });

  it("are no longer ambiguous once they have swapped back", () => {
    expect(ambiguities(track(swapped))).toBe(false);
  });
});

describe("joints after the time asked for", () => {
  /** They are swapped where nobody sees it, and given back when Bob has gone on. */
  const hidden: People = (atMs) => {
    const goneM = Math.min(1.1, Math.max(0, atMs - AT_MS + 500) / 700);
    const ann = takes(atMs);
    const bob: Body = { x: goneM, y: -0.5 };
    return Math.abs(atMs - AT_MS) < 900 ? { ann: bob, bob: ann } : { ann, bob };
  };

  it("are left out, wherever they are", () => {
    for (const untilMs of [AT_MS + 450, AT_MS + 1200]) {
      const early = track(hidden, untilMs);
      expect(ask(track(hidden), target, untilMs)).toEqual(ask(early, target));
      expect(ambiguities(track(hidden), target, untilMs)).toBe(ambiguities(early));
    }
  });

  it("may turn the answer when they are asked for", () => {
    const tracks = track(hidden);
    expect(probabilityOf(ask(tracks, target, AT_MS + 450), "bob")).toBeGreaterThan(0.8);
    expect(probabilityOf(ask(tracks, target, AT_MS + 2200), "ann")).toBeGreaterThan(0.8);
  });
});

describe("bodies", () => {
  it("that are seen elsewhere at that time speak against their shopper, those not seen do not", () => {
    const bobAt = (bob: Body | null): WhoDistribution =>
      ask(
        track((atMs): Record<string, Body> => {
          const ann = { x: 5, y: -3 };
          return bob === null || (bob.x > 50 && Math.abs(atMs - AT_MS) < 700)
            ? { ann }
            : { ann, bob };
        }),
        target,
      );
    const elsewhere = bobAt({ x: 5, y: -4 });
    // Bob is reported before and after the time, but not at it.
    const unseen = bobAt({ x: 60, y: -3 });
    expect(probabilityOf(unseen, "bob")).toBeGreaterThan(0.99);
    expect(unseen.evidence).toBeGreaterThan(elsewhere.evidence + 5);
    expect(probabilityOf(elsewhere, "bob")).toBeCloseTo(probabilityOf(elsewhere, "ann"), 9);
  });

  it("of a stream that ends before the time is up are near while they were there", () => {
    const who = ask(
      track((atMs) => ({ ann: takes(atMs), bob: { x: 9, y: -1 } }), AT_MS + 300),
      target,
    );
    expect(probabilityOf(who, "ann")).toBeGreaterThan(0.98);
  });

  it("without a body do not say that their shopper was elsewhere", () => {
    const ann = { x: 5, y: -3 };
    const tracks = track((atMs) => ({
      ann,
      bob: { x: 60, y: -3, ...(Math.abs(atMs - AT_MS) < 700 ? { joints: unseen } : {}) },
    }));
    expect(probabilityOf(ask(tracks, target), "bob")).toBeGreaterThan(0.99);
  });

  it("that are not seen leave their shopper near nothing", () => {
    const tracks = track(() => ({ ann: { x: 0, y: -0.5, joints: unseen }, bob: { x: 6, y: 0 } }));
    expect(ambiguities(tracks)).toBe(false);
    expect(ask(tracks, target).evidence).toBeLessThan(0);
  });
});
