/** One stream of events for a whole page: it resumes after the last event and says when some may have been missed. */
import { type LiveOptions, type LiveStream, openLiveStream } from "./live.ts";

interface StreamedEvent {
  readonly id: number;
}

interface EventStreamOptions<Event extends StreamedEvent> extends Pick<LiveOptions, "beforeRetry"> {
  /** Path of the stream, without its query. */
  readonly path: string;
  /** Names of the events that it may have. */
  readonly types: readonly string[];
  readonly onEvent: (event: Event) => void;
  /** Events may have been missed: what was loaded before may be out of date. */
  readonly onMissed: () => void;
}

export function openEventStream<Event extends StreamedEvent>({
  path,
  types,
  onEvent,
  onMissed,
  beforeRetry,
}: EventStreamOptions<Event>): LiveStream {
  let lastId: number | null = null;
  const take = (event: unknown): void => {
    lastId = (event as Event).id;
    onEvent(event as Event);
  };
  const { state, close } = openLiveStream({
    url: () => (lastId === null ? path : `${path}?after=${lastId}`),
    on: {
      ...Object.fromEntries(types.map((type) => [type, take])),
      // The shop's journal is an older one: nothing that was received counts.
      reset: (data) => {
        lastId = (data as StreamedEvent).id;
        onMissed();
      },
    },
    beforeRetry,
  });
  // Without a last event the stream begins with what comes next, not with what came meanwhile.
  const stopWatching = state.subscribe((now) => {
    if (now === "live" && lastId === null) onMissed();
  });
  return {
    state,
    close: () => {
      stopWatching();
      close();
    },
  };
}
