import { createPublicKey } from "node:crypto";
import {
  type MessageSubject,
  NO_NONCE,
  readMark,
  signMessage,
} from "@saunter/server/signatures/chain-signatures";
import { makeSeed, openSigningKey } from "@saunter/server/signatures/ed25519";
import { describe, expect, it } from "vitest";
import {
  createMessageSignatures,
  NONCE_LIFE_MS,
  REQUESTS_PER_NONCE_MAX,
} from "./message-signatures.ts";

const SHOP = "north";
const CHAIN_MS = 1_790_000_000_000;
const BODY = Buffer.from('{"after":3}');
const FORGED = { kind: "forged" };
const STALE = { kind: "stale" };

const chain = openSigningKey(makeSeed());
const shop = openSigningKey(makeSeed());

function openShop({ hasSigned = true } = {}) {
  const clock = { evenMs: 1000 };
  const signed: string[] = [];
  const signatures = createMessageSignatures({
    ...{ keys: { chain: createPublicKey(chain), shop }, shopId: SHOP, hasSigned },
    ...{ nowMs: () => 5, evenMs: () => clock.evenMs, onSigned: () => void signed.push("chain") },
  });
  const readNonce = () => readMark(signatures.signAnswer("answer.north.0", BODY))!.nonce;
  const sign = (
    subject: MessageSubject,
    { by = chain, to = SHOP, body = BODY, nonce = NO_NONCE } = {},
  ) => ({
    body: BODY,
    signature: signMessage(by, to, subject, body, { issuedMs: CHAIN_MS, nonce }),
  });
  const check = (reply: string, how: Parameters<typeof sign>[1] = {}, what = "rows") =>
    signatures.checkRequest("rows", reply, sign(["ask", what, reply], how));
  return { clock, signed, signatures, readNonce, sign, check };
}

describe("a request of the chain", () => {
  it("is accepted once, with a nonce of the shop that is current", () => {
    const { clock, check, readNonce, signatures } = openShop();
    expect(check("r1")).toEqual(STALE);
    const nonce = readNonce();
    expect(check("r1", { nonce })).toEqual({ kind: "right", aliveMs: 1000 });
    expect(check("r2", { nonce })).toEqual({ kind: "right", aliveMs: 1000 });
    expect(signatures.forged()).toBeNull();
    expect(check("r1", { nonce })).toEqual(FORGED);
    expect(signatures.forged()).toMatchObject({ count: 1, fault: expect.stringMatching(/twice/) });
    clock.evenMs += NONCE_LIFE_MS;
    expect(check("r3", { nonce })).toMatchObject({ kind: "right" });
    clock.evenMs += 1;
    expect(check("r1", { nonce })).toEqual(STALE);
    expect(readNonce()).not.toBe(nonce);
  });

  it("is refused if it is for another shop, subject or reply, altered, or signed by another key", () => {
    const { check, readNonce, sign, signatures } = openShop();
    const nonce = readNonce();
    expect(check("r1", { nonce, to: "south" })).toEqual(FORGED);
    expect(check("r1", { nonce }, "state")).toEqual(FORGED);
    expect(check("r1", { nonce, by: shop })).toEqual(FORGED);
    expect(check("r1", { nonce, body: Buffer.from("{}") })).toEqual(FORGED);
    const moved = sign(["ask", "rows", "r1"], { nonce });
    expect(signatures.checkRequest("rows", "r2", moved)).toEqual(FORGED);
    expect(signatures.checkRequest("rows", "r1", { body: BODY, signature: "" })).toEqual(FORGED);
    expect(signatures.forged()).toMatchObject({
      count: 6,
      fault: expect.stringMatching(/not signed by the chain/),
    });
    expect(signatures.checkRequest("rows", "r1", moved)).toMatchObject({ kind: "right" });
  });

  it("may be unsigned until the chain has signed one", () => {
    const { check, readNonce, signatures, signed } = openShop({ hasSigned: false });
    const unsigned = { body: BODY, signature: "" };
    const right = { kind: "right", aliveMs: null };
    expect(signatures.checkRequest("rows", "r1", unsigned)).toEqual(right);
    expect(signed).toEqual([]);
    check("r1", { nonce: readNonce() });
    check("r2", { nonce: readNonce() });
    expect(signed).toEqual(["chain"]);
    expect(signatures.checkRequest("rows", "r1", unsigned)).toEqual(FORGED);
  });

  it("is refused for now if too many have had the same nonce", () => {
    const { clock, check, readNonce } = openShop();
    const nonce = readNonce();
    for (let at = 0; at < REQUESTS_PER_NONCE_MAX; at++) {
      expect(check(`r${at}`, { nonce })).toMatchObject({ kind: "right" });
    }
    expect(check("one more", { nonce })).toEqual(STALE);
    clock.evenMs += 5000;
    expect(check("one more", { nonce: readNonce() })).toMatchObject({ kind: "right" });
  });
});

describe("the reply to a call", () => {
  const reply = ({ signatures, sign }: ReturnType<typeof openShop>) => {
    const call = signatures.signCall("head", Buffer.from("null"));
    const nonce = readMark(call.signature)!.nonce;
    return { call, nonce, signed: sign(["reply", "head"], { nonce }) };
  };

  it("is accepted if the chain has signed it for this call", () => {
    const shopSide = openShop();
    const { call, nonce, signed } = reply(shopSide);
    const other = reply(shopSide);
    expect(call.isReply(other.signed)).toBe(false);
    expect(call.isReply({ body: BODY, signature: "" })).toBe(false);
    expect(call.isReply({ ...signed, body: Buffer.from("{}") })).toBe(false);
    expect(call.isReply(shopSide.sign(["reply", "rows"], { nonce }))).toBe(false);
    expect(call.isReply(shopSide.sign(["reply", "head"], { nonce, to: "south" }))).toBe(false);
    expect(shopSide.signatures.forged()).toMatchObject({
      count: 5,
      fault: expect.stringMatching(/head/),
    });
    expect(call.isReply(signed)).toBe(true);
  });

  it("may be unsigned until the chain has signed one", () => {
    const shopSide = openShop({ hasSigned: false });
    const unsigned = { body: BODY, signature: "" };
    const { call, signed } = reply(shopSide);
    expect(call.isReply(unsigned)).toBe(true);
    expect(call.isReply(signed)).toBe(true);
    expect(shopSide.signed).toEqual(["chain"]);
    expect(reply(shopSide).call.isReply(unsigned)).toBe(false);
  });

  it("gives later calls the chain's time", () => {
    const shopSide = openShop();
    const first = reply(shopSide);
    expect(readMark(first.call.signature)!.issuedMs).toBe(5);
    first.call.isReply(first.signed);
    shopSide.clock.evenMs += 70.5;
    expect(readMark(reply(shopSide).call.signature)!.issuedMs).toBe(CHAIN_MS + 70);
  });
});
