import { IconHelpCircle, IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Trait } from '../api/traits.js';
import { StatusBadge } from '../ui/StatusBadge.js';
import classes from './Traits.module.css';

/** Which personal data it is, and whether somebody has said so or it is only guessed. */
export function PersonalBadge({ personalClass: { value, by } }: { personalClass: Trait['personalClass'] }) {
  const { t } = useTranslation('traits');
  const said = t(`classes.${value}`);
  if (by === 'person') {
    return (
      <StatusBadge tone={value === 'none' ? 'neutral' : 'info'} icon={value === 'none' ? IconShieldOff : IconShieldCheck}>
        {said}
      </StatusBadge>
    );
  }
  if (value === 'none') return <span className={classes.dim}>{said}</span>;
  return (
    <StatusBadge tone="warning" icon={IconHelpCircle}>
      {t('guessed', { class: said })}
    </StatusBadge>
  );
}
