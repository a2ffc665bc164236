/**
 * Searches for better parameters on visits to simulated worlds, and prints proposals. It writes nothing.
 *
 *     npm run fit                                fitted parameters, 10 minutes
 *     npm run fit -- --minutes 60 --visits 8     longer, on 8 visits of each world and mix (default 3)
 *     npm run fit -- --topics touches,reach       fitted and assumed parameters of these topics
 *     npm run fit -- --sensitivity               the effect of each parameter, 30 % lower and higher; takes --minutes, too
 *     npm run fit -- --meetings --visits 100     how likely meetings of hands hand something over, 100 visits a world and mix
 *     npm run fit -- --meetings --recordings a,b on recordings with truth in these folders, too, each a world
 *
 * It proposes a value if all worlds together gain more than one standard error by it, and if worlds gain
 * on average by the value that all other worlds would choose. Proposals go into packages/engine/src/parameters by hand.
 */

import { basename } from "node:path";
import { ENGINE_TABLES } from "@saunter/engine/parameters/engine";
import { findRecordings } from "@saunter/ingest/recordings/find-recordings";
import { formatTable } from "@saunter/shop/command-line/format-table";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import { readOptions, refuse } from "../read-options.ts";
import type { Table } from "../worlds/format-worlds.ts";
import { createVisitPool } from "../worlds/visit-pool.ts";
import {
  formatSensitivity,
  measureDefaultSensitivity,
  SENSITIVITY_SIZE,
} from "./default-sensitivity.ts";
import { describeVisits, tabulateProposals } from "./format-fit.ts";
import { boundOf, measureChanged } from "./measure-changed.ts";
import {
  fitMeetings,
  type LabelledMeeting,
  listRecordedMeetings,
  listSimulatedMeetings,
} from "./meetings.ts";
import { listParameters, type MovableParameter } from "./parameter-space.ts";
import { searchParameters } from "./search.ts";
import { listVisits } from "./visit-sets.ts";

/** Step sizes of the rounds, as a share of the parameter's value. */
const SHARES = [0.3, 0.15, 0.08];

const options = readOptions({
  minutes: { type: "string" },
  visits: { type: "string" },
  topics: { type: "string" },
  sensitivity: { type: "boolean" },
  meetings: { type: "boolean" },
  recordings: { type: "string" },
});
const minutes = Number(options.minutes ?? (options.sensitivity ? Number.POSITIVE_INFINITY : 10));
if (!(minutes > 0)) refuse("--minutes takes a number above 0");
const visits = Number(options.visits ?? 3);
if (!(Number.isInteger(visits) && visits > 0)) refuse("--visits takes a whole number above 0");
const parameters = readParameters(options.topics);

function readParameters(topics: string | undefined): MovableParameter[] {
  if (topics === undefined) return listParameters(ENGINE_TABLES, ["fitted"]);
  const known = Object.keys(ENGINE_TABLES);
  const asked = topics.split(",");
  const unknown = asked.find((topic) => !known.includes(topic));
  if (unknown !== undefined) refuse(`--topics ${unknown}: there are ${known.join(", ")}`);
  const all = listParameters(ENGINE_TABLES, ["fitted", "assumed"]);
  return all.filter(({ topic }) => asked.includes(topic));
}

function print({ header, rows, rightAligned }: Table): void {
  console.log(formatTable(header, rows, rightAligned));
}

async function search(): Promise<void> {
  const tasks = listVisits(visits);
  const untilMs = performance.now() + 60_000 * minutes;
  const pool = createVisitPool();
  const progress = startProgressBar("parameters tried", SHARES.length * parameters.length);
  const result = await searchParameters(
    {
      parameters,
      tasks,
      shares: SHARES,
      isTimeOver: () => performance.now() > untilMs,
    },
    measureChanged(pool),
    boundOf,
    progress.update,
  ).finally(() => {
    progress.stop();
    return pool.close();
  });
  const { tried, planned, before, after, total } = result;
  console.log(`${tasks.length} visits; ${tried} of ${planned} steps in ${minutes} minutes\n`);
  print(tabulateProposals(result));
  console.log(`before: ${describeVisits(before)}`);
  console.log(`after:  ${describeVisits(after)}`);
  console.log(`gain:   ${total.gain.toFixed(4)} ± ${total.error.toFixed(4)} nats per receipt`);
}

async function fitHandovers(folders: readonly string[]): Promise<void> {
  const tasks = listVisits(visits);
  const dirs = await Promise.all(
    folders.map(async (one) => [one, await findRecordings([one])] as const),
  );
  const count = dirs.reduce((sum, [, own]) => sum + own.length, tasks.length);
  const progress = startProgressBar("visits", count);
  const meetings: LabelledMeeting[] = [];
  let done = 0;
  try {
    for (const task of tasks) {
      meetings.push(...listSimulatedMeetings(task));
      progress.update(++done);
    }
    for (const [folder, own] of dirs) {
      for (const dir of own) {
        meetings.push(...(await listRecordedMeetings(basename(folder), dir)));
        progress.update(++done);
      }
    }
  } finally {
    progress.stop();
  }
  const { slopes, worlds } = fitMeetings(meetings);
  print(slopes);
  print(worlds);
}

if (options.meetings) await fitHandovers(options.recordings?.split(",") ?? []);
else if (options.sensitivity) {
  console.log(formatSensitivity(await measureDefaultSensitivity(SENSITIVITY_SIZE, minutes)));
} else await search();
