/**
 * Makes the workspace ready to run, and says nothing when it is:
 *
 *     node scripts/setup.mjs                    installs what the demonstration needs
 *     node scripts/setup.mjs FILE [ARGUMENT…]   installs all, then runs FILE on the pinned Node; the demonstration of
 *                                               a chain needs no more than that of a shop
 *
 * What only cameras and developers need is more than half of all that there is.
 *
 * It runs on Node 20 or newer with nothing installed, so it is plain JavaScript. A script that is to
 * run after it has to be started by it: a shell looks `node` up once a line, and would go on with the
 * machine's own.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MAJOR_MIN = 20;
const WINDOWS = process.platform === "win32";

const SCREENS = "scripts/screens.ts";
/** Scripts that need no pages to be built before them. */
const WITHOUT_SCREENS = [
  ...[SCREENS, "scripts/docs.ts", "scripts/release.ts"],
  "scripts/exports.ts",
];

/** Scripts that need neither the tools of developers nor what only cameras need. */
const DEMONSTRATIONS = ["apps/chain/src/main.ts"];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, "package-lock.json");
const modules = join(root, "node_modules");
const stamp = join(modules, ".saunter-setup");
const pinnedNode = join(modules, "node", "bin", WINDOWS ? "node.exe" : "node");

function fail(message) {
  console.error(`setup: ${message}`);
  process.exit(1);
}

function hashLock() {
  return createHash("sha256").update(readFileSync(lock)).digest("hex");
}

const args = process.argv.slice(2);
/** What is left out of an install, as npm names it: tools of developers, and what only cameras need. */
const isDemonstration = args.length === 0 || DEMONSTRATIONS.includes(args[0]);
const OMITTED = isDemonstration ? ["--omit=dev", "--omit=peer"] : [];
const WHOLE = "whole";

/** What is written down of an install. */
function describeInstall() {
  return `${hashLock()} ${OMITTED.length === 0 ? WHOLE : "part"}`;
}

/** Why packages have to be installed, or null where they need not. */
function findReason() {
  if (!existsSync(modules)) return "nothing is installed yet";
  if (!existsSync(pinnedNode)) return "the pinned Node is missing";
  if (!existsSync(lock)) return existsSync(stamp) ? null : "there is no package-lock.json";
  if (existsSync(stamp)) {
    const [hash, extent] = readFileSync(stamp, "utf8").split(" ");
    if (hash !== hashLock()) return "package-lock.json has changed";
    const isEnough = extent === WHOLE || OMITTED.length > 0;
    return isEnough ? null : "what developers and cameras need is not installed yet";
  }
  // Installed by hand: npm writes its own record last.
  const record = join(modules, ".package-lock.json");
  const current = existsSync(record) && statSync(record).mtimeMs >= statSync(lock).mtimeMs;
  return current ? null : "what is installed is older than package-lock.json";
}

/** One line on how long it has taken, where somebody looks; npm's own words only where it fails. */
async function install(reason) {
  const command = existsSync(lock) ? "ci" : "install";
  const npmArgs = [command, ...OMITTED];
  const startMs = Date.now();
  const stopShowing = showTime(`setup: ${reason}; npm ${command}, about a minute`);
  // npm replaces node_modules, so it must not itself run on the Node that lies there.
  const path = (process.env.PATH ?? "").split(delimiter).filter((dir) => !dir.startsWith(modules));
  const child = spawn("npm", npmArgs, {
    cwd: root,
    // stdout belongs to the program that runs after this one.
    stdio: ["ignore", "pipe", "pipe"],
    shell: WINDOWS,
    env: { ...process.env, PATH: path.join(delimiter) },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
  }
  const ended = await new Promise((resolve) => {
    child.on("error", resolve);
    child.on("close", resolve);
  });
  stopShowing();
  if (ended?.code === "ENOENT") fail("npm is not there; it comes with Node");
  if (ended !== 0) {
    console.error(said.trimEnd());
    fail(`npm ${command} failed; its messages are above`);
  }
  if (!existsSync(pinnedNode)) {
    fail("npm did not run the install script of the package `node` (is ignore-scripts set?)");
  }
  console.error(`setup: installed in ${Math.round((Date.now() - startMs) / 1000)} s`);
}

const TELL_MS = 1000;

/** Tells that something takes its time; on a terminal, how much. Returns how to stop. */
function showTime(what) {
  const { stderr } = process;
  if (!stderr.isTTY) {
    console.error(what);
    return () => {};
  }
  const startMs = Date.now();
  const draw = () => stderr.write(`\r${what} (${Math.round((Date.now() - startMs) / 1000)} s)`);
  draw();
  const timer = setInterval(draw, TELL_MS);
  return () => {
    clearInterval(timer);
    stderr.write("\r\x1b[K");
  };
}

/** The pages that browsers get, where they are older than their sources. */
function buildScreens() {
  const built = spawnSync(pinnedNode, [SCREENS], { cwd: root, stdio: ["inherit", 2, 2] });
  if (built.status !== 0) fail("the pages could not be built; the messages are above");
}

/** Runs a script on the pinned Node and ends as it does. */
function run(args) {
  const path = [join(modules, ".bin"), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path };
  const child = spawn(pinnedNode, args, { cwd: root, stdio: "inherit", env });
  // Ctrl-C reaches the script too, which may have something to put in order.
  process.on("SIGINT", () => {});
  child.on("error", (error) => fail(error.message));
  child.on("close", (code) => process.exit(code ?? 1));
}

const major = Number(process.versions.node.split(".")[0]);
if (major < NODE_MAJOR_MIN) {
  fail(`Saunter needs Node ${NODE_MAJOR_MIN} or newer; this is Node ${process.versions.node}`);
}
const reason = findReason();
if (reason !== null) await install(reason);
if (!existsSync(stamp) || reason !== null) {
  writeFileSync(stamp, existsSync(lock) ? describeInstall() : "");
}
if (!WITHOUT_SCREENS.some((script) => args.includes(script))) buildScreens();
if (args.length > 0) run(args);
