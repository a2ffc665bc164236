/** The chain's command line: `node apps/chain/src/main.ts`. */
import "@saunter/server/processes/freeze-prototype";
import { Command } from "commander";
import { addBackupCommands } from "./commands/backup.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addDowngradeCommands } from "./commands/downgrade.ts";
import { addHubCommands } from "./commands/hub.ts";
import { addKeysCommands } from "./commands/keys.ts";
import { addOwnerCommands } from "./commands/owner.ts";
import { addReleaseCommands } from "./commands/release.ts";
import { addServeCommand } from "./commands/serve.ts";

const program = new Command("saunter-chain").description("a chain of Saunter shops");
addDemoCommand(program);
addServeCommand(program);
addHubCommands(program);
addBackupCommands(program);
addDowngradeCommands(program);
addKeysCommands(program);
addOwnerCommands(program);
addReleaseCommands(program);
try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`saunter-chain: ${error instanceof Error ? error.message : error}\n`);
  // Connections that are still being opened would keep the process alive.
  process.exit(1);
}
