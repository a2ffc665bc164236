import { words } from "../words.ts";

/** What people of a scenario are up to, in a few words. */
export function wordScenario(name: string): string {
  const known: Readonly<Record<string, string>> = words.texts.demo.scenarios;
  return known[name] ?? name.replaceAll("-", " ");
}
