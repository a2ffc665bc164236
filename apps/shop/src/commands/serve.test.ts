import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCapturedIo } from "../command-line/captured-io.ts";
import { runCommandLine } from "../command-line/run-command-line.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import type { Extension } from "../process/capability.ts";
import { createTestSimulator } from "../process/simulator-fixture.ts";
import { runShop } from "../serve/run-shop.ts";
import { openStore } from "../store/store.ts";
import { addServeCommand, type ServeDependencies } from "./serve.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-serve-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const EXAMPLE = fileURLToPath(new URL("../../../../examples/shop.yaml", import.meta.url));

const SIMULATION: Extension = { simulator: createTestSimulator(), capabilities: [] };

const runSimulated: ServeDependencies["runShop"] = (
  config,
  loadGoods,
  onServing,
  signal,
  options,
) => runShop(config, loadGoods, onServing, signal, { ...options, extension: SIMULATION });

function start(run: ServeDependencies["runShop"], ...args: string[]) {
  const captured = createCapturedIo();
  const ended = runCommandLine(["serve", ...args], "1", captured.io, (program) =>
    addServeCommand(program, { io: captured.io, environment: {}, runShop: run }),
  );
  return { captured, ended };
}

describe("serve", () => {
  it("says where the shop is, and closes it on Ctrl-C", async () => {
    const configs: ShopConfig[] = [];
    const { captured, ended } = start(
      async (config, _loadGoods, onServing, signal) => {
        configs.push(config);
        onServing("http://127.0.0.1:8420");
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
      EXAMPLE,
      "--data",
      folder,
    );
    captured.interrupt();
    expect(await ended).toBe(0);
    expect(captured.out()).toBe(
      "Corner Shop is open: http://127.0.0.1:8420\nThe shop is closed.\n",
    );
    expect(configs[0]!.dataFolder).toBe(folder);
  });

  it("tells all that is wrong with a configuration, and runs nothing", async () => {
    const file = join(folder, "bad.yaml");
    writeFileSync(file, "shop: {id: x}\nsauce: {}\n");
    const { captured, ended } = start(() => Promise.reject(new Error("it ran")), file);
    expect(await ended).toBe(1);
    expect(captured.err()).toContain("bad.yaml:2:1");
    expect(captured.err()).not.toContain("it ran");
  });

  it("tells what is hardly meant, and opens all the same", async () => {
    const file = join(folder, "weightless.yaml");
    writeFileSync(file, readFileSync(EXAMPLE, "utf8").replace(/^ +weightG: \d+\n/m, ""));
    const { captured, ended } = start(async () => {}, file);
    expect(await ended).toBe(0);
    expect(captured.err()).toMatch(
      /^warning: .*weightless\.yaml:\d+:\d+: catalogue\[0\]\.weightG: /,
    );
  });

  const writeConfig = (name: string): string => {
    const file = join(folder, name);
    writeFileSync(
      file,
      [
        "shop: {id: s, name: Small, address: [x], legalName: S, timeZone: Europe/London,",
        "  locale: en-GB, currency: GBP}",
        "source: {kind: simulated, seed: 1, scenario: busy, speed: 1}",
        "tax: {jurisdiction: UK}",
        "payment: {gateway: {kind: simulator}}",
        "http: {port: 0}",
      ].join("\n"),
    );
    return file;
  };
  /** Starts the whole process; resolves where it serves. */
  const serve = async (...args: string[]) => {
    const serving = Promise.withResolvers<string>();
    const started = start(
      (config, loadGoods, onServing, signal, options) =>
        runShop(
          config,
          loadGoods,
          (address) => {
            onServing(address);
            serving.resolve(address);
          },
          signal,
          { ...options, extension: SIMULATION },
        ),
      ...args,
    );
    const ended = started.ended.then((code) => {
      throw new Error(`it ended with ${code}: ${started.captured.err()}`);
    });
    return { ...started, address: await Promise.race([serving.promise, ended]) };
  };

  it("serves a whole shop until it is told to stop, and no second one beside it", async () => {
    const file = writeConfig("small.yaml");
    const first = await serve(file, "--data", join(folder, "shop"));
    const answer = await fetch(`${first.address}/v1/entry/terms`);
    expect(await answer.json()).toMatchObject({ shopName: "Small", currency: "GBP" });
    const ready = async () => (await fetch(`${first.address}/v1/readyz`)).json();
    await expect.poll(ready).toMatchObject({ status: "ready" });
    const second = start(runSimulated, file, "--data", join(folder, "shop"));
    expect(await second.ended).toBe(1);
    expect(second.captured.err()).toContain("another process has the shop");
    first.captured.interrupt();
    expect(await first.ended).toBe(0);
  });

  it("says what to do where another program has its port", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const file = writeConfig("same-port.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("{port: 0}", `{port: ${port}}`));
    await expect(serve(file, "--data", join(folder, "same-port"))).rejects.toThrow(
      `it ended with 1: saunter: Port ${port} is in use, perhaps by another shop. ` +
        "Close that program, or change http.port in the configuration.",
    );
    other.close();
  });

  it("does not open at a time that is hardly right, unless it is told that it is", async () => {
    const file = writeConfig("clock.yaml");
    const data = join(folder, "late");
    const store = openStore({
      folder: data,
      nowMs: () => 1_600_000_000_000,
      projections: [],
      schema: "",
    });
    await store.transact((tx) =>
      tx.append("shopper", "1", [{ type: "ShopperExited", shopperId: "1" }]),
    );
    await store.close();
    const refused = start(runSimulated, file, "--data", data);
    expect(await refused.ended).toBe(1);
    expect(refused.captured.err()).toMatch(/^saunter: the machine's clock says .*set the clock/);
    const told = await serve(file, "--data", data, "--clock-is-right");
    told.captured.interrupt();
    expect(await told.ended).toBe(0);
  });
});
