/** The state of a cart as its screen shows it. */
import { type ProduceScale, weighProduce } from "@saunter/engine/smart-cart/produce";
import { readTray } from "@saunter/engine/smart-cart/tray-scale";
import type {
  CartFaultCode,
  NoticeCode,
  ScaleFault,
  ScreenLine,
  ScreenState,
} from "@saunter/protocol/smart-cart/screen";
import type { CartProduct, CatalogueHead, TripAnswer } from "@saunter/protocol/smart-cart/trip";
import { BATTERY_LOW_SHARE } from "../cart-limits.ts";
import type { GoodsIndex } from "../codes/goods-index.ts";
import type { Battery } from "../hardware/read-battery.ts";
import { type CartLine, type CartTrip, listOpenQuestions, weighInside } from "./cart-trip.ts";
import { tellCertainty } from "./make-report.ts";
import { priceTrip } from "./price-trip.ts";
import { type RestsG, readUnscanned } from "./read-unscanned.ts";

export interface Notice {
  readonly noticeId: string;
  readonly code: NoticeCode;
  readonly text: string;
  readonly atMs: number;
}

export interface TrayFault {
  readonly tray: number;
  readonly code: ScaleFault;
}

export interface ShowScene {
  readonly cartId: string;
  readonly trip: CartTrip;
  readonly goods: GoodsIndex;
  readonly catalogue: CatalogueHead | null;
  /** The shop's last answer; `isCurrent`: it has priced exactly these lines. */
  readonly answer: TripAnswer | null;
  readonly isCurrent: boolean;
  readonly isOnline: boolean;
  readonly seenMs: number | null;
  readonly refusal: ScreenState["refusal"];
  readonly divisionG: number;
  /** Of trays of goods; and of others, which have no part in the bill. */
  readonly trayFaults: readonly TrayFault[];
  readonly seatFaults: readonly TrayFault[];
  /** Of trays of goods. */
  readonly restsG: RestsG;
  /** Null: the scale may not price goods. */
  readonly produceScale: ProduceScale | null;
  readonly otherFaults: readonly CartFaultCode[];
  readonly battery: Battery | null;
  readonly position: string | null;
  readonly notice: Notice | null;
  readonly choices: readonly CartProduct[];
  readonly isSimulated: boolean;
  /** Before a path of the shop's. */
  readonly shopUrl: string | null;
}

export type ShownState = Omit<ScreenState, "version" | "nowMs">;

export function showState(scene: ShowScene): ShownState {
  const { answer, cartId, catalogue, choices, goods, notice, refusal, trip } = scene;
  const { battery, isOnline, position, seenMs, shopUrl } = scene;
  const shown = trip.status === "abandoned" ? "free" : trip.status;
  const isFree = shown === "free";
  const lines = isFree ? [] : [...trip.lines.values()].filter(({ isRemoved }) => !isRemoved);
  const scale = showScale(scene);
  const hasFault = scene.trayFaults.length > 0;
  const news = isFree ? null : (answer ?? trip.news);
  const priced = priceTrip(lines, {
    goods,
    catalogue,
    shopBill: scene.isCurrent && !isFree ? answer!.bill : null,
    isMember: news?.isMember ?? false,
  });
  // Once staff have made it, nothing is left to do.
  const check = isFree || answer === null || answer.check.isDone ? null : answer.check;
  const question = hasFault || isFree ? undefined : listOpenQuestions(trip)[0];
  const inCart = new Set(lines.map(({ gtin }) => gtin));
  return {
    cartId,
    language: trip.language,
    status: refusal === null ? shown : "refused",
    refusal,
    trip: showTrip(trip, news),
    scale,
    lines: lines.map((line) => ({
      ...priced.lines.get(line.lineId)!,
      ...showLine(line, scene, hasFault),
    })),
    bill: priced.bill,
    question: question === undefined ? null : showQuestion(question),
    notice,
    choices: choices.map(({ gtin, name, pictureUrl, priceOf, unitMinor }) => ({
      gtin,
      name,
      isWeighed: priceOf === "kilogram",
      unitMinor,
      pictureUrl: toUrl(pictureUrl, shopUrl),
    })),
    check: { kind: check?.kind ?? "none", reasons: [...(check?.reasons ?? [])] },
    ageCheck: news?.ageCheck ?? needsAge(lines, goods),
    payment: showPayment(trip, news),
    help: isFree || trip.helpCalledMs === null ? "none" : "called",
    messages: isFree ? [] : [...(answer?.messages ?? [])],
    list: (isFree ? [] : trip.list).map((item) => ({
      ...item,
      isInCart: item.gtin !== null && inCart.has(goods.find(item.gtin)?.gtin ?? item.gtin),
    })),
    shop: { isOnline, seenMs, catalogueVersion: catalogue?.version ?? null },
    battery: battery === null ? null : { ...battery, isLow: battery.share < BATTERY_LOW_SHARE },
    position,
    shopUrl,
    certainty: scene.isSimulated ? tellCertainty(trip) : null,
    faults: [
      ...[...scene.trayFaults, ...scene.seatFaults],
      ...scene.otherFaults.map((code) => ({ code, tray: null })),
    ],
    simulated: scene.isSimulated ? [...trip.simulated] : null,
  };
}

function showScale(scene: ShowScene): ScreenState["scale"] {
  const { divisionG, restsG, trayFaults, trip } = scene;
  const isStable = ![...restsG.values()].includes(null);
  const levelsG = [...trip.engine.trays.values()].map(readTray);
  const isKnown = levelsG.length > 0 && levelsG.every((levelG) => !Number.isNaN(levelG));
  const fault = trayFaults[0]?.code ?? null;
  const comingG = [...trip.provisional.values()].map(({ changeG }) => changeG);
  const sumG = [...levelsG, ...comingG].reduce((sum, weightG) => sum + weightG, 0);
  return {
    status: fault ?? (isStable && isKnown ? "ready" : "settling"),
    weightG: isKnown && fault === null ? Math.round(sumG) : null,
    unscannedG: isStable && fault === null ? weighUnscanned(scene) : null,
    isStable: isStable && fault === null,
    divisionG,
  };
}

function weighUnscanned({ produceScale, restsG, trip }: ShowScene): number | null {
  const samplesG = readUnscanned(trip, restsG);
  if (samplesG === null || produceScale === null) return null;
  const weighed = weighProduce(samplesG, trip.taredG, produceScale);
  return weighed.isPriced ? weighed.netG : null;
}

function showTrip(
  trip: CartTrip,
  news: Pick<TripAnswer, "visitId" | "payerRefusal"> | null,
): ScreenState["trip"] {
  const { laneId, payer, startedMs, tripId } = trip;
  if (tripId === null || trip.status === "free" || trip.status === "abandoned") return null;
  const visitId = news?.visitId ?? null;
  const isOffered = payer !== null && (news?.payerRefusal ?? null) === null;
  const known = visitId === null ? (isOffered ? "offered" : "unknown") : "known";
  return { tripId, startedMs, visitId, payer: known, laneId };
}

function showLine(line: CartLine, { goods, shopUrl, trip }: ShowScene, hasFault: boolean) {
  const { gtin, lineId, name, quantity, scannedMs, weightG } = line;
  const product = goods.find(gtin);
  return {
    lineId,
    gtin,
    name,
    quantity,
    weightG,
    scannedMs,
    inside: Number(weighInside(trip, lineId).toFixed(2)),
    presence: hasFault ? ("unknown" as const) : findPresence(trip, line),
    ageMin: product?.ageMin ?? null,
    allergens: [...(product?.allergens ?? [])],
    pictureUrl: toUrl(product?.pictureUrl ?? null, shopUrl),
  };
}

function findPresence(trip: CartTrip, { lineId, parts }: CartLine): ScreenLine["presence"] {
  const { held, out } = trip.engine.hypotheses[0]!;
  const own = parts.map(({ partId }) => held.find((one) => one.lineId === partId));
  if (own.some((one) => one?.kind === "other")) return "other-goods";
  if (parts.some(({ partId }) => out.includes(partId))) return "taken-out";
  const isComing = [...trip.provisional.values()].some((one) => one.lineId === lineId);
  const missing = own.filter((one) => one === undefined).length;
  return missing <= (isComing ? 1 : 0) ? "inside" : "expected";
}

function showQuestion({
  about,
  askedMs,
  lineId,
  questionId,
  weightG,
}: ReturnType<typeof listOpenQuestions>[number]): ScreenState["question"] {
  return { questionId, about, lineId, weightG: Number.isNaN(weightG) ? null : weightG, askedMs };
}

function showPayment(
  { status }: CartTrip,
  news: Pick<TripAnswer, "payment" | "receiptUrl"> | null,
): ScreenState["payment"] {
  if (news === null) return null;
  const { payment, receiptUrl } = news;
  const isWaiting = status === "at-lane" || status === "ended";
  return { status: payment === "paid" ? "paid" : isWaiting ? "waiting" : "none", receiptUrl };
}

/** Before the shop has said so. */
function needsAge(lines: readonly CartLine[], goods: GoodsIndex): ScreenState["ageCheck"] {
  const isNeeded = lines.some(({ gtin }) => (goods.find(gtin)?.ageMin ?? null) !== null);
  return isNeeded ? "needed" : "not-needed";
}

function toUrl(url: string | null, shopUrl: string | null): string | null {
  return url?.startsWith("/") ? `${shopUrl ?? ""}${url}` : url;
}
