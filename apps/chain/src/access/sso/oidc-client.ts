/** OpenID Connect with one provider: authorization code with PKCE, state and nonce. */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
} from "openid-client";
import type { SsoProvider } from "./sso-provider.ts";

/** Of one sign-in, kept here until the browser comes back. */
export interface OidcChecks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export type OidcClaims = Readonly<Record<string, unknown>> & {
  readonly iss: string;
  readonly sub: string;
};

export interface OidcClient {
  /** Where the browser goes. Rejects where the provider cannot be reached. */
  start(checks: OidcChecks): Promise<string>;
  /** What the provider says of who has come back. Rejects where any check fails. */
  finish(search: string, checks: OidcChecks): Promise<OidcClaims>;
  /** Where the browser signs out there, too; null where the provider has no such place. */
  findEndSession(): Promise<string | null>;
}

const TIMEOUT_S = 10;
/** A provider's keys and addresses are read again after this. */
const KNOWN_MS = 3_600_000;
const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::|\/|$)/;

/** Without TLS a provider is on this machine, or it is none. */
export const isIssuerAllowed = (issuer: string): boolean =>
  issuer.startsWith("https://") || LOOPBACK.test(issuer);

export const makeRedirectUri = (publicUrl: string, { providerId }: SsoProvider): string =>
  `${publicUrl}/v1/sso/${encodeURIComponent(providerId)}/callback`;

export function createOidcClient(
  provider: SsoProvider,
  publicUrl: string,
  nowMs: () => number,
): OidcClient {
  const { issuer, clientId, clientSecret, scopes } = provider;
  const redirectUri = makeRedirectUri(publicUrl, provider);
  let known: { readonly config: Configuration; readonly untilMs: number } | null = null;

  async function find(): Promise<Configuration> {
    if (known !== null && nowMs() < known.untilMs) return known.config;
    // Without it the library relies on TLS and doesn't check the ID token's signature.
    const execute = [enableNonRepudiationChecks];
    if (issuer.startsWith("http:")) execute.push(allowInsecureRequests);
    const options = { execute, timeout: TIMEOUT_S };
    const config = await discovery(new URL(issuer), clientId, clientSecret, undefined, options);
    known = { config, untilMs: nowMs() + KNOWN_MS };
    return config;
  }

  return {
    start: async ({ state, nonce, codeVerifier }) => {
      const url = buildAuthorizationUrl(await find(), {
        redirect_uri: redirectUri,
        scope: ["openid", ...scopes].join(" "),
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
        ...{ state, nonce },
      });
      return url.href;
    },
    finish: async (search, { state, nonce, codeVerifier }) => {
      // By the configured address: what the request says of its host anybody may have written.
      const url = new URL(`${redirectUri}${search}`);
      const tokens = await authorizationCodeGrant(await find(), url, {
        pkceCodeVerifier: codeVerifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      return tokens.claims() as OidcClaims;
    },
    findEndSession: async () => {
      const config = await find();
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      return buildEndSessionUrl(config, { post_logout_redirect_uri: `${publicUrl}/` }).href;
    },
  };
}
