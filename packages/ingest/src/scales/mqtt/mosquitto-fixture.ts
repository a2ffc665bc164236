/** A mosquitto of Debian's, started for a test, with the configuration that a shop gets. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../free-port-fixture.ts";

/** Without it (apt install mosquitto) its tests are left out. */
export const HAS_MOSQUITTO = spawnSync("mosquitto", ["-h"]).error === undefined;

export interface Mosquitto {
  readonly url: string;
  readonly folder: string;
  /** As the machine's power going. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** @param settings more lines of its configuration. */
export async function startMosquitto(settings: readonly string[] = []): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), "mosquitto-"));
  const port = await findFreePort();
  const file = join(folder, "mosquitto.conf");
  const lines = [
    `listener ${port} 127.0.0.1`,
    "persistence true",
    `persistence_location ${folder}/`,
    "autosave_on_changes true",
    "autosave_interval 1",
    "max_queued_messages 0",
    ...(settings.length === 0 ? ["allow_anonymous true"] : settings),
    // Started by root it would become a user who cannot read the folder.
    `user ${userInfo().username}`,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
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
  await start();
  return { url: `mqtt://127.0.0.1:${port}`, folder, kill, start };
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
