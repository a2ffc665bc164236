/** One shopper's whole way, by what their phone and the gate can ask alone. */
import { describe, expect, it } from "vitest";
import { createSoftwareAuthenticator } from "../entry/software-authenticator.ts";
import { type ApiResponse, startApi } from "./api-recorder-fixture.ts";
import { setUpCard } from "./card-setup-fixture.ts";
import { comeIn, conclude, leave, take } from "./scripted-visit-fixture.ts";

describe("a shopper", () => {
  const api = startApi();
  const device = createSoftwareAuthenticator("https://shop.example");
  const EMAIL = "zoe@example.com";
  let headers: Record<string, string> = {};
  const keep = ({ body }: ApiResponse): void => {
    headers = { authorization: `Bearer ${body.accessToken}` };
  };
  const get = (path: string) => api.get(path, { headers });
  const post = (path: string, body?: object) =>
    api.post(path, { headers, ...(body === undefined ? {} : { body }) });
  async function signInByPasskey(): Promise<ApiResponse> {
    const asked = await api.post("/v1/sign-in/passkey/options", { body: { who: "customer" } });
    const response = device.authenticate(asked.body);
    const body = { who: "customer", response, carrier: "token" };
    return api.post("/v1/sign-in/passkey/verify", { body });
  }
  async function showPasskeyAtGate(): Promise<ApiResponse> {
    const asked = await api.post("/v1/gates/north/passkey-options", { as: "gate" });
    const body = { method: "passkey", shown: device.authenticate(asked.body), partySize: 1 };
    return api.post("/v1/gates/north/entries", { as: "gate", body });
  }

  it("signs up, comes back by passkey, shops, gets money back, and is forgotten", async () => {
    const cardSetupId = await setUpCard(api, "pm_sim_ok-zoe");
    const signedUp = await api.post("/v1/customers", {
      body: { cardSetupId, email: EMAIL, carrier: "token" },
    });
    expect(signedUp.status).toBe(201);
    keep(signedUp);
    const options = await post("/v1/me/passkeys/options");
    const added = await post("/v1/me/passkeys", { response: device.register(options.body) });
    expect(added.status).toBe(201);
    await post("/v1/sign-out", { refreshToken: signedUp.body.refreshToken });
    expect((await get("/v1/me")).body.code).toBe("token-invalid");

    const session = await signInByPasskey();
    expect(session.body.principal).toEqual(signedUp.body.principal);
    keep(session);
    const entry = await showPasskeyAtGate();
    expect(entry.status, entry.text).toBe(201);
    const { visitId } = entry.body;
    await comeIn(api, "north");
    await take(api, visitId, "01", 2);
    await take(api, visitId, "06", 1);
    expect((await post("/v1/me/forget")).body.code).toBe("customer-busy");
    await leave(api, visitId);
    await conclude(api, visitId);

    const visits = await get("/v1/me/visits");
    const totalMinor = 2 * 85 + 333;
    expect(visits.body.items).toMatchObject([{ visitId, receiptState: "final", totalMinor }]);
    const claim = { kind: "wrong-count", lineId: "01", gtin: null, claimedQuantity: 1 };
    const dispute = await post(`/v1/receipts/${visitId}/disputes`, claim);
    expect(dispute.body).toMatchObject({ status: "granted", totalMinor: totalMinor - 85 });
    await api.fixture.runner.advance(visitId);
    const receipt = await get(`/v1/receipts/${visitId}`);
    expect(receipt.body.payments).toMatchObject([{ paidMinor: totalMinor, refundedMinor: 85 }]);

    const data = await get("/v1/me/data");
    const values = data.body.kept.map(({ value }: { value: unknown }) => value);
    expect(values).toEqual(
      expect.arrayContaining([EMAIL, "cus_sim_1/pm_sim_ok-zoe", device.credentialId]),
    );
    expect(data.body.visits).toMatchObject([{ visitId, receiptState: "corrected" }]);
    expect((await post("/v1/me/forget")).status).toBe(200);
    expect((await get("/v1/me")).body.code).toBe("token-invalid");
    expect((await signInByPasskey()).body.code).toBe("entry-passkey-refused");
    expect((await showPasskeyAtGate()).body.code).toBe("entry-passkey-refused");
    expect(findTablesWith(EMAIL)).toEqual([]);
    expect(findTablesWith(device.credentialId)).toEqual([]);
  });

  /** Tables of the database that hold a text, anywhere. */
  function findTablesWith(text: string): string[] {
    const { db } = api.fixture.store;
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    expect(tables.length).toBeGreaterThan(10);
    return tables
      .map(({ name }) => String(name))
      .filter((name) => JSON.stringify(db.prepare(`SELECT * FROM ${name}`).all()).includes(text));
  }
});
