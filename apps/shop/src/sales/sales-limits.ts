/** Bounds of reports. */

/** Days of a period: a leap year, and a month more. */
export const SALES_DAYS_MAX = 397;
/** Rows of an export that are documents or lines. */
export const EXPORT_ROWS_MAX = 250_000;
/** Files that wait to be made. */
export const REPORTS_WAITING_MAX = 20;
/** One that takes longer is given up. */
export const REPORT_MS_MAX = 120_000;
/** Seconds after which whoever was sent away may ask again. */
export const REPORT_RETRY_AFTER_S = 15;
