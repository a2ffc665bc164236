import type { LogoType } from "@saunter/protocol/brand";

export interface Logo {
  readonly type: LogoType;
  /** Another one whenever the bytes are others. */
  readonly version: string;
  /** Width and height, pixels; null where an SVG does not say. */
  readonly sizePx: readonly [number, number] | null;
  readonly bytes: Uint8Array;
}

/** What a shop looks like. */
export interface ShopBrand {
  /** Such as "#0b7a75"; null: none. */
  readonly colour: string | null;
  readonly logo: Logo | null;
}

export const NO_BRAND: ShopBrand = { colour: null, logo: null };
