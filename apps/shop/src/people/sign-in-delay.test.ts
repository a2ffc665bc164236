import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import {
  FAILURE_ROWS_MAX,
  FAILURES_KEPT_MS,
  FREE_FAILURES_MAX,
  KNOWN_PLACES_KEPT_MS,
  KNOWN_PLACES_MAX,
  SIGN_IN_DELAY_MS_MAX,
  SIGN_IN_DELAY_MS_MIN,
  STRANGE_FREE_FAILURES_MAX,
} from "./people-limits.ts";
import {
  countAttempt,
  findDelay,
  findKnownPlace,
  hashAttempt,
  noteSuccess,
  removeOldFailures,
  type SignInPlace,
} from "./sign-in-delay.ts";

let people: PeopleStore;

beforeEach(() => {
  people = openPeopleStore();
});

afterEach(() => people.discard());

const KEY = Uint8Array.of(1, 2, 3);
const HOME: SignInPlace = { address: "192.0.2.7", device: null, isLocal: false };
const elsewhere = (at: number): SignInPlace => ({ ...HOME, address: `198.51.100.${at}` });

const attempt = (name: string, nowMs = START_MS, place = HOME) =>
  people.store.transact((tx) => countAttempt(tx, hashAttempt(name, place, KEY), nowMs));
const succeed = (name: string, place = HOME, nowMs = START_MS) =>
  people.store.transact((tx) => noteSuccess(tx, hashAttempt(name, place, KEY), nowMs));
const countRows = (table = "sign_in_failures") =>
  people.store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()!.n as number;

async function failFreely(name: string, place = HOME): Promise<void> {
  for (let at = 0; at < FREE_FAILURES_MAX; at++) {
    expect((await attempt(name, START_MS, place)).ok).toBe(true);
  }
}

describe("waits after failures", () => {
  it("begin after some that are free, double, and have a longest", () => {
    const waits = Array.from({ length: FREE_FAILURES_MAX + 10 }, (_, at) => findDelay(at + 1));
    expect(waits.slice(0, FREE_FAILURES_MAX)).toEqual(waits.slice(0, FREE_FAILURES_MAX).fill(0));
    expect(waits.slice(FREE_FAILURES_MAX)).toEqual(
      [5, 10, 20, 40, 80, 160, 320, 640, 900, 900].map((seconds) => seconds * 1000),
    );
    expect(findDelay(5000)).toBe(SIGN_IN_DELAY_MS_MAX);
  });

  it("are held to the millisecond, through restarts, and told in seconds", async () => {
    await failFreely("n");
    expect((await attempt("n")).ok).toBe(true);
    people = await people.reopen();
    expect(await attempt("n", START_MS + 1)).toEqual({
      ok: false,
      refusal: {
        code: "sign-in-delayed",
        detail: "Too many failed attempts: try again in 5 seconds.",
      },
    });
    expect((await attempt("n", START_MS + SIGN_IN_DELAY_MS_MIN - 1)).ok).toBe(false);
    expect((await attempt("n", START_MS + SIGN_IN_DELAY_MS_MIN)).ok).toBe(true);
    expect((await attempt("n", START_MS + 3 * SIGN_IN_DELAY_MS_MIN - 1)).ok).toBe(false);
    expect((await attempt("n", START_MS + 3 * SIGN_IN_DELAY_MS_MIN)).ok).toBe(true);
  });

  it("do not grow while they go on", async () => {
    await failFreely("n");
    await attempt("n");
    for (let at = 0; at < 10; at++) await attempt("n");
    expect((await attempt("n", START_MS + SIGN_IN_DELAY_MS_MIN)).ok).toBe(true);
  });

  it("are for one name at one address, and end with a success", async () => {
    await failFreely("n");
    await attempt("n");
    expect((await attempt("m")).ok).toBe(true);
    expect((await attempt("n", START_MS, elsewhere(1))).ok).toBe(true);
    expect((await attempt("n")).ok).toBe(false);
    await succeed("n");
    await failFreely("n");
  });

  it("are forgotten a day after the last failure", async () => {
    await failFreely("n");
    await failFreely("m");
    await attempt("n", START_MS + 1);
    expect((await attempt("other", START_MS + FAILURES_KEPT_MS - 1)).ok).toBe(true);
    expect(countRows()).toBe(6);
    expect((await attempt("other", START_MS + FAILURES_KEPT_MS)).ok).toBe(true);
    expect(countRows()).toBe(4);
  });

  it("written down by a clock that was far ahead keep nobody out", async () => {
    const aheadMs = START_MS + SIGN_IN_DELAY_MS_MAX;
    for (let at = 0; at <= FREE_FAILURES_MAX; at++) await attempt("n", aheadMs);
    expect((await attempt("n", START_MS)).ok).toBe(true);
  });

  it("are kept for so many names and places; those made up in masses make room", async () => {
    await people.store.transact((tx) => {
      const count = (name: string, nowMs: number) =>
        countAttempt(tx, hashAttempt(name, HOME, KEY), nowMs);
      count("attacked", START_MS);
      count("attacked", START_MS);
      for (let at = 1; at < FAILURE_ROWS_MAX / 2; at++) count(`made up ${at}`, START_MS + at);
    });
    expect(countRows()).toBe(FAILURE_ROWS_MAX);
    await attempt("one more", START_MS + FAILURE_ROWS_MAX);
    expect(countRows()).toBe(FAILURE_ROWS_MAX);
    const names = people.store.db.prepare("SELECT name_hash FROM sign_in_failures").all();
    const kept = names.map((row) => row.name_hash);
    const hash = (name: string) => hashAttempt(name, HOME, KEY).name;
    expect(kept).toContain(hash("attacked"));
    expect(kept).toContain(hash("one more"));
    expect(kept).not.toContain(hash("made up 1"));
  });
});

describe("places that are strange to a name", () => {
  const attack = async (count: number): Promise<number> => {
    let counted = 0;
    for (let at = 0; at < count; at++) {
      if ((await attempt("n", START_MS, elsewhere(at))).ok) counted++;
    }
    return counted;
  };

  it("have a wait together, however many they are", async () => {
    expect(await attack(STRANGE_FREE_FAILURES_MAX + 20)).toBe(STRANGE_FREE_FAILURES_MAX + 1);
    expect((await attempt("m", START_MS, elsewhere(1))).ok).toBe(true);
  });

  it("keep nobody out at an address or in a browser where the name has signed in before", async () => {
    const phone = { ...elsewhere(300), device: "phone" };
    await succeed("n");
    await succeed("n", phone);
    await attack(STRANGE_FREE_FAILURES_MAX + 20);
    await failFreely("n");
    // The same browser in another network, and the attacker's own in the same one.
    await failFreely("n", { ...elsewhere(301), device: "phone" });
    expect((await attempt("n", START_MS, { ...elsewhere(302), device: "other" })).ok).toBe(false);
    expect((await attempt("m", START_MS, { ...elsewhere(302), device: "phone" })).ok).toBe(true);
  });

  it("keep nobody out at the shop's own machine", async () => {
    await attack(STRANGE_FREE_FAILURES_MAX + 20);
    await failFreely("n", { address: "127.0.0.1", device: null, isLocal: true });
  });

  it("are no better off for a success elsewhere", async () => {
    await attack(STRANGE_FREE_FAILURES_MAX + 1);
    await succeed("n");
    expect((await attempt("n", START_MS, elsewhere(99))).ok).toBe(false);
  });

  it("are not counted for a success in one of them", async () => {
    for (let at = 0; at < STRANGE_FREE_FAILURES_MAX + 10; at++) {
      expect((await attempt("n", START_MS, elsewhere(at))).ok).toBe(true);
      await succeed("n", elsewhere(at));
    }
  });
});

describe("places that are known", () => {
  it("have an allowance of their own, in the browser before the address", async () => {
    const browser = { ...HOME, device: "browser" };
    await succeed("n", browser);
    await failFreely("n");
    await attempt("n");
    expect((await attempt("n")).ok).toBe(false);
    expect((await attempt("n", START_MS, browser)).ok).toBe(true);
  });

  it("are so many, and for so long", async () => {
    for (let at = 0; at <= KNOWN_PLACES_MAX; at++) await succeed("n", elsewhere(at), START_MS + at);
    expect(countRows("sign_in_places")).toBe(KNOWN_PLACES_MAX);
    const isKnown = (at: number) =>
      findKnownPlace(people.store, hashAttempt("n", elsewhere(at), KEY)) !== null;
    expect([isKnown(0), isKnown(1), isKnown(KNOWN_PLACES_MAX)]).toEqual([false, true, true]);
    const tidy = (nowMs: number) => people.store.transact((tx) => removeOldFailures(tx, nowMs));
    await tidy(START_MS + KNOWN_PLACES_MAX + KNOWN_PLACES_KEPT_MS - 1);
    expect(countRows("sign_in_places")).toBe(1);
    await tidy(START_MS + KNOWN_PLACES_MAX + KNOWN_PLACES_KEPT_MS);
    expect(countRows("sign_in_places")).toBe(0);
  });
});

describe("names and places of attempts", () => {
  it("are hashed with a key, alike however the name is spelt", () => {
    const hash = (name: string, key = KEY, place = HOME) => hashAttempt(name, place, key);
    expect(hash("Ann")).toEqual(hash("ANN"));
    expect(hash("Ann").name).not.toBe(hash("Anna").name);
    expect(hash("Ann").name).not.toBe(hash("Ann", Uint8Array.of(4)).name);
    expect(hash("Ann").places).not.toEqual(hash("Anna").places);
    expect(hash("Ann").places).not.toEqual(hash("Ann", KEY, elsewhere(1)).places);
    expect(JSON.stringify(hash("Ann"))).not.toContain("192.0.2");
  });
});
