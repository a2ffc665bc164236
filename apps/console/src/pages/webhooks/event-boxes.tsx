import { PUBLIC_EVENT_TYPES } from "@saunter/protocol/public-event";
import { CheckBox, toggle } from "../../parts/check-box.tsx";
import { words } from "../../words.ts";

interface EventBoxesProps {
  readonly eventTypes: readonly string[];
  readonly onEventTypes: (eventTypes: string[]) => void;
}

/** Everything, or single types; a group such as `receipt.*` ticks its types. */
export function EventBoxes({ eventTypes, onEventTypes }: EventBoxesProps) {
  const t = words.texts.webhooks.events;
  const isAll = eventTypes.includes("*");
  const chosen: string[] = PUBLIC_EVENT_TYPES.filter(
    (type) => eventTypes.includes(type) || eventTypes.includes(`${type.split(".")[0]}.*`),
  );
  return (
    <fieldset class="event-boxes">
      <legend>{t.title}</legend>
      <CheckBox isChecked={isAll} onChecked={(all) => onEventTypes(all ? ["*"] : ["receipt.*"])}>
        {t.all}
      </CheckBox>
      {isAll
        ? null
        : PUBLIC_EVENT_TYPES.map((type) => (
            <CheckBox
              key={type}
              isChecked={chosen.includes(type)}
              onChecked={(isChecked) => onEventTypes(toggle(chosen, type, isChecked))}
            >
              {t.types[type]} <code class="soft small">{type}</code>
            </CheckBox>
          ))}
    </fieldset>
  );
}
