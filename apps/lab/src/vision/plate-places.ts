/** Where the plates of the recorded shop are, from the files that came with its recordings. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlatePlace } from "@saunter/engine/shop-model";

interface Placed {
  readonly id: unknown;
  readonly coordinates: {
    readonly transform: Readonly<Record<"translation" | "rotation", Vector>>;
    readonly dim_x: number;
    readonly dim_y: number;
  };
}

interface Vector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Each in the axes of what it is on: plates of shelves, shelves of gondolas, gondolas of the shop. */
export function readPlatePlaces(
  folder: string,
): (gondola: number, shelf: number, plate: number) => PlatePlace {
  const read = (name: string): Map<string, Placed["coordinates"]> => {
    const document = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as unknown;
    const list = (document as Record<string, readonly Placed[]>)[name.toLowerCase()]!;
    // An id holds its gondola's, its shelf's and its own number, in that order.
    const keyOf = (id: unknown): string => JSON.stringify(id).match(/\d+/g)!.join("-");
    return new Map(list.map(({ id, coordinates }) => [keyOf(id), coordinates]));
  };
  const [gondolas, shelves, plates] = [read("Gondolas"), read("Shelves"), read("Plates")];
  return (gondola, shelf, plate) => {
    const { translation: at, rotation } = gondolas.get(`${gondola}`)!.transform;
    const on = shelves.get(`${gondola}-${shelf}`)!.transform.translation;
    const { transform, dim_x: widthM, dim_y: depthM } = plates.get(`${gondola}-${shelf}-${plate}`)!;
    const { translation: own } = transform;
    const [along, into] = [on.x + own.x, on.y + own.y];
    const [cos, sin] = [Math.cos(rotation.z), Math.sin(rotation.z)];
    return {
      x: at.x + along * cos - into * sin,
      y: at.y + along * sin + into * cos,
      z: at.z + on.z + own.z,
      yawRad: rotation.z,
      widthM,
      depthM,
    };
  };
}
