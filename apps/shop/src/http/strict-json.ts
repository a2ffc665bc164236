/** JSON of a body: UTF-8 that can be read in one way only. */
import { parseStrictJson as parseText, StrictJsonError } from "@saunter/protocol/strict-json";
import { BODY_DEPTH_MAX } from "./http-limits.ts";
import { ProblemError } from "./problem.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The value of a body. Throws a `ProblemError` with `body-malformed`. */
export function parseStrictJson(bytes: Uint8Array): unknown {
  try {
    return parseText(decode(bytes), BODY_DEPTH_MAX);
  } catch (error) {
    if (error instanceof StrictJsonError) throw new ProblemError("body-malformed", error.message);
    throw error;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) {
      throw new ProblemError("body-malformed", "the body is not UTF-8");
    }
    throw error;
  }
}
