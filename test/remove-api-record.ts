/** When all tests of a run have ended, what they have seen of the API is no longer needed. */
import { rmSync } from "node:fs";
import type { TestProject } from "vitest/node";

export function setup({ config }: TestProject): () => void {
  return () => rmSync(config.provide.apiRecordFolder!, { recursive: true, force: true });
}
