import type { Page } from "playwright-core";
/** Of documents, scripts, styles, fonts and pictures, as they come; not of the shop's answers. */
export declare function countBytes(page: Page): Promise<() => number>;
