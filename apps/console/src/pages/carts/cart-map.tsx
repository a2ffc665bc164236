import { useLocale } from "@saunter/ui/components/locale";
import { useLoaded } from "@saunter/ui/components/use-loaded";
import { api } from "../../session.ts";
import { words } from "../../words.ts";
import { type Floor, shapeGondola } from "../floor/floor-shape.ts";
import { formatDecimal } from "../numbers/number-words.ts";
import { type SmartCart, wordTrip } from "./cart-words.ts";
import { placeLabels } from "./place-labels.ts";

const CM = 100;
const MARGIN_CM = 100;
/** A few carts are not drawn larger than a room. */
const SIDE_CM_MIN = 800;
const LABEL_CM = 50;
/** Between a cart's middle and its label. */
const BESIDE_CM = 40;
/** A letter is about so wide, as a share of its height. */
const LETTER_SHARE = 0.6;
/** A line of labels, as a share of their height. */
const LINE_SHARE = 1.2;

/** Where carts stand that know it, on the shop's plan; nothing where none does. */
export function CartMap({ carts }: { readonly carts: readonly SmartCart[] }) {
  const { locale } = useLocale();
  const floor = useLoaded((signal) => api.call("GET /v1/floor", { signal }), []);
  const placed = carts.flatMap(({ cartId, trip }) =>
    trip === null || trip.position === null
      ? []
      : [{ cartId, trip, x: trip.position.xM * CM, y: -trip.position.yM * CM }],
  );
  if (placed.length === 0) return null;
  const t = words.texts.carts.map;
  const gondolas = floor.value?.gondolas ?? [];
  const middles = placeLabels(
    placed.map(({ cartId, x, y }) => ({
      ...{ x: x + BESIDE_CM, y },
      ...{ width: cartId.length * LETTER_SHARE * LABEL_CM, height: LINE_SHARE * LABEL_CM },
    })),
  );
  const corners = [...placed, ...gondolas.map(({ xM, yM }) => ({ x: xM * CM, y: -yM * CM }))];
  const [left, width] = spread(corners.map(({ x }) => x));
  const [top, height] = spread([...corners.map(({ y }) => y), ...middles]);
  return (
    <section class="card" aria-labelledby="carts-map">
      <header>
        <h2 id="carts-map">{t.title}</h2>
      </header>
      <svg
        class="cart-map"
        viewBox={`${left} ${top} ${width} ${height}`}
        role="img"
        aria-label={placed
          .map(({ cartId, trip, x, y }) => {
            const name = trip.isSilent ? t.lastPlace : t.place;
            return name(cartId, formatDecimal(x / CM, locale), formatDecimal(-y / CM, locale));
          })
          .join("; ")}
      >
        <Shelves gondolas={gondolas} />
        {placed.map(({ cartId, trip, x, y }, at) => (
          <g
            key={cartId}
            class={`status ${wordTrip(trip)[0]}${trip.isSilent ? " cart-last-seen" : ""}`}
          >
            <circle cx={x} cy={y} r={25} fill="currentColor" />
            {middles[at] === y ? null : (
              <line
                class="cart-leader"
                {...{ x1: x, y1: y, x2: x + BESIDE_CM, y2: middles[at] }}
                stroke="currentColor"
              />
            )}
            <text
              x={x + BESIDE_CM}
              y={middles[at]! + LABEL_CM / 3}
              font-size={LABEL_CM}
              fill="currentColor"
            >
              {cartId}
            </text>
          </g>
        ))}
      </svg>
    </section>
  );
}

function Shelves({ gondolas }: Pick<Floor, "gondolas">) {
  return (
    <>
      {gondolas.map(shapeGondola).map(({ depth, gondola, transform, width }) => (
        <rect
          key={gondola}
          class="cart-shelf"
          transform={transform}
          y={-depth}
          width={width}
          height={depth}
        />
      ))}
    </>
  );
}

/** From where, and how far, so that all are on it. */
function spread(places: readonly number[]): readonly [fromCm: number, sizeCm: number] {
  const least = Math.min(...places);
  const most = Math.max(...places);
  const size = Math.max(SIDE_CM_MIN, most - least + 2 * MARGIN_CM);
  return [(least + most - size) / 2, size];
}
