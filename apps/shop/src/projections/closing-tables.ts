import type { Projection } from "../store/projection.ts";

/** Closed days, as they were signed. */
export const closingTables: Projection = {
  name: "closings-1",
  tables: ["closings"],
  schema: `
    CREATE TABLE closings (
      closing_number INTEGER PRIMARY KEY,
      day TEXT NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
  `,
  open: (db) => {
    const insert = db.prepare("INSERT INTO closings VALUES (?, ?, ?)");
    return ({ event }) => {
      if (event.type !== "DayClosed") return;
      const { closing } = event;
      insert.run(closing.closingNumber, closing.day, JSON.stringify(closing));
    };
  },
};
