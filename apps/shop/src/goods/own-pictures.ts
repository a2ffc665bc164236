/** Pictures that staff gave products in the console: they stand in place of those of the configured folder. */
import { createHash } from "node:crypto";
import {
  findPictureType,
  PICTURE_BYTES_MAX,
  readPicture,
} from "@saunter/ingest/product-images/picture-files";
import type { PictureType } from "@saunter/protocol/picture-types";
import { RefusedError } from "../domain/shop-context.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import type { LiveGoods } from "./live-goods.ts";

export const OWN_PICTURES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS product_pictures (
    gtin TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    version TEXT NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;
`;

type Reader = Pick<Transaction, "db">;

/** Returns its version. Throws a `RefusedError` where it is no picture, or no such product is sold. */
export function keepPicture(
  goods: LiveGoods,
  tx: Transaction,
  gtin: string,
  bytes: Uint8Array,
): string {
  if (!goods.current().products.has(gtin)) {
    throw new RefusedError("not-found", "no such product is sold");
  }
  const type = findPictureType(Buffer.from(bytes));
  if (type === null || bytes.length > PICTURE_BYTES_MAX) {
    const most = PICTURE_BYTES_MAX / 1024 / 1024;
    throw new RefusedError(
      "input-invalid",
      `a picture is JPEG, PNG, WebP or AVIF, of ${most} MB at most`,
    );
  }
  const version = createHash("sha256").update(bytes).digest("base64url").slice(0, 8);
  const sql = "INSERT OR REPLACE INTO product_pictures VALUES (?, ?, ?, ?)";
  prepared(tx.db, sql).run(gtin, type, version, bytes);
  return version;
}

/** Whether there was one. */
export function removePicture({ db }: Reader, gtin: string): boolean {
  return prepared(db, "DELETE FROM product_pictures WHERE gtin = ?").run(gtin).changes > 0;
}

/** Versions of all pictures, by GTIN. */
export function listVersions(
  goods: LiveGoods,
  { db }: Reader,
): ReadonlyMap<string, { readonly version: string }> {
  const own = prepared(db, "SELECT gtin, version FROM product_pictures").all();
  return new Map<string, { readonly version: string }>([
    ...goods.current().pictures.pictures,
    ...own.map((row) => [row.gtin as string, { version: row.version as string }] as const),
  ]);
}

export interface FoundPicture {
  readonly type: PictureType;
  readonly version: string;
  /** Null where its file is gone. */
  readonly read: () => Promise<Uint8Array | null>;
}

export function findPicture(goods: LiveGoods, { db }: Reader, gtin: string): FoundPicture | null {
  const row = prepared(db, "SELECT type, version FROM product_pictures WHERE gtin = ?").get(gtin);
  if (row !== undefined) {
    const bytes = prepared(db, "SELECT bytes FROM product_pictures WHERE gtin = ?");
    return {
      type: row.type as PictureType,
      version: row.version as string,
      read: async () => (bytes.get(gtin)?.bytes as Uint8Array | undefined) ?? null,
    };
  }
  const picture = goods.current().pictures.pictures.get(gtin);
  return picture === undefined ? null : { ...picture, read: () => readPicture(picture) };
}
