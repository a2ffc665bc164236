/** What a source could do with a picture, by its text. */

/** What of the file system only looks. */
const LOOKING = new Set([
  ...["accessSync", "constants", "existsSync", "readFileSync", "statSync", "readdirSync"],
  ...["access", "readFile", "stat", "readdir"],
]);

const FILES = "(?:node:)?fs(?:/promises)?";

/** Imports by which files could be written. */
export function findWrites(source: string): string[] {
  const found: string[] = [];
  const named = new RegExp(`import\\s+(?:type\\s+)?\\{([^}]*)\\}\\s+from\\s+"(${FILES})"`, "g");
  for (const [, names, module] of source.matchAll(named)) {
    for (const one of names!.split(",")) {
      const name = one.trim().split(/\s+/)[0]!;
      if (name !== "" && name !== "type" && !LOOKING.has(name)) found.push(`${name} of ${module}`);
    }
  }
  // The whole of it, or by a name that is made up while it runs.
  const whole = new RegExp(
    `import\\s+(?:\\*\\s+as\\s+)?\\w+\\s+from\\s+"${FILES}"|(?:import|require)\\(\\s*"${FILES}"`,
    "g",
  );
  for (const [text] of source.matchAll(whole)) found.push(text);
  return found;
}

const FORBIDDEN =
  /(?:^|[-_/.@])(?:face|facemesh|facenet|faceapi|arcface|deepface|insightface|blazeface|retinaface|gait|palm|iris|biometrics?|re-?id)(?:$|[-_/.])/i;

/** Names of packages whose business is to know people again. */
export function findForbiddenPackages(names: readonly string[]): string[] {
  return names.filter((name) => FORBIDDEN.test(name) || /(?:^|\/)human$/.test(name));
}

/** Models that a source names a file of, without folder and ending. */
export function findModelFiles(source: string): string[] {
  const literals = source.matchAll(/["'`]([^"'`\n]*)["'`]/g);
  return [...literals].flatMap(([, text]) => {
    const inFolder = /(?:^|\/)models\/([\w-]+)/.exec(text!)?.[1];
    const byEnding = /([\w-]+)\.(?:onnx|tflite|pb|pt|h5|safetensors)$/.exec(text!)?.[1];
    const name = inFolder ?? byEnding;
    return name === undefined ? [] : [name];
  });
}
