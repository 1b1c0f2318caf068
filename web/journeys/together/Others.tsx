import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import { stepById, triggerId } from '../model/ports.js';
import { title } from '../model/summary.js';
import { useDefinition } from '../page/EditorContext.js';
import { usePhrase } from '../usePhrase.js';
import { PersonAvatar } from './PersonAvatar.js';
import styles from './Together.module.css';
import type { Other } from './usePresence.js';

const shown = 4;

/** Who else has this journey open, and which step they look at. */
export function Others({ others }: { others: Other[] }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const say = usePhrase();
  const definition = useDefinition();
  if (others.length === 0) return null;
  const words = (other: Other): string => {
    const name = other.you ? t('presence.you') : (other.name ?? t('comments.somebody'));
    const steps = other.stepIds.flatMap((id) => {
      if (id === triggerId) return [t('type.trigger')];
      const step = stepById(definition, id);
      return step ? [say(title(step))] : [];
    });
    return steps.length === 0 ? t('presence.here', { name }) : t('presence.at', { name, steps: format.list(steps) });
  };
  const rest = others.slice(shown);
  return (
    <ul className={styles.others} aria-label={t('presence.title')}>
      {others.slice(0, shown).map((other, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: people have no id here, and keep their order.
        <li key={index}>
          <Tooltip label={words(other)}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip must be reached by the keyboard too. */}
            <span tabIndex={0} className={styles.other}>
              <PersonAvatar name={other.name ?? '?'} label={words(other)} />
            </span>
          </Tooltip>
        </li>
      ))}
      {rest.length > 0 && (
        <li>
          <Tooltip label={format.list(rest.map(words))} multiline maw={320}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip must be reached by the keyboard too. */}
            <span tabIndex={0} className={styles.other}>
              {t('presence.more', { count: rest.length })}
            </span>
          </Tooltip>
        </li>
      )}
    </ul>
  );
}
