import { drawBarcode } from "./draw-barcode.ts";

const HEIGHT = 30;
/** Light modules beside the bars, as ISO/IEC 15420 asks for. */
const QUIET = 11;

/** A product's bars, for a scanner or a camera to be held before; nothing where it has none. */
export function Barcode({ gtin }: { readonly gtin: string }) {
  const bars = drawBarcode(gtin);
  if (bars === null) return null;
  const width = bars.length + 2 * QUIET;
  return (
    <svg class="qr bench-bars" viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      <rect class="qr-light" width={width} height={HEIGHT} />
      <path
        class="qr-dark"
        d={[...bars].map((bar, at) => (bar === "1" ? `M${QUIET + at} 2h1v26h-1z` : "")).join("")}
      />
    </svg>
  );
}
