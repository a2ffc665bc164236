/** A chain of a thousand shops: what its API answers, and its console in a browser. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import {
  type ManyShops,
  type ManyShopsServer,
  serveManyShops,
} from "@saunter/chain/local/many-shops";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { findMedian } from "./children.ts";
import { atMost, createFigure, type Figure, type FigureGroup } from "./figure.ts";
import { measureChainConsole } from "./measure-chain-console.ts";
import { findBrowser, openBrowser } from "./open-browser.ts";

export const REPORT_MS_MAX = 300;
export const CHAIN_SEARCH_MS_MAX = 200;
export const OVERVIEW_MS_MAX = 300;

const DAY_MS = 86_400_000;

/** The year before has no more days than the database. */
interface Question {
  readonly name: string;
  readonly path: (many: ManyShops) => string;
  readonly msMax: number;
}

function askReport(group: string, more = ""): Question["path"] {
  return ({ days }) => {
    const day = (ago: number): string =>
      new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
    return `/v1/report?group=${group}&fromDay=${day(days - 1)}&untilDay=${day(0)}${more}`;
  };
}

const QUESTIONS: readonly Question[] = [
  { name: "overview of all shops", path: () => "/v1/overview", msMax: OVERVIEW_MS_MAX },
  ...(["day", "shop", "region"] as const).map((group) => ({
    name: `report of a year by ${group}`,
    path: askReport(group),
    msMax: REPORT_MS_MAX,
  })),
  {
    name: "report of a year of one shop",
    path: askReport("day", "&shopId=s7"),
    msMax: REPORT_MS_MAX,
  },
  ...[
    ["visits of all shops", ""],
    ["the end of an id, which each shop has once", "&search=0042"],
    ["one visit by its id", "&search=v7-0042"],
    ["an amount", "&search=4.35"],
    ["an amount that nobody paid", "&search=4.36"],
  ].map(([name, search]) => ({
    name: `search for ${name}`,
    path: () => `/v1/visits?limit=50${search}`,
    msMax: CHAIN_SEARCH_MS_MAX,
  })),
];

/** Questions, and the console. */
export const CHAIN_STEPS = QUESTIONS.length + 1;

export interface ChainOptions extends ManyShops {
  readonly rounds: number;
  readonly progress: Progress;
}

export async function measureChain(options: ChainOptions): Promise<FigureGroup[]> {
  const { shops, rounds, progress } = options;
  const folder = mkdtempSync(`${tmpdir()}/saunter-chain-`);
  try {
    const chain = await serveManyShops(folder, options);
    try {
      let steps = 0;
      const figures: Figure[] = [];
      const cookie = await signIn(chain);
      for (const question of QUESTIONS) {
        figures.push(await measureQuestion(chain, cookie, question, options));
        progress.update(++steps);
      }
      const groups = [
        {
          title: `A chain of ${shops} shops over HTTP, each answer's median of ${rounds}`,
          figures,
        },
        ...(await measureBrowser(chain, options)),
      ];
      progress.update(++steps);
      return groups;
    } finally {
      await chain.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function signIn({ url }: ManyShopsServer): Promise<string> {
  const response = await fetch(`${url}/v1/demo/sign-in`, {
    method: "POST",
    headers: { "x-saunter-csrf": "1" },
  });
  if (!response.ok) throw new Error(`signing in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
}

async function measureQuestion(
  { url }: ManyShopsServer,
  cookie: string,
  { name, path, msMax }: Question,
  options: ChainOptions,
): Promise<Figure> {
  const tookMs: number[] = [];
  // The first is not counted: the database reads what it is asked for.
  for (let round = 0; round <= options.rounds; round++) {
    const beganMs = performance.now();
    const response = await fetch(`${url}${path(options)}`, { headers: { cookie } });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    if (round > 0) tookMs.push(performance.now() - beganMs);
  }
  return createFigure(name, findMedian(tookMs), "ms", 0, atMost(msMax));
}

/** Nothing where there is no browser. */
async function measureBrowser(
  { url }: ManyShopsServer,
  { shops, rounds }: ChainOptions,
): Promise<FigureGroup[]> {
  if (findBrowser() === null) return [];
  const browser = await openBrowser();
  try {
    return [
      {
        title: `Its console in Chromium ${browser.version()}, 1440 x 900, ${shops} shops`,
        figures: await measureChainConsole(browser, url, rounds),
      },
    ];
  } finally {
    await browser.close();
  }
}
