/**
 * Proofs of the way from scales to receipts, larger than those of the tests.
 *
 *     npx node apps/lab/src/devices/prove.ts --only frames    faulty frames into a shop that rests (10,000,000)
 *     npx node apps/lab/src/devices/prove.ts --only visits    simulated visits through the broker (100)
 *     npx node apps/lab/src/devices/prove.ts --only outages   a broker that is away for a minute, in many shops (20)
 *     npx node apps/lab/src/devices/prove.ts --only clocks    cameras and scales on two clocks, in many shops (6)
 *     npx node apps/lab/src/devices/prove.ts --only layouts   visits in shops of every layout of scales (100 of each)
 *     npx node apps/lab/src/devices/prove.ts --only rates     the same visits at 5 to 320 samples a second (60 of each)
 *     npx node apps/lab/src/devices/prove.ts --only sanity    scales, joints and catalogues that are wrong (3 shops of 36 shoppers)
 *
 * `--count N` is another size, `--seed N` another world. It fails where a proof does.
 */
import { openLocalBroker } from "@saunter/ingest/scales/mqtt/local-broker";
import type { ScenarioName } from "@saunter/sim/scenarios";
import { createSimulation } from "@saunter/sim/simulate";
import { readOptions, refuse } from "../read-options.ts";
import { breakBroker, type Kept } from "./break-broker.ts";
import { carryOverBroker } from "./carry-over-broker.ts";
import { fuzzFrames } from "./fuzz-frames.ts";
import { carryDirectly, PREFIX } from "./play-devices.ts";
import { listVerdicts, listWrong, playDirectly, playLive, sendAll } from "./play-live.ts";
import { proveJumps, proveOffsets, proveReceipts } from "./prove-clocks.ts";
import {
  formatScores,
  LAYOUTS,
  type LayoutScore,
  RATES_HZ,
  scoreLayout,
  scoreRate,
} from "./score-layouts.ts";
import { ISSUES, type SanityScore, scoreSanity, simulateSound } from "./score-sanity.ts";
import { formatLines } from "./settle-receipts.ts";

const FRAMES = 10_000_000;
const VISITS = 100;
const OUTAGES = 20;
const CLOCK_SHOPS = 6;
const LAYOUT_VISITS = 100;
const RATE_VISITS = 60;
const SANITY_SHOPS = 3;
const SANITY_SHOPPERS = 36;
/** Visits that are simulated together, so that memory does not grow with their number. */
const VISITS_AT_ONCE = 10;
const OUTAGE_MS = 60_000;
const OUTAGE_SHOPPERS = 8;
const SCENARIOS: readonly ScenarioName[] = ["everyday", "busy", "misplace", "adversarial"];

function proveFrames(count: number, seed: number): boolean {
  const startMs = performance.now();
  const onProgress = (faulty: number): void => {
    if (faulty % 1_000_000 < 50_000) console.error(`${faulty} of ${count}`);
  };
  const { differences, faulty, kinds, sent, steps } = fuzzFrames({
    frames: count,
    seed,
    onProgress,
  });
  const seconds = (performance.now() - startMs) / 1000;
  console.log(`${faulty} faulty messages of ${sent}, in ${seconds.toFixed(0)} s:`);
  for (const [kind, times] of [...kinds].sort((a, b) => b[1] - a[1])) {
    console.log(`${String(times).padStart(10)}  ${kind}`);
  }
  console.log(`counted otherwise than sent: ${differences.join("; ") || "none"}`);
  console.log(`steps of shelves that rest: ${steps.length}`);
  return differences.length === 0 && steps.length === 0;
}

async function proveVisits(count: number, seed: number): Promise<boolean> {
  let [same, all, messages] = [0, 0, 0];
  for (let from = 0; from < count; from += VISITS_AT_ONCE) {
    const shoppers = Math.min(VISITS_AT_ONCE, count - from);
    const simulation = createSimulation({ seed: seed + from, scenario: "everyday", shoppers });
    const observations = [...simulation.observations()];
    const direct = listVerdicts(playDirectly(simulation.shop, observations));
    const sent = sendAll(observations);
    messages += sent.deliveries.length;
    const keyOf = (deviceId: string): string => `key-of-${deviceId}`;
    const arrivals = await carryOverBroker(sent.deliveries, async (sink) => {
      const checkDevice = (deviceId: string, key: string) => key === keyOf(deviceId);
      const listens = { host: "127.0.0.1", port: 0, prefix: PREFIX, checkDevice };
      const local = await openLocalBroker(listens, sink);
      return { close: local.close, broker: { url: `mqtt://127.0.0.1:${local.port}`, keyOf } };
    });
    const live = new Set(listVerdicts(playLive(simulation.shop, sent, arrivals).receipts));
    all += direct.length;
    for (const verdict of direct) {
      if (live.has(verdict)) same++;
      else console.log(`another way: ${verdict}`);
    }
    console.error(`${all} of ${count}`);
  }
  console.log(`${all} visits, ${messages} messages; receipts as directly: ${same}`);
  return same === all;
}

function proveOutages(count: number, seed: number): boolean {
  let worse = 0;
  const sums = { exact: 0, reviewed: 0, wrong: 0, receipts: 0 };
  for (let at = 0; at < count; at++) {
    const scenario = SCENARIOS[at % SCENARIOS.length]!;
    const options = { seed: seed + at, scenario, shoppers: OUTAGE_SHOPPERS };
    const simulation = createSimulation(options);
    const observations = [...simulation.observations()];
    const { events, receipts } = simulation.truth();
    const truth = new Map(receipts.map((one) => [one.targetId, formatLines(one.products)]));
    const fromMs = 1000 * events[Math.floor(events.length / 2)]!.timestamp - OUTAGE_MS / 4;
    const usual = new Set(listWrong(playDirectly(simulation.shop, observations), truth));
    const sent = sendAll(observations);
    const outage = { fromMs, toMs: fromMs + OUTAGE_MS };
    for (const kept of ["replayed", "lost"] as const satisfies readonly Kept[]) {
      const arrivals = carryDirectly(breakBroker(sent.deliveries, outage, kept));
      const live = playLive(simulation.shop, sent, arrivals).receipts;
      const wrong = listWrong(live, truth);
      for (const [shopperId, lines] of truth) {
        sums.receipts++;
        if (live.get(shopperId)?.lines === lines) sums.exact++;
        if (live.get(shopperId)?.needsReview) sums.reviewed++;
      }
      sums.wrong += wrong.length;
      for (const one of wrong) {
        if (usual.has(one)) continue;
        worse++;
        console.log(`${scenario} ${options.seed}, ${kept}: ${one}`);
      }
    }
  }
  console.log(
    `${count} shops, replayed and lost: ${sums.receipts} receipts, ${sums.exact} exact, `,
  );
  console.log(
    `${sums.reviewed} to review, ${sums.wrong} wrong and accepted, ${worse} not so without the outage`,
  );
  return worse === 0;
}

/** Each proof says what it measured, whether or not the one before it failed. */
function proveClocks(count: number, seed: number): boolean {
  return [proveOffsets, proveJumps, proveReceipts]
    .map((prove) => prove(count, seed))
    .every(Boolean);
}

/** Of receipts, so many more may be wrong and accepted than in the best: people are the same, and chance is not. */
const WRONG_ACCEPTED_MORE_MOST = 0.03;

function proveScores(
  first: string,
  names: readonly (string | number)[],
  score: (at: number) => LayoutScore,
): boolean {
  const scores = names.map((name, at) => {
    const own = score(at);
    for (const one of own.wrong) console.log(`${name}: wrong and accepted: ${one}`);
    console.error(`${name} is done`);
    return [`${name}`, own] as const;
  });
  console.log(formatScores(first, scores));
  const shares = scores.map(([, { receipts, wrongAccepted }]) => wrongAccepted / receipts);
  return Math.max(...shares) <= Math.min(...shares) + WRONG_ACCEPTED_MORE_MOST;
}

/** Shops in which each thing is wrong: when it is told, and that nothing wrong is accepted. */
function proveSanity(count: number, seed: number): boolean {
  let isSound = true;
  const rows = ISSUES.map((issue): string => {
    const scores = Array.from({ length: count }, (_, at) =>
      scoreSanity(issue, simulateSound(issue.layout, seed + at, SANITY_SHOPPERS)),
    );
    console.error(`${issue.name} is done`);
    for (const one of scores.flatMap(({ wrong }) => wrong)) console.log(`${issue.name}: ${one}`);
    const moves = scores.map(({ codes, moves: own }) =>
      issue.code !== null && codes.includes(issue.code) ? `${own}` : "not",
    );
    const sum = (of: (score: SanityScore) => number): number =>
      scores.reduce((total, score) => total + of(score), 0);
    const wrong = sum((score) => score.wrong.length);
    isSound &&= wrong === 0;
    const told = issue.code === null ? "–" : moves.join(", ");
    return `| ${issue.name} | ${told} | ${sum(({ receipts }) => receipts)} | ${sum(({ accepted }) => accepted)} | ${wrong} |`;
  });
  console.log("| wrong | told after | receipts | accepted | wrong and accepted |");
  console.log("|---|---:|---:|---:|---:|");
  console.log(rows.join("\n"));
  return isSound;
}

const options = readOptions({
  only: { type: "string" },
  count: { type: "string" },
  seed: { type: "string" },
});
const seed = Number(options.seed ?? 1);
const take = (usual: number): number => Number(options.count ?? usual);
const PROOFS: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  frames: () => proveFrames(take(FRAMES), seed),
  visits: () => proveVisits(take(VISITS), seed),
  outages: () => proveOutages(take(OUTAGES), seed),
  clocks: () => proveClocks(take(CLOCK_SHOPS), seed),
  layouts: () =>
    proveScores("layout", LAYOUTS, (at) => scoreLayout(LAYOUTS[at]!, take(LAYOUT_VISITS), seed)),
  sanity: () => proveSanity(take(SANITY_SHOPS), seed),
  rates: () =>
    proveScores("samples a second", RATES_HZ, (at) =>
      scoreRate(RATES_HZ[at]!, take(RATE_VISITS), seed),
    ),
};
const names = options.only === undefined ? Object.keys(PROOFS) : [options.only];
for (const name of names) {
  const prove = PROOFS[name];
  if (prove === undefined)
    refuse(`no proof is called ${name}; allowed: ${Object.keys(PROOFS).join(", ")}`);
  if (!(await prove())) process.exitCode = 1;
}
