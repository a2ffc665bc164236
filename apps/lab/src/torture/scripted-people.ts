/**
 * Shoppers, staff and reviewers, and an engine that says what it likes. They live outside the
 * process: when it dies they try again, as people and browsers do.
 */
import type { DisputeKind } from "@saunter/commerce/receipt/events";
import type { ReviewChoice, ReviewSubject } from "@saunter/commerce/review/events";
import type { EngineOutput } from "@saunter/engine/engine-types";
import type { Alternative, Interaction } from "@saunter/engine/receipt-types";
import { seeShopper } from "@saunter/shop/domain/binding-service";
import { applyEngineOutputs } from "@saunter/shop/domain/engine-events";
import { leaveShop } from "@saunter/shop/domain/floor-service";
import { nameFacing } from "@saunter/shop/projections/shop-tables";
import { prepared } from "@saunter/shop/store/prepared";
import { CUSTOMER_CARDS, GATES, SAMPLE_ACCOUNTS } from "@saunter/shop/testing/sample-settings";
import type { Acts, Payer, Reviewer } from "./acts.ts";
import { createActsOnServices, openView, transact } from "./acts-on-services.ts";
import { createActsOverHttp } from "./acts-over-http.ts";
import { sleep as pass } from "./outsiders.ts";
import { CARD_TOKENS, TORTURE_MODEL } from "./torture-shop.ts";
import type { World } from "./world.ts";

const ENTRY_TRIES_MAX = 6;

/** By whatever way the people of this world have. */
export function createActs(world: World): Acts {
  return world.isOverHttp ? createActsOverHttp(world) : createActsOnServices(world);
}

const sleep = ({ kernel }: World, delayMs: number): Promise<void> => pass(kernel, delayMs);

interface Person {
  readonly shopperId: string;
  readonly carried: Map<string, number>;
  isUncertain: boolean;
}

/** One party from the street to the street. */
export async function visitShop(world: World, acts: Acts, number: number): Promise<void> {
  const { random } = world.kernel;
  const gateId = random.pick(GATES);
  const partySize = random.weighted([0, 6, 2, 1]);
  const visitId = await comeIn(world, acts, number, gateId, partySize);
  if (visitId === null) return;
  const count = random.chance(0.9) ? partySize : random.integer(0, partySize + 1);
  const people: Person[] = [];
  for (let at = 0; at < count; at++) {
    const person = { shopperId: `${number}p${at}`, carried: new Map(), isUncertain: false };
    people.push(person);
    await sleep(world, random.uniform(200, 2500));
    await transact(world, (tx, { shop }) =>
      seeShopper(tx, shop, { shopperId: person.shopperId, gateId }),
    );
  }
  if (count > partySize && random.chance(0.5)) {
    const { shopperId } = people.at(-1)!;
    await acts.bind(visitId, shopperId);
  }
  await Promise.all(people.map((person) => shop(world, person, people)));
  if (count === 0 && random.chance(0.3)) await acts.endVisit(visitId);
  await sleep(world, random.uniform(10_000, 600_000));
  if (random.chance(0.4)) await dispute(world, acts, visitId);
}

/** A party that is really seen: the sensors tell what they do. */
export async function enterFloor(
  world: World,
  acts: Acts,
  number: number,
  partySize: number,
): Promise<void> {
  const { random } = world.kernel;
  const visitId = await comeIn(world, acts, number, GATES[0], partySize);
  if (visitId === null) return;
  await sleep(world, random.uniform(120_000, 900_000));
  if (random.chance(0.4)) await dispute(world, acts, visitId);
}

async function comeIn(
  world: World,
  acts: Acts,
  number: number,
  gateId: string,
  partySize: number,
): Promise<string | null> {
  const { random } = world.kernel;
  const payer = drawPayer(world, number);
  for (let tries = 0; tries < ENTRY_TRIES_MAX; tries++) {
    const admission = await acts.enter(payer, gateId, partySize);
    if (admission !== null) return admission;
    await sleep(world, random.uniform(3_000, 40_000));
  }
  return null;
}

function drawPayer({ kernel: { random } }: World, number: number): Payer {
  switch (random.weighted([5, 3, 2, 1, 1])) {
    case 0:
      return { kind: "card", token: `${random.pick(CARD_TOKENS)}-${number}`, lastFour: "4242" };
    case 1:
      return { kind: "customer", customerId: random.pick([...CUSTOMER_CARDS.keys()]) };
    case 2:
      return { kind: "account", accountId: random.pick([...SAMPLE_ACCOUNTS.keys()]) };
    case 3:
      return { kind: "staff", staffId: "staff-1" };
    default:
      return { kind: "cash" };
  }
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
  const needsReview = person.isUncertain || random.chance(0.05);
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
        unclear: [],
      },
    },
  ]);
}

const listLines = ({ carried }: Person) =>
  [...carried].map(([barcode, quantity]) => ({ barcode, quantity }));

function tell(world: World, outputs: readonly EngineOutput[]): Promise<void> {
  return transact(world, (tx, life) => applyEngineOutputs(tx, life.shop, "e", outputs));
}

async function interact(world: World, person: Person, people: readonly Person[]): Promise<void> {
  const { random, nowMs } = world.kernel;
  const { carried, shopperId } = person;
  const isPutBack = carried.size > 0 && random.chance(0.25);
  const barcode = isPutBack ? random.pick([...carried.keys()]) : `0${random.integer(1, 8)}`;
  const quantity = isPutBack ? 1 : random.weighted([0, 8, 2, 1]);
  const isUncertain = random.chance(0.15);
  const probability = isUncertain ? 0.6 : 0.995;
  const alternative: Alternative = {
    targetId: shopperId,
    giverId: null,
    barcode,
    quantity,
    probability,
    kind: isPutBack ? "putback" : "pick",
  };
  const other = random.pick(people).shopperId;
  const interaction: Interaction = {
    ...alternative,
    id: String(world.nextNumber()),
    timestampMs: nowMs(),
    decidedMs: nowMs() + 500,
    settledMs: nowMs() + 300,
    weightG: 100,
    gondola: 1,
    shelf: 1,
    plates: [Number(barcode)],
    alternatives: isUncertain
      ? [
          alternative,
          { ...alternative, targetId: other, probability: 0.25 },
          { ...alternative, barcode: `0${random.integer(1, 8)}`, probability: 0.15 },
        ]
      : [],
  };
  if (isUncertain) {
    person.isUncertain = true;
    for (const one of people) if (one.shopperId === other) one.isUncertain = true;
  }
  if (random.chance(0.1)) {
    // First attributed to somebody else, and then corrected.
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

async function dispute(world: World, acts: Acts, visitId: string): Promise<void> {
  const { random } = world.kernel;
  const receipt = (await openView(world)).read("receipt", visitId);
  const lines = receipt.status === "none" ? [] : receipt.content.lines;
  const line = lines.length > 0 ? random.pick(lines) : null;
  const kind: DisputeKind = line === null ? "missing" : random.pick(["wrong-item", "wrong-count"]);
  await acts.dispute(visitId, {
    kind,
    lineId: line?.lineId ?? null,
    gtin: line === null ? "01" : null,
    claimedQuantity: line === null ? 1 : Math.max(0, line.quantity - 1),
  });
}

/** Reviews some of what waits; the rest lapses. */
export async function reviewForHours(
  world: World,
  acts: Acts,
  untilMs: number,
  name: Reviewer,
): Promise<void> {
  const { random, nowMs } = world.kernel;
  while (nowMs() < untilMs) {
    await sleep(world, random.uniform(30_000, 400_000));
    const { db } = await openView(world);
    const next = prepared(
      db,
      "SELECT review_id FROM reviews WHERE status = 'open' ORDER BY due_ms, review_id",
    ).get();
    if (next === undefined || random.chance(0.3)) continue;
    const reviewId = next.review_id as string;
    if (!(await acts.claim(reviewId, name))) continue;
    await sleep(world, random.uniform(2_000, 20_000));
    const review = (await openView(world)).read("review", reviewId);
    if (review.status === "unopened") continue;
    await acts.decide(reviewId, name, drawChoice(world, review.subject));
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
      if (random.chance(0.1)) return { kind: "refuse" };
      return {
        kind: random.chance(0.5) ? "add" : "remove",
        gtin: "03",
        quantity: random.integer(1, 3),
      };
    case "age":
    case "binding":
    case "contest":
      return { kind: random.chance(0.5) ? "grant" : "refuse" };
    default:
      return subject satisfies never;
  }
}

/** Takes and gives cash, takes other cards for debts, forgives some; counts what is on the shelves. */
export async function mindTill(world: World, acts: Acts, untilMs: number): Promise<void> {
  const { random, nowMs } = world.kernel;
  while (nowMs() < untilMs) {
    await sleep(world, random.uniform(60_000, 300_000));
    if (random.chance(0.3)) {
      const { gondola, shelf, plates } = random.pick(TORTURE_MODEL.facings);
      await acts.count(nameFacing(gondola, shelf, plates), random.integer(0, 20));
    }
    const { db } = await openView(world);
    const rows = prepared(
      db,
      `SELECT charge_id, payer, debt_minor FROM charges
         WHERE missing_minor != 0 AND (payer = 'cash' OR debt_minor > 0) ORDER BY position`,
    ).all();
    if (rows.length === 0) continue;
    const { charge_id, payer } = random.pick(rows);
    await settleAtTill(world, acts, charge_id as string, payer === "cash");
  }
}

/** One charge, by cash or by another card. Also how everything is settled in the end. */
export async function settleAtTill(world: World, acts: Acts, chargeId: string, isCash: boolean) {
  const way = isCash ? 0 : world.kernel.random.weighted([2, 3, 1]);
  await acts.settle(chargeId, (["cash", "card", "forgive"] as const)[way]!);
}
