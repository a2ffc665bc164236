import type { ChainAlertKind } from "@saunter/protocol/chain/alert-kinds";
import { nameUpSubject } from "@saunter/protocol/chain/subjects";
import { encodeRow, type UpRow } from "@saunter/protocol/chain/up-row";
import { signRow } from "@saunter/server/signatures/chain-signatures";
import { formatPublicKey, makeSeed, openSigningKey } from "@saunter/server/signatures/ed25519";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALERT_BOUNDS } from "../alerts/alert-limits.ts";
import { createRules } from "../alerts/read-causes.ts";
import { type FigureDatabase, makeRows, startFigureDatabase } from "../figures/figures-fixture.ts";
import { renewCredentials } from "../hub/hub-users.ts";
import { takeRows } from "./take-rows.ts";

let figures: FigureDatabase;
beforeAll(async () => {
  figures = await startFigureDatabase();
});
afterAll(() => figures.close());

const toMessage = (shopId: string, row: UpRow, signature: string | null = null) => ({
  ...{ subject: nameUpSubject(0, shopId, row.stream), signature },
  body: new TextEncoder().encode(encodeRow(row)),
});
const takeOne = async (message: ReturnType<typeof toMessage>) => {
  const { events, setAside } = await takeRows(figures.db, [message], 0);
  return { events, setAside };
};
const TAKEN = { events: 1, setAside: 0 };
const WAITS = { events: 0, setAside: 0 };
const REFUSED = { events: 0, setAside: 1 };

it("compares rows that come again with those of their own shop", async () => {
  const shopIds = [await figures.addShop(), await figures.addShop()];
  const send = (shopId: string) => {
    const [row] = makeRows([{ stream: "shop-alerts", body: { shopId } }]);
    return takeOne(toMessage(shopId, row!));
  };
  for (const shopId of shopIds) expect(await send(shopId)).toEqual(TAKEN);
  for (const shopId of shopIds) expect(await send(shopId)).toEqual(WAITS);
});

describe("rows of a shop whose credentials have keys", () => {
  async function addSigner(name: string) {
    const shopId = await figures.addShop();
    const key = openSigningKey(makeSeed());
    const keys = { userKey: name, rowKey: formatPublicKey(key), credentials: "" };
    await renewCredentials(figures.db, keys, { shopId, nowMs: 0 });
    const rows = makeRows(
      Array.from({ length: 8 }, (_, at) => ({ stream: `visit-${at % 2}`, body: { shopId, at } })),
    );
    const sign = (row: UpRow) => toMessage(shopId, row, signRow(key, shopId, row));
    return { shopId, key, rows, sign };
  }
  const listReasons = async (shopId: string) => {
    const rows = await figures.db
      .selectFrom("set_aside")
      .select("reason")
      .where("shop_id", "=", shopId)
      .orderBy("id")
      .execute();
    return rows.map(({ reason }) => reason);
  };
  const readAlerts = async (ofKind: ChainAlertKind) => {
    const sources = {
      hubSilentSinceMs: () => null,
      readHubRoom: async () => ({ usedBytes: 0, bytesMax: null, missing: [] }),
    };
    const rules = createRules(ALERT_BOUNDS, sources);
    const look = { db: figures.db, nowMs: 0 };
    const rule = rules.find(({ kinds }) => kinds.includes(ofKind))!;
    return (await rule.read(look)).map(({ kind, shopId }) => ({ kind, shopId }));
  };

  it("are taken unsigned until the first valid signature, and refused from then on, with one alert", async () => {
    const { shopId, rows, sign } = await addSigner("first");
    expect(await takeOne(toMessage(shopId, rows[0]!))).toEqual(TAKEN);
    expect(await takeOne(toMessage(shopId, rows[1]!, "x".repeat(86)))).toEqual(TAKEN);
    expect(await takeOne(sign(rows[2]!))).toEqual(TAKEN);
    expect(await takeOne(toMessage(shopId, rows[3]!))).toEqual(REFUSED);
    expect(await takeOne(toMessage(shopId, rows[3]!, "x".repeat(86)))).toEqual(REFUSED);
    expect(await listReasons(shopId)).toEqual(["unsigned", "signature-wrong"]);
    expect(await readAlerts("shop-forged")).toEqual([{ kind: "shop-forged", shopId }]);
    expect(await takeOne(sign(rows[3]!))).toEqual(TAKEN);
  });

  it("don't enter as another shop's, at another position, with other content or in another stream", async () => {
    const { rows, shopId, sign } = await addSigner("moved");
    const other = await addSigner("other");
    expect(await takeOne(sign(rows[0]!))).toEqual(TAKEN);
    expect(await takeOne(other.sign(other.rows[0]!))).toEqual(TAKEN);
    const [, second, third] = rows;
    const { signature } = sign(second!);
    expect(await takeOne(toMessage(other.shopId, second!, signature))).toEqual(REFUSED);
    const forged = [
      { ...second!, position: 3 },
      { ...second!, hash: third!.hash },
      { ...second!, body: "{}" },
      { ...second!, stream: "visit-9" },
    ];
    for (const row of forged) {
      expect(await takeOne(toMessage(shopId, row, signature))).toEqual(REFUSED);
    }
    expect(await listReasons(shopId)).toEqual([
      ...["signature-wrong", "signature-wrong", "hash-wrong", "hash-wrong"],
    ]);
    // Replayed.
    expect(await takeOne(sign(rows[0]!))).toEqual(WAITS);
    expect(await takeOne(sign(second!))).toEqual(TAKEN);
  });

  it("are taken beside forged ones that came first, in any order", async () => {
    const { rows, shopId, sign } = await addSigner("beside");
    expect(await takeOne(sign(rows[0]!))).toEqual(TAKEN);
    const made = makeRows([
      { stream: "visit-0", body: {} },
      ...[1, 2].map((at) => ({
        ...{ stream: "visit-x", body: { at } },
      })),
    ]);
    const batch = [
      ...made.slice(1).map((row) => toMessage(shopId, row)),
      ...[rows[3]!, rows[1]!, rows[2]!, rows[5]!].map(sign),
    ];
    const { events, gaps } = await takeRows(figures.db, batch, 0);
    expect([events, [...gaps]]).toEqual([3, [[shopId, 4]]]);
    expect(await listReasons(shopId)).toEqual(["unsigned", "unsigned"]);
    expect(await takeRows(figures.db, [sign(rows[4]!)], 0)).toMatchObject({ events: 2 });
  });

  it("that waited unsigned are dropped with the first valid signature", async () => {
    const { rows, shopId, sign } = await addSigner("waited");
    expect(await takeOne(toMessage(shopId, rows[2]!))).toEqual(WAITS);
    expect(await takeOne(sign(rows[0]!))).toEqual(TAKEN);
    expect(await takeOne(sign(rows[1]!))).toEqual(TAKEN);
    expect(await takeOne(sign(rows[2]!))).toEqual(TAKEN);
    expect(await listReasons(shopId)).toEqual([]);
  });

  it("are refused if they are signed with credentials that were withdrawn", async () => {
    const { rows, shopId, sign } = await addSigner("withdrawn");
    expect(await takeOne(sign(rows[0]!))).toEqual(TAKEN);
    const keys = {
      ...{ userKey: "withdrawn 2", credentials: "" },
      rowKey: formatPublicKey(openSigningKey(makeSeed())),
    };
    await renewCredentials(figures.db, keys, { shopId, nowMs: 1 });
    expect(await takeOne(sign(rows[1]!))).toEqual(REFUSED);
  });

  it("raise an alert if the credentials have no keys, until they are renewed", async () => {
    const shopId = await figures.addShop();
    const none = { user_key: "keyless", shop_id: shopId, made_ms: 0, withdrawn_ms: null };
    await figures.db.insertInto("hub_credentials").values(none).execute();
    expect(await readAlerts("shop-keyless")).toEqual([{ kind: "shop-keyless", shopId }]);
    const rowKey = formatPublicKey(openSigningKey(makeSeed()));
    const keys = { userKey: "with keys", credentials: "", rowKey };
    await renewCredentials(figures.db, keys, { shopId, nowMs: 1 });
    expect(await readAlerts("shop-keyless")).toEqual([]);
  });
});
