/** The code to show now: made by this phone where it can, else asked of the shop. */
import { Problem } from "@saunter/client/problem";
import { api } from "../session.ts";
import { exportPublicKey, makePhoneCode, makePhoneKeys, type PhoneKeys } from "./phone-code.ts";
import { type KeptPhone, keepPhone, readPhone } from "./phone-store.ts";

export interface GateCode {
  readonly text: string;
  /** When the next one is due, by this phone's clock, Unix ms. */
  readonly nextMs: number;
  readonly slotMs: number;
  /** Until when the phone makes codes without a network; null where the shop makes them. */
  readonly offlineUntilMs: number | null;
}

export type CodeTrouble = "needs-network" | "offline-over";

/**
 * With less left than this the certificate is fetched again whenever there is a network: an hour after it was made. The
 * shop may have revoked it meanwhile, and the gate says to go online once.
 */
const RENEW_BEFORE_MS = (7 * 24 - 1) * 3_600_000;

/** Fetches a certificate where there is none that lasts. Does nothing without a network. */
export async function preparePhone(customerId: string, nowMs: number): Promise<void> {
  const kept = await readOwn(customerId);
  if (kept !== null && findLeft(kept, nowMs) > RENEW_BEFORE_MS) return;
  const keys = kept?.keys ?? (await makePhoneKeys());
  if (keys === null) return;
  await certify(customerId, keys, nowMs);
}

async function certify(customerId: string, keys: PhoneKeys, nowMs: number): Promise<void> {
  try {
    const body = { devicePublicKey: await exportPublicKey(keys) };
    const { nowMs: shopMs, ...given } = await api.call("POST /v1/me/certificate", { body });
    const certificate = { ...given, aheadMs: shopMs - nowMs };
    await keepPhone({ customerId, keys, certificate });
  } catch (error) {
    // What it has may still be good, and the shop says so if there are no codes here.
    if (!(error instanceof Problem)) throw error;
  }
}

/** Rejects with a `Problem` where the shop refuses one. */
export async function findCode(
  customerId: string,
  partySize: number,
  nowMs: number,
): Promise<GateCode | CodeTrouble> {
  const kept = await readOwn(customerId);
  if (kept !== null && findLeft(kept, nowMs) > 0) {
    const { keys, certificate } = kept;
    const { slotMs, aheadMs, notAfterMs } = certificate;
    const nextMs = (Math.floor((nowMs + aheadMs) / slotMs) + 1) * slotMs - aheadMs;
    const text = await makePhoneCode(keys, certificate, partySize, nowMs);
    return { text, nextMs, slotMs, offlineUntilMs: notAfterMs - aheadMs };
  }
  try {
    const asked = await api.call("GET /v1/me/code", { query: { partySize } });
    const { code, slotMs, expiresMs } = asked;
    // The clocks may differ: a slot is the longest that it can take.
    const nextMs = Math.min(Math.max(expiresMs, nowMs + 1000), nowMs + slotMs);
    return { text: code, nextMs, slotMs, offlineUntilMs: null };
  } catch (error) {
    const isLost = error instanceof Problem && error.code === "no-connection";
    if (!isLost) throw error;
    return kept === null ? "needs-network" : "offline-over";
  }
}

async function readOwn(customerId: string): Promise<KeptPhone | null> {
  const kept = await readPhone();
  return kept?.customerId === customerId ? kept : null;
}

function findLeft({ certificate: { notAfterMs, aheadMs } }: KeptPhone, nowMs: number): number {
  return notAfterMs - aheadMs - nowMs;
}
