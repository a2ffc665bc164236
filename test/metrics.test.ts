/** Dashboards and rules name metrics that are exported, and metrics name nobody. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Metric, readMetrics } from "./read-metrics.ts";

const fileOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const read = (path: string): string => readFileSync(fileOf(path), "utf8");

/** Names in an expression of PromQL that are metrics, with the labels that it uses. */
function readExpression(text: string): { readonly metrics: string[]; readonly labels: string[] } {
  const labels: string[] = [];
  const plain = text
    .replace(/"[^"]*"/g, '""')
    .replace(/\[[^\]]*\]/g, "")
    .replace(/\{([^}]*)\}/g, (_, inside: string) => {
      labels.push(...[...inside.matchAll(/([a-z_]+)\s*[=!]~?/g)].map(([, name]) => name!));
      return "";
    })
    .replace(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g, (_, inside: string) => {
      labels.push(...inside.split(",").map((name) => name.trim()));
      return "";
    });
  const words = [...plain.matchAll(/[a-zA-Z_:][a-zA-Z0-9_:]*(?!\w)(\s*\()?/g)];
  return {
    labels,
    metrics: words
      .filter(([, call]) => call === undefined)
      .map(([word]) => word)
      .filter((word) => !["and", "or", "unless", "bool", "offset"].includes(word)),
  };
}

/** Labels that Prometheus adds, or that a histogram has. */
const GIVEN_LABELS = ["job", "instance", "le"];

describe("metrics", () => {
  let shop: readonly Metric[];
  let chain: readonly Metric[];

  beforeAll(async () => {
    ({ shop, chain } = await readMetrics());
  });

  it("have names by Prometheus' conventions: a prefix, base units last, counters total", () => {
    for (const { help, name, type } of [...shop, ...chain]) {
      expect(name).toMatch(/^(?:saunter|process)_[a-z]+(?:_[a-z]+)*$/);
      expect([name, name.endsWith("_total")]).toEqual([name, type === "counter"]);
      if (type === "histogram") expect(name).toMatch(/_seconds$/);
      expect(name).not.toMatch(/_(?:ms|milliseconds|kilobytes|megabytes|minutes)(?:_|$)/);
      expect(help).toMatch(/^[A-Z0-9].*\.$/);
    }
  });

  it("name nobody: labels are of routes, devices, queues and shops", () => {
    const labels = new Set([...shop, ...chain].flatMap(({ labelNames }) => labelNames));
    expect([...labels].toSorted()).toEqual([
      ...["camera", "device", "queue", "route", "sensor", "shop", "state", "status"],
    ]);
  });

  /** Faults of an expression: names that nobody exports. */
  function findFaults(expression: string): string[] {
    const all = [...shop, ...chain];
    const { labels, metrics } = readExpression(expression);
    const known = metrics.map((name) =>
      all.find((one) => {
        const isHistogram = one.type === "histogram";
        return isHistogram
          ? name.replace(/_(?:bucket|count|sum)$/, "") === one.name && name !== one.name
          : one.name === name;
      }),
    );
    const ownLabels = known.flatMap((metric) => metric?.labelNames ?? []);
    return [
      ...metrics.filter((name, at) => known[at] === undefined && name !== "up"),
      ...labels.filter((label) => !GIVEN_LABELS.includes(label) && !ownLabels.includes(label)),
    ];
  }

  it("are all that dashboards name", () => {
    const files = readdirSync(fileOf("deploy/grafana")).filter((name) => name.endsWith(".json"));
    expect(files).toHaveLength(3);
    const uids = new Set<string>();
    for (const file of files) {
      const { panels, templating, uid } = JSON.parse(read(`deploy/grafana/${file}`));
      uids.add(uid);
      expect(panels.length).toBeGreaterThan(5);
      for (const { targets, title } of panels) {
        for (const { expr } of targets) {
          expect([file, title, ...findFaults(expr)]).toEqual([file, title]);
          // One NaN of a moment without the database would be the answer for as long as the range is.
          expect([title, expr]).not.toEqual([
            title,
            expect.stringMatching(/(?:deriv|delta|_over_time)\(saunter_chain_\w+\[/),
          ]);
        }
      }
      for (const { query, type } of templating.list) {
        if (type !== "query") continue;
        const [, metric] = /^label_values\((\w+), \w+\)$/.exec(query)!;
        expect(findFaults(metric!)).toEqual([]);
      }
    }
    expect(uids.size).toBe(files.length);
  });

  it("are all that rules name, and each rule has its part of the page on operations", () => {
    const { groups } = parse(read("deploy/prometheus/alerts.yml"));
    const headings = [...read("docs/operations.md").matchAll(/^### (.+)$/gm)].map(
      ([, text]) => text,
    );
    const rules = groups.flatMap(({ rules: some }: { rules: unknown[] }) => some);
    expect(rules.length).toBeGreaterThan(10);
    for (const { alert, annotations, expr, labels } of rules) {
      expect([alert, ...findFaults(expr)]).toEqual([alert]);
      expect(["page", "ticket"]).toContain(labels.severity);
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(headings).toContain(alert);
      const own = [...String(annotations.summary).matchAll(/\$labels\.(\w+)/g)].map(
        ([, one]) => one!,
      );
      const { labels: used } = readExpression(expr);
      const metricLabels = [...shop, ...chain]
        .filter(({ name }) => expr.includes(name))
        .flatMap(({ labelNames }) => labelNames);
      expect([...GIVEN_LABELS, ...used, ...metricLabels]).toEqual(expect.arrayContaining(own));
    }
  });

  it("that nobody exports are found", () => {
    expect(findFaults("rate(saunter_nothing_total[5m]) > 3")).toEqual(["saunter_nothing_total"]);
    expect(findFaults('saunter_visits{colour="red"}')).toEqual(["colour"]);
    // Of a histogram there are buckets, a sum and a count.
    expect(findFaults("saunter_commit_seconds")).toEqual(["saunter_commit_seconds"]);
    expect(findFaults("sum by (le) (rate(saunter_commit_seconds_bucket[5m]))")).toEqual([]);
  });

  it("are asked for where the processes answer", () => {
    const { rule_files, scrape_config_files, scrape_configs } = parse(
      read("deploy/prometheus/prometheus.yml"),
    );
    expect([rule_files, scrape_config_files]).toEqual([["alerts.yml"], ["shops/*.yml"]]);
    const ofShop = parse(read("deploy/prometheus/shop.yml"));
    const jobs = [...scrape_configs, ...ofShop.scrape_configs].map(
      (one: { job_name: string; metrics_path?: string }) => [
        one.job_name,
        one.metrics_path ?? "/metrics",
      ],
    );
    expect(jobs).toEqual([
      ["saunter-chain", "/metrics"],
      ["saunter-shop", "/v1/metrics"],
    ]);
  });
});
