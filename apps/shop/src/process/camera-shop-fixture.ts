/** For tests: a shop's process before simulated cameras, whose films are played to their end. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { CameraMachine } from "@saunter/ingest/pipeline/open-pipeline";
import {
  createSceneFinder,
  makeScene,
  makeStatus,
  playFilm,
  type Scene,
} from "@saunter/ingest/pipeline/simulated-cameras-fixture";
import { NO_PICTURES } from "@saunter/ingest/product-images/picture-files";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { writeSimulation } from "@saunter/stand-ins/recordings/write-simulation";
import { expect, onTestFinished } from "vitest";
import { createCameraWatch } from "../capabilities/cameras/cameras.ts";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
import type { ShopConfig, SourceConfig } from "../config/shop-config.ts";
import { enterShop } from "../domain/entry-service.ts";
import { createGateNewsBoard } from "../domain/gate-news.ts";
import { makeCredential, payCard } from "../domain/shop-fixture.ts";
import type { SensorHooks } from "../sensors/sensor-run.ts";
import { makeSampleConfig } from "../testing/sample-config.ts";
import { makeScratchFolder } from "../testing/scratch-folder.ts";
import { openShopProcess } from "./open-shop-process.ts";
import type { ShopProcess } from "./shop-process.ts";
import { createTestSimulator } from "./simulator-fixture.ts";
import { MACHINE } from "./surroundings.ts";

const TICK_MS = 500;
export type CamerasSource = Extract<SourceConfig, { kind: "cameras" }>;

export interface SceneMachine extends CameraMachine {
  readonly closed: { finders: number };
}

/** Plays the films of a scene; time passes by their frames alone. */
export function makeMachine(scene: Scene, more: Partial<CameraMachine> = {}): SceneMachine {
  const closed = { finders: 0 };
  return {
    closed,
    checkFfmpeg: () => {},
    openCamera: ({ cameraId }) => {
      const camera = scene.cameras.find((one) => one.cameraId === cameraId)!;
      const { frames, counts } = playFilm(scene, camera);
      const given = () => makeStatus(cameraId).counts;
      return {
        frames,
        closed: Promise.resolve(),
        rest: () => {},
        status: () => makeStatus(cameraId, { counts: { ...given(), given: counts.taken } }),
      };
    },
    openPoseFinder: async () => ({
      ...createSceneFinder(scene, 1),
      status: () => expect.unreachable("films do not rest"),
      close: async () => void closed.finders++,
    }),
    openHandClassifier: async () => null,
    setTimer: () => () => {},
    ...more,
  };
}

export function makeFolder(): string {
  const folder = makeScratchFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A scene's films, and beside them a recording of its plates in `folder`. */
export async function recordScene(seed: number, shoppers: number, folder: string): Promise<Scene> {
  const written: Promise<void>[] = [];
  const scene = makeScene(seed, shoppers, (simulation) => {
    written.push(writeSimulation(folder, simulation));
  });
  await Promise.all(written);
  return scene;
}

interface Opening {
  readonly folder: string;
  readonly source: CamerasSource;
  readonly machine: CameraMachine;
  readonly clock: { nowMs: number };
  readonly policies?: Partial<ShopConfig["policies"]>;
  readonly pictures?: ShopConfig["pictures"];
}

export async function openProcess(opening: Opening): Promise<ShopProcess> {
  const { folder, source, machine, clock, pictures = NO_PICTURES } = opening;
  const sample = makeSampleConfig(join(folder, "data"), 1);
  const policies = { ...sample.policies, finalWithinMs: 5000, ...opening.policies };
  const config: ShopConfig = { ...sample, policies, source, pictures, floor: null };
  const opened = await openShopProcess({
    simulator: createTestSimulator(),
    // Stamps of frames are no whole milliseconds, as the shop's clock is.
    ...{ config, nowMs: () => Math.floor(clock.nowMs), recordings: RECORDING_FOLDERS },
    capabilities: SHOP_CAPABILITIES,
    surroundings: { ...MACHINE, openPipeline: async () => machine },
    onError: (error) => expect.unreachable(String(error)),
    onTrouble: (error) => expect.unreachable(String(error)),
  });
  const { cameras } = opened.source;
  if (cameras !== null) opened.addWatches([createCameraWatch(cameras.reporter)]);
  return opened;
}

/** Processes films to their end, and goes on until all is settled. */
export async function applyAll(
  opened: ShopProcess,
  clock: { nowMs: number },
  more: SensorHooks = {},
): Promise<void> {
  const { shop, runner, source } = opened;
  const entryService = { findCustomerCard: () => null, news: createGateNewsBoard() };
  let entering: Promise<unknown> = Promise.resolve();
  /** One at a time: a gate holds one entry. */
  const admit = (shopperId: string): void => {
    entering = entering.then(async () => {
      const entered = await enterShop(shop, entryService, runner, {
        gateId: shop.settings.gateIds[0]!,
        partySize: 1,
        credential: makeCredential(payCard(`pm_sim_ok-${shopperId}`)),
        shopperId,
      });
      expect(entered).toMatchObject({ ok: true });
    });
  };
  let tickedMs = clock.nowMs;
  const pace = async (timestampMs: number): Promise<void> => {
    clock.nowMs = Math.max(clock.nowMs, timestampMs);
    if (clock.nowMs - tickedMs < TICK_MS) return;
    tickedMs = clock.nowMs;
    await opened.tick();
  };
  const hooks = { ...more, ...(source.isRecorded ? { onAppeared: admit } : {}) };
  await opened.runSensors(hooks, pace, new AbortController().signal);
  await entering;
  for (let at = 0; at < 20; at++) {
    clock.nowMs += TICK_MS;
    await opened.tick();
  }
}

export const listReceipts = ({ store }: ShopProcess) =>
  store.db
    .prepare("SELECT visit_id FROM receipts")
    .all()
    .map((row) => store.read("receipt", row.visit_id as string));
