/** The shop of examples/live-scales, for pages of devices, which the demonstration does not have. */
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findFreePort } from "@saunter/server/network/free-port";
import type { Browser } from "playwright-core";

const MAIN = fileURLToPath(new URL("../../apps/shop/src/main.ts", import.meta.url));
const EXAMPLE = fileURLToPath(new URL("../../examples/live-scales/shop.yaml", import.meta.url));
const PASSWORD = "seven purple ladders";
/** One plate reads nothing, so that the pages show what that looks like. */
const FAULT = "dead:shelf-2:9@0-86400";
const OPENS_WITHIN_MS = 60_000;
/** Curves are of a minute. */
const FILLS_MS = 65_000;

/** Resolves when its devices have sent for a minute. */
export async function startLiveShop(browser: Browser, folder: string) {
  const config = join(folder, "live-scales.yaml");
  const keys = join(folder, "device-keys.json");
  const data = ["--data", join(folder, "live-scales")];
  const [http, mqtt] = [await findFreePort(), await findFreePort()];
  const text = readFileSync(EXAMPLE, "utf8")
    .replace("port: 8430", `port: ${http}`)
    .replace("port: 18830", `port: ${mqtt}`)
    .replace("policies: {", "policies: { secondFactor: optional,");
  writeFileSync(config, text);
  const run = (args: readonly string[], input = ""): void =>
    void execFileSync(process.execPath, [MAIN, ...args, ...data], { input, stdio: "pipe" });
  run(["user", "add", "ada", "--role", "operator", "--password-stdin"], `${PASSWORD}\n`);
  run(["devices", "keys", "--config", config, "--keys", keys]);
  const start = (...args: readonly string[]) =>
    spawn(process.execPath, [MAIN, ...args], { stdio: "ignore" });
  const children = [start("serve", config, ...data)];
  const url = `http://127.0.0.1:${http}`;
  const operators = await browser.newContext();
  const untilMs = Date.now() + OPENS_WITHIN_MS;
  while (!(await operators.request.get(`${url}/v1/shop`).catch(() => null))?.ok()) {
    if (Date.now() > untilMs) throw new Error(`${EXAMPLE} does not open`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const simulated = ["--config", config, "--keys", keys, "--scenario", "busy", "--fault", FAULT];
  children.push(start("devices", "simulate", ...simulated, "--shoppers-at-once", "2"));
  const login = { name: "ada", password: PASSWORD, carrier: "cookie" };
  await operators.request.post(`${url}/v1/sign-in`, { data: login });
  await new Promise((resolve) => setTimeout(resolve, FILLS_MS));
  return {
    url,
    states: { operator: await operators.storageState() },
    kept: {},
    cart: null,
    fill: (path: string): string => path,
    stop: async (): Promise<void> => {
      for (const child of children.reverse()) {
        const ended = new Promise((resolve) => child.on("exit", resolve));
        if (child.exitCode === null && child.kill("SIGTERM")) await ended;
      }
    },
  };
}
