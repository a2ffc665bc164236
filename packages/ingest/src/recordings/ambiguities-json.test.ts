import { describe, expect, it } from "vitest";
import { AMBIGUITIES_MAX, readAmbiguities } from "./ambiguities-json.ts";

const FRAME_MS = 1_767_607_208_500;
const good = { ids: ["7", "9"], from: 1_767_607_205.1, to: 1_767_607_208.5, probability: 0.12 };

function read(listed: unknown) {
  let malformed = 0;
  const told = readAmbiguities(listed, FRAME_MS, () => void malformed++);
  return { told, malformed };
}

describe("ambiguities of a frame", () => {
  it("are of two, in milliseconds", () => {
    expect(read([good])).toEqual({
      told: [
        { shopperIds: ["7", "9"], fromMs: 1_767_607_205_100, toMs: FRAME_MS, probability: 0.12 },
      ],
      malformed: 0,
    });
    expect(read([])).toEqual({ told: [], malformed: 0 });
  });

  it.each([
    ["no list", {}],
    ["null", [null]],
    ["one id", [{ ...good, ids: ["7"] }]],
    ["three ids", [{ ...good, ids: ["7", "8", "9"] }]],
    ["one id twice", [{ ...good, ids: ["7", "7"] }]],
    ["an id that is a number", [{ ...good, ids: ["7", 9] }]],
    ["an empty id", [{ ...good, ids: ["7", ""] }]],
    ["no time", [{ ...good, from: undefined }]],
    ["a time that ends before it begins", [{ ...good, from: good.to, to: good.from }]],
    ["a time after the frame's", [{ ...good, to: good.to + 0.1 }]],
    ["no probability", [{ ...good, probability: "0.1" }]],
    ["more than 1", [{ ...good, probability: 1.01 }]],
    ["less than 0", [{ ...good, probability: -0.01 }]],
  ])("are left out, and counted, where they are malformed: %s", (_, listed) => {
    expect(read(listed)).toEqual({ told: [], malformed: 1 });
  });

  it("are no more than a bound, and the good ones among bad are kept", () => {
    expect(read([good, {}, good])).toMatchObject({ malformed: 1, told: [{}, {}] });
    const many = Array.from({ length: AMBIGUITIES_MAX + 1 }, () => good);
    expect(read(many.slice(1)).malformed).toBe(0);
    expect(read(many).malformed).toBe(1);
    expect(read(many).told).toHaveLength(AMBIGUITIES_MAX);
  });
});
