/** A visit of the simulated shop, written as a recording whose units are others than the format's. */
import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import { simulateVisit, type VisitOptions } from "@saunter/sim/worlds";
import { checkShopUnits, checkUnits } from "./check-units.ts";
import { readObservations } from "./read-observations.ts";
import { readShop } from "./read-shop.ts";
import { withFolder } from "./recording-fixture.ts";
import { createRecordingWriter } from "./write-recording.ts";

/** How much is written for one of the unit that the format asks for. */
export interface WrittenUnits {
  readonly plates?: number;
  readonly catalogue?: number;
  readonly joints?: number;
  readonly places?: number;
  /** The height is written second. */
  readonly areJointsTurned?: boolean;
}

/** Several shoppers, who take something of several products. */
const VISIT: VisitOptions = { world: "measured", mix: "everyday", seed: 1 };

/** Writes the visit and checks it. Throws what the check throws; else there are no warnings. */
export async function checkWrittenUnits(
  units: WrittenUnits,
  visit: VisitOptions = VISIT,
): Promise<{ warnings: { code: string }[] }> {
  const simulation = simulateVisit(visit);
  await withFolder(async (dir) => {
    const writer = await createRecordingWriter(`${dir}/visit`, scaleShop(simulation.shop, units));
    for (const observation of simulation.observations()) {
      await writer.write(scaleObservation(observation, units));
    }
    await writer.close(null);
    const { shop } = await readShop(`${dir}/visit`);
    const { chunks } = await readObservations(`${dir}/visit`);
    checkShopUnits(`${dir}/visit`, shop);
    for await (const chunk of checkUnits(`${dir}/visit`, shop, chunks)) {
      if (chunk.length === 0) throw new Error("an empty chunk");
    }
  });
  return { warnings: [] };
}

function scaleShop(
  { facings, products }: ShopModel,
  { catalogue = 1, places = 1 }: WrittenUnits,
): ShopModel {
  return {
    facings: facings.map((facing) => {
      const { place } = facing;
      if (place === null) return facing;
      const [x, y, z] = [place.x * places, place.y * places, place.z * places];
      const [widthM, depthM] = [place.widthM * places, place.depthM * places];
      return { ...facing, place: { ...place, x, y, z, widthM, depthM } };
    }),
    products: new Map(
      [...products].map(([barcode, product]) => [
        barcode,
        { ...product, weightG: product.weightG * catalogue },
      ]),
    ),
  };
}

function scaleObservation(
  observation: Observation,
  { plates = 1, joints = 1, areJointsTurned = false }: WrittenUnits,
): Observation {
  if (observation.kind === "plates") {
    return { ...observation, samplesG: observation.samplesG.map((value) => value * plates) };
  }
  const shoppers = observation.shoppers.map((shopper) => ({
    ...shopper,
    joints: shopper.joints.map((value, at) => {
      if (at % 4 === 3) return value;
      const axis = areJointsTurned ? [0, 2, 1][at % 4]! : at % 4;
      return shopper.joints[at - (at % 4) + axis]! * joints;
    }),
  }));
  return { ...observation, shoppers };
}
