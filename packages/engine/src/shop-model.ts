/**
 * The shop as the engine knows it before anything is seen: plates, where they are, which product
 * the planogram puts on them, and the catalogue.
 */

/** A product of the catalogue. `weightG` is NaN where the catalogue gives none that can be used. */
export interface Product {
  readonly barcode: string;
  readonly name: string;
  readonly weightG: number;
  /** Spread of its items' weights, where it was learnt, grams. */
  readonly weightSpreadG?: number;
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

/** A load cell under a board. */
export interface BoardCell {
  /** Where readings of its shelf have it: the index that a plate's number is elsewhere. */
  readonly channel: number;
  /** How far along the board it bears, metres from the left end of the board's first plate. */
  readonly alongM: number;
}

/**
 * A part of a shelf that cells bear as one: its plates are places on it that the planogram names, and
 * no sensors. A single cell gives the weight alone; several also locate it.
 */
export interface Board {
  readonly gondola: number;
  readonly shelf: number;
  /** Numbers of the places on it, ascending. */
  readonly plates: readonly number[];
  readonly cells: readonly BoardCell[];
}

/** What a gondola is built as; `shelf` stands still, and anybody can reach it at any time. */
export const FIXTURE_KINDS = ["shelf", "fridge", "hooks", "bins", "platform"] as const;
export type FixtureKind = (typeof FIXTURE_KINDS)[number];

/** What is special about a gondola: one that is not listed is a shelf with plates of one width. */
export interface Fixture {
  readonly gondola: number;
  readonly kind: FixtureKind;
  /** How long a level must stay flat to count as settled, milliseconds; not given: as the kind's parameters say. */
  readonly settledMs?: number;
  /** Its readings have, at index 0 of shelf and of plate, 1 while its door is open and 0 while it is closed. */
  readonly hasDoorContact?: boolean;
  /** Shelves whose plates are of another width than the gondola's usual one. */
  readonly pitches?: readonly ShelfPitch[];
}

export interface ShelfPitch {
  readonly shelf: number;
  readonly plateWidthM: number;
}

export interface ShopModel {
  readonly facings: readonly Facing[];
  readonly products: ReadonlyMap<string, Product>;
  /** Boards on cells; what is not on one stands on plates that weigh by themselves. */
  readonly boards?: readonly Board[];
  /** Gondolas that are more than shelves with plates of one width. */
  readonly fixtures?: readonly Fixture[];
}

export function findFixture({ fixtures }: ShopModel, gondola: number): Fixture | undefined {
  return fixtures?.find((one) => one.gondola === gondola);
}

/** A plate's key as one string, for maps and messages: "gondola/shelf/plate". */
export function formatPlateKey(gondola: number, shelf: number, plate: number): string {
  return `${gondola}/${shelf}/${plate}`;
}
