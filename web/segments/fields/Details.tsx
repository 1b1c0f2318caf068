import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import classes from './Fields.module.css';
import type { NameOf } from './names.js';

export interface Detail {
  label: string;
  add: () => void;
}

/** What else may be said in this row, added on demand: most rows stay short. */
export function DetailsMenu({ details, nameOf }: { details: (Detail | false)[]; nameOf: NameOf }) {
  const { t } = useTranslation('segments');
  const offered = details.filter((detail): detail is Detail => detail !== false);
  if (offered.length === 0) return null;
  return (
    <Menu position="bottom-start" shadow="sm">
      <Menu.Target>
        <Button size="xs" variant="subtle" color="gray" aria-label={nameOf('details')} leftSection={<IconDots size={16} stroke={1.5} />}>
          {t('builder.details')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.map(({ label, add }) => (
          <Menu.Item key={label} onClick={add}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** One such detail, with its word before it and a button that takes it away. */
export function DetailField({ word, removeLabel, onRemove, children }: { word: string; removeLabel: string; onRemove: () => void; children: ReactNode }) {
  return (
    <span className={classes.detail}>
      <span className={classes.word}>{word}</span>
      {children}
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={removeLabel} onClick={onRemove}>
        <IconX size={16} stroke={1.5} />
      </ActionIcon>
    </span>
  );
}
