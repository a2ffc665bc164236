import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findTotpStep, formatSecret, formatTotpUri, makeTotpCode, makeTotpSecret } from "./totp.ts";

/** RFC 6238, appendix B, for SHA-1: seconds since 1970, and the last six of the eight digits there. */
const VECTORS = [
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
] as const;
const RFC_SECRET = new TextEncoder().encode("12345678901234567890");
const STEP_MS = 30_000;
/** In 2026, at the beginning of a step. */
const START_MS = 1_790_000_010_000;

describe("one-time codes", () => {
  it.each(VECTORS)("are those of RFC 6238 after %i s", (seconds, code) => {
    expect(makeTotpCode(RFC_SECRET, seconds * 1000)).toBe(code);
    expect(findTotpStep(RFC_SECRET, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  it("are good for their step and its neighbours, to the millisecond", () => {
    const code = makeTotpCode(RFC_SECRET, START_MS);
    const step = START_MS / STEP_MS;
    expect(findTotpStep(RFC_SECRET, code, START_MS - STEP_MS)).toBe(step);
    expect(findTotpStep(RFC_SECRET, code, START_MS - STEP_MS - 1)).toBeNull();
    expect(findTotpStep(RFC_SECRET, code, START_MS + 2 * STEP_MS - 1)).toBe(step);
    expect(findTotpStep(RFC_SECRET, code, START_MS + 2 * STEP_MS)).toBeNull();
  });

  it("are found in whatever second they are typed, of any secret", () => {
    const secret = fc.uint8Array({ minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(secret, fc.integer({ min: 0, max: 4e12 }), (bytes, nowMs) => {
        const step = findTotpStep(bytes, makeTotpCode(bytes, nowMs), nowMs);
        // By chance, one in a million, a neighbour has the same code.
        expect(Math.abs(step! - Math.floor(nowMs / STEP_MS))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each(["", "12345", "1234567", "12345a", "１２３４５６", "287082 "])("are not %o", (code) => {
    expect(findTotpStep(RFC_SECRET, code, 59_000)).toBeNull();
  });
});

describe("a secret", () => {
  it("has 160 bits, another one each time", () => {
    const [one, other] = [makeTotpSecret(), makeTotpSecret()];
    expect(one).toHaveLength(20);
    expect(one).not.toEqual(other);
  });

  it("is told to apps as they read it", () => {
    expect(formatSecret(RFC_SECRET)).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    const uri = formatTotpUri(RFC_SECRET, { issuer: "Corner Shop", name: "Ann Lee" });
    expect(uri).toBe(
      "otpauth://totp/Corner%20Shop:Ann%20Lee?issuer=Corner%20Shop" +
        "&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30",
    );
  });
});
