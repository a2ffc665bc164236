/**
 * Worlds in which versions are forecast. No parameter was fitted on them: each puts together what the worlds of fits
 * have one at a time.
 */
import type { Random } from "@saunter/numerics/random";
import type { Physics } from "@saunter/sim/physics";
import { WORLD_NAMES, WORLDS, type WorldName } from "@saunter/sim/worlds";

export interface ForecastWorld {
  readonly name: string;
  readonly drawPhysics: (random: Random) => Physics;
}

const draw = (world: WorldName, random: Random): Physics =>
  WORLDS[world].drawPhysics(random.fork(world));

function drawWornSensors(random: Random): Physics {
  const { amplifiers } = draw("hobby-amplifiers", random);
  const { noise, cell, stock } = draw("creeping-cells", random);
  return { ...draw("measured", random), amplifiers, noise, cell, stock };
}

function drawBusyFamilies(random: Random): Physics {
  const { body, reach } = draw("families", random);
  const { contact, press } = draw("heavy-hands", random);
  return { ...draw("measured", random), body, reach, contact, press };
}

function drawDimAndSoft(random: Random): Physics {
  const { tracker } = draw("poor-cameras", random);
  const { cell, contact, shake } = draw("soft-boards", random);
  return { ...draw("measured", random), tracker, cell, contact, shake };
}

/** Each part of one of the worlds, whichever. */
function drawPatchwork(random: Random): Physics {
  const drawn = WORLD_NAMES.map((world) => draw(world, random));
  const parts = draw("measured", random);
  const chosen = Object.keys(parts).map((part) => [
    part,
    random.pick(drawn)[part as keyof Physics],
  ]);
  return Object.fromEntries(chosen) as unknown as Physics;
}

export const FORECAST_WORLDS: readonly ForecastWorld[] = [
  { name: "worn-sensors", drawPhysics: drawWornSensors },
  { name: "busy-families", drawPhysics: drawBusyFamilies },
  { name: "dim-and-soft", drawPhysics: drawDimAndSoft },
  { name: "patchwork", drawPhysics: drawPatchwork },
];

/** Left out of forecasts: what stands for the real shop where forecasts are tried. */
export const REAL_WORLD: ForecastWorld = {
  name: "left-out",
  drawPhysics: (random) => {
    const { amplifiers, shake } = draw("soft-boards", random);
    const { noise } = draw("hobby-amplifiers", random);
    const { reach, tracker, press } = draw("drawn", random);
    return { ...draw("measured", random), amplifiers, shake, noise, reach, tracker, press };
  },
};

export function findForecastWorld(name: string): ForecastWorld {
  const world = [...FORECAST_WORLDS, REAL_WORLD].find((one) => one.name === name);
  if (world === undefined) throw new RangeError(`unknown world ${name}`);
  return world;
}
