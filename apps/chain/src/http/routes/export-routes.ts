import { createReadStream, lstatSync, type ReadStream, readdirSync, rmSync } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countDays, moveDay, parseDay } from "@saunter/commerce/calendar/calendar";
import {
  EXPORT_DAYS_MAX,
  GET_EXPORT_EPCIS,
  GET_EXPORT_TABLE,
} from "@saunter/protocol/chain/http/export-routes";
import { isGln } from "@saunter/protocol/digital-link";
import { isRunning } from "@saunter/server/processes/is-running";
import type { FastifyReply } from "fastify";
import { allowLongStatements } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { EXPORT_TABLES } from "../../exports/export-tables.ts";
import { writeEpcis } from "../../exports/write-epcis.ts";
import { writeParquet } from "../../exports/write-export.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { EXPORTS_AT_ONCE } from "../http-limits.ts";
import { notFound, ProblemError } from "../problem.ts";

/**
 * A file is made on the disk, and sent when the transaction has ended: whoever reads slowly holds up neither the
 * database nor the audit trail.
 */
export function addExportRoutes(context: HttpContext): void {
  removeInterrupted();
  let making = 0;
  const make = async (
    tx: ChainTransaction,
    reply: FastifyReply,
    work: (path: string) => Promise<void>,
  ): Promise<string> => {
    if (making >= EXPORTS_AT_ONCE) {
      throw new ProblemError("not-ready", "other exports are being made; try again in a minute");
    }
    making++;
    try {
      await allowLongStatements(tx);
      const folder = await mkdtemp(join(tmpdir(), `saunter-export-${process.pid}-`));
      // Whatever is answered, and whether anybody waits for it still.
      const remove = (): void => void rm(folder, { recursive: true, force: true });
      for (const end of ["finish", "close"]) reply.raw.once(end, remove);
      const path = join(folder, "file");
      await work(path);
      return path;
    } finally {
      making--;
    }
  };

  addScoped(context, GET_EXPORT_TABLE, async ({ tx, query, reply, note }) => {
    const { table: name, fromDay, untilDay, shopId = null } = query;
    const span = readSpan(query);
    if (shopId !== null) await requireShop(tx, shopId);
    const table = EXPORT_TABLES.find((one) => one.name === name)!;
    const shopIds = shopId === null ? null : [shopId];
    const path = await make(tx, reply, (file) =>
      writeParquet(tx, file, { table, ...span, shopIds }),
    );
    await note("rows-exported", { shopId, changes: toNew({ table: name, fromDay, untilDay }) });
    const fileName = `${name}-${fromDay}-${untilDay}.parquet`;
    return openFile(reply, path, fileName, "application/vnd.apache.parquet");
  });

  addScoped(context, GET_EXPORT_EPCIS, async ({ tx, query, nowMs, reply, note }) => {
    const { fromDay, untilDay, shopId } = query;
    const span = readSpan(query);
    const { gln } = await requireShop(tx, shopId);
    if (gln === null || !isGln(gln)) {
      throw new ProblemError("input-invalid", "the shop has no GLN, which EPCIS names it by");
    }
    const path = await make(tx, reply, async (file) => {
      const handle = await open(file, "wx");
      try {
        const write = async (text: string) => void (await handle.write(text));
        await writeEpcis({ db: tx, shopIds: [shopId], ...span, nowMs, write });
      } finally {
        await handle.close();
      }
    });
    await note("rows-exported", { shopId, changes: toNew({ table: "epcis", fromDay, untilDay }) });
    const fileName = `epcis-${shopId}-${fromDay}-${untilDay}.jsonld`;
    return openFile(reply, path, fileName, "application/ld+json");
  });
}

const FOLDER = /^saunter-export-(\d+)-/;

/** What a process that was killed has left on the disk. Others may be at work. */
function removeInterrupted(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = FOLDER.exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(tmpdir(), name);
    // Anybody on the computer may have made one of such a name.
    const isOwn = lstatSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.();
    if (isOwn) rmSync(path, { recursive: true, force: true });
  }
}

function readSpan({ fromDay, untilDay }: { readonly fromDay: string; readonly untilDay: string }) {
  const fromMs = parseDay(fromDay);
  if (fromMs === null || parseDay(untilDay) === null) {
    throw new ProblemError("input-invalid", "the days must be days, such as 2026-03-02");
  }
  const days = countDays(fromDay, untilDay);
  if (days < 1 || days > EXPORT_DAYS_MAX) {
    throw new ProblemError("input-invalid", `an export is of 1 to ${EXPORT_DAYS_MAX} days`);
  }
  return { fromMs, untilMs: Date.parse(moveDay(untilDay, 1)) };
}

async function requireShop(tx: ChainTransaction, shopId: string) {
  const query = tx.selectFrom("shops").select("gln").where("shop_id", "=", shopId);
  const shop = await query.executeTakeFirst();
  if (shop === undefined) throw notFound();
  return shop;
}

/** What is returned is sent when the transaction has ended. */
async function openFile(
  reply: FastifyReply,
  path: string,
  name: string,
  type: string,
): Promise<ReadStream> {
  const { size } = await stat(path);
  reply
    .type(type)
    .header("content-length", size)
    .header("content-disposition", `attachment; filename="${name}"`);
  const stream = createReadStream(path);
  reply.raw.once("close", () => stream.destroy());
  return stream;
}
