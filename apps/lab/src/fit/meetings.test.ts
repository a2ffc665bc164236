/** `npm run fit -- --meetings`: whose slopes are found again, and whose worlds are reported. */

import { MEETING_PIECES } from "@saunter/engine/attribution/meeting-evidence";
import { ENGINE_PARAMETERS } from "@saunter/engine/parameters/engine";
import { createRandom } from "@saunter/numerics/random";
import { logistic } from "@saunter/numerics/statistics";
import { describe, expect, it } from "vitest";
import { fitMeetings, type LabelledMeeting, listSimulatedMeetings } from "./meetings.ts";

const SHIPPED = MEETING_PIECES.map(([, slope]) => ENGINE_PARAMETERS.hands[slope]);

/** Meetings whose odds are those of some slopes, in a world with a base of its own. */
function invent(world: string, base: number, slopes: readonly number[]): LabelledMeeting[] {
  const random = createRandom(world.length);
  return Array.from({ length: 4000 }, () => {
    const pieces = MEETING_PIECES.map(([seen, , min, max]) => {
      const { [min]: from, [max]: to } = ENGINE_PARAMETERS.hands;
      if (seen === "strength") return random.uniform(0, Math.log(to / from));
      return random.uniform(0, to - from) / (seen === "lastsMs" ? 1000 : 1);
    });
    const odds = pieces.reduce((sum, piece, at) => sum + slopes[at]! * piece, base);
    return { world, pieces, handedOver: random.uniform(0, 1) < logistic(odds) };
  });
}

describe("meetings of hands", () => {
  it("of simulated visits are labelled by the truth", () => {
    const meetings = [1, 2, 3, 4, 5, 6].flatMap((seed) =>
      listSimulatedMeetings({ world: "families", mix: "adversarial", seed }),
    );
    const gifts = meetings.filter(({ handedOver }) => handedOver).length;
    expect(gifts).toBeGreaterThan(0);
    expect(meetings.length).toBeGreaterThan(2 * gifts);
    expect(new Set(meetings.map(({ world }) => world))).toEqual(new Set(["families, adversarial"]));
  });

  it("give back the slopes that they were made by, and each world's base", () => {
    const { slopes, worlds } = fitMeetings([
      ...invent("few", -1, SHIPPED),
      ...invent("often", 1, SHIPPED),
    ]);
    expect(slopes.rows.map(([name]) => name)).toEqual(MEETING_PIECES.map(([, slope]) => slope));
    for (const [at, [, shipped, fitted]] of slopes.rows.entries()) {
      expect(Number(shipped)).toBeCloseTo(SHIPPED[at]!, 2);
      expect(Math.abs(Number(fitted) / SHIPPED[at]! - 1)).toBeLessThan(0.35);
    }
    const bases = worlds.rows.map(([, , , base]) => Number(base));
    expect(Math.abs(bases[0]! + 1)).toBeLessThan(0.5);
    expect(Math.abs(bases[1]! - 1)).toBeLessThan(0.5);
  });

  it("of one world alone cannot be fitted", () => {
    expect(() => fitMeetings(invent("few", -1, SHIPPED))).toThrow(RangeError);
  });
});
