/**
 * What the chain's process tells of itself, in the form that Prometheus reads. What a database that is away cannot
 * say is NaN: the rest is there all the same.
 */
import { addEventLoopLag, addProcess, addRequests } from "@saunter/server/metrics/process-metrics";
import { Counter, Gauge, Registry } from "prom-client";
import { type ChainDatabase, countConnections } from "../database/open-database.ts";
import { BEHIND_SHOPS_MAX, type ChainCounts, readCounts } from "./read-counts.ts";

export interface ChainMetrics {
  readonly registry: Registry;
  /** One request has been answered; the route as it is registered, never the address. */
  countRequest(route: string, status: number, tookMs: number): void;
  close(): void;
}

/** The part of the process that takes what shops send. */
export interface TakingProcess {
  /** Events taken since the start. */
  readonly taken: () => number;
  /** Since when the hub has not been reached; null: it is. */
  readonly hubSilentSinceMs: () => number | null;
}

const MS_PER_S = 1000;
const REQUEST_SECONDS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];
/** Of one scrape all figures are read at once. */
const SAME_SCRAPE_MS = 500;

type ReadCount = (counts: ChainCounts, nowMs: number) => number;

/** Each with what it is of what the database says. */
const COUNTS: readonly (readonly [name: string, help: string, read: ReadCount])[] = [
  ["saunter_chain_shops", "Shops.", ({ shops }) => shops],
  [
    "saunter_chain_shops_silent",
    "Shops that have not answered for five minutes.",
    ({ shopsSilent }) => shopsSilent,
  ],
  [
    "saunter_chain_shops_behind",
    "Shops that have events which the chain has not.",
    ({ shopsBehind }) => shopsBehind,
  ],
  [
    "saunter_chain_behind_events",
    "Events that shops have and the chain has not.",
    ({ behindEvents }) => behindEvents,
  ],
  [
    "saunter_chain_waiting_rows",
    "Rows that came before those that are to come before them.",
    ({ waitingRows }) => waitingRows,
  ],
  [
    "saunter_chain_set_aside",
    "Messages that could not be taken and are not dismissed.",
    ({ setAside }) => setAside,
  ],
  ["saunter_chain_reviews_open", "Open reviews of all shops.", ({ reviewsOpen }) => reviewsOpen],
  [
    "saunter_chain_reviews_due_within_hour",
    "Open reviews that are due within an hour, or late.",
    ({ reviewsDueWithinHour }) => reviewsDueWithinHour,
  ],
  [
    "saunter_chain_reviews_oldest_seconds",
    "Since the oldest open review was opened; 0: there is none.",
    ({ reviewsOldestMs }, nowMs) =>
      reviewsOldestMs === null ? 0 : Math.max(0, nowMs - reviewsOldestMs) / MS_PER_S,
  ],
  [
    "saunter_chain_figures_behind_events",
    "Events that are not in the figures yet, of the projection that is furthest behind.",
    ({ figuresBehindEvents }) => figuresBehindEvents,
  ],
  [
    "saunter_chain_balances_behind_events",
    "Events that have not been applied to gift cards and points yet.",
    ({ balancesBehindEvents }) => balancesBehindEvents,
  ],
  [
    "saunter_chain_webhooks_pending",
    "Webhook deliveries that wait.",
    ({ webhooksPending }) => webhooksPending,
  ],
  [
    "saunter_chain_webhooks_dead",
    "Webhook deliveries of a week that were given up.",
    ({ webhooksDead }) => webhooksDead,
  ],
  ["saunter_chain_alerts_open", "Open alerts of the chain.", ({ alertsOpen }) => alertsOpen],
  [
    "saunter_chain_alerts_unacknowledged",
    "Open alerts of the chain that nobody sees to.",
    ({ alertsUnacknowledged }) => alertsUnacknowledged,
  ],
  [
    "saunter_chain_alert_notices_pending",
    "Alerts that are due to be sent, or could not be.",
    ({ noticesPending }) => noticesPending,
  ],
  [
    "saunter_chain_database_bytes",
    "Size of the chain's database.",
    ({ databaseBytes }) => databaseBytes,
  ],
];

/** The same of counts that only grow. */
const TOTALS: typeof COUNTS = [
  [
    "saunter_chain_copy_strays_total",
    "Messages that shops have left at the hub beside their copies, and that were removed.",
    ({ copyStrays }) => copyStrays,
  ],
  [
    "saunter_chain_figure_faults_total",
    "Events that nothing could be made of.",
    ({ figureFaults }) => figureFaults,
  ],
  [
    "saunter_chain_audit_events_total",
    "Events in the audit trail.",
    ({ auditPosition }) => auditPosition,
  ],
];

export interface ChainMetricsOptions {
  readonly db: ChainDatabase;
  readonly nowMs: () => number;
  /** What takes events in this process; null: nothing does. */
  readonly taking: TakingProcess | null;
  /** Since the last backup that the process has made; null: there is none. */
  readonly findBackupAgeMs: () => number | null;
}

export function createChainMetrics({
  db,
  findBackupAgeMs,
  nowMs,
  taking,
}: ChainMetricsOptions): ChainMetrics {
  const registry = new Registry();
  const registers = [registry];
  const countRequest = addRequests(registers, "saunter_chain_http", REQUEST_SECONDS);
  addCounts(registers, createReader(db, nowMs), nowMs);
  addConnections(registers, db);
  if (taking !== null) addTaking(registers, taking, nowMs);
  addProcess(registers);
  const close = addEventLoopLag(registers, "saunter_chain_event_loop_lag_seconds");
  new Gauge({
    name: "saunter_chain_backup_age_seconds",
    help: "Since the last backup that the process has made; NaN: there is none.",
    registers,
    collect() {
      this.set((findBackupAgeMs() ?? Number.NaN) / MS_PER_S);
    },
  });
  return { registry, countRequest, close };
}

type ReadNow = () => Promise<ChainCounts | null>;

/** Null where the database does not answer. */
function createReader(db: ChainDatabase, nowMs: () => number): ReadNow {
  let last: { readonly atMs: number; readonly counts: Promise<ChainCounts | null> } | null = null;
  return () => {
    const atMs = performance.now();
    if (last === null || atMs - last.atMs > SAME_SCRAPE_MS) {
      last = { atMs, counts: readCounts(db, nowMs()).catch(() => null) };
    }
    return last.counts;
  };
}

function addCounts(registers: Registry[], readNow: ReadNow, nowMs: () => number): void {
  for (const [name, help, read] of COUNTS) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const counts = await readNow();
        this.set(counts === null ? Number.NaN : read(counts, nowMs()));
      },
    });
  }
  for (const [name, help, read] of TOTALS) {
    new Counter({
      name,
      help,
      registers,
      async collect() {
        const counts = await readNow();
        // A total that falls to 0 while the database is away would count all of it again.
        if (counts === null) return;
        this.reset();
        this.inc(read(counts, nowMs()));
      },
    });
  }
  new Gauge({
    name: "saunter_chain_database_up",
    help: "Whether the database answers: 1, or 0.",
    registers,
    async collect() {
      this.set((await readNow()) === null ? 0 : 1);
    },
  });
  new Gauge({
    name: "saunter_chain_shop_behind_events",
    help: `Events that a shop has and the chain has not: the ${BEHIND_SHOPS_MAX} shops furthest behind, and no others.`,
    labelNames: ["shop"],
    registers,
    async collect() {
      const counts = await readNow();
      this.reset();
      for (const { shop, events } of counts?.furthestBehind ?? []) this.set({ shop }, events);
    },
  });
}

function addConnections(registers: Registry[], db: ChainDatabase): void {
  new Gauge({
    name: "saunter_chain_database_connections",
    help: "Connections to the database that are in use and idle, and work that waits for one.",
    labelNames: ["state"],
    registers,
    collect() {
      for (const [state, count] of Object.entries(countConnections(db))) this.set({ state }, count);
    },
  });
}

function addTaking(
  registers: Registry[],
  { hubSilentSinceMs, taken }: TakingProcess,
  nowMs: () => number,
): void {
  new Counter({
    name: "saunter_chain_events_taken_total",
    help: "Events of shops that were taken into the database since the start.",
    registers,
    collect() {
      this.reset();
      this.inc(taken());
    },
  });
  new Gauge({
    name: "saunter_chain_hub_silent_seconds",
    help: "Time since the hub was last reached; 0 while it is.",
    registers,
    collect() {
      const sinceMs = hubSilentSinceMs();
      this.set(sinceMs === null ? 0 : (nowMs() - sinceMs) / MS_PER_S);
    },
  });
}
