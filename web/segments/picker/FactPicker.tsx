import type { Clause, ConditionReference } from '@cairn/rules/contracts/condition.js';
import { Button, Combobox, ScrollArea, useCombobox } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import { exampleText } from '../fields/catalogue.js';
import type { ConditionContext, Fact } from '../model/clauses.js';
import { type Choice, choiceGroups, factOf } from './choices.js';
import classes from './FactPicker.module.css';
import { useChoices } from './useChoices.js';

interface FactPickerProps {
  fact: Fact | 'condition';
  /** "What is asked, condition 1 of 2, group 1". */
  label: string;
  context: ConditionContext;
  onPick: (clause: Clause | ConditionReference) => void;
}

/** Everything that can be asked, by name: events, traits, segments and the rest, each with its type, a real value and when it was last seen. */
export function FactPicker({ fact, label, context, onPick }: FactPickerProps) {
  const { t } = useTranslation('segments');
  const [search, setSearch] = useState('');
  const store = useCombobox({
    onDropdownClose: () => {
      store.resetSelectedOption();
      setSearch('');
    },
  });
  const choices = useChoices(search, context, store.dropdownOpened);
  const word = t(`builder.fact.${fact}`);
  return (
    <Combobox
      store={store}
      // A page of rows would otherwise hold every choice once a row.
      keepMounted={false}
      width={420}
      position="bottom-start"
      onOptionSubmit={(id) => {
        const chosen = choices.find((choice) => choice.id === id);
        if (chosen) onPick(chosen.clause);
        store.closeDropdown();
        store.focusTarget();
      }}
    >
      <Combobox.Target targetType="button">
        <Button
          size="xs"
          variant="default"
          aria-label={t('picker.button', { fact: word, label })}
          rightSection={<IconChevronDown size={16} stroke={1.5} aria-hidden />}
          onClick={() => store.toggleDropdown()}
        >
          {word}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          ref={focusOnMount}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            store.updateSelectedOptionIndex();
          }}
          placeholder={t('picker.search')}
          aria-label={t('picker.search')}
        />
        <Combobox.Options aria-label={label}>
          <ScrollArea.Autosize mah={320} type="always" offsetScrollbars="y" viewportProps={{ tabIndex: -1 }}>
            {choiceGroups.map((group) => {
              const members = choices.filter((choice) => choice.group === group);
              return members.length === 0 ? null : (
                <Combobox.Group key={group} label={t(`picker.group.${group}`)}>
                  {members.map((choice) => (
                    <Combobox.Option key={choice.id} value={choice.id}>
                      <ChoiceLine choice={choice} />
                    </Combobox.Option>
                  ))}
                </Combobox.Group>
              );
            })}
            {choices.length === 0 && <Combobox.Empty>{t('picker.nothing')}</Combobox.Empty>}
          </ScrollArea.Autosize>
        </Combobox.Options>
        {/* That there is more below must not hang on a scroll bar that some systems hide. */}
        <Combobox.Footer>
          <span className={classes.footer}>{t('picker.found', { count: choices.length })}</span>
        </Combobox.Footer>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** The list is made when it opens: nothing is there to be focused before. */
function focusOnMount(search: HTMLInputElement | null): void {
  search?.focus({ preventScroll: true });
}

function ChoiceLine({ choice }: { choice: Choice }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const { label, types, examples, lastSeenAt, group } = choice;
  const kind = factOf(choice);
  const fact = t(`builder.fact.${kind}`);
  const type =
    types.length > 0
      ? format.list(
          types.map((name) => t(`picker.type.${name}`)),
          'disjunction',
        )
      : group === 'unseen'
        ? fact
        : '';
  const example = exampleText(examples[0]);
  const seen = lastSeenAt === null || lastSeenAt.startsWith('1970') ? '' : t('picker.lastSeen', { date: format.date(lastSeenAt) });
  return (
    <span className={classes.choice}>
      <span className={classes.name}>
        <span>{label ?? fact}</span>
        {type !== '' && <span className={classes.type}>{type}</span>}
      </span>
      {(example !== '' || seen !== '') && (
        <span className={classes.about}>
          <span>{example === '' ? '' : t('picker.example', { value: example })}</span>
          <span>{seen}</span>
        </span>
      )}
      {label === undefined && <span className={classes.about}>{t(`picker.about.${kind as 'funnel'}`)}</span>}
    </span>
  );
}
