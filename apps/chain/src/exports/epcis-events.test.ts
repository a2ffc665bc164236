import { computeCheckDigit } from "@saunter/protocol/gtin";
import { describe, expect, it } from "vitest";
import { toObjectEvent } from "./epcis-events.ts";

const gtin = `007114200858${computeCheckDigit("007114200858")}`;
const gln = `950600013436${computeCheckDigit("950600013436")}`;

describe("goods that are not sold", () => {
  it.each([
    ["expired", "expired"],
    ["damaged", "damaged"],
    ["theft", "disposed"],
    // What a shop wrote may be anything.
    ["constructor", "disposed"],
    ["__proto__", "disposed"],
    ["", "disposed"],
  ])("by the reason %j are %s", (reason, disposition) => {
    const event = toObjectEvent({
      shop: { shopId: "north", gln, timeZone: "Europe/London" },
      ...{ position: 1, atMs: 1, move: { kind: "wasted", reason } },
      goods: [{ gtin, units: 1, netG: 0 }],
    });
    expect(JSON.parse(JSON.stringify(event))).toMatchObject({ bizStep: "removing", disposition });
  });
});
