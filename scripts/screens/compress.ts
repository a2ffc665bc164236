/** Compressed forms of what is built for browsers. */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const COMPRESSED = /\.(?:html|js|css|svg|webmanifest|json)$/;

/** Beside each text its compressed forms, so that the shop's process compresses nothing itself. */
export function compress(folder: string): void {
  const files = globSync("**/*", { cwd: folder, withFileTypes: true });
  for (const file of files.filter((one) => one.isFile() && COMPRESSED.test(one.name))) {
    const path = join(file.parentPath, file.name);
    const text = readFileSync(path);
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    writeFileSync(`${path}.br`, brotliCompressSync(text, { params }));
    writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  }
}
