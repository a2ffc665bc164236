import type { Command } from "commander";
import { openRecoveryKey } from "../chain/recovery/recovery-key.ts";
import type { CommandIo } from "../command-line/command-io.ts";

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
    .action(({ data }: { readonly data: string }) => io.writeOut(`${openRecoveryKey(data)}\n`));
}
