/** Fields of types as the compiler knows them, those that they inherit included. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { API, type Project } from "typescript/unstable/sync";

/**
 * Of each named interface or type of each file its fields, "name: type", "name?: type".
 * @param wanted names of types by file, from `root` on; throws where a file has no such type
 */
export function readTypes(
  root: string,
  wanted: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, readonly string[]> {
  const api = new API({ cwd: root });
  try {
    const types = new Map<string, readonly string[]>();
    const files = Object.keys(wanted);
    for (const [config, group] of Map.groupBy(files, (file) => findProject(join(root, file)))) {
      const snapshot = api.updateSnapshot({ openProjects: [config] });
      const project = snapshot.getProject(config);
      if (project === undefined) throw new Error(`no compiler reads ${config}`);
      for (const file of group) {
        const found = readFile(project, join(root, file), wanted[file]!);
        for (const [name, fields] of found) types.set(`${file} ${name}`, fields);
      }
      snapshot.dispose();
    }
    return types;
  } finally {
    api.close();
  }
}

function readFile({ program, checker }: Project, path: string, names: readonly string[]) {
  const source = program.getSourceFile(path);
  if (source === undefined) throw new Error(`no compiler reads ${path}`);
  const types = new Map<string, readonly string[]>();
  for (const statement of source.statements) {
    const { name } = statement as { name?: { text?: string } };
    if (name?.text === undefined || !names.includes(name.text)) continue;
    const symbol = checker.getSymbolAtLocation(name as never);
    if (symbol === undefined) continue;
    const properties = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
    const fields = properties.map((property) => {
      const text = checker.typeToString(checker.getTypeOfSymbol(property)!);
      return `${property.name}${text.endsWith("| undefined") ? "?" : ""}: ${text}`;
    });
    types.set(name.text, fields.sort());
  }
  const missing = names.filter((name) => !types.has(name));
  if (missing.length > 0) throw new Error(`${path} has no type ${missing.join(", ")}`);
  return types;
}

function findProject(path: string): string {
  let folder = dirname(path);
  while (!existsSync(join(folder, "tsconfig.json"))) folder = dirname(folder);
  return join(folder, "tsconfig.json");
}
