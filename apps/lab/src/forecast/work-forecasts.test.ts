/** From a roll-out that waits to its start, over a real database, with a worker that simulates. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { putVersion } from "@saunter/chain/down/versions";
import { takeForecast } from "@saunter/chain/forecasts/forecast-queue";
import { prepareForecasts } from "@saunter/chain/forecasts/prepare-forecasts";
import {
  CHAIN,
  START_MS,
  startChainHttp,
  type TestChainHttp,
} from "@saunter/chain/http/chain-http-fixture";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makePairLayout } from "./pair-layouts.ts";
import { createRecordingPool, runForecast } from "./run-forecast.ts";
import { type WorkerOptions, workOnce } from "./work-forecasts.ts";

const { layout, apart } = makePairLayout(1);
const pool = createRecordingPool(1);
const settings = {
  shops: 1,
  visits: 8,
  exactFallMax: 0.01,
  reviewRiseMax: 0.02,
  lossRiseMinorMax: 10,
};

let chain: TestChainHttp;
let token: string;
beforeAll(async () => {
  chain = await startChainHttp({ forecast: settings });
  token = (await chain.signIn("owner", CHAIN)).token;
});
afterAll(async () => {
  await pool.close();
  await chain.close();
});

const makeWorker = (worker: string, more: Partial<WorkerOptions> = {}): WorkerOptions => ({
  ...{ db: chain.db, worker, leaseMs: 60_000, signal: new AbortController().signal },
  run: (task, onProgress) => runForecast(task, { pool, nowMs: () => 0, onProgress }),
  onNews: () => {},
  ...more,
});

async function put(rollOutId: string, items: Readonly<Record<string, string>>): Promise<void> {
  await chain.db.updateTable("roll_outs").set({ state: "back" }).execute();
  await putVersion(
    chain.db,
    {
      ...{ kind: "planogram", target: { layer: "shared" }, content: { items } },
      ...{ effectiveMs: START_MS, by: "ann", note: "" },
      rollOut: { rollOutId, canaryShopIds: ["a-1"], steps: [{ share: 1, waitMs: 0 }] },
    },
    START_MS,
  );
  const ask = async (): Promise<unknown> => layout;
  await prepareForecasts({ db: chain.db, ask, settings, nowMs: () => START_MS });
}

const start = (rollOutId: string) =>
  chain.ask(`POST /v1/roll-outs/${rollOutId}`, { token, body: { state: "running", reason: null } });
const readForecast = async (rollOutId: string) =>
  (await chain.ask("GET /v1/forecasts", { token })).body.items.find(
    (one: { rollOutId: string }) => one.rollOutId === rollOutId,
  );

it("a roll-out starts once a worker has simulated what it does", async () => {
  await put("same", apart);
  expect((await start("same")).body.code).toBe("forecast-missing");
  expect(await workOnce(makeWorker("one"))).toBe(true);
  const { state, verdict, result } = await readForecast("same");
  expect({ state, verdict }).toEqual({ state: "done", verdict: "no-worse" });
  expect(result.figures.review.difference).toEqual({ value: 0, low: 0, high: 0 });
  expect(await workOnce(makeWorker("one"))).toBe(false);
  expect((await start("same")).status).toBe(204);
});

it("what does not fit the shop is set aside with its reason, and the worker goes on", async () => {
  await put("wrong", { "9/1/1": "50000000000" });
  expect(await workOnce(makeWorker("one"))).toBe(true);
  expect(await readForecast("wrong")).toMatchObject({
    ...{ state: "set-aside", reason: "9/1/1: the shop has no such plates" },
  });
  expect((await start("wrong")).body.code).toBe("forecast-missing");
});

it("a worker that is to end gives back what it has begun", async () => {
  await put("given-back", apart);
  const stop = new AbortController();
  const run = (): Promise<never> => {
    stop.abort();
    return new Promise(() => {});
  };
  expect(await workOnce(makeWorker("one", { signal: stop.signal, run }))).toBe(false);
  expect(await takeForecast(chain.db, "two", 60_000)).not.toBeNull();
});

it("a worker stops what is no longer its own", async () => {
  await put("asked-again", apart);
  const run: WorkerOptions["run"] = async (_task, onProgress) => {
    const { forecastId } = await readForecast("asked-again");
    const body = { visits: 4 };
    await chain.ask(`POST /v1/forecasts/${forecastId}/repeat`, { token, body });
    for (;;) {
      onProgress(0.5);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const news: string[] = [];
  const onNews = (text: string): void => void news.push(text);
  expect(await workOnce(makeWorker("one", { leaseMs: 300, run, onNews }))).toBe(true);
  expect(news.at(-1)).toBe("another worker has it by now");
  expect(await readForecast("asked-again")).toMatchObject({ state: "waiting", visits: 4 });
});

it("what a killed worker had begun, another makes when its lease has ended", async () => {
  await put("killed", apart);
  const program = `
    import { openDatabase } from "@saunter/chain/database/open-database";
    import { takeForecast } from "@saunter/chain/forecasts/forecast-queue";
    const db = await openDatabase(process.env.DATABASE);
    await takeForecast(db, "killed", 2000);
    console.log("taken");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    env: { ...process.env, DATABASE: chain.databaseUrl },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", () => reject(new Error("the worker has ended by itself")));
  });
  child.removeAllListeners("exit").kill("SIGKILL");
  expect((await readForecast("killed")).state).toBe("running");
  await expect.poll(() => workOnce(makeWorker("two")), { interval: 200 }).toBe(true);
  expect((await readForecast("killed")).state).toBe("done");
});
