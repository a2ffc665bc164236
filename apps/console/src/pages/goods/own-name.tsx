/** A name in its own direction: one in Latin letters moves nothing in a line from right to left. */
export function OwnName({ name }: { readonly name: string }) {
  return (
    <span>
      <bdi>{name}</bdi>
    </span>
  );
}
