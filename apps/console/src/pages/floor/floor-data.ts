/** What the live stream of the floor tells. */
import type { Answer } from "@saunter/client/api";

export type Message = Answer<"GET /v1/live/floor">;
export type DataOf<Event extends Message["event"]> = Extract<Message, { event: Event }>["data"];

export type Person = DataOf<"people">["people"][number];

export type OpenVisit = DataOf<"visits">["changed"][number];
