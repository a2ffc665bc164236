/** What the display's code leads to. */

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether an address means each machine's own: a phone would look for it on itself. */
export function isOfThisMachine(url: string): boolean {
  return LOOPBACK.test(new URL(url).hostname);
}

/**
 * The shop's page for phones.
 * @param publicUrl where the shop says that it is reached from outside
 * @param origin where this display has found it
 */
export function findPhoneAddress(publicUrl: string, origin: string): string {
  return `${isOfThisMachine(publicUrl) ? origin : publicUrl}/shop/`;
}
