/** What comes of loading a configuration: all of it, or all that is wrong with it. */
import type { ConfigProblem, ProblemLog } from "./config-problem.ts";

export type LoadResult<Config> =
  | {
      readonly ok: true;
      readonly config: Config;
      /** What is allowed and hardly meant. */
      readonly warnings: readonly ConfigProblem[];
    }
  | {
      readonly ok: false;
      /** At most `CONFIG_LIMITS.problemsMax`. */
      readonly problems: readonly ConfigProblem[];
      /** How many more there are. */
      readonly omittedCount: number;
      readonly warnings: readonly ConfigProblem[];
    };

/** @param config null only where a problem was noted */
export function endLoad<Config>(
  path: string,
  config: Config | null,
  problems: ProblemLog,
  warnings: ProblemLog,
): LoadResult<Config> {
  if (problems.count > 0) {
    const { omittedCount } = problems;
    return { ok: false, problems: problems.list(), omittedCount, warnings: warnings.list() };
  }
  if (config === null) throw new Error(`nothing is wrong with ${path}, and there is no result`);
  return { ok: true, config, warnings: warnings.list() };
}
