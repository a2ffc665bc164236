/** The entry methods that the configuration offers. */
import { createPublicKey, type KeyObject } from "node:crypto";
import { pause } from "@saunter/ingest/scales/retry-pause";
import type { CardConfig, ShopConfig } from "../config/shop-config.ts";
import type { AnyEntryMethod, EntryMethodName } from "../domain/entry-method.ts";
import type { EntryService } from "../domain/entry-service.ts";
import { createGateNewsBoard } from "../domain/gate-news.ts";
import { orRefuse } from "../domain/shop-context.ts";
import { createBadgeEntry } from "../entry/badge.ts";
import { type CardTerminal, createCardEntry } from "../entry/card-terminal.ts";
import { type CodeIssuer, createCodeIssuer, createQrEntry } from "../entry/entry-code.ts";
import { deriveKeyId, parsePrivateKey } from "../entry/entry-keys.ts";
import { createHttpTerminal } from "../entry/http-terminal.ts";
import {
  createPasskeyCeremonies,
  createPasskeyEntry,
  type PasskeyCeremonies,
} from "../entry/passkey.ts";
import { createMemoryChallengeStore } from "../entry/passkey-store.ts";
import { createReadings, type Readings } from "../entry/readings.ts";
import { createStripeReader, type StripeReader } from "../entry/stripe-reader.ts";
import { listOwnGates } from "../gates/list-gates.ts";
import { createStripeClient } from "../payments/stripe-gateway.ts";
import { findBadge } from "../people/badges.ts";
import { findCustomerCard } from "../people/customers.ts";
import { createStorePasskeys } from "../people/passkeys.ts";
import { isPhoneAllowed } from "../people/phone-keys.ts";
import type { Store } from "../store/store.ts";
import { openKey } from "./process-keys.ts";
import type { Surroundings } from "./surroundings.ts";

type TerminalSurroundings = Pick<
  Surroundings,
  "openTerminal" | "openCardHash" | "fetch" | "deadline"
>;

/** Of a call to a reader, which Stripe passes on to it. */
const READER_TIMEOUT_MS = 15_000;

/** How people come in: by what they show, and what the gate tells them. */
export interface EntryWays {
  readonly methods: ReadonlyMap<EntryMethodName, AnyEntryMethod>;
  readonly issuer: CodeIssuer | null;
  readonly passkeys: PasskeyCeremonies | null;
  readonly service: EntryService;
  /** Card readers at the gates, by their id at the provider. */
  readonly readers: ReadonlyMap<string, StripeReader>;
  /** What those have read, until the entry service takes it. */
  readonly readings: Readings;
}

export function openEntryWays(
  config: ShopConfig,
  store: Store,
  surroundings: TerminalSurroundings & { readonly nowMs: () => number },
): EntryWays {
  const { qr, card, badge, passkey } = config.entry;
  const methods = new Map<EntryMethodName, AnyEntryMethod>();
  const readings = createReadings();
  let issuer: CodeIssuer | null = null;
  if (qr !== null) {
    const privateKey = findCodeKey(config);
    const publicKey = createPublicKey(privateKey);
    const keyId = deriveKeyId(publicKey);
    issuer = createCodeIssuer({ privateKey, keyId });
    const publicKeys = new Map([[keyId, publicKey]]);
    add(
      methods,
      "qr",
      createQrEntry({ publicKeys, isPhoneAllowed: isPhoneAllowed.bind(null, store) }),
    );
  }
  if (card !== null) {
    const hashCard = surroundings.openCardHash(config.dataFolder);
    const terminal = card.terminal === "stripe" ? readings : openTerminal(card, surroundings);
    add(methods, "card", createCardEntry(terminal, hashCard));
  }
  if (badge !== null) {
    const hashKey = Buffer.from(badge.hashKey.reveal());
    const find = async (badgeHash: string) => findBadge(store, badgeHash);
    add(methods, "badge", createBadgeEntry({ findBadge: find, hashKey }));
  }
  const passkeys = passkey === null ? null : openPasskeys(passkey, config.shop.name, store);
  if (passkeys !== null) add(methods, "passkey", createPasskeyEntry(passkeys));
  const isFree = config.payment.gateway.kind === "none";
  const service: EntryService = {
    findCustomerCard: (customerId) => {
      const saved = findCustomerCard(store, customerId);
      // Where nothing is charged there is nothing to verify.
      return saved !== null && isFree ? { ...saved, isVerified: true } : saved;
    },
    news: createGateNewsBoard(),
  };
  const readers = openReaders(config, surroundings.nowMs);
  return { methods, issuer, passkeys, service, readers, readings };
}

function openReaders(config: ShopConfig, nowMs: () => number): Map<string, StripeReader> {
  const { gateway } = config.payment;
  const ids = listOwnGates(config).flatMap(({ hardware: { cardReader } }) =>
    cardReader === null ? [] : [cardReader.readerId],
  );
  if (gateway.kind !== "stripe" || ids.length === 0) return new Map();
  const stripe = createStripeClient({
    secretKey: gateway.secretKey.reveal(),
    timeoutMs: READER_TIMEOUT_MS,
    ...(gateway.baseUrl === null ? {} : { baseUrl: gateway.baseUrl }),
  });
  return new Map(
    ids.map((readerId) => [readerId, createStripeReader({ stripe, readerId, nowMs, pause })]),
  );
}

function openTerminal(
  card: Exclude<CardConfig, { terminal: "stripe" }>,
  surroundings: TerminalSurroundings,
): CardTerminal {
  if (card.terminal === "simulator") return surroundings.openTerminal();
  const { fetch, deadline } = surroundings;
  return createHttpTerminal({ url: card.url, secret: card.secret.reveal(), fetch, deadline });
}

/** Each method looks itself at whatever it is shown. */
function add(
  methods: Map<EntryMethodName, AnyEntryMethod>,
  name: EntryMethodName,
  method: { readonly isOffline: boolean; readonly verify: unknown },
): void {
  methods.set(name, method as AnyEntryMethod);
}

function findCodeKey(config: ShopConfig): KeyObject {
  const key = config.entry.qr?.signingKey ?? null;
  if (key === null) return openKey(config.dataFolder, "entry-codes");
  return orRefuse(parsePrivateKey(key.reveal()));
}

function openPasskeys(
  { rpId, origin }: NonNullable<ShopConfig["entry"]["passkey"]>,
  rpName: string,
  store: Store,
): PasskeyCeremonies {
  return createPasskeyCeremonies({
    rpId,
    rpName,
    origins: [origin],
    passkeys: createStorePasskeys(store),
    challenges: createMemoryChallengeStore(),
  });
}
