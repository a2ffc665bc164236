import { BADGE_NOTE_CHARS_MAX, HOLDER_ID_CHARS_MAX } from "@saunter/protocol/limits";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CONFIG_LIMITS } from "../config/config-limits.ts";
import { createBadgeEntry, hashBadge } from "../entry/badge.ts";
import { BADGE_KEY_BYTES_MIN } from "../entry/entry-limits.ts";
import { type BadgeCsv, readBadgeCsv } from "./badge-csv.ts";
import {
  type BadgeChange,
  findBadge,
  listBadges,
  removeBadge,
  saveBadges,
  setBlocked,
} from "./badges.ts";
import { openPeopleStore, type PeopleStore, START_MS } from "./people-fixture.ts";
import { BADGE_CSV_CHARS_MAX, BADGE_ROWS_MAX, PAGE_ROWS_MAX } from "./people-limits.ts";

const hashKey = Buffer.alloc(BADGE_KEY_BYTES_MIN, 7);
const options = {
  hashKey,
  accountIds: new Set(["canteen", "ward-3"]),
  timeZone: "Europe/Berlin",
};
const canteen = { kind: "account", accountId: "canteen" } as const;

function hash(badgeNumber: string): string {
  const hashed = hashBadge(badgeNumber, hashKey);
  if (!hashed.ok) throw new Error(hashed.refusal.detail);
  return hashed.value;
}

const badge: BadgeChange = {
  badgeHash: hash("100001"),
  holder: canteen,
  notAfterMs: null,
  isBlocked: null,
  note: null,
};

let people: PeopleStore;

beforeEach(() => {
  people = openPeopleStore();
});

afterEach(() => people.discard());

const save = (...badges: BadgeChange[]) =>
  people.store.transact((tx) => saveBadges(tx, badges, START_MS));
const find = (badgeNumber: string) => findBadge(people.store, hash(badgeNumber));

describe("badges in the database", () => {
  it("are there after a restart, and are admitted by their number", async () => {
    const staff = { kind: "staff", staffId: "staff-3" } as const;
    const second = { ...badge, badgeHash: hash("100002"), holder: staff, notAfterMs: START_MS };
    expect(await save(badge, second)).toEqual({ added: 2, changed: 0, same: 0 });
    people = await people.reopen();
    expect(find("100001")).toEqual({ ...badge, isBlocked: false, note: "" });
    expect(find("100002")).toEqual({ ...second, isBlocked: false, note: "" });
    expect(find("100003")).toBeUndefined();
    const entry = createBadgeEntry({
      findBadge: async (badgeHash) => findBadge(people.store, badgeHash),
      hashKey,
    });
    const shown = { badgeNumber: "10-00-01", readingId: "r1" };
    expect(await entry.verify(shown, { gateId: "north", nowMs: START_MS })).toMatchObject({
      ok: true,
      value: { payer: canteen },
    });
  });

  it("stay blocked and keep their note where a list says nothing of it", async () => {
    await save({ ...badge, isBlocked: true, note: "lost" });
    const ward = { kind: "account", accountId: "ward-3" } as const;
    const change = { ...badge, holder: ward, notAfterMs: 5 };
    expect(await save(change)).toEqual({ added: 0, changed: 1, same: 0 });
    expect(find("100001")).toMatchObject({
      holder: ward,
      notAfterMs: 5,
      isBlocked: true,
      note: "lost",
    });
    await save({ ...badge, isBlocked: false, note: "found" });
    expect(find("100001")).toMatchObject({ isBlocked: false, note: "found", notAfterMs: null });
  });

  it("that come again as they were are the same, whatever of them differs is a change", async () => {
    await save({ ...badge, isBlocked: true, note: "lost" });
    expect(await save(badge, { ...badge, isBlocked: true, note: "lost" })).toEqual({
      added: 0,
      changed: 0,
      same: 2,
    });
    const others: Partial<BadgeChange>[] = [
      { holder: { kind: "staff", staffId: "canteen" } },
      { holder: { kind: "account", accountId: "ward-3" } },
      ...[{ notAfterMs: 5 }, { isBlocked: false }, { note: "found" }],
    ];
    for (const other of others) {
      await save({ ...badge, isBlocked: true, note: "lost" });
      expect(await save({ ...badge, ...other })).toEqual({ added: 0, changed: 1, same: 0 });
    }
  });

  it("are blocked, given back and removed; those unknown are refused", async () => {
    await save(badge);
    const { store } = people;
    const { badgeHash } = badge;
    expect(await store.transact((tx) => setBlocked(tx, badgeHash, true, 1))).toMatchObject({
      ok: true,
    });
    expect(find("100001")!.isBlocked).toBe(true);
    await store.transact((tx) => setBlocked(tx, badgeHash, false, 2));
    expect(find("100001")!.isBlocked).toBe(false);
    await store.transact((tx) => removeBadge(tx, badgeHash));
    expect(find("100001")).toBeUndefined();
    const refused = await store.transact((tx) => [
      setBlocked(tx, badgeHash, true, 3),
      removeBadge(tx, badgeHash),
    ]);
    for (const result of refused) expect(result).toMatchObject({ refusal: { code: "not-found" } });
  });

  it("come in pages", async () => {
    const hashes = Array.from({ length: PAGE_ROWS_MAX + 1 }, (_, at) => hash(`${200_000 + at}`));
    await save(...hashes.map((badgeHash) => ({ ...badge, badgeHash })));
    const first = listBadges(people.store, null, PAGE_ROWS_MAX + 1);
    expect(first.badges).toHaveLength(PAGE_ROWS_MAX);
    const second = listBadges(people.store, first.next);
    expect(second.next).toBeNull();
    const told = [...first.badges, ...second.badges].map(({ badgeHash }) => badgeHash);
    expect(told).toEqual(hashes.toSorted());
    expect(listBadges(people.store, "~")).toEqual({ badges: [], next: null });
  });
});

describe("a list of badges", () => {
  const read = (text: string): BadgeCsv => readBadgeCsv(text, options);
  const complain = (text: string) => {
    const list = read(text);
    return list.ok ? [] : list.problems.map(({ line, message }) => `${line}: ${message}`);
  };

  it("is read whole", () => {
    const list = read(
      'badge,account,staff,last_day,blocked,note\n04:A2:24:9B,canteen,,2027-03-28,,"a, b"\n' +
        "100002,,staff-3,,Yes,\n\n100003,ward-3,,2026-12-31,no,back\n",
    );
    expect(list).toEqual({
      ok: true,
      badges: [
        {
          badgeHash: hash("04A2249B"),
          holder: canteen,
          isBlocked: null,
          note: "a, b",
          // The clocks go forward that night: the day has 23 hours.
          notAfterMs: Date.parse("2027-03-29T00:00:00+02:00"),
        },
        {
          badgeHash: hash("100002"),
          holder: { kind: "staff", staffId: "staff-3" },
          isBlocked: true,
          note: null,
          notAfterMs: null,
        },
        {
          badgeHash: hash("100003"),
          holder: { kind: "account", accountId: "ward-3" },
          isBlocked: false,
          note: "back",
          notAfterMs: Date.parse("2027-01-01T00:00:00+01:00"),
        },
      ],
    });
  });

  it("may have semicolons, and columns in any order", () => {
    expect(read("staff;badge\nstaff-3;100001\n")).toMatchObject({
      badges: [{ badgeHash: hash("100001"), holder: { kind: "staff" } }],
    });
  });

  it("is refused line by line, and nothing of it is repeated", () => {
    const text = [
      "badge,account,staff,last_day,blocked,note",
      "99secret01,canteen,,,,",
      "99s,canteen,,,,",
      ",canteen,,,,",
      "99secret02,,,,,",
      "99secret03,canteen,staff-secret,,,",
      "99secret04,no-such-secret,,,,",
      "99secret05,,staff secret,,,",
      "99secret06,canteen,,2027-02-30,,",
      "99secret07,canteen,,31.3.secret,,",
      "99secret08,canteen,,,secret,",
      `99secret09,canteen,,,,${"secret".repeat(BADGE_NOTE_CHARS_MAX / 6)}.`,
      "99-secret-01,canteen,,,,",
      "99secret10,canteen,,,,,secret",
    ].join("\n");
    const number = "badge: A badge's number has 4 to 64 letters and digits.";
    expect(complain(text)).toEqual([
      `3: ${number}`,
      `4: ${number}`,
      "5: a badge belongs to an account or to staff: fill in one of the two",
      "6: a badge belongs to an account or to staff: fill in one of the two",
      "7: account: the shop has no such account; see payment",
      '8: staff: an id of 64 letters, digits, ".", "_" and "-" at most',
      "9: last_day: a day, like 2027-03-31",
      "10: last_day: a day, like 2027-03-31",
      '11: blocked: "yes", "no", or empty for no change',
      "12: note: one line of 120 characters at most",
      "13: the badge of line 2 again",
      "14: found 7 fields; the first line names 6 columns",
    ]);
  });

  it("without a first line, or with badges in it, is refused without repeating them", () => {
    for (const text of [
      "",
      "04A2249B,canteen\n",
      "badge,badge\n",
      'badge,"note\n',
      "badge,pin\n",
    ]) {
      expect(complain(text)[0]).toMatch(/^1: the first line names the columns, of: badge, /);
      expect(complain(text).join()).not.toContain("04A2249B");
    }
    expect(complain('badge,staff\n100001,s1\n"04A2249B,s2\n')).toEqual([
      "3: this quote is never closed",
    ]);
  });

  it("with nothing after the first line has no badges", () => {
    expect(read("badge,staff\n")).toEqual({ ok: true, badges: [] });
  });

  it("has bounds: notes, ids, and problems that are reported", () => {
    const fits = (note: string, staff = "s") =>
      read(`badge,staff,note\n100001,${staff},${note}`).ok;
    expect(fits("x".repeat(BADGE_NOTE_CHARS_MAX))).toBe(true);
    expect(fits("x".repeat(BADGE_NOTE_CHARS_MAX + 1))).toBe(false);
    expect(fits("", "x".repeat(HOLDER_ID_CHARS_MAX))).toBe(true);
    expect(fits("", "x".repeat(HOLDER_ID_CHARS_MAX + 1))).toBe(false);
    const { problemsMax } = CONFIG_LIMITS;
    expect(read(`badge,staff\n${"100001,\n".repeat(problemsMax + 2)}`)).toMatchObject({
      ok: false,
      omittedCount: 2,
      problems: { length: problemsMax },
    });
  });

  it("has bounds: rows and characters", () => {
    const rows = (count: number) =>
      `badge,staff\n${Array.from({ length: count }, (_, at) => `${1_000_000 + at},s\n`).join("")}`;
    expect(read(rows(BADGE_ROWS_MAX)).ok).toBe(true);
    expect(complain(rows(BADGE_ROWS_MAX + 1))).toEqual([
      "null: the list has more than 20000 badges: divide it",
    ]);
    const padded = (length: number) => "badge,staff\n100001,s\n".padEnd(length, " ");
    expect(read(padded(BADGE_CSV_CHARS_MAX)).ok).toBe(true);
    expect(complain(padded(BADGE_CSV_CHARS_MAX + 1))).toEqual([
      `null: the list has more than ${BADGE_CSV_CHARS_MAX} characters: divide it`,
    ]);
  });
});
