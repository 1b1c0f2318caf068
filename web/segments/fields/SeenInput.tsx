import { Autocomplete } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import { exampleText, type Seen } from './catalogue.js';
import classes from './Fields.module.css';

interface SeenInputProps {
  label: string;
  placeholder: string;
  value: string;
  seen: Seen[];
  onChange: (name: string) => void;
  /** px; default 170. */
  width?: number;
  /** A field of a form: as wide as there is room, its label above it. Default: a small one in a row, its label for screen readers only. */
  inForm?: boolean;
}

/** A name: any text, with those that were really seen as suggestions, each with a value and when it was last seen. */
export function SeenInput({ label, placeholder, value, seen, onChange, width = 170, inForm = false }: SeenInputProps) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const byName = new Map(seen.map((item) => [item.name, item]));
  return (
    <Autocomplete
      {...(inForm ? { label } : { size: 'xs', w: width, 'aria-label': label })}
      placeholder={placeholder}
      maxLength={512}
      value={value}
      onChange={onChange}
      data={[...byName.keys()]}
      limit={50}
      maxDropdownHeight={280}
      comboboxProps={{ width: 320, position: 'bottom-start', keepMounted: false }}
      scrollAreaProps={{ type: 'always' }}
      renderOption={({ option }) => {
        const item = byName.get(option.value);
        const example = exampleText(item?.examples[0]);
        return (
          <span className={classes.suggestion}>
            <span>{option.value}</span>
            <span>
              {example !== '' ? t('picker.example', { value: example }) : item?.lastSeenAt ? t('picker.lastSeen', { date: format.date(item.lastSeenAt) }) : ''}
            </span>
          </span>
        );
      }}
    />
  );
}
