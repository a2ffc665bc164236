import type { Command } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { findFormatFault } from "../config/config-formats.ts";
import { type ConfigProblem, formatProblem } from "../config/config-problem.ts";
import { findPublicUrl } from "../config/find-public-url.ts";
import { buildJsonSchema } from "../config/json-schema.ts";
import { type ConfigLoad, loadConfig } from "../config/load-config.ts";
import type { ShopConfig } from "../config/shop-config.ts";
import type { Environment } from "../config/take-secret.ts";
import { renderSign } from "../notice/render-sign.ts";

export interface ConfigDependencies {
  readonly io: CommandIo;
  /** Where secrets are looked up. */
  readonly environment: Environment;
}

const EXAMPLES = `
Examples:
  saunter config check shop.yaml             all that is wrong with a file, line by line
  saunter config schema > shop.schema.json   for editors that complete and check
  saunter config sign shop.yaml > sign.html  the sign at the entrance, to be printed
`;

export function addConfigCommand(program: Command, dependencies: ConfigDependencies): void {
  const config = program
    .command("config")
    .description("check a shop's configuration, print its schema or the sign for its entrance")
    .addHelpText("after", EXAMPLES);
  config
    .command("check")
    .description("check a file, and list all its errors")
    .argument("<file>", "the configuration, a YAML file")
    .action((file: string) => checkConfig(file, dependencies));
  config
    .command("schema")
    .description("print the schema of configurations as JSON Schema")
    .action(() => dependencies.io.writeOut(`${JSON.stringify(buildJsonSchema(), null, 2)}\n`));
  config
    .command("sign")
    .description(
      "print the sign for the entrance, and the table of what is kept about people, as HTML",
    )
    .argument("<file>", "the configuration, a YAML file")
    .option("--locale <locale>", "its language, such as de (default: the shop's)")
    .action((file: string, options: SignOptions) => printSign(file, options, dependencies));
}

const NO_CURRENCY = { currency: null };

interface SignOptions {
  readonly locale?: string;
}

function printSign(file: string, { locale }: SignOptions, dependencies: ConfigDependencies): void {
  const { io, environment } = dependencies;
  const loaded = loadConfig(file, environment);
  if (!loaded.ok) throw new CommandFailure(formatProblems(file, loaded));
  const { config } = loaded;
  const fault = locale === undefined ? null : findFormatFault("locale", locale, NO_CURRENCY);
  if (fault !== null) throw new CommandFailure(`--locale: found "${locale}"; allowed: ${fault}`);
  io.writeOut(renderSign(config, `${findPublicUrl(config)}/shop/`, locale ?? config.shop.locale));
}

function checkConfig(file: string, { io, environment }: ConfigDependencies): void {
  const loaded = loadConfig(file, environment);
  printWarnings(loaded, io);
  if (!loaded.ok) throw new CommandFailure(formatProblems(file, loaded));
  io.writeOut(`${file} is good: ${formatSummary(loaded.config)}\n`);
}

/** What holds a shop back from nothing, and yet is hardly meant. */
export function printWarnings(
  { warnings }: { readonly warnings: readonly ConfigProblem[] },
  io: CommandIo,
): void {
  for (const warning of warnings) io.writeErr(`warning: ${formatProblem(warning)}\n`);
}

/** All problems, a line each, for a command that needs a configuration and has none. */
export function formatProblems(
  file: string,
  {
    problems,
    omittedCount,
  }: Pick<ConfigLoad & { readonly ok: false }, "problems" | "omittedCount">,
): string {
  const count = problems.length + omittedCount;
  const lines = problems.map((problem) => `  ${formatProblem(problem)}`);
  if (omittedCount > 0) lines.push(`  and ${omittedCount} more`);
  return [`${file} has ${formatCount(count, "problem")}`, ...lines].join("\n");
}

function formatSummary({ catalogue, shopModel, offers, floor, payment }: ShopConfig): string {
  const plates = shopModel?.facings.reduce((sum, one) => sum + one.plates.length, 0);
  return [
    catalogue === null ? "products of the source" : formatCount(catalogue.size, "product"),
    plates === undefined ? "shelves of the source" : formatCount(plates, "plate"),
    formatCount(offers.length, "offer"),
    floor === null ? "gates of the source" : formatCount(floor.gates.length, "gate"),
    `payment by ${payment.gateway.kind}`,
  ].join(", ");
}

function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
