/**
 * Sign-in by password or passkey, and the sessions that follow. A wrong name and a wrong password
 * get one answer and cost the same work, so that nobody learns who works here.
 */
import { hkdfSync, type KeyObject } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { PASSWORD_CHARS_MAX, USER_NAME_CHARS_MAX } from "@saunter/protocol/limits";
import type { SecurityVia } from "@saunter/protocol/security-event-kinds";
import { DECOY_HASH, verifyPassword } from "@saunter/server/passwords/password-hash";
import type { PasskeyCeremonies } from "../entry/passkey.ts";
import { recordSecurity } from "../security/record-security.ts";
import { countRefused } from "../security/refused-sign-ins.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { touchCustomer } from "./customers.ts";
import { DEMO_USER_ID } from "./demo-user.ts";
import { KNOWN_CHECKS_MAX, PASSWORD_CHECKS_MAX } from "./people-limits.ts";
import { findPrincipal } from "./principals.ts";
import type { Principal } from "./roles.ts";
import type { SecondFactors } from "./second-factor.ts";
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
  takeBackAttempt,
} from "./sign-in-delay.ts";
import type { Tokens } from "./tokens.ts";
import { findPasswordHash, findUserByName, type User } from "./users.ts";

export interface SignInOptions {
  readonly store: Store;
  readonly tokens: Tokens;
  readonly keys: SignInKeys;
  /** Null where the shop has no passkeys. */
  readonly passkeys: PasskeyCeremonies | null;
  readonly secondFactors: SecondFactors;
}

export interface SignedIn {
  readonly principal: Principal;
  readonly accessToken: string;
  readonly accessExpiresMs: number;
  readonly refreshToken: string;
  readonly refreshExpiresMs: number;
}

/** What a user types. */
export interface TypedProof {
  readonly name: string;
  readonly password: string;
  /** Of the authenticator app, or a recovery code; null where none was typed. */
  readonly code: string | null;
}

/** Whoever shows an access token, and how they have signed in; null where that was not noted. */
export interface Authenticated {
  readonly principal: Principal;
  readonly via: SecurityVia | null;
}

/**
 * Refusals are `sign-in-refused`, `sign-in-delayed`, `token-invalid` and those of passkeys; where the
 * password was right, `second-factor-needed` and `second-factor-wrong`.
 */
export interface SignIn {
  byPassword(proof: TypedProof, place: SignInPlace, nowMs: number): Promise<Result<SignedIn>>;
  /** The browser's response to `beginAuthentication` for a sign-in of this kind. */
  byPasskey(
    kind: Subject["kind"],
    response: unknown,
    nowMs: number,
    address?: string | null,
  ): Promise<Result<SignedIn>>;
  /** For somebody whose identity has just been proven otherwise, such as a new customer. */
  bySubject(subject: Subject, nowMs: number): Promise<Result<SignedIn>>;
  /**
   * Does what needs the password and a code again, in the transaction in which the code is used up;
   * failures count like those of sign-ins.
   */
  proveAgain<T>(
    proof: TypedProof,
    place: SignInPlace,
    nowMs: number,
    act: (tx: Transaction, principal: Principal) => Result<T>,
  ): Promise<Result<T>>;
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
  const { store, tokens, passkeys, secondFactors } = options;
  const proveByPassword = createPasswordProof(options);

  async function begin(
    subject: Subject,
    nowMs: number,
    { via, address }: Origin,
    prove: (tx: Transaction) => Result<void> = () => accept(undefined),
  ): Promise<Result<SignedIn>> {
    const begun = await store.transact((tx) => {
      const proven = prove(tx);
      if (!proven.ok) return proven;
      const principal = findWithRights(tx, secondFactors, subject);
      if (principal === null) return refuseDisabled();
      touchSubject(tx, subject, nowMs);
      if (subject.kind === "user") {
        const { id, roles } = principal;
        recordSecurity(tx, { kind: "user", id, roles, via, address }, "user.signed-in");
      }
      return accept({ principal, session: openSession(tx, subject, nowMs, via) });
    });
    if (!begun.ok) {
      const isRefused = begun.refusal.code !== "second-factor-needed";
      if (subject.kind === "user" && isRefused) await noteRefused(subject.id, address, nowMs);
      return begun;
    }
    const { principal, session } = begun.value;
    return accept(await giveTokens(tokens, subject, principal, session, nowMs));
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
      return isOpen ? findWithRights(store, secondFactors, subject) : null;
    };
    return accept({ find, sessionId });
  }

  return {
    async follow(accessToken, nowMs) {
      const followed = await follow(accessToken, nowMs);
      return followed.ok ? accept(followed.value.find) : followed;
    },
    bySubject: (subject, nowMs) => begin(subject, nowMs, { via: null, address: null }),
    async byPassword(proof, place, nowMs) {
      const proven = await proveByPassword(proof, place, nowMs);
      if (!proven.ok) return proven;
      const { subject } = proven.value;
      const origin = { via: "password", address: place.ip ?? null } as const;
      return begin(subject, nowMs, origin, (tx) =>
        confirm(tx, secondFactors, proven.value, proof.code, nowMs),
      );
    },
    async byPasskey(kind, response, nowMs, address = null) {
      if (passkeys === null) return refuse("sign-in-refused", "The shop has no passkeys.");
      const purpose = { kind: "sign-in", ownerKind: kind } as const;
      const proof = await passkeys.finishAuthentication(purpose, response, nowMs);
      if (proof.ok) return begin(proof.value.owner, nowMs, { via: "passkey", address });
      if (kind === "user") await noteRefused(null, address, nowMs);
      return proof;
    },
    async proveAgain(proof, place, nowMs, act) {
      const proven = await proveByPassword(proof, place, nowMs);
      if (!proven.ok) return proven;
      const { subject } = proven.value;
      return store.transact((tx) => {
        const confirmed = confirm(tx, secondFactors, proven.value, proof.code, nowMs);
        return confirmed.ok ? act(tx, findWithRights(tx, secondFactors, subject)!) : confirmed;
      });
    },
    async refresh(refreshToken, nowMs, address = null) {
      const rotated = await store.transact((tx) =>
        refreshIn(tx, options, refreshToken, nowMs, address),
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

/** With the rights of now; of whoever has to set up a second factor, to do that alone. */
function findWithRights(
  reader: Pick<Transaction, "db">,
  secondFactors: SecondFactors,
  subject: Subject,
): Principal | null {
  const principal = findPrincipal(reader, subject);
  if (principal === null || subject.kind === "customer") return principal;
  const isConfined = secondFactors.findState(reader, subject.id) === "required";
  return isConfined ? { ...principal, isConfined } : principal;
}

/** Password and code, in one transaction: a code that is tried twice at once is good once. */
function confirm(
  tx: Transaction,
  secondFactors: SecondFactors,
  { subject, attempt, passwordHash }: Proven,
  code: string | null,
  nowMs: number,
): Result<void> {
  // The password may have been changed while it was looked at.
  if (findPasswordHash(tx, subject.id) !== passwordHash) return refuseSignIn();
  if (findPrincipal(tx, subject) === null) return refuseSignIn();
  const checked = secondFactors.check(tx, subject.id, code, nowMs);
  if (checked.ok) noteSuccess(tx, attempt, nowMs);
  else if (checked.refusal.code !== "second-factor-wrong") takeBackAttempt(tx, attempt, nowMs);
  return checked;
}

function refreshIn(
  tx: Transaction,
  { keys, secondFactors }: Pick<SignInOptions, "keys" | "secondFactors">,
  refreshToken: string,
  nowMs: number,
  address: string | null,
): Result<{ principal: Principal; session: RefreshToken; subject: Subject }> {
  const rotated = rotateSession(tx, refreshToken, keys.refreshKey, nowMs, ({ kind, id }) => {
    // Its owner or a thief: nobody knows which. Where shoppers are is not kept.
    const actor = { ...NOBODY, address: kind === "user" ? address : null };
    recordSecurity(tx, actor, "session.reused", { object: { kind, id } });
  });
  if (!rotated.ok) return rotated;
  const { subject, ...session } = rotated.value;
  const principal = findWithRights(tx, secondFactors, subject);
  if (principal === null) {
    closeSessionsOf(tx, subject);
    return refuseEnded();
  }
  touchSubject(tx, subject, nowMs);
  return accept({ principal, session, subject });
}

/** Looks at passwords, a bounded number at once; each attempt is counted before it is looked at. */
function createPasswordProof({ store, keys: { nameKey } }: SignInOptions) {
  let checks = 0;
  return async (
    { name, password }: TypedProof,
    place: SignInPlace,
    nowMs: number,
  ): Promise<Result<Proven>> => {
    // Nobody's, whoever is known: this tells nothing.
    if (name.length > 2 * USER_NAME_CHARS_MAX || password.length > PASSWORD_CHARS_MAX)
      return refuseSignIn();
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
