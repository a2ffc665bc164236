/** Asks a running shop to record its sensors, as an operator. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import {
  RECORDING_MINUTES_DEFAULT,
  RECORDING_MINUTES_MAX,
} from "@saunter/protocol/http/recording-routes";
import type { Routes } from "@saunter/protocol/http/routes";
import { type Command, InvalidArgumentError } from "commander";
import { CommandFailure, type CommandIo } from "../command-line/command-io.ts";
import { parsePositiveInteger } from "./parse-options.ts";

export interface RecordDependencies {
  readonly io: CommandIo;
  readonly fetch: typeof fetch;
  /** Asks on the terminal, without showing what is typed. */
  readonly ask: (prompt: string) => Promise<string>;
  /** The first line of the standard input. */
  readonly readPasswordLine: () => Promise<string>;
}

interface ShopOptions {
  readonly shop: string;
  readonly user: string;
  readonly passwordStdin?: boolean;
}

interface StartOptions extends ShopOptions {
  readonly minutes: number;
}

type State = Routes["GET /v1/recording"]["answer"];
type SignedIn = Routes["POST /v1/sign-in"]["answer"];

const EXAMPLES = `
The shop must be running. A recording has weights and positions, no images and no names.

Examples:
  saunter record start --shop http://localhost:8080 --user "Ann Lee" --minutes 30
  saunter record status --shop http://localhost:8080 --user "Ann Lee"
  saunter record stop --shop http://localhost:8080 --user "Ann Lee"
`;

export function addRecordCommand(program: Command, dependencies: RecordDependencies): void {
  const record = program
    .command("record")
    .description("record the sensors of a running shop")
    .addHelpText("after", EXAMPLES);
  const addSub = (name: string, description: string) =>
    record
      .command(name)
      .description(description)
      .requiredOption("--shop <url>", "where the shop's API is")
      .requiredOption("--user <name>", "an operator, who has a password")
      .option("--password-stdin", "read the password from standard input");
  addSub("start", "start a recording, unless one is running")
    .option("--minutes <n>", "how long at most", parseMinutes, RECORDING_MINUTES_DEFAULT)
    .action((options: StartOptions) =>
      act(options, dependencies, "POST /v1/recording/start", { minutes: options.minutes }),
    );
  addSub("stop", "stop the recording").action((options: ShopOptions) =>
    act(options, dependencies, "POST /v1/recording/stop", {}),
  );
  addSub("status", "show the recording").action((options: ShopOptions) =>
    act(options, dependencies, "GET /v1/recording", null),
  );
}

function parseMinutes(text: string): number {
  const minutes = parsePositiveInteger(text);
  if (minutes <= RECORDING_MINUTES_MAX) return minutes;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${RECORDING_MINUTES_MAX}.`);
}

async function act(
  options: ShopOptions,
  dependencies: RecordDependencies,
  route: string,
  body: object | null,
): Promise<void> {
  const call = createCaller(options.shop, dependencies.fetch);
  const { accessToken, refreshToken } = await signIn(options, dependencies, call);
  try {
    const state = (await call(route, body, accessToken)) as State;
    dependencies.io.writeOut(formatState(state));
  } finally {
    await call("POST /v1/sign-out", { refreshToken });
  }
}

async function signIn(
  { passwordStdin, user: name }: ShopOptions,
  { ask, readPasswordLine }: RecordDependencies,
  call: Call,
): Promise<{ readonly accessToken: string; readonly refreshToken: string }> {
  const password = passwordStdin ? await readPasswordLine() : await ask("Password: ");
  const request = { name, password, carrier: "token" };
  try {
    return readTokens((await call("POST /v1/sign-in", request)) as SignedIn);
  } catch (error) {
    if (!(error instanceof Refused && error.code === "second-factor-needed")) throw error;
  }
  const code = await ask("Code of the authenticator app: ");
  return readTokens((await call("POST /v1/sign-in", { ...request, code })) as SignedIn);
}

function readTokens({ accessToken, refreshToken }: SignedIn) {
  if (accessToken === null || refreshToken === null)
    throw new CommandFailure("The shop sent no token.");
  return { accessToken, refreshToken };
}

type Call = (route: string, body: object | null, token?: string) => Promise<unknown>;

class Refused extends CommandFailure {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

function createCaller(shop: string, fetch: RecordDependencies["fetch"]): Call {
  const base = shop.replace(/\/$/, "");
  return async (route, body, token) => {
    const [method, path] = route.split(" ") as [string, string];
    const headers = {
      "idempotency-key": randomUUID(),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === null ? {} : { "content-type": "application/json" }),
    };
    let answer: Response;
    try {
      const sent = body === null ? {} : { body: JSON.stringify(body) };
      answer = await fetch(`${base}${path}`, { method, headers, ...sent });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new CommandFailure(`No shop answers at ${base}. Start it, or check --shop.`);
    }
    const text = await answer.text();
    if (answer.ok) return text === "" ? null : JSON.parse(text);
    throw readRefused(answer.status, text);
  };
}

function readRefused(status: number, text: string): Error {
  try {
    const { advice = "", code = "", detail = "", title = "" } = JSON.parse(text);
    return new Refused(code, `${title}: ${detail}. ${advice}`);
  } catch {
    return new CommandFailure(`This isn't a shop's API: it answered with status ${status}.`);
  }
}

const ENDED_BY: Readonly<Record<NonNullable<State["last"]>["endedBy"], string>> = {
  stopped: "it was stopped",
  time: "its time was over",
  size: "it reached the size limit",
  disk: "the disk is nearly full",
  planogram: "a new planogram took effect",
  failed: "it could not be written",
  shop: "the shop's process stopped",
};

const formatTime = (timestampMs: number): string =>
  `${new Date(timestampMs).toISOString().slice(0, 19)}Z`;
const formatMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function formatState({ folder, last, running }: State): string {
  if (running !== null) {
    const { bytes, endsMs, name } = running;
    const until = `until ${formatTime(endsMs)} at the latest`;
    return `Recording to ${join(folder, name)}, ${until}; ${formatMegabytes(bytes)} so far.\n`;
  }
  if (last === null) return "No recording is running.\n";
  const { bytes, endedBy, endedMs, name } = last;
  const end = `ended at ${formatTime(endedMs)}: ${ENDED_BY[endedBy]}`;
  return `No recording is running. The last one, ${formatMegabytes(bytes)}, ${end}.\n${join(folder, name)}\n`;
}
