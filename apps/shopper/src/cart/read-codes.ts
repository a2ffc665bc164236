/** Reads barcodes and QR codes in pictures, with a reader that comes with the page. */
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";
import type { ReadCodes } from "../camera.tsx";

/** What goods, labels of scales, entry codes and lanes carry. Others would only be misread. */
const FORMATS = ["AllRetail", "ITF14", "Code128", "QRCode", "DataMatrix"] as const;

export async function openCodeReader(): Promise<ReadCodes> {
  const answer = await fetch(wasmUrl);
  if (!answer.ok) throw new Error(`${wasmUrl}: ${answer.status}`);
  // Without it the reader would be fetched from another server.
  const wasmBinary = await answer.arrayBuffer();
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true })!;
  return async (video) => {
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0) return [];
    canvas.width = width;
    canvas.height = height;
    pen.drawImage(video, 0, 0);
    const found = await readBarcodes(pen.getImageData(0, 0, width, height), {
      formats: [...FORMATS],
    });
    return found.filter(({ isValid }) => isValid).map(({ text }) => text);
  };
}
