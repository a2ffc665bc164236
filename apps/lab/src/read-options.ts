/** The options of scripts, from their command line. */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";

/**
 * The options that a script was given; nothing else may stand there. What is wrong is said in one
 * sentence, with what is allowed, and the script ends with 2, before it has begun anything.
 */
export function readOptions<const Options extends ParseArgsOptionsConfig>(options: Options) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    if (!String(error.code).startsWith("ERR_PARSE_ARGS_")) throw error;
    // Node goes on with advice that is not for scripts without arguments.
    const [said] = error.message.split(/\. (?=[A-Z])|\n/);
    const allowed = Object.entries(options).map(([name, { type }]) =>
      type === "string" ? `--${name} TEXT` : `--${name}`,
    );
    return refuse(`${said}; allowed: ${allowed.join(", ")}`);
  }
}

/** Ends the script with 2, as it was told something that makes no sense, which the sentence says. */
export function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
