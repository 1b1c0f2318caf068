import { Text, TextInput } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './ChoiceList.module.css';

export interface Choice {
  id: string;
  title: string;
  detail?: string;
  hue?: string;
  icon?: Icon;
}

interface ChoiceListProps {
  label: string;
  empty: string;
  choices: Choice[];
  onChoose(id: string): void;
  onEscape(): void;
}

/** A searchable list (combobox with a listbox): typing narrows it, arrows move, Enter takes, Esc goes back. */
export function ChoiceList({ label, empty, choices, onChoose, onEscape }: ChoiceListProps) {
  const { t } = useTranslation('journeys');
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const words = search.trim().toLocaleLowerCase();
  const shown = choices.filter((choice) => `${choice.title} ${choice.detail ?? ''}`.toLocaleLowerCase().includes(words));
  const move = (to: number): void => {
    const index = (to + shown.length) % Math.max(shown.length, 1);
    setActive(index);
    list.current?.children[index]?.scrollIntoView({ block: 'nearest' });
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => move(active + 1),
    ArrowUp: () => move(active - 1),
    Enter: () => {
      const chosen = shown[active];
      if (chosen) onChoose(chosen.id);
    },
    Escape: onEscape,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const run = keys[event.key];
    if (!run || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
  return (
    <div>
      <TextInput
        label={label}
        placeholder={t('menu.search')}
        value={search}
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={shown[active] ? `${listId}-${active}` : undefined}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        p={4}
      />
      <div ref={list} id={listId} role="listbox" aria-label={label} className={styles.list}>
        {shown.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are on the input, which keeps the focus.
          <div
            key={choice.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={styles.choice}
            onClick={() => onChoose(choice.id)}
            onMouseMove={() => setActive(index)}
          >
            {choice.icon && (
              <span className={styles.icon} style={{ '--family': choice.hue } as React.CSSProperties}>
                <choice.icon size={16} stroke={1.5} aria-hidden />
              </span>
            )}
            <span className={styles.words}>
              <span>{choice.title}</span>
              {choice.detail !== undefined && <span className={styles.detail}>{choice.detail}</span>}
            </span>
          </div>
        ))}
      </div>
      {shown.length === 0 && (
        <Text size="sm" c="dimmed" p={8}>
          {choices.length === 0 ? empty : t('menu.noMatch')}
        </Text>
      )}
    </div>
  );
}
