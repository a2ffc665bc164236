/**
 * People who come and go as they like: some tailgate, some stand in the door, some are lost, and the
 * tracker gives numbers again. Whatever happens, nobody pays for somebody else.
 */
import { createRandom, type Random } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { RefusedError } from "../domain/shop-context.ts";
import {
  audit,
  HOUR_MS,
  listAlerts,
  passAndTick,
  readLines,
  readVisit,
  settle,
  sumBooks,
} from "../domain/shop-fixture.ts";
import { AISLE, beside, type Floor, GATES, openFloor } from "./floor-fixture.ts";

const SEEDS = Array.from({ length: 25 }, (_, at) => at + 1);
const ACTS = 14;
const PEOPLE_MAX = 4;
const GOODS = ["03", "06", "07"] as const;
/** As the settings of test shops have them. */
const BIND_WITHIN_MS = 20_000;
const TAILGATED_AFTER_MS = 10_000;
/** No tracker gives a number again sooner. */
const FREE_AFTER_MS = 3000;
/** From the street into the aisle, and the clock's tick. */
const MARGIN_MS = 3000;

/** Somebody, and what is really so of them. */
interface Person {
  readonly id: string;
  /** What the tracker calls them now; null while it does not see them. */
  trackId: string | null;
  /** The visit that they have shown a card for, or whose party they are of. */
  readonly visitId: string | null;
  readonly taken: string[];
}

interface Play {
  readonly random: Random;
  readonly floor: Floor;
  readonly inside: Person[];
  readonly everybody: Person[];
  /** Numbers that the tracker may give again, and from when on. */
  readonly free: { readonly trackId: string; readonly fromMs: number }[];
  /** When whom no entry was for crossed a gate, by gate. */
  readonly intruders: { readonly gateId: string; readonly atMs: number }[];
  readonly entries: { readonly visitId: string; readonly gateId: string; readonly atMs: number }[];
  numbers: number;
}

function openPlay(seed: number): Play {
  return {
    random: createRandom(seed),
    floor: openFloor(),
    numbers: 0,
    inside: [],
    everybody: [],
    free: [],
    intruders: [],
    entries: [],
  };
}

function meet(play: Play, visitId: string | null): Person {
  const { random, free, everybody, floor } = play;
  const again = free.findIndex(({ fromMs }) => fromMs <= floor.test.clock.nowMs);
  const isAgain = again !== -1 && random.chance(0.6);
  const trackId = isAgain ? free.splice(again, 1)[0]!.trackId : `${++play.numbers}`;
  const person: Person = { id: `person-${everybody.length}`, trackId, visitId, taken: [] };
  everybody.push(person);
  return person;
}

const pause = ({ random, floor }: Play, maxMs: number) =>
  floor.pass(random.integer(0, maxMs / 100) * 100);

/** A party that shows a card, with or without somebody before, between or behind them. */
async function comeIn(play: Play): Promise<void> {
  const { random, floor, inside, entries } = play;
  if (inside.length >= PEOPLE_MAX) return;
  const gateId = random.pick(["in", "both"] as const);
  const partySize = random.weighted([0, 4, 1]);
  const isFollowed = random.chance(0.35);
  const isAhead = isFollowed && random.chance(0.3);
  if (isAhead) await walkIn(play, meet(play, null), gateId);
  if (isAhead) await pause(play, 6000);
  let visitId: string;
  try {
    visitId = await floor.show(gateId, partySize);
  } catch (error) {
    // Somebody is in the gate.
    if (!(error instanceof Error && error.message.startsWith("gate-busy"))) throw error;
    return;
  }
  entries.push({ visitId, gateId, atMs: floor.test.clock.nowMs });
  const people = Array.from({ length: partySize }, () => meet(play, visitId));
  if (isFollowed && !isAhead) {
    people.splice(random.integer(0, people.length), 0, meet(play, null));
  }
  for (const person of people) {
    await walkIn(play, person, gateId);
    await pause(play, 1500);
  }
}

async function walkIn(play: Play, person: Person, gateId: "in" | "both" | "out"): Promise<void> {
  const { random, floor, inside, intruders } = play;
  floor.appear(person.trackId!, GATES[gateId], person.id);
  inside.push(person);
  await floor.go(person.trackId!, beside(AISLE, random.uniform(-2, 2)));
  if (person.visitId === null) intruders.push({ gateId, atMs: floor.test.clock.nowMs });
}

async function standInDoor(play: Play): Promise<void> {
  const { random, floor } = play;
  const person = meet(play, null);
  floor.appear(person.trackId!, GATES[random.pick(["in", "out", "both"] as const)], person.id);
  await pause(play, 4000);
  vanish(play, person);
}

function vanish({ floor, free }: Play, person: Person): void {
  const trackId = person.trackId!;
  floor.vanish(trackId);
  free.push({ trackId, fromMs: floor.test.clock.nowMs + FREE_AFTER_MS });
  person.trackId = null;
}

async function act(play: Play): Promise<void> {
  const { random, floor, inside } = play;
  const someone = inside.length === 0 ? null : random.pick(inside);
  switch (random.weighted([6, 1, 5, 4, 1, 1, 1, 1])) {
    case 0:
      return comeIn(play);
    case 1:
      return standInDoor(play);
    case 2: {
      if (someone === null) return;
      const gtin = random.pick(GOODS);
      await floor.take(someone.trackId!, gtin);
      someone.taken.push(gtin);
      return floor.go(someone.trackId!, beside(AISLE, random.uniform(-2, 2)));
    }
    case 3:
      return someone === null ? undefined : leave(play, someone);
    case 4: {
      // Taken for gone, and back at once.
      if (someone === null) return;
      const { trackId } = someone;
      await floor.go(trackId!, GATES.out);
      floor.vanish(trackId!);
      await floor.pass(1200);
      floor.appear(trackId!, beside(GATES.out, -1), someone.id);
      return floor.go(trackId!, AISLE);
    }
    case 5:
      // The tracker loses them for good; in the end they go unseen.
      if (someone === null) return;
      vanish(play, someone);
      inside.splice(inside.indexOf(someone), 1);
      return;
    case 6:
      return floor.restart();
    default:
      return pause(play, 15_000);
  }
}

async function leave(play: Play, person: Person): Promise<void> {
  const { floor, inside, random } = play;
  await floor.go(person.trackId!, GATES[random.pick(["out", "both"] as const)]);
  vanish(play, person);
  inside.splice(inside.indexOf(person), 1);
}

/** Whom the journal means by a name: one person, whatever numbers they had. */
function findPerson({ floor, everybody }: Play, name: string): Person {
  const people = [...(floor.peopleOf.get(name) ?? [])];
  expect({ name, people }).toMatchObject({ people: { length: 1 } });
  return everybody.find(({ id }) => id === people[0])!;
}

/** What has to hold at any time. */
async function check(play: Play): Promise<void> {
  // What was seen last is on the disk.
  await play.floor.pass(0);
  const { store, clock } = play.floor.test;
  for (const { id, trackId } of play.inside) {
    const { status } = store.read("shopper", play.floor.nameOf(trackId!));
    expect({ id, status }).toEqual({ id, status: "inside" });
  }
  const visitOf = new Map<string, string>();
  for (const { stream, event } of store.readFrom(1, 100_000)) {
    if (event.type === "ShopperBound") {
      expect({ event, on: visitOf.get(event.shopperId) }).toMatchObject({ on: undefined });
      visitOf.set(event.shopperId, stream);
    }
    if (event.type === "ShopperUnbound") visitOf.delete(event.shopperId);
  }
  const alerts = new Set(listAlerts(play.floor.test));
  const rows = store.db.prepare("SELECT shopper_id, status, appeared_ms FROM shoppers").all();
  for (const row of rows) {
    const name = row.shopper_id as string;
    findPerson(play, name);
    const insideMs = clock.nowMs - (row.appeared_ms as number);
    if (row.status !== "inside" || insideMs < TAILGATED_AFTER_MS + MARGIN_MS) continue;
    const isKnown = visitOf.has(name) || alerts.has(`stranger:${name}`);
    expect({ name, isKnown }).toEqual({ name, isKnown: true });
  }
}

/** In the end: who was charged, and for whom. */
function checkCharges(play: Play): void {
  const { floor, entries, intruders } = play;
  for (const { visitId, gateId, atMs } of entries) {
    const { shoppers, flags } = readVisit(floor.test, visitId);
    const people = shoppers.map((name) => findPerson(play, name));
    const isGuess = flags.some(({ flag }) => flag === "bound-by-guess");
    const lines = Object.entries(readLines(floor.test, visitId));
    const taken = people.flatMap((person) => person.taken);
    for (const [gtin, quantity] of lines) {
      const count = taken.filter((one) => one === gtin).length;
      expect({ visitId, gtin, quantity }).toMatchObject({ quantity: Math.min(quantity, count) });
    }
    // Whoever is charged, is charged for their own party alone.
    const strangers = people.filter((person) => person.visitId !== visitId);
    if (strangers.length > 0) {
      const { capturedMinor } = sumBooks(floor.test, visitId);
      expect({ visitId, isGuess, capturedMinor }).toMatchObject({
        isGuess: true,
        capturedMinor: 0,
      });
    }
    // And where nobody could be mistaken for another, nobody has to look.
    const isClear = intruders.every(
      (one) =>
        one.gateId !== gateId ||
        one.atMs < atMs - TAILGATED_AFTER_MS ||
        one.atMs > atMs + BIND_WITHIN_MS + MARGIN_MS,
    );
    if (isClear) expect({ visitId, isGuess }).toEqual({ visitId, isGuess: false });
  }
}

describe("whatever people do", () => {
  it.each(SEEDS)(
    "(seed %s) nobody is two, nobody is on two visits, and nobody pays for another",
    async (seed) => {
      const play = openPlay(seed);
      for (let at = 0; at < ACTS; at++) {
        try {
          await act(play);
        } catch (error) {
          if (!(error instanceof RefusedError)) throw error;
        }
        await check(play);
      }
      for (const person of [...play.inside]) await leave(play, person);
      await play.floor.pass(40_000);
      await check(play);
      await passAndTick(play.floor.test, HOUR_MS);
      await passAndTick(play.floor.test, HOUR_MS);
      await settle(play.floor.test);
      expect(audit(play.floor.test)).toEqual([]);
      checkCharges(play);
    },
  );
});
