/** What a belief's own probability of an exact receipt is worth, checked against truth. */
export function calibrateExact(probability: number): number {
  return probability;
}
