import type { PlateBatch } from "@saunter/engine/observation";
import { describe, expect, it } from "vitest";
import { shareCells } from "./plate-field.ts";
import { SCALE_LAYOUTS } from "./scale-layouts.ts";
import { simulateVisit } from "./worlds.ts";

describe("the cells of a board", () => {
  it("bear a load whose sum and moment are its own, wherever it lies", () => {
    const layouts = [
      [0.1, 0.1, 1.1, 1.1],
      [0.2, 0.9],
      [0.1, 0.6, 1.1],
      [0.1, 0.3, 0.9, 1],
    ];
    for (const places of layouts) {
      const cells = places.map((alongM, at) => ({ channel: at + 1, alongM }));
      for (const alongM of [0, 0.33, 0.6, 1.2]) {
        const shares = shareCells({ cells }, alongM);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
        const moment = shares.reduce((sum, share, at) => sum + share * places[at]!, 0);
        expect(moment).toBeCloseTo(alongM);
      }
    }
  });

  it("bear equal parts where they all stand at one place", () => {
    const cells = [1, 2].map((channel) => ({ channel, alongM: 0.4 }));
    expect(shareCells({ cells }, 1)).toEqual([0.5, 0.5]);
  });
});

describe("a simulated visit", () => {
  it("without a layout is the same as on plates", () => {
    const visit = { world: "measured", mix: "everyday", seed: 5 } as const;
    const [first] = simulateVisit(visit).observations();
    const [same] = simulateVisit({ ...visit, scales: "plates" }).observations();
    expect(same).toEqual(first);
    expect(simulateVisit(visit).shop.boards).toBeUndefined();
  });

  it.each(SCALE_LAYOUTS.filter((layout) => layout !== "plates"))(
    "on %s reads at its cells, and nowhere else on a board",
    (scales) => {
      const visit = simulateVisit({ world: "measured", mix: "everyday", seed: 5, scales });
      const boards = visit.shop.boards!;
      expect(boards.length).toBeGreaterThan(0);
      const batches = new Map<number, PlateBatch>();
      for (const observation of visit.observations()) {
        if (observation.kind === "plates") batches.set(observation.gondola, observation);
        if (batches.size === visit.floor.gondolas.length) break;
      }
      for (const { gondola, shelf, plates, cells } of boards) {
        const { samplesG, plateCount } = batches.get(gondola)!;
        const channels = cells.map(({ channel }) => channel);
        for (const plate of new Set([...plates, ...channels])) {
          const isRead = Number.isFinite(samplesG[shelf * plateCount + plate]);
          expect({ shelf, plate, isRead }).toEqual({
            shelf,
            plate,
            isRead: channels.includes(plate),
          });
        }
      }
    },
  );
});
