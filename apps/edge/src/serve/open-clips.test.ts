import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findPlace } from "../clips/find-place.ts";
import { openTestShop } from "../shop/shop-fixture.ts";
import { makeCrashConfig } from "../torture/crash-config.ts";
import { openClips } from "./open-clips.ts";

const cameras = hangCameras({ xMin: 0, xMax: 6, yMin: 0, yMax: 4 }, 2, 2.4);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "saunter-clips-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (clips: "off" | "doubtful", hung = cameras) => {
  const { policies } = makeCrashConfig(folder, 1);
  const { shop } = openTestShop();
  const goods = { current: () => ({}) as never };
  const config = { policies: { ...policies, clips }, dataFolder: folder };
  return openClips({ config, shop, goods, cameras: hung, onError: () => {} });
};

describe("clips of a shop's process", () => {
  it("are made where the policy has them and there are cameras, with a key of their own", () => {
    expect(open("off")).toBeNull();
    expect(open("doubtful", [])).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
    expect(open("doubtful")).not.toBeNull();
    expect(statSync(join(folder, "keys", "clips.pem")).mode & 0o777).toBe(0o600);
  });
});

describe("where a hand takes from", () => {
  const place = { x: 1, y: 2, z: 0.9, yawRad: Math.PI / 2, widthM: 0.4, depthM: 0.6 };
  const facing = { gondola: 1, shelf: 2, plates: [3, 4], barcode: null, place };
  const model = { facings: [facing], products: new Map() } as never;

  it("is above the middle of the plates", () => {
    const found = findPlace(model, { gondola: 1, shelf: 2, plates: [3, 4] })!;
    // Half as deep to the left of where the plates run to.
    expect(found.x).toBeCloseTo(1 - 0.3);
    expect(found.y).toBeCloseTo(2 + 0.2);
    expect(found.z).toBeCloseTo(1);
  });

  it("is not known where the layout does not say", () => {
    expect(findPlace(model, { gondola: 2, shelf: 2, plates: [3] })).toBeNull();
    expect(findPlace(model, { gondola: 1, shelf: 1, plates: [3] })).toBeNull();
    expect(findPlace(model, { gondola: 1, shelf: 9, plates: [3] })).toBeNull();
    expect(findPlace(model, { gondola: 1, shelf: 2, plates: [] })).toBeNull();
  });
});
