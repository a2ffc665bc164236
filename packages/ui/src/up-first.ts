/** With a capital at its beginning. */
export function upFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
