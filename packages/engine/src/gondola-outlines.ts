/** Where gondolas, boards and plates are, from facings that say where they are. Metres, world axes. */
import { type Facing, findFixture, type ShelfPitch, type ShopModel } from "./shop-model.ts";

export interface GondolaOutline {
  readonly gondola: number;
  /** Front left corner, as seen by somebody who stands before it. */
  readonly x: number;
  readonly y: number;
  /** 0 has the depth along +y and the plates along +x. */
  readonly yawRad: number;
  readonly depthM: number;
  readonly plateWidthM: number;
  readonly plateCount: number;
  /** Shelves whose plates are of another width. */
  readonly pitches?: readonly ShelfPitch[];
  /** Height of each board above the floor, shelf 1 first; NaN of one on which nothing is known. */
  readonly shelfHeightsM: readonly number[];
}

/** In order of their numbers; a gondola none of whose facings says where it is has no outline. */
export function outlineGondolas(shop: ShopModel): GondolaOutline[] {
  const { facings } = shop;
  const rows = new Map<number, Facing[]>();
  for (const facing of facings) {
    if (facing.place === null || facing.plates.length === 0) continue;
    const row = rows.get(facing.gondola);
    if (row === undefined) rows.set(facing.gondola, [facing]);
    else row.push(facing);
  }
  return [...rows.keys()]
    .sort((a, b) => a - b)
    .map((gondola) =>
      outlineGondola(gondola, rows.get(gondola)!, findFixture(shop, gondola)?.pitches),
    );
}

/** Width of a shelf's plates, metres. */
export function findShelfPitch(
  { pitches, plateWidthM }: Pick<GondolaOutline, "pitches" | "plateWidthM">,
  shelf: number,
): number {
  return pitches?.find((one) => one.shelf === shelf)?.plateWidthM ?? plateWidthM;
}

function outlineGondola(
  gondola: number,
  facings: readonly Facing[],
  pitches: readonly ShelfPitch[] | undefined,
): GondolaOutline {
  const isUsual = ({ shelf }: Facing): boolean => !pitches?.some((one) => one.shelf === shelf);
  const first = facings.find(isUsual) ?? facings[0]!;
  const alike = facings.filter((one) => isUsual(one) === isUsual(first));
  const place = first.place!;
  const plateWidthM = place.widthM / first.plates.length;
  const before = (first.plates[0]! - 1) * plateWidthM;
  const shelfCount = Math.max(...facings.map((facing) => facing.shelf));
  return {
    gondola,
    x: place.x - before * Math.cos(place.yawRad),
    y: place.y - before * Math.sin(place.yawRad),
    yawRad: place.yawRad,
    depthM: place.depthM,
    plateWidthM,
    plateCount: Math.max(...alike.map((facing) => facing.plates.at(-1)!)),
    ...(pitches === undefined ? {} : { pitches }),
    shelfHeightsM: Array.from({ length: shelfCount }, (_, at) => {
      const known = facings.find((facing) => facing.shelf === at + 1);
      return known?.place?.z ?? Number.NaN;
    }),
  };
}
