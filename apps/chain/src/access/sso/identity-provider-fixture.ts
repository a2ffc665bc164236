/** For tests: a real OpenID provider, whose people sign in as the test says. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import { type Configuration, Provider } from "oidc-provider";

export interface TestPerson {
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly groups?: readonly string[];
  readonly oid?: string;
}

export interface TestIdentityProvider {
  readonly issuer: string;
  /** People by their subjects; a change holds from the next sign-in on. */
  readonly people: Map<string, TestPerson>;
  /** What a browser does there, as one of the people: where it is sent back to. */
  goThrough(url: string, sub: string): Promise<string>;
  close(): Promise<void>;
}

export const CLIENT = { clientId: "saunter", clientSecret: "a secret of the chain's client" };

/** `redirectUris` are those of the chain. */
export async function startIdentityProvider(
  redirectUris: readonly string[],
): Promise<TestIdentityProvider> {
  const people = new Map<string, TestPerson>();
  let signingIn = "";
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [...redirectUris],
        post_logout_redirect_uris: redirectUris.map((uri) => `${new URL(uri).origin}/`),
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "one" }] },
    scopes: ["openid", "profile", "email", "groups"],
    claims: {
      openid: ["sub", "oid"],
      profile: ["name"],
      email: ["email", "email_verified"],
      groups: ["groups"],
    },
    // Many providers put them into the ID token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ["for tests"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => {
      const person = people.get(sub);
      return person === undefined
        ? undefined
        : { accountId: sub, claims: () => ({ ...person, sub }) as never };
    },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    // Whoever signs in has agreed.
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({
        clientId: client!.clientId,
        accountId: session!.accountId!,
      });
      grant.addOIDCScope("openid profile email groups");
      await grant.save();
      return grant;
    },
  } as Configuration);
  // It says so of each request without TLS.
  provider.on("server_error", () => {});
  const handle = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/interaction/")) {
      const login = { login: { accountId: signingIn } };
      void provider.interactionFinished(request, response, login);
    } else void handle(request, response);
  });
  return {
    issuer,
    people,
    goThrough: (url, sub) => {
      signingIn = sub;
      return follow(url, issuer);
    },
    close: () => closeServer(server),
  };
}

const STEPS_MAX = 10;

/** A browser of its own, which has been nowhere. */
async function follow(url: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>();
  let at = url;
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    if (!at.startsWith(issuer)) return at;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(at, { redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      cookies.set(name!, value!);
    }
    const location = response.headers.get("location");
    if (location === null) throw new Error(`${at}: ${response.status} ${await response.text()}`);
    at = new URL(location, at).href;
  }
  throw new Error(`${url} leads in a circle`);
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
