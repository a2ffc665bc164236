/** What a chain needs beside its database to begin again. */
import { readFileSync } from "node:fs";
import type { ChainConfig } from "../config/load-chain-config.ts";
import type { BackupFile } from "./backup-frames.ts";

export const CONFIG_FILE = "chain.yaml";

/** Its configuration to the letter, the hub's keys, and its credentials; what is in the environment stays there. */
export function listFiles(configFile: string, { hub }: ChainConfig): BackupFile[] {
  return [
    { name: CONFIG_FILE, text: readFileSync(configFile, "utf8") },
    { name: "hub-keys.json", text: `${JSON.stringify(hub.keys, null, 2)}\n` },
    { name: "chain.creds", text: hub.credentials },
  ];
}
