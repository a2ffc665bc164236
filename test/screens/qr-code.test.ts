import { QrCode } from "@saunter/ui/components/qr-code";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import QRCode from "qrcode";
import { encode } from "uqr";
import { expect, it } from "vitest";

const QUIET_MODULES = 4;

/** Rows of "#" and ".", as the picture has them. */
function readPicture(text: string): string[] {
  const html = renderToString(h(QrCode, { text, label: "the bank's page" }));
  const size = Number(/viewBox="0 0 (\d+) \d+"/.exec(html)![1]);
  const rows = Array.from({ length: size }, () => Array<string>(size).fill("."));
  for (const [, x, y, length] of html.matchAll(/M(\d+) (\d+)h(\d+)v1/g)) {
    rows[Number(y)]!.fill("#", Number(x), Number(x) + Number(length));
  }
  return rows.map((row) => row.join(""));
}

/** The same by another encoder, with the mask that the first has chosen. */
function drawOtherwise(text: string): string[] {
  const { maskPattern, version } = encode(text, { ecc: "M" });
  const data = [{ mode: "byte", data: Buffer.from(text) }] as const;
  const options = { errorCorrectionLevel: "M", maskPattern: maskPattern as 0, version } as const;
  const { modules } = QRCode.create(data as never, options);
  const side = modules.size + 2 * QUIET_MODULES;
  return Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (_, x) => {
      const [column, row] = [x - QUIET_MODULES, y - QUIET_MODULES];
      const isInside = Math.min(column, row) >= 0 && Math.max(column, row) < modules.size;
      return isInside && modules.get(row, column) !== 0 ? "#" : ".";
    }).join(""),
  );
}

it.each([
  "https://bank.example/confirm/pi_000001",
  "a",
  `https://shop.example/v1/r/${"aB3_-".repeat(20)}`,
  "£ und ähnliches",
])("the QR code of %j is the one of another encoder", (text) => {
  expect(readPicture(text)).toEqual(drawOtherwise(text));
});
