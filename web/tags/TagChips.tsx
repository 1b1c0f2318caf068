import { ActionIcon, Button, Combobox, useCombobox } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call, type Page, path } from '../api/client.js';
import { useGet } from '../api/query.js';
import { type ProfileTag, type TagItem, tagsPath } from '../api/tags.js';
import { useFormat } from '../app/i18n/format.js';
import { showDone, showFailure } from '../ui/toasts.js';
import { TagChip } from './TagChip.js';
import classes from './Tags.module.css';
import { turnedBy } from './turned-by.js';

/** A person's tags: add and remove, and who turned what when. One that follows a rule says so, and nobody removes it. */
export function TagChips({ profileId }: { profileId: string }) {
  const { t } = useTranslation('tags');
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { data } = useGet<{ items: ProfileTag[] }>(path`/api/profiles/${profileId}/tags`, { every: 5_000 });
  const tags = data?.items ?? [];
  const on = tags.filter((tag) => tag.on);
  const turn = async (changes: { add?: string[]; remove?: string[] }): Promise<void> => {
    setBusy(true);
    try {
      await call('POST', path`/api/profiles/${profileId}/tags`, { body: changes });
      await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(path`/api/profiles/${profileId}`) });
    } catch (error) {
      showFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const remove = async ({ key, name }: ProfileTag): Promise<void> => {
    await turn({ remove: [key] });
    showDone(t('removed', { name }), () => void turn({ add: [key] }));
  };
  return (
    <>
      {on.length === 0 && <p className={classes.none}>{t('noTags')}</p>}
      <ul className={classes.chips} aria-label={t('title')}>
        {on.map((tag) => (
          <li key={tag.key}>
            <TagChip
              color={tag.color}
              aside={
                tag.followsRule ? (
                  <span className={classes.dim}>{t('ruled')}</span>
                ) : (
                  <ActionIcon
                    className={classes.remove}
                    variant="subtle"
                    size={24}
                    aria-label={t('remove', { name: tag.name })}
                    aria-disabled={busy || undefined}
                    onClick={() => !busy && void remove(tag)}
                  >
                    <IconX size={16} stroke={1.5} />
                  </ActionIcon>
                )
              }
            >
              {tag.name}
            </TagChip>
          </li>
        ))}
        <li>
          <AddTag taken={new Set(on.map(({ key }) => key))} busy={busy} onAdd={(key) => void turn({ add: [key] })} />
        </li>
      </ul>
      {tags.length > 0 && <TagHistory tags={tags} />}
    </>
  );
}

function AddTag({ taken, busy, onAdd }: { taken: ReadonlySet<string>; busy: boolean; onAdd: (key: string) => void }) {
  const { t } = useTranslation('tags');
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { data } = useGet<Page<TagItem>>(tagsPath);
  const free = (data?.items ?? []).filter(({ key, condition }) => condition === undefined && !taken.has(key));
  return (
    <Combobox
      store={combobox}
      width={260}
      position="bottom-start"
      withinPortal
      onOptionSubmit={(key) => {
        combobox.closeDropdown();
        onAdd(key);
      }}
    >
      <Combobox.Target withAriaAttributes={false}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={16} stroke={1.5} />}
          loading={busy}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          onClick={() => combobox.toggleDropdown()}
        >
          {t('add')}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={t('add')} mah={240} style={{ overflowY: 'auto' }}>
          {free.length === 0 ? (
            <Combobox.Empty>{t('noneToAdd')}</Combobox.Empty>
          ) : (
            free.map(({ key, name, color }) => (
              <Combobox.Option key={key} value={key}>
                <TagChip color={color}>{name}</TagChip>
              </Combobox.Option>
            ))
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Every turn that is remembered, the newest first. */
function TagHistory({ tags }: { tags: ProfileTag[] }) {
  const { t } = useTranslation('tags');
  const format = useFormat();
  const turns = tags
    .flatMap(({ name, key, before, on, since, by, source }) =>
      [{ on, since, by, source }, ...before].map((turn, at) => ({ ...turn, key, name, id: `${key}/${at}` })),
    )
    .sort((a, b) => (a.since < b.since ? 1 : -1));
  return (
    <details className={classes.history}>
      <summary>{t('history')}</summary>
      <ul className={classes.turns}>
        {turns.map(({ id, key, on, name, since, by, source }) => (
          <li key={id}>
            {t(on ? 'turnedOn' : 'turnedOff', { name })}
            <div className={classes.dim}>
              {t('turnBy', { how: t(`origin.${turnedBy(key, { by, source: source.id })}`, { source: source.name }), date: format.dateTime(since) })}
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}
