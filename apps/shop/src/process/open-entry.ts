/** The entry methods that the configuration offers. */
import { createPublicKey, type KeyObject } from "node:crypto";
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

/** How people come in: by what they show, and what the gate tells them. */
export interface EntryWays {
  readonly methods: ReadonlyMap<EntryMethodName, AnyEntryMethod>;
  readonly issuer: CodeIssuer | null;
  readonly passkeys: PasskeyCeremonies | null;
  readonly service: EntryService;
}

export function openEntryWays(
  config: ShopConfig,
  store: Store,
  surroundings: TerminalSurroundings,
): EntryWays {
  const { qr, card, badge, passkey } = config.entry;
  const methods = new Map<EntryMethodName, AnyEntryMethod>();
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
    add(methods, "card", createCardEntry(openTerminal(card, surroundings), hashCard));
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
  return { methods, issuer, passkeys, service };
}

function openTerminal(card: CardConfig, surroundings: TerminalSurroundings): CardTerminal {
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
