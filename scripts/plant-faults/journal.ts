/** The shop's journal and its tables. */
import type { AreaFault } from "./fault.ts";

const STORE = "apps/shop/src/store/store.ts";
const WRITER = "apps/shop/src/store/store-writer.ts";
const OF_STORE = ["store", "journal-damage"].map((name) => `apps/shop/src/store/${name}.test.ts`);
const TORTURE = ["apps/lab/src/torture/torture.test.ts"];

export const JOURNAL_FAULTS: readonly AreaFault[] = [
  {
    fault: "acknowledged before COMMIT",
    variant: "a job resolves when it has run",
    file: WRITER,
    text: "  return done.ok ? () => job.resolve(done.value)",
    planted: "  if (done.ok) job.resolve(done.value);\n  return done.ok ? () => {}",
    tests: OF_STORE,
  },
  {
    fault: "acknowledged before COMMIT",
    variant: "a commit that fails is acknowledged",
    file: WRITER,
    text: "for (const { reject } of jobs) reject(toStoreError(error));",
    planted: "for (const { resolve } of jobs) resolve(undefined);",
    tests: OF_STORE,
  },
  {
    fault: "head dropped",
    variant: "not written after a commit",
    file: WRITER,
    text: "  if (written.length > 0) parts.mark.write(journal.head);\n",
    planted: "",
    tests: OF_STORE,
  },
  {
    fault: "head dropped",
    variant: "not compared at the start",
    file: STORE,
    text: "const mark = readHeadMark(markPath);",
    planted: "const mark = null;",
    tests: OF_STORE,
  },
  {
    fault: "head dropped",
    variant: "its file may be missing",
    file: STORE,
    text: "if (position > 0 && !existsSync(markPath)) {",
    planted: "if (position < 0) {",
    tests: OF_STORE,
  },
  {
    fault: "damaged rows served",
    variant: "rows are not examined at the start",
    file: STORE,
    text: "const owned = isLong || isNew ? [] : listOwned(db, options);",
    planted: "const owned: string[] = [];",
    tests: ["apps/shop/src/store/damaged-rows.test.ts"],
  },
  {
    fault: "damaged rows served",
    variant: "a change gives damage a new checksum",
    file: "apps/shop/src/store/row-checksums.ts",
    text: "{isOld});\n",
    planted: "{true});\n",
    tests: ["apps/shop/src/people/damaged-people.test.ts"],
  },
  {
    fault: "damaged rows served",
    variant: "a damaged user signs in",
    file: "apps/shop/src/people/users.ts",
    text: '  requireIntact(db, "users", row.user_id);\n',
    planted: "",
    tests: ["apps/shop/src/people/damaged-people.test.ts"],
  },
  {
    fault: "synchronous off",
    variant: "OFF",
    file: STORE,
    text: "PRAGMA synchronous = FULL;",
    planted: "PRAGMA synchronous = OFF;",
    tests: TORTURE,
  },
  {
    fault: "synchronous off",
    variant: "NORMAL",
    file: STORE,
    text: "PRAGMA synchronous = FULL;",
    planted: "PRAGMA synchronous = NORMAL;",
    tests: TORTURE,
  },
];
