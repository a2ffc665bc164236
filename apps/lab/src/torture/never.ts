/** What a dead process waits for. Each has its own: one that all wait on would keep them all. */
export function never(): Promise<never> {
  return new Promise(() => {});
}
