/** What the chain's process tells of itself, in the form that Prometheus reads. */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ChainDatabase } from "../database/open-database.ts";

export interface ChainMetrics {
  readonly registry: Registry;
  /** One request has been answered; the route as it is registered, never the address. */
  countRequest(route: string, status: number, tookMs: number): void;
}

const MS_PER_S = 1000;
const REQUEST_SECONDS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];
/** A shop that has not answered for so long counts as silent. */
const SILENT_MS = 5 * 60_000;

export interface ChainMetricsOptions {
  readonly db: ChainDatabase;
  readonly nowMs: () => number;
  /** Since the last backup that the process has made; null: there is none. */
  readonly findBackupAgeMs: () => number | null;
}

export function createChainMetrics({
  db,
  findBackupAgeMs,
  nowMs,
}: ChainMetricsOptions): ChainMetrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: "saunter_chain_http_request_seconds",
    help: "From a request to its answer.",
    labelNames: ["route", "status"],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const failures = new Counter({
    name: "saunter_chain_http_failures_total",
    help: "Answers of status 500 and above.",
    registers,
  });
  const counts: readonly (readonly [name: string, help: string, count: () => Promise<number>])[] = [
    ["saunter_chain_shops", "Shops.", () => countShops(db)],
    [
      "saunter_chain_shops_silent",
      "Shops that have not answered for five minutes.",
      async () => (await countShops(db)) - (await countSeen(db, nowMs() - SILENT_MS)),
    ],
    [
      "saunter_chain_set_aside",
      "Messages that could not be taken and are not dismissed.",
      () => countSetAside(db),
    ],
    [
      "saunter_chain_backup_age_seconds",
      "Since the last backup that the process has made; NaN: there is none.",
      async () => (findBackupAgeMs() ?? Number.NaN) / MS_PER_S,
    ],
    ["saunter_chain_audit_position", "Events in the audit trail.", () => readAuditPosition(db)],
  ];
  for (const [name, help, count] of counts) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await count());
      },
    });
  }
  return {
    registry,
    countRequest: (route, status, tookMs) => {
      requests.observe({ route, status }, tookMs / MS_PER_S);
      if (status >= 500) failures.inc();
    },
  };
}

async function countShops(db: ChainDatabase): Promise<number> {
  const query = db.selectFrom("shops").select((one) => one.fn.countAll<number>().as("count"));
  return (await query.executeTakeFirstOrThrow()).count;
}

async function countSeen(db: ChainDatabase, afterMs: number): Promise<number> {
  const query = db.selectFrom("shop_states").select((one) => one.fn.countAll<number>().as("count"));
  return (await query.where("seen_ms", ">", afterMs).executeTakeFirstOrThrow()).count;
}

async function countSetAside(db: ChainDatabase): Promise<number> {
  const query = db.selectFrom("set_aside").select((one) => one.fn.countAll<number>().as("count"));
  return (await query.where("dismissed_ms", "is", null).executeTakeFirstOrThrow()).count;
}

async function readAuditPosition(db: ChainDatabase): Promise<number> {
  const query = db.selectFrom("audit_head").select("position");
  return (await query.executeTakeFirstOrThrow()).position;
}
