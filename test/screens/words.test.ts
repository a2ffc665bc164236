import { PROBLEM_TABLE } from "@saunter/shop/http/problem-table";
import { SHOPPER_CODES } from "@saunter/ui/problem-words";
import { describe, expect, it } from "vitest";

/** Those that no request meets. */
const OWN = ["no-connection", "passkey-called-off"];

describe("words for what shoppers are refused", () => {
  it("are of codes that the shop has", () => {
    const unknown = SHOPPER_CODES.filter((code) => !(code in PROBLEM_TABLE));
    expect(unknown).toEqual(OWN);
  });

  it("are there for every way in which an entry fails", () => {
    const entries = Object.keys(PROBLEM_TABLE).filter((code) => /^(entry|gate)-/.test(code));
    expect(entries.length).toBeGreaterThan(10);
    expect(entries.filter((code) => !(SHOPPER_CODES as readonly string[]).includes(code))).toEqual(
      [],
    );
  });
});
