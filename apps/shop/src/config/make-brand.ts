import { resolve } from "node:path";
import { LOGO_BYTES_MAX } from "@saunter/protocol/brand";
import { noteAt } from "./check-context.ts";
import type { Settings } from "./config-schema.ts";
import { readLogo } from "./read-logo.ts";
import { readBytes } from "./read-text-file.ts";
import { NO_BRAND, type ShopBrand } from "./shop-brand.ts";
import type { LookupContext } from "./take-secret.ts";

/** The shop's colour and logo; what is no logo is noted. */
export function makeBrand(settings: Settings["shop"]["brand"], context: LookupContext): ShopBrand {
  if (settings === undefined) return NO_BRAND;
  const { colour = null, logo: file } = settings;
  if (file === undefined) return { colour, logo: null };
  const path = resolve(context.folder, file);
  const bytes = readBytes(path, LOGO_BYTES_MAX);
  const logo = typeof bytes === "string" ? bytes : readLogo(bytes);
  if (typeof logo !== "string") return { colour, logo };
  noteAt(context, settings, "logo", `${path}: ${logo}`);
  return { colour, logo: null };
}
