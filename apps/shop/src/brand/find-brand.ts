/** The shop's colour and logo: those that staff gave it in the console, else the configured ones. */
import type { Brand, LogoType } from "@saunter/protocol/brand";
import { readLogo } from "../config/read-logo.ts";
import { type Logo, NO_BRAND, type ShopBrand } from "../config/shop-brand.ts";
import { RefusedError } from "../domain/shop-context.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { makeAccent } from "./make-accent.ts";

export const BRAND_SCHEMA = `
  CREATE TABLE IF NOT EXISTS shop_colour (
    only INTEGER PRIMARY KEY,
    colour TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS shop_logo (
    only INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    version TEXT NOT NULL,
    width_px REAL,
    height_px REAL,
    bytes BLOB NOT NULL
  ) STRICT;
`;

type Reader = Pick<Transaction, "db">;

/** What holds now. */
export function findBrand({ db }: Reader, configured: ShopBrand = NO_BRAND): ShopBrand {
  const own = prepared(db, "SELECT colour FROM shop_colour WHERE only = 1").get();
  return {
    colour: (own?.colour as string | undefined) ?? configured.colour,
    logo: findOwnLogo(db) ?? configured.logo,
  };
}

function findOwnLogo(db: Reader["db"]): Logo | null {
  const row = prepared(db, "SELECT * FROM shop_logo").get();
  if (row === undefined) return null;
  const { width_px: width, height_px: height } = row;
  return {
    type: row.type as LogoType,
    version: row.version as string,
    sizePx: width === null ? null : [width as number, height as number],
    bytes: row.bytes as Uint8Array,
  };
}

/** The same, as pages get it. */
export function showBrand({ colour, logo }: ShopBrand): Brand {
  return {
    colour,
    accent: colour === null ? null : makeAccent(colour),
    logoUrl: logo === null ? null : `/v1/shop/logo?version=${logo.version}`,
  };
}

/** Null: the configured one again. */
export function keepColour({ db }: Reader, colour: string | null): void {
  if (colour === null) prepared(db, "DELETE FROM shop_colour").run();
  else prepared(db, "INSERT OR REPLACE INTO shop_colour VALUES (1, ?)").run(colour.toLowerCase());
}

/** Throws a `RefusedError` where it is no logo. */
export function keepLogo({ db }: Reader, bytes: Uint8Array): void {
  const logo = readLogo(bytes);
  if (typeof logo === "string") throw new RefusedError("input-invalid", logo);
  const [width, height] = logo.sizePx ?? [null, null];
  const sql = "INSERT OR REPLACE INTO shop_logo VALUES (1, ?, ?, ?, ?, ?)";
  prepared(db, sql).run(logo.type, logo.version, width, height, bytes);
}

/** Whether there was one. */
export function removeLogo({ db }: Reader): boolean {
  return prepared(db, "DELETE FROM shop_logo").run().changes > 0;
}
