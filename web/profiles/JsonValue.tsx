import type { Json } from '@cairn/rules/contracts/facts.js';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../app/i18n/format.js';
import { Address } from '../ui/Address.js';
import classes from './JsonValue.module.css';

/** A value as it came: instants in the viewer's zone, numbers in the viewer's digits, a flat object (an address) part by part, what is deeper as JSON. */
export function JsonValue({ value }: { value: Json }) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  if (value === null) return <>{t('value.none')}</>;
  if (typeof value === 'boolean') return <>{t(value ? 'value.yes' : 'value.no')}</>;
  if (typeof value === 'number') return <span className="cairn-tabular">{format.number(value)}</span>;
  if (isFlat(value)) return <JsonPairs values={value} className={classes.parts ?? ''} />;
  if (typeof value !== 'string') return <code>{JSON.stringify(value)}</code>;
  return <>{/^\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(Z|[+-]\d\d:?\d\d)$/.test(value) ? format.dateTime(value) : <Address of={value} />}</>;
}

function isFlat(value: Json): value is { [name: string]: Json } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const parts = Object.values(value);
  return parts.length > 0 && parts.every((part) => typeof part !== 'object' || part === null);
}

/** The properties of an event, a name and a value each. */
export function JsonPairs({ values, className }: { values: { [name: string]: Json }; className: string }) {
  return (
    <dl className={className}>
      {Object.entries(values).map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>
            <JsonValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
