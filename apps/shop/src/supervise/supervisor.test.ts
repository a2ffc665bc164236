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
    /** Releases that are alive, and get nothing of the scales. */
    deaf: new Set<string>(),
    hasEnded: false,
    /** The power goes when this release is started. */
    offAt: null as string | null,
    installed: ["1.0.0", "1.1.0", "1.2.0"],
    isDiskFull: false,
    /** Why they do not come from the hub; null: they are coming. */
    coming: new Map<string, string | null>(),
    kept: [] as (readonly string[])[],
    /** Its scales send something. */
    isReady: false,
    reports: [] as string[],
  };
  const write = (line: string): void => {
    if (world.isDiskFull) throw new Error("the disk is full");
    log.push(line);
  };
  const open = () =>
    createSupervisor({
      state: {
        read: () => world.state,
        write: (state) => {
          if (world.isDiskFull) throw new Error("the disk is full");
          world.state = state;
        },
      },
      ownVersion: "1.0.0",
      start: (version) => {
        log.push(`start ${version}`);
        world.hasEnded = false;
        return {
          isReady: async () => world.isReady,
          becomesHealthy: async (hasToBeReady) => {
            if (world.offAt === version) throw new Error("off");
            return !world.broken.has(version) && !(hasToBeReady && world.deaf.has(version));
          },
          hasEnded: () => world.hasEnded,
          stop: async () => void log.push(`stop ${version}`),
        };
      },
      isInstalled: (version) => world.installed.includes(version),
      bring: (version) => (world.coming.has(version) ? world.coming.get(version)! : ""),
      keepOnly: (versions) => void world.kept.push(versions),
      findWanted: () => world.wanted,
      isEmpty: () => world.isEmpty,
      isForcedHour: () => world.isForcedHour,
      backUp: async () => write("back up"),
      putBack: async () => {
        write("put back");
        world.broken.delete("1.0.0");
      },
      leaveRefusal: ({ version, reason }) => write(`refuse ${version}: ${reason}`),
      report: (sentence) => void world.reports.push(sentence),
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
    expect(world.reports).toEqual(["Release 1.1.0 waits until nobody is in the shop."]);
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

  it("goes back where the new one is alive but not ready, unless the shop was not ready before", async () => {
    const { world, open, take } = makeComputer();
    const supervisor = open();
    Object.assign(world, { wanted: "1.1.0", isReady: true });
    world.deaf.add("1.1.0").add("1.0.0");
    await supervisor.turn();
    expect(take()).toEqual([
      ...["start 1.0.0", "stop 1.0.0", "back up", "start 1.1.0", "stop 1.1.0"],
      "refuse 1.1.0: the shop was not ready with it in time",
      // Though it is not ready either: its backup stays where it is.
      "start 1.0.0",
    ]);
    Object.assign(world, { wanted: "1.2.0", isReady: false });
    world.deaf.add("1.2.0");
    await supervisor.turn();
    expect(take()).toEqual(["stop 1.0.0", "back up", "start 1.2.0"]);
    expect(world.state).toMatchObject({ current: "1.2.0" });
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

  it("goes back again where it was killed while the backup was put back", async () => {
    const { world, open, take } = makeComputer(["1.1.0", "1.0.0"]);
    Object.assign(world, { wanted: "1.1.0", isDiskFull: false, offAt: "1.0.0" });
    await expect(open().turn()).rejects.toThrow("off");
    take();
    world.offAt = null;
    const supervisor = open();
    await supervisor.turn();
    expect(take()).toEqual(["start 1.0.0", "stop 1.0.0", "put back", "start 1.0.0"]);
    expect(world.state).toMatchObject({
      ...{ current: "1.0.0", trying: null },
      refused: { "1.1.0": "the shop was not healthy with it in time" },
    });
    await supervisor.turn();
    expect(take()).toEqual([]);
  });

  it("keeps the shop running where no backup can be made, and does not stop it again for that", async () => {
    const { world, open, take } = makeComputer();
    const supervisor = open();
    Object.assign(world, { wanted: "1.1.0", isDiskFull: true });
    await supervisor.turn();
    expect(take()).toEqual(["start 1.0.0", "stop 1.0.0", "start 1.0.0"]);
    expect(world.reports.at(-1)).toBe(
      "Release 1.1.0 is refused: no backup could be made before it: the disk is full",
    );
    await supervisor.turn();
    expect(take()).toEqual([]);
  });

  it("runs its own release where the one that ran before is not installed, and says so", async () => {
    const { world, open, take } = makeComputer();
    world.state = { current: "1.2.0", trying: null, refused: {} };
    world.installed = ["1.0.0"];
    const supervisor = open();
    await supervisor.turn();
    expect(take()).toEqual(["start 1.0.0"]);
    expect(world.reports).toEqual([
      "Release 1.2.0 is not among the releases here; the shop runs 1.0.0.",
    ]);
  });

  it("changes to a release that was missing once it is installed", async () => {
    const { world, open, take } = makeComputer();
    const supervisor = open();
    world.wanted = "7.0.0";
    await supervisor.turn();
    expect(take()).toEqual(["start 1.0.0", "refuse 7.0.0: it is not among the releases here"]);
    world.installed.push("7.0.0");
    await supervisor.turn();
    expect(take()).toEqual(["stop 1.0.0", "back up", "start 7.0.0"]);
    expect(world.state).toMatchObject({ current: "7.0.0", refused: {} });
  });

  it("waits for a release that is coming, changes to it, and keeps the one before", async () => {
    const { world, open, take } = makeComputer();
    const supervisor = open();
    Object.assign(world, { wanted: "7.0.0", coming: new Map([["7.0.0", null]]) });
    await supervisor.turn();
    await supervisor.turn();
    expect(take()).toEqual(["start 1.0.0"]);
    world.installed.push("7.0.0");
    await supervisor.turn();
    expect(take()).toEqual(["stop 1.0.0", "back up", "start 7.0.0"]);
    expect(world.kept).toEqual([["7.0.0", "1.0.0"]]);
  });

  it("says why a release does not come, once, and changes to it when it has come all the same", async () => {
    const { world, open, take } = makeComputer();
    const supervisor = open();
    Object.assign(world, { wanted: "7.0.0", coming: new Map([["7.0.0", "the hub has none"]]) });
    await supervisor.turn();
    await supervisor.turn();
    expect(take()).toEqual([
      "start 1.0.0",
      "refuse 7.0.0: it is not among the releases here: the hub has none",
    ]);
    world.installed.push("7.0.0");
    await supervisor.turn();
    expect(take()).toEqual(["stop 1.0.0", "back up", "start 7.0.0"]);
  });

  it("tries a refused release again after another one was wanted", async () => {
    const { world, open, take } = makeComputer(["1.1.0"]);
    const supervisor = open();
    world.wanted = "1.1.0";
    await supervisor.turn();
    world.broken.clear();
    world.wanted = "1.0.0";
    await supervisor.turn();
    take();
    world.wanted = "1.1.0";
    await supervisor.turn();
    expect(take()).toEqual(["stop 1.0.0", "back up", "start 1.1.0"]);
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
