/**
 * Card numbers (PAN) must not reach the shop: storing one brings the shop into the scope of PCI DSS. Texts that should be
 * a provider's token, or an id, are searched for card numbers.
 */
/** Number of digits of a card number (ISO/IEC 7812-1). */
const CARD_DIGITS_MIN = 12;
const CARD_DIGITS_MAX = 19;

interface IssuerRange {
  /** Leading digits (issuer identification number), from the first to the last; both have as many digits. */
  readonly first: string;
  readonly last: string;
  readonly lengths: readonly number[];
}

const LENGTHS_12_TO_19 = [12, 13, 14, 15, 16, 17, 18, 19];
const LENGTHS_14_TO_19 = [14, 15, 16, 17, 18, 19];
const LENGTHS_16_TO_19 = [16, 17, 18, 19];

/**
 * The ranges of card networks, as
 * https://en.wikipedia.org/wiki/Payment_card_number#Issuer_identification_number_(IIN) lists them. Without them, every
 * tenth number of 12 to 19 digits would count as a card number: ids, and times in milliseconds, which begin with 1.
 */
const ISSUER_RANGES: readonly IssuerRange[] = [
  // Visa, with Dankort and Elo.
  range("4", "4", [13, 16, 18, 19]),
  // Mastercard.
  range("51", "55", [16]),
  range("2221", "2720", [16]),
  // American Express.
  range("34", "34", [15]),
  range("37", "37", [15]),
  // Diners Club.
  range("300", "305", LENGTHS_14_TO_19),
  range("3095", "3095", LENGTHS_14_TO_19),
  range("36", "36", LENGTHS_14_TO_19),
  range("38", "39", LENGTHS_14_TO_19),
  // JCB, with LankaPay; RuPay shares 353 and 356.
  range("3528", "3589", LENGTHS_16_TO_19),
  range("1800", "1800", [15]),
  range("2131", "2131", [15]),
  // Maestro, with Verve, Elo, Dankort, Uzcard and RuPay.
  range("50", "50", LENGTHS_12_TO_19),
  range("56", "58", LENGTHS_12_TO_19),
  // Maestro, Discover, UnionPay, RuPay, InterPayment, InstaPayment, UkrCard, Hipercard and Troy.
  range("6", "6", LENGTHS_12_TO_19),
  // UnionPay and RuPay.
  range("81", "82", LENGTHS_16_TO_19),
  // Mir, and BORICA with 2205.
  range("2200", "2205", LENGTHS_16_TO_19),
  // UATP.
  range("1", "1", [15]),
  // GPN.
  range("1946", "1946", [16, 18, 19]),
  // Uzcard, ArCa, Belkart, NAPAS, Troy, Humo.
  range("8600", "8600", [16]),
  range("9051", "9051", [16]),
  range("9112", "9112", [16]),
  range("9704", "9704", [16, 19]),
  range("9792", "9792", [16]),
  range("9860", "9860", [16]),
];

/**
 * Whether a text holds what looks like a card number: digits, in groups or not, that begin as a card network's numbers do,
 * are as many, and have the check digit right (Luhn, ISO/IEC 7812-1 annex B). In a longer run of digits any stretch
 * counts, so that a number followed by its expiry date is found.
 */
export function containsCardNumber(text: string): boolean {
  const runs = text.match(/\d(?:[ .-]?\d)*/g) ?? [];
  return runs.some((run) => isCardRun(run.replace(/\D/g, "")));
}

function isCardRun(digits: string): boolean {
  if (digits.length <= CARD_DIGITS_MAX) return isCardNumber(digits);
  for (let from = 0; from + CARD_DIGITS_MIN <= digits.length; from++) {
    for (let length = CARD_DIGITS_MIN; length <= CARD_DIGITS_MAX; length++) {
      if (isCardNumber(digits.slice(from, from + length))) return true;
    }
  }
  return false;
}

function isCardNumber(digits: string): boolean {
  return isInIssuerRange(digits) && hasRightCheckDigit(digits);
}

function isInIssuerRange(digits: string): boolean {
  return ISSUER_RANGES.some(({ first, last, lengths }) => {
    const start = digits.slice(0, first.length);
    return lengths.includes(digits.length) && first <= start && start <= last;
  });
}

function hasRightCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.at(-1 - i));
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function range(first: string, last: string, lengths: readonly number[]): IssuerRange {
  return { first, last, lengths };
}
