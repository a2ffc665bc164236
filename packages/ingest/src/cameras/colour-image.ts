export interface ImageSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface ColourImage extends ImageSize {
  /** Red, green, blue of each pixel, row by row. */
  readonly rgb: Uint8Array;
}
