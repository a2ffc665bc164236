/**
 * A shop with live scales, started with one command: the shop's process with its MQTT broker, and simulated devices
 * that publish to it, each with a key of its own.
 *
 *     npm run example-live
 *
 * Faults can be given: `npm run example-live -- --fault stuck:shelf-2:9@60-120`, or typed while it runs.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const main = join(root, "apps/shop/src/main.ts");
const shop = join(root, "examples/live-scales/shop.yaml");
const folder = join(root, "out/live-scales");
const keys = join(folder, "device-keys.json");
const passwordFile = join(folder, "operator-password");
const OPERATOR = "operator";
const OWNER_ALONE = 0o600;

/** Runs a command to its end. */
function run(args: readonly string[], input = ""): void {
  const { status } = spawnSync(process.execPath, [main, ...args], {
    input,
    stdio: ["pipe", "inherit", "inherit"],
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** What the first start makes: an operator for the console, and a key for each device. */
function prepare(): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(passwordFile)) {
    const password = randomBytes(12).toString("base64url");
    const roles = ["--role", "operator", "--role", "reviewer"];
    const add = ["user", "add", OPERATOR, ...roles, "--data", folder, "--password-stdin"];
    run(add, `${password}\n`);
    writeFileSync(passwordFile, password, { mode: OWNER_ALONE });
  }
  // Those that are there stay.
  run(["devices", "keys", "--config", shop, "--keys", keys]);
}

/** Resolves when the shop is open, to where it is. */
async function startShop(): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const child = spawn(process.execPath, [main, "serve", shop], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(() => {
    throw new Error("the shop has ended: what is wrong stands above");
  });
  const opened = new Promise<string>((resolve) => {
    let text = "";
    child.stdout!.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      const address = /is open: (\S+)/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  return { child, address: await Promise.race([opened, ended]) };
}

prepare();
const { address, child } = await startShop();
console.log(`The shop is open: ${address}`);
console.log(`Sign in to the console as ${OPERATOR} with ${readFileSync(passwordFile, "utf8")}`);
console.log("Shoppers come by and by; the first receipt takes a minute or two. Ctrl-C ends it.\n");
const simulate = [
  "devices",
  "simulate",
  "--config",
  shop,
  "--keys",
  keys,
  "--scenario",
  "busy",
  "--shoppers-at-once",
  "2",
];
const devices = spawn(process.execPath, [main, ...simulate, ...process.argv.slice(2)], {
  stdio: "inherit",
});
const stop = (): void => {
  devices.kill("SIGTERM");
};
process.on("SIGINT", stop).on("SIGTERM", stop);
await Promise.race([once(devices, "exit"), once(child, "exit")]);
stop();
child.kill("SIGTERM");
if (child.exitCode === null) await once(child, "exit");
