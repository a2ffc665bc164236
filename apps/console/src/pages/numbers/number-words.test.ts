import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { formatShare, formatWait, wordRank } from "./number-words.ts";

showBritish();

const share = (part: number, whole: number) => formatShare(part, whole, "en-GB");
const wait = (ms: number | null) => formatWait(ms, "en-GB");

describe("a share", () => {
  it("has a decimal where there are enough to bear it", () => {
    expect([share(2, 3), share(50, 99), share(103, 129), share(0, 0)]).toEqual([
      ...["67%", "51%", "79.8%", null],
    ]);
    expect([share(1, 2), share(100, 200)]).toEqual(["50%", "50%"]);
  });

  it("is all or nothing only where it is", () => {
    expect([share(7, 7), share(0, 7), share(2000, 2000)]).toEqual(["100%", "0%", "100%"]);
    expect([share(1999, 2000), share(1, 2000)]).toEqual([">99.9%", "<0.1%"]);
    expect([share(1998, 2000), share(2, 2000)]).toEqual(["99.9%", "0.1%"]);
  });

  it("is written as the shop's region writes it", () => {
    expect(formatShare(103, 129, "de-DE")).toBe("79,8\u00a0%");
    expect(formatWait(3240, "de-DE")).toBe("3,2 s");
    // From right to left, too, its sign stands before it.
    expect(formatShare(1999, 2000, "ar")).toBe("\u2066>99.9%\u2069");
  });
});

describe("a wait", () => {
  it("is told in milliseconds below a second, and never as nothing", () => {
    expect([wait(null), wait(0), wait(0.4), wait(1), wait(420), wait(999.4)]).toEqual([
      ...[null, "<1 ms", "<1 ms", "1 ms", "420 ms", "999 ms"],
    ]);
    expect([wait(999.5), wait(3240), wait(59_940), wait(59_960), wait(65_000)]).toEqual([
      ...["1.0 s", "3.2 s", "59.9 s", "1 min 0 s", "1 min 5 s"],
    ]);
  });

  it("says of how many it is the slowest, and from a hundred on of 99 of them", () => {
    expect([0, 1, 99, 100, 1204].map(wordRank)).toEqual([
      ...["no receipt yet", "of 1 receipt", "slowest of 99 receipts"],
      ...["99th percentile of 100 receipts", "99th percentile of 1,204 receipts"],
    ]);
  });
});
