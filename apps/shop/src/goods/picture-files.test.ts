import { rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  FAULT_NAMES_MAX,
  findPictureType,
  listPictures,
  PICTURE_BYTES_MAX,
  type ProductPicture,
  readPicture,
} from "@saunter/ingest/product-images/picture-files";
import { BEGINNINGS, makePictureFolder, PNG } from "@saunter/ingest/product-images/picture-fixture";
import { afterEach, describe, expect, it } from "vitest";

const A = "5000001000011";
const B = "5000001000028";
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function makeFolder(files: Parameters<typeof makePictureFolder>[0]): string {
  const folder = makePictureFolder(files);
  folders.push(folder);
  return folder;
}

describe("listPictures", () => {
  it("finds the pictures of products by their GTIN, and what they are by their bytes", () => {
    const folder = makeFolder({ [`${A}.jpg`]: PNG, [`${B}.webp`]: BEGINNINGS.webp });
    const { pictures, faults } = listPictures(folder, [A, B, "5000001000035"]);
    expect(faults).toEqual([]);
    expect([...pictures]).toEqual([
      [A, { file: join(folder, `${A}.jpg`), type: "image/png", version: expect.any(String) }],
      [B, { file: join(folder, `${B}.webp`), type: "image/webp", version: expect.any(String) }],
    ]);
  });

  it("knows a GTIN with zeros before it as the same one, as the catalogue writes it", () => {
    const folder = makeFolder({ "0012345678905.png": PNG });
    expect([...listPictures(folder, ["012345678905"]).pictures.keys()]).toEqual(["012345678905"]);
  });

  it("counts what is no picture of a product, by name and reason, and passes the rest over", () => {
    const folder = makeFolder({
      "5000001000035.png": PNG,
      "notes.txt": "words",
      [`${A}.svg`]: "<svg/>",
      [`${A}.png`]: "<svg onload=alert(1)>",
      [`${B}.jpg`]: PNG,
      [`${B}.png`]: PNG,
      ".hidden": "nothing",
      [`${A}.webp`]: null,
    });
    const { pictures, faults } = listPictures(folder, [A, B]);
    expect([...pictures.keys()]).toEqual([B]);
    expect(pictures.get(B)!.file).toBe(join(folder, `${B}.jpg`));
    expect(faults.toSorted()).toEqual([
      `1 file is neither JPEG, PNG, WebP nor AVIF inside: ${A}.png`,
      `1 file is not used, as their products have another image: ${B}.png`,
      expect.stringMatching(
        /^3 files are not named by a product's GTIN.*: 5\d+1.svg, 5\d+35.png, notes.txt$/,
      ),
    ]);
  });

  it("takes a file of the largest size, and none of a byte more", () => {
    const sized = (bytes: number): Buffer => Buffer.concat([PNG], bytes);
    const folder = makeFolder({
      [`${A}.png`]: sized(PICTURE_BYTES_MAX),
      [`${B}.png`]: sized(PICTURE_BYTES_MAX + 1),
    });
    const { pictures, faults } = listPictures(folder, [A, B]);
    expect([...pictures.keys()]).toEqual([A]);
    expect(faults).toEqual([`1 file is larger than 2 MB: ${B}.png`]);
  });

  it("names a few of many, and counts the others", () => {
    const names = Array.from({ length: FAULT_NAMES_MAX + 2 }, (_, at) => [`${at}.txt`, "words"]);
    const { faults } = listPictures(makeFolder(Object.fromEntries(names)), []);
    expect(faults).toEqual([
      expect.stringMatching(/^7 files are .*: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt, and 2 more$/),
    ]);
  });

  it("gives another version to a file that was rewritten, and the same to one that was not", () => {
    const folder = makeFolder({ [`${A}.png`]: PNG });
    const file = join(folder, `${A}.png`);
    const look = (): string => listPictures(folder, [A]).pictures.get(A)!.version;
    const before = look();
    expect(look()).toBe(before);
    const { atime, mtimeMs } = statSync(file);
    utimesSync(file, atime, new Date(mtimeMs + 1000));
    expect(look()).not.toBe(before);
  });

  it("throws where there is no such folder", () => {
    expect(() => listPictures(join(makeFolder({}), "none"), [])).toThrow("ENOENT");
  });
});

describe("findPictureType", () => {
  it.each([
    ["image/png", PNG],
    ["image/jpeg", BEGINNINGS.jpeg],
    ["image/webp", BEGINNINGS.webp],
    ["image/avif", BEGINNINGS.avif],
    ["image/avif", Buffer.from("\0\0\0\x10ftypavif\0\0\0\0", "latin1")],
    [null, Buffer.from("\0\0\0\x18ftypmif1avifmif1heic", "latin1")],
    // Beyond the box, whatever stands there.
    [null, Buffer.from("\0\0\0\x14ftypmif1\0\0\0\0heicavif", "latin1")],
    [null, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    [null, Buffer.from("GIF89a")],
    [null, Buffer.from("RIFF\x10\0\0\0WAVEfmt ", "latin1")],
    [null, Buffer.from("\0\0\0")],
    [null, Buffer.alloc(0)],
  ])("is %s by how the file begins", (type, head) => {
    expect(findPictureType(head)).toBe(type);
  });
});

describe("readPicture", () => {
  it("gives the bytes, and none of what is gone, has grown or is something else by now", async () => {
    const folder = makeFolder({ [`${A}.png`]: PNG });
    const file = join(folder, `${A}.png`);
    const picture: ProductPicture = { file, type: "image/png", version: "1" };
    expect(await readPicture(picture)).toEqual(PNG);
    writeFileSync(file, "<svg onload=alert(1)>");
    expect(await readPicture(picture)).toBeNull();
    writeFileSync(file, Buffer.concat([PNG], PICTURE_BYTES_MAX + 1));
    expect(await readPicture(picture)).toBeNull();
    rmSync(file);
    expect(await readPicture(picture)).toBeNull();
    expect(await readPicture({ ...picture, file: folder })).toBeNull();
  });
});
