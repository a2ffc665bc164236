/**
 * A stream of server-sent events as a page sees it: what comes, and whether it still comes. The
 * browser takes a cut stream up again by itself where it can; where it gives up, it is opened again.
 */
import { type ReadonlySignal, signal } from "@preact/signals";

export type ConnectionState = "connecting" | "live" | "lost";

export interface LiveStream {
  readonly state: ReadonlySignal<ConnectionState>;
  close(): void;
}

export interface LiveOptions {
  readonly url: () => string;
  /** By the event's name. */
  readonly on: Readonly<Record<string, (data: unknown) => void>>;
  /** Called before a stream that could not be opened is tried again: a session may have ended. */
  readonly beforeRetry?: (() => Promise<void>) | undefined;
  readonly openSource?: (url: string) => EventSource;
  readonly setTimer?: (act: () => void, delayMs: number) => () => void;
}

export const RETRY_MS_MIN = 500;
export const RETRY_MS_MAX = 10_000;

const CLOSED = 2;

export function openLiveStream(options: LiveOptions): LiveStream {
  const openSource = options.openSource ?? ((url) => new EventSource(url));
  const setTimer = options.setTimer ?? startTimer;
  const state = signal<ConnectionState>("connecting");
  let retryMs = RETRY_MS_MIN;
  let source: EventSource | null = null;
  let stopTimer = (): void => {};
  let isClosed = false;

  const open = (): void => {
    if (isClosed) return;
    const opened = openSource(options.url());
    source = opened;
    opened.onopen = () => {
      state.value = "live";
      retryMs = RETRY_MS_MIN;
    };
    opened.onerror = () => {
      state.value = "lost";
      if (opened.readyState === CLOSED) retry();
    };
    for (const [name, onEvent] of Object.entries(options.on)) {
      opened.addEventListener(name, (event) => onEvent(JSON.parse((event as MessageEvent).data)));
    }
  };

  const retry = (): void => {
    source?.close();
    stopTimer = setTimer(() => {
      const ready = options.beforeRetry?.() ?? Promise.resolve();
      // Whether or not there is a session again, the stream says what is wrong.
      void ready.catch(() => {}).then(open);
    }, retryMs);
    retryMs = Math.min(RETRY_MS_MAX, retryMs * 2);
  };

  open();
  return {
    state,
    close: () => {
      isClosed = true;
      stopTimer();
      source?.close();
    },
  };
}

function startTimer(act: () => void, delayMs: number): () => void {
  const timer = setTimeout(act, delayMs);
  return () => clearTimeout(timer);
}
