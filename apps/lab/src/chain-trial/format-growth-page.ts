/** The page of docs/reference on how far a chain grows, with 10,000 shops calculated from what was measured. */
import type { LoadFigures, PartCost } from "./measure-load.ts";

export interface GrowthPage {
  readonly version: string;
  /** "2026-03-04". */
  readonly date: string;
  /** As it was given to a shell. */
  readonly command: string;
  readonly machine: string;
}

const SHOPS = 10_000;
const VISITS_PER_SHOP_DAY = 1000;
/** Of the day's visits. */
const BUSIEST_HOUR_SHARE = 0.12;
const HOUR_S = 3600;
const DAY_S = 86_400;
const MONTH_DAYS = 30;
/** The default of `hub.keptDays`. */
const HUB_DAYS = 14;
const GB = 1e9;
const TB = 1e12;

const whole = (value: number): string => Math.round(value).toLocaleString("en-GB");
/** Of bytes. */
const kilo = (bytes: number): string => `${(bytes / 1000).toFixed(2)} kB`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const sum = ({ events, figures, other }: LoadFigures["bytesPerVisit"]): number =>
  events + figures + other;

function formatTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const toLine = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [toLine(columns), `|${"---|".repeat(columns.length)}`, ...rows.map(toLine)].join("\n");
}

/** @param sizes in the order of their shops; the last one is the base of what is calculated */
export function formatGrowthPage(sizes: readonly LoadFigures[], page: GrowthPage): string {
  const largest = sizes.at(-1)!;
  return `${[
    "# How far a chain grows",
    `This page tells you what a visit costs a chain: bytes in the database and at the hub, and CPU time.`,
    `Saunter ${page.version}, measured on ${page.date} by the command`,
    `\`\`\`sh\n${page.command}\n\`\`\``,
    `on ${page.machine}: a hub of three NATS servers, PostgreSQL, the chain with all of its services, and its shops. Each shop is a
real store and sender. It writes the events of simulated visits, from the gate to the settled receipt, ten events a second, until all of
its visits are settled.
Every figure here was written by that command.`,
    "## CPU time and delay",
    formatLoads(sizes),
    `Times are CPU time an event, of all processes of that part together. The lag is the time from an event until the database has
it. ${describeChecks(sizes)}`,
    "## What a visit takes",
    formatVisit(largest),
    `Rows of the database are counted with their indexes. The hub has each message on three servers; the figure is that of one.
Write-ahead logs and backups are not counted.`,
    "The bytes of a visit by the size of the trial. With few visits, pages of tables and indexes are still\nempty; the last column is what each visit beyond those of the row before takes:",
    formatGrowth(sizes),
    formatPaper(largest),
  ].join("\n\n")}\n`;
}

const formatCost = ({ cpuMsPerEvent, memoryMb }: PartCost): string =>
  `${cpuMsPerEvent.toFixed(2)} ms, ${memoryMb.toFixed(0)} MB`;

function formatLoads(sizes: readonly LoadFigures[]): string {
  const columns = [
    ...["shops", "events a second", "lag, median", "95 %", "most", "all signed in"],
    ...["hub", "PostgreSQL", "chain", "shops"],
  ];
  const rows = sizes.map(({ costs, eventsPerSecond, lagMs, shops, signInMs }) => [
    ...[whole(shops), whole(eventsPerSecond)],
    ...[lagMs.median, lagMs.p95, lagMs.max, signInMs].map(seconds),
    ...[costs.hub, costs.postgres, costs.chain, costs.shops].map(formatCost),
  ]);
  return formatTable(columns, rows);
}

function describeChecks(sizes: readonly LoadFigures[]): string {
  const count = (of: "lost" | "doubled" | "disordered"): number =>
    sizes.reduce((all, { check }) => all + check[of], 0);
  return `Lost: ${count("lost")}, duplicated: ${count("doubled")}, out of order: ${count("disordered")}.`;
}

function formatVisit(size: LoadFigures): string {
  const { bytesPerVisit: bytes, eventsPerVisit, hubBytesPerMessage } = size;
  const perEvent = `${eventsPerVisit.toFixed(1)} events of ${whole(bytes.events / eventsPerVisit)} bytes`;
  const perMessage = `${eventsPerVisit.toFixed(1)} messages of ${whole(hubBytesPerMessage)} bytes`;
  return formatTable(
    ["where", "what", "bytes"],
    [
      ["PostgreSQL", `events: ${perEvent}`, kilo(bytes.events)],
      ["PostgreSQL", "tables of figures: visits, receipts, lines, reviews …", kilo(bytes.figures)],
      ["PostgreSQL", "everything else", kilo(bytes.other)],
      ["PostgreSQL", "**together**", `**${kilo(sum(bytes))}**`],
      ["hub", perMessage, kilo(eventsPerVisit * hubBytesPerMessage)],
    ],
  );
}

function formatGrowth(sizes: readonly LoadFigures[]): string {
  const rows = sizes.map(({ bytesPerVisit: bytes, shops, visits }, at) => {
    const before = sizes[at - 1];
    const further =
      before === undefined
        ? ""
        : kilo(
            (visits * sum(bytes) - before.visits * sum(before.bytesPerVisit)) /
              (visits - before.visits),
          );
    return [
      ...[whole(shops), whole(visits)],
      ...[bytes.events, bytes.figures, bytes.other, sum(bytes)].map(kilo),
      further,
    ];
  });
  const columns = ["shops", "visits", "events", "figures", "other", "together", "further visits"];
  return formatTable(columns, rows);
}

function formatPaper({ bytesPerVisit, costs, eventsPerVisit, hubBytesPerMessage }: LoadFigures) {
  const visitsPerDay = SHOPS * VISITS_PER_SHOP_DAY;
  const eventsPerDay = visitsPerDay * eventsPerVisit;
  const eventsInBusiestS = (eventsPerDay * BUSIEST_HOUR_SHARE) / HOUR_S;
  const cores = ({ cpuMsPerEvent }: PartCost): string =>
    ((eventsInBusiestS * cpuMsPerEvent) / 1000).toFixed(1);
  const hubDay = eventsPerDay * hubBytesPerMessage;
  const databaseDay = visitsPerDay * sum(bytesPerVisit);
  const perProcess = 1000 / costs.chain.cpuMsPerEvent;
  const figuresShare = (100 * bytesPerVisit.figures) / sum(bytesPerVisit);
  return [
    "## 10,000 shops, calculated",
    `A busy shop has 1,000 visits a day. 10,000 of them are ${whole(eventsPerDay / 1e6)} million events a day: ${whole(eventsPerDay / DAY_S)} a
second on average, and ${whole(eventsInBusiestS)} in the busiest hour, if that has 12 % of the day. With the costs of the largest size above:`,
    formatTable(
      ["part", "cores in the busiest hour", "bytes a day"],
      [
        ["hub, three servers", cores(costs.hub), `${whole(hubDay / GB)} GB on each server`],
        ["PostgreSQL", cores(costs.postgres), `${whole(databaseDay / GB)} GB`],
        ["chain", cores(costs.chain), ""],
      ],
    ),
    `- **PostgreSQL's disk costs most**: ${((MONTH_DAYS * databaseDay) / TB).toFixed(1)} TB a month. Events are partitioned by month and by shop, so
  an old month can be moved to slower disks as a whole (\`ALTER TABLE … SET TABLESPACE\`). Tables of figures are ${whole(figuresShare)} % of
  it. They are not partitioned and don't expire.
- **The chain's process reaches its limit first.** JavaScript runs on one core, so one process takes ${whole(perProcess)} events a second
  at most. Shops are spread over streams of the hub (\`hub.shards\`), but one process takes all of them today.
- **The hub** keeps what shops sent for ${HUB_DAYS} days, so that the chain can be away for as long: ${((HUB_DAYS * hubDay) / TB).toFixed(1)} TB on each
  server. With \`hub.keptDays: 1\` it is ${whole(hubDay / GB)} GB, which \`hub.keptGb\` has to allow. A chain that was away for longer requests
  the missing rows from the shops.
- **The watch** asks each shop every five seconds how far it is: 2,000 requests a second.
- **The console** shows all shops in one answer, and draws 1,000 of them. 10,000 have not been tried.`,
  ].join("\n\n");
}
