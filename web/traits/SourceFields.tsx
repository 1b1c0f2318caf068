import { Autocomplete, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import classes from './Computed.module.css';
import { type ComputedDraft, type Made, made, takesProperty } from './computed-draft.js';
import { WhereRows, WindowFields } from './EventParts.js';
import { useSeenEvents } from './useSeenEvents.js';

/** What is made of which event, of which of its properties, within which time, and only where what holds. */
export function SourceFields({ draft, onChange }: { draft: ComputedDraft; onChange: (draft: ComputedDraft) => void }) {
  const { t } = useTranslation('traits');
  const seen = useSeenEvents();
  return (
    <>
      <div className={classes.row}>
        <NativeSelect
          label={t('make')}
          value={draft.made}
          data={made.map((kind) => ({ value: kind, label: t(`made.${kind}`) }))}
          onChange={(event) => onChange({ ...draft, made: event.currentTarget.value as Made })}
        />
        {takesProperty(draft.made) && (
          <Autocomplete
            label={t('ofProperty')}
            value={draft.property}
            data={seen.propertiesOf(draft.event.name)}
            onChange={(property) => onChange({ ...draft, property })}
            maxDropdownHeight={280}
          />
        )}
        <Autocomplete
          label={t('ofEvent')}
          value={draft.event.name}
          data={seen.names}
          onChange={(name) => onChange({ ...draft, event: { ...draft.event, name } })}
          maxDropdownHeight={280}
        />
        <WindowFields within={draft.within} onChange={(within) => onChange({ ...draft, within })} />
      </div>
      <WhereRows event={draft.event} onChange={(event) => onChange({ ...draft, event })} />
    </>
  );
}
