/** Shops that are built otherwise than of shelves with plates of one width, and how their sensors differ. */

import { findShelfPitch } from "@saunter/engine/gondola-outlines";
import type { Board, Facing, FixtureKind, ShelfPitch, ShopModel } from "@saunter/engine/shop-model";
import type { FloorPlan, GondolaPlan } from "./floor-plan-types.ts";
import type { Physics } from "./physics.ts";
import { layScales } from "./scale-layouts.ts";

export const SHOP_FIXTURES = ["mixed-pitch", "hooks", "fridge", "bins", "platform"] as const;

/**
 * `mixed-pitch`: of each gondola's six shelves, from the lowest, two have plates, two plates of twice the width, one two
 * half boards on four cells each, and one a whole board on four; `hooks`: a peg a facing, on one cell, where what hangs
 * swings; `fridge`: plates behind a door that has a contact (`disturb-fridge.ts`); `bins`: a basket a facing, on one
 * cell; `platform`: three stacks of crates on the floor, each on one coarse scale.
 */
export type ShopFixture = (typeof SHOP_FIXTURES)[number];

interface Laid {
  readonly floor: FloorPlan;
  readonly shop: ShopModel;
}

export function layFixtures(floor: FloorPlan, shop: ShopModel, fixture: ShopFixture): Laid {
  switch (fixture) {
    case "mixed-pitch":
      return layMixedPitch(floor, shop);
    case "hooks":
    case "bins": {
      const laid = layScales(floor, shop, "facing-cells");
      return { ...laid, shop: markAs(laid.shop, floor, fixture) };
    }
    case "fridge":
      return { floor, shop: markAs(shop, floor, fixture) };
    case "platform":
      return layPlatforms(floor, shop);
    default:
      return fixture satisfies never;
  }
}

function markAs(shop: ShopModel, { gondolas }: FloorPlan, kind: FixtureKind): ShopModel {
  const door = kind === "fridge" ? { hasDoorContact: true } : {};
  return { ...shop, fixtures: gondolas.map(({ gondola }) => ({ gondola, kind, ...door })) };
}

const WIDE_SHELVES: readonly number[] = [2, 6];
const HALVED_SHELF = 3;
const BOARD_SHELF = 4;
/** Cells stand so far from the ends of their board, metres. */
const INSET_M = 0.05;

function layMixedPitch(floor: FloorPlan, shop: ShopModel): Laid {
  // Plates of twice the width need an even number of places.
  const gondolas = floor.gondolas.map((plan): GondolaPlan => {
    const plateCount = 2 * Math.floor(plan.plateCount / 2);
    const pitches = WIDE_SHELVES.map(
      (shelf): ShelfPitch => ({ shelf, plateWidthM: 2 * plan.plateWidthM }),
    );
    const even = { ...plan, plateCount, shapePlates: plateCount + 1, pitches };
    return { ...even, boards: layBoards(even) };
  });
  const facings = gondolas.flatMap((plan) =>
    shop.facings.filter(({ gondola }) => gondola === plan.gondola).flatMap(fitTo(plan)),
  );
  const fixtures = gondolas.map(({ gondola, pitches = [] }) => ({
    gondola,
    kind: "shelf" as const,
    pitches,
  }));
  const boards = gondolas.flatMap((plan) => plan.boards ?? []);
  return { floor: { ...floor, gondolas }, shop: { ...shop, facings, boards, fixtures } };
}

/** A facing on wide plates has those that begin in it; what lies beyond the last plate is cut off. */
function fitTo(plan: GondolaPlan) {
  return (facing: Facing): Facing[] => {
    const kept = facing.plates.filter((plate) => plate <= plan.plateCount);
    const isWide = WIDE_SHELVES.includes(facing.shelf);
    const plates = isWide
      ? kept.filter((plate) => plate % 2 === 1).map((plate) => (plate + 1) / 2)
      : kept;
    if (plates.length === 0) return [];
    const pitchM = findShelfPitch(plan, facing.shelf);
    const alongM = (plates[0]! - 1) * pitchM;
    const place = {
      ...facing.place!,
      x: plan.x + Math.cos(plan.yawRad) * alongM,
      y: plan.y + Math.sin(plan.yawRad) * alongM,
      widthM: plates.length * pitchM,
    };
    return [{ ...facing, plates, place }];
  };
}

function layBoards({ gondola, plateCount, plateWidthM }: GondolaPlan): Board[] {
  const layBoard = (shelf: number, first: number, last: number): Board => {
    const plates = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    const widthM = plates.length * plateWidthM;
    const cells = [INSET_M, INSET_M, widthM - INSET_M, widthM - INSET_M].map((alongM, at) => ({
      channel: first + at,
      alongM,
    }));
    return { gondola, shelf, plates, cells };
  };
  const half = plateCount / 2;
  return [
    layBoard(HALVED_SHELF, 1, half),
    layBoard(HALVED_SHELF, half + 1, plateCount),
    layBoard(BOARD_SHELF, 1, plateCount),
  ];
}

const STACKS = 3;
const STACK_HEIGHT_M = 0.15;
/** A crate of bottles or a sack weighs so many times what stands on a shelf. */
const CRATE_TIMES = 20;
const CRATE_G_MIN = 2500;
const CRATE_G_MAX = 12_000;

function layPlatforms(floor: FloorPlan, shop: ShopModel): Laid {
  const gondolas = floor.gondolas.map((plan): GondolaPlan => {
    const plateCount = STACKS * Math.floor(plan.plateCount / STACKS);
    const shape = { shapePlates: plateCount + 1, shapeShelves: 2 };
    return { ...plan, plateCount, shelfHeightsM: [STACK_HEIGHT_M], ...shape };
  });
  const facings = gondolas.flatMap((plan) => {
    const own = shop.facings.filter((one) => one.gondola === plan.gondola && one.shelf === 1);
    const wide = plan.plateCount / STACKS;
    return Array.from({ length: STACKS }, (_, stack): Facing => {
      const first = 1 + stack * wide;
      const plates = Array.from({ length: wide }, (_unused, at) => first + at);
      const alongM = (first - 1) * plan.plateWidthM;
      const place = {
        ...own[0]!.place!,
        x: plan.x + Math.cos(plan.yawRad) * alongM,
        y: plan.y + Math.sin(plan.yawRad) * alongM,
        z: STACK_HEIGHT_M,
        widthM: wide * plan.plateWidthM,
      };
      return { ...own[stack % own.length]!, plates, place };
    });
  });
  const products = new Map(
    [...shop.products].map(([barcode, product]) => {
      const weightG = Math.min(CRATE_G_MAX, Math.max(CRATE_G_MIN, CRATE_TIMES * product.weightG));
      return [barcode, { ...product, weightG }];
    }),
  );
  const laid = layScales({ ...floor, gondolas }, { ...shop, facings, products }, "facing-cells");
  return { ...laid, shop: markAs(laid.shop, floor, "platform") };
}

/** Divisions of a floor scale of 60 kg (OIML R76 class III, 3000 divisions). */
const PLATFORM_QUANTUM_G = 20;

/** What the fixture's sensors and goods do that those of shelves do not. */
export function adaptPhysics(physics: Physics, fixture: ShopFixture): Physics {
  switch (fixture) {
    case "hooks":
      // A pendulum of 0.1 to 0.25 m pulls hardest twice in its period of 0.63 to 1.0 s; swung by 20 degrees it pulls
      // 6 % less to 12 % more than its weight, and several hang on one peg.
      return {
        ...physics,
        contact: {
          ...physics.contact,
          ringShareMax: 0.25,
          ringMinHz: 2,
          ringMaxHz: 3.2,
          ringDecayMinS: 0.4,
          ringDecayMaxS: 1.2,
          ringLeakMax: 0,
        },
      };
    case "platform":
      return {
        ...physics,
        amplifiers: physics.amplifiers.map((one) => ({ ...one, quantumG: PLATFORM_QUANTUM_G })),
      };
    default:
      return physics;
  }
}
