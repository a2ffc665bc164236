import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TRUSTED_AFTER_MS } from "../../access/four-eyes.ts";
import { beginSession } from "../../access/sessions.ts";
import {
  CHAIN,
  makeTrusted,
  region,
  shop,
  startChainHttp,
  type TestChainHttp,
} from "../chain-http-fixture.ts";

interface User {
  readonly userId: string;
  readonly token: string;
}

describe("a version for several shops", () => {
  let chain: TestChainHttp;
  let author: User;
  beforeEach(async () => {
    chain = await startChainHttp();
    author = await signIn("owner");
  });
  afterEach(() => chain.close());

  async function signIn(role: "owner" | "manager", scope = CHAIN): Promise<User> {
    const user = await chain.signIn(role, scope);
    await makeTrusted(chain.db, user.userId);
    return user;
  }

  const publish = ({ token }: User, more: object = {}, items: object = { 1: { price: "1.00" } }) =>
    chain.ask("POST /v1/versions", {
      token,
      body: {
        ...{ kind: "goods", layer: "shared", shopId: null, regionId: null, isForced: false },
        ...{ content: { currency: "GBP", items }, effectiveMs: null, note: "Prices." },
        ...{ rollOut: null, ...more },
      },
    });
  const approve = ({ token }: User, proposalId: string) =>
    chain.ask(`POST /v1/proposals/${proposalId}/approve`, { token });
  const reject = ({ token }: User, proposalId: string) =>
    chain.ask(`POST /v1/proposals/${proposalId}/reject`, { token, body: { reason: "No." } });
  const post = (path: string, body?: object) =>
    chain.ask(`POST /v1/users/${path}`, { token: author.token, body });
  const list = async ({ token }: User) =>
    (await chain.ask("GET /v1/proposals", { token })).body.items;
  const countVersions = async (): Promise<number> =>
    (await chain.db.selectFrom("down_versions").select("version").execute()).length;

  it("is published by its author if no other user has the right", async () => {
    await signIn("manager", shop("a-1"));
    const { status, body } = await publish(author);
    expect([status, body]).toEqual([201, { kind: "goods", version: 1 }]);
  });

  it("waits for a second user, who sees what it changes", async () => {
    const second = await signIn("manager");
    const proposed = await publish(author);
    expect(proposed.status).toBe(202);
    const { proposalId } = proposed.body;
    expect(await countVersions()).toBe(0);
    expect(await list(author)).toMatchObject([{ proposalId, mayApprove: false, mayReject: true }]);
    expect(await list(second)).toMatchObject([{ proposalId, mayApprove: true, items: 1 }]);
    const compared = await chain.ask(`GET /v1/proposals/${proposalId}/comparison`, {
      token: second.token,
    });
    expect(compared.body.counts).toEqual({ added: 1, changed: 0, removed: 0 });

    expect((await approve(author, proposalId)).body.code).toBe("approval-needed");
    expect((await approve(second, proposalId)).body).toEqual({ kind: "goods", version: 1 });
    expect(await countVersions()).toBe(1);
    for (const act of [approve, reject]) {
      expect((await act(second, proposalId)).body.code).toBe("proposal-decided");
    }
    const { put_by: by } = await chain.db
      .selectFrom("down_versions")
      .select("put_by")
      .executeTakeFirstOrThrow();
    expect(by).toBe(author.userId);
    const trail = await chain.ask("GET /v1/audit?kind=proposal-approved", { token: author.token });
    expect(trail.body.items).toMatchObject([{ actor: { id: second.userId } }]);
  });

  it("is rejected by a second user, or withdrawn by its author", async () => {
    const second = await signIn("manager");
    for (const [by, state] of [
      [second, "rejected"],
      [author, "withdrawn"],
    ] as const) {
      const { proposalId } = (await publish(author)).body;
      expect((await reject(by, proposalId)).status).toBe(204);
      const found = (await list(author)).find(
        (one: { proposalId: string }) => one.proposalId === proposalId,
      );
      expect(found).toMatchObject({ state, reason: "No.", mayReject: false });
    }
    expect(await countVersions()).toBe(0);
  });

  it("isn't approved without the right for its kind there", async () => {
    await signIn("owner");
    const policies = { kind: "policies" };
    const shared = (await publish(author, policies)).body.proposalId;
    const north = { ...policies, layer: "region", regionId: "north" };
    const inNorth = (await publish(author, north)).body.proposalId;
    const manager = await signIn("manager");
    const northerner = await signIn("owner", region("north"));
    const ofShop = await signIn("owner", shop("a-1"));
    for (const [user, proposalId, status] of [
      [manager, shared, 404],
      [northerner, shared, 404],
      [ofShop, inNorth, 404],
      [northerner, inNorth, 201],
    ] as const) {
      expect((await approve(user, proposalId)).status).toBe(status);
    }
  });

  it("isn't approved by an account that its author has made, promoted or invited again", async () => {
    const second = await signIn("owner");
    const { proposalId } = (await publish(author)).body;
    const made = await chain.signIn("owner", CHAIN);
    const promoted = await chain.signIn("owner", shop("a-1"));
    await makeTrusted(chain.db, promoted.userId);
    await post(`${promoted.userId}/grants`, { grant: { role: "owner", scope: CHAIN } });
    for (const user of [made, promoted]) {
      expect((await approve(user, proposalId)).body.code).toBe("approval-needed");
    }
    // Its author gets a link by which they set the password of the second user.
    expect((await post(`${second.userId}/invitation`)).status).toBe(200);
    await makeTrusted(chain.db, second.userId);
    const { token } = await signInAs(second.userId);
    expect((await approve({ ...second, token }, proposalId)).body.code).toBe("approval-needed");
    chain.clock.nowMs += TRUSTED_AFTER_MS;
    const later = await signInAs(second.userId);
    expect((await approve({ ...second, ...later }, proposalId)).status).toBe(201);
  });

  it("isn't published by an author who has just locked out the others", async () => {
    const attempts = [
      async (userId: string) => post(`${userId}/disable`),
      async (userId: string) => post(`${userId}/invitation`),
      async (userId: string) => {
        const { body } = await chain.ask(`GET /v1/users/${userId}`, { token: author.token });
        return post(`${userId}/grants/${body.grants[0].grantId}/revoke`);
      },
    ];
    for (const lockOut of attempts) {
      const { userId } = await signIn("owner");
      expect((await lockOut(userId)).status).toBe(200);
      expect((await publish(author)).body.code).toBe("approvers-removed");
      chain.clock.nowMs += TRUSTED_AFTER_MS;
      author = { ...author, ...(await signInAs(author.userId)) };
    }
    expect((await publish(author)).status).toBe(201);
  });

  it("is undone by its author alone, and a single shop's needs no second user", async () => {
    const one = { layer: "shop", shopId: "a-1" };
    expect((await publish(author)).body.version).toBe(1);
    expect((await publish(author, {}, { 1: { price: "9.00" } })).body.version).toBe(2);
    await signIn("owner");
    expect((await publish(author, one)).status).toBe(201);
    const { token } = author;
    const body = { kind: "goods", version: 2, note: "Wrong." };
    expect((await chain.ask("POST /v1/versions/undo", { token, body })).status).toBe(201);
  });

  it("needs a second user to skip the checks of its roll-out", async () => {
    const rollOut = { canaryShopIds: ["a-1"], steps: [{ share: 1, waitMs: 1000 }] };
    expect((await publish(author, { rollOut })).status).toBe(201);
    const second = await signIn("owner");
    const { items } = (await chain.ask("GET /v1/roll-outs", { token: author.token })).body;
    const url = `POST /v1/roll-outs/${items[0].rollOutId}`;
    const set = ({ token }: User, body: object) => chain.ask(url, { token, body });
    await set(author, { state: "stopped", reason: "Wait." });
    const skip = { state: "running", reason: "Go on.", withoutAnswers: true };
    expect((await set(author, skip)).body.code).toBe("approval-needed");
    expect((await set(second, skip)).status).toBe(204);
  });

  it("isn't approved once its author has lost the right", async () => {
    const second = await signIn("owner");
    const { proposalId } = (await publish(author)).body;
    const { token } = second;
    await chain.ask(`POST /v1/users/${author.userId}/disable`, { token });
    expect((await approve(second, proposalId)).body.code).toBe("forbidden");
  });

  async function signInAs(userId: string): Promise<{ token: string }> {
    const session = { userId, providerId: null };
    const token = await chain.db
      .transaction()
      .execute((tx) => beginSession(tx, session, chain.clock.nowMs, randomBytes));
    return { token };
  }
});
