import { countDays, findDaysBefore, listDays, parseDay } from "@saunter/commerce/calendar/calendar";
import {
  GET_SALES,
  GET_SALES_EXPORT,
  GET_SALES_PRODUCTS,
} from "@saunter/protocol/http/sales-routes";
import { PAGE_ROWS } from "@saunter/protocol/limits";
import { addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { decodeCursor, linkNext } from "../../http/pages.ts";
import { ProblemError } from "../../http/problem.ts";
import {
  type ProductSales,
  readEmptyMs,
  readProductSales,
  readSalesPeriod,
  type Span,
} from "../../projections/read-sales.ts";
import { countExportRows } from "../../sales/export-tables.ts";
import type { ReportJob } from "../../sales/report-thread.ts";
import { EXPORT_ROWS_MAX, SALES_DAYS_MAX } from "../../sales/sales-limits.ts";
import { MEDIA_TYPES } from "../../sales/write-table.ts";
import { answerReport } from "./answer-report.ts";

const HOUR_MS = 3_600_000;

export interface SalesServices {
  readonly renderReport: (job: ReportJob) => Promise<Uint8Array>;
}

interface DaysQuery {
  readonly fromDay: string;
  readonly untilDay: string;
  readonly compare?: "weekdays" | "year";
}

export function addSalesRoutes(context: HttpContext<SalesServices>): void {
  const { shop, identity, renderReport } = context.deps;
  const { db } = shop.store;
  const { timeZone, currency } = identity;
  const readPeriod = (fromDay: string, untilDay: string) =>
    readSalesPeriod(db, { fromDay, untilDay, timeZone }, shop.nowMs());

  addRead(context, GET_SALES, async ({ query }) => {
    checkDays(query);
    const before = findBefore(query);
    return {
      currency,
      period: await readPeriod(query.fromDay, query.untilDay),
      before: before && (await readPeriod(before.fromDay, before.untilDay)),
    };
  });

  addRead(context, GET_SALES_PRODUCTS, ({ query, url }) => {
    checkDays(query);
    const span = findSpan(query.fromDay, query.untilDay, timeZone);
    const before = findBefore(query);
    const sold =
      before && readProductSales(db, findSpan(before.fromDay, before.untilDay, timeZone));
    const known = sold && new Map(sold.map((product) => [product.gtin, product]));
    const emptyMs = readEmptyMs(db, span, shop.nowMs());
    const page = cutPage(readProductSales(db, span), url, query);
    return {
      ...page,
      items: page.items.map((product) => {
        const then = known?.get(product.gtin);
        const none = { units: 0, totalMinor: 0 };
        const { units, totalMinor } = then ?? none;
        return {
          ...product,
          emptyHours: (emptyMs.get(product.gtin) ?? 0) / HOUR_MS,
          before: known === null ? null : { units, totalMinor },
        };
      }),
    };
  });

  addRead(context, GET_SALES_EXPORT, ({ query, reply }) => {
    checkDays(query);
    const { fromDay, untilDay, rows, format } = query;
    const count = countExportRows(db, rows, findSpan(fromDay, untilDay, timeZone));
    if (count > EXPORT_ROWS_MAX) {
      throw new ProblemError(
        "export-too-large",
        `this period has ${count} rows, and an export ${EXPORT_ROWS_MAX} at most`,
      );
    }
    const job = {
      kind: "export",
      period: { fromDay, untilDay, timeZone },
      rows,
      format,
      currency,
    } as const;
    return answerReport(reply, renderReport(job), {
      type: MEDIA_TYPES[format],
      name: `${identity.id}-${rows}-${fromDay}-${untilDay}.${format}`,
    });
  });
}

function findSpan(fromDay: string, untilDay: string, timeZone: string): Span {
  const [first] = listDays(fromDay, fromDay, timeZone);
  const [last] = listDays(untilDay, untilDay, timeZone);
  return { fromMs: first!.fromMs, untilMs: last!.untilMs };
}

function checkDays({ fromDay, untilDay }: DaysQuery): void {
  const isReal = parseDay(fromDay) !== null && parseDay(untilDay) !== null;
  const isTaken = isReal && fromDay <= untilDay && countDays(fromDay, untilDay) <= SALES_DAYS_MAX;
  if (isTaken) return;
  throw new ProblemError(
    "input-invalid",
    `a period begins with a real day, ends on the same or a later one, and has ${SALES_DAYS_MAX} days at most`,
  );
}

function findBefore({ fromDay, untilDay, compare }: DaysQuery) {
  return compare === undefined ? null : findDaysBefore({ fromDay, untilDay }, compare);
}

/** Products in their order, after the one that the cursor names. */
function cutPage(
  products: readonly ProductSales[],
  url: string,
  { limit = PAGE_ROWS, after }: { readonly limit?: number; readonly after?: string },
) {
  const [total, gtin] = after === undefined ? [] : decodeCursor(after, 2);
  const isAfter = (one: ProductSales): boolean =>
    total === undefined ||
    one.totalMinor < Number(total) ||
    (one.totalMinor === Number(total) && one.gtin > String(gtin));
  const rest = products.filter(isAfter);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next:
      last === undefined || rest.length <= limit
        ? null
        : linkNext(url, [last.totalMinor, last.gtin]),
  };
}
