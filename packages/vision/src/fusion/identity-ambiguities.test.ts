import {
  createAmbiguityTable,
  listIdSwitches,
  recordAmbiguities,
} from "@saunter/engine/attribution/identity-ambiguities";
import type { IdentityAmbiguity } from "@saunter/engine/observation";
import { DEFAULT_IDENTITY } from "@saunter/engine/parameters/identity";
import { describe, expect, it } from "vitest";
import { DEFAULT_FUSION } from "../parameters/fusion.ts";
import { makeBody, placeJoint } from "./body.ts";
import { type Clothing, copyClothing } from "./clothing.ts";
import { buildPose } from "./fusion-builders.ts";
import { createAmbiguityTracker, type IdentityNote } from "./identity-ambiguities.ts";
import { makePerson, type Person } from "./person.ts";

const FRAME_MS = 100;
const RED: Clothing = { mean: Float64Array.of(45, 50, 30), count: 50 };
const NAVY: Clothing = { mean: Float64Array.of(20, 5, -25), count: 50 };

function make(shopperId: string, worn: Clothing, kind: Person["kind"] = "known"): Person {
  const body = makeBody(DEFAULT_FUSION);
  body.clothing = copyClothing(worn);
  const person = makePerson(
    shopperId,
    body,
    0,
    { kind, canCome: false, visible: 0.9 },
    DEFAULT_FUSION,
  );
  return Object.assign(person, { recent: { ...copyClothing(worn), count: 12 } });
}

function put(person: Person, x: number): void {
  const pose = buildPose(x, 3);
  for (let joint = 0; joint < 8; joint++) {
    const at = pose.subarray(3 * joint, 3 * joint + 3);
    placeJoint(person.body, joint, at, [0.01, 0, 0, 0.01, 0, 0.01]);
  }
}

const show = (person: Person, { mean }: Clothing): void => {
  person.recent = { mean: Float64Array.from(mean), count: 12 };
};

const BROWN: Clothing = { mean: Float64Array.of(45, 20, 10), count: 50 };
const GREY: Clothing = { mean: Float64Array.of(45, 2, -4), count: 50 };

/** A colour between them, so far towards brown. */
const mix = (share: number): Clothing => ({
  mean: BROWN.mean.map((value, at) => share * value + (1 - share) * GREY.mean[at]!),
  count: 50,
});

/** What their labels were swapped for, as the tracker does it. */
function relabel(one: Person, other: Person): IdentityNote {
  [one.shopperId, other.shopperId] = [other.shopperId, one.shopperId];
  [one.body.clothing, other.body.clothing] = [other.body.clothing, one.body.clothing];
  return { kind: "swapped", one, other };
}

/** People so far apart, for so long at a time; what was said, and when. */
function open(...people: readonly Person[]) {
  const keeper = createAmbiguityTracker();
  const table = createAmbiguityTable(DEFAULT_IDENTITY);
  let frame = 0;
  const said: (IdentityAmbiguity & { readonly atMs: number })[] = [];
  const step = (here: readonly Person[], notes: readonly IdentityNote[] = []): void => {
    const atMs = FRAME_MS * frame++;
    const ambiguities = keeper.step(here, notes, atMs);
    recordAmbiguities(table, { kind: "joints", timestampMs: atMs, shoppers: [], ambiguities });
    said.push(...ambiguities.map((ambiguity) => ({ ...ambiguity, atMs })));
  };
  return {
    said,
    step,
    nowMs: () => FRAME_MS * frame,
    stay: (seconds: number, apartM: number, here = people): void => {
      for (let at = 0; at < 10 * seconds; at++) {
        for (const [index, person] of people.entries()) put(person, 3 + apartM * index);
        step(here);
      }
    },
    /** What the engine takes for the case at a time, by all that was said until now. */
    at: (ms: number): number => listIdSwitches(table, ms)[0]?.probability ?? 0,
  };
}

describe("two who come near to each other", () => {
  it("and wear the same are ambiguous from then on, the more the longer they stayed", () => {
    const of = (seconds: number): number => {
      const shop = open(make("1", RED), make("2", RED));
      shop.stay(1, 3);
      expect(shop.said).toEqual([]);
      shop.stay(seconds, 0.5);
      shop.stay(20, 3);
      const { probability, shopperIds, toMs } = shop.said.at(-1)!;
      expect(shopperIds).toEqual(["1", "2"]);
      expect(shop.nowMs() - toMs).toBeLessThan(1500);
      return probability;
    };
    const [short, long] = [of(5), of(15)];
    expect(short).toBeGreaterThan(0.01);
    expect(long).toBeGreaterThan(1.5 * short);
    expect(long).toBeLessThan(0.5);
  });

  it("and wear what tells them apart are in none once they part", () => {
    const shop = open(make("1", RED), make("2", NAVY));
    shop.stay(10, 0.5);
    shop.stay(5, 3);
    for (let ms = 50; ms < shop.nowMs(); ms += 100) expect(shop.at(ms)).toBeLessThan(0.01);
    const many = shop.said.length;
    shop.stay(20, 3);
    expect(shop.said).toHaveLength(many);
  });

  it("and of whom it is not seen what they wear meanwhile are ambiguous until it is", () => {
    const [one, other] = [make("1", RED), make("2", NAVY)];
    const shop = open(one, other);
    one.recent = { mean: RED.mean, count: 0 };
    other.recent = { mean: RED.mean, count: 0 };
    shop.stay(10, 0.5);
    expect(shop.said.at(-1)!.probability).toBeGreaterThan(0.01);
    show(one, RED);
    show(other, NAVY);
    shop.stay(5, 3);
    for (let ms = 50; ms < shop.nowMs(); ms += 100) expect(shop.at(ms)).toBeLessThan(0.01);
  });

  it("and are swapped back are told to have been swapped for as long as they were", () => {
    const [one, other] = [make("1", RED), make("2", NAVY)];
    const shop = open(one, other);
    shop.stay(4, 0.5);
    const fromMs = shop.nowMs();
    show(one, NAVY);
    show(other, RED);
    shop.stay(2, 0.5);
    const untilMs = shop.nowMs();
    shop.step([one, other], [relabel(one, other)]);
    shop.stay(4, 3);
    expect(shop.at(fromMs - 600)).toBeLessThan(0.05);
    expect(shop.at((fromMs + untilMs) / 2)).toBeGreaterThan(0.95);
    expect(shop.at(untilMs + 600)).toBeLessThan(0.01);
  });

  it("are ambiguous since they were surely themselves where nobody saw them meet", () => {
    const [one, other] = [make("1", RED), make("2", NAVY)];
    const shop = open(one, other);
    shop.stay(6, 3);
    for (const either of [one, other]) either.sureMs = 2000;
    show(one, NAVY);
    show(other, RED);
    shop.step([one, other], [relabel(one, other)]);
    shop.stay(3, 3);
    expect(shop.at(1900)).toBe(0);
    expect(shop.at(5900)).toBeGreaterThan(0.8);
    expect(shop.at(2500)).toBeLessThan(shop.at(5500));
    expect(shop.at(shop.nowMs() - 1000)).toBeLessThan(0.01);
  });

  it.each([
    ["near to each other", 0.5],
    ["apart for long", 2.5],
  ])("and are swapped back when they are %s are themselves from that frame on", (_, apartS) => {
    for (const late of [0, 1, 2]) {
      const [one, other] = [make("1", RED), make("2", NAVY)];
      const shop = open(one, other);
      shop.stay(3, 0.4);
      show(one, NAVY);
      show(other, RED);
      // Notes come between steps, and at one.
      shop.stay(apartS + late / 10, apartS > 1 ? 3 : 0.8);
      const atMs = shop.nowMs();
      shop.step([one, other], [relabel(one, other)]);
      expect(shop.at(atMs - 50)).toBeGreaterThan(0.9);
      for (const laterMs of [1, 100, 1000, 1400, 2000])
        expect(shop.at(atMs + laterMs)).toBeLessThan(0.05);
      shop.stay(3, 3);
      expect(shop.at(atMs - 50)).toBeGreaterThan(0.9);
      for (const laterMs of [50, 1000, 2900]) expect(shop.at(atMs + laterMs)).toBeLessThan(0.01);
    }
  });

  /** In brown and grey, near to each other and unseen, and then seen in colours between, so far towards their own. */
  const openBetween = (share: number, apartM: number) => {
    const [one, other] = [make("1", BROWN), make("2", GREY)];
    const shop = open(one, other);
    for (const either of [one, other]) either.recent = { mean: RED.mean, count: 0 };
    shop.stay(9, 0.4);
    show(one, mix(share));
    show(other, mix(1 - share));
    shop.stay(1.5, apartM);
    return { ...shop, one, other };
  };

  it("and are swapped back by mistake are told to be swapped since, as soon as it is seen", () => {
    const { one, other, ...shop } = openBetween(0.4, 3);
    const atMs = shop.nowMs();
    expect(shop.at(atMs - 150)).toBeGreaterThan(0.99);
    shop.step([one, other], [relabel(one, other)]);
    expect(shop.at(shop.nowMs())).toBeLessThan(0.01);
    show(one, BROWN);
    show(other, GREY);
    shop.stay(0.8, 3);
    expect(shop.at(atMs - 150)).toBeLessThan(0.1);
    expect(shop.at(atMs + 500)).toBeGreaterThan(0.9);
  });

  it("and are swapped back are no surer by what was seen before, nor by who is named first", () => {
    const [named, turned] = [true, false].map((isInOrder) => {
      const { one, other, ...shop } = openBetween(0.47, 0.4);
      const before = shop.at(shop.nowMs() - 50);
      const note = relabel(one, other);
      shop.step([one, other], [isInOrder ? note : { ...note, one: other, other: one }]);
      const after = shop.at(shop.nowMs());
      shop.stay(1, 0.4);
      return { before, after, later: shop.at(shop.nowMs() - 50) };
    });
    expect(named!.after).toBeGreaterThan(0.1);
    expect(named!.after + named!.before).toBeCloseTo(1, 1);
    expect(turned).toEqual(named);
  });

  it("are said no more of when one of them is gone, or is nobody who is known", () => {
    const [one, other] = [make("1", RED), make("2", RED)];
    const shop = open(one, other);
    shop.stay(10, 0.5);
    shop.stay(1, 0.5, [one]);
    const many = shop.said.length;
    shop.stay(10, 0.5, [one]);
    expect(shop.said).toHaveLength(many);
    const stranger = open(make("1", RED), make("2", RED, "newcomer"));
    stranger.stay(20, 0.5);
    expect(stranger.said).toEqual([]);
  });

  it("are said of when a frame has reported both, and then of the time before, too", () => {
    const [one, other] = [make("1", RED), make("2", RED)];
    const shop = open(one, other);
    other.visible = 0.5;
    shop.stay(10, 0.5);
    expect(shop.said).toEqual([]);
    other.visible = 0.6;
    shop.stay(1.1, 0.5);
    expect(shop.at(5000)).toBeGreaterThan(0.02);
    expect(shop.said.every(({ atMs }) => atMs >= 10_000)).toBe(true);
    // A person who was reported once is known by their number, however unsure it is that they are there.
    other.visible = 0.5;
    const many = shop.said.length;
    shop.stay(3, 3);
    expect(shop.said.length).toBeGreaterThan(many);
  });

  it("are more ambiguous where people who can be distinguished were swapped often", () => {
    const of = (switches: number): number => {
      const [one, other] = [make("1", RED), make("2", NAVY)];
      const alike = [make("3", RED), make("4", RED)];
      const shop = open(one, other, ...alike);
      for (let at = 0; at < 20; at++) {
        shop.stay(1, 0.5, [one, other]);
        if (at >= switches) continue;
        show(one, other.body.clothing);
        show(other, one.body.clothing);
        shop.step([one, other], [relabel(one, other)]);
      }
      shop.stay(10, 0.5, alike);
      return shop.said.filter(({ shopperIds }) => shopperIds[0] === "3").at(-1)!.probability;
    };
    expect(of(5)).toBeGreaterThan(1.5 * of(0));
  });
});

describe("somebody who was found again, or it was another", () => {
  it("is ambiguous until they are seen in what they wear", () => {
    const [one, other] = [make("1", RED), make("2", RED)];
    const shop = open(one, other);
    shop.stay(2, 3);
    shop.step([one, other], [{ kind: "found", one, other, wrong: 0.1 }]);
    shop.stay(10, 3);
    expect(shop.said.at(-1)!.probability).toBeCloseTo(0.1, 2);
    other.body.clothing = copyClothing(NAVY);
    show(other, NAVY);
    shop.stay(3, 3);
    expect(shop.at(shop.nowMs() - 500)).toBeLessThan(0.01);
  });
});

describe("what is said", () => {
  it("is of times that are over, and about once a second where nothing moves", () => {
    const shop = open(make("1", RED), make("2", RED));
    shop.stay(10, 0.5);
    const before = shop.said.length;
    shop.stay(20, 3);
    const last = shop.said.slice(before);
    expect(last.length).toBeGreaterThanOrEqual(15);
    expect(last.length).toBeLessThanOrEqual(25);
    for (const { fromMs, toMs, atMs, probability } of shop.said) {
      expect(fromMs).toBeLessThan(toMs);
      expect(toMs).toBeLessThanOrEqual(atMs);
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(probability).toBeLessThanOrEqual(1);
    }
  });
});
