/** The security checklist has a row for each requirement of OWASP ASVS 5.0.0, levels 1 and 2, with evidence. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../docs/.vitepress/pages.ts";

const PAGE = "docs/reference/asvs.md";
/** Requirements of levels 1 and 2 by section. In each they are numbered from 1 without a gap. */
const COUNTS: Readonly<Record<string, number>> = {
  ...{ "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2 },
  ...{ "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1 },
  ...{ "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2 },
  ...{ "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4 },
  ...{ "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3 },
  ...{ "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4 },
  ...{ "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2 },
  ...{ "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1 },
  ...{ "9.1": 3, "9.2": 4 },
  ...{ "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3 },
  ...{ "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1 },
  ...{ "12.1": 3, "12.2": 2, "12.3": 4 },
  ...{ "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5 },
  ...{ "14.1": 2, "14.2": 4, "14.3": 3 },
  ...{ "15.1": 3, "15.2": 3, "15.3": 7 },
  ...{ "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3 },
  ...{ "17.1": 1, "17.2": 4, "17.3": 2 },
};

/** One line a problem. */
export function findChecklistFaults(text = readFileSync(join(ROOT, PAGE), "utf8")): string[] {
  const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \| [12] \| .+? \| (.*) \|$/gm)];
  const numbers = rows.map(([, number]) => number!);
  const wanted = Object.entries(COUNTS).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, at) => `${section}.${at + 1}`),
  );
  return [
    ...wanted
      .filter((number) => numbers.filter((one) => one === number).length !== 1)
      .map((number) => `${PAGE}: ${number} needs one row`),
    ...numbers
      .filter((number) => !wanted.includes(number))
      .map((number) => `${PAGE}: ${number} is no requirement of levels 1 and 2`),
    ...rows
      .filter(([, , evidence]) => (evidence ?? "").trim() === "")
      .map(([, number]) => `${PAGE}: ${number} has no evidence`),
  ];
}
