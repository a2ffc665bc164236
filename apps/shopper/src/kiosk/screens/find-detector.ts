import type { ReadCodes } from "../../camera.tsx";

/** What browsers that can read codes by themselves have; TypeScript's library does not know it yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { readonly formats: readonly string[] }) => Detector;

/** The browser's own reader of QR codes; null where it has none, or no camera. */
export function findDetector(): (() => Promise<ReadCodes>) | null {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass };
  if (BarcodeDetector === undefined || navigator.mediaDevices === undefined) return null;
  return async () => {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue);
  };
}
