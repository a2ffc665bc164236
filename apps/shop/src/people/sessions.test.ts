import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import { REFRESH_REPEAT_MS, SESSION_LIFE_MS, SESSIONS_PER_SUBJECT_MAX } from "./people-limits.ts";
import {
  closeSession,
  closeSessionsOf,
  isSessionOpen,
  openSession,
  removeExpiredSessions,
  rotateSession,
  type Subject,
} from "./sessions.ts";

const KEY = new Uint8Array(32).fill(7);
const ann: Subject = { kind: "user", id: "ann" };
const bob: Subject = { kind: "customer", id: "ann" };

let people: PeopleStore;

beforeEach(() => {
  people = openPeopleStore();
});

afterEach(() => people.discard());

const open = (subject = ann, nowMs = START_MS) =>
  people.store.transact((tx) => openSession(tx, subject, nowMs));
const rotate = (token: string, nowMs = START_MS) =>
  people.store.transact((tx) => rotateSession(tx, token, KEY, nowMs));
const countRows = () =>
  people.store.db.prepare("SELECT count(*) AS n FROM refresh_tokens").get()!.n as number;

/** The next token, or why there is none. */
async function next(token: string, nowMs = START_MS): Promise<string> {
  const rotated = await rotate(token, nowMs);
  return rotated.ok ? rotated.value.refreshToken : rotated.refusal.code;
}

describe("a session", () => {
  it("goes on with a new token at each use, after a restart too", async () => {
    const first = await open();
    people = await people.reopen();
    const second = await rotate(first.refreshToken, START_MS + 5);
    expect(second).toMatchObject({
      ok: true,
      value: {
        sessionId: first.sessionId,
        subject: ann,
        expiresMs: START_MS + 5 + SESSION_LIFE_MS.user.idleMs,
      },
    });
    const third = await next(second.ok ? second.value.refreshToken : "");
    expect(new Set([first.refreshToken, third]).size).toBe(2);
    expect(await next(third)).toContain(first.sessionId);
  });

  it("gives the same token again where an answer was lost, or two pages ask at once", async () => {
    const { refreshToken } = await open();
    const [second, again] = await Promise.all([rotate(refreshToken), rotate(refreshToken)]);
    expect(again).toEqual(second);
    people = await people.reopen();
    const late = await rotate(refreshToken, START_MS + REFRESH_REPEAT_MS - 1);
    expect(late).toEqual(second);
    // It has not been used by that, and goes on as if nothing had been.
    const third = second.ok ? await next(second.value.refreshToken) : "";
    expect(third.split(".")[0]).toBe(refreshToken.split(".")[0]);
    expect(await next(third)).toContain(refreshToken.split(".")[0]);
  });

  it("gives nothing again to whoever has the secret alone, or another key", async () => {
    const { refreshToken } = await open();
    await next(refreshToken);
    const other = new Uint8Array(32).fill(8);
    const refused = await people.store.transact((tx) =>
      rotateSession(tx, refreshToken, other, START_MS),
    );
    expect(refused).toMatchObject({ ok: false, refusal: { code: "token-invalid" } });
  });

  it("ends for everybody when an old token is used again a while later", async () => {
    const { refreshToken, sessionId } = await open();
    const second = await next(refreshToken);
    const laterMs = START_MS + REFRESH_REPEAT_MS;
    expect(await next(refreshToken, laterMs)).toBe("token-invalid");
    expect(await next(second, laterMs)).toBe("token-invalid");
    expect(isSessionOpen(people.store, sessionId, ann, laterMs)).toBe(false);
  });

  it("ends for everybody when the token before the last is used, however soon", async () => {
    const { refreshToken, sessionId } = await open();
    await next(await next(refreshToken));
    expect(await next(refreshToken)).toBe("token-invalid");
    expect(isSessionOpen(people.store, sessionId, ann, START_MS)).toBe(false);
  });

  it("does not suffer from what happens to another", async () => {
    const [one, other] = [await open(), await open()];
    await next(one.refreshToken);
    await next(one.refreshToken, START_MS + REFRESH_REPEAT_MS);
    expect(await next(other.refreshToken)).toContain(other.sessionId);
  });

  it.each([ann, bob])("of a $kind ends where it is not used, to the millisecond", async (who) => {
    const { idleMs } = SESSION_LIFE_MS[who.kind];
    const { refreshToken, sessionId } = await open(who);
    const isOpen = (nowMs: number) => isSessionOpen(people.store, sessionId, who, nowMs);
    expect(isOpen(START_MS + idleMs - 1)).toBe(true);
    expect(isOpen(START_MS + idleMs)).toBe(false);
    expect(await next(refreshToken, START_MS + idleMs)).toBe("token-invalid");
    const again = await open(who);
    expect(await next(again.refreshToken, START_MS + idleMs - 1)).toContain(again.sessionId);
  });

  it("ends at its end however often it is used", async () => {
    const { idleMs, wholeMs } = SESSION_LIFE_MS.user;
    let { refreshToken } = await open();
    let nowMs = START_MS;
    while (nowMs + idleMs / 2 < START_MS + wholeMs) {
      nowMs += idleMs / 2;
      refreshToken = await next(refreshToken, nowMs);
    }
    expect(await next(refreshToken, START_MS + wholeMs)).toBe("token-invalid");
    expect(nowMs).toBeGreaterThan(START_MS + wholeMs - idleMs);
  });

  it("has no end that a time that is no number can miss", async () => {
    const { refreshToken } = await open();
    expect(await next(refreshToken, Number.NaN)).toBe("token-invalid");
  });

  it("ends by its token, an old one too, and leaves the others open", async () => {
    const [one, two, three] = [await open(), await open(), await open(bob)];
    await next(two.refreshToken);
    await people.store.transact((tx) => {
      closeSession(tx, one.refreshToken);
      closeSession(tx, two.refreshToken);
      closeSession(tx, "nonsense");
    });
    expect(await next(one.refreshToken)).toBe("token-invalid");
    expect(await next(three.refreshToken)).toContain(three.sessionId);
    expect(countRows()).toBe(1);
  });

  it("ends with all others of its person, and with no one else's", async () => {
    const [one, two] = [await open(), await open(bob)];
    await people.store.transact((tx) => closeSessionsOf(tx, ann));
    expect(isSessionOpen(people.store, one.sessionId, ann, START_MS)).toBe(false);
    expect(isSessionOpen(people.store, two.sessionId, bob, START_MS)).toBe(true);
    expect(isSessionOpen(people.store, two.sessionId, ann, START_MS)).toBe(false);
  });

  it("makes room for one more of its person where there are too many", async () => {
    const held: string[] = [];
    for (let at = 0; at < SESSIONS_PER_SUBJECT_MAX; at++) {
      held.push((await open(ann, START_MS + at)).refreshToken);
    }
    await open(bob);
    // The first is used again: it is not the oldest any more.
    held[0] = await next(held[0]!, START_MS + 100);
    await open(ann, START_MS + 101);
    expect(await next(held[1]!, START_MS + 102)).toBe("token-invalid");
    expect(await next(held[0]!, START_MS + 102)).not.toBe("token-invalid");
    expect(countRows()).toBe(SESSIONS_PER_SUBJECT_MAX + 1);
  });

  it("is gone from the database some time after its end", async () => {
    await open();
    await open(ann, START_MS + 1);
    const endMs = START_MS + SESSION_LIFE_MS.user.idleMs;
    await people.store.transact((tx) => removeExpiredSessions(tx, endMs));
    expect(countRows()).toBe(1);
    await open(bob, endMs + 1);
    expect(countRows()).toBe(1);
  });

  it("is kept without its secret, and refused without it being repeated", async () => {
    const { refreshToken } = await open();
    const [, secret] = refreshToken.split(".");
    const rows = JSON.stringify(people.store.db.prepare("SELECT * FROM refresh_tokens").all());
    expect(rows).not.toContain(secret);
    await next(await next(refreshToken));
    for (const token of [refreshToken, "nonsense-1", `${refreshToken}x`, ""]) {
      const refused = await rotate(token);
      expect(refused).toMatchObject({ ok: false, refusal: { code: "token-invalid" } });
      expect(JSON.stringify(refused)).not.toContain(secret);
      expect(JSON.stringify(refused)).not.toContain("nonsense-1");
    }
  });
});
