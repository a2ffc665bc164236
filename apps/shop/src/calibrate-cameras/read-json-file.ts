import type { Static, TSchema } from "typebox";
import { CommandFailure } from "../command-line/command-io.ts";
import { formatProblem, ProblemLog } from "../config/config-problem.ts";
import { readBySchema, SourcePlaces } from "../config/read-by-schema.ts";
import { readTextFile } from "../config/read-text-file.ts";
import { readYamlTree } from "../config/read-yaml-tree.ts";

/** Lenses and cameras of the largest shop are far below that. */
const JSON_BYTES_MAX = 1024 * 1024;

/** Reads a JSON file as a schema says. CommandFailure names file and line of all that is wrong. */
export function readJsonFile<S extends TSchema>(file: string, schema: S): Static<S> {
  const read = readTextFile(file, JSON_BYTES_MAX);
  if (!read.ok) {
    const place = read.line === null ? file : `${file}:${read.line}`;
    throw new CommandFailure(`${place}: ${read.message}`);
  }
  const problems = new ProblemLog();
  const node = readYamlTree(read.text, file, problems);
  const context = { problems, places: new SourcePlaces(), currency: null };
  const value = node === null ? undefined : readBySchema(schema, node, "", context);
  if (value !== undefined && problems.count === 0) return value;
  const told = problems.list().map((problem) => formatProblem(problem));
  if (problems.omittedCount > 0) told.push(`and ${problems.omittedCount} more`);
  throw new CommandFailure(told.join("\n  "));
}
