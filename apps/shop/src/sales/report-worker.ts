/** Makes exports and closings in a thread of its own. */
import "@saunter/server/processes/freeze-prototype";
import { DatabaseSync } from "node:sqlite";
import { workerData } from "node:worker_threads";
import { serveFiles } from "../receipts/serve-files.ts";
import { renderReport } from "./render-report.ts";
import type { ReportJob, ReportSources } from "./report-thread.ts";

const { database, fonts }: ReportSources = workerData;

serveFiles(async (job: ReportJob) => {
  const db = new DatabaseSync(database, { readOnly: true, timeout: 5000 });
  try {
    // One moment of the shop, however long it takes to read.
    db.exec("BEGIN");
    return await renderReport(db, fonts, job);
  } finally {
    db.close();
  }
});
