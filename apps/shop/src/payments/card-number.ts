/**
 * Card numbers (PAN) must not reach the shop: whoever holds one is bound by the card networks'
 * rules. Texts that should be a provider's token are looked through for one.
 */
/** Number of digits of a card number (ISO/IEC 7812-1). */
const CARD_DIGITS_MIN = 12;
const CARD_DIGITS_MAX = 19;

/**
 * Whether a text holds what looks like a card number: 12 to 19 digits, in groups or not, with the
 * check digit right (Luhn, ISO/IEC 7812-1 annex B). In a longer run of digits any stretch counts,
 * so that a number followed by its expiry date is found.
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
  if (digits.length < CARD_DIGITS_MIN) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.at(-1 - i));
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
