/** A shop's process in a world of one seed: clock, disk, network and payment provider. */

import { drawSettings } from "@saunter/shop/testing/sample-settings";
import { createKernel, type Kernel } from "@saunter/sim/kernel";
import { createProvider } from "@saunter/sim/payments/provider";
import { createActLog } from "./act-log.ts";
import { watchLoop } from "./loop-watch.ts";
import { createNoticeCarrier } from "./notice-carrier.ts";
import { createMailServer, createWebhookReceiver } from "./outsiders.ts";
import { createSimulatedDisk, isOfDisk, type SimulatedDisk } from "./simulated-disk.ts";
import { createSimulatedFloor } from "./simulated-floor.ts";
import { openLife } from "./simulated-life.ts";
import { createSlots } from "./slots.ts";
import type { CutMoment } from "./torn-files.ts";
import { makeConfig } from "./torture-config.ts";
import { START_MS } from "./torture-shop.ts";
import { getTemplate, type Template } from "./torture-template.ts";
import type { Life, Plant, World } from "./world.ts";

const CUT_MOMENTS: readonly CutMoment[] = ["before", "after", "torn", "checkpoint"];
/** In such a share of the worlds people, webhooks and mails go through the process's HTTP side. */
const HTTP_SHARE = 0.1;
/** In such a share the real engine processes the sensors of a simulated shop. */
const SENSORS_SHARE = 0.004;
/** In such a share of the cuts the disk fails first, for at most so long. */
const FAULT_SHARE = 0.15;
const FAILING_MS_MAX = 120_000;
/** The power fails again as soon as it is back. */
const CUT_AGAIN_SHARE = 0.1;
/** What the webhook is notified of: seldom of everything, which is a lot. */
const WEBHOOK_EVENTS = [["receipt.*", "charge.*", "debt.*"], ["*"], null] as const;
const WEBHOOK_EVENT_SHARES = [6, 1, 3];

export interface WorldRunner {
  readonly world: World;
  /** Runs all events up to a time. */
  run(untilMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A world whose process serves already. @param root is made, and belongs to the world */
export async function createWorld(
  seed: number,
  root: string,
  plant: Plant = {},
): Promise<WorldRunner> {
  const kernel = createKernel(seed, START_MS);
  const template = await getTemplate();
  let isDead = false;
  const onCut = (): void => {
    isDead = true;
  };
  const disk = createSimulatedDisk(root, kernel.random, onCut, plant.isDiskLying ?? false);
  template.copyTo(disk.folder());
  const { world, serve } = makeWorld(kernel, disk, template, plant);
  const carrier = createNoticeCarrier(world);
  const watch = world.isOverHttp || world.floor !== null ? watchLoop() : null;
  const settle = watch?.settle ?? turnLoop;
  let lives = 0;
  let end = (): void => {};
  const start = (): void => {
    const number = ++lives;
    isDead = false;
    const isAlive = (): boolean => !isDead && lives === number;
    const opening = openLife(world, number, isAlive);
    end = opening.end;
    // What fails in a process that is dead has no consequences.
    opening.life.then(
      (life) => void (isAlive() && serve(life)),
      (error: unknown) => void (isAlive() && world.fail(error)),
    );
  };
  const restart = (): void => {
    world.cuts++;
    world.life = null;
    end();
    disk.recover();
    if (world.hasFaults && world.kernel.random.chance(CUT_AGAIN_SHARE)) armCut(world);
    start();
  };
  const run = async (untilMs: number): Promise<void> => {
    while (kernel.runNext(untilMs)) {
      await settle();
      if (world.failures.length > 0) throw world.failures[0];
      while (isDead) {
        restart();
        await settle();
      }
      if (carrier.deliver()) await settle();
    }
  };
  start();
  await settle();
  await run(kernel.nowMs());
  return {
    world,
    run,
    close: async () => {
      end();
      watch?.stop();
      disk.remove();
    },
  };
}

/** Everybody of a world in which nothing has happened yet; `serve` admits people to a process. */
function makeWorld(kernel: Kernel, disk: SimulatedDisk, template: Template, plant: Plant) {
  const { random } = kernel;
  const { secrets } = template;
  const failures: unknown[] = [];
  const waiting: ((life: Life) => void)[] = [];
  const offlineLimitMinor = random.pick([null, null, 1500]);
  const settings = drawSettings(random, { offlineLimitMinor, ...plant.entry });
  const isOverHttp = plant.isOverHttp ?? random.chance(HTTP_SHARE);
  const hasSensors = plant.hasSensors ?? random.chance(SENSORS_SHARE);
  const floor = hasSensors ? createSimulatedFloor(kernel) : null;
  const webhookEvents = WEBHOOK_EVENTS[random.weighted(WEBHOOK_EVENT_SHARES)] ?? null;
  let numbers = 0;
  const world = {
    kernel,
    disk,
    failures,
    plant,
    isOverHttp,
    floor,
    codeKey: secrets.codeKey,
    lostCarts: [],
    provider: createProvider({ currencies: ["gbp"], showsReleases: random.chance(0.5) }),
    config: makeConfig(settings, secrets, {
      hasMail: random.chance(0.5),
      webhookEvents,
      entrance: floor?.entrance ?? null,
    }),
    canIncrease: random.chance(0.5),
    acts: createActLog(),
    cards: new Map(),
    sessions: new Map(),
    oneAtATime: createSlots(1),
    nextNumber: () => numbers++,
    acknowledged: new Map<number, string>(),
    // Nothing can be written then; what was not acknowledged is asked for again.
    fail: (error: unknown) => void (isOfDisk(disk, error) || failures.push(error)),
    life: null,
    whenServing: (): Promise<Life> =>
      world.life === null
        ? new Promise((go) => void waiting.push(go))
        : Promise.resolve(world.life),
    cuts: 0,
    isOffline: false,
    hasFaults: true,
    everyMsMin: null,
    answerMs: 0,
  } as Omit<World, "receiver" | "mailServer"> as World;
  const outsiders = {
    receiver: createWebhookReceiver(world),
    mailServer: createMailServer(world),
  };
  const serve = (life: Life): void => {
    world.life = life;
    for (const go of waiting.splice(0)) go(life);
  };
  return { world: Object.assign(world, outsiders), serve };
}

/** Whatever can go on has gone on, where promises are all that it waited for. */
function turnLoop(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Cuts the power at one of the next commits; or the disk fails there, and the power some time later. */
export function armCut({ disk, kernel, plant }: World): void {
  const { random } = kernel;
  if (!random.chance(plant.diskFaultShare ?? FAULT_SHARE)) {
    disk.armCut(random.pick(CUT_MOMENTS));
    return;
  }
  const afterMs = random.integer(0, FAILING_MS_MAX);
  disk.armFault(() => kernel.schedule(afterMs, () => void (disk.isFailing() && disk.cutNow())));
}
