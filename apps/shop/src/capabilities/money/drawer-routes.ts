import {
  GET_DRAWER,
  GET_DRAWER_MOVES,
  POST_DRAWER_COUNTS,
  POST_DRAWER_MOVES,
} from "@saunter/protocol/http/drawer-routes";
import {
  countDrawer,
  type FloatLimits,
  findFloatState,
  moveDrawer,
  readDrawer,
} from "../../domain/drawer-service.ts";
import { addCommand, addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readPage } from "../../http/pages.ts";
import type { Transaction } from "../../store/transaction.ts";

export interface DrawerServices {
  readonly floatLimits: FloatLimits;
}

type Context = HttpContext<DrawerServices>;

export function addDrawerRoutes(context: Context): void {
  const { shop } = context.deps;
  const { currency } = shop.settings;
  addRead(context, GET_DRAWER, () => showDrawer(context, shop.store));
  addMoves(context);
  addCommand(context, POST_DRAWER_COUNTS, (tx, { body: { amountMinor }, principal }) => {
    countDrawer(tx, { currency, amountMinor, by: principal.id });
    return { status: 201, body: showDrawer(context, tx) };
  });
  addCommand(context, POST_DRAWER_MOVES, (tx, { body: { kind, amountMinor }, principal }) => {
    moveDrawer(tx, { kind, currency, amountMinor, by: principal.id });
    return { status: 201, body: showDrawer(context, tx) };
  });
}

function showDrawer({ deps }: Context, reader: Pick<Transaction, "db">) {
  const { floatLimits, shop } = deps;
  const drawer = readDrawer(reader);
  return {
    currency: shop.settings.currency,
    state: findFloatState(drawer, floatLimits),
    expectedMinor: drawer?.expectedMinor ?? null,
    ...floatLimits,
    count:
      drawer === null
        ? null
        : {
            amountMinor: drawer.countedMinor,
            expectedMinor: drawer.thenExpectedMinor,
            atMs: drawer.countedMs,
            by: drawer.countedBy,
          },
    takenMinor: drawer?.takenMinor ?? 0,
    refundedMinor: drawer?.refundedMinor ?? 0,
    bankedMinor: drawer?.bankedMinor ?? 0,
    addedMinor: drawer?.addedMinor ?? 0,
  };
}

function addMoves(context: Context): void {
  addRead(context, GET_DRAWER_MOVES, ({ query, url }) =>
    readPage(
      context.deps.shop.store.db,
      {
        from: "drawer_moves",
        columns: "*",
        where: [],
        order: ["moved_ms", "position"],
        direction: "DESC",
      },
      { url, limit: query.limit, after: query.after },
      (row) => ({
        moveId: row.position,
        kind: row.kind,
        amountMinor: row.amount_minor,
        expectedMinor: row.expected_minor,
        by: row.moved_by,
        atMs: row.moved_ms,
      }),
    ),
  );
}
