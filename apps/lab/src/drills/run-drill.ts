/** One drill: a shop that sells, is killed, upgraded, put back, copied, lost and restored, in an order that its seed says. */
import {
  appendFileSync,
  closeSync,
  cpSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Random } from "@saunter/numerics/random";
import { readRecoveryKey } from "@saunter/shop/chain/recovery/recovery-key";
import type { DrillHand, Outcome } from "./drill-hand.ts";
import type { DrillAct, DrillLine, DrillRequest, DrillState } from "./drill-messages.ts";
import { createModel, type DrillFindings, type DrillModel } from "./drill-model.ts";
import { RELEASES, type Release } from "./drill-releases.ts";

export const STEPS = [
  "live",
  "upgrade",
  "downgrade",
  "backup",
  "old-backup",
  "blank",
  "old-disk",
  "damaged-disk",
] as const;
export type DrillStep = (typeof STEPS)[number];

export interface DrillCounts {
  kills: number;
  readonly steps: Record<DrillStep, number>;
}

export interface DrillContext {
  readonly random: Random;
  readonly hand: DrillHand;
  /** Its own; it is empty, and may be removed afterwards. */
  readonly folder: string;
  readonly line: DrillLine;
  readonly findings: DrillFindings;
  readonly counts: DrillCounts;
  /** The shop's last row as the chain has it, and how many of its rows were set aside. */
  readonly readChain: () => Promise<{ position: number; hash: string; setAside: number }>;
}

const STEPS_MIN = 2;
const STEPS_MAX = 4;
const ACTS_MAX = 6;
/** A start takes longer than all else, so that most requests are left alone. */
const KILL_CHANCE = 0.12;
const LIVE_KILL_CHANCE = 0.3;
/** As long as most requests take, and the longest. */
const KILL_MS_MAX = { short: 40, long: 400 };

interface Drill extends DrillContext {
  readonly model: DrillModel;
  readonly data: string;
  release: Release;
  files: number;
  ids: number;
}

/** What it finds is in the context's findings; rejects where a step cannot be done at all. */
export async function runDrill(context: DrillContext): Promise<void> {
  const model = createModel(context.findings);
  const data = join(context.folder, "data");
  const drill: Drill = { ...context, model, data, release: "now", files: 0, ids: 0 };
  await live(drill);
  const steps = context.random.integer(STEPS_MIN, STEPS_MAX);
  for (let step = 0; step < steps; step++) {
    const name = context.random.pick(STEPS);
    context.counts.steps[name]++;
    await PERFORM[name](drill);
  }
  await checkAtChain(drill);
}

const PERFORM: Readonly<Record<DrillStep, (drill: Drill) => Promise<void>>> = {
  live,
  upgrade: (drill) => change(drill, 1),
  downgrade: (drill) => change(drill, -1),
  backup: backUpAndRestore,
  "old-backup": restoreOldBackup,
  blank: replaceComputer,
  "old-disk": (drill) => moveDisk(drill, false),
  "damaged-disk": (drill) => moveDisk(drill, true),
};

/** A request that may be killed, again and again until it has ended. Rejects where it fails. */
async function insist(drill: Drill, request: DrillRequest): Promise<unknown> {
  for (;;) {
    const { end } = await run(drill, request);
    if (end.kind === "ended") return end.answer;
    if (end.kind === "failed") throw new Error(`${request.what}: ${end.code} ${end.message}`);
  }
}

async function run(drill: Drill, request: DrillRequest, chance = KILL_CHANCE): Promise<Outcome> {
  const { random, hand, counts } = drill;
  const most = random.chance(0.7) ? KILL_MS_MAX.short : KILL_MS_MAX.long;
  const killAfterMs = random.chance(chance) ? random.uniform(0, most) : null;
  const outcome = await hand.run(request, killAfterMs);
  if (outcome.end.kind === "killed") counts.kills++;
  return outcome;
}

function drawAct({ random, release, model, line, ...drill }: Drill, id: string): DrillAct {
  const users = model.listUsers();
  switch (random.integer(0, release === "before" ? 5 : 7)) {
    case 0:
      return { kind: "user", id: `user-${id}` };
    case 1:
      return { kind: "sensor", id: `sensor-${id}`, keyHash: `key-${line.shopId}-${drill.ids}` };
    case 2:
      if (users.length > 0) return { kind: "disable", id: random.pick(users) };
      return { kind: "user", id: `user-${id}` };
    case 6:
      return { kind: "phone", id: `phone-${id}` };
    case 7:
      return { kind: "colour", colour: `#${String(drill.ids).padStart(6, "0")}` };
    default:
      return { kind: "visit", id: `visit-${id}`, quantity: random.integer(1, 3) };
  }
}

/** Sells and changes settings, until it is killed or has done all; after a kill the disk may have a torn write. */
async function live(drill: Drill): Promise<void> {
  const { random, data: folder, release, model } = drill;
  const acts = Array.from({ length: random.integer(1, ACTS_MAX) }, () =>
    drawAct(drill, String(drill.ids++)),
  );
  const { done, end } = await run(drill, { what: "live", folder, release, acts }, LIVE_KILL_CHANCE);
  if (end.kind === "failed") throw new Error(`live: ${end.code} ${end.message}`);
  for (const { at, receipt } of done) model.act(acts[at]!, receipt);
  if (end.kind === "killed") {
    const next = acts[done.length];
    if (next !== undefined) model.actHalf(next);
    tearWrites(folder, random);
  }
  await check(drill, "after selling");
}

/** What a power cut leaves of a write that had begun: rubbish behind the log's end, or nothing. */
function tearWrites(folder: string, random: Random): void {
  const log = join(folder, "shop.db-wal");
  if (existsSync(log) && statSync(log).size > 0 && random.chance(0.5)) {
    const bytes = Buffer.alloc(random.integer(1, 5000));
    for (let at = 0; at < bytes.length; at++) bytes[at] = random.integer(0, 255);
    appendFileSync(log, bytes);
  }
}

async function check(drill: Drill, when: string): Promise<void> {
  const { data: folder, release, model } = drill;
  const state = (await insist(drill, { what: "read", folder, release })) as DrillState;
  model.check(state, release, when);
}

/** To the next release, or the one before; where there is none, the same starts again. */
async function change(drill: Drill, by: 1 | -1): Promise<void> {
  const at = RELEASES.indexOf(drill.release) + by;
  drill.release = RELEASES[Math.min(RELEASES.length - 1, Math.max(0, at))]!;
  await check(drill, by > 0 ? "after an upgrade" : "after a downgrade");
  await live(drill);
}

/** A backup that was killed has left no file that counts as one. */
async function backUp(drill: Drill): Promise<string> {
  for (;;) {
    const file = join(drill.folder, `backup-${drill.files++}`);
    const { end } = await run(drill, { what: "back-up", folder: drill.data, file });
    if (end.kind === "failed") throw new Error(`back-up: ${end.code} ${end.message}`);
    if (end.kind === "ended" || existsSync(file)) return file;
  }
}

/** The database alone is lost: the keys are on another disk, as backups have none. */
function loseDatabase({ data }: Drill): void {
  for (const name of readdirSync(data)) {
    if (name !== "keys") rmSync(join(data, name), { recursive: true, force: true });
  }
}

async function backUpAndRestore(drill: Drill): Promise<void> {
  const file = await backUp(drill);
  loseDatabase(drill);
  await insist(drill, { what: "restore", folder: drill.data, file });
  await check(drill, "after a restored backup");
}

const send = ({ data: folder, release, line, hand }: Drill): Promise<Outcome> =>
  hand.run({ what: "send", folder, release, line });

async function sendAll(drill: Drill): Promise<void> {
  const { end } = await send(drill);
  if (end.kind !== "ended") throw new Error(`send: ${JSON.stringify(end)}`);
}

async function restoreFromChain(
  drill: Drill,
  disk: string | null,
  recoveryKey: string,
): Promise<void> {
  const { data: folder, release, line } = drill;
  await insist(drill, { what: "restore-from-chain", folder, disk, release, line, recoveryKey });
}

async function expectReplaced(drill: Drill, folder: string, when: string): Promise<void> {
  const { release, line, findings } = drill;
  const why = await insist(drill, { what: "check-place", folder, release, line });
  if (typeof why === "string") return;
  findings.wrong++;
  findings.words.push(`${when}: an old computer may go on beside the new one`);
}

/** A backup that is older than the shop: the chain does not have it as the shop until it has the rest. */
async function restoreOldBackup(drill: Drill): Promise<void> {
  const file = await backUp(drill);
  await live(drill);
  const before = await hasMoreThan(drill, file);
  await sendAll(drill);
  const recoveryKey = readRecoveryKey(drill.data)!;
  loseDatabase(drill);
  await insist(drill, { what: "restore", folder: drill.data, file });
  if (before) await expectReplaced(drill, drill.data, "after an older backup");
  await restoreFromChain(drill, null, recoveryKey);
  await check(drill, "after an older backup and the chain");
}

/** Whether the shop has events that a backup lacks: a restore of it is refused, and changes nothing. */
async function hasMoreThan(drill: Drill, file: string): Promise<boolean> {
  const copy = join(drill.folder, `copy-${drill.files++}`);
  cpSync(drill.data, copy, { recursive: true });
  const { end } = await drill.hand.run({ what: "restore", folder: copy, file });
  rmSync(copy, { recursive: true, force: true });
  return end.kind === "failed" && end.code === "backup-older";
}

/** The computer is lost with its disk; later it comes back. */
async function replaceComputer(drill: Drill): Promise<void> {
  await sendAll(drill);
  const recoveryKey = readRecoveryKey(drill.data)!;
  const old = join(drill.folder, `old-${drill.files++}`);
  cpSync(drill.data, old, { recursive: true });
  rmSync(drill.data, { recursive: true });
  await restoreFromChain(drill, null, recoveryKey);
  await check(drill, "on a blank computer");
  await live(drill);
  await sendAll(drill);
  await expectReplaced(drill, old, "on a blank computer");
}

/** The computer is lost, and its disk is not: whole with what was never sent, or damaged with what the chain has. */
async function moveDisk(drill: Drill, isDamaged: boolean): Promise<void> {
  const recoveryKey = readRecoveryKey(drill.data)!;
  await sendAll(drill);
  if (!isDamaged) await live(drill);
  const old = join(drill.folder, `old-${drill.files++}`);
  cpSync(drill.data, old, { recursive: true });
  rmSync(drill.data, { recursive: true });
  if (isDamaged) damageDisk(old, drill.random);
  await restoreFromChain(drill, old, recoveryKey);
  await check(drill, isDamaged ? "with a damaged disk" : "with the old disk");
}

/** Some bytes of the database's file, or the whole end of it. */
function damageDisk(folder: string, random: Random): void {
  const path = join(folder, "shop.db");
  const { size } = statSync(path);
  const file = openSync(path, "r+");
  const from = random.integer(0, size - 1);
  const length = random.chance(0.5) ? 1 : Math.min(size - from, random.integer(1, 20_000));
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, from);
  for (let at = 0; at < length; at++) bytes[at] = bytes[at]! ^ random.integer(1, 255);
  writeSync(file, bytes, 0, length, from);
  closeSync(file);
  if (random.chance(0.2)) writeFileSync(join(folder, "journal.head"), "");
}

/** In the end the chain has the shop's journal, in one unbroken stream. */
async function checkAtChain(drill: Drill): Promise<void> {
  const { data: folder, release, findings } = drill;
  await sendAll(drill);
  const state = (await insist(drill, { what: "read", folder, release })) as DrillState;
  const { position, hash, setAside } = await drill.readChain();
  const isSame = position === state.position && hash === state.hash && setAside === 0;
  if (isSame) return;
  findings.wrong++;
  findings.words.push(
    `the chain has ${position} of ${state.position} events, and ${setAside} set aside`,
  );
}
