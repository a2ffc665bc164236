/** PostgreSQL on this machine, with a database of the chain's own: of the system, or of the package that brings it. */
import { execFileSync } from "node:child_process";
import { hash } from "node:crypto";
import { chownSync, existsSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "@saunter/server/network/free-port";
import pg from "pg";
import { findInstalledPostgres } from "./programs/find-postgres.ts";
import { isOpenToAll } from "./programs/program-cache.ts";
import { type RunningServer, runServer, type ServerOptions } from "./run-server.ts";

export interface RunningPostgres extends RunningServer {
  readonly connectionString: string;
}

/** PostgreSQL refuses to run as root, and needs a user that the system knows. */
const USERS = ["postgres", "nobody"];

function findOwner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (const user of USERS) {
    try {
      const id = (flag: string): number =>
        Number(execFileSync("id", [flag, user], { stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // There is no such user.
    }
  }
  throw new Error(
    `PostgreSQL doesn't run as root, and there is no user ${USERS.join(" or ")}; run this as another user`,
  );
}

/** Of root, for data in folders that are closed to the user that PostgreSQL runs as. */
const SHARED_FOLDER = "/var/lib/saunter";

/** Where PostgreSQL's data of a folder is: in it, if the server's user can get there. The folder has to exist. */
export function placePostgres(folder: string): string {
  if (process.getuid?.() !== 0 || isOpenToAll(folder)) return join(folder, "postgres");
  const name = hash("sha256", realpathSync(folder)).slice(0, 16);
  return join(SHARED_FOLDER, `postgres-${name}`);
}

/**
 * Made where it is not there yet. It listens to this machine alone, and admits everybody on it.
 *
 * @param folder its own; the one that it is in must be open to the user that it runs as.
 */
export async function runPostgres(
  folder: string,
  options: Pick<ServerOptions, "onCrashed"> & {
    readonly settings?: Record<string, string>;
    /** The folder of its programs; those that are installed if it's left out. */
    readonly programs?: string;
  } = {},
): Promise<RunningPostgres> {
  const programs = options.programs ?? findInstalledPostgres();
  if (programs === null) {
    throw new Error("there is no PostgreSQL on this machine; install one (apt install postgresql)");
  }
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
