/**
 * A simulated shopper with a smart cart of a demonstration: one trip after another, honest ones with their mistakes,
 * and now and then a dishonest one. What they scan and put in goes the way that a real shopper's goes.
 */
import { randomUUID } from "node:crypto";
import type { RunningCart } from "@saunter/cart/run-cart";
import type { Random } from "@saunter/numerics/random";
import type { ScreenAct } from "@saunter/protocol/smart-cart/screen";
import type { CartCatalogue, CartProduct } from "@saunter/protocol/smart-cart/trip";
import { drawBasketSize, USUAL_MANNERS } from "@saunter/sim/smart-cart/cart-habits";

export interface CartShopperOptions {
  readonly cart: RunningCart;
  readonly random: Random;
  /** An entry code of whoever pays. */
  readonly makeCode: () => string;
  /** Resolves after so long, or once the demonstration closes. */
  readonly sleep: (delayMs: number) => Promise<void>;
  readonly closing: AbortSignal;
}

export interface CartShopper {
  /** Resolves once they have stopped: nothing is done after that. */
  readonly done: Promise<void>;
  /** What staff would put on the bill, or take off it below 0; nothing where it is right. */
  listCorrections(): { readonly gtin: string; readonly quantity: number }[];
}

const ITEMS_MAX = 10;
const FREE_S = [5, 40] as const;
const WALK_S = [3, 9] as const;
/** Of trips: something is put in and never scanned. */
const DISHONEST_SHARE = 0.15;
/** Of items: forgotten at first, and scanned when the cart asks. */
const FORGETS_SHARE = 0.05;
const WEIGHT_SPREAD = 0.015;
/** Staff have so long to come to the lane. */
const LANE_MS_MAX = 60_000;
const LOOK_EVERY_MS = 500;

export function startCartShopper(options: CartShopperOptions): CartShopper {
  const load: Load = { things: new Map(), stolen: new Set() };
  const done = (async () => {
    while (!options.closing.aborted) await makeTrip(options, load);
  })();
  return {
    done,
    listCorrections: () => {
      const billed = listBilled(options.cart);
      const inside = [...load.things.values()];
      return [
        ...findMissing(inside, billed).map((gtin) => ({ gtin, quantity: 1 })),
        ...findMissing(billed, inside).map((gtin) => ({ gtin, quantity: -1 })),
      ];
    },
  };
}

/** In truth. */
interface Load {
  /** GTINs by the ids of things. */
  readonly things: Map<string, string>;
  /** Of things that are put in and never scanned. */
  readonly stolen: Set<string>;
}

/** GTINs, one a unit. */
function listBilled({ state }: RunningCart): string[] {
  return state.lines.flatMap(({ gtin, quantity }) => new Array<string>(quantity).fill(gtin));
}

async function makeTrip(options: CartShopperOptions, load: Load): Promise<void> {
  const { cart, closing, makeCode, random } = options;
  // A trip that an earlier run of the process has begun is brought to the lane.
  const isBegun = cart.state.status === "shopping" || cart.state.status === "at-lane";
  if (!isBegun) {
    for (const { thingId } of cart.state.simulated ?? [])
      await act(cart, { kind: "simulate-take", thingId });
    load.things.clear();
    load.stolen.clear();
    await waitS(options, FREE_S);
    const { catalogue } = cart;
    if (closing.aborted || catalogue === null || catalogue.goods.size === 0) return;
    await cart.scan(makeCode());
    const count = Math.min(ITEMS_MAX, drawBasketSize(random, USUAL_MANNERS));
    const stolenAt = random.chance(DISHONEST_SHARE) ? random.integer(0, count - 1) : -1;
    for (let item = 0; item < count && !closing.aborted; item++) {
      await takeItem(options, load, item === stolenAt);
    }
  }
  if (!closing.aborted) await pay(options, load);
}

async function takeItem(options: CartShopperOptions, load: Load, isStolen: boolean): Promise<void> {
  const { cart, random } = options;
  const { goods, head } = cart.catalogue!;
  const all = Array.from({ length: goods.size }, (_, at) => goods.at(at));
  const product = random.pick(all.filter(isSimple));
  await walkTo(options, head, product);
  const isForgotten = random.chance(FORGETS_SHARE);
  if (!isStolen && !isForgotten) await cart.scan(product.gtin);
  await waitS(options, [0.8, 2.5]);
  const weightG = product.weight!.meanG * (1 + random.normal(0, WEIGHT_SPREAD));
  const thingId = randomUUID();
  const { gtin, name } = product;
  load.things.set(thingId, gtin);
  if (isStolen) load.stolen.add(thingId);
  await act(cart, { kind: "simulate-put", thingId, name, gtin, weightG });
  await waitS(options, [1.5, 4]);
  await answerQuestion(options, load);
}

/** Whoever has forgotten a scan makes it, once they are asked; what is stolen is denied. */
async function answerQuestion(
  options: CartShopperOptions,
  { stolen, things }: Load,
): Promise<void> {
  const { cart } = options;
  const { question } = cart.state;
  if (question === null) return;
  await waitS(options, [1, 3]);
  const honest = [...things].filter(([thingId]) => !stolen.has(thingId)).map(([, gtin]) => gtin);
  const unscanned = findMissing(honest, listBilled(cart));
  const { about, questionId } = question;
  if (about === "not-scanned" && unscanned[0] !== undefined) await cart.scan(unscanned[0]);
  else await act(cart, { kind: "answer", questionId, answer: "is-right" });
}

/** What some have that others have not, as often. */
function findMissing(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Sold by the piece, and known by its weight. */
function isSimple({ priceOf, weight }: CartProduct): boolean {
  return priceOf === "unit" && weight !== null;
}

async function walkTo(
  { cart, closing, random, sleep }: CartShopperOptions,
  { map }: Pick<CartCatalogue, "map">,
  { places }: CartProduct,
): Promise<void> {
  const place = map?.gondolas.find(({ gondola }) => gondola === places[0]?.gondola);
  await act(cart, { kind: "simulate-fault", fault: "rolling" });
  await sleep(1000 * random.uniform(...WALK_S));
  await act(cart, { kind: "simulate-fault", fault: "none" });
  if (place === undefined || closing.aborted) return;
  // Before the middle of its front, where whoever takes something stands.
  const [left, right] = place.outline as [{ xM: number; yM: number }, { xM: number; yM: number }];
  const [alongM, upM] = [right.xM - left.xM, right.yM - left.yM];
  const share = random.uniform(0.2, 0.8);
  const outM = BEFORE_SHELF_M / Math.hypot(alongM, upM);
  const xM = left.xM + share * alongM + outM * upM;
  const yM = left.yM + share * upM - outM * alongM;
  cart.takeBeacon(`gondola-${place.gondola} ${xM.toFixed(1)} ${yM.toFixed(1)}`);
}

const BEFORE_SHELF_M = 0.7;

async function pay(options: CartShopperOptions, load: Load): Promise<void> {
  const { cart, closing, random, sleep } = options;
  // What was put in last may be asked about yet.
  await waitS(options, [4, 6]);
  await answerQuestion(options, load);
  const lane = cart.catalogue === null ? undefined : random.pick(cart.catalogue.head.lanes);
  await act(cart, { kind: "pay", laneId: lane?.laneId ?? null });
  await answerQuestion(options, load);
  await waitS(options, [4, 8]);
  for (let waitedMs = 0; waitedMs < LANE_MS_MAX && !closing.aborted; waitedMs += LOOK_EVERY_MS) {
    const { ageCheck, check } = cart.state;
    if (check.kind === "none" && ageCheck !== "needed") break;
    await sleep(LOOK_EVERY_MS);
  }
  if (closing.aborted) return;
  await act(cart, { kind: "end" });
  await waitS(options, [3, 6]);
}

const act = (cart: RunningCart, given: ScreenAct) => cart.act({ actId: randomUUID(), act: given });

const waitS = (
  { random, sleep }: CartShopperOptions,
  [leastS, mostS]: readonly [number, number],
): Promise<void> => sleep(1000 * random.uniform(leastS, mostS));
