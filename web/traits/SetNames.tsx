import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { Card } from '../ui/Card.js';
import classes from './Computed.module.css';

interface SetNamesProps {
  names: { readonly [key: string]: string };
  /** Of the segments among them. */
  prefix: string;
  onChange: (names: { readonly [key: string]: string }) => void;
}

/** What the segments of a set are called: as your own people call them. */
export function SetNames({ names, prefix, onChange }: SetNamesProps) {
  const { t } = useTranslation('traits');
  return (
    <Card title={t('segmentNames')}>
      <details>
        <summary>{t('rename')}</summary>
        <div className={classes.fields}>
          {Object.entries(names)
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, name]) => (
              <TextInput
                key={key}
                label={key.slice(prefix.length)}
                value={name}
                maxLength={120}
                error={name.trim() === '' ? t('nameNeeded') : undefined}
                onChange={(event) => onChange({ ...names, [key]: event.currentTarget.value })}
              />
            ))}
        </div>
      </details>
    </Card>
  );
}
