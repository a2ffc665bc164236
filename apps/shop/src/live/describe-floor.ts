/** What stands where in the shop. Metres, world axes. */
import { findShelfPitch, outlineGondolas } from "@saunter/engine/gondola-outlines";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { Point } from "@saunter/numerics/polygon";
import type { ShopConfig } from "../config/shop-config.ts";
import type { Door } from "../domain/door-watch.ts";
import { nameFacing } from "../projections/shop-tables.ts";

export interface FloorDescription {
  readonly gondolas: readonly FloorGondola[];
  readonly gates: readonly FloorGate[];
}

export interface FloorGondola {
  readonly gondola: number;
  /** Front left corner, as seen by somebody who stands before it. */
  readonly xM: number;
  readonly yM: number;
  /** 0 has the depth along +y and the plates along +x. */
  readonly yawRad: number;
  readonly depthM: number;
  readonly plateWidthM: number;
  readonly plateCount: number;
  readonly shelves: readonly FloorShelf[];
}

export interface FloorShelf {
  readonly shelf: number;
  /** Above the floor; null where it is not known. */
  readonly heightM: number | null;
  readonly plateWidthM: number;
  readonly facings: readonly FloorFacing[];
}

export interface FloorFacing {
  readonly facing: string;
  readonly plates: readonly number[];
  /** Null of plates without a product. */
  readonly gtin: string | null;
  readonly name: string | null;
}

export interface FloorGate {
  readonly gateId: string;
  readonly name: string;
  readonly direction: "in" | "out" | "both";
  readonly corners: readonly Point[];
}

/**
 * @param doors those of the process; one that is anywhere is shown nowhere
 * @param nameProduct what a product is called on receipts
 */
export function describeFloor(
  { floor }: Pick<ShopConfig, "floor">,
  model: ShopModel,
  doors: readonly Door[],
  nameProduct: (gtin: string) => string,
): FloorDescription {
  const names = new Map(floor?.gates.map(({ id, name }) => [id, name]));
  return {
    gondolas: outlineGondolas(model).map((outline) => ({
      gondola: outline.gondola,
      xM: outline.x,
      yM: outline.y,
      yawRad: outline.yawRad,
      depthM: outline.depthM,
      plateWidthM: outline.plateWidthM,
      plateCount: outline.plateCount,
      shelves: outline.shelfHeightsM.map((heightM, at) => ({
        shelf: at + 1,
        heightM: Number.isNaN(heightM) ? null : heightM,
        plateWidthM: findShelfPitch(outline, at + 1),
        facings: listFacings(model, outline.gondola, at + 1, nameProduct),
      })),
    })),
    gates: doors.flatMap(({ gateId, direction, zone }) =>
      zone === null
        ? []
        : [{ gateId, direction, corners: zone.corners, name: names.get(gateId) ?? gateId }],
    ),
  };
}

function listFacings(
  { facings, products }: ShopModel,
  gondola: number,
  shelf: number,
  nameProduct: (gtin: string) => string,
): FloorFacing[] {
  return facings
    .filter((facing) => facing.gondola === gondola && facing.shelf === shelf)
    .map(({ plates, barcode }) => ({
      facing: nameFacing(gondola, shelf, plates),
      plates,
      gtin: barcode,
      name: barcode === null ? null : (products.get(barcode)?.name ?? nameProduct(barcode)),
    }));
}
