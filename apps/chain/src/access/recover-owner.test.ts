import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHAIN,
  organisation,
  startChainHttp,
  type TestChainHttp,
} from "../http/chain-http-fixture.ts";
import { RECOVERY_LIFE_MS, recoverOwner } from "./recover-owner.ts";
import { findStep, makeTotpCode, parseTotpSecret } from "./totp.ts";

const EMAIL = "lost@chain.example";
const PASSWORD = "seven purple ladders";

describe("an owner who cannot sign in", () => {
  let chain: TestChainHttp;
  beforeAll(async () => {
    chain = await startChainHttp();
  });
  afterAll(() => chain.close());

  const recover = (email: string) => recoverOwner(chain.db, email, chain.clock.nowMs, randomBytes);
  async function accept(invitation: string) {
    const { body } = await chain.ask("POST /v1/invitations/begin", { body: { invitation } });
    if (body.totpSecret === undefined) return body;
    const code = makeTotpCode(parseTotpSecret(body.totpSecret)!, findStep(chain.clock.nowMs));
    const shown = { invitation, password: PASSWORD, totpSecret: body.totpSecret, code };
    return (await chain.ask("POST /v1/invitations/accept", { body: shown })).body;
  }

  it("is invited once more, as an owner who is enabled, and what they had before ends", async () => {
    const { userId, token } = await chain.signIn("support", organisation("a"));
    const email = `${userId}@chain.example`;
    await chain.db.updateTable("users").set({ is_disabled: true }).execute();
    const { invitation, isNew } = await recover(email.toUpperCase());
    expect(isNew).toBe(false);
    expect((await chain.ask("GET /v1/me", { token })).status).toBe(401);
    expect((await accept(invitation)).grants).toContainEqual(
      expect.objectContaining({ role: "owner", scope: CHAIN }),
    );
    expect((await accept(invitation)).code).toBe("invitation-invalid");
  });

  it("is made where there is none, within the hour", async () => {
    const { invitation, isNew } = await recover(EMAIL);
    expect(isNew).toBe(true);
    const again = await recover(EMAIL);
    expect((await accept(invitation)).code).toBe("invitation-invalid");
    chain.clock.nowMs += RECOVERY_LIFE_MS;
    expect((await accept(again.invitation)).code).toBe("invitation-invalid");
    const last = await recover(EMAIL);
    expect((await accept(last.invitation)).email).toBe(EMAIL);
  });

  it("is in the audit trail, without the code", async () => {
    const { token } = await chain.signIn("owner", CHAIN);
    const { invitation } = await recover(EMAIL);
    const { body, text } = await chain.ask("GET /v1/audit?kind=owner-recovered", { token });
    expect(body.items[0]).toMatchObject({ actor: { kind: "chain" }, object: { kind: "user" } });
    expect(text).not.toContain(invitation);
  });
});
