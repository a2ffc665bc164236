/** Alerts, when facings were empty, and what staff did to stock: of streams that have no end. */
import { changeEmptyFacings, type EmptyFacing } from "@saunter/commerce/shop/empty-facings";
import type { ShopEvent as Said } from "@saunter/commerce/shop/events";
import { sql } from "kysely";
import { areRows, type FigureRow, type RowSet } from "./figure-rows.ts";
import {
  type Batch,
  describeFault,
  type Fault,
  type Made,
  type Projection,
  type ShopEvent,
  type Tx,
} from "./projection.ts";

type Alert = FigureRow<"alerts">;

const TYPES = [
  ...(["AlertRaised", "AlertAcknowledged", "AlertCleared"] as const),
  ...(["StockCounted", "StockReckoned", "StockRefilled", "StockWasted"] as const),
] satisfies readonly Said["type"][];

type Read = Extract<Said, { type: (typeof TYPES)[number] }>;

const nameOf = (shopId: string, name: string): string => JSON.stringify([shopId, name]);

/** What is there of the alerts and facings that a batch speaks of. */
interface Known {
  /** The last alert of each key. */
  readonly alerts: Map<string, Alert>;
  readonly facings: Map<string, readonly EmptyFacing[]>;
}

async function make(tx: Tx, { events }: Batch): Promise<Made> {
  const known: Known = {
    alerts: await readAlerts(tx, events),
    facings: await readFacings(tx, events),
  };
  const alerts = new Map<number | string, Alert>();
  const facings = new Map<string, FigureRow<"empty_facings">>();
  const moves: FigureRow<"stock_moves">[] = [];
  const faults: Fault[] = [];
  for (const event of events) {
    try {
      const rows = takeEvent(known, event);
      if (!areRows(rows)) throw new Error("an event of a form that is not known");
      for (const row of rows.alerts ?? []) {
        known.alerts.set(nameOf(row.shop_id, row.alert_key), row);
        alerts.set(nameOf(row.shop_id, String(row.position)), row);
      }
      for (const row of rows.empty_facings ?? []) {
        const name = nameOf(row.shop_id, row.facing);
        const others = (known.facings.get(name) ?? []).filter((one) => one.fromMs !== row.from_ms);
        known.facings.set(name, [...others, toFacing(row)]);
        facings.set(nameOf(name, String(row.from_ms)), row);
      }
      moves.push(...(rows.stock_moves ?? []));
    } catch (error) {
      faults.push({ event, reason: describeFault(error) });
    }
  }
  const rows = {
    alerts: [...alerts.values()],
    empty_facings: [...facings.values()],
    stock_moves: moves,
  };
  return { rows, faults };
}

function takeEvent(known: Known, { atMs, body, position, shopId }: ShopEvent): RowSet {
  const event = body as Read;
  switch (event.type) {
    case "AlertRaised": {
      const { alertKey, kind, message, visitId } = event;
      const row = {
        ...{ shop_id: shopId, position, alert_key: alertKey, kind, message, visit_id: visitId },
        ...{ raised_ms: atMs, acknowledged_ms: null, acknowledged_by: null },
        ...{ cleared_ms: null, cleared_by: null },
      };
      return { alerts: [row] };
    }
    case "AlertAcknowledged":
    case "AlertCleared": {
      const alert = known.alerts.get(nameOf(shopId, event.alertKey));
      if (alert === undefined) return {};
      const row =
        event.type === "AlertCleared"
          ? { ...alert, cleared_ms: atMs, cleared_by: event.by }
          : { ...alert, acknowledged_ms: atMs, acknowledged_by: event.by };
      return { alerts: [row] };
    }
    case "StockReckoned":
      return { empty_facings: changeFacings(known, shopId, event, atMs) };
    case "StockCounted":
      return {
        empty_facings: changeFacings(known, shopId, event, atMs),
        stock_moves: [toMove(shopId, position, event, event.countedMs ?? atMs)],
      };
    case "StockRefilled":
    case "StockWasted":
      return {
        empty_facings: changeFacings(known, shopId, event, atMs),
        stock_moves: [toMove(shopId, position, event, atMs)],
      };
    default:
      return event satisfies never;
  }
}

const MOVE_KINDS = {
  StockCounted: "counted",
  StockRefilled: "refilled",
  StockWasted: "wasted",
} as const;

function toMove(
  shopId: string,
  position: number,
  event: Extract<Read, { type: keyof typeof MOVE_KINDS }>,
  atMs: number,
): FigureRow<"stock_moves"> {
  const { facing, gtin, quantity } = event;
  return {
    ...{ shop_id: shopId, position, kind: MOVE_KINDS[event.type], facing, gtin, quantity },
    expires_on: event.type === "StockRefilled" ? (event.expiresOn ?? null) : null,
    reason: event.type === "StockWasted" ? event.reason : null,
    at_ms: atMs,
  };
}

function changeFacings(
  { facings }: Known,
  shopId: string,
  event: Extract<Read, { facing: string }>,
  atMs: number,
): FigureRow<"empty_facings">[] {
  const known = facings.get(nameOf(shopId, event.facing)) ?? [];
  return changeEmptyFacings(known, event, atMs).map(({ facing, fromMs, gtin, untilMs }) => ({
    ...{ shop_id: shopId, facing, gtin, from_ms: fromMs, until_ms: untilMs },
  }));
}

function toFacing(row: FigureRow<"empty_facings">): EmptyFacing {
  return { facing: row.facing, gtin: row.gtin, fromMs: row.from_ms, untilMs: row.until_ms };
}

/** Names that a batch's events have, where they have one that can be looked up. */
function listNamed(events: readonly ShopEvent[], property: "alertKey" | "facing") {
  const named = new Map<string, { shopId: string; name: string }>();
  for (const { body, shopId } of events) {
    const name = (body as Readonly<Record<string, unknown>> | null)?.[property];
    if (typeof name !== "string" || name.includes("\0") || !name.isWellFormed()) continue;
    named.set(nameOf(shopId, name), { shopId, name });
  }
  return [...named.values()];
}

async function readAlerts(tx: Tx, events: readonly ShopEvent[]): Promise<Map<string, Alert>> {
  const named = listNamed(events, "alertKey");
  if (named.length === 0) return new Map();
  const { rows } = await sql<Alert>`
    SELECT DISTINCT ON (a.shop_id, a.alert_key) a.*
    FROM unnest(
      ${named.map(({ shopId }) => shopId)}::text[], ${named.map(({ name }) => name)}::text[]
    ) AS k (shop_id, alert_key)
    JOIN alerts a USING (shop_id, alert_key)
    ORDER BY a.shop_id, a.alert_key, a.position DESC`.execute(tx);
  return new Map(rows.map((row) => [nameOf(row.shop_id, row.alert_key), row]));
}

/** Those that are empty, and those that began at a moment at which something is said of them again. */
async function readFacings(tx: Tx, events: readonly ShopEvent[]): Promise<Known["facings"]> {
  const named = listNamed(events, "facing");
  if (named.length === 0) return new Map();
  const { rows } = await sql<FigureRow<"empty_facings">>`
    SELECT f.shop_id, f.facing, f.gtin, f.from_ms, f.until_ms
    FROM unnest(
      ${named.map(({ shopId }) => shopId)}::text[], ${named.map(({ name }) => name)}::text[]
    ) AS k (shop_id, facing)
    JOIN empty_facings f USING (shop_id, facing)
    WHERE f.until_ms IS NULL OR f.from_ms = ANY (${[...new Set(events.map(({ atMs }) => atMs))]}::bigint[])`.execute(
    tx,
  );
  const byName = Map.groupBy(rows, (row) => nameOf(row.shop_id, row.facing));
  return new Map([...byName].map(([name, of]) => [name, of.map(toFacing)]));
}

export const shopFigures: Projection = {
  name: "shop-1",
  kind: "shop",
  types: TYPES,
  tables: ["alerts", "empty_facings", "stock_moves"],
  make,
};
