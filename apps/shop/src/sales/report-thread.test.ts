import { createScratchFolders } from "@saunter/testing/scratch-folders";
import { afterAll, expect, it } from "vitest";
import { salesTables } from "../projections/sales-tables.ts";
import { nameFiles } from "../store/store.ts";
import { openTestStore } from "../store/store-fixture.ts";
import { renderReport } from "./render-report.ts";
import { createReportThread, type ReportJob } from "./report-thread.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

it("a thread reads the shop's database while the shop is open, and makes the same file", async () => {
  const folder = folders.make();
  const store = openTestStore(folder, { projections: [salesTables] });
  const values = Array.from({ length: 10 }, (_, at) => at + 1).join(", ");
  store.db.exec(`INSERT INTO sales_quarters VALUES (1, 'card', ${values})`);
  const reports = createReportThread({ database: nameFiles(folder).database, fonts: null });
  const job: ReportJob = {
    kind: "export",
    period: { fromDay: "1970-01-01", untilDay: "1970-01-01", timeZone: "UTC" },
    ...{ rows: "days", format: "csv", currency: "GBP" },
  };
  const made = await reports.render(job);
  expect(Buffer.from(made)).toEqual(Buffer.from(await renderReport(store.db, null, job)));
  expect(new TextDecoder().decode(made)).toContain("1970-01-01,1,2,0.03,4,0.05,");
  await reports.close();
  await store.close();
});
