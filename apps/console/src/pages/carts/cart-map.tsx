import { type SmartCart, wordTrip } from "./cart-words.ts";

const MARGIN_M = 1;
/** A few carts are not drawn larger than a room. */
const SIDE_M_MIN = 8;
const LABEL_M = 0.5;

/** Where carts stand that know it, seen from above; nothing where none does. */
export function CartMap({ carts }: { readonly carts: readonly SmartCart[] }) {
  const placed = carts.flatMap(({ cartId, trip }) =>
    trip === null || trip.position === null ? [] : [{ cartId, trip, ...trip.position }],
  );
  if (placed.length === 0) return null;
  const xs = placed.map(({ xM }) => xM);
  const ys = placed.map(({ yM }) => yM);
  const [left, width] = spread(xs);
  const [top, height] = spread(ys.map((yM) => -yM));
  return (
    <section class="card" aria-labelledby="carts-map">
      <header>
        <h2 id="carts-map">Where they are</h2>
      </header>
      <svg
        class="cart-map"
        viewBox={`${left} ${top} ${width} ${height}`}
        role="img"
        aria-label={placed
          .map(({ cartId, xM, yM }) => `${cartId} at ${xM.toFixed(1)}, ${yM.toFixed(1)} m`)
          .join("; ")}
      >
        {placed.map(({ cartId, trip, xM, yM }) => (
          <g key={cartId} class={`status ${wordTrip(trip)[0]}`}>
            <circle cx={xM} cy={-yM} r={0.25} fill="currentColor" />
            <text x={xM + 0.4} y={-yM + LABEL_M / 3} font-size={LABEL_M} fill="currentColor">
              {cartId}
            </text>
          </g>
        ))}
      </svg>
    </section>
  );
}

/** From where, and how far, so that all are on it. */
function spread(places: readonly number[]): readonly [fromM: number, sizeM: number] {
  const least = Math.min(...places);
  const most = Math.max(...places);
  const size = Math.max(SIDE_M_MIN, most - least + 2 * MARGIN_M);
  return [(least + most - size) / 2, size];
}
