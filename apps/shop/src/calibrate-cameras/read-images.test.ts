import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodePgm } from "./board-fixture.ts";
import { createPgmReader } from "./read-images.ts";

const image = fc
  .record({ widthPx: fc.integer({ min: 1, max: 9 }), heightPx: fc.integer({ min: 1, max: 9 }) })
  .chain(({ widthPx, heightPx }) => {
    const length = widthPx * heightPx;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((grey) => ({ widthPx, heightPx, grey }));
  });

describe("createPgmReader", () => {
  it("gives the pictures that were written, wherever the stream is cut", () => {
    fc.assert(
      fc.property(fc.array(image), fc.integer({ min: 1, max: 40 }), (images, pieceBytes) => {
        const stream = Buffer.concat(images.map((one) => encodePgm({ name: "", ...one })));
        const take = createPgmReader();
        const read = [];
        for (let at = 0; at < stream.length; at += pieceBytes) {
          read.push(...take(stream.subarray(at, at + pieceBytes)));
        }
        expect(read.map(({ grey, ...size }) => ({ ...size, grey: [...grey] }))).toEqual(
          images.map(({ grey, ...size }) => ({ ...size, grey: [...grey] })),
        );
      }),
    );
  });
});
