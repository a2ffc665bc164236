/** Arabic-Indic digits, and those of Persian and Urdu: keyboards of these languages type them. */
const ZEROES = [0x660, 0x6f0];

/** Signs beside them: the decimal one, that between thousands, and the comma. */
const SIGNS: Readonly<Record<string, string>> = { "\u066b": ".", "\u066c": ",", "\u060c": "," };

/** The same text with the digits 0 to 9, and as long. */
export function toLatinDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u066b\u066c\u06f0-\u06f9\u060c]/g, (sign) => {
    const code = sign.charCodeAt(0);
    const zero = ZEROES.find((one) => code >= one && code <= one + 9);
    return zero === undefined ? SIGNS[sign]! : String(code - zero);
  });
}
