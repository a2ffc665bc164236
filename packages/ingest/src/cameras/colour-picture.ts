export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface ColourPicture extends PictureSize {
  /** Red, green, blue of each pixel, row by row. */
  readonly rgb: Uint8Array;
}
