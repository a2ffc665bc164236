import type { ShopConfig } from "./shop-config.ts";

/** Where the shop is reached from outside, without a slash at its end. */
export function findPublicUrl({ http }: Pick<ShopConfig, "http">): string {
  return http.publicUrl ?? `http://localhost:${http.port}`;
}
