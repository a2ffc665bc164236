/** Where gondolas, doors and people are on a floor, metres. */
import type { GondolaOutline } from "@saunter/engine/gondola-outlines";
import type { Board } from "@saunter/engine/shop-model";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface GondolaPlan extends GondolaOutline {
  /** Columns and rows of the readings' shape, index 0 included (may be more than exist). */
  readonly shapePlates: number;
  readonly shapeShelves: number;
  /** Whether plates that do not exist read NaN or a constant. */
  readonly absentReads: "nan" | "constant";
  /** Boards that cells bear; a place that is on none has a plate that weighs by itself. */
  readonly boards?: readonly Board[];
  /** Gondolas of one aisle are reached from each other in a straight line. */
  readonly aisle: number;
}

export interface FloorPlan {
  readonly gondolas: readonly GondolaPlan[];
  readonly entrance: Point;
  /** Where people leave; where they come in, if nothing is said. */
  readonly exit?: Point;
  /** The aisle that the doors are in; 0 where nothing is said. */
  readonly doorAisle?: number;
  /** Where one changes from an aisle to another: x of the cross passage. */
  readonly passageX: number;
}
