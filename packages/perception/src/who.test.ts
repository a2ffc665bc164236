import { describe, expect, it } from "vitest";
import type { WhoDistribution } from "./block-context.ts";
import type { ReachTarget } from "./reach.ts";
import { type Body, type Point, reachTo, trackPeople } from "./test-builders.ts";
import { createTracks, type Tracks } from "./tracks.ts";
import { findWho, isIdentityDoubtful } from "./who.ts";

const AT_MS = 10_000;
const target: ReachTarget = {
  place: { x: 0, y: 0, z: 1, yawRad: 0, widthM: 0.1, depthM: 0.45 },
  halfWidthM: 0.05,
};
const AT_PLATE: Point = [0.05, 0.12, 1.14];

const during = (timestampMs: number): boolean => Math.abs(timestampMs - AT_MS) < 350;
const takes = (timestampMs: number, body: Body = { x: 0, y: -0.5 }): Body =>
  during(timestampMs) ? reachTo(body, AT_PLATE) : body;

type People = (timestampMs: number) => Readonly<Record<string, Body>>;

const track = (people: People, toMs = AT_MS + 3000): Tracks =>
  trackPeople(AT_MS - 5000, toMs, people);

function probabilityOf(who: WhoDistribution, shopper: string | null): number {
  const at = who.shoppers.indexOf(shopper);
  return at < 0 ? 0 : Math.exp(who.logProbabilities[at]! - who.evidence);
}

const totalOf = (who: WhoDistribution): number =>
  who.shoppers.reduce((sum, shopper) => sum + probabilityOf(who, shopper), 0);

describe("who made a change", () => {
  it("is the one who reached there", () => {
    const who = findWho(
      track((atMs) => ({ ann: takes(atMs), bob: { x: 0.6, y: -0.5 }, cid: { x: 5, y: -3 } })),
      target,
      AT_MS,
    );
    expect(probabilityOf(who, "ann")).toBeGreaterThan(0.98);
    expect(totalOf(who)).toBeGreaterThan(0.999);
    expect(totalOf(who)).toBeLessThan(1.001);
    expect(who.shoppers).not.toContain("cid");
    expect(who.shoppers).not.toContain(null);
  });

  it("is either of two who reached there both", () => {
    const who = findWho(
      track((atMs) => ({
        ann: takes(atMs, { x: -0.3, y: -0.5 }),
        bob: during(atMs) ? reachTo({ x: 0.4, y: -0.5 }, AT_PLATE, "l") : { x: 0.4, y: -0.5 },
      })),
      target,
      AT_MS,
    );
    expect(probabilityOf(who, "ann")).toBeGreaterThan(0.1);
    expect(probabilityOf(who, "bob")).toBeGreaterThan(0.1);
  });

  it("has as much evidence as its cap allows, and no more, where somebody reached there", () => {
    const { evidence } = findWho(
      track((atMs) => ({ ann: takes(atMs) })),
      target,
      AT_MS,
    );
    expect(evidence).toBe(3);
  });

  it("has little evidence where nobody was near", () => {
    const far = findWho(
      track(() => ({ ann: { x: 6, y: -3 }, bob: { x: -7, y: -3 } })),
      target,
      AT_MS,
    );
    expect(far.evidence).toBeLessThan(-5);
    const near = findWho(
      track(() => ({ ann: { x: 0.6, y: -0.5 }, bob: { x: -7, y: -3 } })),
      target,
      AT_MS,
    );
    expect(near.evidence).toBeGreaterThan(far.evidence);
    // That nobody whom the tracker sees did it is then no longer out of the question.
    expect(probabilityOf(far, null)).toBeGreaterThan(0.1);
    expect(probabilityOf(near, null)).toBeLessThan(0.05);
  });

  it("is nobody known where nobody is tracked", () => {
    const who = findWho(createTracks(), target, AT_MS);
    expect(who).toMatchObject({ shoppers: [null], logProbabilities: [0], evidence: 0 });
  });

  it("is nobody who came in later", () => {
    const who = findWho(
      trackPeople(AT_MS + 3000, AT_MS + 4000, (atMs) => ({ ann: takes(atMs) })),
      target,
      AT_MS,
    );
    expect(who.shoppers).toEqual([null]);
    expect(who.evidence).toBe(-10);
  });

  it("is as likely anybody where it is not known where the plates are", () => {
    const who = findWho(
      track((atMs) => ({ ann: takes(atMs), bob: { x: 6, y: -3 } })),
      null,
      AT_MS,
    );
    expect(probabilityOf(who, "ann")).toBeCloseTo(0.5, 4);
    expect(probabilityOf(who, "bob")).toBeCloseTo(0.5, 4);
    expect(who.evidence).toBeCloseTo(0, 3);
  });

  it("is seldom one who has not been seen for a while, the longer the less", () => {
    const absent = (goneMs: number): number => {
      const who = findWho(
        track((atMs): Record<string, Body> => {
          const bob = { x: 5, y: -3 };
          return atMs > AT_MS - goneMs ? { bob } : { ann: { x: 4, y: -3 }, bob };
        }),
        null,
        AT_MS,
      );
      return probabilityOf(who, "ann");
    };
    expect(absent(300)).toBeCloseTo(0.5, 3);
    expect(absent(1000)).toBeLessThan(0.1);
    expect(absent(3000)).toBeLessThan(absent(1000) / 3);
  });

  it("keeps a chance that what the tracker tells of somebody near is wrong", () => {
    const who = findWho(
      track((atMs) => ({ ann: takes(atMs), bob: { x: 1.5, y: -1 } })),
      target,
      AT_MS,
    );
    const { shoppers, reaches } = who;
    expect(reaches[shoppers.indexOf("ann")]).toBeGreaterThan(5);
    const near = findWho(
      track(() => ({ bob: { x: 1.5, y: -1 } })),
      target,
      AT_MS,
    );
    const far = findWho(
      track(() => ({ bob: { x: 9, y: -1 } })),
      target,
      AT_MS,
    );
    expect(near.reaches.at(-1)).toBeCloseTo(Math.log(0.003), 1);
    expect(far.reaches.at(-1)).toBeCloseTo(Math.log(0.0001), 1);
  });
});

describe("two whom the tracker exchanged", () => {
  const aside: Body = { x: 0.75, y: -0.5 };
  /** Ann takes while she is told as Bob, and he as she. */
  const exchanged: People = (atMs) => {
    const ann = takes(atMs);
    return Math.abs(atMs - AT_MS) < 700 ? { ann: aside, bob: ann } : { ann, bob: aside };
  };

  it("are given back what each of them did", () => {
    const who = findWho(track(exchanged), target, AT_MS);
    expect(probabilityOf(who, "ann")).toBeGreaterThan(0.9);
  });

  it("in nobody's eyes keep the frames that are told of them", () => {
    const who = findWho(
      track((atMs) => ({ ann: takes(atMs), bob: aside })),
      target,
      AT_MS,
    );
    expect(probabilityOf(who, "ann")).toBeGreaterThan(0.98);
  });

  /** They stand on one spot, where an exchange cannot be seen. */
  const close: People = (atMs) => ({ ann: takes(atMs), bob: { x: 0.05, y: -0.5 } });

  it("or may have, on one spot, leave a doubt that moves belief to the other", () => {
    const who = findWho(track(close), target, AT_MS);
    const apart = findWho(
      track((atMs) => ({ ...close(atMs), bob: { x: 2, y: -1.5 } })),
      target,
      AT_MS,
    );
    expect(probabilityOf(who, "bob")).toBeGreaterThan(0.01);
    expect(probabilityOf(who, "bob")).toBeLessThan(0.5);
    expect(probabilityOf(who, "bob")).toBeGreaterThan(2 * probabilityOf(apart, "bob"));
  });

  it("are worth waiting for while the next seconds may tell", () => {
    expect(isIdentityDoubtful(track(close), target, AT_MS)).toBe(true);
  });

  it("are not waited for where they are apart, alone, or nowhere that is known", () => {
    const apart = track((atMs) => ({ ann: takes(atMs), bob: { x: 2, y: -1.5 } }));
    expect(isIdentityDoubtful(apart, target, AT_MS)).toBe(false);
    const alone = track((atMs) => ({ ann: takes(atMs) }));
    expect(isIdentityDoubtful(alone, target, AT_MS)).toBe(false);
    expect(isIdentityDoubtful(track(close), null, AT_MS)).toBe(false);
    const far: ReachTarget = { ...target, place: { ...target.place, x: 20 } };
    expect(isIdentityDoubtful(track(close), far, AT_MS)).toBe(false);
  });

  it("are no longer in doubt once they have been given back", () => {
    expect(isIdentityDoubtful(track(exchanged), target, AT_MS)).toBe(false);
  });
});

describe("bodies", () => {
  it("that are seen elsewhere at that time speak against their shopper, those not seen do not", () => {
    const bobAt = (bob: Body | null): WhoDistribution =>
      findWho(
        track((atMs): Record<string, Body> => {
          const ann = { x: 5, y: -3 };
          return bob === null || (bob.x > 50 && Math.abs(atMs - AT_MS) < 700)
            ? { ann }
            : { ann, bob };
        }),
        target,
        AT_MS,
      );
    const elsewhere = bobAt({ x: 5, y: -4 });
    // Bob is told on both sides of the time, but not at it.
    const unseen = bobAt({ x: 60, y: -3 });
    expect(probabilityOf(unseen, "bob")).toBeGreaterThan(0.99);
    expect(unseen.evidence).toBeGreaterThan(elsewhere.evidence + 5);
    expect(probabilityOf(elsewhere, "bob")).toBeCloseTo(probabilityOf(elsewhere, "ann"), 9);
  });

  it("of a stream that ends before the time is up are near while they were there", () => {
    const who = findWho(
      track((atMs) => ({ ann: takes(atMs), bob: { x: 9, y: -1 } }), AT_MS + 300),
      target,
      AT_MS,
    );
    expect(probabilityOf(who, "ann")).toBeGreaterThan(0.98);
  });

  it("that are not seen leave their shopper near nothing", () => {
    const unseen = { head: null, neck: null, l_shoulder: null, r_shoulder: null } as const;
    const tracks = track(() => ({ ann: { x: 0, y: -0.5, joints: unseen }, bob: { x: 6, y: 0 } }));
    expect(isIdentityDoubtful(tracks, target, AT_MS)).toBe(false);
    expect(findWho(tracks, target, AT_MS).evidence).toBeLessThan(0);
  });
});
