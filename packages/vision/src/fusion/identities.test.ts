import { describe, expect, it } from "vitest";
import { DEFAULT_FUSION } from "../parameters/fusion.ts";
import { makeBody, placeJoint } from "./body.ts";
import { type Clothing, copyClothing } from "./clothing.ts";
import { buildPose } from "./fusion-builders.ts";
import { settleIdentities } from "./identities.ts";
import type { IdentityNote } from "./identity-ambiguities.ts";
import { makePerson, type Person, type PersonKind } from "./person.ts";

const NOW_MS = 10_000;
const RED: Clothing = { mean: Float64Array.of(45, 62, 48), count: 50 };
const NAVY: Clothing = { mean: Float64Array.of(20, 5, -25), count: 50 };
const OPTIONS = { cameras: [], isInside: () => true, isDoor: (x: number) => x < 1 };

interface Made {
  readonly x: number;
  readonly worn: Clothing;
  readonly seenIn: Clothing;
  readonly kind?: PersonKind;
  readonly lastSeenMs?: number;
}

function make(shopperId: string, { x, worn, seenIn, kind = "known", lastSeenMs }: Made): Person {
  const body = makeBody(DEFAULT_FUSION);
  const pose = buildPose(x, 3);
  for (let joint = 0; joint < 8; joint++)
    placeJoint(body, joint, pose.subarray(3 * joint, 3 * joint + 3), [0.01, 0, 0, 0.01, 0, 0.01]);
  body.clothing = copyClothing(worn);
  const bornMs = NOW_MS - (kind === "newcomer" ? 300 : 3000);
  const person = makePerson(
    shopperId,
    body,
    bornMs,
    { kind, canCome: false, visible: 0.9 },
    DEFAULT_FUSION,
  );
  const recent = { ...copyClothing(seenIn), count: 12 };
  return Object.assign(person, { recent, frames: 20, lastSeenMs: lastSeenMs ?? NOW_MS });
}

const settle = (people: readonly Person[], notes: IdentityNote[] = []): Person[] =>
  settleIdentities(people, { ...OPTIONS, parameters: DEFAULT_FUSION }, NOW_MS, () => "9", notes);

const tell = ({ shopperId, body, isAmbiguous }: Person) =>
  `${shopperId} at ${body.places[3]!.toFixed(1)}${isAmbiguous ? ", ambiguous" : ""}`;

describe("people who were taken for each other", () => {
  it("are swapped back, which is noted, and nobody has to look for that alone", () => {
    const notes: IdentityNote[] = [];
    const given = [
      make("1", { x: 4, worn: RED, seenIn: NAVY }),
      make("2", { x: 4.5, worn: NAVY, seenIn: RED }),
    ];
    expect(settle(given, notes).map(tell)).toEqual(["2 at 4.0", "1 at 4.5"]);
    expect(notes).toEqual([{ kind: "swapped", one: given[1], other: given[0] }]);
  });

  it("take with them that they were ambiguous before", () => {
    const [one, other] = [
      make("1", { x: 4, worn: RED, seenIn: NAVY }),
      make("2", { x: 4.5, worn: NAVY, seenIn: RED }),
    ];
    one.isAmbiguous = true;
    expect(settle([one, other]).map(tell)).toEqual(["2 at 4.0", "1 at 4.5, ambiguous"]);
  });

  it("stay who they are where they wear what is seen, or the same", () => {
    const own = settle([
      make("1", { x: 4, worn: RED, seenIn: RED }),
      make("2", { x: 4.5, worn: NAVY, seenIn: NAVY }),
    ]);
    expect(own.map(tell)).toEqual(["1 at 4.0", "2 at 4.5"]);
    const alike = settle([
      make("1", { x: 4, worn: RED, seenIn: RED }),
      make("2", { x: 4.5, worn: RED, seenIn: RED }),
    ]);
    expect(alike.map(tell)).toEqual(["1 at 4.0", "2 at 4.5"]);
  });

  it("are not swapped where neither could have come so far", () => {
    const people = settle([
      make("1", { x: 2, worn: RED, seenIn: NAVY }),
      make("2", { x: 14, worn: NAVY, seenIn: RED }),
    ]);
    expect(people.map(tell)).toEqual(["1 at 2.0", "2 at 14.0"]);
  });

  it("and a newcomer, who is known by what is seen where they are now", () => {
    const people = settle([
      make("1", { x: 4, worn: RED, seenIn: NAVY }),
      make("2", { x: 4.5, worn: RED, seenIn: RED, kind: "newcomer" }),
    ]);
    expect(people.map(tell)).toEqual(["2 at 4.0", "1 at 4.5, ambiguous"]);
    expect([...people[0]!.body.clothing.mean]).toEqual([...NAVY.mean]);
  });
});

describe("people who were out of sight", () => {
  const lost = { x: 4, worn: RED, seenIn: RED, lastSeenMs: NOW_MS - 2000 };
  const found = { x: 5, worn: RED, seenIn: RED, kind: "newcomer" as const };

  it("are found again by what they wear, and without ambiguity", () => {
    const people = settle([make("1", lost), make("2", found)]);
    expect(people.map(tell)).toEqual(["1 at 5.0"]);
  });

  it("are not found where two who are missing wear the same", () => {
    const people = settle([make("1", lost), make("3", { ...lost, x: 4.2 }), make("2", found)]);
    expect(people.map(({ shopperId }) => shopperId)).toEqual(["1", "3", "2"]);
  });

  it("are found where it may be another, too, and how likely that is is noted", () => {
    const notes: IdentityNote[] = [];
    const given = [make("1", { ...lost, x: 5 }), make("3", { ...lost, x: 8.5 }), make("2", found)];
    for (const one of given.slice(0, 2)) one.sureMs = one.lastSeenMs;
    const people = settle(given, notes);
    expect(people.map(tell)).toEqual(["1 at 5.0", "3 at 8.5"]);
    expect(notes).toMatchObject([{ kind: "found", one: given[0], other: given[1] }]);
    const [{ wrong }] = notes as [IdentityNote & { readonly kind: "found" }];
    expect(wrong).toBeGreaterThan(0);
    expect(wrong).toBeLessThan(1 / (1 + Math.exp(2)));
  });

  it("are not found in somebody who was first seen where they could not be by then", () => {
    const soon = { ...lost, lastSeenMs: NOW_MS - 500 };
    const people = [make("1", soon), make("2", { ...found, x: 5.9 })];
    people[0]!.sureMs = NOW_MS - 1000;
    expect(settle(people).map(({ shopperId }) => shopperId)).toEqual(["1"]);
    const before = [make("1", soon), make("2", { ...found, x: 5.9 })];
    before[0]!.sureMs = NOW_MS - 1000;
    Object.assign(before[1]!, { born: { x: 6.9, y: 3 }, bornMs: NOW_MS - 900 });
    expect(settle(before).map(({ shopperId }) => shopperId)).toEqual(["1", "2"]);
  });

  it("are not found in somebody who wears something else", () => {
    const people = settle([make("1", lost), make("2", { ...found, seenIn: NAVY })]);
    expect(people.map(({ shopperId }) => shopperId)).toEqual(["1", "2"]);
  });

  it("are found by their place alone where no colours are seen, and are marked ambiguous", () => {
    const none = { mean: Float64Array.of(40, 3, 2), count: 0 };
    const people = [
      make("1", { ...lost, worn: none, seenIn: none }),
      make("2", { ...found, worn: none, seenIn: none }),
    ];
    for (const one of people) one.recent.count = 0;
    expect(settle(people).map(tell)).toEqual(["1 at 5.0, ambiguous"]);
  });

  it("for long do not come in by the door", () => {
    const long = { ...lost, lastSeenMs: NOW_MS - 20_000 };
    const people = [make("1", long), Object.assign(make("2", found), { canCome: true })];
    people[0]!.sureMs = NOW_MS - 20_000;
    expect(settle(people).map(({ shopperId }) => shopperId)).toEqual(["1", "2"]);
  });
});
