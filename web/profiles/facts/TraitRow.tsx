import { Button, Tooltip, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconEye, IconPencil } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call, path } from '../../api/client.js';
import type { Trait, TraitValue } from '../../api/profiles.js';
import { usePages } from '../../api/query.js';
import { useFormat } from '../../app/i18n/format.js';
import { ListState } from '../../ui/ListState.js';
import { showFailure } from '../../ui/toasts.js';
import { JsonValue } from '../JsonValue.js';
import classes from '../Profile.module.css';
import { TraitDialog } from './TraitDialog.js';

/** One trait: what it is, from where and when; opened: what it was before. A secret is shown when somebody asks, which is recorded. */
export function TraitRow({ profileId, trait }: { profileId: string; trait: Trait }) {
  const { t } = useTranslation('profiles');
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const [editing, setEditing] = useState(false);
  const [revealed, setRevealed] = useState<Trait['value']>();
  const details = useId();
  const reveal = async (): Promise<void> => {
    try {
      setRevealed((await call<{ value: Trait['value'] }>('POST', path`/api/profiles/${profileId}/reveal`, { body: { trait: trait.name } })).value);
    } catch (error) {
      showFailure(error);
    }
  };
  const isHidden = trait.masked && revealed === undefined;
  return (
    <li>
      <UnstyledButton className={classes.trait} aria-expanded={opened} aria-controls={details} onClick={() => setOpened(!opened)}>
        <span className={classes.fact}>
          <span>{trait.name}</span>
          <span className={classes.value}>{isHidden ? t('trait.masked') : <JsonValue value={revealed ?? trait.value} />}</span>
        </span>
        <span className={classes.traitFoot}>
          <Tooltip label={format.dateTimeExact(trait.at)}>
            <span className={classes.dim}>
              {trait.source === 'hand'
                ? t('trait.byHand', { date: format.dateTime(trait.at) })
                : t('traitFrom', { source: trait.source, date: format.dateTime(trait.at) })}
            </span>
          </Tooltip>
          <IconChevronDown size={16} stroke={1.5} data-opened={opened || undefined} aria-hidden="true" />
        </span>
      </UnstyledButton>
      {opened && (
        <div id={details} className={classes.traitDetails}>
          <TraitValues profileId={profileId} name={trait.name} />
          <div className={classes.traitActions}>
            <Button variant="default" size="xs" leftSection={<IconPencil size={16} stroke={1.5} />} onClick={() => setEditing(true)}>
              {t('trait.edit')}
            </Button>
            {isHidden && (
              <Tooltip label={t('trait.revealHint')}>
                <Button variant="default" size="xs" leftSection={<IconEye size={16} stroke={1.5} />} onClick={() => void reveal()}>
                  {t('trait.reveal')}
                </Button>
              </Tooltip>
            )}
          </div>
        </div>
      )}
      {editing && (
        <TraitDialog profileId={profileId} trait={{ ...trait, value: isHidden ? null : (revealed ?? trait.value) }} onClose={() => setEditing(false)} />
      )}
    </li>
  );
}

/** Every value that was sent, the newest by its own time first. */
function TraitValues({ profileId, name }: { profileId: string; name: string }) {
  const { t } = useTranslation(['profiles', 'ui']);
  const format = useFormat();
  const pages = usePages<TraitValue>(path`/api/profiles/${profileId}/traits/${name}/values`, { query: { limit: 10 } });
  return (
    <ListState pages={pages} empty={<p className={classes.none}>{t('trait.noHistory')}</p>}>
      <ol className={classes.values} aria-label={t('trait.history', { name })}>
        {pages.items.map((item) => (
          <li key={item.messageId}>
            <span>{item.masked ? t('trait.masked') : item.value === null ? t('trait.cleared') : <JsonValue value={item.value} />}</span>
            <span className={classes.dim}>{t('traitFrom', { source: item.source, date: format.dateTime(item.at) })}</span>
          </li>
        ))}
      </ol>
      {pages.result.hasNextPage && (
        <Button variant="default" size="xs" loading={pages.result.isFetchingNextPage} onClick={() => void pages.result.fetchNextPage()}>
          {t('ui:table.more')}
        </Button>
      )}
    </ListState>
  );
}
