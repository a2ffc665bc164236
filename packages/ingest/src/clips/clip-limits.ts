/** Bounds and figures of clips, each tested at the bound and one past it where it is a bound. */

/** Width of a clip, pixels; as high as the camera's sides say. Less where the camera gives less. */
export const CLIP_WIDTH_PX = 320;
/** Time from one picture of a clip to the next. */
export const CLIP_STEP_MS = 200;
/** Length of a clip before and after its interaction. */
export const CLIP_BEFORE_MS = 4000;
export const CLIP_AFTER_MS = 4000;
/** How much of each camera is in memory: interactions are reported some seconds after they happened. */
export const RING_MS = 14_000;
/** All cameras together, bytes. Where that is too little for all, pictures are fewer. */
export const RING_BYTES_MAX = 128_000_000;
/** How long a picture stands for what came after it; then nothing is known. */
export const STILL_MS_MAX = 2000;
/** Smallest number of pictures in a clip. */
export const CLIP_FRAMES_MIN = 5;

/** Clips that are being encoded or wait for it; of more, the newest are not kept. */
export const CLIPS_WAITING_MAX = 12;
/** A shop that closes waits so long for clips that are not encoded yet. */
export const CLIPS_CLOSE_MS_MAX = 5000;
/** One clip, encoded. */
export const CLIP_BYTES_MAX = 2_000_000;
/** How long encoding one may take, and how long ffmpeg has to say what it can encode. */
export const ENCODE_MS_MAX = 30_000;
/** What ffmpeg says of an error, characters. */
export const ENCODE_WORDS_MAX = 300;
