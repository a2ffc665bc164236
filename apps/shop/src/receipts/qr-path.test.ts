import QRCode from "qrcode";
import { describe, expect, it } from "vitest";
import { drawQrPath } from "./qr-path.ts";

/** The modules that a path fills, row by row, "1" where dark. */
function fillPath(path: string, size: number): string[] {
  const rows = Array.from({ length: size }, () => Array<string>(size).fill("0"));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let step = 0; step < Number(length); step++) rows[Number(y)]![Number(x) + step] = "1";
  }
  return rows.map((row) => row.join(""));
}

describe("a QR code as a path", () => {
  it("fills the modules of the code, within a quiet zone of four", () => {
    const text = "https://shop.example/r/Zk3vQ0b7T1uYwXn2dPq8Lw";
    const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
    const { path, sizeModules } = drawQrPath(text);
    expect(sizeModules).toBe(modules.size + 8);
    const rows = fillPath(path, sizeModules);
    const quiet = "0".repeat(sizeModules);
    expect([...rows.slice(0, 4), ...rows.slice(-4)]).toEqual(Array<string>(8).fill(quiet));
    for (let y = 0; y < modules.size; y++) {
      const row = Array.from({ length: modules.size }, (_, x) => (modules.get(y, x) ? "1" : "0"));
      expect(rows[y + 4]).toBe(`0000${row.join("")}0000`);
    }
  });

  it("is not drawn of a text that is too long for one", () => {
    expect(() => drawQrPath("x".repeat(3000))).toThrow();
  });
});
