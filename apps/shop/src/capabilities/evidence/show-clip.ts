/** A clip as the API shows it. */
import type { CLIP_PROPERTIES, INTERACTION } from "@saunter/protocol/http/review-schemas";
import type { Static } from "typebox";
import type { ReadClip } from "./evidence-readers.ts";

export type ClipShown = Pick<Static<typeof INTERACTION>, keyof typeof CLIP_PROPERTIES>;

/** All of a clip but the film, and the place, which its interaction has. */
export function showClip(read: ReadClip | null): ClipShown {
  if (read === null) return { clip: null, clipState: "none", clipDeleteAfterMs: null };
  const { clip, deleteAfterMs: clipDeleteAfterMs } = read;
  if (clip === null) return { clip: null, clipState: "unreadable", clipDeleteAfterMs };
  const { video: _, gondola: _gondola, shelf: _shelf, ...facts } = clip;
  return { clip: facts, clipState: "kept", clipDeleteAfterMs };
}
