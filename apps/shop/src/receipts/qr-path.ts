import QRCode from "qrcode";

export interface QrPath {
  /** Of an SVG path that fills the dark modules, one module a unit. */
  readonly path: string;
  /** Modules a side, with the four of the quiet zone that ISO/IEC 18004 asks for all around. */
  readonly sizeModules: number;
  readonly quietModules: number;
}

const QUIET_MODULES = 4;

/** A text as a QR code of error correction M. Throws where it is too long for one. */
export function drawQrPath(text: string): QrPath {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const { size } = modules;
  const isDark = (x: number, y: number): boolean => x < size && modules.get(y, x) !== 0;
  let path = "";
  for (let y = 0; y < size; y++) {
    let runFrom = 0;
    for (let x = 0; x <= size; x++) {
      if (isDark(x, y)) continue;
      const length = x - runFrom;
      if (length > 0)
        path += `M${runFrom + QUIET_MODULES} ${y + QUIET_MODULES}h${length}v1h-${length}z`;
      runFrom = x + 1;
    }
  }
  return { path, sizeModules: size + 2 * QUIET_MODULES, quietModules: QUIET_MODULES };
}
