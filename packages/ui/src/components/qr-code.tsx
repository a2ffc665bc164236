import { encode } from "uqr";

interface QrCodeProps {
  readonly text: string;
  /** What it leads to, for screen readers. */
  readonly label: string;
}

/** Light modules around it, as ISO/IEC 18004 asks for. */
const QUIET_MODULES = 4;

/** A text as a QR code of error correction M: dark on light, whatever the page around it is. */
export function QrCode({ text, label }: QrCodeProps) {
  const { data, size } = encode(text, { ecc: "M", border: QUIET_MODULES });
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect class="qr-light" width={size} height={size} />
      <path class="qr-dark" d={drawRuns(data)} />
    </svg>
  );
}

/** One rectangle for each run of dark modules in a row, one module a unit. */
function drawRuns(rows: readonly (readonly boolean[])[]): string {
  let path = "";
  for (const [y, row] of rows.entries()) {
    let from = 0;
    for (let x = 0; x <= row.length; x++) {
      if (row[x] === true) continue;
      if (x > from) path += `M${from} ${y}h${x - from}v1h-${x - from}z`;
      from = x + 1;
    }
  }
  return path;
}
