import { createHmac } from "node:crypto";
import type { Result } from "@saunter/commerce/refusal";
import { BADGE_CHARS_MAX, REQUEST_ID_CHARS_MAX } from "@saunter/protocol/limits";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Badge, type BadgeReading, createBadgeEntry, hashBadge } from "./badge.ts";
import { BADGE_CHARS_MIN, BADGE_KEY_BYTES_MIN } from "./entry-limits.ts";
import { describeEntryMethod } from "./entry-method-suite.ts";

const NOW_MS = 1_790_000_000_000;
const hashKey = Buffer.alloc(BADGE_KEY_BYTES_MIN, 7);
const context = { gateId: "gate-1", nowMs: NOW_MS };

function hash(badgeNumber: string): string {
  const hashed = hashBadge(badgeNumber, hashKey);
  if (!hashed.ok) throw new Error(hashed.refusal.detail);
  return hashed.value;
}

const nurse = { kind: "account", accountId: "payroll-117" } as const;
const common = { holder: nurse, isBlocked: false, notAfterMs: null };
const BADGES: readonly Badge[] = [
  { ...common, badgeHash: hash("04A2249B5C6D80") },
  { ...common, badgeHash: hash("100001"), isBlocked: true },
  { ...common, badgeHash: hash("100002"), notAfterMs: NOW_MS },
  { ...common, badgeHash: hash("100003"), notAfterMs: NOW_MS + 1 },
  { ...common, badgeHash: hash("100004"), holder: { kind: "staff", staffId: "staff-3" } },
];

const entry = createBadgeEntry({
  findBadge: async (badgeHash) => BADGES.find((badge) => badge.badgeHash === badgeHash),
  hashKey,
});

let readings = 0;
const read = (badgeNumber: string): BadgeReading => ({
  badgeNumber,
  readingId: `reading-${++readings}`,
});

describeEntryMethod("badge", "offline", async () => {
  const unknown = (badgeNumber: string) =>
    ({ title: badgeNumber, shown: read(badgeNumber), code: "entry-badge-unknown" }) as const;
  return {
    method: entry,
    context,
    payer: nurse,
    isRefusedTwice: false,
    show: async () => read("04a2249b5c6d80"),
    listTampered: async () => [
      unknown("04A2249B5C6D81"),
      unknown("4A2249B5C6D80"),
      unknown("04A2249B5C6D8"),
      unknown(hash("04A2249B5C6D80").replace(/\W|_/g, "")),
    ],
    listExpired: async () => [
      { title: "past its end", shown: read("100002"), code: "entry-badge-blocked" },
    ],
    listSecrets: ({ badgeNumber }) => [badgeNumber, badgeNumber.toUpperCase()],
  };
});

async function show(badgeNumber: string, nowMs = NOW_MS): Promise<string> {
  const result = await entry.verify(read(badgeNumber), { gateId: "gate-1", nowMs });
  return result.ok ? JSON.stringify(result.value.payer) : result.refusal.code;
}

describe("entry by badge", () => {
  it("opens a visit that is charged to the account, or one of staff", async () => {
    expect(await show("04A2249B5C6D80")).toBe(JSON.stringify(nurse));
    expect(await show("100004")).toBe('{"kind":"staff","staffId":"staff-3"}');
  });

  it("refuses badges that are blocked, over or unknown", async () => {
    expect(await show("100001")).toBe("entry-badge-blocked");
    expect(await show("100003")).toBe(JSON.stringify(nurse));
    expect(await show("100003", NOW_MS + 1)).toBe("entry-badge-blocked");
    expect(await show("100003", Number.NaN)).toBe("entry-badge-blocked");
    expect(await show("100005")).toBe("entry-badge-unknown");
  });

  it("tells blocked from over", async () => {
    const tell = async (badgeNumber: string): Promise<string> => {
      const result = await entry.verify(read(badgeNumber), context);
      return result.ok ? "accepted" : result.refusal.detail;
    };
    expect(await tell("100001")).toBe("The badge is blocked.");
    expect(await tell("100002")).toBe("The badge is no longer valid.");
    expect(await tell("100009")).toBe("This badge is not registered.");
  });

  it("looks for hashes alone", async () => {
    const asked: string[] = [];
    const asking = createBadgeEntry({
      hashKey,
      findBadge: async (badgeHash) => {
        asked.push(badgeHash);
        return undefined;
      },
    });
    await asking.verify(read("04A2249B5C6D80"), context);
    await asking.verify(read("nobody's"), context);
    expect(asked).toEqual([hash("04A2249B5C6D80")]);
  });

  it("keeps readings apart by badge and by reading", async () => {
    const keyOf = async (badgeNumber: string, readingId: string) => {
      const result = await entry.verify({ badgeNumber, readingId }, context);
      return result.ok && result.value.onceKey;
    };
    const key = `badge:${hash("100004").slice(0, 16)}:r1`;
    expect(await keyOf("100004", "r1")).toBe(key);
    expect(await keyOf("10-00-04", "r1")).toBe(key);
    expect(await keyOf("100004", "r2")).not.toBe(key);
    expect(await keyOf("04A2249B5C6D80", "r1")).not.toBe(key);
  });

  it("asks for a reading's id that is one", async () => {
    const codeOf = async (readingId: string) => {
      const result = await entry.verify({ badgeNumber: "100004", readingId }, context);
      return result.ok ? "accepted" : result.refusal.code;
    };
    expect(await codeOf("r".repeat(REQUEST_ID_CHARS_MAX))).toBe("accepted");
    expect(await codeOf("r".repeat(REQUEST_ID_CHARS_MAX + 1))).toBe("input-invalid");
    expect(await codeOf("")).toBe("input-invalid");
    expect(await codeOf("r 1")).toBe("input-invalid");
  });

  it("starts with no key that is too short", () => {
    const short = hashKey.subarray(1);
    expect(() => createBadgeEntry({ findBadge: async () => undefined, hashKey: short })).toThrow(
      RangeError,
    );
    expect(() => hashBadge("100004", short)).toThrow(RangeError);
  });
});

describe("a badge's hash", () => {
  const codeOf = (result: Result<string>) => (result.ok ? "accepted" : result.refusal.code);

  it("is an HMAC of the number in capitals, whatever stands between its digits", () => {
    const expected = createHmac("sha256", hashKey).update("04A2249B5C").digest("base64url");
    for (const written of ["04A2249B5C", "04a2249b5c", "04:A2:24:9B:5C", "04-a2 24-9b 5c"]) {
      expect(hash(written)).toBe(expected);
    }
  });

  it("differs with the number and with the key", () => {
    const number = fc.stringMatching(/^[0-9A-F]{4,20}$/);
    fc.assert(
      fc.property(number, number, (one, other) => {
        expect(hash(one) === hash(other)).toBe(one === other);
        const foreign = hashBadge(one, Buffer.alloc(BADGE_KEY_BYTES_MIN, 8));
        expect(foreign.ok && foreign.value).not.toBe(hash(one));
        expect(hash(one)).not.toContain(one);
      }),
    );
  });

  it("is made of numbers within bounds", () => {
    expect(codeOf(hashBadge("7".repeat(BADGE_CHARS_MIN), hashKey))).toBe("accepted");
    expect(codeOf(hashBadge("7".repeat(BADGE_CHARS_MIN - 1), hashKey))).toBe("input-invalid");
    expect(codeOf(hashBadge(`${"7".repeat(BADGE_CHARS_MIN - 1)}- :`, hashKey))).toBe(
      "input-invalid",
    );
    expect(codeOf(hashBadge("7".repeat(BADGE_CHARS_MAX), hashKey))).toBe("accepted");
    expect(codeOf(hashBadge("7".repeat(BADGE_CHARS_MAX + 1), hashKey))).toBe("input-invalid");
    expect(codeOf(hashBadge("1000\u017f4", hashKey))).toBe("input-invalid");
  });
});
