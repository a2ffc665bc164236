/** Files of the fonts that a receipt is set in, where the configuration names any. */
export interface ReceiptFonts {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}
