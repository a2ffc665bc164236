/**
 * Bounds of the HTTP API besides those that its schemas tell of, each tested at the bound and one past it.
 */
import { CONFIG_DEFAULTS } from "../config/config-defaults.ts";

/** Interactions that are shown with a review, the last ones. */
export const REVIEW_INTERACTIONS_MAX = 20;
/** Receipts of one card that a kiosk shows, the newest. */
export const LOOKED_UP_MAX = 5;
/** Events of one visit that are shown, the last ones. */
export const TIMELINE_EVENTS_MAX = 500;
/** Longest stretch that figures are asked of, milliseconds: a year and some days. */
export const NUMBERS_MS_MAX = 400 * 24 * 3_600_000;
/** Steps that it is shown in. */
export const NUMBER_STEPS_MAX = 400;
/** Visits and receipts of one customer in the answer to "what is kept of me". */
export const OWN_VISITS_MAX = 1000;
/** Longest time that a long-polling answer waits for something new. */
export const WAIT_MS_MAX = 20_000;
/** How often changes that come with time alone are checked. */
export const WAIT_LOOK_MS = 1000;
/** Debts of one customer that are shown, the oldest. */
export const OWN_DEBTS_MAX = 100;

export const IDEMPOTENCY_KEY_CHARS_MAX = 100;
/** Answers are kept so long. */
export const ANSWERS_KEPT_MS = 24 * 3_600_000;
/** Old answers that each new one takes with it. */
export const ANSWERS_PURGED_MAX = 20;

/**
 * A sign-up that is sent again with its key signs the same customer in, so long: who got no answer
 * asks again at once, and who finds the request later in some log gets nothing by it.
 */
export const SIGN_UP_REPEATED_MS = 10 * 60_000;

/** Streams that one person or program has open at once. */
export const STREAMS_PER_PERSON_MAX = 16;
/** How often the session of an open stream is checked: sessions expire, too. */
export const STREAMS_RECHECKED_MS = 15_000;

/**
 * Passwords that are checked at once. Each takes 19 MiB and one of the four threads that read files, too: who asks for
 * more waits a moment.
 */
export const PASSWORD_CHECKS = { inAll: 8, perAddress: 4 } as const;

/** Requests a minute, each by route and caller: a principal, or an address where there is none. */
export interface Rates {
  /** Passwords and passkeys, by address. */
  readonly signIn: number;
  /** Receipts by their link, by address. */
  readonly lookUp: number;
  /** What anybody may ask. */
  readonly public: number;
  readonly people: number;
  /** Gates, devices and programs. */
  readonly machines: number;
}

export const RATES: Rates = {
  signIn: 20,
  lookUp: 60,
  public: 600,
  people: 1200,
  machines: 12_000,
};

/** How long, and by how many, sockets are held. */
export interface SocketLimits {
  /** All headers of a request have come after this, from its first byte or the connection's. */
  readonly headersMs: number;
  /** The whole request, its body too. */
  readonly requestMs: number;
  /** Time without traffic. */
  readonly silenceMs: number;
  /** Between two requests. */
  readonly keepAliveMs: number;
  readonly requestsPerSocketMax: number;
  readonly connectionsMax: number;
  /** Of one address, or of one network of IPv6; trusted proxies have as many as there are. */
  readonly connectionsPerAddressMax: number;
  /** How often requests that take too long are looked for. */
  readonly lookedAtMs: number;
  /** Answers that are under way when the process closes have so long. */
  readonly closingMs: number;
}

export const SOCKETS: SocketLimits = {
  headersMs: 10_000,
  // 64 kB at 2 kB a second.
  requestMs: 30_000,
  // Somebody may take a minute to show their card.
  silenceMs: 120_000,
  // Longer than proxies keep theirs: they close first, and no request meets a closed socket.
  keepAliveMs: 75_000,
  requestsPerSocketMax: 10_000,
  // A phone has its stream, and a moment after each request one that waits for the next.
  connectionsMax: 3000,
  connectionsPerAddressMax: CONFIG_DEFAULTS.http.connectionsPerAddressMax,
  lookedAtMs: 1000,
  closingMs: 3000,
};

/** Curve and positions of an interaction are cut out when its seconds are over, and reported so far by then. */
export const EVIDENCE_AWAITED_MS = 12_000;
