/** Keeps the tables that are made of events up to date, beside whatever takes the events in. */
import type { ChainDatabase } from "../database/open-database.ts";
import { prepareFigures, projectSome } from "./projector.ts";

/** How long it rests when there is nothing new. */
const REST_MS = 1000;
/** And when the database could not be asked. */
const RETRY_MS = 5000;

export interface FigureKeeperOptions {
  readonly db: ChainDatabase;
  readonly onFailed: (error: unknown) => void;
}

export interface FigureKeeper {
  /** Resolves when what was begun is done. */
  close(): Promise<void>;
}

export function keepFigures({ db, onFailed }: FigureKeeperOptions): FigureKeeper {
  let isOpen = true;
  let wake = (): void => {};
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const working = (async () => {
    let isPrepared = false;
    while (isOpen) {
      try {
        if (!isPrepared) await prepareFigures(db);
        isPrepared = true;
        const { rows } = await projectSome(db);
        if (rows === 0 && isOpen) await rest(REST_MS);
      } catch (error) {
        onFailed(error);
        if (isOpen) await rest(RETRY_MS);
      }
    }
  })();
  return {
    close: async () => {
      isOpen = false;
      wake();
      await working;
    },
  };
}
