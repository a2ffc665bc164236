/** Secrets in the database, from a chain that had them in clear to one whose key was renewed. */
import { randomBytes } from "node:crypto";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findStep, makeTotpCode, makeTotpSecret } from "../access/totp.ts";
import { CHAIN, START_MS, startChainHttp, type TestChainHttp } from "../http/chain-http-fixture.ts";
import { createHubKeys } from "../hub/hub-keys.ts";
import { checkSealedByNewest, sealAgain } from "./seal-again.ts";
import { openByAny, sealSecret } from "./sealed-secret.ts";
import { addSealingKey, dropFormerSealingKeys, listSealingKeys } from "./sealing-keys.ts";

const PASSWORD = "seven purple ladders";

describe("secrets in the database", () => {
  const before = createHubKeys();
  const secret = makeTotpSecret(randomBytes);
  let chain: TestChainHttp;
  let userId: string;
  beforeAll(async () => {
    chain = await startChainHttp({ sealingKeys: listSealingKeys(before) });
    userId = (await chain.signIn("owner", CHAIN)).userId;
    const password_hash = await hashPassword(PASSWORD);
    const row = { user_id: userId, password_hash, last_step: 0 };
    await chain.db
      .insertInto("passwords")
      .values({ ...row, totp_secret: secret, is_sealed: false })
      .execute();
  });
  afterAll(() => chain.close());

  const readStored = async () => {
    const query = chain.db.selectFrom("passwords").select("totp_secret");
    return (await query.executeTakeFirstOrThrow()).totp_secret;
  };
  const signIn = async (): Promise<number> => {
    chain.clock.nowMs += 30_000;
    const code = makeTotpCode(secret, findStep(chain.clock.nowMs));
    const body = { email: `${userId}@chain.example`, password: PASSWORD, code };
    return (await chain.ask("POST /v1/sign-in", { body })).status;
  };

  it("that were there in clear are sealed once, and sign in as before", async () => {
    const keys = listSealingKeys(before);
    expect(await sealAgain(chain.db, keys)).toEqual({ sealed: 1, unreadable: 0 });
    expect(await sealAgain(chain.db, keys)).toEqual({ sealed: 0, unreadable: 0 });
    expect(Buffer.from(await readStored()).includes(Buffer.from(secret))).toBe(false);
    expect(await signIn()).toBe(200);
  });

  it("are of one user: put into another's row they open for nobody", async () => {
    const stored = await readStored();
    expect(openByAny(stored, listSealingKeys(before), "totp another")).toBeNull();
    expect(openByAny(stored, listSealingKeys(before), `totp ${userId}`)?.secret).toEqual(
      Buffer.from(secret),
    );
  });

  it("go below a new key as the process starts, webhooks' too, and need the former no more", async () => {
    await chain.db
      .insertInto("webhook_subscriptions")
      .values({
        ...{ subscription_id: "w", organisation_id: null, url: "https://w.example" },
        ...{ event_types: "[]", sealed_secret: sealSecret("a", listSealingKeys(before)[0]!) },
        former_secret: sealSecret("b", listSealingKeys(before)[0]!),
        ...{ former_until_ms: START_MS, is_enabled: false, created_ms: START_MS },
      })
      .execute();
    const renewed = addSealingKey(before);
    expect(listSealingKeys(renewed)).toHaveLength(2);
    // The process was not started since: the former cannot be forgotten yet.
    const check = () => checkSealedByNewest(chain.db, listSealingKeys(renewed));
    await expect(check()).rejects.toThrow("3 secrets");
    expect(await sealAgain(chain.db, listSealingKeys(renewed))).toEqual({
      ...{ sealed: 3, unreadable: 0 },
    });
    await check();
    const alone = listSealingKeys(dropFormerSealingKeys(renewed));
    expect(await sealAgain(chain.db, alone)).toEqual({ sealed: 0, unreadable: 0 });
    // A process that was started with the former alone.
    expect(await signIn()).toBe(401);
  });

  it("stay as they are where their key is lost, and are counted", async () => {
    const stored = await readStored();
    const other = listSealingKeys(createHubKeys());
    expect(await sealAgain(chain.db, other)).toEqual({ sealed: 0, unreadable: 3 });
    expect(await readStored()).toEqual(stored);
  });
});

describe("the key that seals", () => {
  it("follows from the account's key where the file has none yet, and then stays", () => {
    const { sealing: _, ...older } = createHubKeys();
    const [key] = listSealingKeys(older);
    expect(listSealingKeys(older)).toEqual([key]);
    expect(listSealingKeys(addSealingKey(older))[1]).toEqual(Buffer.from(key!));
    const other = { ...older, chain: createHubKeys().chain };
    expect(listSealingKeys(other)).not.toEqual([key]);
  });
});
