import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOidcClient, type OidcClient } from "./oidc-client.ts";

const CHECKS = { state: "the-state", nonce: "the-nonce", codeVerifier: "v".repeat(43) };
const ALGORITHM = "RS256";

/** A provider that answers each code with the ID token that a test has made. */
describe("an ID token", () => {
  let server: Server;
  let issuer: string;
  let publishedIssuer: string;
  let idToken: string;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;

  beforeAll(async () => {
    keys = await generateKeyPair(ALGORITHM, { extractable: true });
    const jwk = { ...(await exportJWK(keys.publicKey)), alg: ALGORITHM, kid: "one", use: "sig" };
    server = createServer((request, response) => {
      const answers: Readonly<Record<string, unknown>> = {
        "/.well-known/openid-configuration": {
          issuer: publishedIssuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ["code"],
          id_token_signing_alg_values_supported: [ALGORITHM],
        },
        "/keys": { keys: [jwk] },
        "/token": { access_token: "access", token_type: "bearer", id_token: idToken },
      };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answers[request.url!]));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    publishedIssuer = issuer;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const open = (): OidcClient =>
    createOidcClient(
      {
        ...{ providerId: "one", name: "One", issuer, clientId: "saunter", clientSecret: "secret" },
        ...{ scopes: [], groupsClaim: "groups", groups: [], externalIdClaim: null },
        ...{ users: "just-in-time", linksVerifiedEmail: false, organisationId: null },
      },
      "https://chain.example",
      () => Date.now(),
    );

  async function finish(changes: JWTPayload, key = keys.privateKey) {
    const nowS = Math.floor(Date.now() / 1000);
    const usual = { iss: issuer, sub: "mila", aud: "saunter", iat: nowS, exp: nowS + 600 };
    idToken = await new SignJWT({ ...usual, nonce: CHECKS.nonce, ...changes })
      .setProtectedHeader({ alg: ALGORITHM, kid: "one" })
      .sign(key);
    return open().finish(`?code=the-code&state=${CHECKS.state}`, CHECKS);
  }

  it("says who somebody is", async () => {
    expect(await finish({})).toMatchObject({ iss: issuer, sub: "mila" });
  });

  it.each<[string, JWTPayload]>([
    ["for another client", { aud: "other" }],
    ["of another issuer", { iss: "https://login.example" }],
    ["with another nonce", { nonce: "other" }],
    ["that has expired", { exp: Math.floor(Date.now() / 1000) - 600 }],
  ])("%s is refused", async (_, changes) => {
    await expect(finish(changes)).rejects.toThrow();
  });

  it("that another key has signed is refused", async () => {
    const other = await generateKeyPair(ALGORITHM);
    await expect(finish({}, other.privateKey)).rejects.toThrow();
  });

  it("is not requested from a provider that publishes another issuer", async () => {
    publishedIssuer = "https://login.example";
    await expect(open().start(CHECKS)).rejects.toThrow();
    publishedIssuer = issuer;
  });
});
