import { type Browser } from "playwright-core";
/** Path of a browser that is installed; null where there is none. SAUNTER_BROWSER names the only one. */
export declare function findBrowser(): string | null;
export declare function openBrowser(): Promise<Browser>;
