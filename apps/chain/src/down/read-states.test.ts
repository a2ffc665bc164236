/** What shops said of versions, whatever they say. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type FigureDatabase,
  makeRows,
  sendRows,
  startFigureDatabase,
} from "../figures/figures-fixture.ts";
import { readStates } from "./read-states.ts";

let figures: FigureDatabase;
beforeAll(async () => {
  figures = await startFigureDatabase();
  await figures.db
    .insertInto("down_versions")
    .values({
      ...{ kind: "goods", version: 1, layer: "shared", region_id: null, shop_id: null },
      ...{ content: "{}", hash: "h", effective_ms: 0, is_forced: false, put_by: "ann" },
      ...{ put_ms: 0, note: "" },
    })
    .execute();
});
afterAll(() => figures.close());

const said = (body: object) => ({ stream: "shop-chain", body });
const APPLIED = { type: "ChainVersionApplied", kind: "goods", version: 1, hash: "h" };
const REFUSED = { ...APPLIED, type: "ChainVersionRefused", reason: "no" };

async function tell(shopId: string): Promise<void> {
  const entry = { kind: "goods", version: 1, hash: "h", effectiveMs: 0, isForced: false };
  await figures.db
    .insertInto("down_manifests")
    .values({
      ...{ shop_id: shopId, revision: 1, steps: JSON.stringify([entry]) },
      ...{ written_ms: 0, published_ms: 0 },
    })
    .execute();
}

async function readState(shopId: string) {
  const [state] = await readStates(figures.db, 1000, shopId);
  return [state?.state, state?.versionInForce, state?.reason];
}

describe("what a shop says of versions", () => {
  it("counts as it comes in, the last of each kind", async () => {
    const shopId = await figures.addShop();
    await tell(shopId);
    expect(await readState(shopId)).toEqual(["waiting", null, null]);
    const rows = makeRows([said(REFUSED), said(APPLIED), said({ ...REFUSED, version: 2 })]);
    await sendRows(figures.db, shopId, rows.slice(0, 1));
    expect(await readState(shopId)).toEqual(["refused", null, "no"]);
    await sendRows(figures.db, shopId, rows.slice(1));
    expect(await readState(shopId)).toEqual(["applied", 1, null]);
  });

  it("is left out where it says nothing, and its rows are taken all the same", async () => {
    const shopId = await figures.addShop();
    await tell(shopId);
    const rows = makeRows([
      said({ ...APPLIED, version: "one" }),
      said({ ...APPLIED, version: 1e30 }),
      said({ ...APPLIED, kind: "\0" }),
      said({ ...APPLIED, kind: "of no version" }),
      said({ ...APPLIED, hash: undefined }),
      said({ ...APPLIED, kind: "k".repeat(5000) }),
      said(APPLIED),
    ]);
    await sendRows(figures.db, shopId, rows);
    const head = await figures.db
      .selectFrom("up_heads")
      .select("position")
      .where("shop_id", "=", shopId)
      .executeTakeFirst();
    expect(head?.position).toBe(rows.length);
    expect(await readState(shopId)).toEqual(["applied", 1, null]);
    const answers = await figures.db
      .selectFrom("version_answers")
      .select("position")
      .where("shop_id", "=", shopId)
      .execute();
    expect(answers).toEqual([{ position: rows.length }]);
  });
});
