/** Devices in another unit than they are configured for: it is told, and nobody is charged by it unseen. */
import type { Facing } from "@saunter/engine/shop-model";
import { createSimulation } from "@saunter/sim/simulate";
import { describe, expect, it } from "vitest";
import { type Distort, playUnits, type UnitRun } from "./play-units.ts";

const simulation = createSimulation({ seed: 3, scenario: "everyday", shoppers: 6 });
const { shop } = simulation;
const observations = [...simulation.observations()];
const truth = new Map(
  simulation
    .truth()
    .receipts.map(({ products, targetId }) => [targetId, formatLines(products)] as const),
);

const OUNCE_G = 28.349_523_125;
const INCHES = 39.37;

function formatLines(
  products: readonly { readonly barcode: string; readonly quantity: number }[],
): string {
  return products
    .map(({ barcode, quantity }) => `${quantity} x ${barcode}`)
    .sort()
    .join(", ");
}

/** Receipts that are accepted, and not what was taken. */
function listWrong({ receipts }: UnitRun): string[] {
  return [...truth].flatMap(([targetId, lines]) => {
    const receipt = receipts.get(targetId);
    if (receipt === undefined) return [`${targetId} has none`];
    const isWrong = !receipt.needsReview && formatLines(receipt.products) !== lines;
    return isWrong ? [`${targetId}: ${formatLines(receipt.products)} for ${lines}`] : [];
  });
}

/** What a scale sends for a gram. */
const scaleBy =
  (perGram: number): Distort =>
  (sent) => {
    if (sent.kind !== "scale") return sent;
    const samples = sent.frame.samples.map((value) => value * perGram);
    return { ...sent, frame: { ...sent.frame, samples } };
  };

const inInches: Distort = (sent) => {
  if (sent.kind !== "people") return sent;
  const people = sent.frame.people.map(({ joints, ...person }) => ({
    ...person,
    joints: joints.map((joint) =>
      joint === null ? null : joint.map((value, at) => (at < 3 ? value * INCHES : value)),
    ),
  }));
  return { ...sent, frame: { ...sent.frame, people } };
};

const same: Distort = (sent) => sent;
const inOunces = {
  ...shop,
  products: new Map(
    [...shop.products].map(([barcode, product]) => [
      barcode,
      { ...product, weightG: product.weightG / OUNCE_G },
    ]),
  ),
};

describe("a shop on live scales", () => {
  it("in grams has no fault, and accepts what is right", () => {
    const run = playUnits(shop, observations, same);
    expect(run.faults).toEqual([]);
    expect(listWrong(run)).toEqual([]);
    expect([...run.receipts.values()].filter(({ needsReview }) => !needsReview).length).toBe(6);
  });

  it.each([
    [
      "scales that say grams and send kilograms",
      shop,
      scaleBy(1 / 1000),
      "plates-unit",
      "kilograms",
    ],
    [
      "scales that say grams and send pounds",
      shop,
      scaleBy(1 / 453.592_37),
      "plates-unit",
      "pounds",
    ],
    ["cells that are mounted upside down", shop, scaleBy(-1), "plates-sign", "upside down"],
    ["positions of people in inches", shop, inInches, "joints-unit", "inches"],
    ["a catalogue in ounces", inOunces, same, "catalogue-unit", "ounces"],
  ] as const)("with %s says so, and accepts nothing", (_, model, distort, code, words) => {
    const run = playUnits(model, observations, distort);
    expect(run.faults.map((fault) => fault.code)).toContain(code);
    expect(run.faults.find((fault) => fault.code === code)!.message).toContain(words);
    const accepted = [...run.receipts.values()].filter(({ needsReview }) => !needsReview);
    expect(accepted).toEqual([]);
    expect(listWrong(run)).toEqual([]);
  });

  it("with the plates of one facing upside down names them, and accepts nothing that is wrong", () => {
    const [place] = listMostTaken();
    const run = playUnits(shop, turnOver(place!), same);
    expect(run.faults).toMatchObject([{ code: "plates-sign", ...place }]);
    expect(listWrong(run)).toEqual([]);
  });
});

/** Facings by how often something was taken from them, the most first. */
function listMostTaken(): Pick<Facing, "gondola" | "plates" | "shelf">[] {
  const counts = shop.facings.map(({ gondola, plates, shelf }) => {
    const taken = simulation
      .truth()
      .events.filter(
        (event) =>
          event.kind === "pickup" &&
          event.gondola === gondola &&
          event.shelf === shelf &&
          event.plates.every((plate) => plates.includes(plate)),
      );
    return { count: taken.length, place: { gondola, shelf, plates } };
  });
  return counts.sort((a, b) => b.count - a.count).map(({ place }) => place);
}

/** The same readings, where the cells of these plates are mounted upside down. */
function turnOver({ gondola, plates, shelf }: Pick<Facing, "gondola" | "plates" | "shelf">) {
  return observations.map((observation) => {
    if (observation.kind !== "plates" || observation.gondola !== gondola) return observation;
    const { plateCount, shelfCount } = observation;
    const samplesG = observation.samplesG.map((value, at) => {
      const cell = at % (shelfCount * plateCount);
      const isTurned =
        Math.floor(cell / plateCount) === shelf && plates.includes(cell % plateCount);
      return isTurned ? -value : value;
    });
    return { ...observation, samplesG };
  });
}
