import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import {
  FAILURE_ROWS_MAX,
  FAILURES_KEPT_MS,
  FREE_FAILURES_MAX,
  SIGN_IN_DELAY_MS_MAX,
  SIGN_IN_DELAY_MS_MIN,
} from "./people-limits.ts";
import { countAttempt, findDelay, forgetFailures, hashSignInName } from "./sign-in-delay.ts";

let people: PeopleStore;

beforeEach(() => {
  people = openPeopleStore();
});

afterEach(() => people.discard());

const attempt = (name: string, nowMs = START_MS) =>
  people.store.transact((tx) => countAttempt(tx, name, nowMs));
const countRows = () =>
  people.store.db.prepare("SELECT count(*) AS n FROM sign_in_failures").get()!.n as number;

async function failFreely(name: string): Promise<void> {
  for (let at = 0; at < FREE_FAILURES_MAX; at++) expect((await attempt(name)).ok).toBe(true);
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

  it("are for one name, and end with a success", async () => {
    await failFreely("n");
    await attempt("n");
    expect((await attempt("m")).ok).toBe(true);
    expect((await attempt("n")).ok).toBe(false);
    await people.store.transact((tx) => forgetFailures(tx, "n"));
    await failFreely("n");
  });

  it("are forgotten a day after the last failure", async () => {
    await failFreely("n");
    await failFreely("m");
    await attempt("n", START_MS + 1);
    expect((await attempt("other", START_MS + FAILURES_KEPT_MS - 1)).ok).toBe(true);
    expect(countRows()).toBe(3);
    expect((await attempt("other", START_MS + FAILURES_KEPT_MS)).ok).toBe(true);
    expect(countRows()).toBe(2);
  });

  it("written down by a clock that was far ahead keep nobody out", async () => {
    const aheadMs = START_MS + SIGN_IN_DELAY_MS_MAX;
    for (let at = 0; at <= FREE_FAILURES_MAX; at++) await attempt("n", aheadMs);
    expect((await attempt("n", START_MS)).ok).toBe(true);
  });

  it("are kept for so many names; those made up in masses make room", async () => {
    await people.store.transact((tx) => {
      countAttempt(tx, "attacked", START_MS);
      countAttempt(tx, "attacked", START_MS);
      for (let at = 1; at < FAILURE_ROWS_MAX; at++)
        countAttempt(tx, `made up ${at}`, START_MS + at);
    });
    expect(countRows()).toBe(FAILURE_ROWS_MAX);
    await attempt("one more", START_MS + FAILURE_ROWS_MAX);
    expect(countRows()).toBe(FAILURE_ROWS_MAX);
    const names = people.store.db.prepare("SELECT name_hash FROM sign_in_failures").all();
    const kept = names.map((row) => row.name_hash);
    expect(kept).toContain("attacked");
    expect(kept).toContain("one more");
    expect(kept).not.toContain("made up 1");
  });
});

describe("names of failed attempts", () => {
  it("are hashed with a key, alike however they are spelt", () => {
    const key = Uint8Array.of(1, 2, 3);
    expect(hashSignInName("Ann", key)).toBe(hashSignInName("ANN", key));
    expect(hashSignInName("Ann", key)).not.toBe(hashSignInName("Anna", key));
    expect(hashSignInName("Ann", key)).not.toBe(hashSignInName("Ann", Uint8Array.of(4)));
  });
});
