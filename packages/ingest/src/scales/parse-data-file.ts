/** Data files on instruments: JSON that fits a schema. */
import type { Static, TSchema } from "typebox";
import type { Validator } from "typebox/compile";

/** Throws what says what is wrong. */
export function parseDataFile<S extends TSchema>(
  // biome-ignore lint/suspicious/noExplicitAny: the checker's other types say nothing here.
  checker: Validator<any, S>,
  text: string,
  what: string,
): Static<S> {
  const json: unknown = JSON.parse(text);
  if (checker.Check(json)) return json as Static<S>;
  const [error] = checker.Errors(json);
  const path = error?.instancePath.slice(1).replaceAll("/", ".");
  throw new Error(`it is no ${what}: ${path === "" ? "it" : path} ${error?.message}`);
}
