import { JOINT_NAMES, JOINT_STRIDE, type ShopperPose } from "@saunter/engine/observation";
import { describe, expect, it } from "vitest";
import { createTrackNames } from "./track-names.ts";

const at = (x: number): Float64Array => new Float64Array(3 * JOINT_NAMES.length).fill(x);
const track = (shopperId: string, x: number): ShopperPose => ({
  shopperId,
  joints: new Float64Array(JOINT_STRIDE * JOINT_NAMES.length).fill(x),
});

describe("names of tracks", () => {
  it("are used in ambiguities, too, once people have them", () => {
    const names = createTrackNames();
    const people = [
      { shopperId: "ada", pose: at(1) },
      { shopperId: "bob", pose: at(5) },
    ];
    const ambiguity = { fromMs: 0, toMs: 9, probability: 0.3 };
    const ambiguities = [
      { ...ambiguity, shopperIds: ["4", "7"] as const },
      { ...ambiguity, shopperIds: ["4", "8"] as const },
    ];
    expect(names.rename(ambiguities)).toEqual([]);
    for (let frame = 0; frame < 10; frame++) names.call([track("4", 5), track("7", 1)], people);
    expect(names.rename(ambiguities)).toEqual([{ ...ambiguity, shopperIds: ["bob", "ada"] }]);
  });
});
