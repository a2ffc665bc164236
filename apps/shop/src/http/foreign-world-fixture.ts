/** For tests: a shop in which two shoppers and the staff have one of everything that has an id. */

import { generateKeyPairSync } from "node:crypto";
import { findDay } from "@saunter/commerce/calendar/calendar";
import type { Role } from "@saunter/protocol/roles";
import { expect } from "vitest";
import { raiseAlert } from "../domain/alerts.ts";
import { exportRawPublicKey } from "../entry/entry-keys.ts";
import { createSoftwareAuthenticator } from "../entry/software-authenticator.ts";
import { keepEvidence, keepSealed } from "../evidence/evidence-store.ts";
import { openClipSeal } from "../process/process-keys.ts";
import { addRule } from "../publish/alert-rules.ts";
import type { Api, Who } from "./api-recorder-fixture.ts";
import { setUpCard } from "./card-setup-fixture.ts";
import { WEBHOOK_SECRET } from "./http-fixture.ts";
import { CLIP, CURVE, POSITIONS } from "./kept-pieces-fixture.ts";
import {
  conclude,
  enterByCard,
  enterByCode,
  findShopper,
  leave,
  shopByCard,
  shopByCode,
  take,
} from "./scripted-visit-fixture.ts";
import { makeTrip } from "./trip-fixture.ts";

export type IdKind =
  | "visit"
  | "evidence"
  | "shopper"
  | "review"
  | "dispute"
  | "link"
  | "customer"
  | "user"
  | "passkey"
  | "phone key"
  | "card setup"
  | "badge"
  | "device"
  | "cart"
  | "trip"
  | "webhook"
  | "alert rule"
  | "delivery"
  | "alert"
  | "gate"
  | "gondola"
  | "shelf"
  | "product"
  | "closing"
  | "document"
  | "last four"
  | "e-mail";

export interface KnownId {
  readonly kind: IdKind;
  readonly value: string;
  /** Whose it is; null: the shop's. */
  readonly owner: Role | "bob" | null;
  /** The visit or review that it belongs to. */
  readonly within?: string;
  readonly isOpen?: boolean;
}

export interface World {
  readonly ids: readonly KnownId[];
  /** What nobody but their owner, and staff, may read in an answer. */
  readonly secrets: Readonly<Record<"shopper" | "bob", readonly string[]>>;
  /** What is in no answer at all. */
  readonly hidden: readonly string[];
}

export const EMAILS = { shopper: "ann.archer@mail.example", bob: "bob.builder@mail.example" };

/** Tokens of the cards that the fixture's shoppers have saved. */
const CARDS = { shopper: "pm_sim_ok-ann", bob: "pm_sim_on_session-bob" };

export async function makeWorld(api: Api): Promise<World> {
  const ids: KnownId[] = [];
  const secrets = { shopper: [] as string[], bob: [] as string[] };
  for (const who of ["shopper", "bob"] as const) {
    secrets[who].push(EMAILS[who], CARDS[who]);
    await addCustomer(api, who, ids);
    await addVisits(api, who, ids, secrets[who]);
  }
  await addPasserBy(api, ids);
  for (const who of ["shopper", "bob", "operator", "reviewer"] as const) {
    ids.push({ kind: "passkey", owner: who, value: await addPasskey(api, who) });
  }
  await addShopThings(api, ids);
  for (const user of [
    ...([
      "operator",
      "reviewer",
      "clerk",
      "gate",
      "device",
      "sensor",
      "cart",
      "integrator",
    ] as const),
  ]) {
    ids.push({ kind: "user", owner: user, value: api.fixture.ids[user] });
  }
  // A sensor's name is the id of its device.
  ids.push({ kind: "device", owner: "sensor", value: "sensor" });
  // So is a cart's.
  await api.send("PUT", "/v1/carts/cart/trips/of-the-cart", { as: "cart", body: makeTrip() });
  ids.push({ kind: "cart", owner: "cart", value: "cart" });
  ids.push({ kind: "trip", owner: "cart", value: "of-the-cart" });
  return { ids, secrets, hidden: listHidden(api) };
}

async function addCustomer(api: Api, who: "shopper" | "bob", ids: KnownId[]): Promise<void> {
  const { publicKey } = generateKeyPairSync("ed25519");
  const deviceKey = exportRawPublicKey(publicKey).toString("base64url");
  await expectDone(api, "/v1/me/details", who, { email: EMAILS[who] });
  await expectDone(api, "/v1/me/certificate", who, { devicePublicKey: deviceKey });
  ids.push(
    { kind: "customer", owner: who, value: api.fixture.ids[who] },
    { kind: "e-mail", owner: who, value: EMAILS[who] },
    { kind: "phone key", owner: who, value: deviceKey },
  );
  // Each saves one card.
  for (let setups = 0; setups < 2; setups++) {
    const value = await setUpCard(api, "pm_sim_ok", { as: who });
    ids.push({ kind: "card setup", owner: who, value });
  }
}

async function expectDone(api: Api, url: string, as: Who, body: unknown): Promise<void> {
  const answer = await api.post(url, { as, body });
  expect(answer.status, answer.text).toBeLessThan(300);
}

/** One that is open, one whose receipt is disputed, one that waits for a reviewer. */
async function addVisits(
  api: Api,
  who: "shopper" | "bob",
  ids: KnownId[],
  secrets: string[],
): Promise<void> {
  const disputed = await shopByCode(api, who, { "07": 4, "03": 1 });
  const body = { kind: "wrong-count", lineId: "07", gtin: null, claimedQuantity: 1 };
  const answer = await api.post(`/v1/receipts/${disputed}/disputes`, { as: who, body });
  expect(answer.status, answer.text).toBe(201);
  ids.push({ kind: "dispute", owner: who, value: answer.body.disputeId, within: disputed });
  const waiting = await enterByCode(api, who);
  await keepPieces(api, await take(api, waiting, "07", 1, 0.6));
  await leave(api, waiting);
  await conclude(api, waiting, true);
  const open = await enterByCode(api, who);
  await take(api, open, "03", 2, 0.6);
  const { store } = api.fixture;
  for (const visitId of [disputed, waiting, open]) {
    ids.push({ kind: "visit", owner: who, value: visitId, isOpen: visitId === open });
    addOfVisit(api, who, visitId, ids, visitId === open);
    const visit = store.read("visit", visitId);
    if (visit.status !== "unopened" && visit.lookupToken !== null) secrets.push(visit.lookupToken);
    secrets.push(visitId);
  }
}

async function keepPieces(api: Api, evidenceId: string): Promise<void> {
  const { process, store, shop } = api.fixture;
  await store.transact((tx) => {
    const times = { madeMs: shop.nowMs(), deleteAfterMs: shop.nowMs() + 3_600_000 };
    keepEvidence(tx, { evidenceId, kind: "curve", content: CURVE, ...times });
    keepEvidence(tx, { evidenceId, kind: "positions", content: POSITIONS, ...times });
    keepSealed(tx, {
      evidenceId,
      sealed: openClipSeal(process.config.dataFolder).seal(evidenceId, CLIP),
      ...times,
    });
  });
}

/** Who is in it, what they took, its reviews, its receipt's number and its link. */
function addOfVisit(
  api: Api,
  owner: KnownId["owner"],
  visitId: string,
  ids: KnownId[],
  isOpen: boolean,
): void {
  const { store } = api.fixture;
  const add = (kind: IdKind, value: unknown): void => {
    ids.push({ kind, owner, value: String(value), within: visitId, isOpen });
  };
  const shopperId = findShopper(api, visitId);
  add("shopper", shopperId);
  for (const { evidence_id } of store.db
    .prepare("SELECT evidence_id FROM evidence_shoppers WHERE shopper_id = ?")
    .all(shopperId)) {
    add("evidence", evidence_id);
  }
  for (const { review_id } of store.db
    .prepare("SELECT review_id FROM reviews WHERE visit_id = ?")
    .all(visitId)) {
    add("review", review_id);
  }
  const visit = store.read("visit", visitId);
  if (visit.status !== "unopened" && visit.lookupToken !== null) add("link", visit.lookupToken);
  const receipt = store.read("receipt", visitId);
  if (receipt.status === "final") add("document", receipt.documentNumber);
}

/** Somebody without an account, whose receipt is found by its link alone. */
async function addPasserBy(api: Api, ids: KnownId[]): Promise<void> {
  const paid = await shopByCard(api, "pm_sim_ok", { "03": 2 });
  const owing = await shopByCard(api, "pm_sim_on_session", { "07": 3 });
  const open = await enterByCard(api, "pm_sim_ok");
  for (const visitId of [paid, owing, open]) {
    ids.push({ kind: "visit", owner: null, value: visitId, isOpen: visitId === open });
    addOfVisit(api, null, visitId, ids, visitId === open);
  }
}

async function addPasskey(api: Api, as: Who): Promise<string> {
  const options = await api.post("/v1/me/passkeys/options", { as, key: null });
  const device = createSoftwareAuthenticator("https://shop.example");
  const body = { response: device.register(options.body) };
  const added = await api.post("/v1/me/passkeys", { as, body });
  expect(added.status, added.text).toBe(201);
  return added.body.passkeyId;
}

const RULE_IDS = ["rule-1", "rule-2"];

async function addShopThings(api: Api, ids: KnownId[]): Promise<void> {
  const { store } = api.fixture;
  const add = (kind: IdKind, value: string): void => void ids.push({ kind, owner: null, value });
  await store.transact((tx) => {
    tx.db.exec(`
      INSERT INTO webhook_endpoints VALUES
        ('end-1', 'https://till.example/hook', 'environment variable A', '["*"]', 1, 1, 9);
      INSERT INTO webhook_deliveries VALUES ('end-1', 70, NULL, 'dead', 24, 0, 6, '500');`);
    // One of them is removed.
    for (const ruleId of RULE_IDS) {
      addRule(tx, ruleId, {
        name: "Phones",
        kinds: [],
        fromMinute: 0,
        untilMinute: 0,
        repeatMinutes: null,
        isEnabled: true,
        channel: { kind: "push", role: "operator" },
      });
    }
    raiseAlert(tx, {
      alertKey: "door:north",
      kind: "tailgating",
      message: "someone entered behind a shopper",
      visitId: null,
    });
  });
  add("webhook", "end-1");
  for (const ruleId of RULE_IDS) add("alert rule", ruleId);
  add("delivery", "70");
  add("alert", "door:north");
  add("gate", "north");
  add("gondola", "1");
  for (const shelf of ["1", "2"]) add("shelf", shelf);
  add("product", "03");
  const day = findDay(api.fixture.shop.nowMs(), "Europe/London");
  await expectDone(api, "/v1/closings", "operator", { day });
  add("closing", "1");
  add("last four", "4242");
  const badges = await api.get("/v1/badges", { as: "operator" });
  for (const { badgeId } of badges.body.items) add("badge", badgeId);
}

/** Keys, hashes of passwords, proofs of sessions, tokens of cards. */
function listHidden({ fixture: { store, tokens } }: Api): string[] {
  const users = store.db
    .prepare("SELECT coalesce(password_hash, key_hash) AS hash FROM users")
    .all()
    .map(({ hash }) => hash as string);
  return [...users, ...Object.values(tokens), "DE300001", WEBHOOK_SECRET];
}
