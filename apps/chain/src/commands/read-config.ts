import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type ChainConfig, formatFault, loadChainConfig } from "../config/load-chain-config.ts";

/** What a command says of a configuration that cannot be used is all that is wrong with it. */
export function readConfig(file: string): ChainConfig {
  const loaded = loadChainConfig(readFileSync(file, "utf8"), {
    environment: process.env,
    readText: (path) => readFileSync(resolve(dirname(file), path), "utf8"),
  });
  if (loaded.ok) return loaded.config;
  const faults = loaded.faults.map((one) => formatFault(file, one));
  throw new Error(`${file} cannot be used\n${faults.join("\n")}`);
}
