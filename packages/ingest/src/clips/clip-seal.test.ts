import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createClipSeal } from "./clip-seal.ts";

const makeKey = () => generateKeyPairSync("ed25519").privateKey;

const seal = createClipSeal(makeKey());
const FACTS = {
  cameraId: "kühl",
  mediaType: "video/webm",
  widthPx: 320,
  heightPx: 180,
  gondola: 1,
  shelf: 2,
  happenedMs: 4000,
  startMs: 0,
  durationMs: 8000,
};

describe("a sealed clip", () => {
  it("is opened as it was, by the name of its interaction alone", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        fc.string(),
        fc.string(),
        (video, id, other) => {
          const sealed = seal.seal(id, { ...FACTS, video });
          const { video: opened, ...facts } = seal.open(id, sealed)!;
          expect([...opened]).toEqual([...video]);
          expect(facts).toEqual(FACTS);
          if (other !== id) expect(seal.open(other, sealed)).toBeNull();
        },
      ),
    );
  });

  it("that was changed anywhere, cut short or made longer cannot be read", () => {
    const video = Uint8Array.from({ length: 40 }, (_, at) => at);
    const sealed = seal.seal("e", { ...FACTS, video });
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed);
      changed[at]! ^= 1 << (at % 8);
      expect([at, seal.open("e", changed)]).toEqual([at, null]);
      expect([at, seal.open("e", sealed.subarray(0, at))]).toEqual([at, null]);
    }
    expect(seal.open("e", Uint8Array.of(...sealed, 0))).toBeNull();
    expect(seal.open("e", sealed)).not.toBeNull();
  });

  it("is nothing to whoever has another key, and shows nothing of what it is", () => {
    const video = new TextEncoder().encode("a face that nobody may see");
    const sealed = seal.seal("e", { ...FACTS, video });
    expect(createClipSeal(makeKey()).open("e", sealed)).toBeNull();
    for (const word of ["face", "kühl", "webm"])
      expect(Buffer.from(sealed).includes(word)).toBe(false);
  });

  it("is another one each time", () => {
    const sealed = [1, 2].map(() => seal.seal("e", { ...FACTS, video: new Uint8Array(9) }));
    expect(Buffer.compare(sealed[0]!, sealed[1]!)).not.toBe(0);
  });
});
