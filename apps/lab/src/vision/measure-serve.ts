/** The same real visit in the shop's process: what its journal has when the films are over. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readTruth } from "@saunter/ingest/recordings/read-truth";
import { SHOP_PROJECTIONS } from "@saunter/shop/projections/shop-projections";
import { openStore } from "@saunter/shop/store/store";
import { atLeast, atMost, createFigure, type FigureGroup } from "../bench/figure.ts";

const MAIN = fileURLToPath(new URL("../../../shop/src/main.ts", import.meta.url));
const SHOP = fileURLToPath(new URL("../../../../examples/cps-test-01/shop.yaml", import.meta.url));
/** The films are played in real time, and what is open is settled a few seconds after. */
const FILM_MS = 60_000;
const SETTLED_MS = 20_000;

/** @param folder with what was taken */
export async function measureServe(folder: string, name: string): Promise<FigureGroup> {
  const data = mkdtempSync(join(tmpdir(), "saunter-serve-"));
  try {
    const endedBy = await serveFilms(data);
    const truth = (await readTruth(folder))!;
    const taken = new Map(truth.receipts[0]!.products.map((one) => [one.barcode, one.quantity]));
    const { people, receipts } = await readJournal(data);
    const lines = receipts.flat();
    const right = lines.filter(({ gtin, quantity }) => taken.get(gtin) === quantity).length;
    return {
      title: `The same visit in the shop's process: ${name}`,
      figures: [
        createFigure("people who came in: one was there", people, "", 0, atMost(1)),
        createFigure("receipts, at least one", receipts.length, "", 0, atLeast(1)),
        createFigure("receipts, at most one", receipts.length, "", 0, atMost(1)),
        createFigure("lines on it that are right, of two", right, "", 0, atLeast(2)),
        createFigure("lines on it that are not", lines.length - right, "", 0, atMost(0)),
        createFigure("exit code after a stop signal", endedBy, "", 0, atMost(0)),
      ],
    };
  } finally {
    rmSync(data, { recursive: true });
  }
}

/** Opens the shop, and ends it when the films are over; its exit code. */
async function serveFilms(data: string): Promise<number> {
  const child = spawn(process.execPath, [MAIN, "serve", SHOP, "--data", data], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number>((resolve) => {
    child.on("close", (code) => resolve(code ?? Number.NaN));
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    if (!line.includes(" is open: ")) continue;
    lines.close();
    child.stdout.resume();
    const code = await Promise.race([ended, wait(FILM_MS + SETTLED_MS, null)]);
    if (code !== null) throw new Error(`the shop ended by itself, with code ${code}`);
    child.kill("SIGTERM");
    return ended;
  }
  throw new Error("the shop ended before it served");
}

async function readJournal(folder: string) {
  const store = openStore({ folder, nowMs: Date.now, projections: SHOP_PROJECTIONS, schema: "" });
  try {
    const rows = store.db.prepare("SELECT visit_id FROM receipts").all();
    const receipts = rows.map((row) => {
      const receipt = store.read("receipt", row.visit_id as string);
      return receipt.status === "none" ? [] : receipt.content.lines;
    });
    const { people } = store.db.prepare("SELECT count(*) AS people FROM shoppers").get()!;
    return { people: people as number, receipts };
  } finally {
    await store.close();
  }
}
