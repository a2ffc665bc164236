/** A process that a drill kills: does one thing after the other as it is asked, and says what is on the disk. */
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { type HubLine, openHubLine } from "@saunter/shop/chain/hub-line";
import { askForHead, findReplacement } from "@saunter/shop/chain/recovery/check-place";
import { readRecoveryKey } from "@saunter/shop/chain/recovery/recovery-key";
import { restoreFromChain } from "@saunter/shop/chain/recovery/restore-from-chain";
import { createCopySender } from "@saunter/shop/chain/recovery/send-copy";
import { createUpSender } from "@saunter/shop/chain/send-up";
import { backupStore, restoreBackup } from "@saunter/shop/store/backup";
import type { DrillLine, DrillReport, DrillRequest } from "./drill-messages.ts";
import { listReleaseTables } from "./drill-releases.ts";
import { openDrillShop } from "./drill-shop.ts";

const STDOUT = 1;
const SHARD = 0;
const POLL_MS = 20;
const WAIT_MS = 30_000;

/** Whole when it returns, so that a kill cuts none. */
const say = (report: DrillReport): void => void writeSync(STDOUT, `${JSON.stringify(report)}\n`);

/** That of the last request: most drills ask for one several times. */
let kept: { readonly shopId: string; readonly line: HubLine } | null = null;

async function withLine<T>(of: DrillLine, work: (line: HubLine) => Promise<T>): Promise<T> {
  const line = await findLine(of);
  await until(async () => (await askForHead(line).catch(() => null)) !== null, "the chain");
  return work(line);
}

async function findLine({ server, shopId, credentials }: DrillLine): Promise<HubLine> {
  if (kept?.shopId === shopId) return kept.line;
  await kept?.line.close();
  const secret = { source: "the drill", reveal: () => credentials.trim() };
  const line = openHubLine({ server, shard: SHARD, credentials: secret }, shopId, () => null);
  kept = { shopId, line };
  return line;
}

async function until(isTrue: () => Promise<boolean>, what: string): Promise<void> {
  const endMs = performance.now() + WAIT_MS;
  while (!(await isTrue())) {
    if (performance.now() > endMs) throw new Error(`${what} has not answered`);
    await wait(POLL_MS);
  }
}

async function perform(request: DrillRequest): Promise<unknown> {
  switch (request.what) {
    case "live": {
      const shop = openDrillShop(request.folder, request.release);
      for (const [at, act] of request.acts.entries()) {
        const receipt = await shop.act(act);
        say({ what: "done", at, receipt });
      }
      await shop.store.close();
      return null;
    }
    case "read": {
      const shop = openDrillShop(request.folder, request.release);
      await shop.store.checked;
      const state = shop.read();
      await shop.store.close();
      return state;
    }
    case "send":
      return withLine(request.line, (line) => send(request, line));
    case "check-place":
      return withLine(request.line, async (line) => {
        const { store } = openDrillShop(request.folder, request.release);
        const why = findReplacement(store, await askForHead(line));
        await store.close();
        return why;
      });
    case "back-up":
      return backupStore(request.folder, request.file);
    case "restore":
      return restoreBackup(request.file, request.folder, { force: false });
    case "restore-from-chain":
      return withLine(request.line, (line) =>
        restoreFromChain({
          ...{ folder: request.folder, disk: request.disk, line, shopId: request.line.shopId },
          ...listReleaseTables(request.release),
          findRecoveryKey: async () => request.recoveryKey,
          ...{ isForced: false, isOldOff: true, isWithoutCopy: false, nowMs: Date.now },
        }),
      );
    default:
      return request satisfies never;
  }
}

async function send(
  { folder, release, line: { shopId } }: Extract<DrillRequest, { what: "send" }>,
  line: HubLine,
): Promise<number> {
  const { store } = openDrillShop(folder, release);
  const nowMs = Date.now;
  const sender = createUpSender({
    ...{ store, line, shopId, nowMs, random: Math.random },
  });
  await until(async () => {
    await sender.sendDue();
    const { position } = await askForHead(line);
    return sender.report().waiting === 0 && position >= store.position();
  }, "the chain");
  const copies = createCopySender({
    ...{ store, line, shopId, nowMs, recoveryKey: readRecoveryKey(folder)! },
    source: { db: store.db, folder, isMade: store.isMade },
    evenMs: () => performance.now(),
    checkPlace: async () => {
      const why = findReplacement(store, await askForHead(line));
      if (why !== null) throw new Error(why);
    },
  });
  await copies.sendDue();
  const { fault } = copies.report();
  if (fault !== null) throw new Error(fault);
  const position = store.position();
  await store.close();
  return position;
}

createInterface({ input: process.stdin })
  .on("line", async (text) => {
    say({ what: "begun" });
    try {
      say({ what: "ended", answer: (await perform(JSON.parse(text))) ?? null });
    } catch (error) {
      const { code = "none", message, stack } = error as Error & { code?: string };
      say({ what: "failed", code, message: code === "none" ? (stack ?? message) : message });
    }
  })
  .on("close", () => process.exit());
// Node writes it at a process's end, to which most of these never come.
flushCompileCache();
say({ what: "ready" });
