/** Sign-ins that have gone to an identity provider: each comes back once, soon, and to the same browser. */
import type { ChainDatabase } from "../../database/open-database.ts";
import { SSO_ATTEMPT_LIFE_MS } from "../access-limits.ts";
import { hashSecret, makeSecret, type RandomBytes } from "../tokens.ts";
import type { OidcChecks } from "./oidc-client.ts";

export interface SsoAttempt {
  readonly checks: OidcChecks;
  readonly returnTo: string;
  /** Of the invitation that is accepted by it. */
  readonly invitationHash: string | null;
}

/** What the browser keeps, besides what goes to the provider. */
export async function beginAttempt(
  db: ChainDatabase,
  attempt: {
    readonly providerId: string;
    readonly returnTo: string;
    readonly invitation: string | null;
  },
  nowMs: number,
  random: RandomBytes,
): Promise<{ checks: OidcChecks; browser: string }> {
  const { providerId, returnTo, invitation } = attempt;
  const browser = makeSecret(random);
  const state = makeSecret(random);
  const [nonce, codeVerifier] = [makeSecret(random), makeSecret(random)];
  await db
    .insertInto("sso_attempts")
    .values({
      ...{ state_hash: hashSecret(state), provider_id: providerId, nonce },
      ...{ browser_hash: hashSecret(browser), code_verifier: codeVerifier, return_to: returnTo },
      invitation_hash: invitation === null ? null : hashSecret(invitation),
      expires_ms: nowMs + SSO_ATTEMPT_LIFE_MS,
    })
    .execute();
  return { checks: { state, nonce, codeVerifier }, browser };
}

/** Whoever takes it has it alone. Null where it is another provider's or browser's, is too old, or was taken. */
export async function takeAttempt(
  db: ChainDatabase,
  back: { readonly providerId: string; readonly state: string; readonly browser: string },
  nowMs: number,
): Promise<SsoAttempt | null> {
  const row = await db
    .deleteFrom("sso_attempts")
    .where("state_hash", "=", hashSecret(back.state))
    .where("provider_id", "=", back.providerId)
    .where("browser_hash", "=", hashSecret(back.browser))
    .where("expires_ms", ">", nowMs)
    .returning(["nonce", "code_verifier", "return_to", "invitation_hash"])
    .executeTakeFirst();
  if (row === undefined) return null;
  const checks = { state: back.state, nonce: row.nonce, codeVerifier: row.code_verifier };
  return { checks, returnTo: row.return_to, invitationHash: row.invitation_hash };
}

/** A path of this server, and nothing that a browser takes for another one's; "/" where a text is none. */
export function readReturnTo(text: string | undefined, publicUrl: string): string {
  // Browsers read a backslash as a slash, and drop tabs and line breaks.
  if (text === undefined || !/^\/(?![/\\])[!-~]*$/.test(text) || text.includes("\\")) return "/";
  if (!URL.canParse(text, publicUrl)) return "/";
  const url = new URL(text, publicUrl);
  // "/a/..//evil.example" is "//evil.example" once its dots are gone.
  const isOwn = url.origin === new URL(publicUrl).origin && !url.pathname.startsWith("//");
  return isOwn ? `${url.pathname}${url.search}${url.hash}` : "/";
}
