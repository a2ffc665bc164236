import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEMO_SPEED_MAX } from "@saunter/protocol/limits";
import { createCapturedIo } from "@saunter/shop/command-line/captured-io";
import { CommandFailure } from "@saunter/shop/command-line/command-io";
import { runCommandLine } from "@saunter/shop/command-line/run-command-line";
import type { ShopConfig } from "@saunter/shop/config/shop-config";
import type { LoadGoods } from "@saunter/shop/goods/live-goods";
import { lockFolder } from "@saunter/shop/store/process-lock";
import { afterAll, describe, expect, it } from "vitest";
import type { DemoSources } from "../demo/demo-control.ts";
import { addDemoCommand, type DemoDependencies } from "./demo.ts";

const folder = mkdtempSync(join(tmpdir(), "saunter-demo-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Turn {
  readonly config: ShopConfig;
  readonly demo: DemoSources;
}

/** Runs the command; each turn of its shop lasts until it is told to end. */
function start(args: readonly string[], dependencies: Partial<DemoDependencies> = {}) {
  const captured = createCapturedIo();
  const turns: Turn[] = [];
  const opened: string[] = [];
  const ended = runCommandLine(["demo", ...args], "1", captured.io, (program) =>
    addDemoCommand(program, {
      io: captured.io,
      runShop: async (config, _loadGoods, onServing, signal, demo) => {
        turns.push({ config, demo });
        onServing(`http://127.0.0.1:${config.http.port}`);
        if (signal.aborted) return;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
      findRecordings: async (paths) => paths.map((path) => join(path, "visit-1")),
      openBrowser: (url) => opened.push(url) > 0,
      findPort: async (_host, port) => port,
      makeSeed: () => 77,
      hasScreens: () => true,
      ...dependencies,
    }),
  );
  const turn = async (count: number): Promise<Turn> => {
    await expect.poll(() => turns.length).toBe(count);
    return turns.at(-1)!;
  };
  return { captured, turns, opened, ended, turn };
}

describe("demo", () => {
  it("opens a simulated shop that is another at each start, and says where it is", async () => {
    const { captured, ended, turn, opened } = start(["--data", folder]);
    const { config, demo } = await turn(1);
    expect(config.source).toEqual({
      kind: "simulated",
      seed: 77,
      scenario: "busy",
      speed: 1,
      shoppersAtOnce: null,
    });
    expect(config.dataFolder).toBe(join(folder, "simulated"));
    expect(demo).toMatchObject({ recording: null, recordings: [] });
    expect(opened).toEqual(["http://localhost:8420"]);
    captured.interrupt();
    expect(await ended).toBe(0);
    const out = captured.out();
    expect(out).toContain("The shop is open:  http://localhost:8420\n");
    expect(out).toContain("It opens in your browser.");
    expect(out).toMatch(/The shop is closed\.\n$/);
  });

  it("applies policies of the chain, and refuses those that the configuration would", async () => {
    let load: LoadGoods | null = null;
    const { ended } = start(["--data", folder], {
      runShop: async (_config, loadGoods) => {
        load = loadGoods;
        throw new CommandFailure("seen enough");
      },
    });
    expect(await ended).toBe(1);
    const loadWith = (policies: object) => load!(null, policies as never);
    expect(loadWith({ reviewWithinMin: 45 })).toMatchObject({
      ok: true,
      config: { policies: { reviewWithinMin: 45 } },
    });
    expect(loadWith({ reviewWithinMin: "soon" })).toMatchObject({ ok: false });
  });

  it("has as many smart carts as its options say, and without any no lanes for them", async () => {
    const none = start(["--carts", "0", "--data", folder]);
    expect(await none.turn(1)).toMatchObject({
      config: { smartCarts: null },
      demo: { cartCount: 0 },
    });
    none.captured.interrupt();
    await none.ended;
    const { captured, ended, turn } = start(["--carts", "2", "--data", folder]);
    const { config, demo } = await turn(1);
    expect(demo.cartCount).toBe(2);
    expect(config.smartCarts!.lanes.length).toBeGreaterThan(0);
    captured.interrupt();
    await ended;
    for (const count of ["5", "-1", "two"]) {
      const refused = start(["--carts", count, "--data", folder]);
      expect(await refused.ended).toBe(2);
      expect(refused.captured.err()).toContain("It must be a whole number from 0 to 4");
    }
  });

  it("is as its options say, and shows nothing where it is not to", async () => {
    const args = ["--seed", "3", "--scenario", "crowd", "--speed", "2", "--port", "9001"];
    const { captured, ended, turn, opened } = start([...args, "--no-open", "--data", folder]);
    const { config } = await turn(1);
    expect(config.source).toMatchObject({ seed: 3, scenario: "crowd", speed: 2 });
    expect(config.http.port).toBe(9001);
    expect(opened).toEqual([]);
    expect(captured.out()).toContain("Open it in a browser.");
    captured.interrupt();
    await ended;
  });

  it("goes where a port is free, and says so; a port that was asked for has to be", async () => {
    const taken = { findPort: async () => 50_000 };
    const { captured, ended, turn } = start(["--data", folder], taken);
    expect((await turn(1)).config.http.port).toBe(50_000);
    expect(captured.out()).toContain(
      "Port 8420 is taken by another program: this shop gets 50000.",
    );
    expect(captured.out()).toContain("http://localhost:50000\n");
    captured.interrupt();
    await ended;
    const refused = start(["--port", "9001"], taken);
    expect(await refused.ended).toBe(1);
    expect(refused.captured.err()).toContain("port 9001 is taken by another program");
    expect(refused.turns).toEqual([]);
    const any = start(["--port", "0", "--data", folder], taken);
    expect((await any.turn(1)).config.http.port).toBe(50_000);
    any.captured.interrupt();
    expect(await any.ended).toBe(0);
  });

  it("has whoever shops there make a passkey, at the address that it gives", async () => {
    const args = ["--port", "9001", "--recordings", "some", "--data", folder];
    const { captured, ended, turn } = start(args);
    const passkey = { rpId: "localhost", origin: "http://localhost:9001" };
    const first = await turn(1);
    expect(first.config.entry).toMatchObject({ passkey, qr: {}, card: {} });
    first.demo.choose("some/visit-1");
    expect((await turn(2)).config.entry.passkey).toEqual(passkey);
    captured.interrupt();
    await ended;
  });

  it("says how its pages are built where they are not, and opens none", async () => {
    const { captured, ended, turn, opened } = start(["--data", folder], {
      hasScreens: () => false,
    });
    await turn(1);
    expect(captured.out()).toContain("npm run screens");
    expect(opened).toEqual([]);
    captured.interrupt();
    await ended;
  });

  it("plays a recording from its beginning when one is chosen, at the same address", async () => {
    const args = ["--recordings", "some", "--data", folder];
    const { captured, ended, turn, opened } = start(args);
    const first = await turn(1);
    expect(first.demo.recordings).toEqual(["some/visit-1"]);
    const own = join(folder, "recordings", "some--visit-1");
    mkdirSync(own, { recursive: true });
    first.demo.choose("some/visit-1");
    const second = await turn(2);
    expect(second.demo.recording).toBe("some/visit-1");
    expect(second.config).toMatchObject({
      source: { kind: "recording", folder: join("some", "visit-1"), speed: 1 },
      dataFolder: own,
      shopModel: null,
      http: { port: first.config.http.port },
    });
    expect(existsSync(own)).toBe(false);
    second.demo.choose(null);
    expect((await turn(3)).config.source.kind).toBe("simulated");
    expect(opened).toHaveLength(1);
    captured.interrupt();
    expect(await ended).toBe(0);
  });

  it("begins with the recording that it is given", async () => {
    const { captured, ended, turn } = start(["--recording", "here", "--data", folder]);
    expect((await turn(1)).demo.recording).toBe("here/visit-1");
    captured.interrupt();
    await ended;
  });

  it("forgets what was there before where it is told to, and nothing else", async () => {
    const kept = join(folder, "mine");
    const old = join(folder, "simulated");
    for (const path of [kept, old]) mkdirSync(path, { recursive: true });
    const { captured, ended, turn } = start(["--fresh", "--data", folder]);
    await turn(1);
    expect([existsSync(kept), existsSync(old)]).toEqual([true, false]);
    captured.interrupt();
    await ended;
  });

  it("deletes nothing of a shop that runs, and says which", async () => {
    const own = mkdtempSync(join(folder, "running-"));
    const [simulated, played] = [join(own, "simulated"), join(own, "recordings", "some--visit-1")];
    for (const path of [simulated, played]) {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, "shop.db"), "all that happened");
    }
    const running = lockFolder(played);
    const refused = start(["--fresh", "--data", own]);
    expect(await refused.ended).toBe(1);
    expect(refused.captured.err()).toBe(
      `saunter: nothing was deleted: another process has the shop in ${played}; stop it first, or name another folder with --data\n`,
    );
    expect(refused.turns).toEqual([]);
    const kept = () => [simulated, played].map((path) => existsSync(join(path, "shop.db")));
    expect(kept()).toEqual([true, true]);
    const recorded = start(["--recordings", "some", "--data", own]);
    (await recorded.turn(1)).demo.choose("some/visit-1");
    expect(await recorded.ended).toBe(1);
    expect(kept()).toEqual([true, true]);
    running.release();
    const fresh = start(["--fresh", "--data", own]);
    await fresh.turn(1);
    expect(kept()).toEqual([false, false]);
    fresh.captured.interrupt();
    expect(await fresh.ended).toBe(0);
  });

  it("is no faster than a process can be", async () => {
    const { captured, ended } = start(["--speed", String(DEMO_SPEED_MAX + 1)]);
    expect(await ended).toBe(1);
    expect(captured.err()).toContain(`allowed: up to ${DEMO_SPEED_MAX}`);
  });
});
