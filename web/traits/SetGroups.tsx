import { useTranslation } from 'react-i18next';

import type { ReadySet, ReadySetPreview } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import { Bars } from '../ui/Bars.js';
import classes from './Computed.module.css';

interface SetGroupsProps {
  set: ReadySet['set'];
  preview: ReadySetPreview;
  names: { readonly [key: string]: string };
}

/** How many people each segment or stage would hold, and what would be made. */
export function SetGroups({ set, preview: { groups, total, asked, outside, traits, segments }, names }: SetGroupsProps) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const prefix = set === 'rfm' ? 'rfm' : 'stage';
  const fresh = traits.filter(({ exists }) => !exists).length + segments.filter(({ exists }) => !exists).length;
  return (
    <div className={classes.distribution}>
      {groups.length > 0 && (
        <Bars
          label={t('headCount')}
          heads={[t(set === 'rfm' ? 'segment' : 'stage'), t('people')]}
          bars={groups.map(({ value, people }) => ({
            ...{ key: value, name: names[`${prefix}-${value}`] ?? value, count: people },
            ...(asked < total && { said: t('about', { share: format.number(people) }) }),
          }))}
        />
      )}
      <p className={classes.dim}>{t('outside', { n: format.number(outside), total: format.number(total) })}</p>
      {asked < total && <p className={classes.dim}>{t('scaledUp', { asked: format.number(asked) })}</p>}
      <p className={classes.dim}>
        {fresh > 0 ? t('willMake', { traits: format.number(traits.length), segments: format.number(segments.length) }) : t('willChange')}
      </p>
    </div>
  );
}
