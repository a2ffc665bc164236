/** A mosquitto of Debian's, started for a test, with the configuration that a shop gets. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { findFreePort } from "@saunter/server/network/free-port";

/** Without it (apt install mosquitto) its tests are left out. */
export const HAS_MOSQUITTO = spawnSync("mosquitto", ["-h"]).error === undefined;

export interface Mosquitto {
  /** Of the listener for names and passwords. */
  readonly url: string;
  /** Of the listener for certificates. */
  readonly certifiedUrl: string;
  readonly folder: string;
  /** As the machine's power going. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Saves what it has, as it does by itself from time to time. */
  save(): Promise<void>;
}

const SHIPPED = new URL("../../../../../deploy/mosquitto/mosquitto.conf", import.meta.url);
const SAVED_MS_MAX = 10_000;

/**
 * @param files those that its configuration names, by name; null is a broker without TLS where anybody may connect, `{}` one
 * without TLS where nobody may
 */
export async function startMosquitto(
  files: Readonly<Record<string, string>> | null = null,
): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), "mosquitto-"));
  for (const [name, text] of Object.entries(files ?? {})) writeFileSync(join(folder, name), text);
  const [port, certifiedPort] = [await findFreePort(), await findFreePort()];
  const file = join(folder, "mosquitto.conf");
  const shipped = readFileSync(SHIPPED, "utf8")
    .replace("/var/lib/mosquitto/", `${folder}/`)
    .replaceAll("/etc/mosquitto/saunter", folder)
    .replace("listener 8883", `listener ${port} 127.0.0.1`)
    .replace("listener 8884", `listener ${certifiedPort} 127.0.0.1`);
  const isTls = Object.keys(files ?? {}).length > 0;
  // Started by root it would become a user who cannot read the folder.
  const text = `user ${userInfo().username}\n${isTls ? shipped : dropTls(shipped, files === null)}`;
  writeFileSync(file, text);
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = spawn("mosquitto", ["-c", file], { stdio: "ignore" });
    await waitForPort(port);
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    running.kill("SIGKILL");
    await once(running, "exit");
  };
  const save = async (): Promise<void> => {
    const savedMs = (): number =>
      statSync(join(folder, "mosquitto.db"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const beforeMs = savedMs();
    child!.kill("SIGUSR1");
    for (const endMs = Date.now() + SAVED_MS_MAX; savedMs() === beforeMs; ) {
      if (Date.now() > endMs) throw new Error("mosquitto does not save");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await start();
  const scheme = isTls ? "mqtts" : "mqtt";
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    certifiedUrl: `${scheme}://127.0.0.1:${certifiedPort}`,
    ...{ folder, kill, start, save },
  };
}

/** The shipped configuration with its first listener alone, without TLS and passwords. */
function dropTls(shipped: string, isOpen: boolean): string {
  const lines = shipped.split("\n");
  const first = lines.findIndex((line) => line.startsWith("listener"));
  const kept = lines
    .slice(0, first + 1)
    .filter((line) => !/^(?:allow_anonymous|password_file|acl_file) /.test(line));
  return `${kept.join("\n")}\nallow_anonymous ${isOpen}\n`;
}

/** Rejects where nothing listens within ten seconds. */
async function waitForPort(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("mosquitto does not listen: is it installed (apt install mosquitto)?");
}
