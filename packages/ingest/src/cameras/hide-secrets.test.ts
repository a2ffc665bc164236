import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeUrl, hideSecrets } from "./hide-secrets.ts";

describe("describeUrl", () => {
  it("leaves out user, password, query and fragment", () => {
    expect(describeUrl("rtsp://admin:hunter2@10.0.0.7:554/live/1?token=abcdef#x")).toBe(
      "rtsp://10.0.0.7:554/live/1",
    );
    expect(describeUrl("http://admin:p@ss@word@camera/@home/video")).toBe(
      "http://camera/@home/video",
    );
    expect(describeUrl("videos/door.mp4")).toBe("videos/door.mp4");
  });
});

describe("hideSecrets", () => {
  const url = "rtsp://admin:h%40nter2@10.0.0.7/live?token=abcdef";

  it("takes the password out of what ffmpeg says, as it stands and as it is decoded", () => {
    for (const secret of ["h%40nter2", "h@nter2", "abcdef"]) {
      const line = `Error opening input file rtsp://admin:${secret}@10.0.0.7: bad ${secret}.`;
      expect(hideSecrets(line, url)).not.toContain(secret);
    }
  });

  it("takes the password out of other addresses, too: a camera may lead elsewhere", () => {
    expect(hideSecrets("opening 'http://bob:secret@example.org/x'", url)).toBe(
      "opening 'http://…@example.org/x'",
    );
  });

  it("leaves nothing of any password, wherever it stands", () => {
    const password = fc
      .string({ minLength: 6, maxLength: 20 })
      .filter((text) => /^[^\s/?#…]+$/.test(text));
    fc.assert(
      fc.property(password, fc.string(), fc.boolean(), (secret, around, isEncoded) => {
        const written = isEncoded ? encodeURIComponent(secret) : secret;
        const address = `rtsp://admin:${written}@camera.shop/live`;
        const line = hideSecrets(`${address} said ${written} and ${written}`, address);
        expect(line).not.toContain(written);
        expect(describeUrl(address)).toBe("rtsp://camera.shop/live");
        expect(hideSecrets(around, "door.mp4").length).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
