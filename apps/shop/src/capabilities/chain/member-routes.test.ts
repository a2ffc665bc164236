import { describe, expect, it } from "vitest";
import { joinChain } from "../../chain/hub-line-fixture.ts";
import { startApi } from "../../http/api-recorder-fixture.ts";

const CARD = { number: "407199253380", code: "7KQ4MWXZ" };
const MEMBER = { points: 25, owed: 0, name: null, email: null, joinedMs: 1 };
const RULE = { earnedPoints: 1, perMinor: 100, pointsPerMinor: 1 };

describe("a shopper who joins the chain by themselves", () => {
  const asked: { readonly what: string; readonly body: unknown }[] = [];
  let answer: (what: string) => unknown = () => ({});
  const api = startApi(
    joinChain(async (what, body) => {
      asked.push({ what, body });
      return answer(what);
    }),
  );
  const asShopper = { as: "shopper" } as const;
  const post = (path: string, body: object = {}) =>
    api.post(`/v1/me/membership/${path}`, { ...asShopper, body });

  it("sees what it brings, joins without a name, and gets a card", async () => {
    answer = (what) => (what === "member-offer" ? { rule: RULE } : CARD);
    const offer = await api.get("/v1/me/membership", asShopper);
    expect(offer.body).toEqual({ isOffered: true, rule: { currency: "GBP", ...RULE } });
    expect((await post("join")).body).toEqual({ card: CARD, cause: null });
    expect(asked.at(-1)).toEqual({ what: "join-member", body: { currency: "GBP" } });
  });

  it("sees what is stored, changes it, and leaves, by number and code alone", async () => {
    answer = (what) => (what === "leave-member" ? { isErased: true } : MEMBER);
    expect((await post("show", CARD)).body).toEqual({ member: MEMBER, cause: null });
    const person = { name: "Ann", email: null };
    expect((await post("change", { ...CARD, ...person })).body).toMatchObject({ member: MEMBER });
    expect(asked.at(-1)).toEqual({ what: "change-member", body: { ...CARD, ...person } });
    expect((await post("leave", CARD)).body).toEqual({ isErased: true, cause: null });
  });

  it("is told why not, and that the chain does not answer", async () => {
    answer = () => ({ refusal: "card-unknown" });
    expect((await post("show", CARD)).body).toEqual({ member: null, cause: "card-unknown" });
    expect((await post("leave", CARD)).body).toEqual({ isErased: false, cause: "card-unknown" });
    answer = () => ({ refusal: "closed" });
    expect((await post("join")).body).toEqual({ card: null, cause: "closed" });
    for (const broken of [() => ({ points: -1 }), () => Promise.reject(new Error("no line"))]) {
      answer = broken;
      expect((await post("show", CARD)).body).toEqual({ member: null, cause: "unavailable" });
      expect((await post("join")).body).toEqual({ card: null, cause: "unavailable" });
      const offer = await api.get("/v1/me/membership", asShopper);
      expect(offer.body).toEqual({ isOffered: false, rule: null });
    }
  });

  it("leaves no trace of the card in the shop's database", async () => {
    answer = () => CARD;
    await post("join");
    const { db } = api.fixture.shop.store;
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const rows = tables.flatMap(({ name }) => db.prepare(`SELECT * FROM "${name}"`).all());
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => JSON.stringify(row).includes(CARD.code))).toEqual([]);
  });

  it("is for shoppers alone; what a card has, for staff at the counter alone", async () => {
    const wrong = await api.get("/v1/me/membership", { as: "operator" });
    expect(wrong.status).toBe(403);
    const found = {
      kind: "points",
      lastFour: "3380",
      amountMinor: 25,
      heldMinor: 0,
      expiresMs: null,
    };
    answer = () => found;
    const shown = await api.post("/v1/chain/card", { as: "operator", body: CARD });
    expect(shown.body).toEqual({ card: { ...found, currency: "GBP" }, cause: null });
    answer = () => ({ reason: "card-blocked" });
    const blocked = await api.post("/v1/chain/card", { as: "operator", body: CARD });
    expect(blocked.body).toEqual({ card: null, cause: "card-blocked" });
    expect((await api.post("/v1/chain/card", { ...asShopper, body: CARD })).status).toBe(403);
  });
});
