declare module "gs1-barcode-parser-mod" {
  export interface ParsedElement {
    readonly ai: string;
    readonly data: string | number;
    /** Of a date, `YYYY-MM-DD`; otherwise empty. */
    readonly isoDate: string;
    /** As it stood in the code. */
    readonly raw: string;
  }

  /** Throws a text where it is no GS1 element string. */
  export function parseBarcode(text: string): { readonly parsedCodeItems: ParsedElement[] };
}
