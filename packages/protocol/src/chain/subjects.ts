/**
 * NATS subjects between shops and the chain. Each shop has an account of its own at the hub, and the chain another
 * one. Of the chain's subjects a shop's account has those with the shop's id, and no others.
 *
 * | subject | from | what |
 * |---|---|---|
 * | `up.SHARD.SHOP.STREAM` | shop | a row of its journal; each stream of the journal has a subject |
 * | `down.SHOP.manifest` | chain | what the shop is to be; the last message counts |
 * | `down.SHOP.content.HASH.PART` | chain | a part of what the manifest names by its hash |
 * | `ask.SHOP.WHAT` | chain | a request; the shop replies on `answer.SHOP.…` |
 * | `call.SHOP.WHAT` | shop | a request; one of the chain's processes replies to the shop's inbox |
 * | `release.VERSION.PLATFORM.head`, `release.VERSION.PLATFORM.PART` | chain | a release of Saunter, for all shops |
 * | `copy.SHOP.SLOT.PART`, `copy.SHOP.head` | shop | a sealed copy of what is not in its journal; the last of each counts |
 */

import { COPY_PARTS_MAX, COPY_SLOTS } from "./restore-messages.ts";

/** Tokens of a subject may not hold its separators, wildcards or spaces; others are written as they are. */
const UNSAFE = /[^A-Za-z0-9_-]/gu;

/** A text as one token, by its UTF-8 bytes: `=2E` for a full stop. */
function toToken(text: string): string {
  return text.replaceAll(UNSAFE, (one) =>
    encodeURIComponent(one) === one
      ? `=${one.codePointAt(0)!.toString(16).toUpperCase()}`
      : encodeURIComponent(one).replaceAll("%", "="),
  );
}

function fromToken(token: string): string | null {
  try {
    return decodeURIComponent(token.replaceAll("=", "%"));
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

export function nameUpSubject(shard: number, shopId: string, stream: string): string {
  return `up.${shard}.${toToken(shopId)}.${toToken(stream)}`;
}

/** The JetStream stream that takes the rows of a shard's shops. */
export function nameUpStream(shard: number): string {
  return `UP-${shard}`;
}

/** What it takes. */
export function listUpSubjects(shard: number): string[] {
  return [`up.${shard}.>`];
}

/** Whose row a subject says it is; null where it is none that a row comes by. */
export function findShopOf(subject: string): string | null {
  const [up, , shop, stream] = subject.split(".");
  if (up !== "up" || shop === undefined || stream === undefined) return null;
  return fromToken(shop);
}

/** The JetStream stream that has the last message of each subject below `down`. */
export const DOWN_STREAM = "DOWN";

export function nameManifestSubject(shopId: string): string {
  return `down.${toToken(shopId)}.manifest`;
}

/** @param hash of the content, base64url. */
export function nameContentSubject(shopId: string, hash: string, part: number): string {
  return `down.${toToken(shopId)}.content.${hash}.${part}`;
}

/** All contents of a shop. */
export function nameContentSubjects(shopId: string): string {
  return `down.${toToken(shopId)}.content.>`;
}

/** Asks for the last message of a subject of the stream: an empty request. */
export function nameLastSubject(subject: string): string {
  return `$JS.${HUB_DOMAIN}.API.${LAST_OF_DOWN}.${subject}`;
}

const LAST_OF_DOWN = `DIRECT.GET.${DOWN_STREAM}`;

/** The JetStream stream that has the last message of each subject below `copy`. */
export const COPY_STREAM = "COPY";
const LAST_OF_COPY = `DIRECT.GET.${COPY_STREAM}`;

export function nameCopyHead(shopId: string): string {
  return `copy.${toToken(shopId)}.head`;
}

export function nameCopyPart(shopId: string, slot: string, part: number): string {
  return `copy.${toToken(shopId)}.${slot}.${part}`;
}

/** All that a shop may have there. */
export function nameCopySubjects(shopId: string): string {
  return `copy.${toToken(shopId)}.>`;
}

/** Whose copy a subject is below, and whether it is the head or a part of one; null where it is of no shop. */
export function readCopySubject(
  subject: string,
): { readonly shopId: string; readonly isOfCopy: boolean } | null {
  const [copy, shop, slot, part, ...rest] = subject.split(".");
  const shopId = copy === "copy" && shop !== undefined ? fromToken(shop) : null;
  if (shopId === null || slot === undefined) return null;
  const isHead = slot === "head" && part === undefined;
  const isPart =
    COPY_SLOTS.some((one) => one === slot) &&
    /^(?:0|[1-9]\d{0,5})$/.test(part ?? "") &&
    Number(part) < COPY_PARTS_MAX &&
    rest.length === 0;
  return { shopId, isOfCopy: isHead || isPart };
}

/** As `nameLastSubject`, of what the shop itself has put there. */
export function nameLastCopy(subject: string): string {
  return `$JS.${HUB_DOMAIN}.API.${LAST_OF_COPY}.${subject}`;
}

/** The JetStream stream that has releases of Saunter. */
export const RELEASE_STREAM = "RELEASES";
const LAST_OF_RELEASES = `DIRECT.GET.${RELEASE_STREAM}`;

export function nameReleaseHead(version: string, platform: string): string {
  return `release.${toToken(version)}.${toToken(platform)}.head`;
}

export function nameReleasePart(version: string, platform: string, part: number): string {
  return `release.${toToken(version)}.${toToken(platform)}.${part}`;
}

/** All of one. */
export function nameReleaseSubjects(version: string, platform: string): string {
  return `release.${toToken(version)}.${toToken(platform)}.*`;
}

/** Heads of all. */
export const RELEASE_HEADS = "release.*.*.head";

/** As `nameLastSubject`, of releases. */
export function nameLastRelease(subject: string): string {
  return `$JS.${HUB_DOMAIN}.API.${LAST_OF_RELEASES}.${subject}`;
}

/** Subjects by which NATS brings an answer back to the account that asked; users can't publish there. */
const OTHER_ACCOUNT = "_R_.";

/**
 * Whether answers to a shop may go there: to its account, or, of shops with credentials of an earlier version, its inbox
 * in the chain's account.
 */
export function isReplyTo(shopId: string, subject: string): boolean {
  return subject.startsWith(OTHER_ACCOUNT) || subject.startsWith(`${nameInbox(shopId)}.`);
}

export function nameAskSubject(shopId: string, what: string): string {
  return `ask.${toToken(shopId)}.${what}`;
}

/** Where a shop's answer to one request comes. */
export function nameAnswerSubject(shopId: string, requestId: string): string {
  return `answer.${toToken(shopId)}.${requestId}`;
}

/** Answers of all shops, for the chain. */
export function nameAnswerSubjects(): string {
  return "answer.>";
}

export function nameCallSubject(shopId: string, what: string): string {
  return `call.${toToken(shopId)}.${what}`;
}

/** Such calls of all shops. */
export function nameCallSubjects(what: string): string {
  return `call.*.${what}`;
}

/** Chain processes share the calls: each is answered once. */
export const CALL_QUEUE = "chain";

/** Who calls: the hub has made sure of the shop. Null where a subject is none of a call. */
export function findCaller(subject: string): string | null {
  const [call, shop, what, ...rest] = subject.split(".");
  if (call !== "call" || shop === undefined || what === undefined || rest.length > 0) return null;
  return fromToken(shop);
}

/** Subjects of the chain's account that accounts of shops may import, each its own part of them. */
export const CHAIN_EXPORTS = {
  /** Shops publish there; what answers them comes back to who published, and to no other account. */
  services: [
    ...["up.*.*.>", "answer.*.>", "call.*.>", "copy.*.>"],
    `$JS.API.${LAST_OF_DOWN}.down.*.>`,
    `$JS.API.${LAST_OF_COPY}.copy.*.>`,
    `$JS.API.${LAST_OF_RELEASES}.release.>`,
  ],
  /** Shops subscribe to them. */
  streams: ["down.*.>", "ask.*.>"],
} as const;

export interface SubjectImport {
  /** In the chain's account. */
  readonly subject: string;
  /** In the shop's account, if it's another. */
  readonly localSubject?: string;
}

export interface ShopSubjects {
  readonly services: readonly SubjectImport[];
  readonly streams: readonly SubjectImport[];
}

/** Subjects of the chain's account that a shop's account imports. */
export function listShopImports(shard: number, shopId: string): ShopSubjects {
  const shop = toToken(shopId);
  // The last message of a subject: leaf nodes reach JetStream of the hub by its domain, clients of the hub without.
  const listLast = (of: string, subjects: string): SubjectImport[] => {
    const subject = `$JS.API.${of}.${subjects}`;
    return [{ subject }, { subject, localSubject: `$JS.${HUB_DOMAIN}.API.${of}.${subjects}` }];
  };
  return {
    services: [
      { subject: `up.${shard}.${shop}.>` },
      { subject: `answer.${shop}.>` },
      { subject: nameCallSubject(shopId, ">") },
      { subject: nameCopyHead(shopId) },
      ...COPY_SLOTS.map((slot) => ({ subject: `copy.${shop}.${slot}.*` })),
      ...listLast(LAST_OF_DOWN, `down.${shop}.>`),
      ...listLast(LAST_OF_COPY, `copy.${shop}.>`),
      ...listLast(LAST_OF_RELEASES, "release.>"),
    ],
    streams: [{ subject: `down.${shop}.>` }, { subject: nameAskSubject(shopId, ">") }],
  };
}

export interface ShopRights {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** What a shop's user may do in its account: use what that imports, and get answers. */
export function listShopRights(shard: number, shopId: string): ShopRights {
  const { services, streams } = listShopImports(shard, shopId);
  const nameLocal = ({ subject, localSubject = subject }: SubjectImport): string => localSubject;
  return {
    publish: services.map(nameLocal),
    subscribe: [...streams.map(nameLocal), `${nameInbox(shopId)}.>`],
  };
}

/** Where answers to a shop's own requests come. */
export function nameInbox(shopId: string): string {
  return `_INBOX.${toToken(shopId)}`;
}

/** JetStream's domain at the hub. */
export const HUB_DOMAIN = "hub";
