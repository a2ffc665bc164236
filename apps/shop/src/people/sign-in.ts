/**
 * Sign-in by password or passkey, and the sessions that follow. A wrong name and a wrong password
 * get one answer and cost the same work, so that nobody learns who works here.
 */
import { hkdfSync, type KeyObject } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { USER_NAME_CHARS_MAX } from "@saunter/protocol/limits";
import type { SecurityVia } from "@saunter/protocol/security-event-kinds";
import type { PasskeyCeremonies } from "../entry/passkey.ts";
import { recordSecurity } from "../security/record-security.ts";
import { countRefused } from "../security/refused-sign-ins.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { touchCustomer } from "./customers.ts";
import { DEMO_USER_ID } from "./demo-user.ts";
import { DECOY_HASH, isTooLong, verifyPassword } from "./passwords.ts";
import { KNOWN_CHECKS_MAX, PASSWORD_CHECKS_MAX } from "./people-limits.ts";
import { findPrincipal } from "./principals.ts";
import type { Principal } from "./roles.ts";
import {
  closeSession,
  closeSessionsOf,
  findSessionVia,
  isSessionOpen,
  openSession,
  type RefreshToken,
  rotateSession,
  type Subject,
} from "./sessions.ts";
import {
  countAttempt,
  findKnownPlace,
  type HashedAttempt,
  hashAttempt,
  noteSuccess,
  type SignInPlace,
} from "./sign-in-delay.ts";
import type { Tokens } from "./tokens.ts";
import { findPasswordHash, findUserByName, type User } from "./users.ts";

export interface SignInOptions {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly keys: SignInKeys;
  /** Null where the shop has no passkeys. */
  readonly passkeys: PasskeyCeremonies | null;
}

export interface SignedIn {
  readonly principal: Principal;
  readonly accessToken: string;
  readonly accessExpiresMs: number;
  readonly refreshToken: string;
  readonly refreshExpiresMs: number;
}

/** Whoever shows an access token, and how they have signed in; null where that was not noted. */
export interface Authenticated {
  readonly principal: Principal;
  readonly via: SecurityVia | null;
}

/** Refusals are `sign-in-refused`, `sign-in-delayed`, `token-invalid` and those of passkeys. */
export interface SignIn {
  byPassword(
    name: string,
    password: string,
    place: SignInPlace,
    nowMs: number,
  ): Promise<Result<SignedIn>>;
  /** The browser's response to `beginAuthentication` for a sign-in of this kind. */
  byPasskey(
    kind: Subject["kind"],
    response: unknown,
    nowMs: number,
    address?: string | null,
  ): Promise<Result<SignedIn>>;
  /** For somebody whose identity has just been proven otherwise, such as a new customer. */
  bySubject(subject: Subject, nowMs: number): Promise<Result<SignedIn>>;
  /** Whether it is this user's password, counted like a sign-in: before it is changed. */
  checkPassword(
    name: string,
    password: string,
    place: SignInPlace,
    nowMs: number,
  ): Promise<Result<Principal>>;
  refresh(refreshToken: string, nowMs: number, address?: string | null): Promise<Result<SignedIn>>;
  /** Whoever shows an access token, with the roles of now; ended sessions are refused at once. */
  authenticate(accessToken: string, nowMs: number): Promise<Result<Authenticated>>;
  /**
   * The same for what goes on longer than an access token lives: who it is at another time, or null
   * where the session has ended.
   */
  follow(
    accessToken: string,
    nowMs: number,
  ): Promise<Result<(laterMs: number) => Principal | null>>;
  /** The session of an access token that is good. */
  findSession(accessToken: string, nowMs: number): Promise<Result<string>>;
  signOut(refreshToken: string, address?: string | null): Promise<void>;
  signOutEverywhere(subject: Subject): Promise<void>;
}

interface Origin {
  readonly via: SecurityVia | null;
  readonly address: string | null;
}

interface Proven {
  readonly subject: Subject;
  readonly attempt: HashedAttempt;
  readonly passwordHash: string;
}

export interface SignInKeys {
  /** Names and places of attempts are hashed with it. */
  readonly nameKey: Uint8Array;
  /** Refresh tokens follow each other by it. */
  readonly refreshKey: Uint8Array;
}

const KEY_BYTES = 32;

/** From the private key of tokens: one secret is to be kept, not three. */
export function deriveSignInKeys(privateKey: KeyObject): SignInKeys {
  const secret = privateKey.export({ type: "pkcs8", format: "der" });
  const derive = (use: string): Uint8Array =>
    new Uint8Array(hkdfSync("sha256", secret, "", use, KEY_BYTES));
  return {
    nameKey: derive("saunter sign-in names"),
    refreshKey: derive("saunter refresh tokens"),
  };
}

export function createSignIn(options: SignInOptions): SignIn {
  const { store, tokens, keys, passkeys } = options;
  const proveByPassword = createPasswordProof(options);

  async function begin(
    subject: Subject,
    nowMs: number,
    { via, address }: Origin,
    prove?: (tx: Transaction) => boolean,
  ): Promise<Result<SignedIn>> {
    const begun = await store.transact((tx) => {
      const isProven = prove === undefined || prove(tx);
      const principal = isProven ? findPrincipal(tx, subject) : null;
      if (principal === null) return null;
      touchSubject(tx, subject, nowMs);
      if (subject.kind === "user") {
        const { id, roles } = principal;
        recordSecurity(tx, { kind: "user", id, roles, via, address }, "user.signed-in");
      }
      return { principal, session: openSession(tx, subject, nowMs, via) };
    });
    if (begun === null) {
      if (subject.kind === "user") await noteRefused(subject.id, address, nowMs);
      return prove === undefined ? refuseDisabled() : refuseSignIn();
    }
    return accept(await giveTokens(tokens, subject, begun.principal, begun.session, nowMs));
  }

  function noteRefused(userId: string | null, address: string | null, nowMs: number) {
    return store.transact((tx) => countRefused(tx, userId, address, nowMs));
  }

  async function follow(accessToken: string, nowMs: number) {
    const claims = await tokens.check(accessToken, nowMs);
    if (!claims.ok) return claims;
    const { subject, sessionId } = claims.value;
    const find = (laterMs: number): Principal | null => {
      const isOpen = isSessionOpen(store, sessionId, subject, laterMs);
      return isOpen ? findPrincipal(store, subject) : null;
    };
    return accept({ find, sessionId });
  }

  return {
    async follow(accessToken, nowMs) {
      const followed = await follow(accessToken, nowMs);
      return followed.ok ? accept(followed.value.find) : followed;
    },
    bySubject: (subject, nowMs) => begin(subject, nowMs, { via: null, address: null }),
    async byPassword(name, password, place, nowMs) {
      const proven = await proveByPassword(name, password, place, nowMs);
      if (!proven.ok) return proven;
      const origin = { via: "password", address: place.ip ?? null } as const;
      return begin(proven.value.subject, nowMs, origin, (tx) => confirm(tx, proven.value, nowMs));
    },
    async byPasskey(kind, response, nowMs, address = null) {
      if (passkeys === null) return refuse("sign-in-refused", "The shop has no passkeys.");
      const purpose = { kind: "sign-in", ownerKind: kind } as const;
      const proof = await passkeys.finishAuthentication(purpose, response, nowMs);
      if (proof.ok) return begin(proof.value.owner, nowMs, { via: "passkey", address });
      if (kind === "user") await noteRefused(null, address, nowMs);
      return proof;
    },
    async checkPassword(name, password, place, nowMs) {
      const proven = await proveByPassword(name, password, place, nowMs);
      if (!proven.ok) return proven;
      const { subject } = proven.value;
      return store.transact((tx) => {
        const principal = confirm(tx, proven.value, nowMs) ? findPrincipal(tx, subject) : null;
        return principal === null ? refuseSignIn() : accept(principal);
      });
    },
    async refresh(refreshToken, nowMs, address = null) {
      const rotated = await store.transact((tx) =>
        refreshIn(tx, refreshToken, keys, nowMs, address),
      );
      if (!rotated.ok) return rotated;
      const { principal, session, subject } = rotated.value;
      return accept(await giveTokens(tokens, subject, principal, session, nowMs));
    },
    async authenticate(accessToken, nowMs) {
      const followed = await follow(accessToken, nowMs);
      if (!followed.ok) return followed;
      const { find, sessionId } = followed.value;
      const principal = find(nowMs);
      if (principal === null) return refuseEnded();
      return accept({ principal, via: findSessionVia(store, sessionId) });
    },
    async findSession(accessToken, nowMs) {
      const claims = await tokens.check(accessToken, nowMs);
      return claims.ok ? accept(claims.value.sessionId) : claims;
    },
    signOut: (refreshToken, address = null) =>
      store.transact((tx) => {
        const closed = closeSession(tx, refreshToken);
        if (closed?.subject.kind !== "user") return;
        const { subject, via } = closed;
        const roles = findPrincipal(tx, subject)?.roles ?? [];
        recordSecurity(
          tx,
          { kind: "user", id: subject.id, roles, via, address },
          "user.signed-out",
        );
      }),
    signOutEverywhere: (subject) => store.transact((tx) => closeSessionsOf(tx, subject)),
  };
}

const NOBODY = { kind: "nobody", id: null, roles: [], via: null } as const;

/** Looks at passwords, a bounded number at once; each attempt is counted before it is looked at. */
function createPasswordProof({ store, keys: { nameKey } }: SignInOptions) {
  let checks = 0;
  return async (
    name: string,
    password: string,
    place: SignInPlace,
    nowMs: number,
  ): Promise<Result<Proven>> => {
    // Nobody's, whoever is known: this tells nothing.
    if (name.length > 2 * USER_NAME_CHARS_MAX || isTooLong(password)) return refuseSignIn();
    const attempt = hashAttempt(name, place, nameKey);
    const isKnown = findKnownPlace(store, attempt) !== null;
    if (checks >= (isKnown ? KNOWN_CHECKS_MAX : PASSWORD_CHECKS_MAX)) {
      return refuse("sign-in-delayed", "Too many people are signing in: try again in a moment.");
    }
    checks++;
    const user = findUserByName(store, name);
    const noteRefused = (tx: Transaction): void =>
      countRefused(tx, user?.userId ?? null, place.ip ?? null, nowMs);
    try {
      const counted = await store.transact((tx) => {
        const result = countAttempt(tx, attempt, nowMs);
        if (!result.ok) noteRefused(tx);
        return result;
      });
      if (!counted.ok) return counted;
      const passwordHash = user === null ? null : findPasswordHash(store, user.userId);
      const isRight = await verifyPassword(passwordHash ?? DECOY_HASH, password);
      const refusal = findRefusal(isRight ? user : null, place);
      if (refusal !== null || user === null || passwordHash === null) {
        await store.transact(noteRefused);
        return refusal ?? refuseSignIn();
      }
      return accept({ subject: { kind: "user", id: user.userId }, attempt, passwordHash });
    } finally {
      checks--;
    }
  };
}

/** Of whoever has the right password; null where they may sign in. */
function findRefusal(user: User | null, { isLocal }: SignInPlace): Result<never> | null {
  if (user === null || user.isDisabled) return refuseSignIn();
  if (user.isUnconfirmed) return refuseUnconfirmed();
  return user.userId === DEMO_USER_ID && !isLocal ? refuseFromElsewhere() : null;
}

/** The password may have been changed while it was looked at. */
function confirm(
  tx: Transaction,
  { subject, attempt, passwordHash }: Proven,
  nowMs: number,
): boolean {
  if (findPasswordHash(tx, subject.id) !== passwordHash) return false;
  noteSuccess(tx, attempt, nowMs);
  return true;
}

function refreshIn(
  tx: Transaction,
  refreshToken: string,
  { refreshKey }: SignInKeys,
  nowMs: number,
  address: string | null,
): Result<{ principal: Principal; session: RefreshToken; subject: Subject }> {
  const rotated = rotateSession(tx, refreshToken, refreshKey, nowMs, ({ kind, id }) => {
    // Its owner or a thief: nobody knows which. Where shoppers are is not kept.
    const actor = { ...NOBODY, address: kind === "user" ? address : null };
    recordSecurity(tx, actor, "session.reused", { object: { kind, id } });
  });
  if (!rotated.ok) return rotated;
  const { subject, ...session } = rotated.value;
  const principal = findPrincipal(tx, subject);
  if (principal === null) {
    closeSessionsOf(tx, subject);
    return refuseEnded();
  }
  touchSubject(tx, subject, nowMs);
  return accept({ principal, session, subject });
}

function touchSubject(tx: Transaction, { kind, id }: Subject, nowMs: number): void {
  if (kind === "customer") touchCustomer(tx, id, nowMs);
}

async function giveTokens(
  tokens: Tokens,
  subject: Subject,
  principal: Principal,
  { sessionId, refreshToken, expiresMs }: RefreshToken,
  nowMs: number,
): Promise<SignedIn> {
  const access = await tokens.issue({ subject, sessionId }, nowMs);
  return {
    principal,
    accessToken: access.accessToken,
    accessExpiresMs: access.expiresMs,
    refreshToken,
    refreshExpiresMs: expiresMs,
  };
}

function refuseSignIn(): Result<never> {
  return refuse("sign-in-refused", "The name or the password is wrong.");
}

/** Only whoever has the right password is told. */
function refuseUnconfirmed(): Result<never> {
  return refuse(
    "sign-in-refused",
    "This user was added in a demonstration: saunter user confirm, on the shop's machine, admits them.",
  );
}

/** Everybody knows the password. */
function refuseFromElsewhere(): Result<never> {
  return refuse(
    "sign-in-refused",
    "The demonstration's operator signs in on the machine that it runs on, at http://localhost.",
  );
}

function refuseDisabled(): Result<never> {
  return refuse("sign-in-refused", "There is no such account, or it is disabled.");
}

function refuseEnded(): Result<never> {
  return refuse("token-invalid", "The session has ended: sign in again.");
}
