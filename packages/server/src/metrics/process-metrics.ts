/** What every process tells of itself, in the form that Prometheus reads. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

const MS_PER_S = 1000;
const NS_PER_S = 1e9;
const US_PER_S = 1e6;
const LAG_RESOLUTION_MS = 20;

/**
 * Requests by route and time, and failures. Gives what counts one.
 *
 * @param prefix of their names, such as "saunter_http"
 */
export function addRequests(
  registers: Registry[],
  prefix: string,
  bucketsS: number[],
): (route: string, status: number, tookMs: number) => void {
  const requests = new Histogram({
    name: `${prefix}_request_seconds`,
    help: "From a request to its answer.",
    labelNames: ["route", "status"],
    buckets: bucketsS,
    registers,
  });
  const failures = new Counter({
    name: `${prefix}_failures_total`,
    help: "Answers of status 500 and above.",
    registers,
  });
  return (route, status, tookMs) => {
    requests.observe({ route, status }, tookMs / MS_PER_S);
    if (status >= 500) failures.inc();
  };
}

/** CPU time, memory and start, by the names that Prometheus gives them. */
export function addProcess(registers: Registry[]): void {
  new Counter({
    name: "process_cpu_seconds_total",
    help: "CPU time of the process, user and system.",
    registers,
    collect() {
      const { system, user } = process.cpuUsage();
      this.reset();
      this.inc((system + user) / US_PER_S);
    },
  });
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory of the process.",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "process_start_time_seconds",
    help: "When the process started, Unix seconds.",
    registers,
  }).set(performance.timeOrigin / MS_PER_S);
}

/** How late the event loop is. Gives what ends it. */
export function addEventLoopLag(registers: Registry[], name: string): () => void {
  const delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  delay.enable();
  new Gauge({
    name,
    help: "99th percentile since the last scrape.",
    registers,
    collect() {
      this.set(Math.max(0, delay.percentile(99) / NS_PER_S - LAG_RESOLUTION_MS / MS_PER_S));
      delay.reset();
    },
  });
  return () => void delay.disable();
}
