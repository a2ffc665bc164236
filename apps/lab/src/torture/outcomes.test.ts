import { rmSync } from "node:fs";
import { collectOutcomes } from "@saunter/shop/habits/collect-outcomes";
import { makeScratchFolder } from "@saunter/shop/testing/scratch-folder";
import { describe, expect, it } from "vitest";
import { createActs, visitShop } from "./scripted-people.ts";
import { createWorld } from "./simulated-world.ts";

describe("outcomes of a shop", () => {
  it("are known from reviews and disputes, and from what was let stand", async () => {
    const root = makeScratchFolder();
    const runner = await createWorld(3, root, { entry: { offline: "all" } });
    const { world } = runner;
    world.hasFaults = false;
    const acts = createActs(world);
    for (let number = 0; number < 40; number++) {
      world.kernel.schedule(number * 60_000, () => void visitShop(world, acts, number));
    }
    const startMs = world.kernel.nowMs();
    await runner.run(startMs + 3 * 24 * 3_600_000);
    const { store } = (await world.whenServing()).shop;
    const { outcomes } = collectOutcomes(store, world.kernel.nowMs());
    expect(outcomes.filter(({ exact }) => exact).length).toBeGreaterThan(2);
    // Right after the visits nobody has had the time to dispute anything.
    expect(collectOutcomes(store, startMs).outcomes.length).toBeLessThan(outcomes.length);
    await runner.close();
    rmSync(root, { recursive: true, force: true });
  });
});
