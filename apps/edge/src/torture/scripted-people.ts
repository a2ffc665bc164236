/**
 * Shoppers, staff and reviewers, and an engine that says what it likes. They live outside the
 * process: when it dies they try again, as people and browsers do.
 */

import { decideCharge } from "@saunter/commerce/payment/decide";
import { findMissing } from "@saunter/commerce/payment/evolve";
import type { ContestKind } from "@saunter/commerce/receipt/events";
import type { ReviewChoice, ReviewSubject } from "@saunter/commerce/review/events";
import type { EngineOutput } from "@saunter/perception/engine-types";
import type { Account, Interaction } from "@saunter/perception/receipt-types";
import type { EntryCredential, EntryPayer } from "../entry/entry-method.ts";
import { contestLine } from "../shop/contest-desk.ts";
import { hearEngine } from "../shop/engine-ear.ts";
import { admitByAttendant, enterShop } from "../shop/entry-desk.ts";
import { closeVisit, leaveShop } from "../shop/floor-desk.ts";
import { bindByAttendant, seeShopper } from "../shop/gate-desk.ts";
import { createGateNewsBoard } from "../shop/gate-news.ts";
import { claimReview, decideOnReview } from "../shop/review-desk.ts";
import { decideInto, RefusedError } from "../shop/shop-context.ts";
import type { Transaction } from "../store/store.ts";
import type { Life, World } from "./simulated-world.ts";
import { CARD_TOKENS, CUSTOMER_CARDS, GATES, TORTURE_ACCOUNTS } from "./torture-shop.ts";

const ENTRY_TRIES_MAX = 6;

/** Does something until a process has done it and said so. */
async function persist<T>(world: World, act: (life: Life) => Promise<T>): Promise<T> {
  for (;;) {
    const { life } = world;
    const restarted = world.whenRestarted(life.number).then(() => null);
    const done = act(life).then(
      (value) => ({ value }),
      (error: unknown) => {
        if (error instanceof Error && error.name === "PowerCut") return null;
        throw error;
      },
    );
    const first = await Promise.race([done, restarted]);
    if (first !== null) return first.value;
    await world.whenRestarted(life.number);
  }
}

function transact<T>(world: World, work: (tx: Transaction, life: Life) => T): Promise<T> {
  return persist(world, (life) => life.shop.store.transact((tx) => work(tx, life)));
}

/** As `transact`; what is refused is refused, and that is that. */
async function attempt(world: World, work: (tx: Transaction, life: Life) => void) {
  try {
    await transact(world, work);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}

export function sleep({ kernel }: World, delayMs: number): Promise<void> {
  return new Promise((resolve) => kernel.schedule(Math.round(delayMs), resolve));
}

interface Person {
  readonly shopperId: string;
  readonly carried: Map<string, number>;
  isDoubtful: boolean;
}

/** One party from the street to the street. */
export async function visitShop(world: World, number: number): Promise<void> {
  const { random } = world.kernel;
  const gateId = random.pick(GATES);
  const partySize = random.weighted([0, 6, 2, 1]);
  const visitId = await comeIn(world, number, gateId, partySize);
  if (visitId === null) return;
  const count = random.chance(0.9) ? partySize : random.integer(0, partySize + 1);
  const people: Person[] = [];
  for (let at = 0; at < count; at++) {
    const person = { shopperId: `${number}p${at}`, carried: new Map(), isDoubtful: false };
    people.push(person);
    await sleep(world, random.uniform(200, 2500));
    await transact(world, (tx, { shop }) =>
      seeShopper(tx, shop, { shopperId: person.shopperId, gateId }),
    );
  }
  if (count > partySize && random.chance(0.5)) {
    const { shopperId } = people.at(-1)!;
    await attempt(world, (tx, life) => bindByAttendant(tx, life.shop, visitId, shopperId, "staff"));
  }
  await Promise.all(people.map((person) => shop(world, person, people)));
  if (count === 0 && random.chance(0.3)) {
    await attempt(world, (tx, life) => closeVisit(tx, life.shop, visitId, "attendant"));
  }
  await sleep(world, random.uniform(10_000, 600_000));
  if (random.chance(0.4)) await contest(world, visitId);
}

async function comeIn(
  world: World,
  number: number,
  gateId: string,
  partySize: number,
): Promise<string | null> {
  const { random } = world.kernel;
  const payer = drawPayer(world, number);
  for (let tries = 0; tries < ENTRY_TRIES_MAX; tries++) {
    const admission = await tryToEnter(world, payer, gateId, partySize);
    if (admission !== null) return admission;
    await sleep(world, random.uniform(3_000, 40_000));
  }
  return null;
}

type Payer = EntryPayer | { readonly kind: "cash" };

function drawPayer({ kernel: { random } }: World, number: number): Payer {
  switch (random.weighted([5, 3, 2, 1, 1])) {
    case 0:
      return { kind: "card", token: `${random.pick(CARD_TOKENS)}-${number}`, lastFour: "4242" };
    case 1:
      return { kind: "customer", customerId: random.pick([...CUSTOMER_CARDS.keys()]) };
    case 2:
      return { kind: "account", accountId: random.pick([...TORTURE_ACCOUNTS.keys()]) };
    case 3:
      return { kind: "staff", staffId: "staff-1" };
    default:
      return { kind: "cash" };
  }
}

/** The visit's id, or null where the gate stayed shut. */
async function tryToEnter(
  world: World,
  payer: Payer,
  gateId: string,
  partySize: number,
): Promise<string | null> {
  if (payer.kind === "cash") {
    let visitId: string | null = null;
    await attempt(world, (tx, { shop }) => {
      visitId = admitByAttendant(tx, shop, { gateId, partySize, payer }).visitId;
    });
    return visitId;
  }
  const { random } = world.kernel;
  const credential: EntryCredential = {
    method: "qr",
    payer,
    onceKey: `once-${world.nextNumber()}`,
  };
  const desk = {
    findCustomerCard: (id: string) => CUSTOMER_CARDS.get(id) ?? null,
    news: createGateNewsBoard(),
  };
  const enter = ({ shop, runner }: Life) =>
    enterShop(shop, desk, runner, { gateId, partySize, credential });
  // Who does not hear from the gate shows the same code again, and then a new one.
  const result = await persist(world, enter);
  if (random.chance(0.1)) {
    const again = await persist(world, enter);
    if (again.ok) throw new Error("a code was taken twice");
  }
  return result.ok ? result.value.visitId : null;
}

/** Takes things, puts some back, hands some over, and leaves. */
async function shop(world: World, person: Person, people: readonly Person[]): Promise<void> {
  const { random } = world.kernel;
  const interactions = random.poisson(3);
  for (let at = 0; at < interactions; at++) {
    await sleep(world, random.uniform(1_000, 60_000));
    await interact(world, person, people);
  }
  await sleep(world, random.uniform(1_000, 20_000));
  await transact(world, (tx, life) => leaveShop(tx, life.shop, person.shopperId));
  if (random.chance(0.1)) return;
  await sleep(world, random.uniform(500, 4_000));
  const needsReview = person.isDoubtful || random.chance(0.05);
  await tell(world, [
    {
      kind: "receipt",
      timestampMs: world.kernel.nowMs(),
      receipt: {
        targetId: person.shopperId,
        products: listLines(person),
        probabilityExact: needsReview ? 0.6 : 0.99,
        needsReview,
        reasons: needsReview ? ["not sure"] : [],
        faults: needsReview && random.chance(0.3) ? ["a plate was dead"] : [],
      },
    },
  ]);
}

const listLines = ({ carried }: Person) =>
  [...carried].map(([barcode, quantity]) => ({ barcode, quantity }));

function tell(world: World, outputs: readonly EngineOutput[]): Promise<void> {
  return transact(world, (tx, life) => hearEngine(tx, life.shop, "e", outputs));
}

async function interact(world: World, person: Person, people: readonly Person[]): Promise<void> {
  const { random, nowMs } = world.kernel;
  const { carried, shopperId } = person;
  const isPutBack = carried.size > 0 && random.chance(0.25);
  const barcode = isPutBack ? random.pick([...carried.keys()]) : `0${random.integer(1, 8)}`;
  const quantity = isPutBack ? 1 : random.weighted([0, 8, 2, 1]);
  const isDoubtful = random.chance(0.15);
  const probability = isDoubtful ? 0.6 : 0.995;
  const account: Account = {
    ...{ targetId: shopperId, giverId: null, barcode, quantity, probability },
    kind: isPutBack ? "putback" : "pick",
  };
  const other = random.pick(people).shopperId;
  const interaction: Interaction = {
    ...account,
    id: String(world.nextNumber()),
    timestampMs: nowMs(),
    decidedMs: nowMs() + 500,
    settledMs: nowMs() + 300,
    weightG: 100,
    ...{ gondola: 1, shelf: 1, plates: [Number(barcode)] },
    accounts: isDoubtful
      ? [
          account,
          { ...account, targetId: other, probability: 0.25 },
          { ...account, barcode: `0${random.integer(1, 8)}`, probability: 0.15 },
        ]
      : [],
  };
  if (isDoubtful) {
    person.isDoubtful = true;
    for (const one of people) if (one.shopperId === other) one.isDoubtful = true;
  }
  if (random.chance(0.1)) {
    // First told of somebody else, and then put right.
    const wrong = { ...interaction, targetId: other };
    await tell(world, [{ kind: "interaction", status: "provisional", interaction: wrong }]);
  }
  const left = (carried.get(barcode) ?? 0) + (isPutBack ? -quantity : quantity);
  if (left > 0) carried.set(barcode, left);
  else carried.delete(barcode);
  await tell(world, [
    { kind: "interaction", status: "provisional", interaction },
    {
      kind: "cart",
      timestampMs: nowMs(),
      targetId: shopperId,
      lines: listLines(person),
      probability: 0.9,
    },
  ]);
}

async function contest(world: World, visitId: string): Promise<void> {
  const { random } = world.kernel;
  const contestId = `contest-${world.nextNumber()}`;
  const lines = await transact(world, (tx) => {
    const receipt = tx.read("receipt", visitId);
    return receipt.status === "none" ? [] : receipt.content.lines;
  });
  const line = lines.length > 0 ? random.pick(lines) : null;
  const kind: ContestKind = line === null ? "missing" : random.pick(["wrong-item", "wrong-count"]);
  const request = {
    ...{ contestId, kind },
    lineId: line?.lineId ?? null,
    gtin: line === null ? "01" : null,
    claimedQuantity: line === null ? 1 : Math.max(0, line.quantity - 1),
  };
  for (let times = random.integer(1, 2); times > 0; times--) {
    await attempt(world, (tx, life) => contestLine(tx, life.shop, visitId, request));
  }
}

/** Looks at some of what waits; what they leave lapses. */
export async function reviewForHours(world: World, untilMs: number, name: string): Promise<void> {
  const { random, nowMs } = world.kernel;
  while (nowMs() < untilMs) {
    await sleep(world, random.uniform(30_000, 400_000));
    const next = await transact(world, (tx) =>
      tx.db
        .prepare("SELECT review_id FROM reviews WHERE status = 'open' ORDER BY due_ms, review_id")
        .get(),
    );
    if (next === undefined || random.chance(0.3)) continue;
    const reviewId = next.review_id as string;
    if (!(await attempt(world, (tx) => claimReview(tx, reviewId, name)))) continue;
    await sleep(world, random.uniform(2_000, 20_000));
    await attempt(world, (tx, life) => {
      const review = tx.read("review", reviewId);
      if (review.status === "unopened") return;
      const choice = drawChoice(world, review.subject);
      decideOnReview(tx, life.shop, reviewId, name, choice);
    });
  }
}

function drawChoice({ kernel: { random } }: World, subject: ReviewSubject): ReviewChoice {
  switch (subject.kind) {
    case "interaction":
      if (random.chance(0.2)) return { kind: "nothing" };
      return {
        kind: "candidate",
        candidate: random.pick([subject.evidence, ...subject.evidence.candidates]),
      };
    case "gap":
      if (random.chance(0.5)) return { kind: "nothing" };
      return { kind: "add", gtin: "03", quantity: random.integer(1, 3) };
    case "age":
    case "binding":
    case "contest":
      return { kind: random.chance(0.5) ? "grant" : "refuse" };
    default:
      return subject satisfies never;
  }
}

/** Takes and gives cash, takes other cards for debts, forgives some. */
export async function mindTill(world: World, untilMs: number): Promise<void> {
  const { random, nowMs } = world.kernel;
  while (nowMs() < untilMs) {
    await sleep(world, random.uniform(60_000, 300_000));
    const rows = await transact(world, (tx) =>
      tx.db
        .prepare(
          `SELECT charge_id, payer, debt_minor FROM charges
           WHERE missing_minor != 0 AND (payer = 'cash' OR debt_minor > 0) ORDER BY position`,
        )
        .all(),
    );
    if (rows.length === 0) continue;
    const { charge_id, payer } = random.pick(rows);
    await settleAtTill(world, charge_id as string, payer === "cash");
  }
}

/** One charge, by cash or by another card. Also how everything is settled in the end. */
export async function settleAtTill(world: World, chargeId: string, isCash: boolean) {
  const { random } = world.kernel;
  const cashId = `cash-${world.nextNumber()}`;
  const way = isCash ? 0 : random.weighted([2, 3, 1]);
  for (let times = random.integer(1, 2); times > 0; times--) {
    await attempt(world, (tx) => {
      const missing = findMissing(tx.read("charge", chargeId));
      const by = "staff";
      if (way === 0) {
        const type = missing > 0 ? "TakeCash" : "ReturnCash";
        const amountMinor = Math.abs(missing);
        decideInto(tx, "charge", chargeId, decideCharge, { type, cashId, amountMinor, by });
      } else if (way === 1) {
        const payer = { kind: "card", token: "pm_sim_ok-kiosk", lastFour: "1111" } as const;
        decideInto(tx, "charge", chargeId, decideCharge, { type: "PayDebt", payer });
      } else decideInto(tx, "charge", chargeId, decideCharge, { type: "ForgiveDebt", by });
    });
  }
}
