/**
 * For tests: two shops and their chain with the code that verifies their messages, and between them a hub in memory that
 * belongs to an attacker. Each case is a sequence of messages of which the hub forges, alters, replays, reorders, redirects and
 * drops some.
 */
import { createPublicKey, hash, type KeyObject } from "node:crypto";
import { headers, type Msg } from "@nats-io/transport-node";
import { createCallCheck } from "@saunter/chain/hub/check-calls";
import { createMessageSigning } from "@saunter/chain/hub/message-signing";
import { BEFORE_FIRST } from "@saunter/chain/ingest/plan-rows";
import { planSigned } from "@saunter/chain/ingest/plan-signed";
import { createMessageCheck } from "@saunter/chain/ingest/shop-signatures";
import { createRandom } from "@saunter/numerics/random";
import { formatForHash, type UpRow } from "@saunter/protocol/chain/up-row";
import {
  NO_NONCE,
  readMark,
  SIGNATURE_HEADER,
  signManifest,
  signMessage,
  signRow,
  verifyManifest,
  verifyRow,
} from "@saunter/server/signatures/chain-signatures";
import { openSigningKey } from "@saunter/server/signatures/ed25519";
import { createMessageSignatures, NONCE_LIFE_MS } from "@saunter/shop/chain/message-signatures";
import { createChainWatch, WITHHELD_MS } from "@saunter/shop/chain/watch-chain";

const START_MS = 1_790_000_000_000;
const STEPS = 30;
export const NOTICED_MS_MAX = 60_000;
const SHOPS = ["north", "south"] as const;

/** What the hub delivers: to whom, for what, and the message. */
interface Sent {
  readonly kind: "ask" | "call" | "row";
  readonly shopId: string;
  readonly what: string;
  readonly reply: string;
  readonly body: Uint8Array;
  readonly signature: string;
  readonly row: UpRow | null;
}

/** What one side has accepted, as a text that is compared with what the other side has sent. */
const describe = ({ kind, shopId, what, reply, body, row }: Sent): string =>
  [kind, shopId, what, reply, Buffer.from(body).toString(), row?.position, row?.hash].join(" ");

export interface CaseResult {
  readonly accepted: number;
  readonly refused: number;
  /** What should not have happened, in words. */
  readonly faults: readonly string[];
}

function openParties(seed: number) {
  const random = createRandom(seed);
  const clock = { nowMs: START_MS };
  const makeKey = (name: string): KeyObject =>
    openSigningKey(hash("sha256", `${seed} ${name}`, "buffer"));
  const chainKey = makeKey("chain");
  const keys = new Map(SHOPS.map((shopId) => [shopId as string, makeKey(shopId)]));
  const nowMs = (): number => clock.nowMs;
  const check = createMessageCheck({
    read: async (shopId) => {
      const key = keys.get(shopId);
      return { keys: key === undefined ? [] : [createPublicKey(key)], isRequired: true };
    },
    require: async () => {},
    nowMs,
  });
  const signing = createMessageSigning(check, chainKey, nowMs);
  const shops = new Map(
    SHOPS.map((shopId) => {
      const signatures = createMessageSignatures({
        keys: { chain: createPublicKey(chainKey), shop: keys.get(shopId)! },
        ...{ shopId, nowMs, evenMs: nowMs, hasSigned: true, onSigned: () => {} },
      });
      return [
        shopId as string,
        { signatures, rows: [] as UpRow[], head: BEFORE_FIRST, nonce: NO_NONCE },
      ];
    }),
  );
  return {
    random,
    clock,
    chainKey,
    keys,
    shops,
    checkCall: createCallCheck(signing),
    attacker: makeKey("attacker"),
  };
}

type Parties = ReturnType<typeof openParties>;

function sendOne({ random, clock, chainKey, keys, shops }: Parties, at: number): Sent {
  const shopId = random.pick(SHOPS);
  const shop = shops.get(shopId)!;
  const kind = random.pick(["ask", "call", "row"] as const);
  const what = random.pick(["state", "rows"]);
  const body = Buffer.from(JSON.stringify({ at }));
  const base = { kind, shopId, what, reply: `answer.${shopId}.${at}`, body, row: null };
  if (kind === "ask") {
    // The answer before has reached the chain.
    const nonce = readMark(shop.signatures.signAnswer(base.reply, body))!.nonce;
    const mark = { issuedMs: clock.nowMs, nonce };
    const signature = signMessage(chainKey, shopId, ["ask", what, base.reply], body, mark);
    return { ...base, signature };
  }
  if (kind === "call")
    return { ...base, signature: shop.signatures.signCall(what, body).signature };
  const before = shop.rows.at(-1) ?? BEFORE_FIRST;
  const next = {
    ...{ position: before.position + 1, stream: "visit", version: shop.rows.length + 1 },
    ...{ type: "T", atMs: clock.nowMs, body: JSON.stringify({ at }) },
  };
  const row = { ...next, hash: hash("sha256", formatForHash(before.hash, next), "base64url") };
  shop.rows.push(row);
  return { ...base, row, signature: signRow(keys.get(shopId)!, shopId, row) };
}

/** Returns whether the receiver accepts it. */
async function deliver({ checkCall, keys, shops }: Parties, sent: Sent): Promise<boolean> {
  const { kind, shopId, what, reply, body, row, signature } = sent;
  const shop = shops.get(shopId)!;
  if (kind === "ask") {
    return shop.signatures.checkRequest(what, reply, { body, signature }).kind === "right";
  }
  if (kind === "call") {
    const named = headers();
    named.set(SIGNATURE_HEADER, signature);
    const message: Pick<Msg, "data" | "headers"> = { data: body, headers: named };
    return (await checkCall(shopId, what, message)).kind === "right";
  }
  const key = createPublicKey(keys.get(shopId)!);
  const findHash = (position: number) => shop.rows[position - 1]?.hash;
  const findFault = (one: UpRow) =>
    verifyRow(key, shopId, one, signature) ? null : "signature-wrong";
  const { taken } = planSigned(shop.head, [row!], findHash, findFault);
  const last = taken.at(-1);
  if (last !== undefined) shop.head = last;
  return last !== undefined;
}

/** What the attacker makes of a message; the hub also drops, replays and delays messages. */
function tamper({ random, attacker, clock }: Parties, sent: Sent): Sent {
  const { shopId, what, reply, body } = sent;
  const other = shopId === SHOPS[0] ? SHOPS[1] : SHOPS[0];
  switch (random.integer(0, 4)) {
    case 0:
      return { ...sent, shopId: other };
    case 1: {
      const altered = Buffer.from(JSON.stringify({ forged: true }));
      const row = sent.row && { ...sent.row, body: altered.toString() };
      return { ...sent, body: altered, row };
    }
    case 2:
      return { ...sent, signature: "" };
    case 3: {
      if (sent.row !== null) {
        const row = { ...sent.row, hash: hash("sha256", "forged", "base64url") };
        return { ...sent, row, signature: signRow(attacker, shopId, row) };
      }
      const subject =
        sent.kind === "ask" ? (["ask", what, reply] as const) : (["call", what] as const);
      const mark = { issuedMs: clock.nowMs, nonce: readMark(sent.signature)!.nonce };
      return { ...sent, signature: signMessage(attacker, shopId, subject, body, mark) };
    }
    default:
      if (sent.row !== null) return { ...sent, row: { ...sent.row, stream: "other" } };
      return { ...sent, what: what === "state" ? "rows" : "state" };
  }
}

/** A sequence of messages of a seed. */
export async function runMessages(seed: number): Promise<CaseResult> {
  const parties = openParties(seed);
  const { random, clock } = parties;
  /** By description: when it was sent. */
  const genuine = new Map<string, number>();
  const seen: Sent[] = [];
  const accepted = new Set<string>();
  const faults: string[] = [];
  let refused = 0;

  async function pass(sent: Sent): Promise<void> {
    const text = describe(sent);
    if (!(await deliver(parties, sent))) {
      refused++;
      return;
    }
    const sentMs = genuine.get(text);
    if (sentMs === undefined) faults.push(`accepted, and never sent: ${text}`);
    else if (accepted.has(text)) faults.push(`accepted twice: ${text}`);
    else if (sent.kind !== "row" && clock.nowMs - sentMs > NONCE_LIFE_MS) {
      faults.push(`accepted late: ${text}`);
    }
    accepted.add(text);
  }

  for (let at = 0; at < STEPS; at++) {
    clock.nowMs += random.integer(0, 8000);
    const sent = sendOne(parties, at);
    genuine.set(describe(sent), clock.nowMs);
    seen.push(sent);
    const act = random.integer(0, 3);
    if (act === 0) await pass(tamper(parties, sent));
    // Replayed, late, or reordered: of all messages so far, those that were dropped among them.
    if (act === 1) await pass(random.pick(seen));
    if (act === 2) await pass(tamper(parties, random.pick(seen)));
    if (random.chance(0.8)) await pass(sent);
  }
  return { accepted: accepted.size, refused, faults };
}

/** Manifests that a hub alters, redirects or signs anew: in words, what a shop would take. */
export function runManifest(seed: number): readonly string[] {
  const { random, chainKey, attacker } = openParties(seed);
  const text = Buffer.from(JSON.stringify({ revision: random.integer(0, 1_000_000), entries: [] }));
  const times = { issuedMs: START_MS, expiresMs: START_MS + random.integer(0, 1_000_000_000) };
  const header = signManifest(chainKey, "north", text, times);
  const later = header.replace(`${times.expiresMs}`, `${times.expiresMs + 1}`);
  const takes = (shopId: string, body: Uint8Array, signature: string): boolean =>
    verifyManifest(createPublicKey(chainKey), shopId, body, signature) !== null;
  const cases: readonly (readonly [string, boolean, boolean])[] = [
    ["the chain's", true, takes("north", text, header)],
    ["for another shop", false, takes("south", text, header)],
    ["altered", false, takes("north", Buffer.concat([text, Buffer.from(" ")]), header)],
    ["with a later expiry", false, takes("north", text, later)],
    ["of the attacker", false, takes("north", text, signManifest(attacker, "north", text, times))],
  ];
  return cases.flatMap(([name, isRight, isTaken]) => (isRight === isTaken ? [] : [name]));
}

/** How long after the hub began to withhold messages the shop has noticed it, in simulated time; null: not within two minutes. */
export function runWithheld(seed: number): number | null {
  const { random } = openParties(seed);
  const clock = { nowMs: 0 };
  const shop = { revision: 5 };
  const watch = createChainWatch({
    ...{ evenMs: () => clock.nowMs, isSigning: () => true, hasContents: () => true },
    readRevision: () => shop.revision,
  });
  const hides = random.pick(["requests", "manifests", "delays"]);
  const begunMs = random.integer(60_000, 120_000);
  for (; clock.nowMs < begunMs + 2 * WITHHELD_MS; clock.nowMs += 1000) {
    const isHostile = clock.nowMs >= begunMs;
    if (clock.nowMs % 5000 === 0) {
      // The oldest that the hub has kept proves no more than when it began.
      if (!isHostile) watch.note(clock.nowMs, 5);
      else if (hides === "delays") watch.note(begunMs, 5);
      else if (hides === "manifests") watch.note(clock.nowMs, 6);
    }
    const { silentMs, behindMs } = watch.report();
    if (silentMs + behindMs > 0) return isHostile ? clock.nowMs - begunMs : null;
  }
  return null;
}

export interface Summary {
  readonly accepted: number;
  readonly refused: number;
  /** In simulated time. */
  readonly noticedMsMax: number;
  /** Each begins with its seed. */
  readonly faults: readonly string[];
}

export async function runHostileHub(cases: number, firstSeed = 1): Promise<Summary> {
  let [accepted, refused, noticedMsMax] = [0, 0, 0];
  const faults: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + cases; seed++) {
    const messages = await runMessages(seed);
    accepted += messages.accepted;
    refused += messages.refused;
    faults.push(...messages.faults.map((fault) => `${seed}: ${fault}`));
    faults.push(...runManifest(seed).map((fault) => `${seed}: manifest ${fault}`));
    const noticedMs = runWithheld(seed);
    if (noticedMs === null) faults.push(`${seed}: not noticed`);
    else noticedMsMax = Math.max(noticedMsMax, noticedMs);
  }
  return { accepted, refused, noticedMsMax, faults };
}
