import { countDays, findDaysBefore, parseDay } from "@saunter/commerce/calendar/calendar";
import {
  GET_REPORT,
  GET_REPORT_EXPORT,
  type ReportGroupName,
} from "@saunter/protocol/chain/http/report-routes";
import type { ChainTransaction } from "../../database/open-database.ts";
import { type ReportRow, type ReportScope, readReport } from "../../figures/read-report.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { ProblemError } from "../problem.ts";

/** Two years, so that one can be compared. */
const DAYS_MAX = 732;

interface ReportQuery {
  readonly fromDay: string;
  readonly untilDay: string;
  readonly group: ReportGroupName;
  readonly shopId?: string;
  readonly regionId?: string;
  readonly organisationId?: string;
}

export function addReportRoutes(context: HttpContext): void {
  addScoped(context, GET_REPORT, async ({ tx, query }) => {
    const scope = await makeScope(tx, query);
    const { group, compare, fromDay, untilDay } = query;
    const toRows = (rows: readonly ReportRow[]) => rows.map((row) => describe(row, group));
    const rows = toRows(await readReport(tx, scope));
    if (compare === undefined) return { period: { fromDay, untilDay }, rows, before: null };
    const period = findDaysBefore(scope, compare);
    const before = await readReport(tx, { ...scope, ...period });
    return { period: { fromDay, untilDay }, rows, before: { period, rows: toRows(before) } };
  });

  addScoped(context, GET_REPORT_EXPORT, async ({ tx, query, reply }) => {
    const rows = await readReport(tx, await makeScope(tx, query));
    const name = `report-${query.group}-${query.fromDay}-${query.untilDay}.csv`;
    reply
      .type("text/csv; charset=utf-8")
      .header("content-disposition", `attachment; filename="${name}"`)
      .send(
        formatCsv(
          rows.map((row) => describe(row, query.group)),
          query.group,
        ),
      );
  });
}

async function makeScope(
  tx: ChainTransaction,
  { fromDay, untilDay, group, shopId, regionId, organisationId }: ReportQuery,
): Promise<ReportScope> {
  if (parseDay(fromDay) === null || parseDay(untilDay) === null) {
    throw new ProblemError("input-invalid", "the days must be days, such as 2026-03-02");
  }
  const days = countDays(fromDay, untilDay);
  if (days < 1 || days > DAYS_MAX) {
    throw new ProblemError("input-invalid", `a report is of 1 to ${DAYS_MAX} days`);
  }
  const isAll = shopId === undefined && regionId === undefined && organisationId === undefined;
  if (isAll) return { fromDay, untilDay, shopIds: null, groups: [group] };
  let shops = tx.selectFrom("shops").select("shop_id");
  if (shopId !== undefined) shops = shops.where("shop_id", "=", shopId);
  if (regionId !== undefined) shops = shops.where("region_id", "=", regionId);
  if (organisationId !== undefined) shops = shops.where("organisation_id", "=", organisationId);
  const shopIds = (await shops.execute()).map((row) => row.shop_id);
  return { fromDay, untilDay, shopIds, groups: [group] };
}

function describe(row: ReportRow, group: ReportGroupName) {
  const { visits, reviewed, receiptMsMedian, audited, auditedAgreed } = row;
  return {
    key: row.key[group] ?? null,
    sums: row.sums.map((sum) => ({
      currency: sum.currency,
      receipts: Number(sum.receipts),
      units: Number(sum.units),
      netMinor: Number(sum.netMinor),
      taxMinor: Number(sum.taxMinor),
      totalMinor: Number(sum.totalMinor),
      refundedMinor: Number(sum.refundedMinor),
      shrinkageMinor: Number(sum.shrinkageMinor),
    })),
    ...{ visits, reviewed, receiptMsMedian, disputes: row.disputes.all, audited, auditedAgreed },
  };
}

const SUMS = [
  ...["currency", "receipts", "units", "netMinor", "taxMinor", "totalMinor"],
  ...["refundedMinor", "shrinkageMinor"],
] as const;
const COUNTS = ["visits", "reviewed", "disputes", "audited", "auditedAgreed"] as const;

/** Ids and days need no quotes. */
function formatCsv(rows: readonly ReturnType<typeof describe>[], group: string): string {
  const lines = rows.flatMap((row) => {
    const counts = COUNTS.map((name) => row[name]);
    const sums: readonly Readonly<Record<string, unknown>>[] =
      row.sums.length === 0 ? [{}] : row.sums;
    return sums.map((sum) => [row.key ?? "", ...counts, ...SUMS.map((name) => sum[name] ?? "")]);
  });
  return `${[[group, ...COUNTS, ...SUMS], ...lines].map((line) => line.join(",")).join("\r\n")}\r\n`;
}
