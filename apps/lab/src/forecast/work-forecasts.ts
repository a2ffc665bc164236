/** A worker: takes forecasts from a chain's queue one after the other, and makes them on all cores. */
import type { ChainDatabase } from "@saunter/chain/database/open-database";
import {
  finishForecast,
  type Lease,
  releaseForecast,
  renewForecast,
  setAside,
  type TakenForecast,
  takeForecast,
} from "@saunter/chain/forecasts/forecast-queue";
import type { ForecastResult, ForecastTask } from "@saunter/protocol/chain/forecast";

export interface WorkerOptions {
  readonly db: ChainDatabase;
  /** Unlike all other workers'. */
  readonly worker: string;
  /** A worker that has ended is followed by another after so long. */
  readonly leaseMs: number;
  readonly run: (
    task: ForecastTask,
    onProgress: (share: number) => void,
  ) => Promise<ForecastResult>;
  /** The worker is to end: what it has begun, another has at once. */
  readonly signal: AbortSignal;
  /** In words, for whoever watches. */
  readonly onNews: (text: string) => void;
}

/** Makes the next forecast, if one waits. False where none did. */
export async function workOnce(options: WorkerOptions): Promise<boolean> {
  const { db, worker, leaseMs, onNews } = options;
  const taken = await takeForecast(db, worker, leaseMs);
  if (taken === null) return false;
  const lease = { forecastId: taken.forecastId, worker };
  onNews(`forecasting ${taken.task.kind} of ${taken.shopId}`);
  const outcome = await make(taken, lease, options);
  if (outcome.kind === "stopped") {
    await releaseForecast(db, lease);
    return false;
  }
  const isKept =
    outcome.kind === "done"
      ? await finishForecast(db, lease, outcome.result)
      : await setAside(db, lease, outcome.reason);
  const words = outcome.kind === "done" ? "done" : `set aside: ${outcome.reason}`;
  onNews(isKept ? words : "another worker has it by now");
  return true;
}

type Outcome =
  | { readonly kind: "done"; readonly result: ForecastResult }
  | { readonly kind: "set-aside"; readonly reason: string }
  | { readonly kind: "stopped" };

/** What a task makes go wrong is its own: no other worker would do better. */
async function make(
  { task }: TakenForecast,
  lease: Lease,
  { db, leaseMs, run, onNews, signal }: WorkerOptions,
): Promise<Outcome> {
  let progress = 0;
  let isLost = false;
  const renewing = setInterval(() => {
    renewForecast(db, lease, progress, leaseMs)
      .then((isKept) => {
        isLost = !isKept;
      })
      .catch((error) => onNews(`the chain's database does not answer: ${error}`));
  }, leaseMs / 3);
  const stopped = new Promise<Outcome>((resolve) => {
    if (signal.aborted) resolve({ kind: "stopped" });
    signal.addEventListener("abort", () => resolve({ kind: "stopped" }), { once: true });
  });
  const making = run(task, (share) => {
    // Somebody has asked for it once more, or another worker has it: nobody needs the rest.
    if (isLost) throw new Error("its lease is another's");
    progress = share;
  }).then(
    (result): Outcome => ({ kind: "done", result }),
    (error): Outcome => ({
      kind: "set-aside",
      reason: error instanceof Error ? error.message : String(error),
    }),
  );
  try {
    return await Promise.race([making, stopped]);
  } finally {
    clearInterval(renewing);
  }
}
