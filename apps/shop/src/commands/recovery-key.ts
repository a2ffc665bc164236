import { existsSync } from "node:fs";
import type { Command } from "commander";
import { openRecoveryKey } from "../chain/recovery/recovery-key.ts";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { nameFiles } from "../store/store.ts";

const EXAMPLES = `
Write it down, and keep it where the shop's computer is not: with it and the chain another computer becomes the shop.
Whoever has the key and may read the hub reads users, devices and settings.

Examples:
  saunter recovery-key --data data
`;

export function addRecoveryKeyCommand(
  program: Command,
  { io }: { readonly io: Pick<CommandIo, "writeOut"> },
): void {
  program
    .command("recovery-key")
    .description("print the key of the copy that a shop keeps at its chain's hub")
    .requiredOption("--data <folder>", "the shop's data folder")
    .addHelpText("after", EXAMPLES)
    .action(({ data }: { readonly data: string }) => {
      // Otherwise a folder that was mistyped would have a key that opens nothing.
      if (!existsSync(nameFiles(data).database)) {
        throw new CommandFailure(`${data} has no shop: start it once, or name its data folder`);
      }
      io.writeOut(`${openRecoveryKey(data)}\n`);
    });
}
