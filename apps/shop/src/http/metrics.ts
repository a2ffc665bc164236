/** What the process tells of itself, in the form that Prometheus reads. */
import type { CameraReport, CameraReporter } from "@saunter/ingest/pipeline/camera-reports";
import type { DeviceReport } from "@saunter/ingest/scales/scale-hub";
import { addEventLoopLag, addProcess, addRequests } from "@saunter/server/metrics/process-metrics";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ChargeRunner } from "../domain/charge-runner.ts";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";

export interface ShopMetrics {
  readonly registry: Registry;
  /** One request has been answered; the route as it is registered, never the address. */
  countRequest(route: string, status: number, tookMs: number): void;
  /** A clip was to be shown, and could not be read. */
  countUnreadable(): void;
  /** The store with its commits measured: to be given to everybody who writes. */
  measureCommits(store: Store): Store;
  /** What is counted when somebody asks. */
  watchShop(store: Store, runner: Pick<ChargeRunner, "silentSinceMs">, nowMs: () => number): void;
  /** How the shop's cameras are, each by its name. */
  watchCameras(cameras: CameraReporter, nowMs: () => number): void;
  /** How the controllers of its scales are, each by its id. */
  watchDevices(scales: DeviceReporter, nowMs: () => number): void;
  /** When each of the shop's sensors last said something. */
  watchSensors(list: (nowMs: number) => readonly SensorSeen[], nowMs: () => number): void;
  /** How far the shop's events are on their way to its chain. */
  watchChain(report: () => UpSeen, nowMs: () => number): void;
  close(): void;
}

export interface SensorSeen {
  readonly name: string;
  readonly lastMessageMs: number | null;
}

export interface UpSeen {
  /** Rows that wait. */
  readonly waiting: number;
  /** Since when attempts have failed; null where the last one did not. */
  readonly failingSinceMs: number | null;
}

export interface DeviceReporter {
  report(): readonly DeviceReport[];
}

const COMMIT_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5];
const REQUEST_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];
const RECEIPT_SECONDS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300];
const MS_PER_S = 1000;

/** `clockMs` only has to go on evenly: `performance.now`. */
export function createShopMetrics(clockMs: () => number): ShopMetrics {
  const registry = new Registry();
  const registers = [registry];
  const commits = new Histogram({
    name: "saunter_commit_seconds",
    help: "Time from a transaction's request until it is on the disk.",
    buckets: COMMIT_SECONDS,
    registers,
  });
  const countRequest = addRequests(registers, "saunter_http", REQUEST_SECONDS);
  const unreadable = new Counter({
    name: "saunter_clips_unreadable_total",
    help: "Clips that could not be read: sealed with another key, or damaged.",
    registers,
  });
  addProcess(registers);
  const close = addEventLoopLag(registers, "saunter_event_loop_lag_seconds");
  return {
    registry,
    countRequest,
    countUnreadable: () => unreadable.inc(),
    measureCommits: (store) => ({
      ...store,
      transact: async (work) => {
        const fromMs = clockMs();
        try {
          return await store.transact(work);
        } finally {
          commits.observe((clockMs() - fromMs) / MS_PER_S);
        }
      },
    }),
    watchShop: (store, runner, nowMs) => addShopGauges(registers, store, runner, nowMs),
    watchCameras: (cameras, nowMs) => addCameraGauges(registers, cameras, nowMs),
    watchDevices: (scales, nowMs) => addDeviceFigures(registers, scales, nowMs),
    watchSensors: (list, nowMs) => addSensorGauge(registers, list, nowMs),
    watchChain: (report, nowMs) => addChainGauges(registers, report, nowMs),
    close,
  };
}

/** Each with the query that counts it. */
const COUNTS: readonly (readonly [name: string, help: string, sql: string])[] = [
  ["saunter_visits_open", "Open visits.", "SELECT count(*) AS n FROM visits WHERE status = 'open'"],
  ["saunter_visits", "Visits since the shop began.", "SELECT count(*) AS n FROM visits"],
  ["saunter_receipts", "Receipts since the shop began.", "SELECT count(*) AS n FROM receipts"],
  [
    "saunter_receipts_draft",
    "Draft receipts.",
    "SELECT count(*) AS n FROM receipts WHERE status = 'draft'",
  ],
  [
    "saunter_reviews_open",
    "Open reviews.",
    "SELECT count(*) AS n FROM reviews WHERE status = 'open'",
  ],
  [
    "saunter_charges_unsettled",
    "Charges in progress.",
    "SELECT count(*) AS n FROM charges WHERE work = 'now'",
  ],
  [
    "saunter_charges_in_debt",
    "Open debts.",
    "SELECT count(*) AS n FROM charges WHERE debt_minor > 0",
  ],
  [
    "saunter_alerts_open",
    "Open alerts.",
    "SELECT count(*) AS n FROM alerts WHERE cleared_ms IS NULL",
  ],
];

function addShopGauges(
  registers: Registry[],
  store: Store,
  runner: Pick<ChargeRunner, "silentSinceMs">,
  nowMs: () => number,
): void {
  for (const [name, help, sql] of COUNTS) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(prepared(store.db, sql).get()?.n as number);
      },
    });
  }
  new Gauge({
    name: "saunter_outbox_waiting",
    help: "What waits to leave the shop, by its queue.",
    labelNames: ["queue"],
    registers,
    collect() {
      for (const [queue, sql] of Object.entries(OUTBOXES)) {
        this.set({ queue }, prepared(store.db, sql).get()?.n as number);
      }
    },
  });
  addReceiptSeconds(registers, store);
  new Gauge({
    name: "saunter_journal_position",
    help: "Events in the journal.",
    registers,
    collect() {
      this.set(store.position());
    },
  });
  new Gauge({
    name: "saunter_payment_silent_seconds",
    help: "Time since the payment provider last answered; 0 while it answers.",
    registers,
    collect() {
      const sinceMs = runner.silentSinceMs();
      this.set(sinceMs === null ? 0 : (nowMs() - sinceMs) / MS_PER_S);
    },
  });
}

/** Each with the query that counts it. */
const OUTBOXES = {
  webhooks: "SELECT count(*) AS n FROM webhook_deliveries WHERE status = 'pending'",
  mails: `SELECT (SELECT count(*) FROM mail_outbox WHERE status = 'pending')
    + (SELECT count(*) FROM asked_mails WHERE ended_ms IS NULL) AS n`,
  fiscal: "SELECT count(*) AS n FROM fiscal_documents WHERE status = 'waiting'",
  alerts: "SELECT count(*) AS n FROM alert_notices WHERE status = 'pending'",
} as const;

/** Read when somebody asks: each receipt that was drafted since is counted once. */
function addReceiptSeconds(registers: Registry[], store: Store): void {
  const readNew = (): readonly DraftedRow[] =>
    prepared(store.db, NEW_RECEIPTS).all(last.drafted_ms, last.visit_id) as never;
  let last: Drafted = (prepared(store.db, NEWEST_RECEIPT).get() as Drafted | undefined) ?? {
    drafted_ms: 0,
    visit_id: "",
  };
  new Histogram({
    name: "saunter_receipt_seconds",
    help: "From the end of a visit until its receipt is drafted.",
    buckets: RECEIPT_SECONDS,
    registers,
    collect() {
      for (const row of readNew()) {
        last = row;
        if (row.closed_ms === null) continue;
        this.observe(Math.max(0, row.drafted_ms - row.closed_ms) / MS_PER_S);
      }
    },
  });
}

interface Drafted {
  readonly visit_id: string;
  readonly drafted_ms: number;
}

interface DraftedRow extends Drafted {
  readonly closed_ms: number | null;
}

const NEWEST_RECEIPT = `SELECT visit_id, drafted_ms FROM receipts
  ORDER BY drafted_ms DESC, visit_id DESC LIMIT 1`;
const NEW_RECEIPTS = `SELECT visit_id, drafted_ms, closed_ms FROM receipts JOIN visits USING (visit_id)
  WHERE (drafted_ms, visit_id) > (?, ?) ORDER BY drafted_ms, visit_id`;

function addSensorGauge(
  registers: Registry[],
  list: (nowMs: number) => readonly SensorSeen[],
  nowMs: () => number,
): void {
  new Gauge({
    name: "saunter_sensor_silent_seconds",
    help: "Time since a sensor's last message.",
    labelNames: ["sensor"],
    registers,
    collect() {
      const atMs = nowMs();
      for (const { lastMessageMs, name: sensor } of list(atMs)) {
        const silentMs = lastMessageMs === null ? Number.NaN : Math.max(0, atMs - lastMessageMs);
        this.set({ sensor }, silentMs / MS_PER_S);
      }
    },
  });
}

function addChainGauges(registers: Registry[], report: () => UpSeen, nowMs: () => number): void {
  new Gauge({
    name: "saunter_chain_up_waiting",
    help: "Events that wait for the chain's hub.",
    registers,
    collect() {
      this.set(report().waiting);
    },
  });
  new Gauge({
    name: "saunter_chain_up_failing_seconds",
    help: "Time since events could last be sent to the chain; 0 while they can.",
    registers,
    collect() {
      const { failingSinceMs } = report();
      this.set(failingSinceMs === null ? 0 : (nowMs() - failingSinceMs) / MS_PER_S);
    },
  });
}

type ReadCamera = (report: CameraReport, nowMs: number) => number;

/** Each with what a camera has of it; NaN where it has none. */
const CAMERA_GAUGES: readonly (readonly [name: string, help: string, read: ReadCamera])[] = [
  [
    "saunter_camera_frames_per_second",
    "Frames of a camera that are processed.",
    ({ framesPerS }) => framesPerS,
  ],
  [
    "saunter_camera_dropped_share",
    "Share of a camera's frames dropped for newer ones.",
    ({ droppedShare }) => droppedShare,
  ],
  ["saunter_camera_faults", "Faults of a camera; 0: none.", ({ faults }) => faults.length],
  [
    "saunter_camera_silent_seconds",
    "Time since a camera's last frame.",
    ({ lastFrameMs }, nowMs) =>
      lastFrameMs === null ? Number.NaN : Math.max(0, nowMs - lastFrameMs) / MS_PER_S,
  ],
];

function addCameraGauges(
  registers: Registry[],
  cameras: CameraReporter,
  nowMs: () => number,
): void {
  for (const [name, help, read] of CAMERA_GAUGES) {
    new Gauge({
      name,
      help,
      registers,
      labelNames: ["camera"] as const,
      collect() {
        for (const report of cameras.list()) {
          this.set({ camera: report.cameraId }, read(report, nowMs()));
        }
      },
    });
  }
}

type ReadDevice = (report: DeviceReport, nowMs: number) => number;

/** Each with what a controller has of it; NaN where it has none. */
const DEVICE_GAUGES: readonly (readonly [name: string, help: string, read: ReadDevice])[] = [
  [
    "saunter_device_samples_per_second",
    "Samples a second of a scale controller, as measured.",
    ({ measuredRateHz }) => measuredRateHz ?? Number.NaN,
  ],
  [
    "saunter_device_faults",
    "Faults of a scale controller and its channels; 0: none.",
    ({ faults }) => faults.length,
  ],
  [
    "saunter_device_silent_seconds",
    "Time since a scale controller's last frame.",
    ({ lastFrameMs }, nowMs) =>
      lastFrameMs === null ? Number.NaN : Math.max(0, nowMs - lastFrameMs) / MS_PER_S,
  ],
];

/** Each with the count of a controller that it is. */
const DEVICE_COUNTERS = [
  ["saunter_device_frames_total", "Frames of a scale controller that were used.", "frames"],
  ["saunter_device_frames_lost_total", "Frames that never came, or too late.", "lost"],
  ["saunter_device_frames_late_total", "Frames that came too late to be used.", "late"],
  ["saunter_device_frames_doubled_total", "Frames that came twice.", "doubled"],
  ["saunter_device_restarts_total", "Starts of a scale controller after its first.", "restarts"],
] as const;

function addDeviceFigures(
  registers: Registry[],
  scales: DeviceReporter,
  nowMs: () => number,
): void {
  const labelNames = ["device"] as const;
  for (const [name, help, read] of DEVICE_GAUGES) {
    new Gauge({
      name,
      help,
      registers,
      labelNames,
      collect() {
        for (const report of scales.report()) {
          this.set({ device: report.deviceId }, read(report, nowMs()));
        }
      },
    });
  }
  for (const [name, help, count] of DEVICE_COUNTERS) {
    new Counter({
      name,
      help,
      registers,
      labelNames,
      collect() {
        this.reset();
        for (const { counts, deviceId } of scales.report()) {
          this.inc({ device: deviceId }, counts[count]);
        }
      },
    });
  }
}
