import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { recoverOwner } from "../access/recover-owner.ts";
import { openDatabase } from "../database/open-database.ts";
import { readConfig } from "./read-config.ts";

export function addOwnerCommands(program: Command): void {
  program
    .command("owner")
    .description("the chain's owners")
    .command("recover")
    .description("invite an owner who cannot sign in; on the chain's own computer")
    .argument("<config>", "its configuration, chain.yaml")
    .option("--email <address>", "whom; else owner.email of the configuration")
    .action(recover);
}

async function recover(file: string, options: { readonly email?: string }): Promise<void> {
  const config = readConfig(file);
  const email = options.email ?? config.ownerEmail;
  const db = await openDatabase(config.databaseUrl);
  try {
    const { invitation, isNew } = await recoverOwner(db, email, Date.now(), randomBytes);
    process.stdout.write(`${email} is ${isNew ? "a new" : "an"} owner of the chain, and sets a password and a second factor once, within an hour, at

  ${config.publicUrl}/console/invitation#${invitation}

What they signed in with before has ended. The audit trail has this as owner-recovered.
`);
  } finally {
    await db.destroy();
  }
}
