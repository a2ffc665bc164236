/**
 * Whether there is somebody, and whether they can be seen: a probability of each, moved on from frame to
 * frame and corrected by whether they were seen (Musicki, Evans and Stankovic 1994).
 */

export interface Presence {
  /** That there is somebody who can be seen, and that there is somebody who is hidden. */
  visible: number;
  hidden: number;
}

/** Probabilities of one step, from one frame to the next. */
export interface PresenceStep {
  readonly stays: number;
  readonly hides: number;
  readonly shows: number;
}

export function predictPresence(presence: Presence, { stays, hides, shows }: PresenceStep): void {
  const { visible, hidden } = presence;
  presence.visible = stays * (visible * (1 - hides) + hidden * shows);
  presence.hidden = stays * (visible * hides + hidden * (1 - shows));
}

/** Nobody was seen. @param found how likely somebody is found who can be seen */
export function missPresence(presence: Presence, found: number): void {
  const missed = 1 - presence.visible * found;
  presence.visible = (presence.visible * (1 - found)) / missed;
  presence.hidden /= missed;
}

/** Somebody was seen, and it was them with that probability; if not, they were missed. */
export function seePresence(presence: Presence, found: number, isTheirs: number): void {
  const missed = (1 - isTheirs) / (1 - presence.visible * found);
  presence.visible = isTheirs + missed * presence.visible * (1 - found);
  presence.hidden *= missed;
}
