/** A supervisor of real processes: each release is a folder of its own, named by its version. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { nameReleasePlatform } from "@saunter/protocol/chain/release-messages";
import { openPublicKey } from "@saunter/server/signatures/ed25519";
import { findWantedSoftware } from "../chain/chain-versions.ts";
import { putBackWithEvents } from "../chain/recovery/put-back.ts";
import { leaveRefusal, readReleaseState, writeReleaseState } from "../chain/release-state.ts";
import { createReleaseInstaller, type ReleaseInstaller } from "../releases/install-release.ts";
import { RELEASES_VARIABLE, SAUNTER } from "../releases/release-files.ts";
import { backupStore, openForReading } from "../store/backup.ts";
import { forgetPrepared } from "../store/prepared.ts";
import { makePrivateFolder } from "../store/private-files.ts";
import { nameFiles } from "../store/store.ts";
import { endLeftBehind, markSupervised, sendSignal } from "./left-behind.ts";
import { createSupervisor, type RunningRelease, type Supervisor } from "./supervisor.ts";

const BEFORE = "before-release.backup";
const POLL_MS = 200;

export interface SupervisedOptions {
  readonly configFile: string;
  readonly dataFolder: string;
  /** Has a folder of each release, `VERSION/apps/shop/bin/saunter.mjs`. */
  readonly releases: string;
  readonly ownVersion: string;
  /** The program of `ownVersion`. */
  readonly ownProgram: string;
  /** Of the shop's API: `http://127.0.0.1:8420/v1`. */
  readonly apiUrl: string;
  /** Hour of the day, 0 to 23, at which a change waits for nobody; null: none. */
  readonly forcedHour: number | null;
  readonly healthyWithinMs: number;
  readonly stopWithinMs: number;
  /** Of those who make releases; null: none are installed but by hand. */
  readonly releaseKey: string | null;
  readonly now: () => Date;
  readonly report: (sentence: string) => void;
}

export function superviseShop(options: SupervisedOptions): Supervisor {
  const { dataFolder, releases, ownVersion, ownProgram, forcedHour, now, report } = options;
  const installer = openInstaller(options);
  const backup = join(dataFolder, BEFORE);
  const findProgram = (version: string): string =>
    version === ownVersion ? ownProgram : join(releases, version, SAUNTER);
  let running: RunningRelease | null = null;
  const supervisor = createSupervisor({
    state: {
      read: () => readReleaseState(dataFolder),
      write: (state) => writeReleaseState(dataFolder, state),
    },
    ownVersion,
    start: (version) => {
      running = startRelease(findProgram(version), options);
      return running;
    },
    isInstalled: (version) => existsSync(findProgram(version)),
    findWanted: () => readShop(dataFolder, (db) => findWantedSoftware({ db })) ?? null,
    isEmpty: () => readShop(dataFolder, isEmpty) ?? true,
    isForcedHour: () => now().getHours() === forcedHour,
    backUp: async () => {
      rmSync(backup, { force: true });
      if (existsSync(nameFiles(dataFolder).database)) await backupStore(dataFolder, backup);
    },
    putBack: async () => {
      if (existsSync(backup)) await putBackWithEvents(backup, dataFolder);
    },
    leaveRefusal: (refusal) => leaveRefusal(dataFolder, refusal),
    bring: (version) => (installer === null ? "" : installer.bring(version)),
    keepOnly: (versions) => installer?.keepOnly(versions),
    report,
  });
  return {
    turn: async () => {
      const isClosed = running === null || running.hasEnded();
      if (isClosed && (await endLeftBehind(dataFolder, options.stopWithinMs))) {
        report("The shop was still running without its supervisor; it was closed.");
      }
      await supervisor.turn();
    },
    stop: async () => {
      await supervisor.stop();
      await installer?.settle();
    },
  };
}

function openInstaller({
  dataFolder,
  now,
  releaseKey,
  releases,
  report,
}: SupervisedOptions): ReleaseInstaller | null {
  if (releaseKey === null) return null;
  return createReleaseInstaller({
    ...{ dataFolder, releases, report, nowMs: () => now().getTime() },
    ...{
      key: openPublicKey(releaseKey),
      platform: nameReleasePlatform(process.report.getReport()),
    },
  });
}

type Db = ReturnType<typeof openForReading>;

/** Null where there is no shop yet. */
function readShop<T>(folder: string, read: (db: Db) => T): T | null {
  const { database } = nameFiles(folder);
  if (!existsSync(database)) return null;
  const db = openForReading(database);
  try {
    const made = "SELECT 1 FROM sqlite_schema WHERE name = 'chain_contents'";
    return db.prepare(made).get() === undefined ? null : read(db);
  } finally {
    forgetPrepared(db);
    db.close();
  }
}

function isEmpty(db: Db): boolean {
  const open = "SELECT 1 FROM visits WHERE status <> 'closed' LIMIT 1";
  return db.prepare(open).get() === undefined;
}

function startRelease(
  program: string,
  { configFile, dataFolder, apiUrl, healthyWithinMs, releases, stopWithinMs }: SupervisedOptions,
): RunningRelease {
  const args = [program, "serve", configFile, "--data", dataFolder];
  makePrivateFolder(dataFolder);
  const child = spawn(process.execPath, args, {
    stdio: "inherit",
    // A group of its own: a program may have started another, which has to end with it.
    detached: true,
    env: { ...process.env, ...markSupervised(dataFolder), [RELEASES_VARIABLE]: releases },
  });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    hasEnded,
    isReady: () => isOk(`${apiUrl}/readyz`),
    becomesHealthy: async (hasToBeReady) => {
      const url = `${apiUrl}/${hasToBeReady ? "readyz" : "healthz"}`;
      const endMs = performance.now() + healthyWithinMs;
      while (performance.now() < endMs && !hasEnded()) {
        if (await isOk(url)) return !hasEnded();
        await wait(POLL_MS);
      }
      return false;
    },
    stop: () => stop(child, hasEnded, stopWithinMs),
  };
}

async function isOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    // Whatever it is: nobody answers there yet.
    return false;
  }
}

async function stop(child: ChildProcess, hasEnded: () => boolean, withinMs: number): Promise<void> {
  if (hasEnded()) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => sendSignal(-child.pid!, "SIGKILL"), withinMs);
  await ended;
  clearTimeout(timer);
}
