import { describe, expect, it } from "vitest";
import type { ReleaseState } from "../chain/release-state.ts";
import { createSupervisor } from "./supervisor.ts";

/** A computer on which releases are healthy or not. */
function makeComputer(unhealthy: readonly string[] = []) {
  const log: string[] = [];
  const world = {
    wanted: null as string | null,
    isEmpty: true,
    isForcedHour: false,
    state: null as ReleaseState | null,
    /** Releases that cannot open what is there. */
    broken: new Set(unhealthy),
    hasEnded: false,
    /** The power goes when this release is started. */
    offAt: null as string | null,
  };
  const open = () =>
    createSupervisor({
      state: {
        read: () => world.state,
        write: (state) => {
          world.state = state;
        },
      },
      ownVersion: "1.0.0",
      start: (version) => {
        log.push(`start ${version}`);
        world.hasEnded = false;
        return {
          becomesHealthy: async () => {
            if (world.offAt === version) throw new Error("off");
            return !world.broken.has(version);
          },
          hasEnded: () => world.hasEnded,
          stop: async () => void log.push(`stop ${version}`),
        };
      },
      isInstalled: (version) => version !== "7.0.0",
      findWanted: () => world.wanted,
      isEmpty: () => world.isEmpty,
      isForcedHour: () => world.isForcedHour,
      backUp: async () => void log.push("back up"),
      putBack: async () => {
        log.push("put back");
        world.broken.delete("1.0.0");
      },
      leaveRefusal: ({ version, reason }) => void log.push(`refuse ${version}: ${reason}`),
      report: () => {},
    });
  const take = (): string[] => log.splice(0);
  return { world, open, take };
}

describe("a supervisor", () => {
  it("runs its own release, and starts it again where it has ended", async () => {
    const { world, open, take } = makeComputer();
    const supervisor = open();
    await supervisor.turn();
    await supervisor.turn();
    expect(take()).toEqual(["start 1.0.0"]);
    world.hasEnded = true;
    await supervisor.turn();
    expect(take()).toEqual(["start 1.0.0"]);
  });

  it("changes to what is wanted when nobody is in the shop, with a backup before, and stays there", async () => {
    const { world, open, take } = makeComputer();
    const supervisor = open();
    world.wanted = "1.1.0";
    world.isEmpty = false;
    await supervisor.turn();
    await supervisor.turn();
    expect(take()).toEqual(["start 1.0.0"]);
    world.isEmpty = true;
    await supervisor.turn();
    expect(take()).toEqual(["stop 1.0.0", "back up", "start 1.1.0"]);
    await supervisor.turn();
    await supervisor.stop();
    await open().turn();
    expect(take()).toEqual(["stop 1.1.0", "start 1.1.0"]);
  });

  it("waits for nobody at the hour that was set", async () => {
    const { world, open, take } = makeComputer();
    Object.assign(world, { wanted: "1.1.0", isEmpty: false, isForcedHour: true });
    await open().turn();
    expect(take()).toContain("start 1.1.0");
  });

  it("goes back where the new one is not healthy, says why, and does not try it again", async () => {
    const { world, open, take } = makeComputer(["1.1.0"]);
    const supervisor = open();
    world.wanted = "1.1.0";
    await supervisor.turn();
    expect(take()).toEqual([
      ...["start 1.0.0", "stop 1.0.0", "back up", "start 1.1.0", "stop 1.1.0"],
      "refuse 1.1.0: the shop was not healthy with it in time",
      "start 1.0.0",
    ]);
    await supervisor.turn();
    expect(take()).toEqual([]);
    world.wanted = "1.0.0";
    await supervisor.turn();
    expect(take()).toEqual([]);
  });

  it("puts the backup back where the release of before cannot open what the new one has left", async () => {
    const { world, open, take } = makeComputer(["1.1.0"]);
    const supervisor = open();
    await supervisor.turn();
    world.wanted = "1.1.0";
    world.broken.add("1.0.0");
    await supervisor.turn();
    expect(take().slice(-4)).toEqual(["start 1.0.0", "stop 1.0.0", "put back", "start 1.0.0"]);
  });

  it("goes back after it was killed while a release was tried", async () => {
    const { world, open, take } = makeComputer();
    Object.assign(world, { wanted: "1.1.0", offAt: "1.1.0" });
    await expect(open().turn()).rejects.toThrow("off");
    take();
    await open().turn();
    expect(take()).toEqual([
      "refuse 1.1.0: the computer went off while it was tried",
      "start 1.0.0",
    ]);
    expect(world.state).toMatchObject({ current: "1.0.0", trying: null });
  });

  it.each(["../../evil", "1.1", "", "1.1.0/..", "7.0.0", "1.1.0 ; rm"])(
    "never starts %j",
    async (wanted) => {
      const { world, open, take } = makeComputer();
      const supervisor = open();
      world.wanted = wanted;
      await supervisor.turn();
      await supervisor.turn();
      const refusals = take().filter((line) => line.startsWith("refuse"));
      expect(refusals).toHaveLength(1);
      expect(world.state).toMatchObject({ current: "1.0.0" });
    },
  );
});
