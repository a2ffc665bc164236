import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHAIN,
  makeVisit,
  organisation,
  START_MS,
  startChainHttp,
  type TestChainHttp,
} from "../chain-http-fixture.ts";

const DAY = new Date(START_MS).toISOString().slice(0, 10);

describe("exports", () => {
  let chain: TestChainHttp;
  let owner: string;
  // Linux gives no process such a number.
  const left = join(tmpdir(), `saunter-export-4194305-${process.pid}`);
  const own = join(tmpdir(), `saunter-export-${process.pid}-own`);
  beforeAll(async () => {
    for (const folder of [left, own]) {
      mkdirSync(folder);
      writeFileSync(join(folder, "file"), "rows");
    }
    chain = await startChainHttp();
    owner = (await chain.signIn("owner", CHAIN)).token;
    for (const shopId of ["a-1", "b-1"]) {
      await chain.db
        .insertInto("visits")
        .values(makeVisit(shopId, `v-${shopId}`))
        .execute();
    }
    await chain.db
      .updateTable("shops")
      .set({ gln: "4012345000009" })
      .where("shop_id", "=", "a-1")
      .execute();
    await chain.db
      .insertInto("stock_moves")
      .values({
        ...{ shop_id: "a-1", position: 1, kind: "refilled", facing: "1/1/1", quantity: 3 },
        ...{ gtin: "05000001000011", expires_on: null, reason: null, at_ms: START_MS },
      })
      .execute();
  });
  afterAll(async () => {
    rmSync(own, { recursive: true, force: true });
    await chain.close();
  });

  it("of a process that was killed are removed as one starts, and no others", () => {
    expect([left, own].map((folder) => existsSync(folder))).toEqual([false, true]);
    rmSync(own, { recursive: true });
  });

  async function ask(query: string, token = owner) {
    const response = await chain.http.app.inject({
      ...{ method: "GET", url: `/v1/exports/${query}` },
      cookies: { saunter_chain_session: token },
    });
    return { status: response.statusCode, bytes: response.rawPayload, headers: response.headers };
  }
  const days = `fromDay=${DAY}&untilDay=${DAY}`;

  async function readVisits(token: string): Promise<unknown[]> {
    const { status, bytes, headers } = await ask(`table?table=visits&${days}`, token);
    expect([status, headers["content-length"]]).toEqual([200, String(bytes.length)]);
    const file = new Uint8Array(bytes).buffer;
    return (await parquetReadObjects({ file })).map(({ shop_id }) => shop_id);
  }

  it("give a table's rows of whoever may see them, as Parquet", async () => {
    expect(await readVisits(owner)).toEqual(["a-1", "b-1"]);
    const { token } = await chain.signIn("support", organisation("a"));
    expect(await readVisits(token)).toEqual(["a-1"]);
    expect((await ask(`table?table=visits&${days}&shopId=b-1`, token)).status).toBe(404);
    const analyst = await chain.signIn("analyst", CHAIN);
    expect((await ask(`table?table=visits&${days}`, analyst.token)).status).toBe(403);
  });

  it("give what happened to a shop's goods as EPCIS", async () => {
    const { status, bytes, headers } = await ask(`epcis?shopId=a-1&${days}`);
    expect([status, headers["content-type"]]).toEqual([200, "application/ld+json"]);
    expect(JSON.parse(bytes.toString()).epcisBody.eventList).toHaveLength(1);
    expect((await ask(`epcis?shopId=b-1&${days}`)).status).toBe(400);
    expect((await ask(`epcis?shopId=nowhere&${days}`)).status).toBe(404);
  });

  it.each([
    ["a day that is none", "fromDay=2026-02-30&untilDay=2026-03-01"],
    ["an end before its beginning", "fromDay=2026-03-02&untilDay=2026-03-01"],
    ["more days than one file has", "fromDay=2026-01-01&untilDay=2026-12-31"],
  ])("refuse %s", async (_, query) => {
    expect((await ask(`table?table=visits&${query}`)).status).toBe(400);
  });

  it("are in the trail, and leave no file behind", async () => {
    const list = () => readdirSync(tmpdir()).filter((name) => name.startsWith("saunter-export-"));
    const before = new Set(list());
    await ask(`table?table=lines&${days}`);
    const trail = await chain.ask("GET /v1/audit?kind=rows-exported&limit=1", { token: owner });
    expect(trail.body.items[0].changes.table).toEqual({ before: null, after: "lines" });
    await expect.poll(() => list().filter((name) => !before.has(name))).toEqual([]);
  });
});
