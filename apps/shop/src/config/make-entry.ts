import { noteAt, takeMinor } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import type { EntryConfig } from "./shop-config.ts";
import { type LookupContext, takeSecret } from "./take-secret.ts";

/** Characters of a key that badge numbers are hashed with: 32 bytes at least. */
const BADGE_KEY_CHARS_MIN = 32;

const TERMINAL_SECRET_CHARS_MIN = 16;

type MethodSettings = Settings["entry"]["methods"];

export function makeEntry(settings: Settings["entry"], context: LookupContext): EntryConfig {
  const { methods, hold, offline, ...kept } = settings;
  const { limit } = offline;
  const holdMinor = hold === undefined ? null : takeMinor(hold.amount, context);
  return {
    ...kept,
    qr: makeQr(methods, context),
    card: makeCard(methods, context),
    badge: makeBadge(methods, context),
    passkey: makePasskey(methods, context),
    hold:
      hold === undefined || holdMinor === null
        ? null
        : {
            amountMinor: holdMinor,
            releaseText: hold.releaseText,
            releaseTexts: hold.releaseTexts,
          },
    offline: {
      admit: offline.admit,
      // What the shop asks a bank to vouch for, it also trusts a card with that has paid before.
      limitMinor: limit === undefined ? holdMinor : takeMinor(limit, context),
    },
  };
}

function makeQr({ qr }: MethodSettings, context: LookupContext): EntryConfig["qr"] {
  if (qr === undefined) return null;
  const { signingKeyEnv } = qr;
  const isGiven = signingKeyEnv !== undefined;
  return { signingKey: isGiven ? takeSecret(qr, "signingKeyEnv", signingKeyEnv, context) : null };
}

function makeCard({ card }: MethodSettings, context: LookupContext): EntryConfig["card"] {
  if (card === undefined) return null;
  const { terminal, url, secretEnv } = card;
  if (terminal !== "http") {
    for (const key of ["url", "secretEnv"] as const) {
      if (card[key] !== undefined)
        noteAt(context, card, key, "this is of a terminal of http alone");
    }
    return { terminal };
  }
  if (url === undefined || secretEnv === undefined) {
    const missing = url === undefined ? "url" : "secretEnv";
    noteAt(context, card, missing, "a terminal of http needs url and secretEnv");
    return null;
  }
  const secret = takeSecret(card, "secretEnv", secretEnv, context, TERMINAL_SECRET_CHARS_MIN);
  return { terminal, url, secret };
}

/** Without a hold no bank is asked before somebody takes goods. */
export function noteHoldless(
  entry: Settings["entry"],
  { gateway }: Settings["payment"],
  context: LookupContext,
): void {
  const isReal = gateway.kind === "stripe" && gateway.baseUrl === undefined;
  if (entry.hold !== undefined || !isReal) return;
  const message =
    "no hold is configured: a card is charged only after its owner has left with the goods, and the shop loses what the bank declines then; only cards that the provider has verified open the gate; add entry.hold";
  noteAt(context, entry, undefined, message, context.warnings);
}

/** Stripe's readers are driven with the account that charges. */
export function noteReadersUnpaid(
  { methods }: Settings["entry"],
  { gateway }: Settings["payment"],
  context: LookupContext,
): void {
  if (methods.card?.terminal !== "stripe" || gateway.kind === "stripe") return;
  noteAt(context, methods.card, "terminal", "Stripe's readers need payment.gateway.kind: stripe");
}

/** A simulated terminal's cards are nobody's: real money is taken from none of them. */
export function noteTerminalSimulated(
  { methods }: Settings["entry"],
  { gateway }: Settings["payment"],
  context: LookupContext,
): void {
  const { card } = methods;
  const isReal = gateway.kind === "stripe" && gateway.baseUrl === undefined;
  if (card?.terminal !== "simulator" || !isReal) return;
  const message = "a simulated terminal's cards are none of Stripe's: use http, or leave cards out";
  noteAt(context, card, "terminal", message);
}

function makeBadge({ badge }: MethodSettings, context: LookupContext): EntryConfig["badge"] {
  if (badge === undefined) return null;
  const { hashKeyEnv } = badge;
  return { hashKey: takeSecret(badge, "hashKeyEnv", hashKeyEnv, context, BADGE_KEY_CHARS_MIN) };
}

/** WebAuthn: the domain is that of the page, or one above it. */
function makePasskey({ passkey }: MethodSettings, context: LookupContext): EntryConfig["passkey"] {
  if (passkey === undefined) return null;
  const { rpId, origin } = passkey;
  const { hostname } = new URL(origin);
  if (hostname !== rpId && !hostname.endsWith(`.${rpId}`)) {
    const message = `found ${rpId}; allowed: ${hostname}, the domain of origin, or one above it`;
    noteAt(context, passkey, "rpId", message);
  }
  return passkey;
}
