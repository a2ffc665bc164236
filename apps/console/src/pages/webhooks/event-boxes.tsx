import { PUBLIC_EVENT_TYPES, type PublicEventType } from "@saunter/protocol/public-event";
import { CheckBox, toggle } from "../../parts/check-box.tsx";

/** The catalogue, as the documentation has it. */
const EVENT_WORDS: Readonly<Record<PublicEventType, string>> = {
  "visit.opened": "Somebody comes in",
  "visit.closed": "A visit ends",
  "cart.updated": "A cart changes",
  "interaction.decided": "A pick or put-back is decided",
  "receipt.drafted": "A draft receipt is there",
  "receipt.finalised": "A receipt is final",
  "receipt.contested": "A line is disputed",
  "receipt.corrected": "A receipt is corrected",
  "receipt.refunded": "A refund is made",
  "charge.updated": "Money is held, charged or refunded",
  "debt.opened": "A charge could not be collected",
  "debt.settled": "A debt is paid or waived",
  "review.opened": "A review is waiting",
  "review.ended": "A review is decided or has expired",
  "stock.changed": "A facing is counted, refilled or sold from",
  "drawer.changed": "The till’s drawer is counted, banked from or given change",
  "goods.changed": "Products, planogram or offers change",
  "alert.raised": "An alert is raised",
  "alert.acknowledged": "Somebody sees to an alert",
  "alert.cleared": "An alert is cleared",
};

interface EventBoxesProps {
  readonly eventTypes: readonly string[];
  readonly onEventTypes: (eventTypes: string[]) => void;
}

/** Everything, or single types; a group such as `receipt.*` ticks its types. */
export function EventBoxes({ eventTypes, onEventTypes }: EventBoxesProps) {
  const isAll = eventTypes.includes("*");
  const chosen: string[] = PUBLIC_EVENT_TYPES.filter(
    (type) => eventTypes.includes(type) || eventTypes.includes(`${type.split(".")[0]}.*`),
  );
  return (
    <fieldset class="event-boxes">
      <legend>Events</legend>
      <CheckBox isChecked={isAll} onChecked={(all) => onEventTypes(all ? ["*"] : ["receipt.*"])}>
        All events, also those of later versions
      </CheckBox>
      {isAll
        ? null
        : PUBLIC_EVENT_TYPES.map((type) => (
            <CheckBox
              key={type}
              isChecked={chosen.includes(type)}
              onChecked={(isChecked) => onEventTypes(toggle(chosen, type, isChecked))}
            >
              {EVENT_WORDS[type]} <code class="soft small">{type}</code>
            </CheckBox>
          ))}
    </fieldset>
  );
}
