import { randomUUID } from "node:crypto";
import { ROLES, type Role } from "@saunter/protocol/roles";
import { findPasswordFault } from "@saunter/server/passwords/check-password";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import { type Command, InvalidArgumentError } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { formatTable } from "../command-line/format-table.ts";
import { hashApiKey, makeApiKey } from "../people/api-keys.ts";
import { type AuditedUsers, auditUsers } from "../people/audited-users.ts";
import {
  findUserByName,
  listUsers,
  ROLES_BY_PROOF,
  type User,
  type UserProof,
} from "../people/users.ts";
import { AT_CONSOLE } from "../security/record-security.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { orFail, usePeople } from "./use-people.ts";

export interface UserDependencies {
  readonly io: CommandIo;
  /** Asks on the terminal, without showing what is typed. */
  readonly askPassword: (prompt: string) => Promise<string>;
  /** The first line of the standard input. */
  readonly readPasswordLine: () => Promise<string>;
}

interface DataOptions {
  readonly data: string;
}

interface PasswordOptions extends DataOptions {
  readonly passwordStdin?: boolean;
}

interface AddOptions extends PasswordOptions {
  readonly role: readonly Role[];
  readonly key?: boolean;
}

const EXAMPLES = `
The shop must be stopped meanwhile. A person has a password, a program has a key, which is shown once.

Examples:
  saunter user add "Ann Lee" --role operator --role reviewer --data ./data
  saunter user add till-2 --role integrator --key --data ./data
  saunter user password "Ann Lee" --data ./data
  saunter user disable till-2 --data ./data
`;

/** Adds `saunter user`: who may use the console and the interfaces. */
export function addUserCommand(program: Command, dependencies: UserDependencies): void {
  const user = program
    .command("user")
    .description("add, list and disable users of the shop, people and programs")
    .addHelpText("after", EXAMPLES);
  const addSub = (nameAndArguments: string, description: string) =>
    user
      .command(nameAndArguments)
      .description(description)
      .requiredOption("--data <folder>", "the shop's data folder");
  addSub("add <name>", "add a user")
    .requiredOption("--role <role>", `may be given again: ${ROLE_NAMES}`, collectRole)
    .option("--key", "for a program: create a key, which is shown once")
    .option("--password-stdin", "read the password from standard input")
    .action((name: string, options: AddOptions) => addOne(name, options, dependencies));
  addSub("list", "list all users").action((options: DataOptions) => listAll(options, dependencies));
  addSub("disable <name>", "disable a user, and end all their sessions").action(
    (name: string, options: DataOptions) => setOneDisabled(name, true, options, dependencies),
  );
  addSub("enable <name>", "enable a user again").action((name: string, options: DataOptions) =>
    setOneDisabled(name, false, options, dependencies),
  );
  addSub("confirm <name>", "admit a user who was added or changed in a demonstration").action(
    (name: string, options: DataOptions) => confirmOne(name, options, dependencies),
  );
  addSub("password <name>", "give a user another password")
    .option("--password-stdin", "read the password from standard input")
    .action((name: string, options: PasswordOptions) => changeOne(name, options, dependencies));
  addSub(
    "reset-second-factor <name>",
    "for a lost phone: remove a user's authenticator app, recovery codes and passkeys, and end all their sessions",
  ).action((name: string, options: DataOptions) => resetOne(name, options, dependencies));
  addSub("key <name>", "give a program a new key; the old one stops working").action(
    (name: string, options: DataOptions) => changeOneKey(name, options, dependencies),
  );
}

const ROLE_NAMES = ROLES.filter((role) => role !== "shopper").join(", ");

function collectRole(text: string, before: readonly Role[] = []): readonly Role[] {
  const role = ROLES.find((known) => known === text);
  if (role === undefined || role === "shopper") {
    throw new InvalidArgumentError(`It must be one of: ${ROLE_NAMES}.`);
  }
  return [...before, role];
}

async function addOne(
  name: string,
  options: AddOptions,
  dependencies: UserDependencies,
): Promise<void> {
  const { io } = dependencies;
  const isForKey = options.key === true;
  const allowed = ROLES_BY_PROOF[isForKey ? "key" : "password"];
  if (!options.role.every((role) => allowed.includes(role))) {
    throw new CommandFailure(
      isForKey
        ? `A user with a key has roles of: ${allowed.join(", ")}.`
        : `A user with a password has roles of: ${allowed.join(", ")}. A program has a key: --key.`,
    );
  }
  const key = isForKey ? makeApiKey() : null;
  const proof = key === null ? await askForProof(name, options, dependencies) : hashKey(key);
  await usePeople(options.data, io, false, (store) =>
    store.transact((tx) =>
      orFail(
        atConsole(tx).add({ userId: randomUUID(), name, roles: options.role, proof }, io.nowMs()),
      ),
    ),
  );
  io.writeOut("The user is added.\n");
  if (key !== null) writeKey(io, key);
}

async function listAll({ data }: DataOptions, { io }: UserDependencies): Promise<void> {
  const rows: string[][] = [];
  await usePeople(data, io, true, async (store) => {
    let after: string | null = null;
    do {
      const page = listUsers(store, after);
      rows.push(...page.users.map(formatUser));
      after = page.next;
    } while (after !== null);
  });
  if (rows.length === 0) io.writeOut("There are no users yet: saunter user add --help\n");
  else io.writeOut(formatTable(["name", "roles", "signs in by", "since", "state"], rows));
}

function formatUser(user: User): string[] {
  const { name, roles, createdMs } = user;
  const since = new Date(createdMs).toISOString().slice(0, "2000-01-01".length);
  return [name, roles.join(", "), describeProof(user), since, describeState(user)];
}

function describeProof({ proof, hasSecondFactor, hasPasskey }: User): string {
  const ways = [hasSecondFactor ? `${proof} and code` : proof];
  return [...ways, ...(hasPasskey ? ["passkey"] : [])].join(", ");
}

function describeState({ isDisabled, isUnconfirmed }: User): string {
  if (isDisabled) return "disabled";
  return isUnconfirmed ? "not confirmed" : "active";
}

async function setOneDisabled(
  name: string,
  isDisabled: boolean,
  { data }: DataOptions,
  { io }: UserDependencies,
): Promise<void> {
  await usePeople(data, io, true, (store) =>
    store.transact((tx) => orFail(atConsole(tx).setDisabled(findOne(tx, name).userId, isDisabled))),
  );
  io.writeOut(isDisabled ? "The user is disabled.\n" : "The user is enabled again.\n");
}

async function confirmOne(
  name: string,
  { data }: DataOptions,
  { io }: UserDependencies,
): Promise<void> {
  const user = await usePeople(data, io, true, (store) =>
    store.transact((tx) => {
      const found = findOne(tx, name);
      atConsole(tx).confirm(found.userId);
      return found;
    }),
  );
  const rights = `${user.roles.join(", ")}, by ${user.proof}`;
  io.writeOut(`${user.name} is confirmed: ${rights}.\n`);
}

async function changeOne(
  name: string,
  options: PasswordOptions,
  dependencies: UserDependencies,
): Promise<void> {
  const { io } = dependencies;
  await usePeople(options.data, io, true, async (store) => {
    // Before the password is asked for: a wrong name is reported at once.
    const { userId, proof } = findOne(store, name);
    if (proof === "key") throw new CommandFailure("This user has a key: saunter user key NAME.");
    const password = await askForProof(name, options, dependencies);
    await store.transact((tx) => orFail(atConsole(tx).changeProof(userId, password)));
  });
  io.writeOut("The password is changed; all sessions of the user have ended.\n");
}

async function resetOne(
  name: string,
  { data }: DataOptions,
  { io }: UserDependencies,
): Promise<void> {
  await usePeople(data, io, true, (store) =>
    store.transact((tx) => orFail(atConsole(tx).resetSecondFactor(findOne(tx, name).userId))),
  );
  io.writeOut("The user signs in with the password alone now; all sessions have ended.\n");
}

async function changeOneKey(
  name: string,
  { data }: DataOptions,
  { io }: UserDependencies,
): Promise<void> {
  const key = makeApiKey();
  await usePeople(data, io, true, (store) =>
    store.transact((tx) =>
      orFail(atConsole(tx).changeProof(findOne(tx, name).userId, hashKey(key))),
    ),
  );
  writeKey(io, key);
}

function writeKey(io: CommandIo, key: string): void {
  io.writeOut(`Its key, shown now and never again:\n${key}\n`);
}

function hashKey(key: string): UserProof {
  return { kind: "key", hash: hashApiKey(key) };
}

async function askForProof(
  name: string,
  { passwordStdin }: PasswordOptions,
  { askPassword, readPasswordLine }: UserDependencies,
): Promise<UserProof> {
  const password = passwordStdin ? await readPasswordLine() : await askPassword("Password: ");
  const fault = await findPasswordFault(password, [name]);
  if (fault !== null) throw new CommandFailure(fault);
  if (!passwordStdin && (await askPassword("The same again: ")) !== password) {
    throw new CommandFailure("The two passwords differ; nothing is changed.");
  }
  return { kind: "password", hash: await hashPassword(password) };
}

function atConsole(tx: Transaction): AuditedUsers {
  return auditUsers(tx, AT_CONSOLE);
}

function findOne(reader: Pick<Store, "db">, name: string): User {
  const user = findUserByName(reader, name);
  if (user === null) throw new CommandFailure("There is no user of that name: saunter user list.");
  return user;
}
