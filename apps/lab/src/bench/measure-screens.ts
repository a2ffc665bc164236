/** The screens with thirty shoppers in the shop: what they take in the process and in the browser. */
import { setTimeout as wait } from "node:timers/promises";
import type { Progress } from "@saunter/shop/command-line/command-io";
import {
  type BusyShop,
  type Cookie,
  measureShare,
  readStream,
  signIn,
  startBusyShop,
} from "./busy-shop.ts";
import { atLeast, createFigure, type FigureGroup } from "./figure.ts";
import { SHOPPERS_MEAN_MIN } from "./measure-exits.ts";
import { FIRST_LOAD_STEPS, measureFirstLoads } from "./measure-first-load.ts";
import { measureFloorPage } from "./measure-floor-page.ts";
import { measureShoppers } from "./measure-shoppers.ts";
import { findBrowser, openBrowser } from "./open-browser.ts";

/** Measured one after the other: the process alone, with a reader, with shoppers; the page, twice. */
const MEASUREMENTS = 5;

export interface ScreensOptions {
  readonly seed: number;
  /** So long the shop is let fill: it takes three quarters of a minute. */
  readonly fillingSeconds: number;
  /** Of each measurement, while the shop is full. */
  readonly seconds: number;
  /** Who have the page of their visit open. */
  readonly shoppers: number;
  /** First loads of each page, of which the median is taken. */
  readonly loads: number;
  readonly progress: Progress;
}

/** Steps of `progress`: seconds, and first loads. */
export function countScreensSteps(fillingSeconds: number, seconds: number): number {
  return fillingSeconds + MEASUREMENTS * seconds + FIRST_LOAD_STEPS;
}

export async function measureScreens(options: ScreensOptions): Promise<FigureGroup[]> {
  const { seed, fillingSeconds, seconds, shoppers, loads, progress } = options;
  const shop = await startBusyShop({ seed, shoppers: shoppers, staff: 0, sales: 0 });
  let steps = 0;
  const step = (): void => progress.update(++steps);
  const pass = async (durationS: number): Promise<void> => {
    for (let second = 0; second < durationS; second++) {
      await wait(1000);
      step();
    }
  };
  try {
    await pass(fillingSeconds);
    const cookies = await signIn(shop.address);
    const measure = () => pass(seconds);
    return [
      {
        title: `The shop's process with its screens, scenario rush, seed ${seed}`,
        figures: await measureProcess(shop, cookies, measure),
      },
      ...(await measureBrowser(shop, cookies, loads, measure, step)),
    ];
  } finally {
    await shop.close();
  }
}

async function measureProcess(
  shop: BusyShop,
  cookies: readonly Cookie[],
  pass: () => Promise<void>,
) {
  const alone = await measureShare(shop, pass);
  const counted = { pictures: 0, people: 0 };
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const reader = readStream(`${shop.address}/v1/live/floor`, { cookie }, (event, data) => {
    if (event !== "picture") return;
    counted.pictures++;
    counted.people += (JSON.parse(data) as { readonly people: readonly unknown[] }).people.length;
  });
  const watched = await measureShare(shop, pass);
  await reader.close();
  return [
    createFigure(
      "shoppers in the shop, mean",
      counted.people / counted.pictures,
      "",
      1,
      atLeast(SHOPPERS_MEAN_MIN),
    ),
    createFigure("the process, nobody looks", 100 * alone, "% of a core", 1),
    createFigure("the same, with one reader of the floor", 100 * watched, "% of a core", 1),
    ...(await measureShoppers(shop, pass)),
  ];
}

/** Nothing where there is no browser. */
async function measureBrowser(
  { address }: BusyShop,
  cookies: readonly Cookie[],
  loads: number,
  pass: () => Promise<void>,
  onLoad: () => void,
): Promise<FigureGroup[]> {
  if (findBrowser() === null) return [];
  const browser = await openBrowser();
  try {
    return [
      {
        title: `The live floor in Chromium ${browser.version()}, 1440 x 900, the same shop`,
        figures: await measureFloorPage(browser, address, cookies, pass),
      },
      {
        title: "First loads over loopback, nothing kept",
        figures: await measureFirstLoads(browser, address, cookies, loads, onLoad),
      },
    ];
  } finally {
    await browser.close();
  }
}
