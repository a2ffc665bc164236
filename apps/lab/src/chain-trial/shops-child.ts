/** Some shops of a trial in a process of their own: each a real store, sender and line, and events at a rate. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EventsByKind, StreamKind } from "@saunter/commerce/events";
import { createChainAnswers } from "@saunter/shop/chain/answer-chain";
import { type HubLine, openHubLine } from "@saunter/shop/chain/hub-line";
import { CHAIN_SCHEMA, createUpSender } from "@saunter/shop/chain/send-up";
import { parseStream } from "@saunter/shop/store/folded-states";
import { openStore } from "@saunter/shop/store/store";
import { type JournalEvent, repeatJournal } from "./simulate-journal.ts";

export interface TrialShop {
  readonly shopId: string;
  /** Text of its credentials file; null: its leaf node signs in. */
  readonly credentials: string | null;
  /** `nats://HOST:PORT`. */
  readonly server: string;
}

export type ShopsRequest =
  | {
      readonly what: "open";
      readonly folder: string;
      readonly shops: readonly TrialShop[];
      /** Path of a journal as JSON, which each shop writes again and again. */
      readonly journalFile: string;
      /** Of each shop. */
      readonly eventsPerSecond: number;
      /** Rows are sent up to so much later than they are due, each by another time: they come in another order. */
      readonly jitterMs: number;
    }
  /** Each shop ends its journal, so that no visit stays open. Resolves when all of it is sent. */
  | { readonly what: "finish" };

export type ShopsReport =
  | {
      readonly what: "running";
      /** Events of all its shops. */
      readonly written: number;
      readonly waiting: number;
      /** How many they were to write since the process began, and have. */
      readonly due: number;
      readonly done: number;
      /** The longest that a shop took to write since the last report, milliseconds. */
      readonly longestWriteMs: number;
      readonly fault: string | null;
    }
  | {
      readonly what: "finished";
      readonly heads: readonly {
        readonly shopId: string;
        readonly position: number;
        readonly hash: string;
      }[];
    };

const SHARD = 0;
const WRITE_EVERY_MS = 500;
const SEND_EVERY_MS = 200;
const REPORT_EVERY_MS = 1000;

const report = (message: ShopsReport): void => void process.send?.(message);

process.on("message", (request: ShopsRequest) => {
  if (request.what === "open") open(request);
});

/** As if each row took a way of its own. */
function delayEach(line: HubLine, jitterMs: number): HubLine {
  if (jitterMs === 0) return line;
  return {
    ...line,
    sendRow: async (...row) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * jitterMs));
      await line.sendRow(...row);
    },
  };
}

function openShop(folder: string, { shopId, credentials, server }: TrialShop, jitterMs: number) {
  const own = join(folder, shopId);
  mkdirSync(own, { recursive: true });
  const nowMs = Date.now;
  const store = openStore({ folder: own, nowMs, projections: [], schema: CHAIN_SCHEMA });
  const secret = credentials === null ? null : { source: "the trial", reveal: () => credentials };
  const ownLine = openHubLine({ server, shard: SHARD, credentials: secret }, shopId, (what, body) =>
    answer(what, body),
  );
  const line = delayEach(ownLine, jitterMs);
  const sender = createUpSender({ store, line, shopId, nowMs, random: Math.random });
  let ids = 0;
  const answer = createChainAnswers({
    ...{ store, sender, nowMs, version: "trial", answerPool: null, countUnsigned: null },
    makeId: () => `${process.pid}-${ids++}`,
  });
  return { shopId, store, sender, line };
}

function open({
  eventsPerSecond,
  folder,
  jitterMs,
  journalFile,
  shops,
}: Extract<ShopsRequest, { what: "open" }>): void {
  const opened = shops.map((shop) => openShop(folder, shop, jitterMs));
  const journal = JSON.parse(readFileSync(journalFile, "utf8")) as readonly JournalEvent[];
  const readEvent = repeatJournal(journal);
  const startMs = performance.now();
  let state: "writing" | "finishing" | "written" = "writing";
  let longestWriteMs = 0;
  /** Of each shop. */
  let written = 0;

  const countDue = (): number =>
    Math.floor(((performance.now() - startMs) / 1000) * eventsPerSecond);

  async function writeDue(): Promise<void> {
    const due = countDue() - written;
    if (due <= 0) return;
    const fromMs = performance.now();
    await Promise.all(opened.map(({ store }) => writeSome(store, due)));
    longestWriteMs = Math.max(longestWriteMs, performance.now() - fromMs);
    written += due;
  }

  async function writeSome(store: (typeof opened)[number]["store"], count: number): Promise<void> {
    await store.transact((tx) => {
      // A shop that was killed continues after its last event.
      const from = store.position();
      for (let at = from; at < from + count; at++) {
        const { stream, text } = readEvent(at);
        const { kind, id } = parseStream(stream);
        tx.append(kind, id, [JSON.parse(text) as EventsByKind[StreamKind]]);
      }
    });
  }

  void repeat(WRITE_EVERY_MS, async () => {
    if (state === "writing") await writeDue();
    if (state !== "finishing") return;
    for (const { store } of opened) {
      const rest = store.position() % journal.length;
      if (rest > 0) await writeSome(store, journal.length - rest);
    }
    state = "written";
  });
  for (const { sender } of opened) void repeat(SEND_EVERY_MS, sender.sendDue);
  const count = () => {
    const reports = opened.map(({ sender }) => sender.report());
    return {
      written: opened.reduce((sum, { store }) => sum + store.position(), 0),
      waiting: reports.reduce((sum, { waiting }) => sum + waiting, 0),
      fault: reports.find(({ fault }) => fault !== null)?.fault ?? null,
    };
  };
  const reporting = setInterval(() => {
    const [due, done] = [countDue(), written].map((one) => one * opened.length) as [number, number];
    report({ what: "running", ...count(), due, done, longestWriteMs });
    longestWriteMs = 0;
  }, REPORT_EVERY_MS);

  process.on("message", (request: ShopsRequest) => {
    if (request.what !== "finish") return;
    state = "finishing";
    const looking = setInterval(() => {
      if (state !== "written" || count().waiting > 0) return;
      clearInterval(looking);
      clearInterval(reporting);
      const heads = opened.map(({ shopId, store }) => {
        const position = store.position();
        return { shopId, position, hash: store.readRowsFrom(position, 1)[0]?.[6] ?? "" };
      });
      report({ what: "finished", heads });
    }, SEND_EVERY_MS);
  });
}

async function repeat(pauseMs: number, work: () => Promise<void>): Promise<never> {
  for (;;) {
    await work();
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
