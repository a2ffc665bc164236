import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { CartCatalogue, CartProduct } from "@saunter/protocol/smart-cart/trip";
import { expect, it, onTestFinished } from "vitest";
import { makeCartFolder } from "../cart-fixture.ts";
import { CATALOGUE_BYTES_MAX, KNOWN_GOODS_MAX, PRODUCTS_READ_MAX } from "../cart-limits.ts";
import { SIMULATED_CATALOGUE } from "../simulated-catalogue.ts";
import { keepCatalogue, type OpenCatalogue, openKeptCatalogue } from "./kept-catalogue.ts";

const [OATS] = SIMULATED_CATALOGUE.products;
const makeProduct = (at: number): CartProduct => ({
  ...OATS!,
  gtin: String(at),
  name: `Käse ${at}`,
  plu: String(1000 + at),
  weight: { meanG: 5000 - at, sdG: 1 },
});
const COUNT = PRODUCTS_READ_MAX + 100;
const LARGE: CartCatalogue = {
  ...SIMULATED_CATALOGUE,
  products: Array.from({ length: COUNT }, (_, at) => makeProduct(at + 1)),
};

async function* send(body: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

const keep = (folder: string, catalogue: unknown) =>
  keepCatalogue(folder, send(JSON.stringify(catalogue)));

function closeLater(catalogue: OpenCatalogue | null): OpenCatalogue {
  onTestFinished(() => catalogue!.close());
  return catalogue!;
}

it("what is kept is found by code, number and name, now and after a restart", async () => {
  const folder = makeCartFolder();
  for (const open of [() => keep(folder, LARGE), () => openKeptCatalogue(folder)]) {
    const { goods, head, read } = closeLater(await open());
    const { products, ...rest } = LARGE;
    expect(head).toEqual({ ...rest, products: [] });
    expect(JSON.parse(await text(read()))).toEqual(LARGE);
    expect(goods.size).toBe(COUNT);
    for (const at of [0, COUNT - 1, 7]) expect(goods.at(at)).toEqual(products[at]);
    // More than are in memory, and back to the first.
    for (const product of [...products, products[0]!])
      expect(goods.find(product.gtin)).toEqual(product);
    expect(goods.findPlu("01007")).toEqual(products[6]);
    expect(goods.search("kase 61").map(({ name }) => name)).toEqual([
      "Käse 61",
      "Käse 610",
      "Käse 611",
      "Käse 612",
    ]);
    const weights = goods.listWeights().map(({ weight }) => weight!.meanG);
    expect(weights).toHaveLength(KNOWN_GOODS_MAX);
    expect(weights).toEqual(weights.toSorted((a, b) => a - b));
  }
});

it.each([
  ["no catalogue", { products: [] }],
  ["one with a product that is none", { ...LARGE, products: [OATS, { ...OATS, unitMinor: "1" }] }],
])("%s leaves the one before", async (_, sent) => {
  const folder = makeCartFolder();
  closeLater(await keep(folder, LARGE));
  expect(await keep(folder, sent)).toBeNull();
  expect(closeLater(await openKeptCatalogue(folder)).goods.size).toBe(COUNT);
  expect(existsSync(join(folder, "catalogue.json.next"))).toBe(false);
});

it("one that is cut off on its way leaves the one before", async () => {
  const folder = makeCartFolder();
  closeLater(await keep(folder, LARGE));
  async function* fail(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(JSON.stringify(LARGE).slice(0, 5000));
    throw new Error("terminated");
  }
  await expect(keepCatalogue(folder, fail())).rejects.toThrow("terminated");
  expect(closeLater(await openKeptCatalogue(folder)).goods.size).toBe(COUNT);
});

it("a damaged copy is got again, and none is longer than the bound", async () => {
  const folder = makeCartFolder();
  closeLater(await keep(folder, LARGE));
  const path = join(folder, "catalogue.json");
  writeFileSync(path, readFileSync(path, "utf8").slice(0, -10));
  expect(await openKeptCatalogue(folder)).toBeNull();
  expect(existsSync(path)).toBe(false);
  async function* sendSpaces(bytes: number): AsyncGenerator<Uint8Array> {
    const body = Buffer.from(JSON.stringify(SIMULATED_CATALOGUE));
    yield Buffer.alloc(bytes - body.length, " ");
    yield body;
  }
  closeLater(await keepCatalogue(folder, sendSpaces(CATALOGUE_BYTES_MAX)));
  expect(await keepCatalogue(folder, sendSpaces(CATALOGUE_BYTES_MAX + 1))).toBeNull();
});
