/**
 * The shop as the engine knows it before anything is seen: plates, where they are, which product
 * the planogram puts on them, and the catalogue.
 */

/** A product of the catalogue. `weightG` is NaN where the catalogue gives none that can be used. */
export interface Product {
  readonly barcode: string;
  readonly name: string;
  readonly weightG: number;
  readonly price: number;
}

/** Where a plate is: its front left corner, metres in world axes, and how it is turned. */
export interface PlatePlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Rotation about the vertical axis, radians; 0 has the plate's depth along +y. */
  readonly yawRad: number;
  readonly widthM: number;
  readonly depthM: number;
}

/** A row of the planogram: the plates of one shelf that hold one product. */
export interface Facing {
  readonly gondola: number;
  readonly shelf: number;
  /** Plate numbers, ascending. */
  readonly plates: readonly number[];
  /** Barcode, or null where the row names no product. */
  readonly barcode: string | null;
  /** Place of the first plate with the whole facing's width, or null where the row gives none. */
  readonly place: PlatePlace | null;
}

export interface ShopModel {
  readonly facings: readonly Facing[];
  readonly products: ReadonlyMap<string, Product>;
}

/** A plate's key as one string, for maps and messages: "gondola/shelf/plate". */
export function formatPlateKey(gondola: number, shelf: number, plate: number): string {
  return `${gondola}/${shelf}/${plate}`;
}
