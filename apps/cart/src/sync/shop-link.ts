/**
 * The cart's line to the shop: the trip as it is goes there at each change, and now and then; the catalogue comes
 * when it has changed. What fails is tried again after longer and longer pauses, for ever.
 */
import { chooseRetryMs, pause } from "@saunter/ingest/scales/retry-pause";
import type { ScreenState } from "@saunter/protocol/smart-cart/screen";
import { TRIP_ANSWER, type Trip, type TripAnswer } from "@saunter/protocol/smart-cart/trip";
import { Compile } from "typebox/compile";
import {
  ANSWER_BYTES_MAX,
  CATALOGUE_EVERY_MS,
  REPORT_EVERY_MS,
  REPORT_PAUSE_MS,
  SHOP_ANSWER_MS_MAX,
} from "../cart-limits.ts";
import { parseOrNull } from "../parse-or-null.ts";
import { askShop, type ShopRequest, type ShopResponse } from "./ask-shop.ts";

export interface ReportToSend {
  readonly tripId: string;
  readonly trip: Trip;
}

export interface ShopLinkOptions {
  readonly url: string;
  readonly key: string;
  readonly cartId: string;
  /** What to tell next: an earlier trip's end before the present trip; null: nothing. */
  readonly nextReport: () => ReportToSend | null;
  readonly onAnswer: (answer: TripAnswer, sent: ReportToSend) => void;
  /** The shop has answered, and has not taken this report. */
  readonly onRejected: (sent: ReportToSend, httpStatus: number) => void;
  /** Its text, as it comes; resolves to whether it is one, and was kept. */
  readonly onCatalogue: (pieces: AsyncIterable<Uint8Array>) => Promise<boolean>;
  readonly catalogueVersion: () => string | null;
  /** The shop has answered, or could not be reached. */
  readonly onOnline: (isOnline: boolean) => void;
  readonly onRefusal: (refusal: ScreenState["refusal"]) => void;
}

export interface ShopLink {
  /** There is something new to tell. */
  wake(): void;
  close(): Promise<void>;
}

const ANSWER = Compile(TRIP_ANSWER);

type Refusal = NonNullable<ScreenState["refusal"]>;

const REFUSALS: Readonly<Record<number, Refusal>> = {
  401: "key-not-accepted",
  403: "key-not-accepted",
  409: "cart-in-use-elsewhere",
  // A body that the shop cannot read stays what it is.
  400: "version-too-old",
  413: "version-too-old",
  422: "version-too-old",
};

export function openShopLink(options: ShopLinkOptions): ShopLink {
  const closing = new AbortController();
  let isWoken = false;
  let rouse: () => void = () => {};
  const loops = [keepTold(), keepCatalogue()];

  /** Until it is woken, or so long. */
  async function rest(ms: number): Promise<void> {
    if (isWoken) return;
    const woken = new AbortController();
    rouse = () => woken.abort();
    await pause(ms, AbortSignal.any([closing.signal, woken.signal]));
  }

  async function keepTold(): Promise<void> {
    let failures = 0;
    while (!closing.signal.aborted) {
      isWoken = false;
      const report = options.nextReport();
      if (report !== null) failures = (await tell(report)) ? 0 : failures + 1;
      if (failures > 0) await pause(chooseRetryMs(failures), closing.signal);
      else {
        await pause(REPORT_PAUSE_MS, closing.signal);
        await rest(REPORT_EVERY_MS);
      }
    }
  }

  async function tell(report: ReportToSend): Promise<boolean> {
    const response = await ask(`trips/${report.tripId}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(report.trip),
    });
    if (response === null) return false;
    const answer = parseOrNull(await readText(response));
    if (response.status !== 200 || !ANSWER.Check(answer)) {
      options.onRejected(report, response.status);
      return false;
    }
    options.onAnswer(answer, report);
    return true;
  }

  async function keepCatalogue(): Promise<void> {
    let failures = 0;
    while (!closing.signal.aborted) {
      const version = options.catalogueVersion();
      const headers: Record<string, string> =
        version === null ? {} : { "if-none-match": `"${version}"` };
      const response = await ask("catalogue", { method: "GET", headers });
      const isGood = response?.status === 200 && (await takeCatalogue(response));
      if (!isGood) response?.body.resume();
      failures = response?.status === 304 || isGood ? 0 : failures + 1;
      const ms = failures === 0 ? CATALOGUE_EVERY_MS : chooseRetryMs(failures);
      await pause(ms, closing.signal);
    }
  }

  async function takeCatalogue({ body }: ShopResponse): Promise<boolean> {
    try {
      return await options.onCatalogue(body);
    } catch (error) {
      if (isNetworkFault(error)) return false;
      throw error;
    }
  }

  /** Null where the shop cannot be reached. */
  async function ask(
    path: string,
    request: Omit<ShopRequest, "signal">,
  ): Promise<ShopResponse | null> {
    const { cartId, key, onOnline, onRefusal, url } = options;
    try {
      const response = await askShop(`${url}/v1/carts/${encodeURIComponent(cartId)}/${path}`, {
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${key}` },
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(SHOP_ANSWER_MS_MAX)]),
      });
      onOnline(response.status < 500);
      const refusal = REFUSALS[response.status];
      if (refusal !== undefined) onRefusal(refusal);
      else if (response.status === 200 && request.method === "PUT") onRefusal(null);
      return response;
    } catch (error) {
      if (!isNetworkFault(error)) throw error;
      if (!closing.signal.aborted) onOnline(false);
      return null;
    }
  }

  return {
    wake: () => {
      isWoken = true;
      rouse();
    },
    close: async () => {
      closing.abort();
      await Promise.all(loops);
    },
  };
}

/** Empty where it was cut off, or is longer than anything that a shop sends. */
async function readText({ body }: ShopResponse): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of body) {
      bytes += piece.length;
      if (bytes > ANSWER_BYTES_MAX) return "";
      pieces.push(piece);
    }
  } catch (error) {
    if (isNetworkFault(error)) return "";
    throw error;
  }
  return Buffer.concat(pieces).toString();
}

/** What cannot be reached, or was given up, has a code. */
function isNetworkFault(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
