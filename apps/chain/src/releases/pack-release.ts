/** A release as one signed file, made of a folder in which Saunter is installed with its pages. */
import { createHash, type KeyObject } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import {
  encodeReleaseHead,
  isReleaseVersion,
  type ReleaseFacts,
} from "@saunter/protocol/chain/release-messages";
import { signText } from "@saunter/server/signatures/ed25519";
import { create } from "tar";

export interface PackOptions {
  /** Of a checkout after `npm ci --omit=dev` and `npx node scripts/screens.ts`. */
  readonly folder: string;
  /** A new file. */
  readonly out: string;
  readonly key: KeyObject;
  readonly platform: string;
  readonly nowMs: number;
  /** From 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** What runs, and nothing beside it. */
const PARTS = ["package.json", "node_modules", "packages", "apps", "examples", "scripts"];
const NEEDED = [
  "apps/shop/bin/saunter.mjs",
  "node_modules/node/bin/node",
  "apps/console/dist/main.html",
];
/** Files that tools leave behind. */
const LEFT = /(^|\/)(node_modules\/\.(cache|vite[\w-]*)|coverage)(\/|$)/;
/** Of zstd: half as long as its best, and 5 % longer. */
const LEVEL = 9;

export async function packRelease(options: PackOptions): Promise<ReleaseFacts> {
  const { folder, key, nowMs, onProgress, out, platform } = options;
  const version = readVersion(folder);
  const files = listFiles(folder);
  if (existsSync(out)) throw new Error(`${out} exists already; it stays as it is`);
  const archive = `${out}.arriving`;
  const hash = createHash("sha256");
  let [readBytes, bytes] = [0, 0];
  try {
    await pipeline(
      Readable.from(
        create({ cwd: folder, portable: true, noMtime: true, noDirRecurse: true }, [
          ...files.paths,
        ]),
      ),
      count((length) => {
        readBytes += length;
        onProgress(Math.min(1, readBytes / files.bytes));
      }),
      createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }),
      count((length, piece) => {
        bytes += length;
        hash.update(piece);
      }),
      createWriteStream(archive),
    );
    const facts = {
      ...{ version, platform, bytes, unpackedBytes: files.bytes },
      ...{ hash: hash.digest("base64url"), madeMs: nowMs },
    };
    writeFileSync(out, `${encodeReleaseHead(facts, (text) => signText(key, text))}\n`, {
      flag: "wx",
    });
    await pipeline(createReadStream(archive), createWriteStream(out, { flags: "a" }));
    return facts;
  } finally {
    rmSync(archive, { force: true });
  }
}

function readVersion(folder: string): string {
  const missing = NEEDED.find((path) => !existsSync(join(folder, path)));
  if (missing !== undefined) {
    throw new Error(
      `${join(folder, missing)} is not there: run \`npm ci --omit=dev\` and \`npx node scripts/screens.ts\` in a fresh clone`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(folder, "apps/shop/package.json"), "utf8"));
  if (typeof version !== "string" || !isReleaseVersion(version)) {
    throw new Error(`${version} is no version`);
  }
  return version;
}

const BLOCK = 512;

/** Links are kept as links. Sorted: the same folder makes the same archive. */
function listFiles(folder: string): { readonly paths: readonly string[]; readonly bytes: number } {
  const paths: string[] = [];
  let bytes = 0;
  const add = (path: string): void => {
    if (LEFT.test(path)) return;
    const status = lstatSync(join(folder, path));
    paths.push(path);
    bytes += BLOCK + Math.ceil(status.isFile() ? status.size / BLOCK : 0) * BLOCK;
    if (status.isDirectory()) {
      for (const name of readdirSync(join(folder, path)).toSorted()) add(`${path}/${name}`);
    }
  };
  for (const part of PARTS) if (statSync(join(folder, part), { throwIfNoEntry: false })) add(part);
  return { paths, bytes };
}

function count(on: (length: number, piece: Buffer) => void): Transform {
  return new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      on(piece.length, piece);
      done(null, piece);
    },
  });
}
