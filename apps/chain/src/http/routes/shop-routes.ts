import { createHash } from "node:crypto";
import { GET_SHOP_EVENTS } from "@saunter/protocol/chain/http/event-routes";
import {
  type CHAIN_SHOP,
  GET_ORGANISATIONS,
  GET_REGIONS,
  GET_SHOP,
  GET_SHOPS,
  POST_ORGANISATION,
  POST_ORGANISATIONS,
  POST_REGION,
  POST_REGIONS,
  POST_SHOP,
  POST_SHOP_CREDENTIALS,
  POST_SHOPS,
} from "@saunter/protocol/chain/http/shop-routes";
import { sql } from "kysely";
import type { Static } from "typebox";
import { asProcess, isScopeWithin } from "../../access/as-request.ts";
import { findChanges, toNew } from "../../access/audit.ts";
import type { Reach } from "../../access/principal.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { renewCredentials } from "../../hub/hub-users.ts";
import { beginHead, insertShop } from "../../shops.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { countRows, makePage, readCursor, toPattern } from "../pages.ts";
import { notFound } from "../problem.ts";

const HOUR_MS = 3_600_000;

export function addShopRoutes(context: HttpContext): void {
  addOrganisationRoutes(context);
  addRegionRoutes(context);
  addShopListRoutes(context);
  addShopChangeRoutes(context);
  addEventRoute(context);
}

function addOrganisationRoutes(context: HttpContext): void {
  addScoped(context, GET_ORGANISATIONS, async ({ tx, query, url }) => {
    const after = readCursor(query, ["string"]);
    let rows = tx
      .selectFrom("organisations")
      .selectAll()
      .orderBy("organisation_id")
      .limit(countRows(query));
    if (after !== null) rows = rows.where("organisation_id", ">", after[0]);
    if (query.search !== undefined) {
      const part = toPattern(query.search);
      rows = rows.where((where) =>
        where.or([where("name", "ilike", part), where("organisation_id", "ilike", part)]),
      );
    }
    return makePage({ url, query }, await rows.execute(), toOrganisation, (row) => [
      row.organisation_id,
    ]);
  });

  addScoped(context, POST_ORGANISATIONS, async ({ tx, body, reply, note }) => {
    const { organisationId, name } = body;
    const row = { organisation_id: organisationId, name };
    await tx.insertInto("organisations").values(row).execute();
    const object = { kind: "organisation", id: organisationId } as const;
    await note("organisation-added", { object, organisationId, changes: toNew({ name }) });
    reply.status(201);
    return toOrganisation(row);
  });

  addScoped(context, POST_ORGANISATION, async ({ tx, reach, params, body, note }) => {
    const { organisationId } = params;
    const scope = { kind: "organisation", id: organisationId } as const;
    if (!(await isScopeWithin(tx, reach, scope))) throw notFound();
    const of = tx.selectFrom("organisations").selectAll();
    const before = await of
      .where("organisation_id", "=", organisationId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const after = { ...before, name: body.name };
    await tx
      .updateTable("organisations")
      .set({ name: body.name })
      .where("organisation_id", "=", organisationId)
      .execute();
    const changes = findChanges(toOrganisation(before), toOrganisation(after));
    await note("organisation-changed", { object: scope, organisationId, changes });
    return toOrganisation(after);
  });
}

const toOrganisation = (row: { readonly organisation_id: string; readonly name: string }) => ({
  organisationId: row.organisation_id,
  name: row.name,
});

function addRegionRoutes(context: HttpContext): void {
  addScoped(context, GET_REGIONS, async ({ tx, query, url }) => {
    const after = readCursor(query, ["string"]);
    let rows = tx.selectFrom("regions").selectAll().orderBy("region_id").limit(countRows(query));
    if (after !== null) rows = rows.where("region_id", ">", after[0]);
    if (query.search !== undefined) {
      const part = toPattern(query.search);
      rows = rows.where((where) =>
        where.or([where("name", "ilike", part), where("region_id", "ilike", part)]),
      );
    }
    return makePage({ url, query }, await rows.execute(), toRegion, (row) => [row.region_id]);
  });

  addScoped(context, POST_REGIONS, async ({ tx, body, reply, note }) => {
    const row = { region_id: body.regionId, name: body.name };
    await tx.insertInto("regions").values(row).execute();
    const object = { kind: "region", id: body.regionId } as const;
    await note("region-added", { object, changes: toNew({ name: body.name }) });
    reply.status(201);
    return toRegion(row);
  });

  addScoped(context, POST_REGION, async ({ tx, params, body, note }) => {
    const before = await tx
      .selectFrom("regions")
      .selectAll()
      .where("region_id", "=", params.regionId)
      .forUpdate()
      .executeTakeFirst();
    if (before === undefined) throw notFound();
    await tx
      .updateTable("regions")
      .set({ name: body.name })
      .where("region_id", "=", params.regionId)
      .execute();
    const after = { ...before, name: body.name };
    const object = { kind: "region", id: params.regionId } as const;
    await note("region-changed", {
      object,
      changes: findChanges(toRegion(before), toRegion(after)),
    });
    return toRegion(after);
  });
}

const toRegion = (row: { readonly region_id: string; readonly name: string }) => ({
  regionId: row.region_id,
  name: row.name,
});

function addShopListRoutes(context: HttpContext): void {
  addScoped(context, GET_SHOPS, async ({ tx, query, url, nowMs }) => {
    const after = readCursor(query, ["string"]);
    let rows = selectShops(tx).orderBy("shops.shop_id").limit(countRows(query));
    if (after !== null) rows = rows.where("shops.shop_id", ">", after[0]);
    const { search, organisationId, regionId, silentMs, behindEvents } = query;
    if (search !== undefined) {
      const part = toPattern(search);
      rows = rows.where((where) =>
        where.or([where("name", "ilike", part), where("shops.shop_id", "ilike", part)]),
      );
    }
    if (organisationId !== undefined) rows = rows.where("organisation_id", "=", organisationId);
    if (regionId !== undefined) rows = rows.where("region_id", "=", regionId);
    if (silentMs !== undefined) {
      rows = rows.where((where) =>
        where.or([where("seen_ms", "is", null), where("seen_ms", "<=", nowMs - silentMs)]),
      );
    }
    if (behindEvents !== undefined && behindEvents > 0) {
      rows = rows.where(sql`shop_states.position - up_heads.position`, ">=", behindEvents);
    }
    const toItem = (row: ShopRow) => describeShop(row, nowMs);
    return makePage({ url, query }, await rows.execute(), toItem, (row) => [row.shop_id]);
  });

  addScoped(context, GET_SHOP, async ({ tx, params, nowMs }) =>
    describeShop(await readShop(tx, params.shopId), nowMs),
  );
}

function selectShops(tx: ChainTransaction) {
  return tx
    .selectFrom("shops")
    .innerJoin("up_heads", "up_heads.shop_id", "shops.shop_id")
    .leftJoin("shop_states", "shop_states.shop_id", "shops.shop_id")
    .select(["shops.shop_id", "shops.name", "shard", "organisation_id", "region_id"])
    .select(["up_heads.position as head", "up_heads.at_ms", "seen_ms", "clock_ahead_ms", "version"])
    .select("shop_states.position as shop_position")
    .select((one) =>
      one
        .selectFrom("set_aside")
        .select((count) => count.fn.countAll<number>().as("count"))
        .whereRef("set_aside.shop_id", "=", "shops.shop_id")
        .where("dismissed_ms", "is", null)
        .as("set_aside"),
    );
}

type ShopRow = Awaited<ReturnType<ReturnType<typeof selectShops>["execute"]>>[number];

async function readShop(tx: ChainTransaction, shopId: string): Promise<ShopRow> {
  const row = await selectShops(tx).where("shops.shop_id", "=", shopId).executeTakeFirst();
  if (row === undefined) throw notFound();
  return row;
}

function describeShop(row: ShopRow, nowMs: number): Static<typeof CHAIN_SHOP> {
  const behindEvents = Math.max(0, (row.shop_position ?? 0) - row.head);
  // By the shop's clock, as the event is.
  const sinceMs = nowMs + (row.clock_ahead_ms ?? 0) - row.at_ms;
  return {
    ...{ shopId: row.shop_id, name: row.name, shard: row.shard },
    ...{ organisationId: row.organisation_id, regionId: row.region_id },
    state: {
      lastSeenMs: row.seen_ms,
      position: row.head,
      behindEvents,
      // Of a shop that has sent nothing yet nobody knows.
      behindMs: behindEvents === 0 || row.head === 0 ? 0 : Math.max(0, sinceMs),
      clockAheadMs: row.clock_ahead_ms,
      version: row.version,
      setAside: row.set_aside ?? 0,
    },
  };
}

interface Place {
  readonly organisationId: string;
  readonly regionId: string | null;
}

/** A shop goes to an organisation and a region that whoever puts it there may see. */
async function checkPlace(
  tx: ChainTransaction,
  reach: Reach,
  { organisationId, regionId }: Place,
  before: Place | null,
): Promise<void> {
  const isMoved = organisationId !== before?.organisationId;
  const organisation = { kind: "organisation", id: organisationId } as const;
  if (isMoved && !(await isScopeWithin(tx, reach, organisation))) throw notFound();
  if (regionId === null || regionId === before?.regionId) return;
  const region = tx.selectFrom("regions").select("name").where("region_id", "=", regionId);
  if ((await region.executeTakeFirst()) === undefined) throw notFound();
}

/** The same shard for the same id, and about as many shops in each. */
function chooseShard(shopId: string, shards: number): number {
  return createHash("sha256").update(shopId).digest().readUInt32BE() % shards;
}

function addShopChangeRoutes(context: HttpContext): void {
  const { shards, hubUsers, logger } = context.options;

  /** If the hub can't be reached, the process does it later. */
  const sendToHub = (): Promise<void> =>
    hubUsers
      .sendAccounts()
      .catch((error: unknown) =>
        logger.error({ err: error }, "the hub does not have the accounts of shops yet"),
      );

  addScoped(context, POST_SHOPS, async ({ tx, reach, body, nowMs, reply, note, afterwards }) => {
    await checkPlace(tx, reach, body, null);
    const { shopId, organisationId } = body;
    const shop = { ...body, shard: chooseShard(shopId, shards) };
    await insertShop(tx, shop);
    const credentials = await asProcess(tx, async () => {
      await beginHead(tx, shopId, nowMs);
      return renewCredentials(tx, await hubUsers.sign(shop), { shopId, nowMs });
    });
    const object = { kind: "shop", id: shopId } as const;
    await note("shop-added", { object, shopId, organisationId, changes: toNew(shop) });
    afterwards(sendToHub);
    reply.status(201);
    return { ...shop, credentials };
  });

  addScoped(context, POST_SHOP, async ({ tx, reach, params, body, nowMs, note }) => {
    const { shopId } = params;
    await lockShop(tx, shopId);
    const before = await readShop(tx, shopId);
    const place = { organisationId: before.organisation_id, regionId: before.region_id };
    await checkPlace(tx, reach, body, place);
    const { name, organisationId, regionId } = body;
    await tx
      .updateTable("shops")
      .set({ name, organisation_id: organisationId, region_id: regionId })
      .where("shop_id", "=", shopId)
      .execute();
    await note("shop-changed", {
      ...{ object: { kind: "shop", id: shopId }, shopId, organisationId },
      changes: findChanges({ name: before.name, ...place }, { name, organisationId, regionId }),
    });
    return describeShop(await readShop(tx, shopId), nowMs);
  });

  addScoped(context, POST_SHOP_CREDENTIALS, async ({ tx, params, query, nowMs, ...call }) => {
    const { shopId } = params;
    const { overlapHours = 0 } = query;
    const row = await lockShop(tx, shopId);
    const { shard } = row;
    const signed = await hubUsers.sign({ shopId, shard });
    const credentials = await asProcess(tx, () =>
      renewCredentials(tx, signed, { shopId, nowMs, overlapMs: overlapHours * HOUR_MS }),
    );
    await call.note("shop-credentials-renewed", {
      ...{ object: { kind: "shop", id: shopId }, shopId },
      changes: toNew({ overlapHours }),
    });
    call.afterwards(sendToHub);
    const place = { organisationId: row.organisation_id, regionId: row.region_id };
    return { shopId, name: row.name, shard, ...place, credentials };
  });
}

/** Whoever else changes it waits. */
async function lockShop(tx: ChainTransaction, shopId: string) {
  const query = tx.selectFrom("shops").selectAll().where("shop_id", "=", shopId).forUpdate();
  const row = await query.executeTakeFirst();
  if (row === undefined) throw notFound();
  return row;
}

function addEventRoute(context: HttpContext): void {
  addScoped(context, GET_SHOP_EVENTS, async ({ tx, params, query, url }) => {
    await readShop(tx, params.shopId);
    const after = readCursor(query, ["number"]);
    let rows = tx
      .selectFrom("events")
      .select(["position", "stream", "version", "type", "at_ms", "body", "hash"])
      .where("shop_id", "=", params.shopId)
      .orderBy("position")
      .limit(countRows(query));
    if (after !== null) rows = rows.where("position", ">", after[0]);
    const { stream, type, fromMs, untilMs } = query;
    if (stream !== undefined) rows = rows.where("stream", "=", stream);
    if (type !== undefined) rows = rows.where("type", "=", type);
    if (fromMs !== undefined) rows = rows.where("at_ms", ">=", fromMs);
    if (untilMs !== undefined) rows = rows.where("at_ms", "<", untilMs);
    return makePage(
      { url, query },
      await rows.execute(),
      ({ at_ms, ...row }) => ({ ...row, atMs: at_ms }),
      (row) => [row.position],
    );
  });
}
