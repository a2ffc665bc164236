import { Button } from "@saunter/ui/components/button";
import { Bones, ProblemNote } from "@saunter/ui/components/notes";
import { Time } from "@saunter/ui/components/time";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import type { Ref } from "preact";
import { useEffect, useImperativeHandle, useRef, useState } from "preact/hooks";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { changeSpeed, wordSpeed } from "./clip-speed.ts";
import type { Interaction, ShownEvent } from "./review-types.ts";

export type ClipAct = "play" | "slower" | "faster";

/** What keys do to the clip that is shown. */
export interface ClipPlayer {
  /** Whether there was one to do it to. */
  act(act: ClipAct): boolean;
}

interface ClipFigureProps {
  readonly reviewId: string;
  readonly shown: Pick<ShownEvent, "evidence" | "clip" | "clipState" | "clipDeleteAfterMs">;
  /** How far from when it happened the rest is looked at, ms: a clip that does not play is there, too. */
  readonly afterMs: number;
  readonly player: Ref<ClipPlayer>;
}

/** What a camera saw of it, with people blurred; nothing where there is no clip. */
export function ClipFigure(props: ClipFigureProps) {
  const { shown } = props;
  if (shown.clipState === "none") return null;
  const texts = words.texts.review.clip;
  return (
    <figure class="review-figure review-clip">
      <figcaption class="row apart small">
        <strong>{texts.title}</strong>
        {shown.clip === null ? null : <span class="soft">{texts.camera(shown.clip.cameraId)}</span>}
      </figcaption>
      {shown.clip === null ? (
        <p class="review-nothing soft small">{texts.broken}</p>
      ) : (
        <LoadedClip {...props} clip={shown.clip} />
      )}
    </figure>
  );
}

type Facts = NonNullable<Interaction["clip"]>;

function LoadedClip({ clip, ...props }: ClipFigureProps & { readonly clip: Facts }) {
  const { reviewId, shown } = props;
  const { evidenceId } = shown.evidence;
  const { value, problem, reload } = useLoaded(
    (signal) =>
      api.load("GET /v1/reviews/:reviewId/clips/:evidenceId", {
        params: { reviewId, evidenceId },
        signal,
      }),
    [reviewId, evidenceId],
  );
  const url = useUrlOf(value);
  if (problem !== null) return <ProblemNote problem={problem} onRetry={reload} />;
  if (url === null) return <Bones lines={4} />;
  return <Player {...props} clip={clip} url={url} />;
}

/** An address of bytes that is good as long as they are shown. */
function useUrlOf(blob: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (blob === null) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}

interface PlayerProps extends ClipFigureProps {
  readonly clip: Facts;
  readonly url: string;
}

const MS_PER_S = 1000;

function Player({ clip, url, shown, afterMs, player }: PlayerProps) {
  const texts = words.texts.review.clip;
  const video = useRef<HTMLVideoElement>(null);
  const [speed, setSpeed] = useState(1);
  useImperativeHandle(player, () => ({ act: (act) => actOn(video.current, act) }), []);
  const showMoment = (): void => {
    const { current } = video;
    if (current === null || !current.paused) return;
    const atMs = clip.happenedMs + afterMs - clip.startMs;
    current.currentTime = Math.min(Math.max(0, atMs), clip.durationMs - 1) / MS_PER_S;
  };
  // As it happened before anybody has played it; then where the slider is.
  useEffect(showMoment, [afterMs, url]);
  return (
    <>
      {/* There is no sound, and so nothing to read of it. */}
      <video
        ref={video}
        src={url}
        width={clip.widthPx}
        height={clip.heightPx}
        aria-label={texts.label(clip.cameraId)}
        controls
        loop
        muted
        playsInline
        disablePictureInPicture
        disableRemotePlayback
        controlsList="nodownload noremoteplayback"
        onLoadedMetadata={showMoment}
        onRateChange={({ currentTarget }) => setSpeed(currentTarget.playbackRate)}
      />
      <div class="row apart small">
        <span role="status" class="soft">
          {texts.speed(wordSpeed(speed))}
        </span>
        <span class="row">
          <Button kind="bare" onPress={() => actOn(video.current, "slower")}>
            {texts.slower} <kbd>,</kbd>
          </Button>
          <Button kind="bare" onPress={() => actOn(video.current, "faster")}>
            {texts.faster} <kbd>.</kbd>
          </Button>
        </span>
      </div>
      <p class="small soft">
        {texts.blurred} <Until shown={shown} />
      </p>
    </>
  );
}

function Until({ shown }: Pick<ClipFigureProps, "shown">) {
  if (shown.clipDeleteAfterMs === null) return null;
  return (
    <>
      {words.texts.review.clip.until(
        <Time timestampMs={shown.clipDeleteAfterMs} style="date-time" />,
      )}
    </>
  );
}

function actOn(video: HTMLVideoElement | null, act: ClipAct): boolean {
  if (video === null) return false;
  if (act === "play") {
    // A browser may refuse to play: then it stands still, as before.
    if (video.paused) video.play().catch(() => video.pause());
    else video.pause();
    return true;
  }
  video.playbackRate = changeSpeed(video.playbackRate, act === "slower" ? -1 : 1);
  return true;
}
