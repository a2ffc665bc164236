/** Parts of a route's description, of which fastify makes the checks and the OpenAPI document. */
import { PROBLEM_SCHEMA_ID } from "@saunter/protocol/http/problem-schema";
import type { AnswerSpec } from "@saunter/protocol/http/route-spec";
import { sampleSchema } from "@saunter/protocol/http/sample-schema";
import type { TObject, TSchema } from "typebox";
import {
  formatProblem,
  PROBLEM_TYPE,
  ProblemError,
  type ProblemTable,
  type RequestCode,
} from "./problem.ts";

/** "POST /gates/:gateId/mode" is `postGatesGateIdMode`. */
export function nameOperation({
  method,
  path,
}: {
  readonly method: string;
  readonly path: string;
}): string {
  return `${method.toLowerCase()}${capitalizeWords(path)}`;
}

/** "input-invalid" is `InputInvalid`. */
export function capitalizeWords(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
}

/** Each parameter with an example of its own. */
export function withExamples<Schema extends TObject>(schema: Schema): Schema {
  const properties = Object.entries(schema.properties).map(([name, one]) => [
    name,
    "examples" in one ? one : { ...one, examples: [sampleSchema(one, name)] },
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** With what each answer has besides, such as headers. */
export function describeAnswers(
  answers: Readonly<Record<number, AnswerSpec>>,
  more: object = {},
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, content }]) => {
      const answer = { description, ...more };
      const forms = { ...(schema === undefined ? {} : { "application/json": schema }), ...content };
      const entries = Object.entries(forms).map(([type, form]) => [
        type,
        describeMedia(type, form),
      ]);
      if (entries.length === 0) return [status, { ...answer, type: "null" }];
      return [status, { ...answer, content: Object.fromEntries(entries) }];
    }),
  );
}

/** Files and streams have no example: nobody reads one. */
function describeMedia(type: string, schema: TSchema): object {
  return type === "application/json" ? { schema, example: sampleSchema(schema) } : { schema };
}

/** By status; with what the refusal of too many requests has besides. */
export function describeRefusals<Code extends string>(
  table: ProblemTable<Code | RequestCode>,
  codes: readonly (Code | RequestCode)[],
  ofTooMany: object = {},
): Record<string, unknown> {
  const byStatus = Map.groupBy(codes, (code) => table[code].status);
  const refusals = [...byStatus].map(([status, same]) => [
    String(status),
    {
      ...describeProblem(table, same.map((code) => `\`${code}\``).join(", "), same[0]!),
      ...(same.includes("rate-limited") ? ofTooMany : {}),
    },
  ]);
  const other = describeProblem(table, "Any other error.", "internal-error");
  return { ...Object.fromEntries(refusals), default: other };
}

function describeProblem<Code extends string>(
  table: ProblemTable<Code>,
  description: string,
  code: Code,
): Record<string, unknown> {
  const schema = { $ref: `${PROBLEM_SCHEMA_ID}#` };
  const error = new ProblemError(code, table[code].title);
  const example = formatProblem(table, error, "6bb4d5a3-3093-4920-a083-04126275b293");
  return { description, content: { [PROBLEM_TYPE]: { schema, example } } };
}
