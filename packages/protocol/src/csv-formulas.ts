/**
 * Spreadsheets run a cell that begins like a formula. In a file that the shop writes such a text stands behind an
 * apostrophe, and whoever reads the file takes one away again
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */

/** What begins a formula, also behind apostrophes: those of a text are told from the one that is added. */
const FORMULA = /^'*[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;

/** A cell as it is written; numbers stay numbers. */
export function escapeFormula(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** The text that was written as this cell. */
export function unescapeFormula(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
