import { Command, CommanderError } from "commander";
import { CommandFailure, type CommandIo } from "./command-io.ts";

/** Exit codes: 1 is a failure that stderr explains, 2 a command line that makes no sense. */
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;
/** Errors whose messages say what to do. */
const TOLD: ReadonlySet<string> = new Set([
  ...["RecordingError", "StoreError", "BackupError", "ClockError"],
  ...["CameraError", "PoseModelError", "CameraPackagesError"],
]);

/**
 * Runs a command line without the two words before it and returns the exit code; it never throws.
 * `addCommands` puts the commands on the program.
 */
export async function runCommandLine(
  args: readonly string[],
  version: string,
  io: CommandIo,
  addCommands: (program: Command) => void,
): Promise<number> {
  const program = new Command("saunter")
    .description("Checkout-free retail: from shelf scales and tracked shoppers to receipts.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .configureOutput({
      writeOut: (text) => io.writeOut(text),
      writeErr: (text) => io.writeErr(text),
    })
    .showHelpAfterError("(--help after the command shows its options)")
    .exitOverride();
  addCommands(program);
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
    io.writeErr(`saunter: ${describeFailure(error)}\n`);
    return EXIT_FAILURE;
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isReported = error instanceof CommandFailure || TOLD.has(error.name);
  if (isReported) return error.message;
  // The operating system's errors name the file and the reason; a trace would hide them.
  if ("syscall" in error) return error.message;
  return `this is a fault of saunter's own, please report it\n${error.stack ?? error.message}`;
}
